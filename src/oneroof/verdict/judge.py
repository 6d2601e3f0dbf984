"""From the facts of twelve stages to a verdict: the same pure function at the rehearsal and at every later check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oneroof.verdict.actions import actions_of, blocker_of, macros_of
from oneroof.verdict.model import Conclusion, Facts, Finding, Judgement, StageRecord, StageVerdict
from oneroof.verdict.rules import RULES

#: Number, key and title of each stage, in order: the one list that code, documents and tests share.
STAGES: tuple[tuple[int, str, str], ...] = (
    (1, "preflight", "Production safety preflight"),
    (2, "clone", "Clone creation"),
    (3, "baseline", "Clone baseline"),
    (4, "seed", "Ownership seed"),
    (5, "scan_read", "Scanner read"),
    (6, "scan_write", "Scanner write-half"),
    (7, "event_boundary", "Issue/event boundary"),
    (8, "cursor", "Worker/cursor"),
    (9, "rollback", "Rollback/drop"),
    (10, "impact", "Production impact"),
    (11, "rollout_packet", "Rollout packet"),
    (12, "verdict", "Final GO/NO-GO and next macro"),
)
#: The stages that work on the clone alone: "clone pipeline A to F".
_PIPELINE = frozenset({"seed", "scan_read", "scan_write", "event_boundary", "cursor", "rollback"})
#: The stages that may not apply, and only to a rehearsal of the user's own packets.
_OPTIONAL = frozenset({"scan_read", "scan_write", "event_boundary", "cursor"})


def judge(record: StageRecord, earlier: Sequence[StageRecord]) -> Judgement:
    """One stage's verdict from its facts and those of the stages before it. Whatever is missing or odd is a FAIL."""
    facts = record.facts
    if isinstance(facts.get("not_applicable"), str):  # in stage 12 it is a count
        return _not_applicable(record, earlier)
    if "error" in facts:
        error = facts["error"]
        return Judgement("FAIL", (Finding("fail", str(error.get("code")), str(error.get("message"))),))
    try:
        if record.key == "verdict":
            findings = _counts(facts, earlier)
        else:
            findings = tuple(RULES[record.key](facts, {item.key: item.facts for item in earlier}))
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        findings = (
            Finding("fail", "fact-missing", f"A fact is missing or malformed ({type(error).__name__}: {error})."),
        )
    failed = any(finding.severity == "fail" for finding in findings)
    return Judgement("FAIL" if failed else "PASS", findings)


def _not_applicable(record: StageRecord, earlier: Sequence[StageRecord]) -> Judgement:
    reason = Finding("note", "not-applicable", str(record.facts["not_applicable"]))
    own_packets = any(item.facts.get("programme") == "packets" for item in earlier if item.key == "preflight")
    if record.key not in _OPTIONAL or not own_packets:
        return Judgement("FAIL", (Finding("fail", "must-apply", f"This stage must apply. {reason.message}"),))
    return Judgement("N/A", (reason,))


def _counts(facts: Facts, earlier: Sequence[StageRecord]) -> tuple[Finding, ...]:
    """The last stage is about the others: its counts must be theirs."""
    verdicts = [judge(record, earlier[:position]).verdict for position, record in enumerate(earlier)]
    for name, counted in _count(verdicts).items():
        if facts[name] != counted:
            return (Finding("fail", "count", f"{name} says {facts[name]}, the stages say {counted}."),)
    failed = [f"{record.number:02d}" for record, word in zip(earlier, verdicts, strict=True) if word == "FAIL"]
    if failed:
        return (Finding("fail", "stage-failed", f"Failed: stage {', '.join(failed)}."),)
    return tuple(
        Finding("note", "resumed", f"Killed in stage {line['killed_in']:02d}, it went on from {line['from']:02d}.")
        for line in facts["resumed"]
    )


def count_verdicts(records: Sequence[StageRecord]) -> Mapping[str, int]:
    """The facts of stage 12: how many of the stages before it passed, failed, did not apply."""
    return _count([judge(record, records[:position]).verdict for position, record in enumerate(records)])


def _count(verdicts: Sequence[StageVerdict]) -> Mapping[str, int]:
    return {
        "passed": verdicts.count("PASS"),
        "failed": verdicts.count("FAIL"),
        "not_applicable": verdicts.count("N/A"),
    }


def conclude(records: Sequence[StageRecord]) -> Conclusion:
    """The verdict of a rehearsal: PASS only when all twelve stages are there, in order, and none failed."""
    judgements = tuple(judge(record, records[:position]) for position, record in enumerate(records))
    whole = [(record.number, record.key) for record in records] == [(number, key) for number, key, _ in STAGES]
    passed = whole and all(judgement.verdict != "FAIL" for judgement in judgements)
    facts = {record.key: record.facts for record in records}
    on_clone = [
        judgement.verdict for record, judgement in zip(records, judgements, strict=True) if record.key in _PIPELINE
    ]
    reason = _first_failure(records, judgements, whole=whole)
    actions = actions_of(facts, reason)
    return Conclusion(
        verdict="PASS" if passed else "FAIL",
        judgements=judgements,
        pipeline="DONE" if on_clone and "FAIL" not in on_clone and passed else "NOT DONE",
        actions=actions,
        blocker=blocker_of(facts, reason),
        next_macros=macros_of(facts, reason),
    )


def _first_failure(records: Sequence[StageRecord], judgements: Sequence[Judgement], *, whole: bool) -> str | None:
    for record, judgement in zip(records, judgements, strict=True):
        if judgement.verdict == "FAIL":
            said = next(finding.message for finding in judgement.findings if finding.severity == "fail")
            return f"stage {record.number:02d} failed: {said}"
    return None if whole else "the rehearsal is not whole: stages are missing"
