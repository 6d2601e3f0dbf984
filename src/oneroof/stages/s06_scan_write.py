"""Stage 06 (step C): the scanner's write-half runs as a packet, twice; the second run appends its run row alone."""

from __future__ import annotations

from oneroof.packets.load import load
from oneroof.scanner.write import candidate_packet, read_candidates, rollback_declaration, second_run_declaration
from oneroof.stages.apply import WRITE_SET, apply_first, forward
from oneroof.stages.context import Context, Outcome


def run(context: Context) -> Outcome:
    """Materialise the candidates of the active ruleset, measure what was written, run again."""
    schema = context.need(context.governance)
    snapshot = context.need(context.production_fingerprint).digest
    with context.open_clone() as session:
        planned = candidate_packet(session, schema, snapshot, context.workdir / "packets")
        packet = load(planned.folder)
        facts, first = apply_first(context, session, packet)
        second = forward(context, session, packet, declared=second_run_declaration(planned)) if first.executed else None
        found = read_candidates(session, schema, planned)
    if second is not None and second.executed:
        context.applied[-1].rollback_declared = rollback_declaration(planned, runs=2)
    return Outcome(
        {
            **planned.as_fact(),
            **found.as_fact(),
            "packet": facts,
            "write_set": first.deltas_fact(),
            "second_write_set": second.deltas_fact() if second else [],
        },
        {
            "rules": "scanner/list_rules",
            **dict.fromkeys(("candidate_state", "candidate_object", "truncated", "at_cap"), "scanner/count_candidates"),
            **dict.fromkeys(("first_run", "second_run"), "scanner/list_runs"),
            **WRITE_SET,
            "second_write_set": WRITE_SET["write_set"],
        },
    )
