"""The reference of the database names everything that the migrations make."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from oneroof.scanner.rules import known_rules, meaning, parameters
from oneroof.schema.install import render

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (REFERENCE / "database.md").read_text(encoding="utf-8")
SCRIPT = render(governance=True, schema="oneroof")


def test_every_relation_and_function_is_named() -> None:
    """Tables, views and functions that no later migration drops."""
    made = re.findall(r'CREATE (?:TABLE|VIEW|FUNCTION) (?:"oneroof"|oneroof)\.(\w+)', SCRIPT)
    assert len(made) > 50
    drops = " ".join(re.findall(r"DROP (?:TABLE|VIEW|FUNCTION) [^;]*;", SCRIPT))
    dropped = re.findall(r'(?:"oneroof"|oneroof)\.(\w+)', drops)
    stands = Counter(made) - Counter(dropped)
    assert [name for name in stands if f"`{name}`" not in PAGE and f"`{name}(" not in PAGE] == []


def test_every_sqlstate_is_explained() -> None:
    """Those that our functions raise, and no other."""
    raised = set(re.findall(r"(?:ERRCODE = |fn_refuse\(.{0,90}?)'(OR\d+)'", SCRIPT))
    assert raised == set(re.findall(r"^\| `(OR\d+)`", PAGE, re.MULTILINE))


def test_lock_keys_are_the_scripts() -> None:
    """Each number of the page that stands in a migration is spelled the same."""
    assert set(re.findall(r"RETURN (\d{19})", SCRIPT)) <= set(re.findall(r"`(\d{19})`", PAGE))


def test_each_rule_stands_in_the_table_of_rules() -> None:
    """With its own words, and with everything that it can be told; and no other."""
    rows = [line for line in (REFERENCE / "rules.md").read_text("utf-8").splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == list(known_rules())
    for row, rule in zip(rows, known_rules(), strict=True):
        assert meaning(rule) in row
        assert all(f"`{told.name}` ({told.type}" in row and told.meaning in row for told in parameters(rule))
