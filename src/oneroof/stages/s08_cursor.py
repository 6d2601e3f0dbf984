"""Stage 08 (step E): the cursor moves forward only, by compare-and-set; nothing keeps running."""

from __future__ import annotations

from oneroof.events.cursor import probe_cursor
from oneroof.stages.context import Context, Outcome

SOURCES = {
    **dict.fromkeys(
        ("advanced", "repeat_changed", "backward_sqlstate", "stale_sqlstate", "beyond_horizon_sqlstate"),
        "events/try_advance",
    ),
    "position_moved_back": "events/read_cursor",
    "processes_left": "events/list_backends",
}


def consumer_of(context: Context) -> str:
    """The name of this run's own consumer."""
    return f"rehearsal_{context.run_id}"


def run(context: Context) -> Outcome:
    """Advance, repeat, and three moves that must be refused, by a consumer of this run's own name."""
    with context.open_clone() as session:
        context.cursor_consumer = consumer_of(context)
        facts = probe_cursor(session, context.need(context.governance), context.cursor_consumer)
    return Outcome(facts, SOURCES)
