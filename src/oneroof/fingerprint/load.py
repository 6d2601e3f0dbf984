"""The governor: our load on a server stays under a limit that people state.

**Load** is the share of time in which sessions of ours are at work on the server, summed over them: 0.5 means that on
average half a session is busy, 1 that always one is, 2 that two are. A busy session uses at most one core (no parallel
query is used under the governor). Each statement is timed where it is sent from, so waiting for the network counts as
load, too, and after it the session rests for as long as the limit asks: a server that grows slower is asked less often.

Tables are read in chunks that aim at half of `CHUNK_SECONDS`, so that the rests come often. What cannot be cut is one
statement, however long it takes, and its rest comes after it: the catalog, large objects, a materialised view, a table
of another access method, the search for rows that differ.

A stream of rows (`COPY`) is one statement, too, and is cut where it is read: for half of `CHUNK_SECONDS` we take what
comes, then nothing for as long as the limit asks. What lies between the server and us fills up, some megabytes at most,
and the server's session waits for its socket, at no work; what it made until then counts (`oneroof.fingerprint.pace`).
"""

from __future__ import annotations

import math
import time
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from threading import Event, Lock
from typing import Any

from oneroof.errors import UsageError
from oneroof.fingerprint.pace import Pace
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Connection, Identifiers, Reader, Row

#: What 95 chunks of 100 take at most on a server that is not starved; each is cut to take half of it.
CHUNK_SECONDS = 0.1
#: Sessions at most, however high the limit.
_MOST_SESSIONS = 8
_FIRST_PAGES = 64
_FEWEST_PAGES, _MOST_PAGES = 8, 1 << 17
#: How much a chunk may differ from the one before it.
_SHRINK, _GROW = 0.25, 2.0


@dataclass(frozen=True)
class Load:
    """What was achieved: ``limit`` and ``achieved`` as load; times in seconds, ``chunk_p95`` of all chunks."""

    limit: float
    achieved: float
    sessions: int
    chunks: int
    chunk_p95: float
    longest_statement: float
    longest_snapshot: float
    seconds: float

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


class Governor:
    """Times what sessions do and makes them rest; one for all sessions of a fingerprint, safe between threads.

    Args:
        limit: the load, above 0.
        clock: seconds that only go forward.
        rest: waits for some seconds.

    Raises:
        UsageError: the limit is not above 0.
    """

    def __init__(
        self, limit: float, *, clock: Callable[[], float] = time.monotonic, rest: Callable[[float], None] = time.sleep
    ) -> None:
        if not limit > 0 or not math.isfinite(limit):
            raise UsageError(
                f"A load of {limit:g} cannot be kept.", next_step="Give a number above 0: 0.5 is half a session's time."
            )
        self.limit = limit
        #: Sessions side by side: as many as the limit lets be busy at once.
        self.sessions = min(_MOST_SESSIONS, max(1, math.ceil(limit)))
        self._clock, self._rest = clock, rest
        self._lock = Lock()
        self._pages = float(_FIRST_PAGES)
        self._streams = 0
        self.begin()

    def begin(self) -> None:
        """Measure anew from the next statement on: `load` says nothing of what was before."""
        with self._lock:
            self._begun: float | None = None
            self._busy = 0.0
            self._longest_statement = 0.0
            self._longest_snapshot = 0.0
            self._chunks = array("d")

    @classmethod
    def of(cls, limit: float | None) -> Governor | None:
        """A governor where there is a limit."""
        return None if limit is None else cls(limit)

    @property
    def pages(self) -> int:
        """How many pages of a table the next chunk should read."""
        return int(self._pages)

    @contextmanager
    def statement(self, rest: Callable[[float], object] | None = None) -> Iterator[list[float]]:
        """Time the block, then rest so long that the session keeps its part of the limit; gives the time afterwards.

        Args:
            rest: waits for some seconds, or until somebody ends it; default: the governor's own.

        Yields:
            Seconds: the block may set how long the server worked besides, afterwards it is how long the block took.
        """
        begun = self._clock()
        self._begun = begun if self._begun is None else self._begun
        took = [0.0]
        worked = 0.0
        try:
            yield took
        finally:
            besides, took[0] = took[0], self._clock() - begun
            worked = took[0] + besides
            with self._lock:
                self._busy += worked
                self._longest_statement = max(self._longest_statement, took[0])
        (rest or self._rest)(max(0.0, worked * max(self.sessions, self._streams) / self.limit - took[0]))

    def paced(
        self, blocks: Iterable[memoryview], rest: Callable[[float], object] | None = None
    ) -> Iterator[memoryview]:
        """What one session streams, read in turns, each followed by a rest in which nothing is read.

        A turn's time is ours and the server's together, as if it worked while we do: an error to the safe side. What
        the server made while we rested counts, too. Streams that run at once share the limit, however many they are.

        Args:
            blocks: nothing is asked of them in advance.
            rest: as `statement` has it.
        """
        pace = Pace(blocks, CHUNK_SECONDS / 2, self._clock)
        with self._streaming():
            while not pace.over:
                with self.statement(rest) as took:
                    yield from pace.turn()
                    took[0] = pace.ahead()
                self.chunk(0, took[0])

    @contextmanager
    def _streaming(self) -> Iterator[None]:
        with self._lock:
            self._streams += 1
        try:
            yield
        finally:
            with self._lock:
                self._streams -= 1

    def chunk(self, pages: int, seconds: float) -> None:
        """A chunk of ``pages`` (0: no pages) took ``seconds`` without its rest: the next is cut accordingly."""
        with self._lock:
            self._chunks.append(seconds)
            if not pages:
                return
            fitting = CHUNK_SECONDS / 2 / max(seconds, 1e-6)
            wanted = pages * min(_GROW, max(_SHRINK, fitting))
            self._pages = min(_MOST_PAGES, max(_FEWEST_PAGES, wanted))

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """How long a snapshot is held: as long, vacuum keeps what it would remove."""
        begun = self._clock()
        try:
            yield
        finally:
            with self._lock:
                self._longest_snapshot = max(self._longest_snapshot, self._clock() - begun)

    def load(self) -> Load:
        """What was achieved so far."""
        with self._lock:
            seconds = self._clock() - (self._clock() if self._begun is None else self._begun)
            ordered = sorted(self._chunks)
            return Load(
                limit=self.limit,
                achieved=self._busy / seconds if seconds > 0 else 0.0,
                sessions=self.sessions,
                chunks=len(ordered),
                chunk_p95=ordered[math.ceil(len(ordered) * 0.95) - 1] if ordered else 0.0,
                longest_statement=self._longest_statement,
                longest_snapshot=self._longest_snapshot,
                seconds=seconds,
            )


def open_reader(dsn: Dsn, governor: Governor | None, *, application: str = "oneroof") -> Reader:
    """A reader; under a governor one that rests after each statement, and PostgreSQL runs none of them in parallel."""
    if governor is None:
        return Reader.open(dsn, application=application)
    reader = GovernedReader.open(dsn, application=application, settings={"max_parallel_workers_per_gather": "0"})
    reader.governor = governor
    return reader


def sessions_of(governor: Governor | None) -> int:
    """How many sessions digest tables side by side."""
    return governor.sessions if governor else 2


class GovernedReader(Reader):
    """A production reader under a governor."""

    governor: Governor | None = None
    #: Seconds that the last statement took, without the rest after it.
    took: float = 0.0

    def __init__(self, connection: Connection, dsn: Dsn) -> None:
        super().__init__(connection, dsn)
        self._woken = Event()

    def cancel(self) -> None:
        """As every session's; a rest ends, too: after the server was told, or it would end what follows the rest."""
        try:
            super().cancel()
        finally:
            self._woken.set()

    @contextmanager
    def _governed(self, governor: Governor) -> Iterator[list[float]]:
        self._woken.clear()  # what was cancelled is over
        with governor.statement(self._woken.wait) as took:
            yield took

    def rows(self, name: str, identifiers: Identifiers | None = None, /, **parameters: Any) -> list[Row]:
        """As every session's; timed, and followed by a rest."""
        if self.governor is None:
            return super().rows(name, identifiers, **parameters)
        with self._governed(self.governor) as took:
            found = super().rows(name, identifiers, **parameters)
        self.took = took[0]
        return found

    def stream(self, name: str, identifiers: Identifiers | None = None, /, **parameters: Any) -> Iterator[Row]:
        """As every session's; the whole of it is timed, and followed by a rest."""
        with ExitStack() as timed:
            if self.governor is not None:
                timed.enter_context(self._governed(self.governor))
            yield from super().stream(name, identifiers, **parameters)

    def chunks(self, pages: int) -> Iterator[tuple[int, int | None]]:
        """Ranges of pages, each for one statement, as long as the governor lets it be; the last has no end."""
        first = 0
        while first < pages or first == 0:
            size = self.governor.pages if self.governor else pages
            last = first + size
            yield first, (last if last < pages else None)
            if self.governor:
                self.governor.chunk(min(size, pages - first), self.took)
            first = last

    def was_a_chunk(self) -> None:
        """The statement before was one, of what cannot be cut: several small tables."""
        if self.governor:
            self.governor.chunk(0, self.took)

    @contextmanager
    def snapshot(self, imported: str | None = None) -> Iterator[str]:
        """As every reader's; its length is noted."""
        if self.governor is None:
            with super().snapshot(imported) as exported:
                yield exported
            return
        with self.governor.snapshot(), super().snapshot(imported) as exported:
            yield exported
