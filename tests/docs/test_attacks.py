"""Every attack that the trust model names stands in the table of explanation/trust.md, with a test that there is."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "explanation" / "trust.md"
HEADING = "## Attacks that are tried\n"
#: The trust model's list.
ATTACKS = (
    "duplicate signature",
    "two keys of one person",
    "one key under two members",
    "the L4 signer in the L2 quorum",
    "the proposer or attestor counting",
    "a proposal in another's name",
    "a signed reject relabelled approve",
    "a signature for another packet, database, statement, namespace",
    "an expired, not yet valid or revoked key",
    "an expired statement",
    "a rolled-back authority version",
    "a key added after ratification",
    "one byte changed after ratification, in packet, pins, rendered file or evidence",
    "an authority model brought along by the bundle",
    "zero, missing or negative quorum",
    "an approval row inserted by the operator or recorder",
    "`UPDATE`, `DELETE`, `TRUNCATE` on any gate table, also as replica",
    "an inheriting child, a `DO INSTEAD` rule, `ALTER … USING` on a gate table by a packet",
    "a temporary table that shadows a gate table",
    "replay of a packet that ran",
    "a physical copy and a restored copy posing as production",
    "drift between check and act",
    "a reject that arrives between check and commit",
    "two rollouts at once",
    "`COMMIT` inside the operation",
    "an edited rendered file",
    "a psqlrc that continues after errors",
    "SQL and psql commands through `ratified_apr`",
    "a deferred trigger that writes after the check",
    "hostile text in names and reasons shown on a terminal",
    "an old version of oneroof",
)


def _table() -> dict[str, list[str]]:
    """The tests of each attack, as the page names them: ``tests/….py::test_…``."""
    section = PAGE.read_text().partition(HEADING)[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]
    return {attack: shown.replace("`", "").split("<br>") for attack, shown in rows}


@cache
def _tests_of(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_the_page_has_every_attack_of_the_trust_model() -> None:
    """In its words; further ones stand there, too."""
    assert set(ATTACKS) <= set(_table())


@pytest.mark.parametrize("attack", _table())
def test_each_attack_is_shown_refused(attack: str) -> None:
    """By at least one test, and each that is named exists."""
    shown = _table()[attack]
    assert shown
    for test in shown:
        file, _, name = test.partition("::")
        assert name.startswith("test_"), test
        assert name in _tests_of(file), test
