"""The reference of the packet says what the code does: every key, default, step, refusal and hazard."""

from __future__ import annotations

import re
from pathlib import Path

from oneroof.packets import check, readings
from oneroof.packets.digest import digest_files
from oneroof.packets.execute import MEASURE_FULL_BELOW
from oneroof.packets.model import Delta, Guard, Lock, Manifest, Rollback
from oneroof.packets.outcome import STEPS
from oneroof.packets.pins import Pins
from oneroof.packets.tokens import statements

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "packet.md").read_text(encoding="utf-8")


def _rows(heading: str) -> list[list[str]]:
    """The cells of the first table after a heading."""
    table = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in table.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def _codes(heading: str) -> set[str]:
    return {code for row in _rows(heading) for code in re.findall(r"`([a-z-]+)`", row[0])}


def test_every_key_of_the_manifest_with_its_default() -> None:
    """In the order of the table, which is that of the model."""
    rows = {re.sub(r"[`\[\]]", "", row[0]): row[1] for row in _rows("packet.toml")}
    assert list(rows) == list(Manifest.model_fields)
    shown = {"idempotent": "`false`", "search_path": '`["public"]`', "automation": '`"never"`'}
    for key in ("statement_timeout", "lock_timeout"):
        shown[key] = f'`"{Manifest.model_fields[key].default}"`'
    assert {key: rows[key] for key in shown} == shown
    for model in (Lock, Guard, Delta, Rollback):
        assert [key for key in model.model_fields if f"`{key}`" not in PAGE] == []


def test_every_refusal_and_every_hazard() -> None:
    """By its code, on the side where it belongs."""
    named = {reading.code: reading.refused for reading in readings.READINGS}
    source = Path(check.__file__).read_text(encoding="utf-8")
    for code, rest in re.findall(r'Hazard\("([a-z-]+)",([^\n]*)', source):
        named[code] = "refused=True" in rest
    named |= dict.fromkeys(check._WHY, False)
    assert _codes("Refused by reading") == {code for code, refused in named.items() if refused}
    assert _codes("Hazards") == {code for code, refused in named.items() if not refused}


def test_every_step_and_every_section_of_the_pins() -> None:
    """By number and name."""
    assert [(int(row[0]), row[1]) for row in _rows("Execution")] == list(enumerate(STEPS, start=1))
    sections = {name for name in Pins.model_fields if name not in {"format", "source_digest"}}
    assert {row[0].strip("`") for row in _rows("Pins")} == sections
    assert MEASURE_FULL_BELOW == 1 << 30


def test_the_vectors_and_the_examples_in_words() -> None:
    """The digests of the page, and that what it calls readable is."""
    assert digest_files({}) in PAGE
    assert digest_files({"b": b"", "a": b"\x00", "\u00e9": b"x"}) in PAGE
    assert statements("SELECT 1; -- x") != ()
