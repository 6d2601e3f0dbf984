"""The outbox: the database itself refuses a type that is not active, and says who wrote what in which place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from tests.pg.schema_support import OPERATOR, activation, ask, governed_copy, governed_once, refusal, undone, value

pytestmark = pytest.mark.every_version
SCHEMA = {"governance": Identifier("public")}
TYPE = "governance.issue.opened"
EMIT = "INSERT INTO event_outbox (aggregatetype, aggregateid, type) VALUES ('issue', '1', '{type}')"
ACTIVATE = activation(f"event_type = '{TYPE}'")


@pytest.fixture
def shared(server: embedded.Server) -> Iterator[Session]:
    """A session on a database with the governance part in public; undone afterwards."""
    with undone(governed_once(server.dsn)) as session:
        yield session


@pytest.fixture
def governed(make_database: Callable[..., Dsn], server: embedded.Server) -> Dsn:
    """A database of one's own, for tests that commit."""
    return governed_copy(make_database, server.dsn)


def operator(dsn: Dsn, **settings: str) -> Session:
    """A session as an operator's psql has it."""
    return Session.open(dsn, settings={**OPERATOR, **settings})


@pytest.mark.parametrize("replica", [False, True], ids=["origin", "replica"])
def test_every_registered_type_is_refused_until_activated(shared: Session, replica: bool) -> None:
    """No type is active after the install: each INSERT is refused, also in a session that calls itself a replica."""
    types = shared.rows("events/list_types", SCHEMA)
    assert types
    assert not any(each["active"] for each in types)
    for each in types:
        assert refusal(shared, EMIT.format(type=each["event_type"]), replica=replica) == "OR102"
    assert refusal(shared, EMIT.format(type="governance.never.registered"), replica=replica) == "OR101"
    assert value(shared, "SELECT count(*) FROM event_outbox") == 0


def test_an_active_type_is_accepted(shared: Session) -> None:
    """The positive control: activated in a transaction that is rolled back, and accepted there."""
    assert refusal(shared, f"{ACTIVATE}; {EMIT.format(type=TYPE)}") == "00000"
    assert refusal(shared, EMIT.format(type=TYPE)) == "OR102"


def test_a_type_belongs_to_one_domain(shared: Session) -> None:
    """The domain comes from the registry; another one is refused."""
    other = f"INSERT INTO event_outbox (aggregatetype, aggregateid, type, domain) VALUES ('a', '1', '{TYPE}', 'other')"
    assert refusal(shared, f"{ACTIVATE}; {other}") == "OR103"
    ask(shared, f"{ACTIVATE}; {EMIT.format(type=TYPE)}")
    assert shared.row("events/count_outbox", SCHEMA, domain="governance") == {"total": 1, "of_domain": 1}
    assert shared.row("events/count_outbox", SCHEMA, domain="other") == {"total": 1, "of_domain": 0}


def test_the_registry_cannot_be_shadowed(shared: Session) -> None:
    """A temporary table of the registry's name does not make a type active."""
    shadow = (
        f"CREATE TEMP TABLE event_type_registry AS SELECT '{TYPE}'::text AS event_type, 'g' AS domain, true AS active"
    )
    assert refusal(shared, f"{shadow}; {EMIT.format(type=TYPE)}") == "OR102"


def test_a_deactivation_waits_for_events_on_their_way(governed: Dsn) -> None:
    """A type cannot become inactive between the check and the commit of an event."""
    with operator(governed) as one, operator(governed, lock_timeout="50ms") as other:
        one.execute(SQL(ACTIVATE))
        with one.transaction():
            one.execute(SQL(EMIT.format(type=TYPE)))
            assert other.attempt(SQL("UPDATE event_type_registry SET active = false")) == "55P03"
        assert other.attempt(SQL("UPDATE event_type_registry SET active = false")) == "00000"


@pytest.mark.parametrize("replica", [False, True], ids=["origin", "replica"])
def test_the_outbox_is_append_only(shared: Session, replica: bool) -> None:
    """UPDATE, DELETE and TRUNCATE are refused, empty or not."""
    for statement in ("UPDATE event_outbox SET type = type", "DELETE FROM event_outbox", "TRUNCATE event_outbox"):
        assert refusal(shared, statement, replica=replica) == "OR001"


def test_events_have_their_transaction_and_place(governed: Dsn) -> None:
    """Places count from 1 in a transaction, rows of one statement included; a refused insert burns nothing."""
    with operator(governed) as session:
        session.execute(SQL(ACTIVATE))
        with session.transaction():
            session.execute(SQL(EMIT.format(type=TYPE)))
            assert session.attempt(SQL(EMIT.format(type="unknown"))) == "OR101"
            assert session.attempt(SQL(EMIT.format(type=TYPE))) == "00000"
            session.connection.execute(
                f"INSERT INTO event_outbox (aggregatetype, aggregateid, type, created_place, created_xid, created_at) "
                f"SELECT 'issue', i::text, '{TYPE}', 99, '1', 'epoch' FROM generate_series(1, 3) i".encode()
            )
            xid = session.connection.execute(b"SELECT pg_current_xact_id()::text AS xid").fetchall()[0]["xid"]
        session.execute(SQL(EMIT.format(type=TYPE)))
    rows = ask(
        governed,
        "SELECT created_xid::text AS xid, created_place AS place, created_at > now() - interval '1 hour' AS fresh, "
        "created_system = (SELECT system_identifier::text FROM pg_control_system()) AS here "
        "FROM event_outbox ORDER BY created_xid, created_place",
    )
    assert [(row["xid"] == xid, row["place"]) for row in rows] == [
        (True, 1), (True, 2), (True, 3), (True, 4), (False, 1)
    ]  # fmt: skip
    assert all(row["fresh"] and row["here"] for row in rows)


def test_debeziums_outbox_router_finds_its_columns(shared: Session) -> None:
    """The columns that it reads by default, with the types that it can route by."""
    found = ask(
        shared,
        "SELECT attname, format_type(atttypid, atttypmod) AS type FROM pg_attribute "
        "WHERE attrelid = 'event_outbox'::regclass AND attname = ANY (ARRAY['id', 'aggregatetype', 'aggregateid', "
        "'type', 'payload']) ORDER BY attname",
    )
    assert {row["attname"]: row["type"] for row in found} == {
        "id": "uuid",
        "aggregatetype": "text",
        "aggregateid": "text",
        "type": "text",
        "payload": "jsonb",
    }


def test_a_writer_needs_no_right_on_the_registry(shared: Session) -> None:
    """A role that may only insert events is checked all the same, and cannot activate a type."""
    ask(shared, ACTIVATE)
    ask(
        shared, "CREATE ROLE passing_emitter; GRANT INSERT ON event_outbox TO passing_emitter; SET ROLE passing_emitter"
    )
    assert refusal(shared, EMIT.format(type=TYPE)) == "00000"
    assert refusal(shared, EMIT.format(type="governance.issue.moved")) == "OR102"
    assert refusal(shared, ACTIVATE) == "42501"
