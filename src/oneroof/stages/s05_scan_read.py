"""Stage 05 (step B): the scanner reads; coverage is a result of the catalog and the ownership rows, of one moment."""

from __future__ import annotations

from oneroof.coverage.read import compare_views
from oneroof.scanner.read import scan_read
from oneroof.stages.context import Context, Outcome


def run(context: Context) -> Outcome:
    """Coverage of the clone after the seed, and what each of the views that it comes from says by itself."""
    schema = context.need(context.governance)
    with context.open_clone() as session, session.transaction(read_only=True, repeatable=True):
        coverage = scan_read(session, schema).as_fact()
        views = compare_views(session, schema).as_fact()
    sources = {**dict.fromkeys(coverage, "coverage/read_coverage"), **dict.fromkeys(views, "coverage/compare_views")}
    return Outcome({**coverage, **views}, sources)
