"""The rollback of a run of the write-half: what it adds goes, what it changes is as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from oneroof.pg import queries
from oneroof.pg.compose import SQL, Composable, Literal
from oneroof.pg.session import Row

_STATE_COLUMNS = ("state_code", "severity", "object_count", "objects_digest", "truncated", "changed_at")
_OBJECT_COLUMNS = ("state_code", "object_ref", "qualifies", "detail", "changed_at")


def undo(
    changes: Iterable[Row],
    held: Sequence[Row],
    ruleset_version: str,
    snapshot_ref: str,
    earlier: Sequence[str],
    *,
    snapshot_inserted: bool,
) -> Composable:
    """The statements, in the order of the foreign keys.

    Args:
        changes: what the run does (``sql/scanner/list_changes.sql``).
        held: states and candidates that stand before it (``sql/scanner/list_held.sql``).
        ruleset_version: the run's ruleset.
        snapshot_ref: the run's snapshot.
        earlier: ids of the runs that stand before it.
        snapshot_inserted: whether the packet records the snapshot.
    """
    version = Literal(ruleset_version)
    listed = list(changes)
    statements: list[Composable] = []
    for relation in ("object", "state"):
        if held:
            statements += _restored(relation, listed, held, version)
        else:
            statements.append(_filled(f"all_{relation}s", ruleset_version=version))
    runs = Literal("{" + ",".join(earlier) + "}")
    reference = Literal(snapshot_ref)
    statements.append(_filled("runs", ruleset_version=version, snapshot_ref=reference, earlier=runs))
    if snapshot_inserted:
        statements.append(_filled("snapshot", snapshot_ref=reference))
    return SQL("\n").join(statements)


def _restored(relation: str, changes: Sequence[Row], held: Sequence[Row], version: Literal) -> list[Composable]:
    """Undo row by row, where others stand beside what the run writes."""
    keys = ("state_code",) if relation == "state" else ("state_code", "object_ref")
    columns = _STATE_COLUMNS if relation == "state" else _OBJECT_COLUMNS
    own = [row for row in changes if row["relation"] == relation]
    added = [row for row in own if row["change"] == "inserted"]
    changed = {tuple(row[key] for key in keys) for row in own if row["change"] == "updated"}
    were = [row for row in held if row["relation"] == relation and tuple(row[key] for key in keys) in changed]
    found = []
    if added:
        found.append(_filled(f"inserted_{relation}s", ruleset_version=version, rows=_values(added, keys)))
    if were:
        found.append(_filled(f"updated_{relation}s", ruleset_version=version, rows=_values(were, columns)))
    return found


def _values(rows: Iterable[Row], columns: Sequence[str]) -> Composable:
    return SQL(", ").join(
        SQL("({})").format(SQL(", ").join(Literal(row[column]) for column in columns)) for row in rows
    )


def _filled(name: str, **values: Composable) -> Composable:
    return SQL(queries.load(f"scanner/undo/{name}").text).format(**values)
