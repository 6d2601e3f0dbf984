"""``oneroof fingerprint diff``: what differs between two databases, down to the object, and of rows down to the row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from secrets import token_hex
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli import options
from oneroof.cli.files import read_file
from oneroof.cli.output import Invocation, TerminalTalk
from oneroof.errors import UsageError
from oneroof.fingerprint import file
from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.load import Governor, open_reader, sessions_of
from oneroof.fingerprint.model import Difference, Fingerprint, Mode, Scope
from oneroof.fingerprint.plan import DataPlan
from oneroof.fingerprint.refs import LARGE_OBJECTS, split_ref
from oneroof.fingerprint.rows import RowDifference, TableRows, differing_rows
from oneroof.fingerprint.settled import settled_moment
from oneroof.fingerprint.versions import not_compared
from oneroof.gate.text import safe_text
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader

#: Rows of a table that are shown where nobody says how many.
_ROWS_SHOWN = 20
#: Characters of a row's digest that a terminal is shown; ``--json`` has all.
_DIGEST_SHOWN = 16


@dataclass(frozen=True)
class Side:
    """One of the two: a fingerprint that was kept, or a database that is read now."""

    label: str
    dsn: Dsn | None = None
    kept: Fingerprint | None = None
    major: int = 0
    encoding: str = ""


@dataclass(frozen=True)
class Taken:
    """A side's fingerprint; ``reader`` still sees its moment, when it is a database."""

    found: Fingerprint
    reader: Reader | None


@dataclass(frozen=True)
class RowsWish:
    """How many rows of a table are shown, whether with their values, and whether its servers may hurry."""

    limit: int
    show_values: bool
    parallel: bool


@dataclass(frozen=True)
class Found:
    """What differs, and what could not be compared.

    ``unreadable`` by this role, ``undigested`` outside of a scope, ``unseen`` hidden by a platform, ``unmodelled`` of a
    kind that the fingerprint does not know, ``not_compared`` of major versions.
    """

    differences: tuple[Difference, ...]
    tables: tuple[TableRows, ...]
    unreadable: tuple[str, ...]
    undigested: tuple[str, ...]
    unseen: tuple[str, ...]
    unmodelled: tuple[str, ...]
    not_compared: tuple[str, ...]
    mode: Mode
    #: Whether somebody asked for less than all rows: what is outside then is no reason to say no.
    narrowed: bool

    @property
    def alike(self) -> bool:
        """Whether nothing differs, as far as was asked for: what is not known is not equal."""
        return self._nothing_differs and (self.narrowed or not self.undigested)

    @property
    def _nothing_differs(self) -> bool:
        return not (self.differences or self.unreadable or self.unmodelled)

    def as_document(self) -> dict[str, Any]:
        """The contract's JSON document."""
        return {
            "identical": self._nothing_differs and not self.undigested,
            "mode": self.mode,
            "differences": [difference.as_fact() for difference in self.differences],
            "tables": [table.as_document() for table in self.tables],
            "unreadable": list(self.unreadable),
            "undigested": list(self.undigested),
            "unseen": list(self.unseen),
            "unmodelled": list(self.unmodelled),
            "not_compared": list(self.not_compared),
        }


def command(
    context: typer.Context,
    first: Annotated[str, typer.Argument(help="One database, or a file that --out wrote.", metavar="A")],
    second: Annotated[str, typer.Argument(help="The other.", metavar="B")],
    mode: Annotated[
        str | None,
        typer.Option(
            help="How rows are digested (see fingerprint); default a file's, or what the two servers need.",
            metavar="MODE",
        ),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(
            help="Whose rows are compared: full (default, at any size), none, or touched: those that a file has.",
            metavar="SCOPE",
        ),
    ] = None,
    rows: Annotated[
        int | None,
        typer.Option(
            help="Rows shown of each table that differs (default 20); 0: do not look for them.", metavar="N", min=0
        ),
    ] = None,
    show_values: Annotated[
        bool,
        typer.Option("--show-values", help="Show keys and values of the rows that differ; else digests of keys alone."),
    ] = False,
    max_load: options.MaxLoad = None,
) -> None:
    """What differs between two databases, and which rows; exit 1 when anything does, or could not be known."""
    call: Invocation = context.obj
    sides = (_side(first), _side(second))
    governor = Governor.of(max_load)
    wanted = None if mode is None else options.checked_mode(mode)
    scope = options.checked_scope(data)
    _refuse_what_no_file_has(sides, scope, rows, show_values=show_values)
    plan = DataPlan(_mode(sides, wanted), scope or "full")
    shown = RowsWish(_ROWS_SHOWN if rows is None else rows, show_values=show_values, parallel=governor is None)
    found = _compared(sides, plan, governor, shown)
    call.data(found.as_document(), lambda console: _print(console, found))
    raise typer.Exit(0 if found.alike else 1)


def _refuse_what_no_file_has(
    sides: Sequence[Side], scope: Scope | None, rows: int | None, *, show_values: bool
) -> None:
    kept = [side for side in sides if side.kept is not None]
    narrower = [side for side in kept if side.kept is not None and side.kept.scope != "full"]
    if scope == "touched" and not narrower:
        raise UsageError(
            "Touched is what a kept file has of the rows, and none was given that has fewer than all.",
            next_step="Use --data full or none.",
        )
    if scope == "full" and narrower:
        raise UsageError(
            f"{narrower[0].label} does not have all rows, so they cannot be compared.",
            next_step="Take it again with --data full, or say --data touched: what the file has.",
        )
    if kept and (rows or show_values):
        raise UsageError(
            f"{kept[0].label} holds digests of tables: which rows differ cannot be told from it.",
            next_step="Leave --rows and --show-values out, or name two databases.",
        )


def _side(text: str) -> Side:
    path = Path(text)
    if path.is_file():
        return Side(text, kept=file.read(read_file(path), text))
    if "=" not in text and "://" not in text:
        raise UsageError(
            f"{text} is neither a file nor a DSN.",
            next_step='Name a file that fingerprint --out wrote, or write "host=… dbname=…".',
        )
    dsn = Dsn.from_command_line(text)
    with Reader.open(dsn) as reader, reader.snapshot():
        encoding = str(reader.value("fingerprint/rows/read_encoding"))
        return Side(dsn.label, dsn=dsn, major=reader.major, encoding=encoding)


def _mode(sides: Sequence[Side], wanted: Mode | None) -> Mode:
    """The mode in which both can be compared: asked for, that of a file, or what two servers have in common."""
    kept = [side.kept.mode for side in sides if side.kept is not None]
    for mode in kept:
        if mode != (wanted or kept[0]):
            raise UsageError(
                f"A file holds a fingerprint of mode {mode}; it is compared in that mode alone.",
                next_step="Leave --mode out, or take the fingerprint again in the other mode.",
            )
    if wanted is not None or kept:
        return wanted or kept[0]
    live = {(side.major, side.encoding) for side in sides}
    return "everyday" if len(live) == 1 else "portable"


def _compared(sides: Sequence[Side], plan: DataPlan, governor: Governor | None, shown: RowsWish) -> Found:
    narrowed = plan.scope != "full"
    kept = next((side.kept for side in sides if side.kept is not None), None)
    # Strict is against deceit: a salt that nobody knew before, where it need not be that of a file.
    plan = replace(plan, salt=kept.salt if kept is not None else token_hex(16) if plan.mode == "strict" else "")
    if kept is not None and kept.scope != "full" and plan.scope != "none":
        held = frozenset({*kept.data, LARGE_OBJECTS} - {*kept.undigested})  # what the file has, and no more
        plan = replace(plan, scope="touched", touched=held)
    talk = TerminalTalk()
    try:
        with ExitStack() as moments:
            one, other = (_taken(side, plan, governor, talk, moments) for side in sides)
            found, against = one.found, other.found
            if kept is not None:
                found, against = file.sealed(found), file.sealed(against)
            lines = differences(found, against)
            tables = tuple(_rows(one, other, lines, shown, talk))
    finally:
        talk.close()
    return Found(
        differences=lines,
        tables=tables,
        unreadable=tuple(sorted({*found.unreadable, *against.unreadable})),
        undigested=tuple(sorted({*found.undigested, *against.undigested})),
        unseen=tuple(sorted({*found.unseen, *against.unseen})),
        unmodelled=tuple(sorted({*found.unmodelled, *against.unmodelled})),
        not_compared=not_compared(found, against),
        mode=plan.mode,
        narrowed=narrowed,
    )


def _taken(side: Side, plan: DataPlan, governor: Governor | None, talk: TerminalTalk, moments: ExitStack) -> Taken:
    if side.kept is not None:
        return Taken(side.kept, None)
    dsn = side.dsn
    if dsn is None:
        raise LookupError("a side is a file or a database")
    talk.begin(f"fingerprint of {side.label}")
    found, reader = moments.enter_context(
        settled_moment(
            lambda: open_reader(dsn, governor),
            workers=sessions_of(governor),
            progress=talk.progress,
            plan=plan,
        )
    )
    talk.close()
    return Taken(found, reader)


def _rows(
    one: Taken, other: Taken, lines: Sequence[Difference], wanted: RowsWish, talk: TerminalTalk
) -> Iterator[TableRows]:
    """Look for the rows of each table whose digests differ, while both moments are open."""
    if one.reader is None or other.reader is None or not wanted.limit:
        return
    unread = {line.object for line in lines if line.facet == "populated"}  # no rows to look at on one side
    for line in lines:
        kind = line.object.partition(":")[0]
        if line.branch != "data" or line.change != "changed" or line.object in unread:
            continue
        if kind in ("table", "materialized_view"):
            talk.begin(f"rows of {safe_text(line.object)}")
            _, (schema, name) = split_ref(line.object)
            found = differing_rows(one.reader, other.reader, schema, name, **asdict(wanted), salt=one.found.salt)
            yield replace(found, object=line.object)
            talk.close()


def _print(console: Console, found: Found) -> None:
    for line in _told(found):
        console.print(line, markup=False)


def _told(found: Found) -> Iterator[str]:
    tables = {table.object: table for table in found.tables}
    for difference in found.differences:
        facet = f" {difference.facet}" if difference.facet else ""
        detail = f": {difference.detail}" if difference.detail else ""
        yield f"{difference.change:<8} {safe_text(difference.object)}{facet}{detail}"
        if difference.branch == "data" and difference.object in tables:
            yield from _told_rows(tables[difference.object])
    for name in found.unreadable:
        yield f"unreadable: {safe_text(name)}"
    if found.undigested:
        yield f"{len(found.undigested)} of the objects that hold rows were not compared: not digested on both sides."
    yield from (f"not compared, hidden by the platform: {words}" for words in found.unseen)
    yield from (f"not compared, of a kind that is not known: {words}" for words in found.unmodelled)
    yield from (f"not compared: {words}" for words in found.not_compared)
    count = len(found.differences)
    left_out = (*found.unreadable, *found.undigested, *found.unseen, *found.unmodelled, *found.not_compared)
    in_what = " in what was compared" if left_out else ""
    yield f"{count} difference{'' if count == 1 else 's'}." if count else f"No difference{in_what}."
    if any(row.key_values is None for table in found.tables for row in table.rows):
        yield "Rows are named by digests of their keys; --show-values shows keys and values."


def _told_rows(table: TableRows) -> Iterator[str]:
    counts = [f"{getattr(table, word)} {word}" for word in ("changed", "added", "removed") if getattr(table, word)]
    key = f"key {_names(table.identified_by)}" if table.identified_by else "no key"
    yield f"         {'' if table.exact else 'at least '}{', '.join(counts) or 'no row differs'} ({key})"
    if table.compared is not None:
        yield f"         compared in the columns that both have: {_names(table.compared)}"
    for row in table.rows:
        yield from _told_row(row)
    hidden = table.total - sum(row.copies for row in table.rows)
    if hidden or not table.exact:
        yield f"           and {'' if table.exact else 'at least '}{hidden} more"


def _told_row(row: RowDifference) -> Iterator[str]:
    if row.key_values is None:
        name = f"row {row.key[:_DIGEST_SHOWN]}"
    else:
        name = ", ".join(f"{safe_text(column)} = {_value(value)}" for column, value in row.key_values.items())
    copies = f" ({row.copies} times)" if row.copies > 1 else ""
    columns = f": {_names(row.columns)}" if row.columns and row.values is None else ""
    yield f"           {row.change:<8} {name}{copies}{columns}"
    for value in row.values or ():
        yield f"                    {safe_text(value.column)}: {_value(value.before)} → {_value(value.after)}"


def _names(names: Sequence[str]) -> str:
    return ", ".join(safe_text(name) for name in names)


def _value(value: str | None) -> str:
    return "NULL" if value is None else f"'{safe_text(value)}'"
