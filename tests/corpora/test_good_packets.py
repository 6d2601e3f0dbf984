"""The corpus of packets: the good ones pass, many together through a whole rehearsal, each alone in `make thorough`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oneroof.fingerprint.model import Fingerprint
from oneroof.packets.load import load
from oneroof.pg import server as embedded
from tests.corpora.packets_room import ROOM, Room, rehearse, room, rooms, written
from tests.pg.fingerprint_world import run
from tests.stages.conftest import bare_production, rehearse_with

GOOD = {one.name: one for one in written("good")}
#: Through a whole rehearsal in every suite, together and in this order; most are DDL.
#: None changes what another one brings back.
GOOD_ALWAYS = (
    *("column-generated", "delete-with-what-depends-on-it", "extension", "function-and-procedure", "index"),
    *("large-object", "materialized-view", "operators-casts-and-aggregates", "partition", "policy", "publication"),
    *("rule-and-event-trigger", "schema-with-all-that-stands-in-it", "sequence", "table-renamed"),
    *("table-with-all-that-belongs-to-it", "text-search", "thousands-of-rows", "trigger-s-writes-declared"),
    *("type-altered", "unlogged-and-logged", "upsert", "views"),
)


@pytest.fixture(scope="module")
def shared(server: embedded.Server) -> Iterator[Room]:
    """A furnished database, which every packet leaves as it was."""
    with rooms(server) as name, room(server, name) as made:
        yield made


@pytest.fixture(scope="module")
def before(shared: Room) -> Fingerprint:
    """The room as it was furnished."""
    return shared.fingerprint()


def test_twenty_good_packets_run_in_every_suite_most_of_them_ddl() -> None:
    """What is asked for, counted."""
    assert len(GOOD_ALWAYS) >= 20
    assert len([name for name in GOOD_ALWAYS if load(GOOD[name].folder).side("forward").catalog]) >= 10


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.thorough) for name in GOOD])
def test_a_good_packet_does_not_deviate(shared: Room, before: Fingerprint, name: str) -> None:
    """Forward, back to an equal fingerprint, forward again with its pins, and back."""
    assert rehearse(shared, GOOD[name].folder, before=before).at == ""


def test_good_packets_pass_a_whole_rehearsal(server: embedded.Server, tmp_path: Path) -> None:
    """Together, as a user would: twelve stages on a clone, no stage fails, nothing is found that is not declared."""
    with bare_production(server, tmp_path) as production:
        run(production.dsn, ROOM)
        result = rehearse_with(production, packets=tuple(GOOD[name].folder for name in GOOD_ALWAYS))
    assert result.failed() == [], [result.said(key) for key in result.failed()]
    assert result.rehearsal.conclusion.verdict == "PASS"
