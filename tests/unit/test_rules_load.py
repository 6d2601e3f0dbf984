"""A limit of load is one and the same in every stage that reads production; what was measured under it is told."""

from __future__ import annotations

from typing import Any

import pytest

from oneroof import resume
from oneroof.config import Settings
from oneroof.errors import ConfigError
from oneroof.verdict.judge import judge
from oneroof.verdict.model import Judgement
from tests.samples import records_of, sound_facts
from tests.unit.evidence_sample import LOAD

STAGES = ("preflight", "clone", "seed", "rollback", "impact")
Facts = dict[str, dict[str, Any]]


def limited() -> Facts:
    """Sound facts of a rehearsal under a limit."""
    facts = sound_facts()
    for key in STAGES:
        facts[key]["load"] = dict(LOAD)
    return facts


def _judged(facts: Facts, key: str) -> Judgement:
    records = records_of(facts)
    place = next(place for place, record in enumerate(records) if record.key == key)
    return judge(records[place], records[:place])


def _codes(judgement: Judgement) -> set[str]:
    return {finding.code for finding in judgement.findings}


@pytest.mark.parametrize("key", STAGES)
def test_the_limit_and_what_was_measured_are_told(key: str) -> None:
    """A note with every figure, so that none can be edited unseen; without a limit no word of it."""
    told = _judged(limited(), key)
    assert told.verdict == "PASS"
    (said,) = (finding.message for finding in told.findings if finding.code == "load")
    assert all(f"{value:g}" in said for value in LOAD.values())
    assert "pg_basebackup and the server's own copies are outside" in said
    assert "load" not in _codes(_judged(sound_facts(), key))


@pytest.mark.parametrize("key", ["seed", "rollback"])
def test_where_nothing_was_asked_of_production_nothing_is_told(key: str) -> None:
    """There was no log to be read beside the stage."""
    facts = limited()
    facts[key]["load"] = {name: value if name in {"limit", "sessions"} else 0 for name, value in LOAD.items()}
    found = _judged(facts, key)
    assert (found.verdict, "load" in _codes(found)) == ("PASS", False)


@pytest.mark.parametrize("key", STAGES[1:])
@pytest.mark.parametrize("load", [None, {**LOAD, "limit": 0.9}, {**LOAD, "sessions": 2}])
def test_another_limit_than_stage_01_s_fails(key: str, load: dict[str, float] | None) -> None:
    """Also none where there was one."""
    facts = limited()
    facts[key]["load"] = load
    found = _judged(facts, key)
    assert (found.verdict, "other-limit" in _codes(found)) == ("FAIL", True)


@pytest.mark.parametrize(("name", "value"), [("chunk_p95", 9.0), ("longest_statement", 99.0), ("chunks", -1)])
def test_figures_that_do_not_fit_fail(name: str, value: float) -> None:
    """A chunk is a statement, and a statement is a part of the time."""
    facts = limited()
    facts["impact"]["load"][name] = value
    assert "load-figures" in _codes(_judged(facts, "impact"))


def test_a_limit_that_was_missed_is_told_and_says_nothing_against_the_packet() -> None:
    """A note of its own."""
    facts = limited()
    facts["impact"]["load"]["achieved"] = 0.51
    found = _judged(facts, "impact")
    assert (found.verdict, "over-limit" in _codes(found)) == ("PASS", True)


@pytest.mark.parametrize("limit", [0, -1, 0.0001, float("nan"), float("inf"), "much"])
def test_a_limit_that_cannot_be_kept_is_refused(limit: object) -> None:
    """Before anything is opened; below a thousandth, evidence could not even say it."""
    with pytest.raises(ConfigError, match=r"production\.max_load"):
        Settings().with_flags(production={"max_load": limit})


@pytest.mark.parametrize(("now", "taken"), [(None, 0.3), (0.9, 0.9)])
def test_a_resumed_run_keeps_its_limit(now: float | None, taken: float) -> None:
    """What was said when it began need not be said again; another limit stays another, and is refused."""
    settings = Settings().with_flags(production={"dsn": "dbname=x", "max_load": now})
    then = {"settings": {"production.dsn": "dbname=x", "production.max_load": 0.3, "coverage.owners": None}, "out": "."}
    assert resume._settings(settings, then).production.max_load == taken
