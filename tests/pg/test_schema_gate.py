"""The core's tables: append-only for everybody, serialised with rollouts, one chain, one identity."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from tests.pg.gate_support import Room, packet
from tests.pg.schema_support import OPERATOR, ask, governed_copy, governed_once, refusal, undone, value

pytestmark = pytest.mark.every_version

GATE = (
    "database_identity",
    "os_authority_model",
    "os_proposal",
    "os_proposal_signature",
    "os_proposal_approvals",
    "os_gate_hold",
    "governance_rollout",
    "os_gate_log",
)
ENTRY = "INSERT INTO oneroof.os_gate_log (act, subject, content) VALUES ('test', %(subject)s, %(content)s)"


@pytest.fixture
def shared(server: embedded.Server) -> Iterator[Session]:
    """A session on a database with both parts; undone afterwards."""
    with undone(governed_once(server.dsn)) as session:
        yield session


@pytest.fixture
def governed(make_database: Callable[..., Dsn], server: embedded.Server) -> Dsn:
    """A database of one's own, for tests that commit."""
    return governed_copy(make_database, server.dsn)


def log(dsn: Dsn, subject: str, content: str = "{}") -> None:
    """Append an entry to the gate log."""
    with Session.open(dsn) as session:
        session.connection.execute(ENTRY.encode(), {"subject": subject, "content": content})


@pytest.mark.parametrize("replica", [False, True], ids=["origin", "replica"])
def test_gate_tables_refuse_change(shared: Session, replica: bool) -> None:
    """UPDATE, DELETE and TRUNCATE are refused on an empty table, and by a session that calls itself a replica."""
    for table in GATE:
        column = value(
            shared,
            "SELECT attname FROM pg_attribute WHERE attrelid = %(table)s::regclass AND attnum = 1",
            table=f"oneroof.{table}",
        )
        for statement in (
            f"UPDATE oneroof.{table} SET {column} = {column}",
            f"UPDATE oneroof.{table} SET {column} = {column} WHERE false",
            f"DELETE FROM oneroof.{table}",
            f"DELETE FROM ONLY oneroof.{table} WHERE false",
            f"TRUNCATE oneroof.{table} CASCADE",
        ):
            assert refusal(shared, statement, replica=replica) == "OR001", statement


@pytest.mark.parametrize("replica", ["origin", "replica"])
def test_an_insert_into_a_gate_table_waits_for_a_rollout(server: embedded.Server, replica: str) -> None:
    """While a rollout holds the key exclusively no gate table takes a row; afterwards it does."""
    settings = {"lock_timeout": "20ms", "session_replication_role": replica}
    empty = [SQL(f"INSERT INTO oneroof.{table} SELECT * FROM oneroof.{table} WHERE false") for table in GATE]
    dsn = governed_once(server.dsn)
    with Session.open(dsn) as rollout, Session.open(dsn, settings=settings) as other:
        with rollout.transaction():
            rollout.execute(SQL("SELECT pg_advisory_xact_lock(oneroof.fn_lock_key_gate())"))
            assert {other.attempt(statement) for statement in empty} == {"55P03"}
        assert {other.attempt(statement) for statement in empty} == {"00000"}


def test_the_lock_keys_are_the_documented_ones(shared: Session) -> None:
    """The numbers that a script of an operator's own may use."""
    keys = [int.from_bytes(b"oneroof" + bytes([number]), "big") for number in (1, 2)]
    assert value(shared, "SELECT oneroof.fn_lock_key_gate()") == keys[0]
    assert value(shared, "SELECT oneroof.fn_lock_key_chain()") == keys[1]


def test_a_packet_runs_again_only_after_a_roll_back(governed: Dsn) -> None:
    """The same digest twice is refused; rolled back and approved anew it may run; a roll back needs a run."""
    room = Room(governed)
    room.boot(packet(room.database), apr="APR-A")
    room.open_for(room.statement("APR-B", [packet(room.database)]))
    run = "SELECT oneroof.fn_rollout_record('{code}', encode(sha256('P_ONE'), 'hex'), 'P_ONE', '{act}', '{{}}')"
    with Session.open(governed, settings=OPERATOR) as session, session.transaction():
        ask(session, "SELECT pg_advisory_xact_lock(oneroof.fn_lock_key_gate())")
        assert refusal(session, run.format(code="APR-A", act="rolled_back")) == "OR002"
        ask(session, run.format(code="APR-A", act="executed"))
        assert refusal(session, run.format(code="APR-B", act="executed"), replica=True) == "OR002"
        assert refusal(session, run.format(code="APR-B", act="rolled_back")) == "OR002"
        ask(session, run.format(code="APR-A", act="rolled_back"))
        assert refusal(session, run.format(code="APR-A", act="executed")) == "OR002"
        ask(session, run.format(code="APR-B", act="executed"))


# -- the chain ------------------------------------------------------------------------------------------------------


def chain(where: Dsn | Session) -> list[dict[str, object]]:
    """The log in order, with the hash computed again."""
    return ask(
        where,
        "SELECT hash, prev, height, "
        "oneroof.fn_gate_log_hash(prev, height, act, subject, content, logged_at, logged_by) AS again "
        "FROM oneroof.os_gate_log ORDER BY height",
    )


def test_the_first_entry_names_the_database(shared: Session) -> None:
    """The chain begins at the digest of database_uid, whatever the writer supplied."""
    ask(
        shared,
        "INSERT INTO oneroof.os_gate_log (hash, prev, height, act, subject, content, logged_at, logged_by) "
        "VALUES ('mine', 'mine', 7, 'test', 's', '{}', 'epoch', 'somebody else')",
    )
    (entry,) = chain(shared)
    assert entry["prev"] == value(
        shared, "SELECT encode(sha256(database_uid::text::bytea), 'hex') FROM oneroof.database_identity"
    )
    assert entry["hash"] == entry["again"] != "mine"
    assert entry["height"] == 1
    assert value(shared, "SELECT logged_by <> 'somebody else' AND logged_at > 'epoch' FROM oneroof.os_gate_log")


def test_the_chain_does_not_fork_under_concurrent_writers(governed: Dsn) -> None:
    """Eight writers at once make one chain whose every hash can be computed again."""
    writers, each = 8, 6

    def work(number: int) -> None:
        for place in range(each):
            log(governed, f"{number}.{place}")

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(work, range(writers)))
    entries = chain(governed)
    assert len(entries) == writers * each
    assert [entry["height"] for entry in entries] == list(range(1, len(entries) + 1))
    assert all(entry["hash"] == entry["again"] for entry in entries)
    assert [entry["prev"] for entry in entries[1:]] == [entry["hash"] for entry in entries[:-1]]


def test_several_entries_of_one_statement_are_chained(shared: Session) -> None:
    """One INSERT of three rows gives three links."""
    ask(
        shared,
        "INSERT INTO oneroof.os_gate_log (act, subject, content) "
        "SELECT 'test', i::text, '{}' FROM generate_series(1, 3) i",
    )
    entries = chain(shared)
    assert [entry["prev"] for entry in entries[1:]] == [entry["hash"] for entry in entries[:-1]]
    assert len(entries) == 3


def test_an_old_snapshot_fails_instead_of_forking(governed: Dsn) -> None:
    """A REPEATABLE READ writer that cannot see the head is refused."""
    log(governed, "first")
    entry = SQL("INSERT INTO oneroof.os_gate_log (act, subject, content) VALUES ('test', 'late', '{{}}')").format()
    with Session.open(governed) as late, late.transaction(repeatable=True):
        late.execute(SQL("SELECT count(*) FROM oneroof.os_gate_log"))
        log(governed, "second")
        assert late.attempt(entry) == "23505"
    assert len(chain(governed)) == 2


def test_the_hash_binds_every_field_and_no_output_setting(shared: Session) -> None:
    """Fields cannot flow into one another, and the session's settings do not change the digest."""
    rest = """'{{"b": 1, "a": 2}}', '2026-01-01 00:00:00.000001+00', 'u'"""
    entry = "oneroof.fn_gate_log_hash('p', 1, {act}, {subject}, " + rest + ")"
    one = value(shared, "SELECT " + entry.format(act="'ab'", subject="'c'"))
    assert one != value(shared, "SELECT " + entry.format(act="'a'", subject="'bc'"))
    ask(shared, "SET LOCAL TimeZone = 'Asia/Tokyo'; SET LOCAL DateStyle = 'German, DMY'")
    assert value(shared, "SELECT " + entry.format(act="'ab'", subject="'c'")) == one


# -- identity -------------------------------------------------------------------------------------------------------


def test_a_new_identity_replaces_the_old_and_the_triggers_stand_again(shared: Session) -> None:
    """fn_identity_replace leaves one row and the same protection."""
    before = value(shared, "SELECT database_uid FROM oneroof.database_identity")
    ask(shared, """SELECT oneroof.fn_identity_replace('clone', '{"uid": "x"}')""")
    (row,) = ask(shared, "SELECT database_uid, kind, parent FROM oneroof.database_identity")
    assert row["database_uid"] != before
    assert (row["kind"], row["parent"]) == ("clone", {"uid": "x"})
    assert refusal(shared, "DELETE FROM oneroof.database_identity", replica=True) == "OR001"
    assert refusal(shared, "INSERT INTO oneroof.database_identity VALUES (gen_random_uuid(), 'production')") == "23505"
    assert refusal(shared, "SELECT oneroof.fn_identity_replace('clone', NULL)") == "23514"


def test_nobody_but_the_owner_gives_an_identity(shared: Session) -> None:
    """A role with every right on the table but ownership cannot."""
    role = "passing_operator"
    ask(
        shared,
        f"CREATE ROLE {role}; GRANT USAGE ON SCHEMA oneroof TO {role}; "
        f"GRANT ALL ON ALL TABLES IN SCHEMA oneroof TO {role}; "
        f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA oneroof TO {role}; SET LOCAL ROLE {role}",
    )
    assert refusal(shared, "SELECT oneroof.fn_identity_replace('clone', '{}')") == "42501"
    assert refusal(shared, "DELETE FROM oneroof.database_identity") == "OR001"
