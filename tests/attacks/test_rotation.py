"""The authority model changes: what was ratified before opens nothing more, and what ran can still be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from oneroof.gate.authority import parse_authority
from oneroof.verdict.judge import conclude
from oneroof.verdict.model import Conclusion, StageRecord
from tests.acceptance.conftest import Answer
from tests.rollout_world import World, write_settings

NEXT = "APR-AUTHMODEL-2"


def propose_next(world: World, *more: str) -> Answer:
    """Lin brings version 2."""
    first = (world.folder / "authority.toml").read_text()
    (world.folder / "next.toml").write_text(first.replace("version = 1", "version = 2", 1))
    who = ("--as", "lin", "--key", world.key("lin"), "--yes", "--reason", "A year has passed")
    return world.oneroof("gate", "propose", NEXT, "--authority", "next.toml", *who, *more)


def rotate(world: World) -> None:
    """Version 2 is in force, signed under both."""
    assert propose_next(world).status == 0
    for ref in ("ada", "bob", "grace"):
        world.sign(ref, NEXT)
    world.ratify(NEXT)


@pytest.mark.parametrize("pinned", [1, 2])
def test_what_ran_under_the_older_model_is_rolled_back_in_its_window(ready: World, pinned: int) -> None:
    """By the signatures of its own time, whichever version the operator pins; forward it opens nothing more."""
    assert ready.run().status == 0
    rotate(ready)
    if pinned == 2:
        model = parse_authority((ready.folder / "next.toml").read_bytes())
        pin = f'authority_version = 2\nauthority_digest = "{model.digest}"\n'
        (ready.folder / "trust.toml").write_text(pin)
        write_settings(ready)
    back = ready.rollback()
    assert (back.status, back.document["executed"], ready.raised) == (0, True, 0), back.stdout
    ready.done("gate", "verify")


def test_what_was_ratified_under_the_older_model_runs_no_more(ready: World) -> None:
    """Refused outside by our own check, and inside by the database's."""
    rotate(ready)
    refused = ready.run()
    assert (refused.status, ready.raised) == (4, 0)
    assert "version 2 is in force" in refused.document["refused_because"]


def test_the_next_model_is_proposed_alone(ready: World) -> None:
    """Packets beside it would be signed under a model that ends with them, and none could run."""
    refused = propose_next(ready, "--bundle", str(ready.bundle))
    assert (refused.status, "brings no packets" in refused.stderr) == (2, True), refused.stderr


@pytest.mark.thorough
def test_an_adopted_database_starts_again_at_the_version_that_is_pinned(ready: World) -> None:
    """A restored copy is another database: what was ratified opens nothing there, and today's people open it anew."""
    rotate(ready)
    model = parse_authority((ready.folder / "next.toml").read_bytes())
    (ready.folder / "trust.toml").write_text(f'authority_version = 2\nauthority_digest = "{model.digest}"\n')
    write_settings(ready)
    ready.done("adopt", "--as", "production")
    assert ready.run().status == 4
    who = ("--as", "lin", "--key", ready.key("lin"), "--yes", "--reason", "Restored")
    ready.done("gate", "propose", "APR-RESTORED-1", "--authority", "next.toml", *who)
    assert ready.oneroof("gate", "ratify", "APR-RESTORED-1").status == 4, "by its own quorum, not by the file alone"
    for ref in ("ada", "bob", "grace"):
        ready.sign(ref, "APR-RESTORED-1")
    ready.ratify("APR-RESTORED-1")
    verified = ready.done("gate", "verify")
    assert "version 2 of Shop is in force" in verified.stdout


def test_a_newer_oneroof_that_judges_otherwise_can_still_take_back(
    ready: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forward the verdict is computed again; back, the signed evidence is what was signed, and that is enough."""
    assert ready.run().status == 0

    def otherwise(records: Sequence[StageRecord]) -> Conclusion:
        found = conclude(records)
        return replace(found, pipeline="NOT DONE" if found.pipeline == "DONE" else "DONE")

    monkeypatch.setattr("oneroof.evidence.check.conclude", otherwise)
    assert ready.run().document["error"]["code"] == "bundle-tampered"
    back = ready.rollback()
    assert (back.status, back.document["executed"], ready.raised) == (0, True, 0), back.stdout
