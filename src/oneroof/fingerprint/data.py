"""Digests of rows: what a table itself holds, so that no change of a value or of its place goes unseen.

Why the text of the row and not the types' own hash functions: those fold 64 bits to 32, ignore scale, blanks and
dimensions, hash enums by OID, and are linear across columns (docs/explanation/fingerprint.md has the cases).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oneroof import errors
from oneroof.fingerprint.model import Entry
from oneroof.fingerprint.refs import make_ref
from oneroof.pg.compose import SQL, Composable, Identifier
from oneroof.pg.session import Session

LARGE_OBJECTS = "large_objects:this"
#: Kinds of relation whose rows are data: tables, partitioned tables (none of their own), materialised views.
_WITH_ROWS = frozenset({"r", "p", "m"})


@dataclass(frozen=True)
class TableDigest:
    """``rows`` of a relation and the exact sum of their 64-bit digests: additive over disjoint sets of rows."""

    rows: int
    total: int

    def __add__(self, other: TableDigest) -> TableDigest:
        return TableDigest(self.rows + other.rows, self.total + other.total)

    def entry(self, ref: str) -> Entry:
        """The digest as an object of the data branch."""
        return Entry(ref, {"rows": str(self.rows), "digest": str(self.total)})


@dataclass(frozen=True)
class ListedTable:
    """A relation that holds rows of its own. ``estimated_rows`` is -1 when never analysed."""

    schema: str
    name: str
    kind: str
    bytes: int
    estimated_rows: float
    populated: bool
    readable: bool

    @property
    def ref(self) -> str:
        """``table:…`` or ``materialized_view:…``."""
        return make_ref(self.kind, self.schema, self.name)

    @property
    def identifier(self) -> Identifier:
        """Its qualified name for a query."""
        return Identifier(self.schema, self.name)


def list_tables(session: Session) -> tuple[ListedTable, ...]:
    """Every plain table, leaf partition and materialised view, by name; never a foreign table."""
    return tuple(ListedTable(**row) for row in session.rows("fingerprint/list_tables"))


def digest_table(session: Session, schema: str, table: str, *, without: Sequence[str] = ()) -> TableDigest:
    """Digest the rows that a table (partition, materialised view) itself holds.

    Args:
        session: inside a transaction whose snapshot is the moment meant.
        schema: its schema.
        table: its name.
        without: columns left out, by name (those that a packet declares volatile).

    Raises:
        UsageError: there is no such table or column. Refused: it is a foreign table.
        PrivilegeMissing: no SELECT, or row security would hide rows.
    """
    columns = stored_columns(session, schema, table)
    missing = sorted(set(without) - set(columns))
    if missing:
        raise errors.UsageError(f"{make_ref('table', schema, table)} has no column {missing[0]}.")
    kept = [Identifier("oneroof_row", column) for column in columns if column not in without]
    return digest_columns(session, Identifier(schema, table), kept)


def digest_columns(session: Session, relation: Composable, columns: Sequence[Composable]) -> TableDigest:
    """Digest ``columns`` of ``relation`` (called ``oneroof_row`` in the query)."""
    row = session.row("fingerprint/digest_rows", {"columns": SQL(", ").join(columns), "relation": relation})
    return TableDigest(int(row["rows"]), int(row["total"]))


def stored_columns(session: Session, schema: str, table: str) -> tuple[str, ...]:
    """The columns of a relation whose values are stored, in order.

    Raises:
        UsageError: there is no such table. Refused: it is a foreign table, which is never read.
    """
    rows = session.rows("fingerprint/list_columns", schema=schema, name=table)
    if rows and rows[0]["relkind"] == "f":
        raise errors.Refused(f"{make_ref('foreign_table', schema, table)} is never read: its rows are elsewhere.")
    if not rows or rows[0]["relkind"] not in _WITH_ROWS:
        raise errors.UsageError(f"There is no {make_ref('table', schema, table)}.")
    return tuple(row["column_name"] for row in rows if row["column_name"] is not None and row["stored"])


def digest_large_objects(session: Session) -> TableDigest | None:
    """Digest the content of all large objects; None when this role may not read every one of them."""
    rights = session.row("fingerprint/read_large_object_rights")
    if rights["catalog_readable"]:
        row = session.row("fingerprint/digest_large_objects")
    elif rights["unreadable"]:
        return None
    else:
        row = session.row("fingerprint/digest_large_objects_by_function")
    return TableDigest(int(row["rows"]), int(row["total"]))
