"""Which rows of a table differ between two databases: found on the servers, in constant memory here.

1. Each server deals its rows into buckets by a hash of their keys; it gives each bucket's count and digest.
2. Of the buckets that differ, and of no other, both servers stream digests of key and row in one order; merging the
   streams gives every row that was added, removed or changed.
3. Of the few rows that are shown, each column's digest says which of them differ.

A row is known by its key as a salted digest. Values leave the server only where the caller asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby
from typing import Any, Literal, TypeVar

from oneroof.fingerprint.plan import EVERYTHING, DataPlan
from oneroof.fingerprint.refs import make_ref
from oneroof.fingerprint.shape import Shape, read_shape
from oneroof.pg.compose import SQL, Composable, Identifier
from oneroof.pg.compose import Literal as SqlLiteral
from oneroof.pg.session import Row, Session

Change = Literal["added", "removed", "changed"]
_T = TypeVar("_T")
#: Before a key's text when it is digested, with the table's reference: equal for every fingerprint ever, as `SALT` is.
_SALT = "oneroof-row-v1 "
#: Of some columns: 64 bits, as ``digest_everyday`` mixes them; ``digest_strict``'s SHA-256; and one of their text,
#: which is equal between versions and encodings.
_EVERYDAY = SQL("pg_catalog.hashint4extended(1, {})")
_SEAL = SQL("pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to({salt} ROW({row})::text, {encoding})), 'hex')")
_STRICT = SQL("pg_catalog.encode(pg_catalog.sha256({salt} || pg_catalog.record_send(ROW({row}))), 'hex')")
_BITS = SQL("('x' || pg_catalog.substr({}, {}, 16))::bit(64)::bigint")
#: What a bucket's digests sum up to: numbers of 64 bits; or, of a SHA-256 each, its four parts, each for itself.
_SUM = SQL("pg_catalog.sum({})")
_SUMS = SQL("pg_catalog.concat_ws(' ', {})")
_DIGEST = SQL("dealt.digest")
#: Texts as bytes of no known encoding: they are compared as they are.
_BYTES = "SQL_ASCII"
#: Buckets less one: what a client holds of a table at once.
_MASK = (1 << 14) - 1
#: Rows of differing buckets that are looked at one by one; beyond, the counts are "at least".
EXAMINED = 1_000_000
#: Characters of a value that are shown.
LONGEST_VALUE = 200


@dataclass(frozen=True)
class Value:
    """One column of a changed row: both values as text; None is NULL. ``…`` ends what was cut."""

    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class RowDifference:
    """One row: ``key`` is the SHA-256 of salt, table and key; ``copies`` how many rows are so.

    ``columns`` names what differs in a changed row. ``key_values`` and ``values`` are None unless they were asked for.
    """

    change: Change
    key: str
    copies: int = 1
    columns: tuple[str, ...] = ()
    key_values: Mapping[str, str | None] | None = None
    values: tuple[Value, ...] | None = None

    def as_document(self) -> dict[str, Any]:
        """Plain JSON values; nothing of a value unless it was asked for."""
        shown: dict[str, Any] = {"change": self.change, "key": self.key, "copies": self.copies}
        shown["columns"] = list(self.columns)
        if self.key_values is not None:
            shown["key_values"] = dict(self.key_values)
        if self.values is not None:
            shown["values"] = [asdict(value) for value in self.values]
        return shown


@dataclass(frozen=True)
class TableRows:
    """The rows of one table that differ.

    ``identified_by`` is the key's columns; empty: the table has none that both sides share, and rows are counted as a
    whole. ``exact`` is False when there were too many to look at each: the counts are then at least so high.
    ``compared`` names the columns, when not both tables have the same.
    """

    object: str
    identified_by: tuple[str, ...]
    added: int
    removed: int
    changed: int
    exact: bool
    rows: tuple[RowDifference, ...]
    compared: tuple[str, ...] | None = None

    @property
    def total(self) -> int:
        """How many rows differ; at least, unless ``exact``."""
        return self.added + self.removed + self.changed

    def as_document(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "object": self.object,
            "identified_by": list(self.identified_by),
            "added": self.added,
            "removed": self.removed,
            "changed": self.changed,
            "exact": self.exact,
            "rows": [row.as_document() for row in self.rows],
            "not_shown": self.total - sum(row.copies for row in self.rows),
            "compared": None if self.compared is None else list(self.compared),
        }


@dataclass(frozen=True)
class _Table:
    """One table on both sides, as it is compared: hashes of keys and rows are equal where these are."""

    sessions: tuple[Session, Session]
    schema: str
    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    places: Mapping[str, Composable]
    encoding: str
    key_hash: Composable
    row_hash: Composable
    total: Composable

    @property
    def ref(self) -> str:
        return make_ref("table", self.schema, self.name)

    @property
    def relation(self) -> Composable:
        return Identifier(self.schema, self.name)

    @property
    def dealing(self) -> dict[str, Composable]:
        """What dealing into buckets needs. Literals, not parameters: a name may hold a percent sign."""
        hashes = {"key_hash": self.key_hash, "row_hash": self.row_hash, "mask": SqlLiteral(_MASK)}
        return {"relation": self.relation, "total": self.total, **hashes}


@dataclass
class _Found:
    """What merging has found so far; of the rows, the first ``limit``, each with its places on both sides."""

    limit: int
    counts: dict[Change, int] = field(default_factory=lambda: {"added": 0, "removed": 0, "changed": 0})
    rows: list[tuple[RowDifference, str, str]] = field(default_factory=list)

    def note(self, change: Change, row: Row, copies: int, before: str = "", after: str = "") -> None:
        self.counts[change] += copies
        if len(self.rows) < self.limit:
            self.rows.append((RowDifference(change, row["key"], copies), before, after))


def differing_rows(
    first: Session,
    second: Session,
    schema: str,
    name: str,
    *,
    limit: int = 20,
    show_values: bool = False,
    parallel: bool = True,
    salt: str = "",
) -> TableRows:
    """Find the rows of one table (partition, materialised view) that differ.

    Args:
        first: inside a transaction whose snapshot is the moment meant.
        second: of the other database, likewise; may be of another major version or encoding.
        schema: the table's schema, in both.
        name: the table's name, in both.
        limit: how many rows are given; all that differ are counted (see `EXAMINED`).
        show_values: give the values of keys and of what differs; else none leaves its server.
        parallel: let each server read with as many processes as it is set up to.
        salt: that of the mode strict; rows are then told apart by the SHA-256 of it and the row, and by nothing
            less. Empty: by 64 bits, against accidents.

    Raises:
        UsageError: one of them has no such table. PrivilegeMissing: no SELECT, or row security would hide rows.
    """
    table, same_columns = _described(first, second, schema, name, salt)
    for session in (first, second) if parallel else ():
        session.rows("fingerprint/rows/allow_parallel")
    buckets = _both(table, lambda session: _buckets(session, table))
    differing, exact = _chosen(*buckets)
    found = _Found(limit)
    if differing:
        _merge(table, differing, found)
    return TableRows(
        object=table.ref,
        identified_by=table.key,
        **found.counts,
        exact=exact,
        rows=tuple(_looked_at(table, found, LONGEST_VALUE if show_values else 0)),
        compared=None if same_columns else table.columns,
    )


def _listed(places: Mapping[str, Composable], columns: Sequence[str]) -> Composable:
    return SQL(", ").join(places[column] for column in columns)


def _described(first: Session, second: Session, schema: str, name: str, salt: str) -> tuple[_Table, bool]:
    """The columns that both have, and a key that both have; whether the columns are the same."""
    here, there = (read_shape(session, schema, name) for session in (first, second))
    columns = tuple(column for column in here.columns if column in there.columns)
    keys, others = (
        [tuple(row["columns"]) for row in session.rows("fingerprint/rows/list_keys", schema=schema, name=name)]
        for session in (first, second)
    )
    known = {tuple(sorted(key)) for key in others}
    key = next((key for key in keys if tuple(sorted(key)) in known and {*key} <= {*columns}), ())
    servers = {(one.major, str(one.value("fingerprint/rows/read_encoding"))) for one in (first, second)}
    encoding = _BYTES if _BYTES in {used for _, used in servers} else "UTF8"
    places, parts = here.named_with(there), (key or columns, columns)
    key_hash, row_hash = (
        _hash((here, there), these, _sealed(_listed(places, these), encoding, salt), salt, alike=len(servers) == 1)
        for these in parts
    )
    key_hash, total = (_bits(key_hash), _SUMS.format(_limbs(_DIGEST))) if salt else (key_hash, _SUM.format(_DIGEST))
    table = _Table((first, second), schema, name, key, columns, places, encoding, key_hash, row_hash, total)
    return table, here.columns == there.columns


def _hash(shapes: Sequence[Shape], columns: Sequence[str], seal: Composable, salt: str, *, alike: bool) -> Composable:
    """As the mode (strict: with a salt) has some columns where both sides are alike, else of their text."""
    one, other = (shape.without({*shape.columns} - {*columns}) for shape in shapes)
    same = alike and (one.terms, one.seals) == (other.terms, other.seals)  # the terms tell types apart
    if salt:
        return _STRICT.format(salt=SqlLiteral(salt.encode()), row=one.row(DataPlan("strict"))) if same else seal
    return _EVERYDAY.format(one.row(EVERYTHING)) if same else _bits(seal)


def _sealed(row: Composable, encoding: str, salt: str) -> Composable:
    """The SHA-256 of some columns' text, in hexadecimal digits."""
    salted = SQL("{} ||").format(SqlLiteral(salt)) if salt else SQL("")
    return _SEAL.format(salt=salted, row=row, encoding=SqlLiteral(encoding))


def _bits(seal: Composable, first: int = 1) -> Composable:
    return _BITS.format(seal, SqlLiteral(first))


def _limbs(seal: Composable) -> Composable:
    return SQL(", ").join(_SUM.format(_bits(seal, first)) for first in (1, 17, 33, 49))


def _both(table: _Table, act: Callable[[Session], _T]) -> tuple[_T, _T]:
    """Ask both servers side by side."""
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(act, session) for session in table.sessions]
        return asked[0].result(), asked[1].result()


_Buckets = Mapping[int, tuple[int, str]]


def _buckets(session: Session, table: _Table) -> _Buckets:
    """Rows and digest of each bucket, by the lowest bits of the key's hash."""
    rows = session.rows("fingerprint/rows/digest_buckets", table.dealing)
    return {int(row["bucket"]): (int(row["rows"]), str(row["total"])) for row in rows}


def _chosen(before: _Buckets, after: _Buckets) -> tuple[list[int], bool]:
    """The buckets to look into, and whether these are all that differ."""
    differing = sorted(bucket for bucket in {*before, *after} if before.get(bucket) != after.get(bucket))
    chosen: list[int] = []
    examined = 0
    for bucket in differing:
        examined += max(side.get(bucket, (0, 0))[0] for side in (before, after))
        if chosen and examined > EXAMINED:
            break
        chosen.append(bucket)
    return chosen, len(chosen) == len(differing)


_Group = tuple[tuple[int, str], list[Row]]


def _groups(session: Session, table: _Table, buckets: list[int]) -> Iterator[_Group]:
    """The rows of each key, in the one order."""
    wanted = {
        "key": _listed(table.places, table.key or table.columns),
        "salt": SqlLiteral(f"{_SALT}{table.ref} "),
        "encoding": SqlLiteral(table.encoding),
    }
    rows = session.stream("fingerprint/rows/stream_rows", {**table.dealing, **wanted, "buckets": SqlLiteral(buckets)})
    for key, group in groupby(rows, key=lambda row: (int(row["hash"]), str(row["key"]))):
        yield key, list(group)


def _merge(table: _Table, buckets: list[int], found: _Found) -> None:
    """Go through both sides in their common order; only the rows of one key are held at a time."""
    one, other = (_groups(session, table, buckets) for session in table.sessions)
    with ThreadPoolExecutor(2) as pool:  # what costs is done before a server's first row, so both work side by side
        first, second = (asked.result() for asked in [pool.submit(next, side, None) for side in (one, other)])
    while first is not None or second is not None:
        if second is None or (first is not None and first[0] < second[0]):
            _note_key(first[1] if first else [], [], found)
            first = next(one, None)
        elif first is None or second[0] < first[0]:
            _note_key([], second[1], found)
            second = next(other, None)
        else:
            _note_key(first[1], second[1], found)
            first, second = next(one, None), next(other, None)


def _note_key(before: Sequence[Row], after: Sequence[Row], found: _Found) -> None:
    """Compare the rows of one key: equal ones go away in pairs, others are changes in pairs, the rest came or went."""
    there, here = ({str(row["digest"]): row for row in side} for side in (before, after))
    left = {digest: int(row["copies"]) for digest, row in there.items()}
    right = {digest: int(row["copies"]) for digest, row in here.items()}
    for digest in left.keys() & right.keys():
        same = min(left[digest], right[digest])
        left[digest] -= same
        right[digest] -= same
    gone = [(there[digest], copies) for digest, copies in left.items() if copies]
    come = [(here[digest], copies) for digest, copies in right.items() if copies]
    while gone and come:
        (old, olds), (new, news) = gone.pop(), come.pop()
        copies = min(olds, news)
        found.note("changed", old, copies, old["place"], new["place"])
        gone += [(old, olds - copies)] if olds > copies else []
        come += [(new, news - copies)] if news > copies else []
    for row, copies in gone:
        found.note("removed", row, copies, before=row["place"])
    for row, copies in come:
        found.note("added", row, copies, after=row["place"])


def _looked_at(table: _Table, found: _Found, longest: int) -> Iterator[RowDifference]:
    """Say of the rows that are shown which columns differ, and, where a length is given, the values."""
    befores = [before for _, before, _ in found.rows if before]
    afters = [after for _, _, after in found.rows if after]
    columns = [column for column in table.columns if longest or any(row.change == "changed" for row, *_ in found.rows)]
    cells = {
        column: tuple(
            _cells(session, table, column, places, longest)
            for session, places in zip(table.sessions, (befores, afters), strict=True)
        )
        for column in columns
    }
    for row, before, after in found.rows:
        yield _told(row, table, cells, before, after, shown=longest > 0)


@dataclass(frozen=True)
class _Cell:
    digest: str
    value: str | None


_Cells = Mapping[str, tuple[Mapping[str, _Cell], ...]]


def _cells(session: Session, table: _Table, column: str, places: list[str], longest: int) -> Mapping[str, _Cell]:
    """One column of the rows at these places, by place."""
    about = {
        "column": table.places[column],
        "longest": SqlLiteral(longest),
        "places": SqlLiteral(places),
        "encoding": SqlLiteral(table.encoding),
    }
    rows = session.rows("fingerprint/rows/read_column", {"relation": table.relation, **about}) if places else []
    return {str(row["place"]): _Cell(row["digest"], _cut(row["value"], longest, absent=row["absent"])) for row in rows}


def _cut(content: bytes | None, longest: int, *, absent: bool) -> str | None:
    """A value for people; what is no UTF-8, of a database in SQL_ASCII, as escapes."""
    if content is None or absent:
        return None
    value = content.decode("utf-8", "backslashreplace")
    return value if len(value) <= longest else value[:longest] + "…"


def _told(row: RowDifference, table: _Table, cells: _Cells, before: str, after: str, *, shown: bool) -> RowDifference:
    differ: tuple[str, ...] = ()
    if row.change == "changed":
        differ = tuple(name for name, (old, new) in cells.items() if old[before].digest != new[after].digest)
    if not shown:
        return replace(row, columns=differ)
    side, place = (1, after) if row.change == "added" else (0, before)
    names = table.key or table.columns
    key_values = {name: cells[name][side][place].value for name in names}
    values = tuple(Value(name, cells[name][0][before].value, cells[name][1][after].value) for name in differ)
    return replace(row, columns=differ, key_values=key_values, values=values)
