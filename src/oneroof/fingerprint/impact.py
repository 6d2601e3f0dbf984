"""Production's fingerprint again: in full, or in proportion to what was written where the log proves the rest.

Both give the same fingerprint. By the log, a table keeps its digest when nothing which decides on it was written; all
others are digested again. Sequences and replication slots are read as always, and so is the catalog, unless the log
shows that no row of any built-in table was written, the cluster's included.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any, Literal

from oneroof.clone.model import Progress, silent
from oneroof.errors import CatalogMoved, SqlFailed
from oneroof.fingerprint.catalog import slots_of
from oneroof.fingerprint.data import ListedTable, digest_large_objects, list_tables
from oneroof.fingerprint.model import Fingerprint
from oneroof.fingerprint.plan import DataPlan
from oneroof.fingerprint.refs import LARGE_OBJECTS, kind_of
from oneroof.fingerprint.sequences import read_sequences
from oneroof.fingerprint.settled import ATTEMPTS
from oneroof.fingerprint.take import take
from oneroof.fingerprint.wal import (
    LogReading,
    NotProven,
    OpenDatabase,
    WalChanges,
    WalStart,
    defined_as_then,
    read_changes,
)
from oneroof.fingerprint.wal_changes import Moment
from oneroof.fingerprint.workers import digest_all, helps
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.session import Reader


@dataclass(frozen=True)
class Again:
    """The second fingerprint, and by what it is known: the log's own changes, or why it was taken in full."""

    fingerprint: Fingerprint
    changes: WalChanges | None
    why_not: str | None
    kept: int = 0

    @property
    def by(self) -> Literal["wal", "fingerprint"]:
        """Which way was gone."""
        return "fingerprint" if self.changes is None else "wal"

    def as_fact(self) -> dict[str, Any]:
        """For evidence: positions, counts, names of relations; ``tables`` is the sum of the two that follow it."""
        data = len(self.fingerprint.data)
        counts = {"tables": data, "kept": self.kept, "digested": data - self.kept}
        return {"why_not": self.why_not, **counts, **(self.changes.as_fact() if self.changes is not None else {})}

    def relations(self) -> list[dict[str, Any]]:
        """For evidence: every table that could not keep its digest by the log, with the reasons."""
        return [] if self.changes is None else [table.as_fact() for table in self.changes.touched]


def take_again(
    reader: Reader,
    before: Fingerprint,
    start: WalStart | None,
    *,
    open_reader: Callable[[], Reader],
    open_database: OpenDatabase,
    ahead: LogReading | None = None,
    workers: int = 2,
    progress: Progress = silent,
) -> Again:
    """The fingerprint at a new snapshot, of the mode and scope of ``before``; tried anew when the catalog moved.

    Args:
        reader: the session that noted ``start``, with no transaction open.
        before: the first fingerprint.
        start: where the log stood then (`oneroof.fingerprint.wal.note`); None: not noted.
        open_reader: opens another session on the same database; each is closed here, and none is opened that finds
            nothing to do.
        open_database: opens a session on another database of the cluster, where pg_walinspect may be.
        ahead: what was read of the log meanwhile (`oneroof.fingerprint.wal.read_ahead`).
        workers: sessions that digest tables side by side, at least 1.
        progress: told how far it is.

    Raises:
        CatalogMoved: the catalog moved during every attempt.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with ExitStack() as opened:
                with reader.snapshot() as snapshot, ExitStack() as shared:
                    helpers = _Helpers(open_reader, workers - 1, snapshot, opened, shared)
                    found = _at_snapshot(reader, before, (start, ahead), helpers, open_database, progress)
                return found.confirmed(reader)
        except CatalogMoved:
            if attempt == ATTEMPTS:
                raise
    raise CatalogMoved


def at_snapshot(
    reader: Reader,
    before: Fingerprint,
    start: WalStart | None,
    *,
    open_database: OpenDatabase,
    ahead: LogReading | None = None,
    progress: Progress = silent,
) -> Again:
    """The same at the snapshot of the caller's open transaction.

    Raises:
        CatalogMoved: somebody changed the catalog after the snapshot; take another one.
    """
    with ExitStack() as opened:
        helpers = _Helpers(reader.sibling, 0, "", opened, opened)
        found = _at_snapshot(reader, before, (start, ahead), helpers, open_database, progress)
        return found.confirmed(helpers.observer()) if found.digested else found.again


@dataclass(frozen=True)
class _Helpers:
    """Sessions beside the reader's, opened when there is something for them to do: a session costs milliseconds."""

    open_reader: Callable[[], Reader]
    count: int
    snapshot: str
    opened: ExitStack
    shared: ExitStack

    def observer(self) -> Reader:
        """One outside of the snapshot."""
        return self.opened.enter_context(self.open_reader())

    def siblings(self) -> list[Reader]:
        """Those that share the snapshot."""
        helpers = [self.opened.enter_context(self.open_reader()) for _ in range(self.count)]
        for helper in helpers:
            self.shared.enter_context(helper.snapshot(self.snapshot))
        return helpers


@dataclass(frozen=True)
class _Found:
    """The second fingerprint, and the tables that were digested without a look at the whole catalog afterwards."""

    again: Again
    moment: Moment | None = None
    digested: frozenset[str] = frozenset()

    def confirmed(self, outside: Reader) -> Again:
        """It holds if those tables are defined as the snapshot has them, for a session with no transaction open.

        Raises:
            CatalogMoved: they are not.
        """
        if self.moment is not None and self.digested and not defined_as_then(self.moment, outside, self.digested):
            raise CatalogMoved("The catalog moved while tables were read again.")
        return self.again


def _at_snapshot(
    reader: Reader,
    before: Fingerprint,
    log: tuple[WalStart | None, LogReading | None],
    helpers: _Helpers,
    open_database: OpenDatabase,
    progress: Progress,
) -> _Found:
    changes, why_not = _changes(reader, before, log, open_database)
    plan = _plan(before, changes)
    if changes is not None and changes.catalog_still:
        still = _still(reader, before, changes, plan, helpers, progress)
        if still is not None:
            return still
        changes = replace(changes, catalog_still=False)
    found = take(reader, siblings=helpers.siblings(), observer=helpers.observer(), progress=progress, plan=plan)
    return _Found(_completed(before, found, changes, why_not))


def _changes(
    reader: Reader,
    before: Fingerprint,
    log: tuple[WalStart | None, LogReading | None],
    open_database: OpenDatabase,
) -> tuple[WalChanges | None, str | None]:
    known = frozenset({*before.data, *before.ours, *before.undigested})
    start, ahead = log
    try:
        return read_changes(reader, start, known=known, open_database=open_database, ahead=ahead), None
    except NotProven as reason:
        return None, str(reason)


def _covered(before: Fingerprint, ref: str) -> bool:
    """Whether the first fingerprint's scope had these rows."""
    return before.scope == "full" or ref in before.data or (ref == LARGE_OBJECTS and ref not in before.undigested)


def same_plan(before: Fingerprint) -> DataPlan:
    """The plan by which a fingerprint covers the same rows, in the same way."""
    held = frozenset({*before.data, LARGE_OBJECTS} - {*before.undigested})
    return DataPlan(before.mode, before.scope, held, before.salt)


def _plan(before: Fingerprint, changes: WalChanges | None) -> DataPlan:
    """Rows to digest now: of the tables that cannot keep their digests, or all that the first fingerprint had."""
    if changes is None:
        return same_plan(before)
    touched = (table.object for table in changes.touched)
    return DataPlan(before.mode, "touched", frozenset(ref for ref in touched if _covered(before, ref)), before.salt)


def _still(
    reader: Reader,
    before: Fingerprint,
    changes: WalChanges,
    plan: DataPlan,
    helpers: _Helpers,
    progress: Progress,
) -> _Found | None:
    """The second fingerprint when no catalog was written: sequences and touched rows alone; None: not so any more."""
    wanted = {table.object for table in changes.touched if plan.covers(table.object) or table.object in before.ours}
    tables = [table for table in list_tables(reader) if table.ref in wanted] if wanted - {LARGE_OBJECTS} else []
    slots = {ref: entry for ref, entry in before.cluster.items() if kind_of(ref) == "replication_slot"}
    if not all(table.readable for table in tables) or slots_of(reader) != slots:
        return None
    if {table.ref for table in tables} != wanted - {LARGE_OBJECTS}:
        return None
    try:
        with reader.savepoint():
            _lock(reader, tables)
            sequences, unreadable = read_sequences(reader)
            sessions = [reader, *(helpers.siblings() if helps(reader, tables) else ())]
            found = digest_all(sessions, tables, plan, progress) if tables else {}
            large = digest_large_objects(reader) if LARGE_OBJECTS in wanted else None
    except SqlFailed:  # a sequence or a table went meanwhile
        return None
    digests = {ref: digest.entry(ref) for ref, digest in found.items()}
    if LARGE_OBJECTS in wanted:
        if large is None:
            return None
        digests |= {LARGE_OBJECTS: large.entry(LARGE_OBJECTS)} if large.rows else {}
    kept = {ref: entry for ref, entry in before.data.items() if ref not in wanted}
    ours = {
        ref: replace(entry, facets={**entry.facets, **digests.pop(ref).facets}) if ref in digests else entry
        for ref, entry in before.ours.items()
    }
    elsewhere = (ref for ref in before.unreadable if kind_of(ref) != "sequence")
    unread = tuple(sorted({*elsewhere, *unreadable}))
    whole = replace(before, data={**kept, **digests}, ours=ours, sequences=sequences, unreadable=unread)
    return _Found(Again(whole, changes, None, len(kept)), changes.moment, frozenset(found))


def _lock(reader: Reader, tables: Sequence[ListedTable]) -> None:
    """Nobody rewrites them from here on, so what `defined_as_then` says afterwards is said of what is read now."""
    plain = [table for table in tables if table.kind == "table"]  # LOCK takes no materialised view
    if plain:
        names = SQL(", ").join(SQL("ONLY {}").format(Identifier(table.schema, table.name)) for table in plain)
        reader.rows("fingerprint/lock_relations", {"relations": names})


def _completed(before: Fingerprint, found: Fingerprint, changes: WalChanges | None, why_not: str | None) -> Again:
    """What was digested again, with the digests of the first moment for what the log proves untouched."""
    if changes is None:
        return Again(found, None, why_not)
    kept = {ref: before.data[ref] for ref in found.undigested if ref in before.data}
    outside = tuple(ref for ref in found.undigested if not _covered(before, ref))
    whole = replace(found, data={**kept, **found.data}, scope=before.scope, undigested=outside)
    return Again(whole, changes, None, len(kept))
