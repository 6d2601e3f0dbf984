"""A planned seed as a document for programs, and as a page that people review beside the packet. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from oneroof.coverage.plan import Plan

#: Objects of one list that a person is shown; the document has all of them.
SHOWN = 20
NOBODY = "nobody"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def plan_document(plan: Plan, after: Mapping[str, Any], files: Sequence[str]) -> dict[str, Any]:
    """Everything that a plan says, as plain JSON values; equal plans give equal documents.

    Args:
        plan: the plan.
        after: what coverage comes to once it is done.
        files: the files of intended owners, by name.
    """
    pairs = Counter((change.before, change.after) for change in plan.changes)
    return {
        "owners": list(files),
        "rows": [{"object_ref": row.object_ref, "owner_ref": row.owner_ref, "reach": row.reach} for row in plan.rows],
        "standing_rows": plan.direct_rows - len(plan.rows),
        "direct_rows": plan.direct_rows,
        "optimal_rows": plan.optimal_rows,
        "barred_by_links": list(plan.barred),
        "redundant_rows": list(plan.redundant),
        "proof": [
            {
                "object_ref": edge.object_ref,
                "owner_ref": edge.owner_ref,
                "above": [{"object_ref": above.object_ref, "owner_ref": above.owner_ref} for above in edge.above],
            }
            for edge in plan.edges
        ],
        "changed": [
            {"before": before, "after": now, "objects": count}
            for (before, now), count in sorted(pairs.items(), key=lambda item: [str(owner or "") for owner in item[0]])
        ],
        "changes": [
            {
                "object_ref": change.object_ref,
                "before": change.before,
                "after": change.after,
                "source_object_ref": change.source_object_ref,
            }
            for change in plan.changes
        ],
        "unmatched": list(plan.unmatched),
        "after": dict(after),
    }


def page(document: Mapping[str, Any]) -> str:
    """The document as markdown."""
    return "\n".join(_lines(document)) + "\n"


def summary(document: Mapping[str, Any]) -> str:
    """One sentence: how many rows, and whether fewer would do, as far as that is proven."""
    added, direct, least = len(document["rows"]), document["direct_rows"], document["optimal_rows"]
    fewer = "no fewer would do" if direct == least else f"{least} would do if none stood already but the pins"
    if direct == least and (barred := len(document["barred_by_links"])):
        fewer += f" without rows on {barred} container{'s'[: barred > 1]} whose owner links would carry elsewhere"
    return f"{_rows(added)} to insert, {document['standing_rows']} already there; of {direct} in all {fewer}."


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    yield "# Ownership seed: the plan"
    yield ""
    yield f"From {', '.join(code(name) for name in document['owners'])}: {summary(document)}"
    if document["packet"] is not None:
        yield ""
        yield f"Packet {code(document['packet'])}, source digest `{document['source_digest']}`."
    yield from _section("What it will come to", _after(document["after"]))
    yield from _section("The proof: where the owner changes", _proof(document["proof"], document["rows"]))
    if document["barred_by_links"]:
        text = (
            "The count supposes no row on these containers, because links could carry its owner to objects that may not"
        )
        text += " have it; whether some rows there would save others is not known."
        yield from _section("What the count leaves out", _listed(document["barred_by_links"], text, ""))
    yield from _section("The blast radius: whose owner changes", _changes(document))
    yield from _section(
        "Rows that could go",
        _listed(
            document["redundant_rows"],
            "These rows stand, repeat what their objects inherit, and are no pins. All of them could go at once.",
            "None: no row that stands repeats what its object inherits, but for pins.",
        ),
    )
    yield from _section(
        "What nobody named",
        _listed(
            document["unmatched"],
            "These objects must have an owner, and no entry reaches them. They get none and stay in the gap.",
            "Nothing: every object that must have an owner is reached by an entry or by a row that stands.",
        ),
    )


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield from ("", f"## {title}", "", *lines)


def _after(after: Mapping[str, Any]) -> Iterator[str]:
    yield "| | |"
    yield "|---|---|"
    for name, value in after.items():
        yield f"| {name.replace('_', ' ')} | {value} |"


def _proof(edges: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not edges:
        yield "No row is needed: every object has its intended owner already."
        return
    yield "One row for each line. Without it, the object would have the owner that comes from above."
    yield ""
    yield "| object | owner | objects that have it from here | from above |"
    yield "|---|---|---|---|"
    for edge, row in zip(edges, rows, strict=True):
        above = ", ".join(f"{owner(item['owner_ref'])} by {code(item['object_ref'])}" for item in edge["above"])
        yield f"| {code(edge['object_ref'])} | {owner(edge['owner_ref'])} | {row['reach']} | {above or 'nothing'} |"


def _changes(document: Mapping[str, Any]) -> Iterator[str]:
    if not document["changes"]:
        yield "Nobody's: no object's owner changes."
        return
    yield "| from | to | objects |"
    yield "|---|---|---|"
    for pair in document["changed"]:
        yield f"| {owner(pair['before'])} | {owner(pair['after'])} | {pair['objects']} |"
    yield ""
    for change in document["changes"][:SHOWN]:
        source = (
            ""
            if change["source_object_ref"] in (None, change["object_ref"])
            else f", by {code(change['source_object_ref'])}"
        )
        yield f"* {code(change['object_ref'])}: from {owner(change['before'])} to {owner(change['after'])}{source}"
    yield from _more(document["changes"])


def _listed(refs: Sequence[str], some: str, none: str) -> Iterator[str]:
    if not refs:
        yield none
        return
    yield f"{some} {len(refs)} in all:"
    yield ""
    for ref in refs[:SHOWN]:
        yield f"* {code(ref)}"
    yield from _more(refs)


def _more(items: Sequence[Any]) -> Iterator[str]:
    if len(items) > SHOWN:
        yield f"* and {len(items) - SHOWN} more, all in `plan.json`"


def _rows(count: int) -> str:
    return f"{count} row" if count == 1 else f"{count} rows"


def owner(ref: str | None) -> str:
    """A principal in a page."""
    return NOBODY if ref is None else code(ref)


def code(text: str) -> str:
    """A name in a page, whatever stands in it: its own backticks, bars and line breaks do no harm."""
    plain = _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", plain)), default=0) + 1)
    pad = " " if "`" in plain else ""
    return f"{fence}{pad}{plain}{pad}{fence}"
