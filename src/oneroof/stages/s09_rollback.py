"""Stage 09 (step F): everything is reversed to an equal fingerprint, applied once more; the drop line is proven."""

from __future__ import annotations

from typing import Any

from oneroof.clone.manage import DropProof, prove_drop
from oneroof.coverage.read import read_counts
from oneroof.events.cursor import remove_cursor
from oneroof.fingerprint.compare import differences
from oneroof.packets.rehearse import undoing_blocks
from oneroof.pg.session import CloneWriter
from oneroof.stages.apply import back, forward
from oneroof.stages.context import Applied, Context, Outcome
from oneroof.stages.s02_clone import fingerprint_clone


def run(context: Context) -> Outcome:
    """Reverse in the opposite order, compare in all branches, go forward and back once more, prove the drop."""
    baseline = context.need(context.baseline)
    with context.reading_log(to_its_end=True):  # the drop line's proof makes checkpoints, which may take it away
        with context.open_clone() as session:
            _remove_cursor(context, session)
            packets = {applied.packet.code: _facts_of(applied) for applied in context.applied}
            _reverse(context, session, packets, "rolled_back")
            governance: dict[str, Any] = {}
            if context.programme == "governance":
                counts = read_counts(session, context.need(context.governance))
                governance = {"gap_after": counts.gap, "ownership_after": counts.ownership}
        after = fingerprint_clone(context)
    found = differences(baseline, after, branches=("catalog", "data", "sequences", "ours"))
    moved = [line.object for line in found if line.branch == "sequences" and line.facet == "value"]
    tolerated = {ref for applied in context.applied for ref in applied.packet.rollback.tolerates}
    differing = [line for line in found if line.object not in {*moved, *tolerated}]
    reapplied, drop = _once_more_and_drop(context, packets)
    return Outcome(
        {
            "packets": list(packets.values()),
            **governance,
            "identical": not differing,
            "differences": [line.as_fact() for line in differing],
            "sequences_moved": moved,
            "tolerated": [line.as_fact() for line in found if line.object in tolerated],
            "baseline_branches": baseline.branches,
            "after_branches": after.branches,
            "reapplied": reapplied,
            **drop.as_fact(),
            "load": context.load(),
        },
        {
            "after_branches": "fingerprint/digest_everyday",
            "differences": "fingerprint/digest_everyday",
            "clone_retained": "clone/find_database",
            **dict.fromkeys(governance, "coverage/count_ownership"),
        },
    )


def _once_more_and_drop(context: Context, packets: dict[str, dict[str, Any]]) -> tuple[bool, DropProof]:
    """Forward and back again while the printed line drops a copy. A clone of the platform's is its own to drop."""
    reapplied: list[bool] = []
    clone = context.need(context.clone)
    if clone.strategy == "external":
        drop = DropProof("", "", proven=False, retained=True, bytes=clone.bytes, reason="made by the platform")
        return _once_more(context, packets), drop
    drop = prove_drop(clone, ledger=context.journal, meanwhile=lambda: reapplied.append(_once_more(context, packets)))
    return reapplied[0], drop


def _facts_of(applied: Applied) -> dict[str, Any]:
    return {
        "code": applied.packet.code,
        "rolled_back": False,
        "reapplied": False,
        "rolled_back_again": False,
        "deviation": None,
    }


def _reverse(context: Context, session: CloneWriter, packets: dict[str, dict[str, Any]], name: str) -> None:
    for applied in reversed(context.applied):
        done = back(context, session, applied, declared=applied.rollback_declared if name == "rolled_back" else None)
        facts = packets[applied.packet.code]
        facts[name] = done.executed
        if not done.executed:
            facts["deviation"] = done.deviation_fact()
            if blocks := undoing_blocks(done):
                context.talk.note(
                    f"What the rollback of {applied.packet.code} did, to declare it if that is what was meant"
                    f" (each list replaces the inverse as a whole):\n\n{blocks}"
                )
            return


def _once_more(context: Context, packets: dict[str, dict[str, Any]]) -> bool:
    """Forward with the pins that production will be held to, then back, so that the clone ends as reversed."""
    if not all(facts["rolled_back"] for facts in packets.values()):
        return False
    with context.open_clone() as session:
        for applied in context.applied:
            done = forward(context, session, applied.packet, pins=applied.pins)
            facts = packets[applied.packet.code]
            facts["reapplied"] = done.executed
            if not done.executed:
                facts["deviation"] = done.deviation_fact()
                return False
        _reverse(context, session, packets, "rolled_back_again")
    return True


def _remove_cursor(context: Context, session: CloneWriter) -> None:
    if context.cursor_consumer is not None:
        remove_cursor(session, context.need(context.governance), context.cursor_consumer)
