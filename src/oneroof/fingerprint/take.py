"""Take a database's fingerprint at one moment, or say that the catalog moved meanwhile.

The order is the proof (docs/explanation/fingerprint.md):

1. the snapshot is open before we begin;
2. ACCESS SHARE is taken on every table that the role may read: no TRUNCATE, rewrite or DROP from here on;
3. catalog, sequences and rows are read, the first two by one session while the others are at the rows already;
4. a session outside the snapshot looks whether a transaction ended since: if so, the versions of all catalog rows are
   read outside and in the snapshot: equal, or `CatalogMoved`, and the caller tries again with a new snapshot
   (`oneroof.fingerprint.settled.settled_fingerprint` is that loop).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from oneroof.clone.model import Progress, silent
from oneroof.errors import CatalogMoved, Refused, SqlFailed
from oneroof.fingerprint.catalog import CatalogReading, read_catalog
from oneroof.fingerprint.data import (
    TableDigest,
    digest_large_objects,
    list_tables,
)
from oneroof.fingerprint.model import Entry, Fingerprint
from oneroof.fingerprint.plan import EVERYTHING, DataPlan
from oneroof.fingerprint.refs import LARGE_OBJECTS, make_ref
from oneroof.fingerprint.sequences import read_sequences
from oneroof.fingerprint.workers import digest_all
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.session import Reader, Row, Session

__all__ = ["CatalogMoved", "take"]

#: Relations named in one LOCK statement; a statement's text stays small.
_LOCKED_AT_ONCE = 200
#: Rows and digest of each catalog.
_Stamp = dict[str, tuple[int, str]]


def take(
    session: Session,
    *,
    siblings: Sequence[Session] = (),
    observer: Session | None = None,
    progress: Progress = silent,
    plan: DataPlan = EVERYTHING,
) -> Fingerprint:
    """The fingerprint at the snapshot of the caller's open REPEATABLE READ transaction.

    Args:
        session: inside that transaction; it stays open.
        siblings: sessions inside transactions that imported the same snapshot; each digests tables in a thread.
        observer: a session outside, with no transaction open, to look at the catalog afterwards; without one, a sibling
            of ``session`` is opened for it and closed.
        progress: told how many pieces of the tables are done.
        plan: how rows are digested, and of which tables.

    Raises:
        Refused: the transactions do not see one and the same moment.
        CatalogMoved: somebody committed a change of the catalog after the snapshot; take another snapshot. The
            transactions stay usable, so they can be ended in the usual way.
    """
    moment = _one_moment([session, *siblings])
    try:
        with session.savepoint():  # the caller's transaction outlives what goes wrong here
            unreadable = _lock(session)
            fingerprint = _read(session, siblings, unreadable, progress, plan)
    except SqlFailed as error:
        moved = _moved(session, observer, moment)
        if moved:
            raise CatalogMoved(f"The catalog moved during the fingerprint ({moved[0]}).") from error
        raise
    moved = _moved(session, observer, moment)
    if moved:
        raise CatalogMoved(f"The catalog moved during the fingerprint ({moved[0]}).")
    return fingerprint


def digest_rows_of(session: Session, plan: DataPlan, *, progress: Progress = silent) -> dict[str, Entry]:
    """The entries of the data branch that a plan covers, for a caller who has all the rest of the fingerprint.

    Args:
        session: inside the transaction of the moment meant.
        plan: which tables.
        progress: told how many are done.
    """
    tables = [table for table in list_tables(session) if plan.covers(table.ref)]
    return {ref: digest.entry(ref) for ref, digest in digest_all([session], tables, plan, progress).items()}


def _one_moment(sessions: Sequence[Session]) -> Row:
    """The moment that all of them see."""
    moments = [session.row("fingerprint/read_moment") for session in sessions]
    if not all(moment["lasting"] and moment == moments[0] for moment in moments):
        raise Refused(
            "A fingerprint is of one moment, and these sessions do not see the same one.",
            next_step="Take it in REPEATABLE READ transactions that share one exported snapshot.",
        )
    return moments[0]


def _stamp(session: Session) -> _Stamp:
    rows = session.rows("fingerprint/stamp_catalog")
    return {row["catalog"]: (row["rows"], row["stamp"]) for row in rows}


def _moved(session: Session, observer: Session | None, moment: Row) -> list[str]:
    """Catalogs whose rows are no longer those of the snapshot.

    Nothing is asked of the rows when no transaction ended since; their versions at the snapshot can be read until it is
    let go of.
    """
    if observer is None:
        with session.sibling() as outside:
            return _moved(session, outside, moment)
    with observer.snapshot() if isinstance(observer, Reader) else observer.transaction(read_only=True):
        now = observer.row("fingerprint/read_moment")
        if moment["lists_all"] and now["lists_all"] and now["moment"] == moment["moment"]:
            return []
        after = _stamp(observer)
    before = _stamp(session)
    return sorted(name for name in {**before, **after} if before.get(name) != after.get(name))


def _lock(session: Session) -> list[str]:
    """Hold off DDL and TRUNCATE; gives the refs of what this role may not lock, hence not read."""
    listed = session.rows("fingerprint/list_lockable")
    names = iter([Identifier(row["schema"], row["name"]) for row in listed if row["lockable"]])
    while batch := list(islice(names, _LOCKED_AT_ONCE)):
        only = SQL(", ").join(SQL("ONLY {}").format(name) for name in batch)
        session.rows("fingerprint/lock_relations", {"relations": only})
    return [make_ref("table", row["schema"], row["name"]) for row in listed if not row["lockable"]]


class _Found(NamedTuple):
    """What one session reads while the others digest rows already; None: not all large objects may be read."""

    catalog: CatalogReading
    sequences: dict[str, Entry]
    unreadable: tuple[str, ...]
    large_objects: TableDigest | None


def _find(session: Session, plan: DataPlan) -> _Found:
    reading = read_catalog(session)
    large_objects = digest_large_objects(session) if plan.covers(LARGE_OBJECTS) else TableDigest(0, 0)
    return _Found(reading, *read_sequences(session), large_objects)


def _read(
    session: Session, siblings: Sequence[Session], unreadable: list[str], progress: Progress, plan: DataPlan
) -> Fingerprint:
    progress("reading the catalog", 0, 0)
    found: list[_Found] = []
    tables = list_tables(session)
    covered = [table for table in tables if plan.covers(table.ref)]
    digests = digest_all(
        [session, *siblings],
        [table for table in covered if table.readable],
        plan,
        progress,
        first=lambda own: found.append(_find(own, plan)),
    )
    reading, sequences, unreadable_sequences, large_objects = found[0]
    core = [table for table in tables if table.ref in reading.ours and not plan.covers(table.ref)]
    digests |= digest_all([session], [table for table in core if table.readable], plan, progress)
    wanted = [*covered, *core]
    data = {ref: digest.entry(ref) for ref, digest in digests.items()}
    if large_objects is None:
        unreadable.append(LARGE_OBJECTS)
    elif large_objects.rows:
        data[LARGE_OBJECTS] = large_objects.entry(LARGE_OBJECTS)
    undigested = {table.ref for table in tables} - {table.ref for table in wanted}
    if not plan.covers(LARGE_OBJECTS):
        undigested.add(LARGE_OBJECTS)
    ours = {ref: _with_data(entry, data.pop(ref, None)) for ref, entry in reading.ours.items()}
    unreadable += [table.ref for table in wanted if not table.readable]
    return Fingerprint(
        catalog=reading.catalog,
        data=data,
        sequences=sequences,
        ours=ours,
        cluster=reading.cluster,
        major=session.major,
        unseen=reading.unseen,
        unreadable=tuple(sorted({*unreadable, *unreadable_sequences, *reading.unreadable})),
        unmodelled=reading.unmodelled,
        mode=plan.mode,
        scope=plan.scope,
        salt=plan.salt,
        undigested=tuple(sorted(undigested)),
        platform=reading.platform,
    )


def _with_data(entry: Entry, data: Entry | None) -> Entry:
    """An object of the core carries the digest of its rows beside its facets."""
    return entry if data is None else replace(entry, facets={**entry.facets, **data.facets})
