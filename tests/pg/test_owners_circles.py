"""Circles of containers: refused where people write them, also two at once; named where Directus makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from tests.pg.schema_support import OPERATOR, ask, governed_once, refusal, undone, value

CIRCLES = "SELECT object_ref, circle_ref FROM v_governance_object_circle ORDER BY 1"
BOXES = (
    "INSERT INTO governance_object (object_ref, kind, parent_ref, source) VALUES "
    "('box:a', 'box', NULL, 'test'), ('box:b', 'box', 'box:a', 'test'), ('box:c', 'box', 'box:b', 'test')"
)
LINK = "INSERT INTO governance_object_link (object_ref, also_in_ref, source) VALUES ('{}', '{}', 'test')"


@pytest.fixture
def governed(server: embedded.Server) -> Iterator[Session]:
    """A session on a database with the governance part in public; undone afterwards."""
    with undone(governed_once(server.dsn)) as session:
        yield session


@pytest.mark.every_version
def test_a_parent_that_stands_in_its_child_is_refused(governed: Session) -> None:
    """By UPDATE and by INSERT, over any number of steps, two of one statement; the sentence names both."""
    ask(governed, BOXES)
    said = r"^box:a cannot stand in box:c: that stands in it already"
    with pytest.raises(psycopg.Error, match=said) as refused, governed.connection.transaction():
        ask(governed, "UPDATE governance_object SET parent_ref = 'box:c' WHERE object_ref = 'box:a'")
    assert refused.value.sqlstate == "OR301"
    others = BOXES.replace("box:", "box:x")
    assert refusal(governed, others.replace("NULL", "'box:xc'")) == "OR301"
    assert refusal(governed, others.replace("NULL", "'box:c'")) == "00000"


@pytest.mark.every_version
def test_a_link_that_closes_a_circle_is_refused(governed: Session) -> None:
    """With parents, with other links, and a parent that closes one with a link."""
    ask(governed, BOXES)
    assert refusal(governed, LINK.format("box:a", "box:c")) == "OR301"
    assert refusal(governed, LINK.format("box:a", "box:a")) == "23514"
    ask(governed, LINK.format("box:a", "box:else"))
    assert refusal(governed, LINK.format("box:else", "box:c")) == "OR301"
    parent = (
        "INSERT INTO governance_object (object_ref, kind, parent_ref, source) VALUES ('box:else', 'box', '{}', 't')"
    )
    assert refusal(governed, parent.format("box:b")) == "OR301"
    assert refusal(governed, parent.format("box:other")) == "00000"
    ask(governed, LINK.format("box:c", "box:a"))  # twice above is no circle
    assert refusal(governed, "UPDATE governance_object_link SET also_in_ref = 'box:c' WHERE object_ref = 'box:a'") == (
        "OR301"
    )


@pytest.mark.every_version
def test_a_circle_through_the_catalog_is_refused(governed: Session) -> None:
    """The table is in its schema; the schema in a box; so the box cannot stand in the table."""
    ask(governed, "CREATE SCHEMA shop; CREATE TABLE shop.t (id int);" + LINK.format("schema:shop", "box:a"))
    box = "INSERT INTO governance_object (object_ref, kind, parent_ref, source) VALUES ('box:a', 'box', '{}', 'test')"
    assert refusal(governed, box.format("table:shop.t")) == "OR301"
    assert refusal(governed, box.format("database:this")) == "00000"
    ask(governed, LINK.format("box:a", "database:this"))
    assert refusal(governed, LINK.format("database:this", "table:shop.t")) == "OR301"
    assert refusal(governed, LINK.format("database:this", "box:a")) == "OR301"


def test_circles_of_directus_are_named_and_hang_nothing(governed: Session) -> None:
    """Two folders in each other: what is on the circle and what only hangs on it are told apart."""
    ask(
        governed,
        'CREATE TABLE directus_collections (collection varchar(64) PRIMARY KEY, "group" varchar(64));'
        "CREATE TABLE orders (id int); CREATE TABLE apart (id int);"
        "INSERT INTO directus_collections VALUES ('x', 'y'), ('y', 'z'), ('z', 'x'), ('orders', 'x'), ('apart', NULL);"
        "INSERT INTO governance_principal (principal_ref, kind, display_name) VALUES ('team:a', 'team', 'A')",
    )
    assert ask(governed, CIRCLES) == [
        {"object_ref": f"directus_folder:{name}", "circle_ref": "directus_folder:x"} for name in "xyz"
    ]
    gap = "SELECT reason FROM v_object_owner_gap WHERE object_ref = 'table:public.orders'"
    assert value(governed, gap) == "never owned"
    ask(
        governed,
        "INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES ('directus_folder:z', 'team:a')",
    )
    assert value(governed, "SELECT distance FROM v_object_owner WHERE object_ref = 'table:public.orders'") == 3
    # A link onto the circle, and one from it: still no hanging, and both ways count.
    ask(governed, LINK.format("table:public.apart", "directus_folder:y"))
    ask(governed, LINK.format("directus_folder:y", "box:a"))
    assert value(governed, "SELECT distance FROM v_object_owner WHERE object_ref = 'table:public.apart'") == 2


def test_a_circle_through_a_link_is_named(governed: Session) -> None:
    """Where the catalog closes it afterwards."""
    ask(
        governed,
        'CREATE TABLE directus_collections (collection varchar(64) PRIMARY KEY, "group" varchar(64));'
        "INSERT INTO directus_collections VALUES ('x', NULL), ('y', NULL);"
        + LINK.format("directus_folder:x", "directus_folder:y")
        + "; UPDATE directus_collections SET \"group\" = 'x' WHERE collection = 'y'",
    )
    assert [row["object_ref"] for row in ask(governed, CIRCLES)] == ["directus_folder:x", "directus_folder:y"]
    ask(
        governed,
        "INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES ('schema:public', 'nobody'), "
        "('database:this', NULL)",
    )
    outcome = "SELECT outcome FROM v_object_owner_resolution WHERE object_ref = 'directus_folder:y'"
    assert value(governed, outcome) == "owner unknown"


# -- two at once ----------------------------------------------------------------------------------------------------

HALVES = {
    "parents": (
        "INSERT INTO governance_object (object_ref, kind, parent_ref, source) VALUES ('box:x', 'box', 'box:y', 'test')",
        "INSERT INTO governance_object (object_ref, kind, parent_ref, source) VALUES ('box:y', 'box', 'box:x', 'test')",
    ),
    "links": (LINK.format("box:x", "box:y"), LINK.format("box:y", "box:x")),
    "updates": (
        "UPDATE governance_object SET parent_ref = 'box:n' WHERE object_ref = 'box:m'",
        "UPDATE governance_object SET parent_ref = 'box:m' WHERE object_ref = 'box:n'",
    ),
    "parent and link": (
        "UPDATE governance_object SET parent_ref = 'box:n' WHERE object_ref = 'box:m'",
        LINK.format("box:n", "box:m"),
    ),
}
#: At the strict levels the second cannot see the first half, so it is told that it cannot.
LEVELS = {"READ COMMITTED": "OR301", "REPEATABLE READ": "OR302", "SERIALIZABLE": "OR302"}


@pytest.fixture(scope="module")
def shared(servers: Callable[[str], embedded.Server]) -> Dsn:
    """One database for all of these, which commit."""
    server = servers("default").dsn
    name = f"circles_{uuid4().hex[:8]}"
    with Session.open(server) as session:
        template = Identifier(governed_once(server).database)
        session.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), template))
    return server.with_database(name)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("kind", HALVES)
def test_of_two_halves_of_a_circle_the_second_is_refused(shared: Dsn, kind: str, level: str) -> None:
    """Two sessions, each of which cannot see the other's half: the one that comes second waits, and is refused."""
    dsn = shared
    boxes = "('box:m', 'box', 't'), ('box:n', 'box', 't')"
    ask(
        dsn,
        "DELETE FROM governance_object; DELETE FROM governance_object_link;"
        f"INSERT INTO governance_object (object_ref, kind, source) VALUES {boxes}",
    )
    first, second = HALVES[kind]
    with Session.open(dsn, settings=OPERATOR) as one, Session.open(dsn, settings=OPERATOR) as other:
        _begin(one, other, level, first)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(_sqlstate, other, second)
            _wait_for_lock(dsn, other.backend_pid)
            ask(one, "COMMIT")
            assert waiting.result(timeout=20) == LEVELS[level]
        ask(other, "ROLLBACK")
        assert ask(one, CIRCLES) == []
        # Begun again it sees the other half, and is refused for what it is.
        ask(other, f"BEGIN ISOLATION LEVEL {level}")
        assert _sqlstate(other, second) == "OR301"


def test_a_strict_transaction_that_nobody_came_before_is_accepted(governed: Session) -> None:
    """Its own earlier writes, a savepoint that was undone, and what was committed before stand in nobody's way."""
    dsn = governed.dsn
    with Session.open(dsn, settings=OPERATOR) as session, Session.open(dsn, settings=OPERATOR) as idle:
        _begin(session, idle, "REPEATABLE READ", BOXES)
        assert refusal(session, LINK.format("box:a", "box:c")) == "OR301"
        assert refusal(session, LINK.format("box:c", "box:a")) == "00000"
        ask(session, LINK.format("box:c", "box:a"))
        ask(session, "ROLLBACK")


def test_a_first_half_that_was_undone_does_not_count(shared: Dsn) -> None:
    """The other waits for it, and is then accepted, at the strictest level, too."""
    assert any(_second_after_undone(shared) for _ in range(10))


def _second_after_undone(dsn: Dsn) -> bool:
    """Whether the second half was accepted; not where somebody else of the server committed meanwhile."""
    first, second = HALVES["parents"]
    with Session.open(dsn, settings=OPERATOR) as one, Session.open(dsn, settings=OPERATOR) as other:
        _begin(one, other, "SERIALIZABLE", first)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(_sqlstate, other, second)
            _wait_for_lock(dsn, other.backend_pid)
            ask(one, "ROLLBACK")
            state = waiting.result(timeout=20)
        ask(other, "COMMIT" if state == "00000" else "ROLLBACK")
    assert state in {"00000", "OR302"}
    return state == "00000"


def _begin(one: Session, other: Session, level: str, first: str) -> None:
    """Both have their snapshot, and the one has its half; again where somebody else of the server committed between."""
    for _ in range(20):
        for session in (one, other):
            ask(session, f"BEGIN ISOLATION LEVEL {level}")
            ask(session, "SELECT count(*) FROM governance_object")
        state = _sqlstate(one, first)
        if state != "OR302" or level == "READ COMMITTED":
            assert state == "00000"
            return
        for session in (one, other):
            ask(session, "ROLLBACK")
    pytest.fail("somebody committed between each time")


def _sqlstate(session: Session, statement: str) -> str:
    try:
        session.connection.execute(statement.encode())
    except psycopg.Error as error:
        return str(error.sqlstate)
    return "00000"


def _wait_for_lock(dsn: Dsn, backend: Any) -> None:
    """Until the backend waits for a lock."""
    until = monotonic() + 20
    with Session.open(dsn) as session:
        query = f"SELECT coalesce(wait_event_type, '') AS w FROM pg_stat_activity WHERE pid = {int(backend)}"
        while value(session, query) != "Lock":
            assert monotonic() < until, "it did not wait"
            sleep(0.02)
