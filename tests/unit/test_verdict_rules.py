"""Each fact that carries a verdict turns it when it is edited; whatever is missing is a FAIL."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from oneroof.verdict.judge import STAGES, conclude, judge
from oneroof.verdict.model import StageRecord
from tests.samples import SCAN, SEED, digest, records_of, sound_facts, sound_records

KILLED = {
    "kind": "production reader",
    "backend_pid": 13,
    "read_only_at_open": True,
    "read_only_at_end": True,
    "transactions": 0,
    "transaction_ids_assigned": 0,
    "untouched": True,
}
EDITS: list[tuple[str, tuple[str | int, ...], Any]] = [
    ("preflight", ("read_only_sqlstate",), "00000"),
    ("preflight", ("session", "untouched"), False),
    ("preflight", ("session", "transaction_ids_assigned"), 1),
    ("preflight", ("session", "read_only_at_end"), False),
    ("preflight", ("fingerprint", "digest"), digest("e")),
    ("preflight", ("unreadable",), ["table:public.secret"]),
    ("preflight", ("forecast", "free_bytes"), 10),
    ("preflight", ("tools", "pg_dump"), 15),
    ("clone", ("errors",), 1),
    ("clone", ("identical",), False),
    ("clone", ("identity_is_clone",), False),
    ("clone", ("identity", "kind"), "production"),
    ("clone", ("identity", "uid"), "11111111-1111-4111-8111-111111111111"),
    ("clone", ("clone_fingerprint", "branches", "data"), digest("f")),
    ("clone", ("carried", "acl"), False),
    ("clone", ("tool_read_only",), False),
    ("clone", ("tool_read_only",), None),
    ("baseline", ("differences", 0, "kind"), "real"),
    ("baseline", ("differences_real",), 1),
    ("baseline", ("differences_cosmetic",), 2),
    ("baseline", ("isolated",), False),
    ("baseline", ("clone_fingerprint", "branches", "catalog"), digest("f")),
    ("seed", ("packets",), []),
    ("seed", ("packets", 0, "executed"), False),
    ("seed", ("packets", 0, "packet_digest"), digest("f")),
    ("seed", ("packets", 0, "again"), {"executed": False}),
    ("seed", ("ownership_after",), 4),
    ("seed", ("gap_after",), 1),
    ("seed", ("ownership_triggers",), 1),
    ("seed", ("hidden_writes",), [{"object": "table:public.audit", "rows_before": 0, "rows_now": 1, "newer": 1}]),
    ("seed", ("conflict_after",), 1),
    ("seed", ("plan", "direct_rows"), 4),
    ("scan_read", ("coverage_pct",), "99.99"),
    ("scan_read", ("gap",), 1),
    ("scan_read", ("conflict",), 1),
    ("scan_read", ("direct",), 9),
    ("scan_read", ("total",), 11),
    ("scan_read", ("coverage_pct_excluding_catch_all",), "99.99"),
    ("scan_read", ("owners_apart",), 1),
    ("scan_read", ("views", "v_object_owner", "direct"), 2),
    ("scan_read", ("views", "v_object_owner", "inherited"), 0),
    ("scan_read", ("views", "v_object_owner_count", "inherited"), 0),
    ("scan_read", ("views", "v_object_owner_count", "gap"), 1),
    ("scan_read", ("views", "v_object_owner_count", "by_catch_all"), 1),
    ("scan_read", ("views",), {}),
    ("scan_write", ("candidate_state",), 1),
    ("scan_write", ("second_run", "inserted"), 1),
    ("scan_write", ("second_run", "updated"), 1),
    ("scan_write", ("second_run", "runs_appended"), 0),
    ("scan_write", ("write_set", 0, "table"), "public.system_issues"),
    ("scan_write", ("second_write_set", 0, "table"), "public.candidate_state"),
    ("event_boundary", ("attempts",), []),
    ("event_boundary", ("attempts", 1, "sqlstate"), "00000"),
    ("event_boundary", ("active_types",), ["governance.a"]),
    ("event_boundary", ("positive_control", "sqlstate"), "OR102"),
    ("event_boundary", ("positive_control",), None),
    ("event_boundary", ("validation_trigger",), "D"),
    ("event_boundary", ("outbox_after",), 1),
    ("event_boundary", ("issues_written",), 1),
    ("cursor", ("advanced",), False),
    ("cursor", ("repeat_changed",), True),
    ("cursor", ("backward_sqlstate",), "00000"),
    ("cursor", ("stale_sqlstate",), "00000"),
    ("cursor", ("beyond_horizon_sqlstate",), "00000"),
    ("cursor", ("position_moved_back",), True),
    ("cursor", ("processes_left",), 1),
    ("rollback", ("packets", 0, "rolled_back"), False),
    ("rollback", ("packets", 0, "reapplied"), False),
    ("rollback", ("packets", 1, "rolled_back_again"), False),
    ("rollback", ("packets",), []),
    ("rollback", ("gap_after",), 0),
    ("rollback", ("after_branches", "data"), digest("f")),
    ("rollback", ("after_branches", "catalog"), digest("f")),
    ("rollback", ("after_branches", "ours"), digest("f")),
    ("rollback", ("after_branches", "sequences"), digest("f")),
    ("rollback", ("baseline_branches", "data"), digest("f")),
    ("seed", ("packets", 0, "catalog"), [{"object": "extension:dblink", "change": "added"}]),
    ("event_boundary", ("attempts", 0, "sqlstate"), "42501"),
    ("cursor", ("backward_sqlstate",), "42P01"),
    ("rollback", ("identical",), False),
    ("rollback", ("reapplied",), False),
    ("rollback", ("drop_proven",), False),
    ("rollback", ("clone_retained",), False),
    ("impact", ("killed_sessions",), [{**KILLED, "transaction_ids_assigned": 1}]),
    ("impact", ("killed_sessions",), [{**KILLED, "read_only_at_open": False}]),
    ("impact", ("killed_sessions",), [{**KILLED, "read_only_at_end": False}]),
    ("impact", ("killed_sessions",), [{**KILLED, "untouched": False}]),
    ("impact", ("killed_sessions",), [{"backend_pid": 13}]),
    ("impact", ("killed_sessions",), None),
    ("impact", ("fingerprint_before",), digest("f")),
    ("impact", ("fingerprint_after",), digest("f")),
    ("impact", ("identical",), False),
    ("impact", ("branches_after", "data"), digest("f")),
    ("impact", ("branches_after", "ours"), digest("f")),
    ("impact", ("branches_before", "data"), digest("f")),
    ("impact", ("sessions",), []),
    ("impact", ("sessions", 0, "transaction_ids_assigned"), 1),
    ("impact", ("sessions", 1, "read_only_at_end"), False),
    ("impact", ("sessions", 1, "transactions"), 0),
    ("impact", ("tools_read_only",), False),
    ("impact", ("tools_read_only",), None),
    ("impact", ("unreadable",), ["table:public.secret"]),
    ("impact", ("impact_by",), "fingerprint"),
    ("impact", ("impact_by",), "belief"),
    ("impact", ("wal",), None),
    ("impact", ("wal", "why_not"), "it was not to be had"),
    ("impact", ("wal", "from"), "1/FF000028"),
    ("impact", ("wal", "to"), "2/2000"),
    ("impact", ("wal", "to"), "1/0"),
    ("impact", ("wal", "timeline"), "00000002"),
    ("impact", ("wal", "bytes"), 8),
    ("impact", ("wal", "records"), 8),
    ("impact", ("wal", "kinds", "XLOG/FPI_FOR_HINT"), 2),
    ("impact", ("wal", "kinds"), {"Transaction/COMMIT": 3, "XLOG/CHECKPOINT_SHUTDOWN": 4}),
    ("impact", ("wal", "kinds"), {"Heap/INSERT": 2, "Heap2/VISIBLE": 5}),
    ("impact", ("wal", "kept"), 4),
    ("impact", ("wal", "catalogs"), ["pg_class"]),
    ("impact", ("wal", "catalog_kept"), None),
    ("impact", ("branches_after", "cluster"), digest("f")),
    ("impact", ("wal", "tables"), 5),
    ("impact", ("wal", "digested"), 2),
    ("impact", ("wal_relations",), []),
    ("impact", ("wal_relations", 0, "why"), []),
    ("impact", ("wal_relations", 0, "why"), ["a whim"]),
    ("impact", ("wal_relations", 0, "records"), 0),
    ("impact", ("wal_relations", 0, "records"), 30),
    ("impact", ("wal_relations", 0, "transactions"), [745, 740]),
    ("preflight", ("wal", "position"), "1/0"),
    ("preflight", ("wal", "why_not"), "wal_level is minimal"),
    ("rollout_packet", ("packets",), []),
    ("rollout_packet", ("packets", 0, "packet_digest"), digest("f")),
    ("rollout_packet", ("packets", 1, "rehearsed"), False),
]


def _set(facts: dict[str, Any], path: tuple[str | int, ...], value: Any) -> None:
    place: Any = facts
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value


def test_sound_facts_pass() -> None:
    """The sample is a PASS, so that every test below shows its own edit and nothing else."""
    concluded = conclude(sound_records())
    assert [judgement.verdict for judgement in concluded.judgements] == ["PASS"] * len(STAGES)
    assert (concluded.verdict, concluded.pipeline) == ("PASS", "DONE")


@pytest.mark.parametrize(("stage", "path", "value"), EDITS, ids=lambda value: str(value)[:40])
def test_an_edited_fact_turns_the_verdict(stage: str, path: tuple[str | int, ...], value: Any) -> None:
    """The last stage's counts are recomputed as a forger would: the verdict turns all the same."""
    facts = sound_facts()
    _set(facts[stage], path, value)
    concluded = conclude(records_of(facts))
    assert concluded.verdict == "FAIL"
    assert all(action.verdict == "NO-GO" for action in concluded.actions)


@pytest.mark.parametrize("key", [key for _, key, _ in STAGES[:-1]])
def test_a_stage_without_its_facts_fails(key: str) -> None:
    """An empty record is not a PASS."""
    facts = sound_facts()
    facts[key] = {}
    assert conclude(records_of(facts)).verdict == "FAIL"


@pytest.mark.parametrize(("stage", "path", "value"), EDITS, ids=lambda value: str(value)[:40])
def test_removing_another_fact_hides_no_failure(stage: str, path: tuple[str | int, ...], value: Any) -> None:
    """With one fact edited, taking away any other of the stage never turns the FAIL into anything better."""
    for name in sound_facts()[stage]:
        facts = sound_facts()
        _set(facts[stage], path, value)
        if name != path[0]:
            del facts[stage][name]
        assert conclude(records_of(facts)).verdict == "FAIL", name


def test_a_missing_stage_fails() -> None:
    """Eleven stages are not a rehearsal."""
    for position in range(len(STAGES)):
        records = sound_records()
        del records[position]
        assert conclude(records).verdict == "FAIL"


@pytest.mark.parametrize("key", [key for _, key, _ in STAGES[:-1]])
def test_no_stage_of_the_governance_programme_may_be_left_out(key: str) -> None:
    """N/A is for a rehearsal of one's own packets alone, and there only for what needs the governance schema."""
    facts = sound_facts()
    facts[key] = {"not_applicable": "because I say so"}
    assert conclude(records_of(facts)).verdict == "FAIL"


def test_calling_the_programme_one_s_own_packets_does_not_hide_the_rest() -> None:
    """With an edited programme the seed's numbers are no longer looked at; the scan's packet gives it away."""
    facts = sound_facts()
    facts["preflight"]["programme"] = "packets"
    facts["scan_write"] = {"not_applicable": "own packets"}
    assert conclude(records_of(facts)).verdict == "FAIL"


def test_counts_that_lie_are_found() -> None:
    """The last stage's counts are compared with the stages."""
    records = sound_records()
    facts = {**records[-1].facts, "passed": 10}
    records[-1] = StageRecord(*STAGES[-1], 0.0, facts, {})
    assert judge(records[-1], records[:-1]).verdict == "FAIL"


def test_a_writer_on_production_is_attributed_not_failed() -> None:
    """The fingerprint moved, the object is named, no session of ours can have written: a PASS with a note."""
    facts = sound_facts()
    facts["impact"].update(
        fingerprint_after=digest("e"),
        branches_after={**facts["impact"]["branches_before"], "data": digest("e")},
        identical=False,
        changed_by_others=[{"object": "table:public.t", "branch": "data", "change": "changed", "facet": "rows"}],
    )
    facts["impact"]["wal_relations"][0]["object"] = "table:public.t"
    concluded = conclude(records_of(facts))
    assert concluded.verdict == "PASS"
    assert any("public.t" in finding.message for finding in concluded.judgements[9].findings)


def test_a_moved_fingerprint_without_an_object_fails() -> None:
    """Others are never blamed by default."""
    facts = sound_facts()
    facts["impact"].update(fingerprint_after=digest("e"), identical=False)
    assert conclude(records_of(facts)).verdict == "FAIL"


@pytest.mark.parametrize("change", ["added", "removed"])
@pytest.mark.parametrize(
    ("branch", "kinds"),
    [
        ("data", ("table", "materialized_view", "large_objects", "schema", "extension")),
        ("sequences", ("sequence", "column", "table", "foreign_table", "view", "schema", "extension")),
    ],
)
def test_only_what_can_hold_rows_or_sequences_takes_them_along(
    branch: str, kinds: tuple[str, ...], change: str
) -> None:
    """A branch that moved with no object of its own listed is explained by an object of those kinds, and no other."""
    for kind in (*kinds, "function", "index", "view" if branch == "data" else "materialized_view", "foreign_server"):
        assert _moved_with(branch, {"object": f"{kind}:x", "change": change, "facet": ""}) == (kind in kinds), kind
    assert _moved_with(branch, {"object": "extension:x", "change": "changed", "facet": "version"})
    assert not _moved_with(branch, {"object": "table:x", "change": "changed", "facet": "version"})
    assert not _moved_with(branch, {"object": "extension:x", "change": "changed", "facet": "owner"})


def _moved_with(branch: str, change: dict[str, str]) -> bool:
    """Whether a branch may have moved because of a change in the catalog."""
    facts = sound_facts()
    facts["impact"].update(
        fingerprint_after=digest("e"),
        branches_after={**facts["impact"]["branches_before"], branch: digest("e"), "catalog": digest("d")},
        identical=False,
        changed_by_others=[{**change, "branch": "catalog"}],
    )
    facts["impact"]["wal"]["catalog_kept"] = False
    verdict = conclude(records_of(facts)).judgements[9]
    codes = {finding.code for finding in verdict.findings if finding.severity == "fail"}
    assert codes <= {"branches"}
    return not codes


def test_a_change_that_the_log_does_not_name_fails() -> None:
    """A table that changed kept its digest by the log's word, or the log is not this database's."""
    facts = sound_facts()
    facts["impact"].update(
        fingerprint_after=digest("e"),
        branches_after={**facts["impact"]["branches_before"], "data": digest("e")},
        identical=False,
        changed_by_others=[{"object": "table:public.t", "branch": "data", "change": "changed", "facet": "rows"}],
    )
    found = conclude(records_of(facts)).judgements[9]
    assert (found.verdict, "wal-disagrees" in [finding.code for finding in found.findings]) == ("FAIL", True)


def test_the_plain_way_says_why() -> None:
    """Everything was read again: sound with the reason, a FAIL without it or with a table that kept its digest."""
    facts = sound_facts()
    plain = {"tables": 4, "kept": 0, "digested": 4}
    facts["impact"].update(impact_by="fingerprint", wal_relations=[], wal={"why_not": "no pg_walinspect", **plain})
    assert conclude(records_of(facts)).verdict == "PASS"
    for wal in ({**plain, "why_not": None}, {**plain, "why_not": " "}, {**plain, "kept": 1, "digested": 3}):
        facts["impact"]["wal"] = {"why_not": "no pg_walinspect", **wal}
        assert conclude(records_of(facts)).verdict == "FAIL"


def test_the_seed_run_s_final_word() -> None:
    """NO-GO for each action on production, each with its own blocker; people are the single one that remains."""
    concluded = conclude(sound_records())
    assert [(action.action, action.verdict) for action in concluded.actions] == [
        ("production_ownership_seed", "NO-GO"),
        ("production_scanner_write", "NO-GO"),
        ("production_emit_activation", "NO-GO"),
        ("production_worker_daemon", "NO-GO"),
    ]
    assert concluded.blocker is not None
    assert "APR-BOOT-AUTHMODEL-1" in concluded.blocker
    macros = [macro.macro for macro in concluded.next_macros]
    assert macros[0] == "RATIFY_APR-BOOT-AUTHMODEL-1"
    assert macros[1] == "ONE_ROOF_PHASE1_F6_OWNERSHIP_SEED_COMMIT_ON_RATIFICATION"
    assert concluded.next_macros[1].expect == "gap 7→0"


def test_an_approval_of_another_packet_opens_nothing() -> None:
    """os_proposal_approvals >= 1 is necessary, never sufficient."""
    facts = sound_facts()
    facts["preflight"].update(os_proposal_approvals=1, approved_packets=[digest("9")])
    assert {action.verdict for action in conclude(records_of(facts)).actions} == {"NO-GO"}


def test_an_approval_of_the_seed_opens_the_seed_alone() -> None:
    """GO for exactly what people ratified."""
    facts = sound_facts()
    facts["preflight"].update(os_proposal_approvals=1, approved_packets=[digest("c")])
    concluded = conclude(records_of(facts))
    assert [action.verdict for action in concluded.actions] == ["GO", "NO-GO", "NO-GO", "NO-GO"]
    assert concluded.blocker is None


def test_own_packets_leave_four_stages_out() -> None:
    """On a database that never saw oneroof: N/A with the reason, and an action for the packet."""
    facts = sound_facts()
    facts["preflight"].update(programme="packets", governance_schema=None, os_proposal_approvals=None)
    for key in ("scan_read", "scan_write", "event_boundary", "cursor"):
        facts[key] = {"not_applicable": "The governance schema is not installed here."}
    facts["seed"] = {"packets": facts["seed"]["packets"], "write_set": [], "hidden_writes": [], "load": None}
    facts["rollback"]["packets"] = [item for item in facts["rollback"]["packets"] if item["code"] != SCAN]
    facts["rollout_packet"]["packets"] = facts["rollout_packet"]["packets"][:1]
    concluded = conclude(records_of(facts))
    assert concluded.verdict == "PASS"
    assert [judgement.verdict for judgement in concluded.judgements[4:8]] == ["N/A"] * 4
    assert concluded.actions[0].action == f"production_rollout:{SEED}"
    assert "not installed" in str(concluded.blocker)


def test_a_run_that_was_killed_may_pass_and_says_so() -> None:
    """Sessions that ended with a killed process are named, and each time that the run went on."""
    facts = sound_facts()
    facts["impact"]["killed_sessions"] = [KILLED]
    records = records_of(facts)
    last = records[-1]
    records[-1] = replace(last, facts={**last.facts, "resumed": [{"killed_in": 5, "from": 4}]})
    concluded = conclude(records)
    assert concluded.verdict == "PASS"
    said = [(finding.severity, finding.code) for found in concluded.judgements for finding in found.findings]
    assert ("note", "killed-sessions") in said
    assert ("note", "resumed") in said
