"""Whether PostgreSQL can parse a packet's SQL, asked before anything is made."""

from __future__ import annotations

from oneroof.errors import PacketMalformed, SqlFailed
from oneroof.packets.model import Packet
from oneroof.pg.compose import SQL
from oneroof.pg.queries import load
from oneroof.pg.session import Reader

#: What the statement before the text ends with, so the text was parsed: division_by_zero (manual, appendix A).
_PARSED = "22012"
_SQL_FILES = ("operation.sql", "rollback.sql")


def require_parsable(reader: Reader, packet: Packet) -> None:
    """Raise when the server cannot parse the packet's SQL; nothing of it is run. What it means is not looked at.

    Raises:
        PacketMalformed: names the file, with the server's words.
    """
    for name in _SQL_FILES:
        text = packet.files[name].decode()
        statement = SQL(load("preflight/parse_only").text).format(text=SQL(text))
        try:
            reader.execute(statement)
        except SqlFailed as error:
            if error.sqlstate != _PARSED:
                raise PacketMalformed(
                    f"{name} of {packet.code} does not parse: {error.message.partition(': ')[2]}",
                    next_step="Correct the SQL; nothing was run and no clone was made.",
                ) from error
