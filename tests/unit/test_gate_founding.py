"""The first authority model as a file: valid as it is written, and with its examples taken out of their comments."""

from __future__ import annotations

import base64
import re
import struct
from datetime import UTC, datetime

import pytest

from oneroof.gate.authority import parse_authority
from oneroof.gate.founding import FirstAttestor, Founder, Level, render_authority, trust_lines

NOW = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
NASTY = 'Zoë "Z" \\ 📦 [x] # ='


def _key(number: int) -> str:
    kind, point = b"ssh-ed25519", bytes([number]) * 32
    blob = struct.pack(">I", len(kind)) + kind + struct.pack(">I", len(point)) + point
    return f"ssh-ed25519 {base64.b64encode(blob).decode()}"


def _person(ref: str, level: Level, number: int, deputy_for: str | None = None) -> Founder:
    return Founder(ref, f"{ref} {NASTY}", level, NASTY, _key(number), deputy_for)


PEOPLE = (
    _person("grace", "L4", 1),
    _person("dora", "L4", 2, "grace"),
    _person("ada", "L2", 3),
    _person("bob", "L2", 4),
    _person("larry", "L1", 5),
)


@pytest.mark.parametrize("attestors", [(), (FirstAttestor("ci", NASTY, _key(9)),)])
def test_what_is_written_can_be_used(attestors: tuple[FirstAttestor, ...]) -> None:
    """Every name survives; keys are valid from the day's beginning; attestations are asked for where there is one."""
    content = render_authority(NASTY, PEOPLE, attestors, l2=2, min_version="0.1.0", since=NOW)
    authority = parse_authority(content)
    assert (authority.version, authority.name) == (1, NASTY)
    assert [(item.ref, item.level, item.deputy_for) for item in authority.members] == [
        (item.ref, item.level, item.deputy_for) for item in PEOPLE
    ]
    assert {key.valid_from for item in authority.members for key in item.key} == {
        NOW.replace(hour=0, minute=0, second=0)
    }
    assert (authority.default.l2, authority.default.l4, authority.default.attestations) == (2, True, len(attestors))
    assert authority.digest in trust_lines(authority.version, authority.digest)


def test_its_examples_are_valid_once_uncommented() -> None:
    """What a comment shows as TOML is TOML that the gate takes."""
    attestor = FirstAttestor("ci", "CI runner", _key(9))
    content = render_authority("Example", PEOPLE, (attestor,), l2=2, min_version="0.1.0", since=NOW).decode()
    shown = re.sub(r"(?m)^# (?=\[|[a-z_0-9]+ = )", "", content)
    assert shown != content
    policies = parse_authority(shown.encode()).policies
    assert [(policy.name, policy.break_glass) for policy in policies] == [("candidates", False), ("break-glass", True)]
