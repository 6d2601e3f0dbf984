"""Indexes that are built as soon as their own table is full, while other tables still stream.

A dump has all indexes after all rows, so the cores would wait twice: the ones that build for the last row, the ones
that copied for the last index. Where an index needs nothing but its own table (`list_own_indexes`), it does not wait.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from oneroof.clone import tool
from oneroof.clone.messages import Said
from oneroof.clone.model import StreamedTable
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Row

#: Bytes of a table below which a pg_restore for it alone costs more than its indexes' waiting.
_LEAST = 16 << 20
#: A line of ``pg_restore --list``: dump id; OID of the catalog, OID of the object, what it is.
_ENTRY = re.compile(r"^\d+; (\d+) (\d+) (?:INDEX|CONSTRAINT) ")
_Table = tuple[str, str]


@dataclass(frozen=True)
class Building:
    """What it takes to build the indexes of a table in the clone: ``entries`` of the dump's list by schema and name."""

    bindir: Path
    clone: Dsn
    folder: Path
    entries: Mapping[_Table, str]

    def build(self, table: StreamedTable, tick: Callable[[], None]) -> Said | None:
        """Build them by a pg_restore of their own, in any thread; None where there is nothing to build.

        Args:
            table: its rows are in the clone, all of them.
            tick: called some times a second; what it raises ends the building.

        Raises:
            DiskFull, ServerLost, ToolMissing, ToolFailed: as `tool.restore`.
        """
        entries = self.entries.get((table.schema, table.name))
        if entries is None:
            return None
        return tool.build(self.bindir, self.clone, self.folder, entries, tick)


def list_own_indexes(reader: Reader) -> list[Row]:
    """What needs its own table alone: ``schema`` and ``name``; ``catalog`` and ``object`` as in a dump."""
    return reader.rows("clone/list_own_indexes", least=_LEAST)


def take_indexes(rest: str, indexes: Iterable[Row], full: Iterable[StreamedTable]) -> tuple[dict[_Table, str], str]:
    """Take from a list for ``--use-list`` what can be built as soon as its table is full. Pure.

    Args:
        rest: entries that come after the rows.
        indexes: from `list_own_indexes`.
        full: the tables that are streamed; one that others' rows go into as well is left out.

    Returns:
        The entries that were taken, by table, in their order; and those that are left.
    """
    whole = {(table.schema, table.name) for table in full if table.keeps_order}
    tables = {(row["catalog"], row["object"]): (row["schema"], row["name"]) for row in indexes}
    taken: dict[_Table, str] = {}
    left: list[str] = []
    for line in rest.splitlines():
        entry = _ENTRY.match(line)
        table = tables.get((int(entry[1]), int(entry[2]))) if entry else None
        if table is not None and table in whole:
            taken[table] = f"{taken.get(table, '')}{line}\n"
        else:
            left.append(line)
    return taken, "\n".join([*left, ""])
