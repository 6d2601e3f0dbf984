"""Rows from production into a clone, table by table, digested on their way: no file between, production read once.

Each worker has a psql that reads production at the exported snapshot and a session that writes into the clone; what
passes is digested in the order of the rows. A table goes in by one transaction that empties it first, so that its rows
are frozen: nobody has to visit them again. Read back by the same COPY they give the same digest, or they are not the
same rows in the same order, and nothing is said of them.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from threading import Event
from typing import Self

from oneroof.clone import messages
from oneroof.clone.crew import side_by_side
from oneroof.clone.indexes import Building
from oneroof.clone.messages import Said
from oneroof.clone.model import Progress, StreamDigest, StreamedTable
from oneroof.clone.process import giving_way
from oneroof.clone.source import RowSource, column_list, copy_options
from oneroof.errors import CatalogMoved, Interrupted, OneroofError
from oneroof.fingerprint.load import Governor
from oneroof.fingerprint.refs import make_ref
from oneroof.pg.compose import SQL, Composable, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.queries import load
from oneroof.pg.session import CloneMaker, Reader

#: What COPY's binary format says of no rows at all: its header and its trailer (manual, COPY, file formats).
_EMPTY_BINARY = 21
_LOCKED_AT_ONCE = 200
_LOCK_WAIT = "60s"
#: Of the sessions that write into a clone: a commit that is lost with the server is no loss.
_WRITING = {"synchronous_commit": "off", "lock_timeout": "0"}


@dataclass(frozen=True)
class Streamed:
    """What came of it: digests of the rows by table, and the clone's own refusals, each with its table's name.

    ``said``: by the tool that built indexes on the way.
    """

    digests: Mapping[str, StreamDigest]
    errors: tuple[str, ...]
    said: tuple[Said, ...]


def list_streamed(reader: Reader) -> tuple[StreamedTable, ...]:
    """The tables whose rows pg_dump would dump, and how each is asked for them."""
    return tuple(
        StreamedTable(
            schema=row["schema"],
            name=row["name"],
            columns=tuple(row["columns"]),
            binary=row["binary"],
            encoding=row["encoding"],
            size=row["bytes"],
            condition=row["condition"] if row["configuration"] else None,
            root=tuple(row["root"]) if row["root"] else None,
            computed=row["computed"],
        )
        for row in reader.rows("clone/list_streamed")
    )


def hold(reader: Reader, tables: Iterable[StreamedTable]) -> None:
    """Keep others from emptying or rewriting the tables until the reader's transaction ends.

    Raises:
        CatalogMoved: one was emptied or rewritten after the snapshot, which does not see the rows that it had.
    """
    reader.value("session/set_setting", name="lock_timeout", value=_LOCK_WAIT)
    names = iter([Identifier(table.schema, table.name) for table in tables])
    while batch := list(islice(names, _LOCKED_AT_ONCE)):
        only = SQL(", ").join(SQL("ONLY {}").format(name) for name in batch)
        reader.rows("fingerprint/lock_relations", {"relations": only})
    replaced = reader.rows("clone/list_replaced")
    if replaced:
        ref = make_ref("table", replaced[0]["schema"], replaced[0]["name"])
        raise CatalogMoved(f"The rows of {ref} were replaced as a whole after the snapshot was taken.")


def stream(
    bindir: Path,
    source: tuple[Dsn, str],
    building: Building,
    tables: Sequence[StreamedTable],
    *,
    jobs: int,
    progress: Progress,
    governor: Governor | None = None,
) -> Streamed:
    """Copy the rows of the tables into the clone, the largest first, ``jobs`` tables at a time.

    Whoever has filled a table builds its own indexes before the next one: one core builds while another copies.

    Args:
        bindir: the tools.
        source: production and the exported snapshot.
        building: what is built of indexes, and the clone, whose tables are there and empty, without triggers and
            foreign keys.
        tables: from `list_streamed`.
        jobs: workers.
        progress: told of bytes.
        governor: keeps the reading of production under a limit; the clone is written without.

    Raises:
        PrivilegeMissing, ServerLost, ToolFailed: production could not be read, or an index not be built to its end.
            DiskFull, ServerLost: the clone's server cannot go on. What the clone refuses otherwise is counted.
    """
    total = sum(table.size for table in tables)
    found: dict[str, StreamDigest | str] = {}
    said: list[Said] = []
    with ExitStack() as opened:
        count = max(1, min(jobs, len(tables)))
        workers = [opened.enter_context(_Copying(bindir, source, building, governor)) for _ in range(count)]

        def tick() -> None:
            progress("Copying rows", min(sum(worker.reading.passed for worker in workers), total), total)

        for table, (outcome, built) in side_by_side(workers, _largest_first(tables), tick):
            found[stream_ref(table)] = outcome
            said += [built] if built else []
    return Streamed(
        {ref: outcome for ref, outcome in found.items() if isinstance(outcome, StreamDigest)},
        tuple(outcome for _, outcome in sorted(found.items()) if isinstance(outcome, str)),
        tuple(said),
    )


def read_back(
    bindir: Path, clone: tuple[Dsn, str], streams: Mapping[str, StreamDigest], *, jobs: int, progress: Progress
) -> frozenset[str]:
    """Read the clone's rows as production's were read: the tables whose bytes have production's digest.

    Args:
        bindir: the tools.
        clone: the clone, and a snapshot that one of its sessions exported.
        streams: what left production, by table.
        jobs: workers.
        progress: told how many tables are done.
    """
    kept = {ref: each for ref, each in streams.items() if each.table.proves}
    tables = _largest_first([each.table for each in kept.values()])
    same: set[str] = set()
    with ExitStack() as opened:
        count = max(1, min(jobs, len(tables)))
        workers = [_ReadingBack(opened.enter_context(_Reading(bindir, clone))) for _ in range(count)]
        done = side_by_side(workers, tables, lambda: progress("Reading the clone's rows back", len(same), len(tables)))
        for table, digest in done:
            if digest == kept[stream_ref(table)].sha256:
                same.add(stream_ref(table))
    return frozenset(same)


def _largest_first(tables: Iterable[StreamedTable]) -> list[StreamedTable]:
    return sorted(tables, key=lambda table: (-table.size, table.schema, table.name))


def stream_ref(table: StreamedTable) -> str:
    """Its reference: ``table:…``."""
    return make_ref("table", table.schema, table.name)


class _Unread(Exception):
    """The rows that are read did not come to their end; ``error`` says why."""

    def __init__(self, error: OneroofError) -> None:
        super().__init__(error.message)
        self.error = error


class _Reading:
    """A worker that reads tables and keeps their digests."""

    def __init__(self, bindir: Path, place: tuple[Dsn, str], governor: Governor | None = None) -> None:
        self._bindir, self._place, self._governor = bindir, place, governor
        self._woken = Event()
        self._source = RowSource(bindir, *place)
        #: Bytes that have been read so far.
        self.passed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._source.close()

    def work(self, table: StreamedTable) -> StreamDigest:
        """Read its rows to their end."""
        return self.digest(table, lambda blocks: deque(blocks, maxlen=0))

    def digest(self, table: StreamedTable, consume: Callable[[Iterator[memoryview]], object]) -> StreamDigest:
        """The digest of the rows that ``consume`` is given, all of which it takes."""
        state, before = hashlib.sha256(), self.passed

        def blocks() -> Iterator[memoryview]:
            try:
                for block in self._paced(self._source.rows(table)):
                    state.update(block)
                    self.passed += len(block)
                    yield block
            except OneroofError as error:
                raise _Unread(error) from error

        try:
            with giving_way():
                consume(blocks())
        except _Unread as unread:
            raise unread.error from unread
        return StreamDigest(table, self.passed - before, state.hexdigest())

    def _paced(self, blocks: Iterator[memoryview]) -> Iterator[memoryview]:
        return blocks if self._governor is None else self._governor.paced(blocks, self._woken.wait)

    def cancel(self) -> None:
        """Its next reading fails; a rest ends."""
        self._source.kill()
        self._woken.set()

    def begin_again(self) -> None:
        """With a new psql: the old one still talks about a table that nobody wants to hear of any more."""
        self._source.close()
        self._source = RowSource(self._bindir, *self._place)


class _ReadingBack:
    """A worker that reads what may not be there any more: then there is no digest."""

    def __init__(self, reading: _Reading) -> None:
        self._reading = reading

    def work(self, table: StreamedTable) -> str | None:
        """The digest of its rows, None when the clone does not give them."""
        try:
            return self._reading.work(table).sha256
        except OneroofError as error:
            if messages.is_fatal(error):
                raise
            self._reading.begin_again()
            return None

    def cancel(self) -> None:
        """Its next reading fails."""
        self._reading.cancel()


class _Copying:
    """A worker that writes into the clone what it reads, and then builds what stands on it."""

    def __init__(self, bindir: Path, source: tuple[Dsn, str], building: Building, governor: Governor | None) -> None:
        self._building, self._cancelled = building, False
        with ExitStack() as opened:
            self.reading = opened.enter_context(_Reading(bindir, source, governor))
            self._target = opened.enter_context(CloneMaker.open(building.clone, settings=_WRITING))
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._opened.close()

    def work(self, table: StreamedTable) -> tuple[StreamDigest | str, Said | None]:
        """Its digest, or the clone's refusal, which leaves it empty there; and what the building of indexes said."""
        return self._copy(table), self._building.build(table, self._go_on)

    def _copy(self, table: StreamedTable) -> StreamDigest | str:
        try:
            return self.reading.digest(table, lambda blocks: self._fill(table, blocks))
        except _Refused as refused:
            self.reading.begin_again()
            return f"{stream_ref(table)}: {refused.error.message}"

    def cancel(self) -> None:
        """Its next reading fails, and so does what the clone is doing."""
        self._cancelled = True
        self.reading.cancel()
        self._target.cancel()

    def _go_on(self) -> None:
        if self._cancelled:
            raise Interrupted("The building of indexes was given up.")

    def _fill(self, table: StreamedTable, blocks: Iterator[memoryview]) -> None:
        """An empty table is left as it is: nothing is sent for it."""
        first = b""
        nothing = _EMPTY_BINARY if table.binary else 0
        while len(first) <= nothing and (block := next(blocks, None)) is not None:
            first += block
        if len(first) <= nothing:
            return
        try:
            self._write(table, chain([memoryview(first)], blocks))
        except _Unread:
            raise
        except OneroofError as error:
            if messages.is_fatal(error):
                raise
            raise _Refused(error) from error

    def _write(self, table: StreamedTable, blocks: Iterator[memoryview]) -> None:
        relation, options = Identifier(table.schema, table.name), copy_options(table)
        parts: dict[str, Composable] = {"columns": column_list(table), "relation": relation, "options": options}
        if table.keeps_order:
            parts["options"] = SQL("{}, FREEZE").format(options)
        elif table.root is not None:
            parts["relation"] = Identifier(*table.root)
        with self._target.transaction():
            if table.keeps_order:
                self._target.rows("clone/empty_table", {"relation": relation})
            with self._target.filling(SQL(load("clone/stream_in").text).format(**parts)) as write:
                for block in blocks:
                    write(block)


class _Refused(Exception):
    """The clone does not take the rows; ``error`` says why."""

    def __init__(self, error: OneroofError) -> None:
        super().__init__(error.message)
        self.error = error
