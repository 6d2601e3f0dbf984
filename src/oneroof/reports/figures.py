"""The key figures of a stage in one line, for tables and terminals: facts put into words, none computed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from oneroof.reports.text import visible
from oneroof.reports.values import MISSING, Missing, at, rows, short, text
from oneroof.verdict.model import Facts, StageRecord


def key_figures(record: StageRecord) -> str:
    """One line of a stage's figures, safe on a terminal; what was not measured is said so."""
    facts = record.facts
    if does_not_apply(record):
        return visible(f"does not apply: {facts['not_applicable']}")
    if "error" in facts:
        return visible(f"ended with an error: {_error(facts['error'])}")
    return visible(_FIGURES[record.key](facts))


def does_not_apply(record: StageRecord) -> bool:
    """Whether the stage says why it does not apply (stage 12 has a count of the same name)."""
    return isinstance(record.facts.get("not_applicable"), str)


def _error(error: Any) -> str:
    state = at(error, "sqlstate")
    said = f"{text(at(error, 'code'))}: {text(at(error, 'message'))}"
    return said if isinstance(state, Missing) else f"{said} (SQLSTATE {state})"


def _say(facts: Facts, path: str) -> str:
    return text(at(facts, path))


def _either(facts: Facts, path: str, yes: str, no: str) -> str:
    value = at(facts, path)
    return f"{path}: {text(value)}" if isinstance(value, Missing) else yes if value else no


def _moved(facts: Facts, before: str, after: str) -> str:
    return f"{_say(facts, before)}→{_say(facts, after)}"


def deltas(written: Any) -> str:
    """Rows by table: ``public.t +30 ~0 -0``."""
    if isinstance(written, Missing):
        return text(written)
    said = (
        f"{text(at(item, 'table'))} +{rows(at(item, 'inserted'))} ~{rows(at(item, 'updated'))}"
        f" -{rows(at(item, 'deleted'))}"
        for item in written
    )
    return "; ".join(said) or "no rows"


def _preflight(facts: Facts) -> str:
    gate = at(facts, "os_proposal_approvals")
    approvals = "gate not installed" if gate is None else f"os_proposal_approvals = {text(gate)}"
    return (
        f"write refused with {_say(facts, 'read_only_sqlstate')};"
        f" fingerprint {short(at(facts, 'fingerprint.digest'))}{_rows_follow(facts)}{_left_out(facts, 'left_out')};"
        f" {approvals}"
    )


def _rows_follow(facts: Facts) -> str:
    """The rows of some tables come into the fingerprint with stage 02, which then changes it."""
    found, outside, follow = (at(facts, name) for name in ("fingerprint.undigested", "left_out", "rows_follow"))
    known = not any(isinstance(value, Missing) for value in (found, outside, follow))
    waiting = known and set(found) != set(outside)
    return f" before the rows of {text(follow)} tables, which follow" if waiting and follow else ""


def _left_out(record: Mapping[str, Any], path: str) -> str:
    """What holds rows and was not digested in production; nothing where the scope is full."""
    outside = at(record, path)
    return "" if isinstance(outside, Missing) or not outside else f"; rows of {len(outside)} objects left out"


def _clone(facts: Facts) -> str:
    return (
        f"{_say(facts, 'clone')} by {_say(facts, 'strategy')}; errors {_say(facts, 'errors')};"
        f" {_either(facts, 'identical', 'contents identical', 'contents differ')}"
        f" ({_say(facts, 'tables_compared')} tables, {_say(facts, 'sequences_compared')} sequences"
        f"{_left_out(facts, 'snapshot_fingerprint.undigested')})"
    )


def _baseline(facts: Facts) -> str:
    return (
        f"differences: real {_say(facts, 'differences_real')}, cosmetic {_say(facts, 'differences_cosmetic')},"
        f" recomputed {_say(facts, 'differences_recomputed')};"
        f" {_either(facts, 'isolated', 'isolation confirmed', 'not isolated')}"
    )


def _seed(facts: Facts) -> str:
    if not isinstance(at(facts, "gap_after"), Missing):
        return (
            f"ownership rows {_moved(facts, 'ownership_before', 'ownership_after')};"
            f" gap {_moved(facts, 'gap_before', 'gap_after')}; conflict {_say(facts, 'conflict_after')}"
        )
    return _each(facts, lambda packet: f"{_ran(packet)}: {deltas(at(packet, 'deltas'))}")


def _ran(packet: Mapping[str, Any]) -> str:
    return f"{text(at(packet, 'code'))} {_either(packet, 'executed', 'executed', 'not executed')}"


def _each(facts: Facts, say: Callable[[Mapping[str, Any]], str]) -> str:
    packets: Sequence[Mapping[str, Any]] | Missing = at(facts, "packets")
    if isinstance(packets, Missing):
        return f"packets: {text(packets)}"
    return "; ".join(say(packet) for packet in packets) or "no packet"


def _scan_read(facts: Facts) -> str:
    return (
        f"coverage {_say(facts, 'coverage_pct')} %; {_say(facts, 'direct')} direct"
        f" + {_say(facts, 'inherited')} inherited; gap {_say(facts, 'gap')}; conflict {_say(facts, 'conflict')}"
    )


def _scan_write(facts: Facts) -> str:
    second = ", ".join(
        f"{words} {_say(facts, f'second_run.{name}')}"
        for name, words in (("inserted", "inserted"), ("updated", "updated"), ("runs_appended", "runs appended"))
    )
    return (
        f"{_say(facts, 'candidate_state')} candidate_state + {_say(facts, 'candidate_object')} candidate_object;"
        f" second run: {second}"
    )


def _event_boundary(facts: Facts) -> str:
    attempts = at(facts, "attempts")
    states = MISSING if isinstance(attempts, Missing) else ", ".join(sorted({item["sqlstate"] for item in attempts}))
    return (
        f"every INSERT ended with {text(states) or 'nothing'};"
        f" positive control {_say(facts, 'positive_control.sqlstate')};"
        f" event_outbox {_moved(facts, 'outbox_before', 'outbox_after')};"
        f" system_issues rows written {_say(facts, 'issues_written')}"
    )


def _cursor(facts: Facts) -> str:
    return (
        f"{_either(facts, 'advanced', 'advanced', 'not advanced')};"
        f" {_either(facts, 'repeat_changed', 'a repeat changed something', 'a repeat changed nothing')};"
        f" backward ended with {_say(facts, 'backward_sqlstate')};"
        f" processes left {_say(facts, 'processes_left')}"
    )


def _rollback(facts: Facts) -> str:
    gap = at(facts, "gap_after")
    back = "" if isinstance(gap, Missing) else f" gap back to {text(gap)};"
    return (
        f"{_either(facts, 'identical', 'fingerprint equal to the baseline', 'fingerprint not the baseline')};{back}"
        f" {_either(facts, 'reapplied', 'applied once more', 'not applied once more')};"
        f" {_either(facts, 'drop_proven', 'drop line proven', 'drop line not proven')};"
        f" {_either(facts, 'clone_retained', 'clone retained', 'clone not retained')}"
    )


def _impact(facts: Facts) -> str:
    if at(facts, "identical") is True:
        return f"fingerprint identical before and after: {short(at(facts, 'fingerprint_after'))}"
    changed = at(facts, "changed_by_others")
    objects = (
        text(changed) if isinstance(changed, Missing) else ", ".join(text(at(item, "object")) for item in changed[:3])
    )
    more = ", …" if not isinstance(changed, Missing) and changed[3:] else ""
    return (
        f"fingerprint {short(at(facts, 'fingerprint_before'))} → {short(at(facts, 'fingerprint_after'))};"
        f" moved meanwhile: {objects}{more}"
    )


def _rollout_packet(facts: Facts) -> str:
    return _each(facts, lambda packet: f"{text(at(packet, 'code'))} {short(at(packet, 'packet_digest'))}")


def _verdict(facts: Facts) -> str:
    return (
        f"{_say(facts, 'passed')} PASS, {_say(facts, 'failed')} FAIL,"
        f" {_say(facts, 'not_applicable')} N/A before this one"
    )


_FIGURES: Mapping[str, Callable[[Facts], str]] = {
    "preflight": _preflight,
    "clone": _clone,
    "baseline": _baseline,
    "seed": _seed,
    "scan_read": _scan_read,
    "scan_write": _scan_write,
    "event_boundary": _event_boundary,
    "cursor": _cursor,
    "rollback": _rollback,
    "impact": _impact,
    "rollout_packet": _rollout_packet,
    "verdict": _verdict,
}
