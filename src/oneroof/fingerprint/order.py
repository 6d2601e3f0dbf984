"""The order of columns in a table that inherits: a reload puts the parents' columns first, whenever they came.

A dump names a child's own columns and its parents; a column that a parent got later stood last in production and stands
among the parent's in the copy. The witness makes such tables from names alone and looks at the order that PostgreSQL
gives them. Values of rows are compared by their columns' names, so they are not touched by it.
"""

from __future__ import annotations

from collections.abc import Sequence

from oneroof.fingerprint.model import Branch
from oneroof.fingerprint.refs import split_ref
from oneroof.pg.compose import SQL, Composable, Identifier
from oneroof.pg.session import CloneWriter

#: A scratch table's columns are all of one type: of what type does not decide where they stand.
_TYPE = SQL(" pg_catalog.int4")
_SCRATCH = "oneroof_witness_order"


def explain_order(session: CloneWriter, table: str, production: Branch) -> str:
    """Whether the order of a table's columns in the clone is the one that a reload of production's table gives.

    Args:
        session: on the clone, in a transaction that will be rolled back.
        table: the table's reference.
        production: the catalog branch of production's fingerprint.

    Returns:
        Empty when it is; else why that is not shown.
    """
    _, (schema, name) = split_ref(table)
    there = session.row("fingerprint/witness/describe_order", schema=schema, name=name)
    if not there["parents"]:
        return "it inherits from no table"
    if there["is_partition"]:
        return "a reload keeps a partition's own order"
    if there["row_type_used"]:
        return "values of its row type stand elsewhere, and their order is part of them"
    parents = [f"{_SCRATCH}_{number}" for number in range(len(there["parents"]))]
    for parent, columns in zip(parents, there["parents"], strict=True):
        parts = {"scratch": Identifier(parent), "columns": _columns(columns or ())}
        session.rows("fingerprint/witness/create_parent", parts)
    session.rows(
        "fingerprint/witness/create_child",
        {
            "scratch": Identifier(_SCRATCH),
            "columns": _columns(_own_columns(table, production)),
            "parents": SQL(", ").join(Identifier("pg_temp", parent) for parent in parents),
        },
    )
    made = session.row("fingerprint/witness/describe_order", schema=None, name=_SCRATCH)
    return "" if made["columns"] == there["columns"] else "a reload of production's table gives another order"


def _columns(names: Sequence[str]) -> Composable:
    return SQL(", ").join(Identifier(name) + _TYPE for name in names)


def _own_columns(table: str, production: Branch) -> list[str]:
    """Names of the columns that production's table has of its own, in its order: those that a dump writes."""
    own = [
        entry
        for entry in production.values()
        if entry.parent == table and entry.ref.startswith("column:") and entry.facets["local"] == "true"
    ]
    return [split_ref(entry.ref)[1][-1] for entry in sorted(own, key=lambda entry: int(entry.facets["position"]))]
