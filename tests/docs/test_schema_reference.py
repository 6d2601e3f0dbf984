"""The reference of the database names everything that the migrations make."""

from __future__ import annotations

import re
from pathlib import Path

from oneroof.scanner.rules import known_rules, meaning, parameters
from oneroof.schema.install import render

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (REFERENCE / "database.md").read_text(encoding="utf-8")
SCRIPT = render(governance=True, schema="oneroof")


def test_every_relation_and_function_is_named() -> None:
    """Tables, views and functions."""
    made = re.findall(r'CREATE (?:TABLE|VIEW|FUNCTION) (?:"oneroof"|oneroof)\.(\w+)', SCRIPT)
    assert len(made) > 50
    assert [name for name in made if f"`{name}`" not in PAGE and f"`{name}(" not in PAGE] == []


def test_every_sqlstate_is_explained() -> None:
    """Those that our functions raise, and no other."""
    raised = set(re.findall(r"(?:ERRCODE = |fn_refuse\(.{0,90}?)'(OR\d+)'", SCRIPT))
    assert raised == set(re.findall(r"^\| `(OR\d+)`", PAGE, re.MULTILINE))


def test_every_kind_is_listed() -> None:
    """The kinds of the default ruleset are those of the table of kinds."""
    kinds = SCRIPT.split("VALUES ('default'")[1].split("ARRAY[")[1].split("]")[0]
    table = PAGE.split("| kind | example |")[1].split("| any other |")[0]
    listed = {kind for row in table.splitlines()[2:] for kind in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert set(re.findall(r"'(\w+)'", kinds)) == listed


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
