"""The log: one chain under 64 writers at once; what is edited, deleted or cut off is found; an upgrade in place."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from oneroof import errors
from oneroof.gate import store
from oneroof.gate.act import Meaning, SignedAct
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer, Reader, Recorder, Session
from oneroof.schema.install import Part, _compose, _record, install, migrations
from tests.pg.gate_support import BOOT, Room, digest, model_subject, packet
from tests.pg.schema_support import ask, catalog, governed_copy, value

pytestmark = pytest.mark.every_version(thorough=True)
WRITERS = 64


@pytest.fixture
def room(make_database: Callable[..., Dsn], server: embedded.Server) -> Room:
    """A database with nothing in its gate."""
    return Room(governed_copy(make_database, server.dsn))


def test_sixty_four_writers_make_one_chain(room: Room) -> None:
    """Acts, holds and attempts at once, several in one transaction, some of the same act: no fork, no deadlock."""
    room.record_model()
    statement = room.propose(room.statement(BOOT, [model_subject(room.database, room.model)]))
    acts: dict[tuple[int, Meaning], SignedAct] = {}
    for number in range(WRITERS):
        signer, reason = ("ada", "bob", "eve")[number % 3], str(number // 2)
        acts[number, "approve"] = room.act(statement, signer, "approve", reason=reason)
        acts[number, "hold"] = room.act(statement, "tim", "hold", reason=reason)

    def work(number: int) -> str:
        order: tuple[Meaning, ...] = ("approve", "hold") if number % 2 else ("hold", "approve")
        said = "recorded"
        with Recorder.open(room.dsn) as session:
            try:
                with session.transaction():
                    for meaning in order:
                        record = store.record_hold if meaning == "hold" else store.record_act
                        record(session, acts[number, meaning])
            except errors.Refused as error:
                said = error.message
            store.record_attempt(
                session, apr_code=BOOT, packet_digest=digest("p"), outcome="failed", detail={"number": number}
            )
        return said

    with ThreadPoolExecutor(WRITERS) as pool:
        said = list(pool.map(work, range(WRITERS)))
    assert set(said) == {"recorded", "This act is recorded already."}
    with Reader.open(room.dsn) as reader, reader.snapshot():
        state = store.read_state(reader)
    assert state.log_problems == ()
    assert [row.height for row in state.log] == list(range(1, len(state.log) + 1))
    assert [row.prev for row in state.log[1:]] == [row.hash for row in state.log[:-1]]
    assert sum(row.act == "attempt_failed" for row in state.log) == WRITERS
    assert len(state.acts) == sum(row.act == "approved" for row in state.log) > 1
    with Session.open(room.dsn) as session:
        assert store.log_hash(session, state.height) == state.head
        assert store.log_hash(session, state.height + 1) is None


REHASHED = (
    "UPDATE {} SET subject = 'APR-X', hash = oneroof.fn_gate_log_hash(prev, height, act, 'APR-X', content, logged_at,"
    " logged_by) WHERE height = 3"
)
DAMAGE = {
    "an entry edited": ("os_gate_log", "UPDATE {} SET subject = 'APR-X' WHERE height = 3", "not what was hashed"),
    "who wrote it edited": ("os_gate_log", "UPDATE {} SET logged_by = 'x' WHERE height = 3", "not what was hashed"),
    "its time edited": (
        "os_gate_log",
        "UPDATE {} SET logged_at = logged_at + interval '1 microsecond' WHERE height = 3",
        "not what was hashed",
    ),
    "an entry deleted": ("os_gate_log", "DELETE FROM {} WHERE height = 3", "entries are missing before it"),
    "the first deleted": ("os_gate_log", "DELETE FROM {} WHERE height = 1", "entries are missing before it"),
    "the last cut off": (
        "os_gate_log",
        "DELETE FROM {} WHERE height >= (SELECT max(height) FROM oneroof.os_gate_log)",
        "is not in the log",
    ),
    "an entry written again with a sound hash": (
        "os_gate_log",
        REHASHED,
        "does not follow",
    ),
    "another beginning": ("os_gate_log", "UPDATE {} SET prev = repeat('0', 64) WHERE height = 1", "does not begin at"),
    "a row edited": ("os_proposal", "UPDATE {} SET recorded_by = 'x'", "is not in the log"),
    "a signature edited": ("os_proposal_signature", "UPDATE {} SET signature = 'x'", "is not in the log"),
    "an approval prolonged": ("os_proposal_approvals", "UPDATE {} SET expires_at = 'infinity'", "is not in the log"),
    "a row deleted": ("os_proposal_signature", "DELETE FROM {} WHERE member_ref = 'ada'", "its row is not in the gate"),
    "an identity replaced unlogged": (
        "database_identity",
        "UPDATE {} SET database_uid = gen_random_uuid()",
        "does not begin at this database",
    ),
}


def test_what_was_done_to_the_log_is_found(room: Room) -> None:
    """By a superuser who takes the triggers away and puts them back."""
    room.boot(packet(room.database))
    with Session.open(room.dsn) as session:
        assert ask(session, "SELECT * FROM oneroof.fn_gate_log_verify()") == []
        for case, (table, statement, problem) in DAMAGE.items():
            with session.connection.transaction(force_rollback=True):
                session.execute(SQL(f"ALTER TABLE oneroof.{table} DISABLE TRIGGER ALL"))
                session.connection.execute(statement.format(f"oneroof.{table}").encode())
                found = [row["problem"] for row in ask(session, "SELECT * FROM oneroof.fn_gate_log_verify()")]
                assert any(problem in said for said in found), (case, found)


def test_a_log_cut_off_with_its_rows_is_missed_by_who_saw_it(room: Room) -> None:
    """A consistent earlier state; but a later signer named the head that is gone."""
    statement = room.boot(packet(room.database))
    room.say(statement, "tim", "hold")
    with Session.open(room.dsn) as session, session.connection.transaction(force_rollback=True):
        for table in ("os_gate_log", "os_proposal_approvals"):
            session.execute(SQL(f"ALTER TABLE oneroof.{table} DISABLE TRIGGER ALL"))
        ask(
            session, "DELETE FROM oneroof.os_proposal_approvals; DELETE FROM oneroof.os_gate_log WHERE act = 'ratified'"
        )
        ask(
            session,
            "UPDATE oneroof.os_gate_log l SET height = 6, prev = p.hash, hash = oneroof.fn_gate_log_hash("
            "p.hash, 6, l.act, l.subject, l.content, l.logged_at, l.logged_by)"
            " FROM oneroof.os_gate_log p WHERE l.act = 'held' AND p.height = 5",
        )
        (row,) = ask(session, "SELECT * FROM oneroof.fn_gate_log_verify()")
    assert row["height"] is None
    assert "which the signer of act" in row["problem"]


def test_identities_are_part_of_the_chain(room: Room) -> None:
    """Each replacement is an entry; the chain begins where it began; an empty log too."""
    empty = value(room.dsn, "SELECT oneroof.fn_gate_head()")
    for kind in ("clone", "production"):
        ask(room.dsn, f"SELECT oneroof.fn_identity_replace('{kind}', '{{}}')")
        assert ask(room.dsn, "SELECT * FROM oneroof.fn_gate_log_verify()") == []
    assert value(room.dsn, "SELECT prev FROM oneroof.os_gate_log WHERE height = 1") == empty
    assert value(room.dsn, "SELECT oneroof.fn_gate_root()") == empty
    fresh = Room(room.dsn)
    fresh.boot(packet(fresh.database))
    assert ask(room.dsn, "SELECT * FROM oneroof.fn_gate_log_verify()") == []
    ask(room.dsn, "SELECT oneroof.fn_identity_replace('clone', '{}')")
    assert ask(room.dsn, "SELECT * FROM oneroof.fn_gate_log_verify()") == []


# -- upgrade ----------------------------------------------------------------------------------------------------------

#: What a database installed at the end of the rehearsal has: core 1 to 3 and governance 1 to 6.
BEFORE: dict[Part, int] = {"core": 3, "governance": 6}


def test_a_database_of_the_rehearsal_is_upgraded_in_place(make_database: Callable[..., Dsn]) -> None:
    """Installed as it was then, upgraded now: the catalog of a fresh install, its identity kept, its log whole."""
    old, fresh = make_database(), make_database()
    with Installer.open(old) as session:
        for part, last in BEFORE.items():
            for migration in migrations(part)[:last]:
                home = "oneroof" if part == "core" else "public"
                session.execute(_compose(migration.query, "public"))
                session.execute(_record(migration, home, schema_created=False))
        session.connection.execute(
            "INSERT INTO oneroof.database_identity (database_uid, kind) VALUES (gen_random_uuid(), 'production');"
            "INSERT INTO oneroof.os_gate_log (act, subject, content) VALUES ('test', 's', '{}')"
        )
        uid = value(session, "SELECT database_uid FROM oneroof.database_identity")
        changes = install(session)
    later = [each for part, last in BEFORE.items() for each in migrations(part)[last:]]
    assert [line.split()[:2] for line in changes] == [[each.part, str(each.version)] for each in later]
    with Installer.open(fresh) as session:
        install(session, governance=True, schema="public")
    assert catalog(old) == catalog(fresh)
    assert value(old, "SELECT database_uid FROM oneroof.database_identity") == uid
    assert ask(old, "SELECT * FROM oneroof.fn_gate_log_verify()") == []
    Room(old).boot()
    assert ask(old, "SELECT * FROM oneroof.fn_gate_log_verify()") == []
