"""Stage 07 (step D): the database itself refuses every event while its type is inactive; issues are only read."""

from __future__ import annotations

from oneroof.events.boundary import probe_boundary
from oneroof.stages.context import Context, Outcome

SOURCES = {
    "attempts": "events/emit",
    "positive_control": "events/activate",
    "active_types": "events/list_types",
    **dict.fromkeys(("outbox_before", "outbox_after", "issues_triggers", "validation_trigger"), "events/read_boundary"),
    "issues_written": "events/count_new_issues",
}


def run(context: Context) -> Outcome:
    """An INSERT for every registered type, and a positive control, each rolled back."""
    with context.open_clone() as session:
        facts = probe_boundary(session, context.need(context.governance))
    return Outcome(facts, SOURCES)
