"""Break-glass end to end: a policy's smaller quorum, a short approval, a review afterwards, and none without it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oneroof.gate.authority import parse_authority
from oneroof.pg import server as embedded
from tests.acceptance.conftest import Answer
from tests.rollout_world import APR, PACKET, World, copy, keep, rehearse

BOOTED = "shop_booted"
GLASS = """
[[policy]]
name = "break glass"
phases = [1]
break_glass = true
l2 = 1
l4 = false
attestations = 1
approval_validity = "2h"
review_within = "2s"
"""
FIRST, SECOND = "APR-NIGHT-1", "APR-NIGHT-2"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Server]:
    """A server of its own: its databases have fixed names."""
    home = tmp_path_factory.mktemp("glass-server")
    home.chmod(0o755)
    running = embedded.start(home=home / "postgres", throwaway=True)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def booted(server: embedded.Server, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A production whose authority model has a policy for emergencies, ratified; nothing else is."""
    phase = PACKET["packet.toml"].replace('automation = "after-gate"', 'automation = "after-gate"\nphase = 1')
    world = rehearse(server, tmp_path_factory.mktemp("glass"), {**PACKET, "packet.toml": phase})
    authority = world.folder / "authority.toml"
    authority.write_text(authority.read_text() + GLASS)
    model = parse_authority(authority.read_bytes())
    pin = f'authority_version = {model.version}\nauthority_digest = "{model.digest}"\n'
    (world.folder / "trust.toml").write_text(pin)
    own = copy(world, server, tmp_path_factory.mktemp("booted"))
    words = ("--authority", "authority.toml", "--reason", "First", "--as", "lin", "--key", own.key("lin"), "--yes")
    own.done("gate", "propose", APR, *words)
    for ref in ("ada", "bob", "grace"):
        own.sign(ref)
    own.ratify()
    keep(server, BOOTED)
    return own


@pytest.fixture
def world(booted: World, server: embedded.Server, tmp_path: Path) -> World:
    """A production of the test's own, nothing approved but the authority model."""
    return copy(booted, server, tmp_path, BOOTED)


def propose(world: World, apr: str, *more: str) -> Answer:
    """Cyd, of level L2, proposes."""
    words = ("--bundle", world.bundle, "--reason", "The shop stands still", "--as", "cyd", "--key", world.key("cyd"))
    return world.done("gate", "propose", apr, *words, "--yes", *more)


def break_glass(world: World, apr: str) -> None:
    """Proposed for an emergency, signed by one, ratified."""
    propose(world, apr, "--break-glass")
    world.sign("ada", apr)
    world.ratify(apr)


def standing(world: World, apr: str) -> dict[str, Any]:
    """What `gate status` says of a proposal."""
    answer = world.oneroof("--json", "gate", "status", apr, schema="gate-status")
    return answer.document


@pytest.mark.thorough
def test_one_signature_opens_for_a_short_while_and_a_review_is_due(world: World) -> None:
    """The policy's quorum and expiry; after the run the review is due, and one of the right people ends it."""
    propose(world, "APR-DAY-1")
    world.sign("ada", "APR-DAY-1")
    assert world.oneroof("gate", "ratify", "APR-DAY-1").status == 4, "without --break-glass the default quorum holds"
    break_glass(world, FIRST)
    stands = standing(world, FIRST)
    assert (stands["open"], stands["threshold"]["policies"], stands["reviews_due"]) == (True, ["break glass"], [])
    assert stands["threshold"]["approval_seconds"] == 7200
    assert (world.run(apr=FIRST).status, world.raised) == (0, 10)
    assert len(standing(world, FIRST)["reviews_due"]) == 1
    world.sign("hal", FIRST, "review")
    assert standing(world, FIRST)["reviews_due"] == []
    world.done("gate", "verify")


@pytest.mark.thorough
def test_the_next_one_waits_for_an_overdue_review(world: World) -> None:
    """Refused until somebody else than the proposer reviewed: by plan, by run, by the database itself."""
    break_glass(world, FIRST)
    assert world.run(apr=FIRST).status == 0
    assert world.rollback(apr=FIRST).status == 0
    break_glass(world, SECOND)
    time.sleep(2.1)
    assert standing(world, FIRST)["reviews_due"][0].startswith("a review is overdue since")
    refused = world.run(apr=SECOND)
    assert (refused.status, refused.document["executed"], world.raised) == (4, False, 0)
    assert FIRST in refused.document["refused_because"]
    assert "review" in refused.document["refused_because"]
    world.sign("cyd", FIRST, "review")
    assert len(standing(world, FIRST)["reviews_due"]) == 1, "the proposer's own review is none"
    again = world.run(apr=SECOND)
    assert (again.status, world.raised) == (4, 0), again.stdout
    world.sign("hal", FIRST, "review")
    assert (world.run(apr=SECOND).status, world.raised) == (0, 10)
    assert world.rollback(apr=SECOND).status == 0, "a rollback needs no review"
    world.done("gate", "verify")
