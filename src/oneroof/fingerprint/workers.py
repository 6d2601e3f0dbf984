"""Tables digested side by side: cut into pieces so that one huge table uses every session, the largest first.

Pieces get smaller towards the end, so that no session is left with a large one when the others have nothing to do.
Sums of digests add up, so a table can be read in any pieces by any session of one snapshot; the client keeps a count
and a sum of each table, whatever its size. Small tables go together in one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event
from typing import Protocol, runtime_checkable

from oneroof.clone.model import Progress
from oneroof.fingerprint.data import ListedTable, TableDigest
from oneroof.fingerprint.plan import DataPlan
from oneroof.fingerprint.shape import Shape, digest_parts, read_shapes
from oneroof.pg.session import Session

#: A piece is at most about so large, out-of-line values counted: some tenths of a second.
PIECE_BYTES = 32 << 20
#: No piece is larger than this part of what is left to do, until they are so many times smaller than the largest.
LEFT, SMALLER = 8, 8
#: As much a session that chunks reads in one statement of several tables.
CHUNK_BYTES = 1 << 20
#: Small tables in one statement.
TOGETHER = 50
Shapes = Mapping[tuple[str, str], Shape]


@dataclass(frozen=True)
class Piece:
    """A table from page ``first`` until page ``end`` (None: to its end), which are ``pages`` (0: it cannot be cut)."""

    table: ListedTable
    first: int = 0
    end: int | None = None
    pages: int = 0


Task = tuple[Piece, ...]
_Sums = list[tuple[Piece, TableDigest]]
_Done = SimpleQueue[_Sums | BaseException | None]


@runtime_checkable
class Chunking(Protocol):
    """A session that wants to read a piece in smaller chunks, of which the last has no end."""

    def chunks(self, pages: int) -> Iterator[tuple[int, int | None]]:
        """First page and end of each, in turn; asked for the next when the one before is read."""

    def was_a_chunk(self) -> None:
        """What was read last is a chunk that could not be cut."""


def cut(tables: Iterable[ListedTable], together: int = PIECE_BYTES) -> list[Task]:
    """What is to be done, the largest tables first: pieces of large tables one by one, small tables together.

    Args:
        tables: what is digested.
        together: bytes that one statement over several tables may read.
    """
    tasks: list[Task] = []
    small: list[Piece] = []
    room = 0
    ordered = sorted(tables, key=lambda table: (-table.bytes, table.ref))
    left = sum(table.bytes for table in ordered)
    for table in ordered:
        size = _size(left)
        if table.bytes > min(size, together):
            tasks += [(piece,) for piece in _pieces(table, left)]
        else:
            if small and (room < table.bytes or len(small) == TOGETHER):
                tasks.append(tuple(small))
                small = []
            room = min(size, together) - table.bytes if not small else room - table.bytes
            small.append(Piece(table))
        left -= table.bytes
    return tasks + ([tuple(small)] if small else [])


def _size(left: int) -> int:
    """How large a piece may be when so many bytes are left to do."""
    return min(PIECE_BYTES, max(left // LEFT, PIECE_BYTES // SMALLER))


def _pieces(table: ListedTable, left: int) -> Iterator[Piece]:
    """Ranges of pages. The last has no end: the snapshot's rows are all on pages that were there."""
    first = 0
    while table.pages:
        count = max(1, _size(left - table.bytes * first // table.pages) * table.pages // table.bytes)
        if first + count >= table.pages:
            break
        yield Piece(table, first, first + count, count)
        first += count
    yield Piece(table, first, None, table.pages - first)


def helps(session: Session, tables: Iterable[ListedTable]) -> bool:
    """Whether another session beside this one would find anything to do."""
    return len(_tasks(session, tables)) > 1


def _tasks(session: Session, tables: Iterable[ListedTable]) -> list[Task]:
    return cut(tables, CHUNK_BYTES if isinstance(session, Chunking) else PIECE_BYTES)


def digest_all(
    sessions: Sequence[Session],
    tables: Iterable[ListedTable],
    plan: DataPlan,
    progress: Progress,
    *,
    first: Callable[[Session], None] | None = None,
) -> dict[str, TableDigest]:
    """Digest every table, each session in a thread of its own.

    Args:
        sessions: inside transactions of one snapshot.
        tables: what to digest.
        plan: in which mode.
        progress: told how many pieces are done.
        first: what the first session does before it joins the others, which have begun meanwhile.

    Raises:
        OneroofError: of any session; the others are cancelled.
    """
    listed = list(tables)
    tasks = _tasks(sessions[0], listed)
    shapes = read_shapes(sessions[0], [(table.schema, table.name) for table in listed]) if tasks else {}
    found = {table.ref: TableDigest(0, 0) for table in listed}
    pending: SimpleQueue[Task | None] = SimpleQueue()
    for item in [*tasks, *[None] * len(sessions)]:
        pending.put(item)
    done: _Done = SimpleQueue()
    stop = Event()
    with ThreadPoolExecutor(len(sessions)) as pool, _cancelled(sessions, stop):
        share = _Share(pending, done, stop, shapes, plan)
        for session in sessions:
            pool.submit(_work, session, share, first if session is sessions[0] else None)
        for number in range(1, len(tasks) + (first is not None) + 1):
            result = done.get()
            if isinstance(result, BaseException):
                raise result
            if result is None:
                raise LookupError("a worker ended before the tables did")
            for piece, digest in result:
                found[piece.table.ref] += digest
            progress("digesting rows", min(number, len(tasks)), len(tasks))
    return found


@contextmanager
def _cancelled(sessions: Sequence[Session], stop: Event) -> Iterator[None]:
    """When the block fails or is interrupted, end what the threads are doing, so that they can be waited for."""
    try:
        yield
    except BaseException:
        stop.set()
        for session in sessions:
            session.cancel()
        raise


@dataclass(frozen=True)
class _Share:
    """What the threads share."""

    pending: SimpleQueue[Task | None]
    done: _Done
    stop: Event
    shapes: Shapes
    plan: DataPlan


def _work(session: Session, share: _Share, first: Callable[[Session], None] | None) -> None:
    """Do tasks until none is left; what goes wrong is handed over, never swallowed."""
    try:
        if first is not None:
            first(session)
            share.done.put([])
        # One process of the server for each session, as many as were asked for; each has pieces enough.
        session.rows("fingerprint/forbid_parallel")
        while not share.stop.is_set() and (task := share.pending.get()) is not None:
            with session.savepoint():
                sums = _do(session, task, share)
            share.done.put(sums)
    except BaseException as error:  # noqa: BLE001 - it is raised again in the caller's thread
        share.done.put(error)


def _do(session: Session, task: Task, share: _Share) -> _Sums:
    if len(task) == 1 and task[0].pages and isinstance(session, Chunking):
        sums: _Sums = []
        for chunk in _chunks(session, task[0]):
            if share.stop.is_set():  # nobody waits for these sums any more
                break
            sums += _sums(session, [chunk], share)
        return sums
    together = [piece for piece in task if piece.table.populated]
    sums = _sums(session, together, share)
    if together and isinstance(session, Chunking):
        session.was_a_chunk()
    return sums


def _chunks(session: Chunking, piece: Piece) -> Iterator[Piece]:
    for first, end in session.chunks(piece.pages):
        last = piece.end if end is None else piece.first + end
        yield Piece(piece.table, piece.first + first, last)


def _sums(session: Session, pieces: Sequence[Piece], share: _Share) -> _Sums:
    """Rows and sum of each piece, in one statement."""
    parts = [
        share.shapes[piece.table.schema, piece.table.name].digest(
            share.plan,
            session.major,
            pages=(piece.first, piece.end) if piece.first or piece.end is not None else None,
            place=place,
        )
        for place, piece in enumerate(pieces)
    ]
    rows = digest_parts(session, parts) if parts else []
    return [(pieces[row["place"]], TableDigest.of(row)) for row in rows]
