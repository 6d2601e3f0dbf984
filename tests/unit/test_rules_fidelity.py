"""What stage 02 may claim, by how the copy was made: each fact edited turns the verdict; none is believed alone."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from oneroof.clone.outward import OFF, still_on
from oneroof.verdict.rules_fidelity import OUTWARD_OFF, claimed

Facts = dict[str, Any]
UNLOGGED = {"object": "table:public.u", "branch": "data", "kind": "not_carried"}
MASKED = {"object": "table:public.p", "branch": "data", "kind": "masked"}
BASEBACKUP: Facts = {
    "strategy": "basebackup",
    "fidelity": {"claimed": True, "moment": "equal", "moved": []},
    "differences": [UNLOGGED, MASKED],
    "masked": [{"object": "table:public.p", "columns": ["a"], "kinds": {"a": "hash"}, "rows": 3, "computed": ["b"]}],
    "mask_required": True,
    "measured": {
        "outward": dict(OFF),
        "workers": [],
        "manifest_verified": True,
        "data_checksums": "on",
        "databases_closed": 1,
        "prepared_rolled_back": 0,
        "not_carried": ["table:public.u"],
    },
}

DUMP: Facts = {
    "strategy": "dump",
    "fidelity": {"claimed": True, "moment": "snapshot", "moved": []},
    "differences": [],
    "masked": [],
    "mask_required": False,
    "measured": {},
}


def _codes(facts: Facts, severity: str = "fail") -> set[str]:
    return {finding.code for finding in claimed(facts) if finding.severity == severity}


def _edited(*path: str, value: Any) -> Facts:
    facts = copy.deepcopy(BASEBACKUP)
    place = facts
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return facts


def test_a_sound_base_backup_passes_and_names_what_is_left_out() -> None:
    """Masked columns and what a copy of files does not carry are notes, by name."""
    assert _codes(BASEBACKUP) == set()
    assert _codes(BASEBACKUP, "note") == {"not-carried", "masked"}
    assert (_codes(DUMP), _codes(DUMP, "note")) == (set(), set())


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (_edited("fidelity", value={"claimed": False, "moved": ["table:public.t"]}), "fidelity-not-claimed"),
        (_edited("measured", "outward", value={**OFF, "archive_mode": "on"}), "outward-on"),
        (_edited("measured", "workers", value=["pg_cron launcher"]), "workers"),
        (_edited("measured", "manifest_verified", value=False), "not-verified"),
        (_edited("measured", "not_carried", value=[]), "not-accounted-for"),
        (_edited("strategy", value="template"), "not-accounted-for"),
        (_edited("masked", value=[]), "not-masked"),
        (_edited("fidelity", "moment", value="snapshot"), "fidelity-not-claimed"),
        (_edited("differences", value=[UNLOGGED, {**MASKED, "kind": "recomputed"}]), "not-accounted-for"),
        ({**DUMP, "fidelity": {"claimed": True, "moment": "equal", "moved": []}}, "fidelity-not-claimed"),
        ({**DUMP, "mask_required": True}, "not-masked"),
        ({**DUMP, "mask_required": None}, "not-masked"),
    ],
)
def test_an_edited_fact_turns_it(facts: Facts, code: str) -> None:
    """One at a time."""
    assert code in _codes(facts)


@pytest.mark.parametrize("sound", [BASEBACKUP, DUMP], ids=["basebackup", "dump"])
@pytest.mark.parametrize("name", ["fidelity", "measured", "masked", "mask_required"])
def test_a_fact_that_is_missing_is_never_good(sound: Facts, name: str) -> None:
    """The judge makes a FAIL of what is raised here."""
    if name == "mask_required":
        sound = {**sound, "masked": []}
    facts: Facts = {key: value for key, value in sound.items() if key != name}
    with pytest.raises(KeyError, match=name):
        _codes(facts)


@pytest.mark.parametrize("name", ["claimed", "moment", "moved"])
def test_a_part_of_the_claim_that_is_missing_is_never_good(name: str) -> None:
    """The same for what fidelity is made of."""
    claim = {key: value for key, value in DUMP["fidelity"].items() if key != name}
    with pytest.raises(KeyError, match=name):
        _codes({**DUMP, "fidelity": claim})


def test_what_the_verdict_asks_for_is_what_the_copy_is_given() -> None:
    """The verdict does not know the room that configures the server: so its list is held against the one there."""
    assert OUTWARD_OFF.items() <= OFF.items()
    assert still_on(dict(OFF)) == ()
    assert still_on({**OFF, "archive_command": "(disabled)"}) == ()
    assert still_on({**OFF, "shared_preload_libraries": "pg_cron"}) == ("shared_preload_libraries",)
    assert "archive_mode" in still_on({name: value for name, value in OFF.items() if name != "archive_mode"})


@pytest.mark.parametrize("beside", [{}, {**BASEBACKUP["measured"], "more": 1}], ids=["nothing", "more"])
def test_what_a_strategy_does_not_measure_is_not_believed(beside: Facts) -> None:
    """A dump with a base backup's measurements, or one with a fact too many, was not made as it says."""
    if beside:
        assert "not-accounted-for" in _codes({**BASEBACKUP, "measured": beside})
    assert "not-accounted-for" in _codes({**DUMP, "measured": {"workers": []}})
