"""Rows of one database at one snapshot, as COPY gives them, read by psql.

One psql reads as many tables as wanted, one after the other: it is told the next statement when the answer to the last
one has ended. Where an answer ends is said by a mark of 128 random bits, asked for after it on the same way out.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from oneroof.clone import messages
from oneroof.clone.model import StreamedTable
from oneroof.clone.process import PIPE_BYTES, Conversation
from oneroof.pg.compose import SQL, Composable, Identifier, Literal, quoted_by_server
from oneroof.pg.dsn import Dsn
from oneroof.pg.queries import load
from oneroof.pg.session import FIXED_SETTINGS

#: psql hands over a few kilobytes at a time, and to be woken for each costs more than to digest it. So in a long answer
#: it is let go on for so many seconds when less than so many bytes were there.
_FILLING_SECONDS, _FILLED, _LONG = 0.001, PIPE_BYTES // 4, 4 * PIPE_BYTES
_ARGUMENTS = ("--no-psqlrc", "--no-password", "--no-align", "--tuples-only", "--quiet", "--set=ON_ERROR_STOP=1")


class RowSource:
    """A read-only session of psql, in the transaction of an exported snapshot.

    Args:
        bindir: the tools.
        dsn: production, or a clone whose rows are read back.
        snapshot: exported by a session that stays in its transaction.
    """

    def __init__(self, bindir: Path, dsn: Dsn, snapshot: str) -> None:
        self._dsn = dsn
        self._buffer = memoryview(bytearray(PIPE_BYTES))
        self._psql = Conversation(bindir / "psql", [*_ARGUMENTS, "--file=-"], dsn, read_only=True)
        for name, value in FIXED_SETTINGS.items():
            self._say("clone/set_known", name=Literal(name), value=Literal(value))
        self._say("session/begin_repeatable_read_only")
        self._say("clone/adopt_snapshot", snapshot=Literal(snapshot))
        for _ in self._answer():
            pass

    def rows(self, table: StreamedTable) -> Iterator[memoryview]:
        """The rows of a table in blocks, as COPY gives them; they must be read to their end before the next table's.

        A block stands until the next one is asked for.

        Raises:
            PrivilegeMissing, ServerLost, ToolFailed: psql did not come to the end of them.
        """
        relation, options = Identifier(table.schema, table.name), copy_options(table)
        if table.condition is None:
            self._say("clone/stream_out", relation=relation, columns=column_list(table), options=options)
        else:
            columns, condition = _names(table), quoted_by_server(table.condition)
            parts: dict[str, Composable] = {"columns": columns, "condition": condition, "options": options}
            self._say("clone/stream_chosen_out", relation=relation, **parts)
        return self._answer()

    def _say(self, name: str, /, **parts: Composable) -> None:
        text = SQL(load(name).text)
        self._psql.say(f"{(text.format(**parts) if parts else text).as_string(None).rstrip()};\n")

    def _answer(self) -> Iterator[memoryview]:
        """What was said since the last mark, block by block in the same memory: new memory costs more than to fill it.

        The last bytes are held back until it is known that they are no mark.
        """
        mark = secrets.token_hex(16)
        self._say("clone/say_mark", mark=Literal(mark))
        end = f"{mark}\n".encode()
        buffer, held, passed = self._buffer, 0, 0
        while True:
            heard = self._psql.hear(buffer[held:])
            passed += heard
            if not heard:
                ended = self._psql.ended()
                raise messages.failure("psql", ended.status, ended.stderr, about=self._dsn.label)
            filled = held + heard
            sure = max(0, filled - len(end))
            if sure:
                yield buffer[:sure]
            if buffer[sure:filled] == end:
                return
            held = filled - sure
            buffer[:held] = buffer[sure:filled]
            if heard < _FILLED and passed > _LONG:
                time.sleep(_FILLING_SECONDS)

    def kill(self) -> None:
        """End it at once; from any thread. Whoever reads from it is told by an error."""
        self._psql.kill()

    def close(self) -> None:
        """End it; closing twice is harmless."""
        self._psql.close()


def copy_options(table: StreamedTable) -> Composable:
    """How COPY writes and reads rows: binary, or text in the database's own encoding, so that nothing is converted."""
    return SQL("FORMAT binary") if table.binary else SQL("ENCODING {}").format(Literal(table.encoding))


def column_list(table: StreamedTable) -> Composable:
    """The columns in parentheses; nothing for a table that has none."""
    return SQL("({})").format(_names(table)) if table.columns else SQL("")


def _names(table: StreamedTable) -> Composable:
    return SQL(", ").join(Identifier(column) for column in table.columns)
