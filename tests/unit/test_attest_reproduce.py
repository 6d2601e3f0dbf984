"""What differs between two rehearsals of one packet: every pin by its name, no value that may not be shown."""

from __future__ import annotations

from typing import Any

import pytest

from oneroof.errors import IdentityRefused, PacketMalformed, Refused
from oneroof.evidence.compose import compose_bundle
from oneroof.evidence.model import PINS, Bundle
from oneroof.evidence.reproduce import Original, original, reproduction
from oneroof.packets.parse import parse
from oneroof.packets.pins import PinnedCatalog, PinnedRows, PinnedSet, PinnedValue, Pins, pinned_digest, render_pins
from oneroof.verdict.judge import conclude
from tests.unit.evidence_sample import own_packet_sample, sample, seed_packet

CODE = "F6_OWNERSHIP_SEED_COMMIT"
A, B = "a" * 64, "b" * 64
FILES = {name: content for name, content in seed_packet().items() if name != PINS}
PACKET = parse(FILES)
FIRST = Pins(
    source_digest=PACKET.source_digest,
    server_major=18,
    values={
        "guard:gap": PinnedValue(value="5"),
        "guard:words": PinnedValue(salt="one", digest=A),
    },
    sets={"public.v_object_owner_gap": PinnedSet(before=A, after=A)},
    catalog={"table:public.t": PinnedCatalog(before=A, after=A)},
    rows={"public.t": PinnedRows(written="7", before="1", after="8")},
)


def bundle_of(pins: Pins) -> Bundle:
    """The sample of an own packet, with real pins."""

    def pinned(facts: dict[str, dict[str, Any]]) -> None:
        for stage in ("seed", "rollout_packet"):
            facts[stage]["packets"][0]["packet_digest"] = pinned_digest(PACKET, pins)

    run, records, _packets = own_packet_sample(pinned)
    return compose_bundle(run, records, {CODE: {**FILES, PINS: render_pins(pins)}}, conclude(records))[1]


def original_of(pins: Pins) -> Original:
    """Read as a bundle to reproduce."""
    return original(bundle_of(pins))


def test_equal_pins_reproduce() -> None:
    """Byte for byte, by the packet's digest."""
    first = original_of(FIRST)
    found = reproduction(first, first.bundle.packets)
    assert found.identical
    assert found.packets == {CODE: pinned_digest(PACKET, FIRST)}
    assert found.as_document()["packets"][0]["differences"] == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"server_major": 17}, "major version was 18 and is 17"),
        ({"values": {**FIRST.values, "guard:gap": PinnedValue(value="6")}}, "value of guard:gap: was 5, is 6"),
        (
            {"values": {**FIRST.values, "guard:words": PinnedValue(salt="two", digest=B)}},
            "value of guard:words: was not shown, is not shown",
        ),
        ({"values": {"guard:gap": PinnedValue(value="5")}}, "value of guard:words"),
        (
            {"sets": {"public.v_object_owner_gap": PinnedSet(before=A, after=B)}},
            "rows of public.v_object_owner_gap after the operation",
        ),
        ({"sets": {}}, "rows of public.v_object_owner_gap before the operation"),
        (
            {"catalog": {"table:public.t": PinnedCatalog(before=B, after=A)}},
            "definition of table:public.t before the operation",
        ),
        (
            {"rows": {"public.t": PinnedRows(written="8", before="1", after="8")}},
            "rows of public.t written by the operation",
        ),
    ],
    ids=str,
)
def test_each_difference_has_its_name(change: dict[str, object], named: str) -> None:
    """One pin otherwise, and it is told which."""
    second = FIRST.model_copy(update=change)
    found = reproduction(original_of(FIRST), {CODE: {**FILES, PINS: render_pins(second)}})
    assert not found.identical
    assert named in "; ".join(found.differences[CODE])
    assert A not in str(found.as_document()["packets"][0]["differences"])


@pytest.mark.parametrize("again", [{}, {CODE: FILES}])
def test_a_packet_that_was_not_pinned(again: dict[str, dict[str, bytes]]) -> None:
    """It deviated, or did not run."""
    assert "not pinned" in reproduction(original_of(FIRST), again).differences[CODE][0]


def test_what_is_no_original() -> None:
    """A bundle that fails, one whose pins a rehearsal did not write, one without packets."""
    run, records, packets = own_packet_sample(lambda facts: facts["rollback"].update(identical=False))
    with pytest.raises(Refused, match="does not pass"):
        original(compose_bundle(run, records, packets, conclude(records))[1])
    run, records, packets = sample()
    with pytest.raises(PacketMalformed):
        original(compose_bundle(run, records, packets, conclude(records))[1])


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"uid": "none"}, True),
        ({"uid": "99999999"}, False),
        ({"database": "shop2"}, False),
        ({"system_identifier": "7301"}, False),
    ],
    ids=str,
)
def test_the_same_production(change: dict[str, str], same: bool) -> None:
    """By server, name and, where both know it, by uid."""
    first = original_of(FIRST)
    identity = {**first.bundle.run.production, **change}
    if same:
        first.require_production(identity)
    else:
        with pytest.raises(IdentityRefused):
            first.require_production(identity)
