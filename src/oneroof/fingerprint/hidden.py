"""Writes that the counters did not see: rows that are newer than they may be, or more or fewer than they were.

PostgreSQL's counters can be turned off and on again by a superuser's SQL that is put together at run time. Versions of
rows cannot be made without the id of the transaction that made them, so one pass over a table, which looks at ids and
counts and computes nothing of its values, finds what was inserted, updated or deleted there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from oneroof.fingerprint.data import list_tables
from oneroof.fingerprint.model import Fingerprint
from oneroof.fingerprint.refs import LARGE_OBJECTS
from oneroof.pg.compose import Identifier
from oneroof.pg.session import Session

#: Where large objects are; the second holds their content and is a superuser's to read, as turning counters off is.
_OBJECTS, _CONTENT = "pg_largeobject_metadata", "pg_largeobject"


@dataclass(frozen=True)
class Horizon:
    """A moment in a database: ``since``, and how many ``rows`` the catalogs of large objects had."""

    since: str
    rows: Mapping[str, int]


@dataclass(frozen=True)
class HiddenWrite:
    """A table that nobody says was written: its rows before and now, and how many are newer than the moment before."""

    object: str
    rows_before: int
    rows_now: int
    newer: int

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence."""
        return asdict(self)


def read_horizon(session: Session) -> Horizon:
    """The moment from which `hidden_writes` looks; no other session may be writing to the database."""
    since = str(session.value("fingerprint/read_horizon"))
    return Horizon(since, {name: _count(session, since, "pg_catalog", name)[0] for name in _large_objects(session)})


def hidden_writes(
    session: Session, before: Fingerprint, horizon: Horizon, written: Collection[str]
) -> tuple[HiddenWrite, ...]:
    """Every table that was written since and is not in a measured write set, by reference.

    What is not in ``before`` or not there any more is a difference of the catalog, which packets measure by name.

    Args:
        session: with no transaction open.
        before: the fingerprint at the horizon or earlier; its rows are compared.
        horizon: as `read_horizon` gave it.
        written: the write set: ``schema.table``, each part quoted where it needs it.
    """
    known = {
        ref: int(entry.facets["rows"])
        for branch in (before.data, before.ours)
        for ref, entry in branch.items()
        if "rows" in entry.facets
    }
    found: list[HiddenWrite] = []
    with session.transaction(read_only=True, repeatable=True):
        for table in list_tables(session):
            if not table.populated or table.ref not in known or table.ref.partition(":")[2] in written:
                continue
            rows, newer = _count(session, horizon.since, table.schema, table.name)
            if newer or rows != known[table.ref]:
                found.append(HiddenWrite(table.ref, known[table.ref], rows, newer))
        if not {f"pg_catalog.{name}" for name in (_OBJECTS, _CONTENT)}.intersection(written):
            found += _hidden_large_objects(session, horizon)
    return tuple(sorted(found, key=lambda write: write.object))


def _hidden_large_objects(session: Session, horizon: Horizon) -> list[HiddenWrite]:
    for name, before in horizon.rows.items():
        rows, newer = _count(session, horizon.since, "pg_catalog", name)
        if newer or rows != before:
            return [HiddenWrite(LARGE_OBJECTS, before, rows, newer)]
    return []


def _large_objects(session: Session) -> tuple[str, ...]:
    readable = session.row("fingerprint/read_large_object_rights")["catalog_readable"]
    return (_OBJECTS, _CONTENT) if readable else (_OBJECTS,)


def _count(session: Session, since: str, schema: str, name: str) -> tuple[int, int]:
    row = session.row("fingerprint/count_newer", {"relation": Identifier(schema, name)}, since=since)
    return int(row["rows"]), int(row["newer"])
