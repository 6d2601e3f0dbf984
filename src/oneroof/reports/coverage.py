"""A coverage report for people: lines for a terminal, a table for a pull request. Pure; no figure is computed here.

Object names are the user's input: on a terminal they are shown and never obeyed, in markdown they are escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar

from rich.cells import cell_len

from oneroof.coverage.report import REASONS
from oneroof.reports.text import code, prose, visible

Document = Mapping[str, Any]
_Row = TypeVar("_Row")
#: So many objects of a list are shown; ``--json`` has all of them.
SHOWN = 50
_COUNTS = ("total", "required", "direct", "inherited", "gap", "conflict", "by_catch_all")
_HEADINGS = ("objects", "required", "direct", "inherited", "gap", "in conflict")
_LABELS = {
    "coverage_pct": "coverage",
    "coverage_pct_excluding_catch_all": "coverage without catch-all rows",
    "total": "objects under the roof",
    "required": "must have an owner",
    "direct": "owned directly",
    "inherited": "owner inherited",
    "gap": "in the gap",
    "conflict": "in conflict",
    "by_catch_all": "covered by a catch-all row alone",
}
_MOVES = {
    "new_gaps": "New gaps",
    "new_conflicts": "New conflicts",
    "mended": "Mended",
    "new": "New objects",
    "gone": "Gone, or need no owner any more",
}


def columns(heading: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: bool = False) -> list[str]:
    """Lines with aligned columns, never cut or folded; with ``numbers`` all but the first column to the right."""
    return list(aligned(heading, list(rows), tuple, numbers=numbers))


def aligned(
    heading: Sequence[str],
    rows: Collection[_Row],
    cells: Callable[[_Row], Sequence[str]],
    *,
    numbers: bool = False,
) -> Iterator[str]:
    """The same line by line, of ``cells`` of each row: the rows are gone through twice and never held."""
    widths = [_width(word) for word in heading]
    for row in rows:
        widths = [max(width, _width(visible(cell))) for width, cell in zip(widths, cells(row), strict=True)]
    for line in chain([heading], map(cells, rows)):
        shown = [_padded(visible(cell), width) for cell, width in zip(line, widths, strict=True)]
        if numbers:
            shown[1:] = [_padded(visible(cell), -width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        yield "  ".join(shown).rstrip()


def _padded(text: str, width: int) -> str:
    """With spaces after it up to a width; before it where the width is negative."""
    space = " " * (abs(width) - _width(text))
    return space + text if width < 0 else text + space


def _width(text: str) -> int:
    return len(text) if text.isascii() else cell_len(text)


# -- terminal -------------------------------------------------------------------------------------------------------


def coverage_lines(document: Document) -> list[str]:
    """The report of ``oneroof coverage --json`` in lines; the first says the result."""
    lines = [_headline(document), ""]
    lines += [f"  {line}" for line in columns(("", ""), _summary(document), numbers=True)[1:]]
    if document["by"]:
        lines += ["", *_groups(document)]
    if document["problems"]:
        lines += ["", f"{_counted(document['problems'], 'entry', 'entries')} of the file without effect:"]
        lines += _shortened([visible(f"  {item['place']}: {item['what']}") for item in document["problems"]])
    if document.get("comparison"):
        lines += ["", *_comparison(document)]
    return lines + _last_words(document)


def _headline(document: Document) -> str:
    would_be = "" if document["basis"] == "database" else ", as it would be with the owners file"
    said, without = _percent(document["coverage_pct"]), _percent(document["coverage_pct_excluding_catch_all"])
    return f"Coverage of {visible(document['database'])}{would_be}: {said}; without catch-all rows {without}"


def _percent(text: str) -> str:
    return "n/a (nothing must have an owner)" if text == "n/a" else f"{text} %"


def _summary(document: Document) -> list[tuple[str, str]]:
    rows = []
    for name in _COUNTS:
        rows.append((_LABELS[name], str(document[name])))
        if name == "gap":
            rows += [(f"  {REASONS.get(why, why)}", str(count)) for why, count in document["gap_reasons"].items()]
    if document["planned_rows"] is not None:
        rows.append(("rows that a seed of the file inserts", str(document["planned_rows"])))
    return rows


def _groups(document: Document) -> list[str]:
    heading = (document["by"], *_HEADINGS, "coverage", "without catch-alls")
    rows = [(_group_name(group), *_group_cells(group)) for group in document["groups"]]
    return columns(heading, rows, numbers=True)


def _group_name(group: Document) -> str:
    return f"({group['rest']})" if group["name"] is None else group["name"]


def _group_cells(group: Document) -> tuple[str, ...]:
    counts = (str(group[name]) for name in _COUNTS[:-1])
    return (*counts, group["coverage_pct"], group["coverage_pct_excluding_catch_all"])


def _comparison(document: Document) -> list[str]:
    compared = document["comparison"]
    before = compared["before"]
    lines = [f"Before: {before['database']}, {before['measured_at']}", ""]
    rows = [(_LABELS[name], str(before[name]), str(document[name]), "") for name in _LABELS if name not in _COUNTS]
    rows += [(_LABELS[n], str(before[n]), str(document[n]), _delta(compared["deltas"][n])) for n in _COUNTS]
    lines += [f"  {line}" for line in columns(("", "before", "now", "change"), rows, numbers=True)]
    for name, title in _MOVES.items():
        moves = compared[name]
        if moves:
            told = [(move["object_ref"], _outcome(move["before"]), _outcome(move["after"])) for move in moves]
            table = columns(("object", "before", "now"), told)
            lines += ["", f"{title}: {len(moves)}", *_shortened([f"  {line}" for line in table], SHOWN + 1)]
    if not (compared["new_gaps"] or compared["new_conflicts"]):
        lines += ["", "No new gap and no new conflict."]
    return lines


def _outcome(outcome: str | None) -> str:
    return "not there" if outcome is None else outcome


def _delta(change: int) -> str:
    return f"{change:+d}" if change else "0"


def _last_words(document: Document) -> list[str]:
    cautions = [*document["cautions"], *(document.get("comparison") or {}).get("cautions", ())]
    lines = [visible(f"Mind: {caution}") for caution in cautions]
    threshold = document.get("threshold")
    if threshold is not None and not threshold["met"]:
        lines.append(f"The threshold is not met: {threshold['because']}.")
    if document["basis"] == "database" and document["gap"]:
        lines.append("Next: `oneroof gaps` lists the gap, each object with its reason.")
    elif document["gap"] and document["objects"] is not None:
        lines += _gap_of_the_file(document["objects"])
    if document["conflict"]:
        lines.append("Next: `oneroof conflicts` lists the objects with more than one owner.")
    return ["", *lines] if lines else []


def _gap_of_the_file(objects: Mapping[str, Sequence[str]]) -> list[str]:
    gap = [
        (REASONS.get(why, why), ref)
        for why, refs in objects.items()
        if why not in {"owned", "conflict"}
        for ref in refs
    ]
    gap.sort(key=itemgetter(1))
    return ["In the gap:", *_shortened([f"  {line}" for line in columns(("", ""), gap)[1:]])]


def _shortened(lines: Sequence[str], most: int = SHOWN) -> list[str]:
    more = len(lines) - most
    return [*lines[:most], f"  … and {more} more; --json lists all"] if more > 0 else list(lines)


def _counted(items: Sequence[Any], one: str, many: str) -> str:
    return f"{len(items)} {one if len(items) == 1 else many}"


# -- markdown -------------------------------------------------------------------------------------------------------


def coverage_markdown(document: Document) -> str:
    """The report for a pull request: tables, every name escaped, lists cut at `SHOWN`."""
    would_be = "" if document["basis"] == "database" else ", as it would be with the owners file"
    parts = [f"### Ownership coverage{would_be}: {_percent(document['coverage_pct'])}"]
    parts.append(_markdown_compared(document) if document.get("comparison") else _markdown_summary(document))
    if document["by"]:
        cells = [(_markdown_group(group), *_group_cells(group)) for group in document["groups"]]
        parts.append(_table((document["by"], *_HEADINGS, "coverage", "without catch-alls"), cells))
    for name, title in _MOVES.items() if document.get("comparison") else ():
        moves = document["comparison"][name]
        if moves:
            told = [(code(move["object_ref"]), _outcome(move["before"]), _outcome(move["after"])) for move in moves]
            parts.append(f"**{title}: {len(moves)}**")
            parts.append(_table(("object", "before", "now"), told[:SHOWN], numbers=False) + _more(len(told)))
    if document["problems"]:
        entries = [(code(item["place"]), code(item["what"])) for item in document["problems"]]
        parts.append("**Entries of the file without effect**")
        parts.append(_table(("where", "why"), entries[:SHOWN], numbers=False) + _more(len(entries)))
    return "\n\n".join([*parts, *_markdown_words(document)]) + "\n"


def _markdown_group(group: Document) -> str:
    return f"({group['rest']})" if group["name"] is None else code(group["name"])


def _markdown_summary(document: Document) -> str:
    rows = [(_LABELS[name], document[name]) for name in _LABELS if name not in _COUNTS]
    rows += [(label.replace("  ", "… "), count) for label, count in _summary(document)]
    return _table(("", "now"), rows)


def _markdown_compared(document: Document) -> str:
    before, deltas = document["comparison"]["before"], document["comparison"]["deltas"]
    rows = [(_LABELS[name], str(before[name]), str(document[name]), "") for name in _LABELS if name not in _COUNTS]
    rows += [(_LABELS[name], str(before[name]), str(document[name]), _delta(deltas[name])) for name in _COUNTS]
    return _table(("", "before", "now", "change"), rows)


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: bool = True) -> str:
    rule = "|---|" + ("---:|" if numbers else "---|") * (len(heading) - 1)
    return "\n".join(["| " + " | ".join(heading) + " |", rule, *("| " + " | ".join(row) + " |" for row in rows)])


def _more(count: int) -> str:
    return f"\n\n… and {count - SHOWN} more." if count > SHOWN else ""


def _markdown_words(document: Document) -> list[str]:
    cautions = [*document["cautions"], *(document.get("comparison") or {}).get("cautions", ())]
    words: list[str] = [prose(caution) for caution in cautions]
    threshold = document.get("threshold")
    if threshold is not None:
        met = "met" if threshold["met"] else f"**not met**, {threshold['because']}"
        words.append(f"Threshold {threshold['least']} on {threshold['figure']}: {met}.")
    ruleset = "none in force" if document["ruleset_version"] is None else code(document["ruleset_version"])
    words.append(f"{prose(document['database'])}, {document['measured_at']}, ruleset {ruleset}.")
    return words
