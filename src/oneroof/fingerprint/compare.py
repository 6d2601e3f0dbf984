"""What differs between two fingerprints, down to object and facet. Pure.

Details name counts and, for facets that cannot hold anything of a user's, both values; never a value of a row, a
definition, an option, a setting or a comment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from oneroof.errors import UsageError
from oneroof.fingerprint.model import UNSEEN, Branch, BranchName, Difference, Entry, Fingerprint
from oneroof.fingerprint.versions import Majors, differs

#: Facets whose values are words of PostgreSQL's own or names of objects.
SHOWN = frozenset(
    {
        "access_method", "cache", "clustered", "collation", "collation_version", "compression", "count", "cycle",
        "deferrable", "enabled", "encoding", "enforced", "event", "force_row_security", "identity", "immediate",
        "increment", "inherited", "kind", "language", "leakproof", "local", "maximum", "minimum", "no_inherit",
        "not_null", "owner", "parallel", "permissive", "persistence", "populated", "replica_identity", "row_security",
        "schema", "security_definer", "start", "statistics", "storage", "strict", "tablespace", "type", "valid",
        "validated", "version", "volatility",
    }
)  # fmt: skip
_LONGEST_SHOWN = 80
#: The encoding of a database whose texts are bytes of no known encoding (manual, section 24.3.3).
_BYTES = "SQL_ASCII"
#: The rank of a column among its table's: compared as an order, so that a dropped column does not move those after it.
_POSITION = "position"


def differences(
    expected: Fingerprint, found: Fingerprint, branches: Sequence[BranchName] = ("catalog", "data", "sequences")
) -> tuple[Difference, ...]:
    """Every difference in the branches named, sorted by branch, object and facet; all of kind ``real``.

    An object that was added or removed as a whole swallows what it contained, and its rows when both the catalog and
    the data are compared. An extension whose version changed swallows its members. A facet that PostgreSQL hid from
    either role is not compared, nor are the rows of what either side left undigested.

    Raises:
        UsageError: rows are compared, and the two were digested in different modes, or on servers of different major
            versions or in databases of different encodings and not in the mode portable; or one is in SQL_ASCII.
    """
    _refuse_other_mode(expected, found, branches)
    whole: dict[str, str] = {}
    result: list[Difference] = []
    for branch in branches:
        there, here = expected.branch(branch), found.branch(branch)
        if branch == "data":
            outside = {*expected.undigested, *found.undigested}
            there, here = _outside(there, outside), _outside(here, outside)
        if branch == "catalog":
            whole = {ref: "removed" for ref in there if ref not in here}
            whole |= {ref: "added" for ref in here if ref not in there}
        lines = list(_whole(branch, there, here, whole if branch in ("data", "sequences") else {}))
        lines += _changed(branch, there, here, (expected.major, found.major))
        result += sorted(lines, key=lambda line: (line.object, line.facet, line.change))
    return tuple(_without_members(result, expected, found))


def _refuse_other_mode(expected: Fingerprint, found: Fingerprint, branches: Sequence[BranchName]) -> None:
    if not {"data", "ours"} & set(branches):
        return
    if expected.mode != found.mode:
        raise UsageError(
            f"One fingerprint is of mode {expected.mode}, the other of mode {found.mode}: rows cannot be compared.",
            next_step="Take both in the same mode.",
        )
    if expected.salt != found.salt:
        raise UsageError(
            "The two fingerprints were taken with different salts: rows cannot be compared.",
            next_step="Compare the file with the database itself: its salt is used for both.",
        )
    if expected.major != found.major and expected.mode != "portable":
        raise UsageError(
            f"One fingerprint is of PostgreSQL {expected.major}, the other of {found.major}: rows cannot be compared.",
            next_step="Take both in the mode portable.",
        )
    if expected.data and found.data:
        _refuse_other_encoding(expected, found)


def _refuse_other_encoding(expected: Fingerprint, found: Fingerprint) -> None:
    """A digest is over bytes: those of one encoding, or what they are in UTF-8."""
    one, other = (_encoding(side.catalog) for side in (expected, found))
    if None in (one, other):
        raise UsageError(
            "It is not said in which encoding each of the two databases is, so rows cannot be compared.",
            next_step="Take both fingerprints again.",
        )
    if one != other and _BYTES in (one, other):
        raise UsageError(
            f"One database is in the encoding {one}, the other in {other}: nobody knows which characters the bytes of"
            f" {_BYTES} mean, so rows cannot be compared.",
            next_step="Compare them with --data none.",
        )
    if one != other and expected.mode != "portable":
        raise UsageError(
            f"One database is in the encoding {one}, the other in {other}: rows cannot be compared.",
            next_step="Take both in the mode portable.",
        )


def _encoding(catalog: Branch) -> str | None:
    database = catalog.get("database:this")
    return None if database is None else database.facets.get("encoding")


def _outside(branch: Branch, refs: Collection[str]) -> Branch:
    return {ref: entry for ref, entry in branch.items() if ref not in refs} if refs else branch


def _whole(branch: BranchName, there: Branch, here: Branch, told: Mapping[str, str]) -> Iterator[Difference]:
    sides: tuple[tuple[Literal["removed", "added"], Branch, Branch], ...] = (
        ("removed", there, here),
        ("added", here, there),
    )
    for change, side, other in sides:
        for ref, entry in side.items():
            if ref in other or told.get(ref) == change:
                continue
            if not any(above in side and above not in other for above in _containers(entry, side)):
                yield Difference(ref, branch, change, detail=_rows_of(entry) if branch == "data" else "")


def _containers(entry: Entry, branch: Branch) -> Iterator[str]:
    """What an object goes with: what contains it, and on a partition the parent's object that it follows."""
    yield from _ancestors(entry, branch)
    if "follows" in entry.facets:
        yield entry.facets["follows"]


def _ancestors(entry: Entry, branch: Branch) -> Iterator[str]:
    step: Entry | None = entry
    while step is not None and step.parent is not None:
        yield step.parent
        step = branch.get(step.parent)


def _rows_of(entry: Entry) -> str:
    return f"{entry.facets.get('rows', '?')} rows"


def _changed(branch: BranchName, there: Branch, here: Branch, majors: Majors) -> Iterator[Difference]:
    common = [ref for ref in there if ref in here]
    moved = _moved_columns(common, there, here)
    for ref in common:
        before, after = there[ref].facets, here[ref].facets
        facets = [name for name in {**before, **after} if _differs(before.get(name), after.get(name))]
        if majors[0] != majors[1]:
            facets = [name for name in facets if differs(ref, name, before.get(name), after.get(name), majors)]
        if branch == "sequences" and facets:
            yield Difference(ref, branch, "changed", "value", detail=f"{_value(before)}, found {_value(after)}")
            continue
        if "digest" in facets and "rows" in before:
            facets = [name for name in facets if name not in {"rows", "digest"}]
            yield Difference(ref, branch, "changed", "rows", detail=_rows_differ(before, after))
        for name in facets:
            if name != _POSITION or ref in moved:
                yield Difference(ref, branch, "changed", name, detail=_detail(name, before.get(name), after.get(name)))


def _differs(before: str | None, after: str | None) -> bool:
    return before != after and UNSEEN not in (before, after)


def _value(facets: Mapping[str, str]) -> str:
    called = "" if facets["is_called"] == "true" else " (not yet called)"
    return f"{facets['last_value']}{called}, step {facets['increment']}"


def _rows_differ(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    if before["rows"] == after.get("rows"):
        return f"{before['rows']} rows in both, other values"
    return f"{before['rows']} rows expected, {after.get('rows', 'none')} found"


def _detail(facet: str, before: str | None, after: str | None) -> str:
    if before is None or after is None:
        return "not there any more" if after is None else "was not there"
    if facet in SHOWN and max(len(before), len(after)) <= _LONGEST_SHOWN:
        return f"{before} expected, {after} found"
    return "another value"


def _moved_columns(common: Iterable[str], there: Branch, here: Branch) -> set[str]:
    """Columns in another order than before among those that both tables have."""
    tables: dict[str | None, list[str]] = {}
    for ref in common:
        if _POSITION in there[ref].facets and _POSITION in here[ref].facets:
            tables.setdefault(there[ref].parent, []).append(ref)
    moved: set[str] = set()
    for refs in tables.values():
        before = sorted(refs, key=lambda ref: int(there[ref].facets[_POSITION]))
        after = sorted(refs, key=lambda ref: int(here[ref].facets[_POSITION]))
        moved.update(ref for ref, other in zip(before, after, strict=True) if ref != other)
    return moved


def _without_members(lines: Iterable[Difference], expected: Fingerprint, found: Fingerprint) -> Iterator[Difference]:
    """Leave out what belongs to an extension that changed its version: the extension's own line says it all."""
    lines = list(lines)
    updated = {
        line.object
        for line in lines
        if line.branch == "catalog" and line.facet == "version" and line.object.startswith("extension:")
    }
    for line in lines:
        entry = expected.catalog.get(line.object)
        side: Branch = expected.catalog
        if entry is None:
            entry, side = found.catalog.get(line.object), found.catalog
        inside = line.branch == "catalog" and entry is not None and updated.intersection(_ancestors(entry, side))
        if not inside:
            yield line


def sequence_interval(before: Fingerprint, after: Fingerprint, found: Fingerprint) -> tuple[Difference, ...]:
    """Differences of a copy whose sequences must lie between production's before and after the copying.

    Sequences follow no transaction: while others write, a copy may have any value in between; when production was
    quiet, before and after are equal and so must the copy be.
    """
    lines: list[Difference] = []
    for ref, first in before.sequences.items():
        last, copy = after.sequences.get(ref), found.sequences.get(ref)
        if last is None:
            continue
        if copy is None:
            lines.append(Difference(ref, "sequences", "removed"))
        elif not _between(first.facets, copy.facets, last.facets):
            detail = f"{_value(first.facets)} to {_value(last.facets)} expected, found {_value(copy.facets)}"
            lines.append(Difference(ref, "sequences", "changed", "value", detail=detail))
    extra = [ref for ref in found.sequences if ref not in before.sequences and ref not in after.sequences]
    lines += [Difference(ref, "sequences", "added") for ref in extra]
    return tuple(sorted(lines, key=lambda line: line.object))


def _between(first: Mapping[str, str], copy: Mapping[str, str], last: Mapping[str, str]) -> bool:
    if copy in (first, last):
        return True
    if not first["increment"] == copy["increment"] == last["increment"]:
        return False
    low, middle, high = _place(first), _place(copy), _place(last)
    return min(low, high) <= middle <= max(low, high)


def _place(facets: Mapping[str, str]) -> tuple[int, bool]:
    """Where a sequence stands in its own direction."""
    direction = 1 if int(facets["increment"]) > 0 else -1
    return direction * int(facets["last_value"]), facets["is_called"] == "true"
