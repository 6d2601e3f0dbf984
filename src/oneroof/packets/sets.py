"""Which views of ours the guards of a packet range over: found on a clone, before the first run, and pinned."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress

from oneroof import errors
from oneroof.packets.carrier import is_environment, sqlstate_of
from oneroof.packets.model import Check, Packet
from oneroof.packets.names import QualifiedName
from oneroof.pg.session import Session

Sets = tuple[QualifiedName, ...]


class _UndoneError(Exception):
    """Ends a transaction whose only purpose was to look."""


def find_sets(session: Session, packet: Packet, checks: Iterable[Check]) -> tuple[Sets, dict[str, str]]:
    """The views of ours that guards range over, by temporary views that are rolled back. Needs no open transaction.

    Returns:
        The views as (schema, name), sorted; and, by guard's name, the SQLSTATE where a guard cannot be made a view.
    """
    found: set[QualifiedName] = set()
    unknown: dict[str, str] = {}
    for check in checks:
        try:
            found |= _sets_of(session, packet, check.guard.sql)
        except errors.EnvironmentFault as error:
            sqlstate = sqlstate_of(error)
            if sqlstate is None or is_environment(sqlstate):
                raise
            unknown[check.guard.name] = sqlstate
    return tuple(sorted(found)), unknown


def _sets_of(session: Session, packet: Packet, sql: str) -> set[QualifiedName]:
    found: set[QualifiedName] = set()
    with suppress(_UndoneError), session.transaction():
        session.value("packets/set_local", name="oneroof.statement", value=sql)
        session.value("packets/set_local", name="lock_timeout", value=packet.manifest.lock_timeout)
        session.value("packets/set_path", schemas=json.dumps(packet.manifest.search_path))
        session.rows("packets/create_guard_view")
        found = {(row["schema"], row["name"]) for row in session.rows("packets/find_sets")}
        raise _UndoneError
    return found
