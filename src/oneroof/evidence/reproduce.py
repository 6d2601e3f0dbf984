"""A bundle's packets rehearsed again on another clone: what is rehearsed, and which pins came out otherwise. Pure.

An honest second run differs in one thing alone: the salt of a guard's value that may not be shown, which is random. So
the second run measures under the first one's salts, and the two pinned packets must then be equal byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from oneroof.errors import IdentityRefused, Refused
from oneroof.evidence.check import check_bundle
from oneroof.evidence.model import PINS, SOURCE_FILES, Bundle, PacketFiles
from oneroof.evidence.parse import pinned_digests
from oneroof.packets.check import refuse
from oneroof.packets.model import Packet
from oneroof.packets.parse import parse
from oneroof.packets.pins import Pins

_WHEN = {"before": "before the operation", "after": "after the operation", "written": "written by the operation"}
_SAME_DATABASE = ("system_identifier", "database")


@dataclass(frozen=True)
class Original:
    """A bundle that passed, and its pinned packets in the order in which they were applied."""

    bundle: Bundle
    packets: tuple[Packet, ...]
    pins: Mapping[str, Pins]

    @property
    def packet_digests(self) -> dict[str, str]:
        """By code."""
        return pinned_digests(self.bundle.packets)

    def require_production(self, identity: Mapping[str, Any]) -> None:
        """Go on only when this is the production that the bundle was rehearsed for.

        Args:
            identity: of the database at hand, as evidence has it.

        Raises:
            IdentityRefused: another one.
        """
        first = self.bundle.run.production
        same = all(first.get(name) == identity.get(name) for name in _SAME_DATABASE)
        uids = {str(side.get("uid", "none")) for side in (first, identity)} - {"none"}
        if not same or len(uids) > 1:
            raise IdentityRefused(
                f"The bundle was rehearsed for another production than {identity.get('database')}.",
                next_step="Name that production with --production DSN.",
            )


def original(bundle: Bundle) -> Original:
    """The packets of a bundle, to be rehearsed again.

    Raises:
        Refused: it did not pass, or holds no pinned packet.
        PacketMalformed: a packet of it cannot be read, or its pins are not its own.
    """
    if check_bundle(bundle).verdict != "PASS":
        raise Refused(
            "The bundle to reproduce does not pass its own verification.",
            next_step="See `oneroof verify BUNDLE`; only what passed is worth a second rehearsal.",
        )
    packets: list[Packet] = []
    pins: dict[str, Pins] = {}
    for code in _order(bundle):
        files = bundle.packets[code]
        packet = parse({name: files[name] for name in SOURCE_FILES})
        refuse(packet)
        packets.append(packet)
        pins[code] = Pins.parse(files[PINS], packet)
    if not packets:
        raise Refused(
            "The bundle to reproduce holds no packet.", next_step="Name the bundle of a rehearsal of packets."
        )
    return Original(bundle, tuple(packets), pins)


def _order(bundle: Bundle) -> list[str]:
    rollout = next(record.facts for record in bundle.records if record.key == "rollout_packet")
    return [str(item["code"]) for item in rollout["packets"]]


@dataclass(frozen=True)
class Reproduction:
    """What came of rehearsing a bundle's packets again: by code, every pin that came out otherwise."""

    evidence_digest: str
    packets: Mapping[str, str]
    differences: Mapping[str, tuple[str, ...]]

    @property
    def identical(self) -> bool:
        """Whether all pinned packets are equal, byte for byte."""
        return not any(self.differences.values())

    def as_document(self) -> dict[str, Any]:
        """Plain JSON values for ``rehearse --json``."""
        return {
            "evidence_digest": self.evidence_digest,
            "identical": self.identical,
            "packets": [
                {"code": code, "packet_digest": digest, "differences": list(self.differences[code])}
                for code, digest in self.packets.items()
            ],
        }


def reproduction(first: Original, again: Mapping[str, PacketFiles]) -> Reproduction:
    """Compare the pinned packets of two rehearsals.

    Args:
        first: what was rehearsed again.
        again: the pinned packets of the second rehearsal, by code.
    """
    found: dict[str, tuple[str, ...]] = {}
    for packet in first.packets:
        files = again.get(packet.code)
        if files is None or PINS not in files:
            found[packet.code] = ("it was not pinned this time; the stages say why",)
        else:
            second = Pins.parse(files[PINS], packet)
            found[packet.code] = tuple(_pins(first.pins[packet.code], second))
    return Reproduction(first.bundle.digest, first.packet_digests, found)


def _pins(first: Pins, second: Pins) -> Iterator[str]:
    if first.server_major != second.server_major:
        yield f"the server's major version was {first.server_major} and is {second.server_major}"
    one, other = first.model_dump(), second.model_dump()
    yield from _values(one["values"], other["values"])
    for section, what in (("sets", "rows of"), ("catalog", "definition of"), ("rows", "rows of")):
        for name in sorted({*one[section], *other[section]}):
            left, right = (side[section].get(name, {}) for side in (one, other))
            for when, words in _WHEN.items():
                if left.get(when) != right.get(when):
                    yield f"{what} {name} {words}"


def _values(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted({*first, *second}):
        left, right = first.get(key), second.get(key)
        if left == right:
            continue
        said = (pin and pin["value"] for pin in (left, right))
        was, now = ("not shown" if value is None else value for value in said)
        yield f"value of {key}: was {was}, is {now}"
