"""Which columns of a clone are replaced and by what, decided from the settings and the catalog. Pure.

Whatever a mask cannot do safely is refused with the reason before a clone is made: a column that is not there, a key, a
column that others are computed from by the server alone. Where masks are required, a column that nobody has named, such
as one added yesterday, is refused too: silence must never let data through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from oneroof.errors import ConfigError, MaskRefused
from oneroof.fingerprint.refs import LARGE_OBJECTS, make_ref, split_ref

Row = Mapping[str, Any]
#: Types of one category S (manual, section 52.64) are texts; these are faked each in its own way.
FAKED = frozenset(
    {
        "bytea", "date", "float4", "float8", "inet", "int2", "int4", "int8", "json", "jsonb", "numeric", "time",
        "timestamp", "timestamptz", "uuid",
    }
)  # fmt: skip
_TEXT = "S"


@dataclass(frozen=True)
class Mask:
    """One column's replacement: ``null``, ``constant`` (with its text), ``hash`` or ``fake``."""

    schema: str
    table: str
    column: str
    kind: str
    constant: str = ""

    @property
    def ref(self) -> str:
        """``column:schema.table.column``."""
        return make_ref("column", self.schema, self.table, self.column)


@dataclass(frozen=True)
class MaskWish:
    """What the settings say: masks, what is plain (patterns that may end in ``*``), whether all must be named."""

    masks: tuple[Mask, ...] = ()
    plain: tuple[tuple[str, ...], ...] = ()
    required: bool = False

    @classmethod
    def of(cls, mask: Mapping[str, str | Mapping[str, str]], plain: Iterable[str], *, required: bool) -> MaskWish:
        """Read the settings' names.

        Raises:
            ConfigError: a name is not ``schema.table.column``; masks are required and there is none.
        """
        masks = []
        for name, what in mask.items():
            schema, table, column = _parts(name, 3)
            constant = "" if isinstance(what, str) else what["constant"]
            masks.append(Mask(schema, table, column, what if isinstance(what, str) else "constant", constant))
        if required and not masks:
            raise ConfigError("[clone] require_mask is set and [clone.mask] names no column.")
        return cls(tuple(masks), tuple(_parts(name.removesuffix(".*"), 0) for name in plain), required)

    @property
    def large_objects_plain(self) -> bool:
        """Whether large objects, which belong to no column, are declared plain; with its colon that is no schema's."""
        return (LARGE_OBJECTS,) in self.plain

    def covers(self, row: Row) -> bool:
        """Whether a column, its table or its schema is declared plain."""
        path = (row["schema"], row["name"], row["column_name"])
        return any(path[: len(pattern)] == pattern for pattern in self.plain)


def _parts(name: str, wanted: int) -> tuple[str, ...]:
    try:
        parts = split_ref(f"column:{name}")[1]
    except ValueError:
        parts = ()
    if not parts or len(parts) > 3 or (wanted and len(parts) != wanted):  # noqa: PLR2004 - schema, table, column
        raise ConfigError(
            f"[clone] names {name!r}, which is not schema.table.column.",
            next_step='Quote a part that is not plain lower case, inside the name: "public.\\"Per son\\".email".',
        )
    return parts


@dataclass(frozen=True)
class Target:
    """One table of the clone and what of it is replaced: (column's row, mask); ``left_out`` of the comparison."""

    schema: str
    name: str
    columns: tuple[tuple[Row, Mask], ...]
    left_out: tuple[str, ...]

    @property
    def ref(self) -> str:
        """``table:…``."""
        return make_ref("table", self.schema, self.name)

    @property
    def refs(self) -> tuple[str, ...]:
        """``column:…`` of each column that is left out of the comparison."""
        return tuple(make_ref("column", self.schema, self.name, column) for column in self.left_out)


@dataclass(frozen=True)
class Masked:
    """What was masked, for evidence: names, kinds and numbers of rows; no value."""

    object: str
    columns: tuple[str, ...]
    kinds: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0
    computed: tuple[str, ...] = ()

    @property
    def refs(self) -> tuple[str, ...]:
        """``column:…`` of each column that is left out of the comparison; a materialised view has none."""
        path = split_ref(self.object)[1]
        return tuple(make_ref("column", *path, column) for column in (*self.columns, *self.computed))

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "object": self.object,
            "columns": list(self.columns),
            "kinds": dict(self.kinds),
            "rows": self.rows,
            "computed": list(self.computed),
        }


def targets(wish: MaskWish, columns: Sequence[Row]) -> tuple[Target, ...]:
    """The tables to mask, partitions and children of a named one among them.

    Args:
        wish: what the settings say.
        columns: every stored column, as ``clone/list_columns_to_mask`` gives them.

    Raises:
        ConfigError: a mask names a column that is not there. MaskRefused: it cannot be, or must be and is not, masked.
    """
    there = {(row["schema"], row["name"], row["column_name"]) for row in columns}
    for mask in wish.masks:
        if (mask.schema, mask.table, mask.column) not in there:
            raise ConfigError(f"[clone.mask] names {mask.ref.partition(':')[2]}, which is not there.")
    chosen: dict[tuple[str, str], list[tuple[Row, Mask]]] = {}
    for row in columns:
        chosen_mask = _mask_of(wish, row)
        if chosen_mask is not None:
            _refuse_unsafe(row, chosen_mask)
            if row["kind"] == "r":
                chosen.setdefault((row["schema"], row["name"]), []).append((row, chosen_mask))
    found = tuple(
        Target(*table, tuple(masked), _left_out(table, masked, columns)) for table, masked in sorted(chosen.items())
    )
    if wish.required:
        _refuse_unnamed(wish, columns, found)
    return found


def _mask_of(wish: MaskWish, row: Row) -> Mask | None:
    """The mask that names the column, or the nearest table that it is inherited from."""
    tables = {tuple(pair) for pair in row["ancestors"]}
    own = (row["schema"], row["name"])
    fit = [mask for mask in wish.masks if mask.column == row["column_name"] and (mask.schema, mask.table) in tables]
    return next((mask for mask in fit if (mask.schema, mask.table) == own), fit[0] if fit else None)


def _left_out(table: tuple[str, str], masked: Sequence[tuple[Row, Mask]], columns: Sequence[Row]) -> tuple[str, ...]:
    """The masked columns, and those that the server computes from them."""
    names = [row["column_name"] for row, _ in masked]
    computed = [
        row["column_name"]
        for row in columns
        if (row["schema"], row["name"]) == table and set(row["computed_from"]) & set(names)
    ]
    return (*names, *computed)


def _refuse_unsafe(row: Row, mask: Mask) -> None:
    text, kind = row["category"] == _TEXT, mask.kind
    reasons = (
        (row["generated"], "it is computed; mask what it is computed from"),
        (row["always_identity"], "it is GENERATED ALWAYS AS IDENTITY"),
        (row["in_foreign_key"], "it is in a foreign key, whose two sides would no longer fit"),
        (row["in_primary"], "it is in the primary key"),
        (row["in_partition_key"], "rows would move to other partitions"),
        (row["has_update_rule"], "a rule on UPDATE of its table would do something else"),
        (kind == "null" and row["not_null"], "it may not be null"),
        (kind == "constant" and row["in_unique"], "it is in a unique index, and one constant would stand in each row"),
        (kind == "hash" and not text, f"a hash is a text, and its type is {row['type']}"),
        (
            kind == "fake" and not text and row["base_type"] not in FAKED,
            f"nothing is made up for the type {row['type']}",
        ),
    )
    why = next((reason for applies, reason in reasons if applies), None)
    if why is not None:
        name = make_ref("column", row["schema"], row["name"], row["column_name"])
        raise MaskRefused(f"The mask {kind} cannot be put on {name}: {why}.")


def _refuse_unnamed(wish: MaskWish, columns: Sequence[Row], found: Sequence[Target]) -> None:
    named = {(target.schema, target.name, column) for target in found for column in target.left_out}
    missing = [
        make_ref("column", row["schema"], row["name"], row["column_name"])
        for row in columns
        if row["kind"] == "r" and (row["schema"], row["name"], row["column_name"]) not in named and not wish.covers(row)
    ]
    if missing:
        raise MaskRefused(
            f"Masks are required, and {len(missing)} columns are neither masked nor plain: {missing[0]} first.",
            next_step="Name each in [clone.mask], or in [clone] plain (schema.table.column, schema.table.*, schema.*).",
        )
