"""What the README says of speed is what a script prints, and `make bench` runs every one of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.all import SCRIPTS, read_lines, table
from benchmarks.measure import ratio

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_script_that_gives_a_ratio_is_run() -> None:
    """One that is not on the list would never be run again."""
    giving = {
        file.stem
        for file in (ROOT / "benchmarks").glob("*.py")
        if re.search(r"^ +ratio\(", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert giving == set(SCRIPTS)


def test_what_is_printed_is_what_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    """With a target and without; a target that is missed is said."""
    ratio("one thing", "another", 1.2345, 1.1)
    ratio("a gain", "nothing", -0.5)
    lines = read_lines("some_script", "talk\n" + capsys.readouterr().out)
    assert [(line.what, line.against, line.reach, line.found) for line in lines] == [
        *[("one thing", "another", 1.1, 1.234)],
        *[("a gain", "nothing", None, -0.5)],
    ]
    assert table(lines).splitlines()[2] == "| one thing | another | ≤ 1.1 | 1.23 (missed) | some_script |"


def figures() -> list[list[str]]:
    """The rows of the README's table."""
    section = README.partition("## How fast")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in section.splitlines() if line.startswith("| ")]
    return [row for row in rows[1:] if set(row[0]) != {"-"}]


def test_the_readme_names_a_script_for_each_of_its_figures() -> None:
    """No figure without the script that gives it, and each target is the script's own."""
    assert {row[-1].strip("`") for row in figures()} == set(SCRIPTS)
    for _what, _against, reach, *_rest, script in figures():
        text = (ROOT / "benchmarks" / f"{script.strip('`')}.py").read_text(encoding="utf-8")
        assert not reach or reach.removeprefix("≤ ") in text


def test_each_figure_was_measured_and_one_that_misses_its_target_is_in_bold() -> None:
    """Nothing is left to be taken."""
    for what, _against, reach, measured, *_rest in figures():
        found = re.search(r"\d+(\.\d+)?", measured)
        assert found is not None, what
        if reach:
            assert (float(found[0]) > float(reach.removeprefix("≤ "))) is measured.startswith("**"), what
