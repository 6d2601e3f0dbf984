"""The rules about a limit of load: it is one and the same in every stage that reads production, and is told.

That statements took the time which stands there, nobody can show afterwards: the figures fit each other, and what was
measured is said in the findings. A limit that was missed says nothing against a packet, so it is a note.
"""

from __future__ import annotations

from oneroof.verdict.findings import Findings, must, note
from oneroof.verdict.model import Facts, Finding


def held(facts: Facts, first: Facts) -> Findings:
    """The limit is that of stage 01, whose facts are ``first``; what was measured under it is said."""
    load, said = facts["load"], first["load"]
    if load is None or said is None:
        yield from must(load is said, "other-limit", "A limit of load held in one stage and not in another.")
        return
    yield from must(
        (load["limit"], load["sessions"]) == (said["limit"], said["sessions"]) and load["limit"] > 0,
        "other-limit",
        f"The limit of load was {said['limit']:g} with {said['sessions']} sessions in stage 01, and {load['limit']:g}"
        f" with {load['sessions']} here; it must be above 0.",
    )
    yield from must(
        0 <= load["chunk_p95"] <= load["longest_statement"] <= load["seconds"]
        and load["chunks"] >= 0
        # At work for at least the longest statement; each figure is rounded to four places.
        and load["longest_statement"] <= (load["achieved"] + 1e-4) * (load["seconds"] + 1e-4) + 1e-4,
        "load-figures",
        "The figures of the load do not fit each other.",
    )
    yield from note(
        load["achieved"] <= load["limit"],
        "over-limit",
        f"Our sessions were at work on production for {load['achieved']:g} of the time; --max-load said"
        f" {load['limit']:g}.",
    )
    if not load["seconds"]:
        return  # nothing was asked of production in this stage
    yield Finding(
        "note",
        "load",
        f"--max-load {load['limit']:g}: our own sessions, {load['sessions']} side by side, were at work on production"
        f" for {load['achieved']:g} of {load['seconds']:g} s; {load['chunks']} chunks of tables, p95"
        f" {load['chunk_p95']:g} s; longest statement {load['longest_statement']:g} s, longest snapshot"
        f" {load['longest_snapshot']:g} s. pg_dump, pg_basebackup and the server's own copies are"
        " outside of the limit.",
    )
