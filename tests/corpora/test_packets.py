"""The corpus of bad packets: each fails where and for the reason that it says itself; all of them in every suite."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from pathlib import Path

import pytest

from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.model import Fingerprint
from oneroof.pg import server as embedded
from tests.corpora.packets_room import NOTHING_KEPT, ROOM, Room, Written, rehearse, room, rooms, written
from tests.matrix import in_every_suite
from tests.pg.fingerprint_world import run
from tests.stages.conftest import bare_production, rehearse_with

BAD = {one.name: one for one in written("bad")}
READ = [name for name, one in BAD.items() if one.meant.at == "reading"]
RUN = [name for name in BAD if name not in READ]
#: The kinds that are asked for, each with packets that are of it by their names.
KINDS = {
    "wrong rollback": "rollback-*",
    "undeclared write": "writes-another-table",
    "trigger side effect": "writes-by-a-trigger",
    "sequence": "changes-a-sequence",
    "TRUNCATE": "writes-truncated-and-filled-again",
    "large object": "writes-a-large-object*",
    "DDL": "changes-a-column",
    "ACL": "changes-a-right*",
    "owner": "changes-an-owner",
    "role": "server-role*",
    "NOTIFY": "read-notify*",
    "dblink": "read-dblink",
    "COPY PROGRAM": "read-copy-*program",
    "wrong delta": "writes-one-less",
    "non-idempotent": "again-not-idempotent",
    "lock too long": "lock-*",
    "too long under its locks": "session-too-long",
    "a deferred trigger": "writes-by-a-deferred-trigger",
    "COMMIT inside": "session-commit*",
    "COMMIT, read": "read-commit",
    "TRUNCATE and refill with the declared count": "writes-truncated-with-the-declared-count",
    "a writing guard": "guard-that-writes*",
}


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


def test_bad_packets_of_every_kind_that_is_asked_for_run_in_every_suite() -> None:
    """At least forty that are run, besides those that are read; each says where it fails; none waits for thorough."""
    asked_for = in_every_suite(test_a_bad_packet_fails_where_and_as_it_says)
    read = in_every_suite(test_a_bad_packet_is_refused_by_reading)
    assert len(asked_for) >= 40
    assert {*asked_for, *read} == BAD.keys()
    assert [kind for kind, names in KINDS.items() if not fnmatch.filter([*asked_for, *read], names)] == []
    assert [name for name, one in BAD.items() if not one.meant.what] == []


@pytest.mark.parametrize("name", READ)
def test_a_bad_packet_is_refused_by_reading(shared: Room, name: str) -> None:
    """No database is asked; the sentence is the one that people see."""
    found = rehearse(shared, BAD[name].folder)
    assert found.is_meant_by(BAD[name].meant), found


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("name", RUN)
def test_a_bad_packet_fails_where_and_as_it_says(
    server: embedded.Server, template: str, shared: Room, before: Fingerprint, name: str
) -> None:
    """In the direction, the step and the words that stand in its comments; one that is kept has a room of its own."""
    bad = BAD[name]
    if bad.meant.at.partition(",")[0] in NOTHING_KEPT:
        with bad.meanwhile(shared):
            found = rehearse(shared, bad.folder)
    else:
        with room(server, template) as own:
            found = rehearse(own, bad.folder, before=before, elsewhere=lambda: room(server, template))
    assert found.is_meant_by(bad.meant), found


@pytest.mark.every_version(thorough=True)
def test_nothing_of_all_that_was_kept(shared: Room, before: Fingerprint) -> None:
    """The room that all of them shared is as it was furnished, and so are the server's roles and settings."""
    after = differences(before, shared.fingerprint(), ("catalog", "data", "ours", "cluster"))
    assert [line.as_fact() for line in after if not line.object.startswith("database:corpus_")] == []


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
