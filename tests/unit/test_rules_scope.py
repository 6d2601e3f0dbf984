"""A rehearsal that leaves rows of production out passes, says so, and fails as soon as it claims or does more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from oneroof.verdict.judge import conclude, judge
from oneroof.verdict.model import StageRecord
from tests.samples import digest, records_of, sound_facts

LEFT_OUT = ["large_objects:this", "table:public.log", "table:public.orders"]
COUNTED = dict.fromkeys(LEFT_OUT[1:], "1 inserted, 0 updated, 0 deleted")
Facts = dict[str, dict[str, Any]]


def touched(left_out: Sequence[str] = LEFT_OUT) -> Facts:
    """Sound facts of a rehearsal with ``--data touched``."""
    facts = sound_facts()
    counted = {ref: COUNTED[ref] for ref in left_out if ref in COUNTED}
    for stage, name in (("preflight", "fingerprint"), ("clone", "snapshot_fingerprint")):
        facts[stage][name] |= {"scope": "touched", "undigested": list(left_out)}
    facts["preflight"] |= {"data_scope": "touched", "left_out": list(left_out), "left_out_counted": counted}
    if left_out:
        facts["clone"]["clone_fingerprint"]["branches"]["data"] = digest("9")  # all of its rows, so another digest
    facts["impact"]["left_out_counted"] = dict(counted)
    return facts


def _notes(facts: Facts, key: str) -> str:
    records: list[StageRecord] = records_of(facts)
    place = next(place for place, record in enumerate(records) if record.key == key)
    judged = judge(records[place], records[:place])
    assert judged.verdict == "PASS", judged.findings
    return " ".join(finding.message for finding in judged.findings if finding.severity == "note")


def test_it_passes_and_names_what_it_leaves_out() -> None:
    """Stages 01, 02 and 10 each say of how many objects nothing is proven, and name them."""
    facts = touched()
    assert conclude(records_of(facts)).verdict == "PASS"
    for key in ("preflight", "clone", "impact"):
        assert "3 objects" in _notes(facts, key)
        assert "table:public.orders" in _notes(facts, key)
    assert "write to: none of them" in _notes(facts, "impact")


def test_writes_that_were_counted_or_logged_are_told() -> None:
    """A counter that moved, or the log, shows that somebody wrote to what was left out; TRUNCATE is in no counter."""
    facts = touched()
    facts["impact"]["left_out_counted"]["table:public.log"] = "2 inserted, 0 updated, 0 deleted"
    facts["impact"]["wal_relations"][0]["object"] = "table:public.orders"
    assert "write to: table:public.log, table:public.orders" in _notes(facts, "impact")
    facts = touched()
    facts["impact"]["wal_relations"].append(
        {"object": "table:public.orders", "why": ["file"], "records": 0, "transactions": []}
    )
    assert "write to: table:public.orders" in _notes(facts, "impact")


EDITS: dict[str, Callable[[Facts], Any]] = {
    "the scope called full": lambda facts: facts["preflight"].update(data_scope="full"),
    "another scope": lambda facts: facts["preflight"].update(data_scope="none"),
    "an unknown scope": lambda facts: facts["preflight"].update(data_scope="most"),
    "one name less": lambda facts: facts["preflight"]["left_out"].pop(),
    "one name twice": lambda facts: facts["preflight"]["left_out"].append(LEFT_OUT[0]),
    "a name more": lambda facts: facts["preflight"]["left_out"].append("table:public.t"),
    "counters of another table": lambda facts: facts["preflight"]["left_out_counted"].update({"table:public.t": "1"}),
    "later counters of another table": lambda facts: facts["impact"]["left_out_counted"].update(
        {"table:public.t": "1"}
    ),
    "no counters": lambda facts: facts["impact"].pop("left_out_counted"),
    "production said to be whole": lambda facts: facts["clone"]["snapshot_fingerprint"].update(scope="full"),
    "more left out than named": lambda facts: facts["clone"]["snapshot_fingerprint"]["undigested"].append("table:x.y"),
    "a clone that is not whole": lambda facts: facts["clone"]["clone_fingerprint"].update(
        scope="touched", undigested=list(LEFT_OUT)
    ),
    "other rows compared": lambda facts: facts["clone"].update(compared_data=digest("8")),
    "nothing compared": lambda facts: facts["clone"].pop("compared_data"),
    "a packet that wrote there": lambda facts: facts["seed"]["packets"][0]["deltas"][0].update(table="public.orders"),
    "a packet that wrote large objects": lambda facts: facts["seed"]["packets"][0]["deltas"][0].update(
        table="pg_catalog.pg_largeobject"
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_fact_turns_the_verdict(edit: str) -> None:
    """Whoever says more than was digested, or less, or wrote where nobody looked: FAIL."""
    facts = touched()
    EDITS[edit](facts)
    assert conclude(records_of(facts)).verdict == "FAIL"


def test_calling_it_full_everywhere_turns_the_verdict() -> None:
    """The clone's whole digest is not that of the rows that were compared."""
    facts = touched()
    facts["preflight"] |= {"data_scope": "full", "left_out": [], "left_out_counted": {}}
    facts["preflight"]["fingerprint"] |= {"scope": "full", "undigested": []}
    facts["clone"]["snapshot_fingerprint"] |= {"scope": "full", "undigested": []}
    facts["impact"]["left_out_counted"] = {}
    assert conclude(records_of(facts)).verdict == "FAIL"
    facts["clone"]["compared_data"] = digest("9")
    assert conclude(records_of(facts)).verdict == "FAIL"


def test_a_scope_that_leaves_nothing_out_is_compared_in_full() -> None:
    """Whatever the scope is called, the rows that were compared are then all of the clone's."""
    facts = touched(left_out=[])
    assert conclude(records_of(facts)).verdict == "PASS"
    facts["clone"]["clone_fingerprint"]["branches"]["data"] = digest("9")
    assert conclude(records_of(facts)).verdict == "FAIL"


def test_a_scan_that_wrote_outside_of_the_scope() -> None:
    """The second run's write set counts, too."""
    facts = touched()
    facts["preflight"]["left_out"][1] = "table:public.candidate_scan_run"
    facts["preflight"]["left_out_counted"] = facts["impact"]["left_out_counted"] = {}
    for stage, name in (("preflight", "fingerprint"), ("clone", "snapshot_fingerprint")):
        facts[stage][name]["undigested"] = list(facts["preflight"]["left_out"])
    records = records_of(facts)
    found = judge(records[5], records[:5])
    assert "beyond-scope" in {finding.code for finding in found.findings}
