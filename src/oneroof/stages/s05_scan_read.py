"""Stage 05 (step B): the scanner reads; coverage is a result of the catalog and the ownership rows, of one moment."""

from __future__ import annotations

from oneroof.scanner.read import scan_read
from oneroof.stages.context import Context, Outcome


def run(context: Context) -> Outcome:
    """Coverage of the clone after the seed."""
    with context.open_clone() as session, session.transaction(read_only=True, repeatable=True):
        coverage = scan_read(session, context.need(context.governance))
    return Outcome(coverage.as_fact(), dict.fromkeys(coverage.as_fact(), "coverage/read_coverage"))
