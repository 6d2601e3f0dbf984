"""Which tables of a database were written to between two moments, as its server's own write-ahead log says.

`note` is called before the first snapshot, `WalStart.seen_by` inside it; `read_changes` inside the second, and
`read_ahead` between them, as often as wanted. The log is read by ``pg_walinspect`` where it is installed in any
database of the cluster that the reader may connect to; nothing is installed. Whatever the log does not prove ends with
the reason, and the caller takes the plain way (`oneroof.fingerprint.impact`). The rules are in
`oneroof.fingerprint.wal_changes`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from typing import Any

from oneroof.errors import EnvironmentFault, OneroofError, Refused
from oneroof.fingerprint.refs import LARGE_OBJECTS, make_ref, quote
from oneroof.fingerprint.wal_changes import (
    LARGE_OBJECT_CATALOGS,
    MOST_TRANSACTIONS,
    STATISTICS,
    Block,
    CatalogFile,
    Moment,
    StoredTable,
    Stretch,
    Touched,
    catalog_still,
    large_objects_touched,
    position,
    refusal,
    touched_tables,
    unknown_on_tables,
    written_catalogs,
)
from oneroof.fingerprint.wal_reading import Inspector, LogReading, NotProven
from oneroof.pg.session import Reader, Row

__all__ = ["LogReading", "NotProven", "WalChanges", "WalStart", "note", "read_ahead", "read_changes"]

_USABLE_LEVELS = frozenset({"replica", "logical"})

OpenDatabase = Callable[[str], Reader]


@dataclass(frozen=True)
class WalStart:
    """A position in the log at or before a snapshot, and what must still be so when the log is read from there.

    ``why_not`` says why nothing can be proven from here. ``locked`` are relations (by oid) that somebody held for
    writing, ``open`` the ids of open transactions; ``moment`` is the snapshot's.
    """

    position: str | None
    timeline: str | None
    server: tuple[str, ...]
    session: tuple[str, ...]
    database: int
    locked: frozenset[int]
    open: frozenset[int]
    why_not: str | None = None
    moment: Moment | None = None

    def seen_by(self, reader: Reader) -> WalStart:
        """The same with the bounds of the snapshot in whose transaction ``reader`` is."""
        return replace(self, moment=_moment(reader))

    def reading(self) -> LogReading | None:
        """The log from here on, of which nothing is read yet; None where it would prove nothing."""
        if self.why_not is not None or self.position is None or self.moment is None:
            return None
        return LogReading(self.position, self.database, self.moment)

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence."""
        return {"position": self.position, "timeline": self.timeline, "why_not": self.why_not}


@dataclass(frozen=True)
class WalChanges:
    """What the log says between two positions.

    ``touched`` are the tables that cannot keep their digests (`LARGE_OBJECTS` among them), each with its reasons;
    ``database`` is where the log was read; ``catalogs`` are the built-in tables whose rows were written;
    ``catalog_still``: nothing that the catalog and the cluster are read from was, nor is read for the ``touched``;
    ``moment`` is that of the snapshot at the end.
    """

    start: str
    stop: str
    timeline: str
    database: str
    kinds: dict[str, int]
    transactions: dict[str, int]
    catalogs: tuple[str, ...]
    catalog_still: bool
    touched: tuple[Touched, ...]
    moment: Moment

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence."""
        return {
            "from": self.start,
            "to": self.stop,
            "timeline": self.timeline,
            "bytes": position(self.stop) - position(self.start),
            "records": sum(self.kinds.values()),
            "kinds": self.kinds,
            "transactions": self.transactions,
            "read_in": self.database,
            "catalogs": list(self.catalogs),
            "catalog_kept": self.catalog_still,
        }


def note(reader: Reader) -> WalStart:
    """Note where the log stands, then who is writing. Call it before the snapshot, in a transaction of its own."""
    here = reader.row("fingerprint/wal_read_position")
    locked = frozenset(row["relation"] for row in reader.rows("fingerprint/wal_list_locked"))
    opened = frozenset(row["id"] for row in reader.rows("fingerprint/wal_list_open"))
    why_not = None
    if here["in_recovery"]:
        why_not = "production is a standby, which writes no log of its own"
    elif here["wal_level"] not in _USABLE_LEVELS:
        why_not = f"wal_level is {here['wal_level']}: not every change is written to the log"
    return WalStart(
        here["inserted"], here["timeline"], _server(here), _session(here), here["database"], locked, opened, why_not
    )


def _server(here: Row) -> tuple[str, ...]:
    return str(here["system_identifier"]), str(here["server_started"])


def _session(here: Row) -> tuple[str, ...]:
    return str(here["pid"]), str(here["session_started"])


def _moment(reader: Reader) -> Moment:
    bounds = reader.row("fingerprint/wal_read_snapshot")
    return Moment(bounds["xmin"], bounds["xmax"], frozenset(bounds["running"]))


def read_ahead(
    reader: Reader, log: LogReading, *, open_database: OpenDatabase, enough: Callable[[], bool] = lambda: False
) -> None:
    """Read what there is of the log before the second moment: a checkpoint may take it away by then.

    That it cannot be read is kept in ``log``, and `read_changes` says it. What goes wrong once it is enough, as when
    the sessions are cancelled, is not: whoever goes on finds the same, if it is one.

    Args:
        reader: the session that noted the log's start, with no transaction open.
        log: goes on where it stopped.
        open_database: opens a session on another database of the same server.
        enough: asked, part by part, whether the rest may wait for the next time.
    """
    try:
        with reader.snapshot(), ExitStack() as opened:
            here = reader.row("fingerprint/wal_read_position")
            log.read_on(reader, _find_inspector(reader, here, open_database, opened), enough)
    except NotProven as reason:
        if not enough():
            log.give_up(str(reason))
    except OneroofError as error:  # the second moment will show whether production can still be asked
        if not enough():
            log.give_up(f"the log could not be read ahead ({error.code})")


def read_changes(
    reader: Reader,
    start: WalStart | None,
    *,
    known: frozenset[str],
    open_database: OpenDatabase,
    ahead: LogReading | None = None,
) -> WalChanges:
    """What the log says was written between the first snapshot and the one in whose transaction ``reader`` is.

    Args:
        reader: the session that noted ``start``: that it lives shows that the server did all the time.
        start: what `note` gave, with the first snapshot's bounds.
        ahead: what was read of the log from there on by `read_ahead`; it stays as it is.
        known: references of what has a digest of the first snapshot.
        open_database: opens a session on another database of the same server.

    Raises:
        NotProven: with the reason.
    """
    if start is None:
        raise NotProven("no position in the log was noted at the first moment by this run")
    here = reader.row("fingerprint/wal_read_position")
    first, last = _moments(reader, start, here)
    with ExitStack() as opened:
        inspector = _find_inspector(reader, here, open_database, opened)
        # Which files are whose is asked before the log's end is: a file that is made later is in the log as made.
        catalogs = [CatalogFile(**row) for row in reader.rows("fingerprint/wal_list_catalogs")]
        tables = _stored_tables(reader, first, last)
        reading = (ahead or LogReading(str(start.position), start.database, first)).until(last)
        stop = reading.to_the_end(reader, inspector)
    stretch, blocks = reading.stretch, reading.blocks
    _refuse(stretch, blocks, tables, catalogs)
    written = written_catalogs(catalogs, blocks, stretch.files)
    open_then = stretch.open_then(start.open)
    touched = tuple(
        touched_tables(
            tables,
            blocks,
            made=stretch.files,
            locked=start.locked,
            catalog_written=open_then or bool(written - STATISTICS - LARGE_OBJECT_CATALOGS),
            known=known,
        )
    )
    again = [table for table in tables if table.ref in {item.object for item in touched}]
    large = large_objects_touched(LARGE_OBJECTS, catalogs, blocks, stretch.files, open_then=open_then)
    return WalChanges(
        str(start.position),
        stop,
        str(start.timeline),
        inspector.database,
        dict(sorted(stretch.kinds.items())),
        stretch.ends,
        tuple(sorted(written)),
        not open_then and catalog_still(catalogs, blocks, stretch.files, again),
        (*touched, *([large] if large is not None else [])),
        last,
    )


def _moments(reader: Reader, start: WalStart, here: Row) -> tuple[Moment, Moment]:
    """Both snapshots' bounds, when one life of one server lies between them."""
    if start.why_not is not None:
        raise NotProven(start.why_not)
    if _server(here) != start.server or _session(here) != start.session or here["in_recovery"]:
        raise NotProven("the session that saw the first moment is gone: the server may have been down in between")
    if here["wal_level"] not in _USABLE_LEVELS or here["timeline"] != start.timeline or start.moment is None:
        raise NotProven("the log goes on under another timeline or another wal_level")
    last = _moment(reader)
    if last.xmax - start.moment.xmin > MOST_TRANSACTIONS:
        raise NotProven(f"{last.xmax - start.moment.xmin} transactions lie in between, more than are followed")
    return start.moment, last


def _stored_tables(reader: Reader, first: Moment, last: Moment) -> list[StoredTable]:
    rows = reader.rows("fingerprint/wal_list_tables", first=first.xmin, count=last.xmax - first.xmin)
    return [
        StoredTable(
            make_ref(row["kind"], row["schema"], row["name"]),
            row["relation"],
            frozenset(row["files"]) - {0},
            row["logged"],
            row["heap"],
            row["moved"],
            row["named_values"],
        )
        for row in rows
    ]


def _refuse(
    stretch: Stretch, blocks: Sequence[Block], tables: Sequence[StoredTable], catalogs: Sequence[CatalogFile]
) -> None:
    why = refusal(stretch.kinds)
    if why is not None:
        raise NotProven(why)
    files = {file for table in tables for file in table.files} | {item.file for item in catalogs if not item.shared}
    unknown = unknown_on_tables(blocks, files)
    if unknown is not None:
        raise NotProven(f"a table's pages were written by a kind of record that is not known here ({unknown})")


def _find_inspector(reader: Reader, here: Row, open_database: OpenDatabase, opened: ExitStack) -> Inspector:
    """A session in a transaction where pg_walinspect is: on this database or on another."""
    found = reader.rows("fingerprint/wal_find_functions")
    denied = [here["database_name"]] if found else []
    usable = [row["schema"] for row in found if row["usable"]]
    if usable:
        return Inspector(reader, usable[0], here["database_name"])
    for row in reader.rows("fingerprint/wal_list_databases"):
        with suppress(EnvironmentFault, Refused), ExitStack() as trying:
            other = trying.enter_context(open_database(row["name"]))
            trying.enter_context(other.snapshot())
            found = other.rows("fingerprint/wal_find_functions")
            usable = [item["schema"] for item in found if item["usable"]]
            if usable and _server(other.row("fingerprint/wal_read_position")) == _server(here):
                opened.push(trying.pop_all())
                return Inspector(other, usable[0], row["name"])
            denied += [row["name"]] if found else []
    if denied:
        raise NotProven(f"the reader may not run the functions of pg_walinspect in {quote(denied[0])}")
    raise NotProven("pg_walinspect is in no database of the cluster that the reader may connect to")


def defined_as_then(then: Moment, outside: Reader, refs: Collection[str]) -> bool:
    """Whether the tables are there and as the snapshot of ``then`` has them, for a session that sees the latest.

    Asked after the tables are locked and read under that snapshot: then nothing was rewritten under it.
    """
    with outside.snapshot():
        tables = {table.ref: table for table in _stored_tables(outside, then, _moment(outside))}
    return all(ref in tables and not tables[ref].moved for ref in refs)
