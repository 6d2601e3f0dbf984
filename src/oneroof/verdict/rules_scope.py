"""The rules about a scope: of whose rows production's fingerprint is, and what therefore nobody may say of the others.

A rehearsal may leave out rows of production that its packets cannot reach. It passes without them, and names them; it
fails where a packet reached one of them after all. The clone is always digested in full, and so is the way back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from oneroof.fingerprint.refs import LARGE_OBJECTS
from oneroof.verdict.findings import Earlier, Findings, must, note, some
from oneroof.verdict.model import Facts

SCOPES = frozenset({"full", "touched", "none"})
#: Rows of these catalogs are large objects, which the fingerprint has under one name.
_LARGE_OBJECTS = frozenset({"pg_catalog.pg_largeobject", "pg_catalog.pg_largeobject_metadata"})
#: What the log says of a table whose rows somebody wrote, or that was emptied or rewritten as a whole.
_WRITTEN = frozenset({"written", "file"})


def chosen(facts: Facts) -> Findings:
    """The fingerprint is of the scope that was chosen; what is left out is named and counted."""
    scope, outside, found = facts["data_scope"], facts["left_out"], facts["fingerprint"]
    waiting = set(found["undigested"]) - set(outside)
    yield from must(
        scope in SCOPES
        and set(outside) <= set(found["undigested"])
        and len(set(outside)) == len(outside)
        and (not waiting or (len(waiting) == facts["rows_follow"] and found["scope"] == "touched"))
        and (waiting or found["scope"] == scope)
        and not (scope == "full" and outside)
        and not (scope == "none" and found["tables"]),
        "other-scope",
        "The fingerprint is not of the rows that the scope says.",
    )
    yield from must(
        set(facts["left_out_counted"]) <= set(outside), "other-scope", "Counters are of what was not left out."
    )
    yield from note(
        not outside,
        "undigested",
        f"--data {scope}: the rows of {len(outside)} objects were not digested on production, and nothing is proven of"
        f" them: {some(outside)}.",
    )


def compared(facts: Facts, earlier: Earlier) -> Findings:
    """The clone is whole; production's rows are those of the scope, and equal the clone's where none differs."""
    production, copied = facts["snapshot_fingerprint"], facts["clone_fingerprint"]
    scope, outside = earlier["preflight"]["data_scope"], earlier["preflight"]["left_out"]
    yield from must(
        (copied["scope"], copied["undigested"]) == ("full", []), "not-whole", "Rows of the clone were left out."
    )
    yield from must(
        (production["scope"], production["undigested"]) == (scope, outside),
        "not-whole",
        "Rows of production were left out beyond what stage 01 named.",
    )
    yield from must(
        outside or facts["compared_data"] == copied["branches"]["data"],
        "data-digest",
        "What was compared is not all of the clone's rows.",
    )
    if not any(item["branch"] == "data" for item in facts["differences"]):
        same = production["branches"]["data"] == facts["compared_data"]
        yield from must(same, "data-digest", "The data digests of production's snapshot and the clone differ.")
    yield from note(
        not outside,
        "not-compared",
        f"The clone's rows were not compared with production's in {len(outside)} objects: {some(outside)}.",
    )


def reached(packets: Sequence[Facts], earlier: Earlier) -> Findings:
    """No packet wrote to what was left out: of that nobody knows whether the clone has production's rows."""
    outside = set(earlier["preflight"]["left_out"])
    hit = sorted(outside.intersection(_written(packets)))
    yield from must(
        not hit,
        "beyond-scope",
        f"Written, and outside of --data {earlier['preflight']['data_scope']}: {some(hit)}. Whether the clone's rows"
        " there are production's was not looked at.",
    )


def _written(packets: Sequence[Facts]) -> Iterator[str]:
    for packet in packets:
        for delta in packet["deltas"]:
            yield from (f"{kind}:{delta['table']}" for kind in ("table", "materialized_view"))
            if delta["table"] in _LARGE_OBJECTS:
                yield LARGE_OBJECTS


def left_out(facts: Facts, earlier: Earlier) -> Findings:
    """What was not digested before was not digested after: its counters, and the log where it was read, are all."""
    outside = earlier["preflight"]["left_out"]
    before, after = earlier["preflight"]["left_out_counted"], facts["left_out_counted"]
    yield from must(set(after) <= set(outside), "other-scope", "Counters are of what was not left out.")
    written = {ref for ref in {**before, **after} if before.get(ref) != after.get(ref)}
    logged = {item["object"] for item in facts["wal_relations"] if _WRITTEN.intersection(item["why"])}
    written |= logged.intersection(outside)
    yield from note(
        not outside,
        "undigested",
        f"The rows of {len(outside)} objects were not digested on production, so it is not proven that they stayed as"
        f" they were ({some(outside)}); somebody was seen to write to: {some(sorted(written)) or 'none of them'}.",
    )
