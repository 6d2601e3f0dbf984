"""What records of the write-ahead log say of a database's tables, and when they say nothing. Pure.

The argument, whose steps are the functions below (docs/explanation/impact.md has it in words):

1. a row of a table looks otherwise at the second moment than at the first only if a transaction that the first did not
   see as ended, and the second sees as committed, wrote a record for the table's own file or its TOAST table's, or
   wrote one before our first position and still held its lock then, or wrote the table's rows of the catalog;
2. each transaction in between has left how it ended (`unended`), so the log was read far enough;
3. a kind of record that is not on the lists below is never taken for harmless (`refusal`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

#: Transaction ids in the log have 32 bits; those of a snapshot have 64.
XIDS = 1 << 32
#: So far apart two ids of 32 bits still have an order; a byte is kept for each id in between.
MOST_TRANSACTIONS = 1 << 26
_COMMITTED, _ABORTED, _UNDONE = 1, 2, 3

#: On a page of a table: what writes rows (`src/backend/access/rmgrdesc/heapdesc.c`), and whole new pages.
WRITES = frozenset(
    {
        *(f"Heap/{name}{init}" for name in ("INSERT", "UPDATE", "HOT_UPDATE") for init in ("", "+INIT")),
        *("Heap/DELETE", "Heap/HEAP_CONFIRM", "Heap2/MULTI_INSERT", "Heap2/MULTI_INSERT+INIT", "XLOG/FPI"),
    }
)
#: On a page of a table: locks of rows, pruning, vacuum, freezing, hint bits, statistics kept in place in the catalog.
HARMLESS = frozenset(
    {
        *("Heap/LOCK", "Heap/INPLACE", "Heap2/PRUNE", "Heap2/VACUUM", "Heap2/FREEZE_PAGE", "Heap2/VISIBLE"),
        *("Heap2/PRUNE_ON_ACCESS", "Heap2/PRUNE_VACUUM_SCAN", "Heap2/PRUNE_VACUUM_CLEANUP"),
        *("Heap2/LOCK_UPDATED", "Heap2/NEW_CID", "XLOG/FPI_FOR_HINT"),
    }
)
#: Kinds of record without a page of a table that change nothing of one, or that are read for what they say.
_ASIDE = frozenset(
    {
        *(f"XLOG/{name}" for name in ("CHECKPOINT_ONLINE", "CHECKPOINT_REDO", "NOOP", "NEXTOID", "SWITCH")),
        *(f"XLOG/{name}" for name in ("BACKUP_END", "RESTORE_POINT", "FPW_CHANGE")),
        *(f"Transaction/{name}" for name in ("COMMIT", "ABORT", "PREPARE", "COMMIT_PREPARED", "ABORT_PREPARED")),
        *("Transaction/ASSIGNMENT", "Transaction/INVALIDATION", "Storage/CREATE", "Storage/TRUNCATE"),
        *("Heap/TRUNCATE", "Heap2/REWRITE", "RelMap/UPDATE"),
    }
)
#: Resource managers whose every record is one of the lists' above; and those that never concern a table's rows.
_LISTED = frozenset({"XLOG", "Transaction", "Storage", "Heap", "Heap2", "RelMap"})
_ELSEWHERE = frozenset(
    {
        *("CLOG", "Database", "Tablespace", "MultiXact", "Standby", "Btree", "Hash", "Gin", "Gist", "Sequence"),
        *("SPGist", "BRIN", "CommitTs", "ReplicationOrigin", "Generic", "LogicalMessage"),
    }
)
#: Records after which the log is not that of one life of the server, or was not written in full.
ENDS: Mapping[str, str] = {
    "XLOG/CHECKPOINT_SHUTDOWN": "the server was stopped or recovered in between",
    "XLOG/END_OF_RECOVERY": "the server recovered in between",
    "XLOG/OVERWRITE_CONTRECORD": "the server recovered in between",
    "XLOG/PARAMETER_CHANGE": "settings that the log depends on were changed in between",
}
#: Why a table cannot keep its digest (`docs/explanation/impact.md`).
REASONS = frozenset({"written", "file", "definition", "open", "catalog", "unlogged", "access-method", "new"})
#: Catalogs whose rows decide nothing of how a value is printed: planner statistics and large objects.
STATISTICS = frozenset({"pg_statistic", "pg_statistic_ext_data"})
LARGE_OBJECT_CATALOGS = frozenset({"pg_largeobject", "pg_largeobject_metadata"})
#: Catalogs that no entry of a fingerprint's catalog is made of.
STILL = STATISTICS | {"pg_largeobject"}
#: The one shared catalog whose names values can hold (`regrole`, `aclitem`).
_SHARED = frozenset({"pg_authid"})


@dataclass(frozen=True)
class Moment:
    """The bounds of a snapshot: it sees as ended what is below ``xmax`` and not ``running``; below ``xmin`` all is."""

    xmin: int
    xmax: int
    running: frozenset[int]


@dataclass
class Stretch:
    """What the log holds between two positions. ``_ended`` is filled by `note_ends`; ids in it are of 64 bits.

    ``last`` is set by `until`; what is asked of ids before, is asked of all that were noted.
    """

    first: Moment
    last: Moment | None = None
    kinds: dict[str, int] = field(default_factory=dict)
    files: set[int] = field(default_factory=set)
    _ended: bytearray = field(default_factory=bytearray)

    def until(self, last: Moment) -> Stretch:
        """A copy that goes on to the second moment: ids that began after it are not asked for."""
        ids = last.xmax - self.first.xmin
        return Stretch(self.first, last, dict(self.kinds), set(self.files), self._ended[:ids].ljust(ids, b"\0"))

    def note(self, kinds: Mapping[str, int], files: Iterable[int | None]) -> None:
        """Add the kinds of record of one part, and the files that were made or cut in it."""
        for kind, records in kinds.items():
            self.kinds[kind] = self.kinds.get(kind, 0) + records
        self.files.update(file for file in files if file is not None)

    def note_ends(self, xids: Iterable[int], *, committed: bool) -> None:
        """Add how transactions and subtransactions ended, by their ids of 32 bits."""
        for xid in xids:
            place = (xid - self.first.xmin) % XIDS
            if self.last is None and len(self._ended) <= place < MOST_TRANSACTIONS:
                self._ended.extend(bytes(place + 1 - len(self._ended)))
            if place < len(self._ended):  # what began after the second moment is not asked for
                self._ended[place] = _COMMITTED if committed else _ABORTED

    def note_undone(self, xids: Iterable[int]) -> None:
        """Add ids, of 64 bits and not shown ended, that were rolled back by the server's word, without a record yet."""
        for xid in xids:
            self._ended[xid - self.first.xmin] = _UNDONE

    @property
    def ends(self) -> dict[str, int]:
        """How many transactions and subtransactions that the second moment may see ended, and how.

        ``committed`` and ``aborted`` by their records, ``undone``: rolled back by the server's word.
        """
        ways = {"committed": _COMMITTED, "aborted": _ABORTED, "undone": _UNDONE}
        return {name: self._ended.count(how) for name, how in ways.items()}

    def unended(self) -> Iterator[int]:
        """Ids that the first moment does not see, the second may see, and nothing shows ended."""
        new = (*sorted(self.first.running), *range(self.first.xmax, self._last.xmax))
        return (xid for xid in new if xid not in self._last.running and not self._ended[xid - self.first.xmin])

    def unseen(self) -> list[int]:
        """Ids of 32 bits whose rows the second moment does not see: rolled back, or still open then."""
        undone = (place + self.first.xmin for place, how in enumerate(self._ended) if how in (_ABORTED, _UNDONE))
        return sorted({xid % XIDS for xid in (*undone, *(self.last.running if self.last else ()))})

    def open_then(self, xids: Iterable[int]) -> bool:
        """Whether one of the transactions that were open before the first moment is committed at the second only."""
        for xid in xids:
            place = (xid - self.first.xmin) % XIDS
            full = self.first.xmin + place
            ended_before = place >= XIDS // 2 or (full < self.first.xmax and full not in self.first.running)
            later = full >= self._last.xmax or full in self._last.running
            if not ended_before and not later and self._ended[place] not in (_ABORTED, _UNDONE):
                return True
        return False

    @property
    def _last(self) -> Moment:
        if self.last is None:
            raise LookupError("the second moment is not known yet")
        return self.last


def refusal(kinds: Iterable[str]) -> str | None:
    """Why these kinds of record (``manager/type``) prove nothing; None when each is known and none ends the proof."""
    for kind in sorted(kinds):
        manager = kind.partition("/")[0]
        if kind in ENDS:
            return f"{ENDS[kind]} ({kind})"
        if manager in _LISTED and kind not in WRITES | HARMLESS | _ASIDE:
            return f"the log holds records of a kind that is not known here ({kind})"
        if manager not in _LISTED | _ELSEWHERE:
            return f"the log holds records of a resource manager that is not known here ({manager})"
    return None


@dataclass(frozen=True)
class Block:
    """Records of one kind for one file: how many, by transactions of which ids. ``shared``: of no one database."""

    file: int
    shared: bool
    kind: str
    records: int
    xids: tuple[int, ...]


@dataclass(frozen=True)
class StoredTable:
    """What holds rows, and how far the log tells of it (`wal_list_tables.sql`)."""

    ref: str
    relation: int
    files: frozenset[int]
    logged: bool
    heap: bool
    moved: bool
    named_values: bool


@dataclass(frozen=True)
class Touched:
    """A table whose rows may differ, or of which the log does not tell: why, and what was written to it.

    ``transactions`` are the lowest and the highest id of those that wrote its rows; empty where none did.
    """

    object: str
    why: tuple[str, ...]
    records: int = 0
    transactions: tuple[int, ...] = ()

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence."""
        return {
            "object": self.object,
            "why": list(self.why),
            "records": self.records,
            "transactions": list(self.transactions),
        }


def unknown_on_tables(blocks: Iterable[Block], files: Collection[int]) -> str | None:
    """The first kind of record on a page of ``files`` that neither writes rows nor is known to be harmless."""
    kinds = {block.kind for block in blocks if not block.shared and block.file in files}
    return min(kinds - WRITES - HARMLESS, default=None)


def touched_tables(
    tables: Iterable[StoredTable],
    blocks: Iterable[Block],
    *,
    made: Collection[int],
    locked: Collection[int],
    catalog_written: bool,
    known: Collection[str],
) -> Iterator[Touched]:
    """The tables that cannot keep their digests, each with its reasons.

    Args:
        tables: as the second moment sees them.
        blocks: records by file, of transactions that the second moment may see.
        made: files that were made or cut in between.
        locked: relations that were locked for writing when the first position was noted.
        catalog_written: whether what values are printed by may have changed.
        known: references that have a digest of the first moment.
    """
    written: dict[int, list[Block]] = {}
    for block in blocks:
        if not block.shared and block.kind in WRITES:
            written.setdefault(block.file, []).append(block)
    for table in tables:
        found = [block for file in table.files for block in written.get(file, ())]
        reasons = {
            "written": bool(found),
            "file": not table.files.isdisjoint(made),
            "definition": table.moved,
            "open": table.relation in locked,
            "catalog": catalog_written and table.named_values,
            "unlogged": not table.logged,
            "access-method": not table.heap,
            "new": table.ref not in known,
        }
        why = tuple(name for name, holds in reasons.items() if holds)
        if why:
            yield Touched(table.ref, why, sum(block.records for block in found), _span(found))


def _span(blocks: Iterable[Block]) -> tuple[int, ...]:
    ids = sorted(xid for block in blocks for xid in block.xids)
    return (ids[0], ids[-1]) if ids else ()


@dataclass(frozen=True)
class CatalogFile:
    """Where a built-in table is stored; its TOAST table goes by the same name."""

    name: str
    shared: bool
    file: int


def _changed(files: Iterable[CatalogFile], blocks: Iterable[Block], made: Collection[int]) -> Iterator[CatalogFile]:
    """Built-in tables, shared ones too, whose rows were written or whose file was made."""
    written = {(block.file, block.shared) for block in blocks if block.kind not in HARMLESS}
    for catalog in files:
        if (catalog.file, catalog.shared) in written or (not catalog.shared and catalog.file in made):
            yield catalog


def written_catalogs(files: Iterable[CatalogFile], blocks: Iterable[Block], made: Collection[int]) -> frozenset[str]:
    """Built-in tables whose rows were written, those of the whole cluster only where values can hold their names."""
    changed = _changed(files, blocks, made)
    return frozenset(catalog.name for catalog in changed if not catalog.shared or catalog.name in _SHARED)


def catalog_still(
    files: Iterable[CatalogFile], blocks: Iterable[Block], made: Collection[int], touched: Iterable[StoredTable]
) -> bool:
    """Whether no row of any built-in table was written, shared ones too, save statistics and large objects' pages.

    ``touched`` are the tables to digest again: none of them may print values by what the catalog says, so that they
    can be digested without looking at it once more.
    """
    changed = {catalog.name for catalog in _changed(files, blocks, made)}
    return not changed - STILL and not any(table.named_values or table.moved for table in touched)


def large_objects_touched(
    ref: str, files: Iterable[CatalogFile], blocks: Iterable[Block], made: Collection[int], *, open_then: bool
) -> Touched | None:
    """Whether the large objects, which are called ``ref``, can keep their digest: None when they can.

    ``open_then``: a transaction that was open at the first moment may have committed; nobody knows what it wrote.
    """
    stored = {catalog.file for catalog in files if catalog.name in LARGE_OBJECT_CATALOGS}
    found = [block for block in blocks if not block.shared and block.file in stored and block.kind in WRITES]
    reasons = {"written": bool(found), "file": not stored.isdisjoint(made), "open": open_then}
    why = tuple(name for name, holds in reasons.items() if holds)
    return Touched(ref, why, sum(block.records for block in found), _span(found)) if why else None


def position(lsn: str) -> int:
    """A WAL position as a number of bytes: ``16/B374D848``."""
    high, _, low = lsn.partition("/")
    return (int(high, 16) << 32) + int(low, 16)
