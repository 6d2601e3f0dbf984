"""What a run keeps: found again byte for byte, refused when it is another, never half-written in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from oneroof.errors import DiskFull, RunChanged
from oneroof.evidence.kept import keep_facts, keep_state, read_facts, read_state
from oneroof.fingerprint.model import Entry, Fingerprint
from oneroof.packets.digest import PINS
from oneroof.packets.model import Delta
from oneroof.packets.outcome import Declaration
from oneroof.packets.parse import parse
from oneroof.packets.pins import PinnedValue, Pins, pinned_digest, render_pins
from oneroof.packets.values import Count
from oneroof.stages.context import Applied
from oneroof.stages.state import _dump_applied, dump_fingerprint, load_applied, load_fingerprint
from oneroof.verdict.model import StageRecord
from tests.faults.killing import PACKETS

RECORD = StageRecord(2, "clone", "Clone creation", 1.5, {"clone": "a", "list": [1, "ünï"]}, {"clone": "clone/x"})


def test_facts_are_found_again(tmp_path: Path) -> None:
    """As they were, held to their digest; a byte more or no file at all is refused by name."""
    digest = keep_facts(tmp_path, RECORD)
    assert read_facts(tmp_path, 2, "clone", digest) == RECORD
    file = tmp_path / "facts" / "02-clone.json"
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(RunChanged, match=r"02-clone\.json is not what the run kept"):
        read_facts(tmp_path, 2, "clone", digest)
    file.unlink()
    with pytest.raises(RunChanged, match=r"02-clone\.json.* cannot be read: No such file"):
        read_facts(tmp_path, 2, "clone", digest)


def test_a_secret_is_not_kept(tmp_path: Path) -> None:
    """Each text is cleaned by itself, so that what is left is still JSON."""
    said = StageRecord(1, "preflight", "x", 0.1, {"said": "password='a b", "more": "it's", "k": "password=x"})
    digest = keep_facts(tmp_path, said)
    assert read_facts(tmp_path, 1, "preflight", digest).facts["more"] == "it's"
    assert "password=x" not in (tmp_path / "facts" / "01-preflight.json").read_text()


def test_what_is_kept_again_is_never_half_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while the same state is written once more: what the journal names is still there."""
    name, digest = keep_state(tmp_path, {"a": 1})

    def die(_descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", die)
    with pytest.raises(KeyboardInterrupt):
        keep_state(tmp_path, {"a": 1})
    assert read_state(tmp_path, name, digest) == {"a": 1}


def test_a_disk_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 3 with the place, and that the run can be resumed."""

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DiskFull, match="stage 02 cannot be kept") as caught:
        keep_facts(tmp_path, RECORD)
    assert "resume" in caught.value.next_step


def test_a_fingerprint_comes_back_whole(tmp_path: Path) -> None:
    """Every field, with the same digests."""
    table = Entry('table:public."a.b"', {"definition": "x\ny", "rows": "2"}, "schema:public")
    found = Fingerprint({table.ref: table}, {}, {}, {}, {}, 18, unseen=("a",), unmodelled={"k": 1}, mode="strict")
    name, digest = keep_state(tmp_path, dump_fingerprint(found))
    again = load_fingerprint(read_state(tmp_path, name, digest))
    assert again == found
    assert again.as_fact() == found.as_fact()


def test_a_packet_that_ran_comes_back_whole(tmp_path: Path) -> None:
    """Both kinds of pins, its files and what its first rollback has to undo."""
    files = {name: text.encode() for name, text in PACKETS["RAISE_PRICES"].items()}
    packet = parse(files)
    pins = Pins(source_digest=packet.source_digest, server_major=18, values={"guard:a": PinnedValue(value="1")})
    published = pins.model_copy(update={"values": {}})
    declared = Declaration(deltas=(Delta(table="public.price", deleted=Count(min=1, max=2), rows="any"),))
    digest = pinned_digest(packet, published)
    applied = Applied(packet, pins, {**files, PINS: render_pins(published)}, digest, declared)
    name, kept_as = keep_state(tmp_path, _dump_applied(applied))
    assert load_applied(read_state(tmp_path, name, kept_as)) == applied
