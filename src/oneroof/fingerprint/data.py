"""Digests of rows: what a table itself holds, so that no change of a value or of its place goes unseen.

How a row goes in is `oneroof.fingerprint.shape`'s business; docs/explanation/fingerprint.md has the cases.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from oneroof.fingerprint.model import Entry
from oneroof.fingerprint.plan import EVERYTHING, DataPlan
from oneroof.fingerprint.refs import make_ref
from oneroof.fingerprint.shape import digest_parts, read_shape
from oneroof.pg.session import Row, Session


@dataclass(frozen=True)
class TableDigest:
    """``rows`` of a relation and the exact sum of their digests: additive over disjoint sets of rows."""

    rows: int
    total: int

    @classmethod
    def of(cls, row: Row) -> TableDigest:
        """From the answer of a query."""
        return cls(int(row["rows"]), int(row["total"]))

    def __add__(self, other: TableDigest) -> TableDigest:
        return TableDigest(self.rows + other.rows, self.total + other.total)

    def entry(self, ref: str) -> Entry:
        """The digest as an object of the data branch."""
        return Entry(ref, {"rows": str(self.rows), "digest": str(self.total)})


@dataclass(frozen=True)
class ListedTable:
    """A relation that holds rows of its own. ``estimated_rows`` is -1 when never analysed.

    ``pages`` are those that it can be cut into for reading; 0: it can only be read as a whole.
    """

    schema: str
    name: str
    kind: str
    bytes: int
    pages: int
    estimated_rows: float
    populated: bool
    readable: bool

    @property
    def ref(self) -> str:
        """``table:…`` or ``materialized_view:…``."""
        return make_ref(self.kind, self.schema, self.name)


def list_tables(session: Session) -> tuple[ListedTable, ...]:
    """Every plain table, leaf partition and materialised view, by name; never a foreign table."""
    return tuple(ListedTable(**row) for row in session.rows("fingerprint/list_tables"))


def digest_table(
    session: Session, schema: str, table: str, *, without: Collection[str] = (), plan: DataPlan = EVERYTHING
) -> TableDigest:
    """Digest the rows that a table (partition, materialised view) itself holds.

    Args:
        session: inside a transaction whose snapshot is the moment meant.
        schema: its schema.
        table: its name.
        without: columns left out, by name.
        plan: in which mode.

    Raises:
        UsageError: there is no such table or column. Refused: it is a foreign table.
        PrivilegeMissing: no SELECT, or row security would hide rows.
    """
    shape = read_shape(session, schema, table).without(without)
    (row,) = digest_parts(session, [shape.digest(plan, session.major)])
    return TableDigest.of(row)


def stored_columns(session: Session, schema: str, table: str) -> tuple[str, ...]:
    """The columns of a relation whose values are stored, in bytewise order of their names.

    Raises:
        UsageError: there is no such table. Refused: it is a foreign table, which is never read.
    """
    return read_shape(session, schema, table).columns


def digest_large_objects(session: Session) -> TableDigest | None:
    """Digest the content of all large objects; None when this role may not read every one of them."""
    rights = session.row("fingerprint/read_large_object_rights")
    if rights["catalog_readable"]:
        row = session.row("fingerprint/digest_large_objects")
    elif rights["unreadable"]:
        return None
    else:
        row = session.row("fingerprint/digest_large_objects_by_function")
    return TableDigest.of(row)
