"""The corpus of packets: each bad one fails where and for the reason that it says itself; each good one passes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.model import Fingerprint
from oneroof.pg import server as embedded
from tests.corpora.packets_room import NOTHING_KEPT, ROOM, Room, Written, rehearse, room, rooms, written
from tests.matrix import sampled
from tests.pg.fingerprint_world import run
from tests.stages.conftest import bare_production, rehearse_with

BAD = {one.name: one for one in written("bad")}
GOOD = {one.name: one for one in written("good")}
READ = [name for name, one in BAD.items() if one.meant.at == "reading"]
RUN = [name for name in BAD if name not in READ]
#: One of each way to write what is not declared, and of each place to be found; the others: ``make thorough``.
BAD_ALWAYS = (
    *("again-not-idempotent", "changes-a-built-in-cast", "changes-a-comment", "changes-a-rule-on-the-identity"),
    *("changes-a-sequence", "changes-nothing-although-declared", "elsewhere-another-database", "guard-that-writes"),
    "once-more-random",
    *("rollback-of-other-rows", "rollback-without-the-right", "server-comment-on-a-role", "server-foreign-table"),
    *("session-advisory-lock", "session-commit-put-together", "session-counting-off-put-together"),
    *("session-cursor-for-commit", "session-temporary-table-gone-again", "writes-a-large-object-s-rows"),
    *("writes-by-a-deferred-trigger", "writes-by-a-trigger-that-defers-itself-again", "writes-by-an-event-trigger"),
    *("writes-rewritten", "writes-rows-that-an-exception-undoes", "writes-the-identity", "writes-to-a-part"),
    "writes-truncated-with-the-declared-count",
)
#: Through a whole rehearsal in every suite: rows, a rewrite, DDL of several kinds.
#: None changes what another one brings back.
GOOD_ALWAYS = ("column-generated", "delete-with-what-depends-on-it", "partition", "thousands-of-rows", "views")


@pytest.fixture(scope="module")
def template(server: embedded.Server) -> Iterator[str]:
    """A furnished database to copy, one a version."""
    with rooms(server) as name:
        yield name


@pytest.fixture(scope="module")
def shared(server: embedded.Server, template: str) -> Iterator[Room]:
    """A copy for every packet that fails before anything is kept; that nothing was is tested at the end."""
    with room(server, template) as made:
        yield made


@pytest.fixture(scope="module")
def before(shared: Room) -> Fingerprint:
    """The room as it was furnished."""
    return shared.fingerprint()


def test_the_corpora_are_as_large_as_they_must_be() -> None:
    """Forty bad ones and twenty good ones are asked for, and each bad one says where it fails."""
    assert len(BAD) >= 40
    assert len(RUN) >= 40
    assert len(GOOD) >= 20
    assert [name for name, one in BAD.items() if not one.meant.what] == []


@pytest.mark.parametrize("name", READ)
def test_a_bad_packet_is_refused_by_reading(shared: Room, name: str) -> None:
    """No database is asked; the sentence is the one that people see."""
    found = rehearse(shared, BAD[name].folder)
    assert found.is_meant_by(BAD[name].meant), found


@contextmanager
def _two_rooms(server: embedded.Server, template: str) -> Iterator[tuple[Room, Room]]:
    with room(server, template) as own, room(server, template) as elsewhere:
        yield own, elsewhere


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("name", sampled(RUN, BAD_ALWAYS))
def test_a_bad_packet_fails_where_and_as_it_says(
    server: embedded.Server, template: str, shared: Room, before: Fingerprint, name: str
) -> None:
    """In the direction, the step and the words that stand in its comments; one that is kept has a room of its own."""
    bad = BAD[name]
    if bad.meant.at.partition(",")[0] in NOTHING_KEPT:
        found = rehearse(shared, bad.folder)
    else:
        with _two_rooms(server, template) as (own, elsewhere):
            found = rehearse(own, bad.folder, before=before, elsewhere=elsewhere)
    assert found.is_meant_by(bad.meant), found


@pytest.mark.every_version(thorough=True)
def test_nothing_of_all_that_was_kept(shared: Room, before: Fingerprint) -> None:
    """The room that all of them shared is as it was furnished, and so are the server's roles and settings."""
    after = differences(before, shared.fingerprint(), ("catalog", "data", "ours", "cluster"))
    assert [line.as_fact() for line in after if not line.object.startswith("database:corpus_")] == []


@pytest.mark.thorough
def test_nothing_of_the_rest_was_kept(shared: Room, before: Fingerprint) -> None:
    """The same after those that only ``make thorough`` runs on this version."""
    test_nothing_of_all_that_was_kept(shared, before)


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


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        pytest.param("writes-by-a-deferred-trigger", "seed", marks=pytest.mark.thorough),
        pytest.param("rollback-without-the-right", "rollback", marks=pytest.mark.thorough),
        pytest.param("once-more-random", "rollback", marks=pytest.mark.thorough),
        pytest.param("again-not-idempotent", "seed", marks=pytest.mark.thorough),
    ],
)
def test_a_bad_packet_fails_a_whole_rehearsal(server: embedded.Server, tmp_path: Path, name: str, stage: str) -> None:
    """What the engine says turns the stage, and production is as it was."""
    with bare_production(server, tmp_path) as production:
        run(production.dsn, ROOM)
        result = rehearse_with(production, packets=(BAD[name].folder,))
    assert result.failed()[0] == stage
    assert result.rehearsal.conclusion.verdict == "FAIL"
    assert result.judgements["impact"].verdict == "PASS"


def test_a_packet_says_itself_where_it_fails() -> None:
    """One that would fail otherwise is not taken for the one that is meant."""
    meant = Written.read(BAD["writes-by-a-rule"].folder).meant
    assert meant.is_meant_by(meant)
    assert not meant._replace(found="2").is_meant_by(meant)
    assert not meant._replace(at="rollback, step 12").is_meant_by(meant)
