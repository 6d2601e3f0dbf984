"""The cursor: forward only, by compare-and-set, never past what may still commit."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from oneroof import errors
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.session import Session
from tests.pg.schema_support import OPERATOR, governed_once

pytestmark = pytest.mark.every_version
SCHEMA = {"governance": Identifier("public")}
START = ("0", 0)


@pytest.fixture
def session(server: embedded.Server) -> Iterator[Session]:
    """A session on a database with the governance part in public, without a cursor."""
    with Session.open(governed_once(server.dsn), settings=OPERATOR) as opened:
        yield opened
        opened.execute(SQL("DELETE FROM governance_worker_cursor"))


def advance(session: Session, expected: tuple[str, int], new: tuple[str, int], consumer: str = "c") -> bool:
    """Move a cursor."""
    moved = session.value(
        "events/advance_cursor",
        SCHEMA,
        consumer=consumer,
        expected_xid=expected[0],
        expected_place=expected[1],
        new_xid=new[0],
        new_place=new[1],
    )
    return bool(moved)


def refused(session: Session, expected: tuple[str, int], new: tuple[str, int]) -> str:
    """The SQLSTATE that a move is refused with."""
    with pytest.raises(errors.SqlFailed) as caught:
        advance(session, expected, new)
    return caught.value.sqlstate


def position(session: Session) -> tuple[str, int]:
    """Where the cursor stands."""
    row = session.row("events/read_cursor", SCHEMA, consumer="c")
    return row["xid"], row["place"]


def test_a_cursor_moves_forward_and_a_repetition_changes_nothing(session: Session) -> None:
    """True when moved; the same position again is false, and the row is the same row version."""
    version = b"SELECT xmin::text, ctid::text FROM governance_worker_cursor"
    assert session.rows("events/read_cursor", SCHEMA, consumer="c") == []
    assert advance(session, START, ("5", 2)) is True
    before = session.connection.execute(version).fetchall()
    assert advance(session, START, ("5", 2)) is False
    assert advance(session, ("5", 2), ("5", 2)) is False
    assert position(session) == ("5", 2)
    assert [row["ctid"] for row in session.connection.execute(version).fetchall()] == [row["ctid"] for row in before]
    assert advance(session, ("5", 2), ("5", 3)) is True
    assert advance(session, ("5", 3), ("6", 1)) is True


def test_backward_stale_and_beyond_are_each_refused(session: Session) -> None:
    """Each with a SQLSTATE of its own, and the cursor stays."""
    advance(session, START, ("5", 2))
    horizon = session.row("events/read_horizon", SCHEMA)["horizon"]
    assert refused(session, ("5", 2), ("5", 1)) == "OR111"
    assert refused(session, ("5", 2), ("4", 9)) == "OR111"
    assert refused(session, ("5", 1), ("6", 1)) == "OR112"
    assert refused(session, START, ("6", 1)) == "OR112"
    assert refused(session, ("5", 2), (str(int(horizon) + 1_000_000), 1)) == "OR113"
    assert position(session) == ("5", 2)


def test_the_horizon_is_the_oldest_running_transaction(session: Session) -> None:
    """A position is refused while an older transaction runs, and accepted once it has ended."""
    with session.sibling() as slow:
        with slow.transaction():
            slow.execute(SQL("SELECT pg_catalog.pg_current_xact_id()"))
            xid = slow.connection.execute(b"SELECT pg_catalog.pg_current_xact_id()::text AS xid").fetchall()[0]["xid"]
            assert refused(session, START, (xid, 1)) == "OR113"
            assert refused(session, START, (str(int(xid) + 1), 1)) == "OR113"
            assert advance(session, START, (str(int(xid) - 1), 1)) is True
        assert advance(session, (str(int(xid) - 1), 1), (xid, 1)) is True


def test_no_update_moves_a_cursor_back(session: Session) -> None:
    """Not without the function either, nor as a replica; a refused first move leaves no row."""
    assert refused(session, ("3", 1), ("4", 1)) == "OR112"
    assert session.rows("events/read_cursor", SCHEMA, consumer="c") == []
    advance(session, START, ("5", 2))
    back = SQL("UPDATE governance_worker_cursor SET position_place = 1")
    assert session.attempt(back) == "OR111"
    session.value("session/set_setting", name="session_replication_role", value="replica")
    assert session.attempt(back) == "OR111"


def test_a_position_of_another_server_is_refused(session: Session) -> None:
    """Transaction ids of a server that the database was copied from mean nothing here."""
    advance(session, START, ("5", 2))
    session.execute(SQL("UPDATE governance_worker_cursor SET system_identifier = 'another'"))
    assert refused(session, ("5", 2), ("6", 1)) == "OR114"
    assert (
        session.attempt(
            SQL("SELECT fn_cursor_advance('c', NULL, 0, '6', 1)"),
        )
        == "OR115"
    )


def test_of_two_consumers_with_one_name_one_moves(session: Session) -> None:
    """Compare-and-set under a race: of two moves from the same position to different ones, one is refused."""

    def move(place: int) -> str:
        with session.sibling() as racer:
            try:
                return str(advance(racer, ("5", 0), ("5", place)))
            except errors.SqlFailed as error:
                return error.sqlstate

    advance(session, START, ("5", 0))
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(move, (1, 2)))
    assert results.count("True") == 1
    assert set(results) - {"True"} <= {"OR111", "OR112"}
