"""Stage 07 (step D): the database itself refuses every event while its type is inactive; issues are only read."""

from __future__ import annotations

from oneroof.events.boundary import probe_boundary
from oneroof.stages.context import Context, Outcome


def run(context: Context) -> Outcome:
    """An INSERT for every registered type, and a positive control, each rolled back."""
    with context.open_clone() as session:
        return Outcome(probe_boundary(session, context.need(context.governance)))
