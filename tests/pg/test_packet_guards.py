"""Guards: one row of one column, compared as text, written by nobody, never shown where it may be a row's value."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from oneroof.errors import PacketMalformed
from oneroof.packets.outcome import Execution
from oneroof.packets.pins import render_pins
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.session import Session
from tests.pg.packet_room import Room, delta, guard, packet

ONE = delta("public.empty", inserted=1)
INSERT = "INSERT INTO empty VALUES (1);"
HIDDEN = "another value, which is not shown"


@pytest.fixture(scope="module")
def room(server: embedded.Server) -> Iterator[Room]:
    """One clone for all tests of this file; what runs here is undone by its test."""
    name = f"t_{uuid4().hex[:12]}"
    with Session.open(server.dsn) as session:
        session.execute(SQL("CREATE DATABASE {} TEMPLATE template0 STRATEGY file_copy").format(Identifier(name)))
    room = Room.furnish(server.dsn.with_database(name))
    yield room
    room.session.close()
    with Session.open(server.dsn) as session:
        session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _found(result: Execution) -> tuple[int, str, str]:
    assert not result.executed
    assert result.deviation is not None
    return result.deviation.step, result.deviation.expected, result.deviation.found


NEVER_MATCH: dict[str, tuple[str, object, str, str]] = {
    "another number": ("SELECT count(*) FROM item", 99, "99", "100"),
    "NULL": ("SELECT NULL", "", "", "NULL"),
    "NULL pinned": ("SELECT NULL", "pinned", "the value that the rehearsal pinned", "NULL"),
    "no row": ("SELECT 1 WHERE false", 1, "1", "no row"),
    "several rows": ("SELECT 1 FROM item", 1, "1", "several rows"),
    "several columns": ("SELECT 1, 1", 1, "1", "2 columns"),
    "several columns of one name": ("SELECT 1 AS a, 1 AS a", 1, "1", "2 columns"),
    "below the range": ("SELECT count(*) FROM item", {"min": 101}, "at least 101", "100"),
    "above the range": ("SELECT count(*) FROM item", {"min": 1, "max": 99}, "at least 1 and at most 99", "100"),
    "no number in a range": ("SELECT 'many'", {"min": 0}, "at least 0", HIDDEN),
    "a row's value": ("SELECT name FROM item WHERE id = 1", "x", "x", HIDDEN),
    "a row's number": ("SELECT max(price) FROM item", 1, "1", HIDDEN),
    "text that looks equal": ("SELECT ' 100'", 100, "100", HIDDEN),
    "a write": ("WITH d AS (DELETE FROM other RETURNING 1) SELECT count(*) FROM d", 2, "one value", "SQLSTATE 25006"),
    "a sequence": ("SELECT nextval('counter')", 1, "one value", "SQLSTATE 25006"),
    "an error": ("SELECT 1/0", 1, "one value", "SQLSTATE 22012"),
    "no such table": ("SELECT count(*) FROM nowhere", 1, "one value", "SQLSTATE 42P01"),
}


@pytest.mark.every_version(thorough=True)
def test_what_never_matches(room: Room) -> None:
    """Each ends the run at step 7, before the operation; a value that may be a row's is not repeated."""
    for name, (sql, expect, expected, found) in NEVER_MATCH.items():
        result = room.run(packet(guard(sql, expect) + ONE, INSERT))
        assert _found(result) == (7, expected, found), name
    assert room.one("SELECT count(*) FROM other") == 2
    assert not room.one("SELECT is_called FROM counter")


MATCH: dict[str, tuple[str, object]] = {
    "a number": ("SELECT count(*) FROM item", 100),
    "a range": ("SELECT count(*) FROM item", {"min": 100, "max": 100}),
    "a decimal in a range": ("SELECT 1.5", {"min": 1, "max": 2}),
    "true": ("SELECT true", True),
    "an empty text": ("SELECT ''", ""),
    "quotes": ("SELECT 'a \"b\" \\ (c), ''d'' '", "a \"b\" \\ (c), 'd' "),
    "a line break": ("SELECT E'a\\nb'", "a\nb"),
    "an array": ("SELECT ARRAY[1, 2]", "{1,2}"),
    "brackets": ("SELECT '()'", "()"),
    "a timestamp as psql prints it": ("SELECT timestamptz '2026-01-01 00:00Z'", "2026-01-01 00:00:00+00"),
    "VALUES and an end": ("VALUES (1);", 1),
    "brackets around": ("(SELECT 1)", 1),
    "the search path": ("SELECT count(*) FROM cheap", 19),
}


@pytest.mark.every_version(thorough=True)
def test_what_matches(room: Room) -> None:
    """Compared as PostgreSQL prints it, all in one packet."""
    blocks = "".join(guard(sql, expect, name=name) for name, (sql, expect) in MATCH.items())
    result = room.run(packet(blocks + ONE, INSERT, "DELETE FROM empty;"))
    assert result.deviations == ()
    assert room.run(packet(ONE, INSERT, "DELETE FROM empty;"), "rollback").executed


@pytest.mark.every_version(thorough=True)
def test_pins_hold_no_value_of_a_row(room: Room) -> None:
    """Counts stand there as they are, other values as salted digests, unless the guard says publish."""
    secret = "SELECT name FROM item WHERE id = 7"
    blocks = (
        guard("SELECT count(*) FROM item", "pinned", name="count")
        + guard(secret, "pinned", name="hidden")
        + guard("SELECT name FROM item WHERE id = 8", "pinned", name="shown", publish=True)
        + guard("SELECT max(id) FROM item", "pinned", name="number")
        + guard("SELECT count(*) FROM empty", "pinned", name="after", kind="verify")
        + guard("SELECT name FROM item WHERE id = 9", "pinned", name="undo", kind="rollback.guard")
        + guard("SELECT count(*) FROM empty", "pinned", name="undone", kind="rollback.verify")
    )
    good = packet(blocks + ONE, INSERT, "DELETE FROM empty;")
    result = room.run(good)
    assert result.deviations == ()
    pins = result.pins
    assert pins is not None
    text = render_pins(pins).decode()
    assert {"name 7", "name 9"} & set(text.split('"')) == set()
    shown = {key: value.value for key, value in pins.values.items()}
    assert shown == {
        "guard:count": "100",
        "guard:hidden": None,
        "guard:shown": "name 8",
        "guard:number": None,
        "verify:after": "1",
        "rollback.guard:undo": None,
        "rollback.verify:undone": "0",
    }
    assert room.run(good, "rollback", pins=pins).deviations == ()
    assert room.run(good, pins=pins).deviations == ()
    room.sql("UPDATE item SET name = 'else' WHERE id = 9")
    assert _found(room.run(good, "rollback", pins=pins))[0] == 7
    room.sql("UPDATE item SET name = 'name 9' WHERE id = 9; UPDATE item SET name = 'else' WHERE id = 7")
    assert room.run(good, "rollback", pins=pins).executed
    step, expected, found = _found(room.run(good, pins=pins))
    assert (step, expected, found) == (7, "the value that the rehearsal pinned", HIDDEN)
    room.sql("UPDATE item SET name = 'name 7' WHERE id = 7")


@pytest.mark.thorough
@pytest.mark.every_version(thorough=True)
def test_sets_are_found_through_views_that_are_not_ours(room: Room) -> None:
    """v_governance_item behind cheap is pinned; tables and cheap itself are not."""
    good = packet(guard("SELECT count(*) FROM cheap JOIN other USING (id)", 2) + ONE, INSERT, "DELETE FROM empty;")
    result = room.run(good)
    assert result.pins is not None
    assert set(result.pins.sets) == {"public.v_governance_item"}
    assert room.run(good, "rollback", pins=result.pins).executed


def test_a_guard_that_no_view_can_hold_is_named(room: Room) -> None:
    """What it ranges over could not be found, so it is no guard."""
    result = room.run(packet(guard("SELECT ROW(1, 2)", "(1,2)") + ONE, INSERT))
    assert _found(result) == (7, "a query that can be a view", "SQLSTATE 42P16")


def test_verify_is_judged_after_the_operation(room: Room) -> None:
    """A verify that does not hold takes everything back."""
    result = room.run(packet(guard("SELECT count(*) FROM empty", 2, kind="verify") + ONE, INSERT))
    assert _found(result) == (9, "2", "1")
    assert room.one("SELECT count(*) FROM empty") == 0


@pytest.mark.parametrize("sql", ["COMMIT", "SELECT 1; SELECT 2", "DELETE FROM other", "SHOW work_mem", "\\d"])
def test_what_is_no_query_is_refused_by_reading(room: Room, sql: str) -> None:
    """A guard is one query."""
    with pytest.raises(PacketMalformed, match="one query"):
        room.run(packet(guard(sql, 1) + ONE, INSERT))
