"""The inventory for people: each object with its owner and where that comes from; how many of each kind. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from oneroof.reports.coverage import aligned, columns

_OBJECT = ("object", "owner", "owned through", "in")
_COUNT = ("kind", "objects", "must have an owner", "have one", "an extension's")


def object_lines(rows: Collection[Mapping[str, Any]]) -> Iterator[str]:
    """One line an object; nothing where there is none."""
    if rows:
        yield from aligned(_OBJECT, rows, _cells)
        yield ""


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (row["object_ref"], _owner(row), _source(row), row["parent_ref"] or "")


def count_lines(counts: Sequence[Mapping[str, Any]]) -> list[str]:
    """One line a kind, and the sum of them."""
    if not counts:
        return ["None."]
    names = ("objects", "required", "owned", "members")
    total = ["all", *(str(sum(each[name] for each in counts)) for name in names)]
    rows = [[str(each["kind"]), *(str(each[name]) for name in names)] for each in counts]
    return columns(_COUNT, [*rows, total], numbers=True)


def _owner(row: Mapping[str, Any]) -> str:
    if row["owner_ref"] is not None:
        return str(row["owner_ref"])
    return "(none)" if row["requires_owner"] else ""


def _source(row: Mapping[str, Any]) -> str:
    if row["owner_ref"] is None:
        return ""
    return "itself" if row["source_object_ref"] == row["object_ref"] else str(row["source_object_ref"])
