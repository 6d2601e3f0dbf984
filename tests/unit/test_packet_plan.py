"""The plan: canonical bytes of all that a packet's steps are held to; whatever changes in packet or pins changes it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from oneroof.packets.parse import parse
from oneroof.packets.pins import PinnedCatalog, PinnedRows, PinnedSet, PinnedValue, Pins
from oneroof.packets.plan import plan_bytes, plan_digest
from oneroof.packets.render import file_name
from tests.pg.packet_room import change, delta, guard, packet

DECLARES = (
    '[[lock]]\nrelation = "public.t"\n'
    + guard("SELECT count(*) FROM t", "pinned")
    + guard("SELECT 1", {"min": 1, "max": 9007199254740993}, name="large", kind="verify")
    + delta("public.t", inserted={"min": 0, "max": 9223372036854775807}, rows="any")
    + delta("public.u", inserted=1, volatile=["b", "a"])
    + change("index:public.i", "added")
)
PACKET = packet(DECLARES, "INSERT INTO t VALUES (1);", "DELETE FROM t;", head='role = "r"')
HEX = [f"{number:064x}" for number in range(9)]
PINS = Pins(
    source_digest=PACKET.source_digest,
    server_major=18,
    values={"guard:g": PinnedValue(value="1")},
    sets={"public.v": PinnedSet(before=HEX[1], after=HEX[2])},
    catalog={"table:public.t": PinnedCatalog(before=HEX[3], after=HEX[4])},
    rows={"public.u": PinnedRows(written="5", before="0 rows 0", after="1 rows 5")},
)


def test_the_bytes_are_canonical_and_the_same_each_time() -> None:
    """Sorted keys, no blanks, no float, whatever the size of a number."""
    content = plan_bytes(PACKET, PINS)
    assert content == plan_bytes(parse(PACKET.files), PINS)
    plan = json.loads(content, parse_float=pytest.fail)
    assert json.dumps(plan, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == content
    assert plan_digest(PACKET, PINS) == hashlib.sha256(content).hexdigest()
    assert plan["forward"]["deltas"][0]["inserted"]["max"] == "9223372036854775807"
    assert plan["forward"]["after"][0]["expect"]["max"] == "9007199254740993"


def test_the_undoing_is_held_to_the_mirror_image() -> None:
    """What was after the operation must be before its undoing."""
    plan = json.loads(plan_bytes(PACKET, PINS))
    forward, back = plan["forward"], plan["rollback"]
    for part in ("definitions", "sets"):
        assert (forward[part]["before"], forward[part]["after"]) == (back[part]["after"], back[part]["before"])
    assert back["catalog"] == [{"object": "index:public.i", "change": "removed"}]
    assert (forward["undoing"], back["undoing"]) == (False, True)


PIN_CHANGES: dict[str, dict[str, Any]] = {
    "a value": {"values": {"guard:g": PinnedValue(value="2")}},
    "a set": {"sets": {"public.v": PinnedSet(before=HEX[1], after=HEX[5])}},
    "a definition": {"catalog": {"table:public.t": PinnedCatalog(before=HEX[5], after=HEX[4])}},
    "rows": {"rows": {"public.u": PinnedRows(written="6", before="0 rows 0", after="1 rows 5")}},
    "the server's version": {"server_major": 17},
}


@pytest.mark.parametrize("name", PIN_CHANGES)
def test_another_pin_is_another_plan(name: str) -> None:
    """Every kind of pin is in the plan."""
    assert plan_digest(PACKET, PINS.model_copy(update=PIN_CHANGES[name])) != plan_digest(PACKET, PINS)


MANIFEST_CHANGES = {
    "a lock's mode": ('relation = "public.t"', 'relation = "public.t"\nmode = "EXCLUSIVE"'),
    "a guard's query": ("SELECT count(*) FROM t", "SELECT count(*) FROM u"),
    "a range": ("9007199254740993", "9007199254740992"),
    "a count": ("inserted = 1\n", "inserted = 2\n"),
    "a volatile column": ('"b", "a"', '"b"'),
    "an object": ("index:public.i", "index:public.j"),
    "the role": ('role = "r"', 'role = "s"'),
    "a timeout": ('role = "r"', 'role = "r"\nlock_timeout = "9s"'),
    "the search_path": ('role = "r"', 'role = "r"\nsearch_path = ["x"]'),
}


@pytest.mark.parametrize("name", MANIFEST_CHANGES)
def test_another_declaration_is_another_plan(name: str) -> None:
    """Whatever the steps are held to."""
    old, new = (part.encode() for part in MANIFEST_CHANGES[name])
    assert old in PACKET.files["packet.toml"]
    other = parse({**PACKET.files, "packet.toml": PACKET.files["packet.toml"].replace(old, new)})
    assert plan_bytes(other, PINS).replace(other.source_digest.encode(), b"") != plan_bytes(PACKET, PINS).replace(
        PACKET.source_digest.encode(), b""
    )


def test_the_files_names() -> None:
    """After the code, without its last word."""
    assert file_name("F6_OWNERSHIP_SEED_COMMIT") == "commit_ready_f6_ownership_seed.sql"
    assert file_name("F6_OWNERSHIP_SEED_COMMIT", "rollback") == "rollback_f6_ownership_seed.sql"
    assert file_name("COMMIT_ALL") == "commit_ready_commit_all.sql"
