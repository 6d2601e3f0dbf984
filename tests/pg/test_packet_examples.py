"""The examples on a database that ``pgbench -i`` made, as the README shows them; and with a rollback that forgets."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.model import Entry, Fingerprint
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.packets.check import check
from oneroof.packets.load import load
from oneroof.packets.model import ROLLBACK
from oneroof.packets.parse import parse
from oneroof.packets.pins import PinnedCatalog
from oneroof.packets.rehearse import Application, apply
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Session
from tests.pg.packet_room import Room

EXAMPLES = Path(__file__).parents[2] / "examples"
TIERS, REVIEW = EXAMPLES / "PGBENCH_ACCOUNT_TIERS", EXAMPLES / "PGBENCH_TELLER_REVIEW"
IDENTITY = """
CREATE SCHEMA oneroof;
CREATE TABLE oneroof.database_identity (
    database_uid uuid PRIMARY KEY, kind text NOT NULL, parent jsonb, since timestamptz NOT NULL DEFAULT now());
INSERT INTO oneroof.database_identity VALUES (gen_random_uuid(), 'clone', '{}');
"""


@pytest.fixture
def room(database: Dsn, server: embedded.Server) -> Iterator[Room]:
    """A clone of a database that pgbench made."""
    command = [
        str(server.bindir / "pgbench"),
        "-i",
        "-q",
        "-h",
        str(server.socket),
        "-U",
        "postgres",
        database.database,
    ]
    subprocess.run(command, check=True, capture_output=True)
    with Session.open(database) as session:
        session.connection.execute(IDENTITY.encode())
    room = Room.enter(database)
    yield room
    room.session.close()


def _fingerprint(room: Room) -> Fingerprint:
    return settled_fingerprint(lambda: Reader.open(room.dsn))


def _apply(room: Room, folder: Path, production: Fingerprint | None = None) -> Application:
    catalog = production.catalog if production is not None else None
    return apply(room.session, load(folder), identity=room.identity, log=room.logged.append, production=catalog)


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("folder", [TIERS, REVIEW], ids=lambda folder: folder.name)
def test_an_example_is_applied_undone_and_applied_once_more(room: Room, folder: Path) -> None:
    """To a fingerprint equal in catalog and data; then again, with its pins."""
    before = _fingerprint(room)
    done = _apply(room, folder, before)
    assert done.first.deviations == ()
    assert (done.pins, done.packet_digest is not None) == (done.production_pins, True)
    assert room.run(done.packet, "rollback", pins=done.pins).deviations == ()
    assert differences(before, _fingerprint(room), ("catalog", "data", "ours")) == ()
    assert room.run(done.packet, pins=done.pins).deviations == ()
    fact = done.as_fact()
    assert (fact["code"], fact["executed"], fact["again"]) == (folder.name, True, None)


def test_the_examples_hold_no_refusal_and_say_their_hazards() -> None:
    """What signers would be shown."""
    assert [hazard.code for hazard in check(load(TIERS))] == []
    assert [hazard.code for hazard in check(load(REVIEW))] == ["clock"]


@pytest.mark.every_version(thorough=True)
def test_a_rollback_that_forgets_is_named(room: Room) -> None:
    """The constraint that stays, by its name; and rows that are not put back as they were."""
    packet = load(TIERS)
    lines = packet.files[ROLLBACK].splitlines(keepends=True)
    forgets = parse({**packet.files, ROLLBACK: b"".join(lines[1:])})
    assert room.run(forgets).executed
    result = room.run(forgets, "rollback")
    assert result.deviation_fact() == {
        "step": 12,
        "what": "constraint:public.pgbench_tellers.pgbench_tellers_floor",
        "expected": "removed",
        "found": "unchanged",
    }
    review = load(REVIEW)
    wrong = parse({**review.files, ROLLBACK: review.files[ROLLBACK].replace(b"NULL", b"''")})
    pins = room.run(wrong).pins
    result = room.run(wrong, "rollback", pins=pins)
    assert result.deviation is not None
    assert (result.deviation.step, result.deviation.what) == (9, "verify tellers without a mark")


@pytest.mark.thorough
def test_production_is_held_to_its_own_text(room: Room) -> None:
    """Where production words a definition otherwise, its words are pinned for it, and the clone's for the clone."""
    before = _fingerprint(room)
    ref = "column:public.pgbench_tellers.tid"
    worded = Entry(ref, {**before.catalog[ref].facets, "default": "other words"}, before.catalog[ref].parent)
    catalog = {**before.catalog, ref: worded}
    done = apply(room.session, load(REVIEW), identity=room.identity, log=room.logged.append, production=catalog)
    assert done.pins is not None
    assert done.production_pins is not None
    table = "table:public.pgbench_tellers"
    assert done.production_pins.catalog[table].before != done.pins.catalog[table].before
    assert done.production_pins.catalog[table] == PinnedCatalog(before=done.production_pins.catalog[table].before)
    history = "table:public.pgbench_history"
    assert done.production_pins.catalog[history] == done.pins.catalog[history]
