"""Stage 08 (step E): the cursor moves forward only, by compare-and-set; nothing keeps running."""

from __future__ import annotations

from oneroof.events.cursor import probe_cursor
from oneroof.stages.context import Context, Outcome


def run(context: Context) -> Outcome:
    """Advance, repeat, and three moves that must be refused, by a consumer of this run's own name."""
    with context.open_clone() as session:
        context.cursor_consumer = f"rehearsal_{context.run_id}"
        return Outcome(probe_cursor(session, context.need(context.governance), context.cursor_consumer))
