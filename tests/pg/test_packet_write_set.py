"""The write set: three measurements, and each finds what the others let pass; more sabotages: tests/corpora/packets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.session import Session
from tests.pg.packet_room import Room, change, delta, packet

INSERT = "INSERT INTO item SELECT n, 'new' FROM generate_series(1001, 1030) n;"
ITEM_30 = delta("public.item", inserted=30)


@pytest.fixture(scope="module")
def room(server: embedded.Server) -> Iterator[Room]:
    """One clone for all tests of this file: what deviates leaves nothing behind, which they prove by sharing it."""
    name = f"t_{uuid4().hex[:12]}"
    with Session.open(server.dsn) as session:
        session.execute(SQL("CREATE DATABASE {} TEMPLATE template0 STRATEGY file_copy").format(Identifier(name)))
    room = Room.furnish(server.dsn.with_database(name))
    yield room
    room.session.close()
    with Session.open(server.dsn) as session:
        session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@dataclass(frozen=True)
class Sabotage:
    """An operation, what it declares, and what must be found: in which step, and words of what, expected, found."""

    declares: str
    operation: str
    what: str
    found: str
    step: int = 12


ALONE = {
    "counters": Sabotage(ITEM_30, INSERT + "INSERT INTO other VALUES (3, 'x');", "public.other inserted", "1"),
    "counters of the system": Sabotage(
        ITEM_30 + change("large_objects:this", "added"),
        INSERT + "SELECT lo_from_bytea(0, 'x');",
        "pg_catalog.pg_largeobject rows written",
        "1",
    ),
    "files": Sabotage(
        ITEM_30 + change("column:public.other.note", "changed"),
        INSERT + "ALTER TABLE other ALTER note TYPE varchar(9) USING 'CHANGED';",
        "public.other file",
        "another file",
    ),
    "names": Sabotage(
        ITEM_30 + change("table:public.empty", "changed"),
        INSERT + "COMMENT ON TABLE empty IS 'x'; COMMENT ON TABLE other IS 'x';",
        "table:public.other",
        "changed",
    ),
    "rows": Sabotage(
        ITEM_30,
        "DO $$ BEGIN BEGIN INSERT INTO item SELECT n, 'new' FROM generate_series(1001, 1030) n; RAISE EXCEPTION 'no';"
        " EXCEPTION WHEN OTHERS THEN NULL; END; END $$;",
        "public.item more rows than before",
        "0 (counted)",
    ),
}


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("name", ALONE)
def test_each_measurement_finds_what_the_others_let_pass(room: Room, name: str) -> None:
    """(a) counters, (b) files and names, (c) rows: each has a sabotage that it alone finds."""
    sabotage = ALONE[name]
    result = room.run(packet(sabotage.declares, sabotage.operation))
    assert [(found.what, found.found) for found in result.deviations] == [(sabotage.what, sabotage.found)]


@pytest.mark.every_version(thorough=True)
def test_nothing_of_all_that_was_kept(room: Room) -> None:
    """After every sabotage the shared clone is as it was furnished."""
    counts = (
        "item",
        "other",
        "audit",
        "pg_largeobject_metadata",
        "pg_roles WHERE rolname = 'oneroof_sabotage'",
        "pg_locks WHERE locktype = 'advisory'",
    )
    found = [room.one(f"SELECT count(*) FROM {rows}") for rows in counts]
    assert found == [100, 2, 0, 0, 0, 0]
