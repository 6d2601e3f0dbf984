"""The write-ahead log from a position on, read part by part by ``pg_walinspect``, in one go or in several.

What is read is kept as counts, so that a later go, by any session, goes on where the one before stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from oneroof.errors import PrivilegeMissing, SqlFailed
from oneroof.fingerprint.wal_changes import MOST_TRANSACTIONS, XIDS, Block, Moment, Stretch, position
from oneroof.pg.compose import Identifier
from oneroof.pg.session import Reader, Row

#: Bytes of the log that one statement reads: what it keeps on the server stays small.
_AT_ONCE = 1 << 24
#: So much is read without being weighed: a switch to the next file alone counts as one, and reads in no time.
_LITTLE = 2 * _AT_ONCE
#: As many bytes of the log, or one record as much of its own, take as long as so many bytes of rows (measured with 18:
#: rows 4.4 ns a byte; a log of whole pages 1.1 ns, one of single rows 3 to 6 µs a record).
_LOG_BYTES, _ROW_BYTES_A_RECORD = 4, 1 << 10
#: How long to wait for the server to write to its log what it has already committed, and the pauses between two looks.
_WAIT_SECONDS = 2.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.001, 0.02
#: internal_error: how pg_walinspect says that no whole record follows a position.
_NO_RECORD = "XX000"


class NotProven(Exception):
    """The log does not prove what changed; the words say why. Never leaves this room: the plain way is taken."""


@dataclass(frozen=True)
class Inspector:
    """A session in a transaction on ``database``, where pg_walinspect is in ``schema``."""

    session: Reader
    schema: str
    database: str


class LogReading:
    """What the log says from a position on, as far as it was read; each part begins after the last record before it.

    Args:
        start: where a record begins.
        database: by its oid, whose files are meant.
        first: the first moment's bounds.
    """

    def __init__(self, start: str, database: int, first: Moment) -> None:
        self.stretch = Stretch(first)
        #: Records by file; those of transactions that were rolled back are left out where that was known.
        self.blocks: list[Block] = []
        #: Why it cannot be read any further.
        self.why_not: str | None = None
        self._start = self._at = start
        self._database = database
        self._last: str | None = None
        self._rows: int | None = None
        self._parts: list[tuple[str, str]] = []
        #: Where what is weighed against the tables begins, and the records before it.
        self._weighed: tuple[int, int] = (position(start), 0)

    def until(self, last: Moment) -> LogReading:
        """A copy that goes on to the second moment, and no further than what that may see."""
        copy = LogReading(self._start, self._database, self.stretch.first)
        copy.stretch, copy.blocks, copy.why_not = self.stretch.until(last), list(self.blocks), self.why_not
        copy._at, copy._last, copy._rows, copy._parts = self._at, self._last, self._rows, list(self._parts)
        first_unread = self._parts[0][0] if self._parts else self._at
        copy._weighed = position(first_unread), sum(self.stretch.kinds.values())  # what was read costs no more
        return copy

    def give_up(self, why: str) -> None:
        """Whoever reads on proves nothing, and says why."""
        self.why_not = self.why_not or why

    def read_on(self, reader: Reader, inspector: Inspector, enough: Callable[[], bool]) -> None:
        """Read what is on disk by now, before the second moment is known.

        Who is still open counts as one who will commit: at worst a table is read again for nothing.

        Args:
            reader: in a transaction on the database.
            inspector: of the same server.
            enough: asked before each part, the first and the second time, whether the rest may wait.

        Raises:
            NotProven: with the reason.
        """
        self._read(reader, inspector, str(reader.value("fingerprint/wal_read_flushed")), enough)
        self._add_blocks(inspector, MOST_TRANSACTIONS, enough)

    def to_the_end(self, reader: Reader, inspector: Inspector) -> str:
        """Read on until each transaction that the second moment may see is shown ended; gives the last position.

        Raises:
            NotProven: with the reason.
        """
        deadline = time.monotonic() + _WAIT_SECONDS
        pause = _FIRST_PAUSE
        while True:
            self._raise_if_given_up()
            self._read(reader, inspector, str(reader.value("fingerprint/wal_read_flushed")))
            if self._all_ended(reader):
                last = self.stretch.last
                self._add_blocks(inspector, (last.xmax if last else 0) - self.stretch.first.xmin)
                return self._at
            if time.monotonic() > deadline:
                break
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        raise NotProven("the log does not show yet how each transaction ended")

    def _read(
        self, reader: Reader, inspector: Inspector, flushed: str, enough: Callable[[], bool] = lambda: False
    ) -> None:
        step = _AT_ONCE
        while position(self._at) < position(flushed) and not enough():
            self._raise_if_given_up()
            self._refuse_much(reader, flushed)
            stop = min(position(self._at) + step, position(flushed))
            row = next(iter(self._ask(inspector, "records", self._at, _lsn(stop))), None)
            if row is None or row["last"] is None:  # no record ends before here
                if stop == position(flushed):
                    return
                step *= 2
                continue
            if (row["first"] != self._start) if self._last is None else (row["before_first"] != self._last):
                raise NotProven(f"the log is not whole after {self._at}")
            if row["ours"]:
                self._parts.append((self._at, row["ended_at"]))
            self._at, self._last, step = row["ended_at"], row["last"], _AT_ONCE
            self.stretch.note(row["kinds"], row["files"])
            self.stretch.note_ends(row["committed"], committed=True)
            self.stretch.note_ends(row["aborted"], committed=False)

    def _add_blocks(self, inspector: Inspector, count: int, enough: Callable[[], bool] = lambda: False) -> None:
        """Of the parts that were read, records by file: of ``count`` transactions, without those known as unseen."""
        without, base = self.stretch.unseen(), self.stretch.first.xmin
        while self._parts and not enough():
            begin, end = self._parts[0]
            rows = self._ask(inspector, "blocks", begin, end, without=without, first=base, count=count)
            for row in rows:
                xids = tuple(base + row[name] for name in ("lowest", "highest") if row[name] is not None)
                self.blocks.append(Block(row["file"], row["shared"], row["kind"], row["records"], xids))
            self._parts.pop(0)

    def _ask(self, inspector: Inspector, what: str, begin: str, end: str, **more: object) -> list[Row]:
        schema = {"inspector": Identifier(inspector.schema)}
        try:
            with inspector.session.savepoint():
                return inspector.session.rows(
                    f"fingerprint/wal_read_{what}", schema, start=begin, stop=end, database=self._database, **more
                )
        except SqlFailed as error:
            if what == "records" and error.sqlstate == _NO_RECORD:  # what has records has their blocks
                return []
            raise NotProven(f"the log could not be read from {begin} on (SQLSTATE {error.sqlstate})") from error
        except PrivilegeMissing as error:
            raise NotProven("the reader may not run the functions of pg_walinspect") from error

    def _raise_if_given_up(self) -> None:
        if self.why_not is not None:
            raise NotProven(self.why_not)

    def _all_ended(self, reader: Reader) -> bool:
        """Whether no transaction that the server says committed is missing in what was read.

        A rollback's record reaches the disk at leisure: the server's word is as good, and its rows need no look.
        """
        missing = list(self.stretch.unended())
        if not missing:
            return True
        rows = reader.rows("fingerprint/wal_list_status", ids=missing)
        self.stretch.note_undone(row["id"] for row in rows if row["status"] == "aborted")
        return all(row["status"] in ("aborted", "in progress") for row in rows)

    def _refuse_much(self, reader: Reader, flushed: str) -> None:
        begin, before = self._weighed
        log, records = position(flushed) - begin, sum(self.stretch.kinds.values()) - before
        if log <= _LITTLE:
            return
        if self._rows is None:
            self._rows = int(reader.value("fingerprint/wal_read_size"))
        if takes_longer(log, records, self._rows):
            raise NotProven(
                f"the log takes longer to read than the tables: {log} bytes of it were left, {records} records"
                f" in those that were read since, and the tables hold {self._rows} bytes"
            )


def takes_longer(log: int, records: int, rows: int) -> bool:
    """Whether so many bytes of the log, with so many records, take longer to read than so many bytes of rows."""
    return log // _LOG_BYTES + records * _ROW_BYTES_A_RECORD > rows


def _lsn(value: int) -> str:
    return f"{value >> 32:X}/{value & (XIDS - 1):X}"
