"""The first authority model of an organisation: a commented file to be read, changed and reviewed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from oneroof.packets.toml import toml_literal

Level = Literal["L1", "L2", "L3", "L4"]
LEVELS: tuple[Level, ...] = ("L1", "L2", "L3", "L4")

_HEAD = """\
# The authority model: who may open the gate of oneroof. Read it, change it, have it reviewed; its SHA-256 is pinned in
# oneroof.toml, and the people named here ratify it themselves as APR-BOOT-AUTHMODEL-1. Any change is a new version,
# signed by the threshold of the old version and of the new one.

format = 1
"""
_VALIDITY = """\
proposal_validity = "14d"   # the longest life of a proposal until it is ratified
approval_validity = "30d"   # how long an approval opens the gate; a policy may shorten it

# What no policy matches falls here, and the authority model itself always does: the strictest of all.
[default]
"""
_MEMBERS = """
# Levels: L1 may propose; L2 signs (a quorum of them is needed), may propose and hold; L3 may propose and hold; L4 is
# the President, who signs last. A deputy is an L4 member with deputy_for = "<the President's ref>".
"""
_ATTESTORS = """
# Attestors vouch with their key that a rehearsal's facts were measured: a CI runner, or a person, who then never counts
# as a signer of it.
"""
_NO_ATTESTORS = """
# Attestors vouch with their key that a rehearsal's facts were measured. Name one (a CI runner's key) and set
# attestations above to 1 or more.
# [[attestor]]
# ref = "ci"
# name = "CI runner"
# [[attestor.key]]
# public = "ssh-ed25519 AAAA…"
# valid_from = 2026-01-01T00:00:00Z
"""
_POLICIES = """
# Policies ask for less than the default where they name a packet's phase and every hazard that it has; of several the
# strictest counts. What no policy names brings the default in, and so does a packet without a phase, as packets of your
# own are: no policy asks for less there, break-glass neither. Examples:
# [[policy]]
# name = "candidates"
# phases = [2]
# hazards = []
# l2 = 1
# l4 = false
# attestations = 1
# approval_validity = "7d"
#
# [[policy]]
# name = "break-glass"          # for the night when few can be reached: fewer signatures for these phases alone, short,
# phases = [1, 2, 3]            # and a review is due
# hazards = []
# break_glass = true
# l2 = 1
# l4 = false
# attestations = 0
# approval_validity = "2h"
# review_within = "72h"
"""


@dataclass(frozen=True)
class Founder:
    """A person of the first authority model; ``public`` is one line of an SSH public key."""

    ref: str
    name: str
    level: Level
    title: str
    public: str
    deputy_for: str | None = None


@dataclass(frozen=True)
class FirstAttestor:
    """Who vouches for measured facts; ``public`` is one line of an SSH public key."""

    ref: str
    name: str
    public: str


def render_authority(
    name: str,
    members: Sequence[Founder],
    attestors: Sequence[FirstAttestor],
    *,
    l2: int,
    min_version: str,
    since: datetime,
) -> bytes:
    """The file's bytes, version 1. Whether it can be used is `oneroof.gate.authority.parse_authority`'s to say.

    Args:
        name: the organisation's.
        members: people, in the order they were given.
        attestors: none: rehearsals need no attestation, which the file says in a comment.
        l2: how many L2 members must sign by default.
        min_version: the oldest oneroof that may act under it.
        since: the keys are valid from this day on (UTC).
    """
    day = since.strftime("%Y-%m-%dT00:00:00Z")
    rules = ("version = 1", f"name = {toml_literal(name)}", f"min_version = {toml_literal(min_version)}")
    default = (
        f"l2 = {l2}                      # distinct members of level L2",
        "l4 = true                   # and the President, or a deputy",
        f"attestations = {1 if attestors else 0}            # distinct attestors of the evidence",
    )
    people = "".join(_member(member, day) for member in members)
    vouching = "".join(_attestor(attestor, day) for attestor in attestors)
    parts = (
        _HEAD,
        "\n".join(rules) + "\n",
        _VALIDITY,
        "\n".join(default) + "\n",
        _MEMBERS,
        people,
        _ATTESTORS + vouching if attestors else _NO_ATTESTORS,
        _POLICIES,
    )
    return "".join(parts).encode()


def _member(member: Founder, day: str) -> str:
    lines = {"ref": member.ref, "name": member.name, "level": member.level, "title": member.title}
    if member.deputy_for is not None:
        lines["deputy_for"] = member.deputy_for
    return f"[[member]]\n{_pairs(lines)}[[member.key]]\n{_key(member.public, day)}\n"


def _attestor(attestor: FirstAttestor, day: str) -> str:
    lines = {"ref": attestor.ref, "name": attestor.name}
    return f"[[attestor]]\n{_pairs(lines)}[[attestor.key]]\n{_key(attestor.public, day)}\n"


def _pairs(lines: dict[str, str]) -> str:
    return "".join(f"{key} = {toml_literal(value)}\n" for key, value in lines.items())


def _key(public: str, day: str) -> str:
    return f"public = {toml_literal(public)}\nvalid_from = {day}\n"


def trust_lines(version: int, digest: str) -> str:
    """The lines of ``oneroof.toml`` that pin an authority model."""
    return f'[trust]\nauthority_version = {version}\nauthority_digest = "{digest}"\n'
