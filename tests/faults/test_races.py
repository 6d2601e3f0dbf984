"""A few of the races of `make races`, and the proof that they would find what they look for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oneroof.packets import steps
from oneroof.packets.measuring import measure_end, measure_sets
from oneroof.packets.script import Ask, Node, Tell, Var
from oneroof.pg import server as embedded
from tests.races import KINDS, Track, races, replays
from tests.rollout_world import World


@pytest.fixture
def track(opened: World, shop_server: embedded.Server, tmp_path: Path) -> Track:
    """Races on the session's own production."""
    return Track(opened, shop_server, tmp_path, random.Random())


def test_drift_at_random_moments(track: Track) -> None:
    """Each kind at least once, and none ran on a changed state."""
    tally = races(track, 15)
    assert tally.violations == []
    assert tally.counts["ran"] + tally.counts["refused"] == 15


def test_replays(track: Track) -> None:
    """By each way, two at once at first, and after a rollback: none ran."""
    tally = replays(track, 15)
    assert (tally.counts["replays"], tally.violations) == (15, [])


class Sabotaged(steps._Steps):
    """A rollout without locks, guards, pins and write set: it measures, and looks at nothing."""

    def locks(self) -> Iterator[Node]:
        yield from ()

    def guards(self) -> Iterator[Node]:
        yield from ()

    def gate(self) -> Iterator[Node]:
        transaction = Var("start_session", ("transaction_id",))
        yield Tell("gate", {"transaction_id": transaction})

    def verify(self) -> Iterator[Node]:
        yield from measure_sets(self.side, "end_")

    def write_set(self) -> Iterator[Node]:
        yield from measure_end(self.side, self.direction)
        yield Ask("packets/show_writes", self._writes("end_", Var("changed_files")), into="end_")


@pytest.mark.thorough
def test_an_execution_on_a_changed_state_is_found(track: Track, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the protection taken away each kind of drift is run over, and told."""
    with monkeypatch.context() as patch:
        patch.setattr(steps, "_Steps", Sabotaged)
        _no_holds(track, patch)
        told: set[str] = set()
        # What comes before the first look is refused, what comes late is too late: one of these is in between.
        for moment in (0.0, 0.1, 0.2, 0.3, 0.05, 0.15, 0.25, 0.02, 0.4, 0.12):
            tally = races(track, len(KINDS), lambda: moment)  # noqa: B023 - called in this round
            told |= {said.partition(": it ran on the changed state")[0] for said in tally.violations}
            if told == {*KINDS}:
                break
    assert told == {*KINDS}


def _no_holds(track: Track, patch: pytest.MonkeyPatch) -> None:
    """The database's own look at holds, when the run is logged, is taken away as well."""
    fresh = track.fresh
    blind = (
        "CREATE OR REPLACE FUNCTION oneroof.fn_gate_held(p_apr text) RETURNS jsonb LANGUAGE sql AS 'SELECT NULL::jsonb'"
    )

    def sabotaged() -> Any:
        world, settings = fresh()
        world.sql(blind)
        return world, settings

    patch.setattr(track, "fresh", sabotaged)


@pytest.mark.thorough
def test_a_replay_that_runs_is_found(track: Track, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the database's memory of what ran taken away, a replay past oneroof's own checks runs, and is told."""
    fresh = track.fresh
    forgets = """
    CREATE OR REPLACE FUNCTION oneroof.fn_gate_run_refusal(p_apr text, p_packet text, direction text, subject jsonb)
        RETURNS jsonb LANGUAGE sql AS 'SELECT NULL::jsonb';
    ALTER TABLE oneroof.governance_rollout DROP CONSTRAINT governance_rollout_pkey;
    ALTER TABLE oneroof.governance_rollout DISABLE TRIGGER rollout_order;
    """

    def sabotaged() -> Any:
        world, settings = fresh()
        world.sql(forgets)
        return world, settings

    with monkeypatch.context() as patch:
        patch.setattr(track, "fresh", sabotaged)
        patch.setattr(steps, "_Steps", Sabotaged)
        tally = replays(track, 2)
    assert len(tally.violations) == 1, tally.counts
