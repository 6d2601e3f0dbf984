"""Stage 06 (step C): the scanner's write-half runs as a packet, twice; the second run appends its run row alone."""

from __future__ import annotations

from oneroof.packets.load import load
from oneroof.scanner.write import candidate_packet, read_candidates, rollback_declaration, second_run_declaration
from oneroof.stages.apply import apply_first, forward
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
        {"candidate_state": "scanner/count_candidates", "candidate_object": "scanner/count_candidates"},
    )
