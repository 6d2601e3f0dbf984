"""What a row's digest is computed from, in each mode: pieces of SQL that the catalog itself gave.

`Shape.digest` is the whole of it: rows and sum of digests of a source, as a query. Everything that digests rows of the
data branch goes through it, so that a table, a part of it and a view that is computed anew are comparable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from oneroof import errors
from oneroof.fingerprint.plan import DataPlan
from oneroof.fingerprint.refs import make_ref
from oneroof.pg import queries
from oneroof.pg.compose import SQL, Composable, Identifier, Literal, quoted_by_server
from oneroof.pg.session import Row, Session

#: Kinds of relation whose rows are data: tables, partitioned tables (none of their own), materialised views.
_WITH_ROWS = frozenset({"r", "p", "m"})
_NOTHING = SQL("")


@dataclass(frozen=True)
class Shape:
    """The stored columns of a relation in bytewise order of their names.

    ``places`` are the columns as they are named in a query over ``oneroof_row``; ``terms`` their hashes of 64 bits (see
    ``fingerprint/list_shapes``), ``seals`` what stands for them in a record that is digested in its binary form.
    ``converted``: texts must be converted to be comparable with another server's.
    """

    schema: str
    name: str
    columns: tuple[str, ...]
    places: tuple[str, ...]
    terms: tuple[str, ...]
    seals: tuple[str, ...]
    converted: bool = False

    def without(self, columns: Collection[str]) -> Shape:
        """The shape without some columns.

        Raises:
            UsageError: there is no such column.
        """
        missing = sorted(set(columns) - set(self.columns))
        if missing:
            raise errors.UsageError(f"{make_ref('table', self.schema, self.name)} has no column {missing[0]}.")
        kept = [place for place, column in enumerate(self.columns) if column not in columns]
        columns, places, terms, seals = (
            tuple(part[place] for place in kept) for part in (self.columns, self.places, self.terms, self.seals)
        )
        return Shape(self.schema, self.name, columns, places, terms, seals, self.converted)

    def named_with(self, other: Shape) -> dict[str, Composable]:
        """Each column's place, by its name; where the other side has another place, the column by itself."""
        theirs = dict(zip(other.columns, other.places, strict=True))
        return {
            column: quoted_by_server(place) if theirs.get(column) == place else Identifier("oneroof_row", column)
            for column, place in zip(self.columns, self.places, strict=True)
        }

    def row(self, plan: DataPlan) -> Composable:
        """What ``digest_<mode>`` wants as ``{row}``: an expression over one row, called ``oneroof_row``."""
        if plan.mode == "everyday":
            return _combined([quoted_by_server(term) for term in self.terms])
        parts = self.seals if plan.mode == "strict" else self.places
        return SQL(", ").join(quoted_by_server(part) for part in parts)

    def digest(
        self,
        plan: DataPlan,
        major: int,
        *,
        source: Composable | None = None,
        pages: tuple[int, int | None] | None = None,
        fresh: Composable = _NOTHING,
        place: int = 0,
    ) -> Composable:
        """The query that gives ``place``, ``rows`` and ``total`` of a source, to be run by `digest_parts`.

        Args:
            plan: its mode and salt.
            major: the server's version.
            source: what has these columns; default the relation's own rows.
            pages: first page, and the first that is not read any more (None: until the end); None: all of them.
            fresh: a WITH clause before it.
            place: a number of the caller's.
        """
        name = "portable_converted" if plan.mode == "portable" and self.converted else plan.mode
        text = SQL(queries.union(f"fingerprint/digest_{name}", major, escaped=False))
        own = SQL("ONLY {}").format(Identifier(self.schema, self.name))
        return text.format(
            fresh=fresh,
            place=Literal(place),
            row=self.row(plan),
            source=own if source is None else source,
            condition=_NOTHING if pages is None else _range(*pages),
            salt=SQL("{} ||").format(Literal(plan.salt.encode())) if plan.salt else _NOTHING,
        )


def _combined(terms: Sequence[Composable]) -> Composable:
    """The exclusive or of the terms, as a balanced tree: 1,600 columns are 11 levels and no deep stack."""
    level = list(terms) or [SQL("0::pg_catalog.int8")]
    while len(level) > 1:
        pairs = zip_longest(level[::2], level[1::2])
        level = [one if other is None else SQL("pg_catalog.int8xor({}, {})").format(one, other) for one, other in pairs]
    return level[0]


def _range(first: int, end: int | None) -> Composable:
    """Rows of some pages: a scan of these pages alone (a TID range scan; manual, chapter 14.1)."""
    condition = SQL("WHERE oneroof_row.ctid >= {}").format(Literal(f"({first},0)"))
    if end is None:
        return condition
    return condition + SQL(" AND oneroof_row.ctid < {}").format(Literal(f"({end},0)"))


def digest_parts(session: Session, parts: Iterable[Composable]) -> list[Row]:
    """Run what `Shape.digest` composed, in one statement: ``place``, ``rows``, ``total`` of each."""
    together = SQL("\nUNION ALL\n").join(parts)
    return session.rows("fingerprint/digest_parts", {"parts": together})


def read_shapes(session: Session, wanted: Collection[tuple[str, str]] | None = None) -> Mapping[tuple[str, str], Shape]:
    """The shapes of tables and materialised views, by schema and name, in one query; None: of all."""
    schemas, names = (None, None) if wanted is None else ([key[0] for key in wanted], [key[1] for key in wanted])
    rows = session.rows("fingerprint/list_shapes", schemas=schemas, names=names)
    return {(row["schema"], row["name"]): _shape(row) for row in rows}


def read_shape(session: Session, schema: str, name: str) -> Shape:
    """The shape of one relation.

    Raises:
        UsageError: there is no such table. Refused: it is a foreign table, which is never read.
    """
    rows = session.rows("fingerprint/list_shapes", schemas=[schema], names=[name])
    if rows and rows[0]["kind"] == "f":
        raise errors.Refused(f"{make_ref('foreign_table', schema, name)} is never read: its rows are elsewhere.")
    if not rows or rows[0]["kind"] not in _WITH_ROWS:
        raise errors.UsageError(f"There is no {make_ref('table', schema, name)}.")
    return _shape(rows[0])


def _shape(row: Row) -> Shape:
    columns, places, terms, seals = (tuple(row[part]) for part in ("names", "places", "terms", "seals"))
    return Shape(row["schema"], row["name"], columns, places, terms, seals, row["converted"])
