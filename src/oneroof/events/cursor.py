"""The cursor, probed: forward only, by compare-and-set, never beyond the safe horizon; and nothing keeps running."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oneroof.events.names import governance
from oneroof.pg import queries
from oneroof.pg.compose import SQL, Composable, Identifier, Literal
from oneroof.pg.session import CloneWriter

_PROCESSES = Path("/proc")


@dataclass(frozen=True, order=True)
class Position:
    """A place in the outbox: the writing transaction, and the place among its events. (0, 0) is before the first."""

    xid: int
    place: int


_START = Position(0, 0)


def probe_cursor(session: CloneWriter, schema: str, consumer: str) -> dict[str, Any]:
    """Advance a new consumer's cursor, repeat the move, and try what must be refused.

    The cursor's row stays, for `remove_cursor`; refused moves are tried in transactions that are rolled back.

    Args:
        session: on a clone, outside a transaction.
        schema: where the governance part stands.
        consumer: a name that no consumer has.

    Returns:
        The facts of stage 08: SQLSTATEs (``00000``: accepted), truth values, counts of processes.
    """
    before = _processes(session)
    horizon = int(session.row("events/read_horizon", governance(schema))["horizon"])
    beyond = Position(int(session.value("events/read_beyond")), 1)
    first, second = Position(horizon - 2, 1), Position(horizon - 1, 1)
    advanced = _advance(session, schema, consumer, _START, first) and _position(session, schema, consumer) == first
    version = _version(session, schema, consumer)
    repeated = _advance(session, schema, consumer, _START, first)
    repeat_changed = repeated or _version(session, schema, consumer) != version
    advanced = _advance(session, schema, consumer, first, second) and advanced
    facts = {
        "advanced": advanced,
        "repeat_changed": repeat_changed,
        "backward_sqlstate": session.attempt(_move(schema, consumer, second, first)),
        "stale_sqlstate": session.attempt(_move(schema, consumer, first, Position(second.xid, 2))),
        "beyond_horizon_sqlstate": session.attempt(_move(schema, consumer, second, beyond)),
        "direct_update_sqlstate": session.attempt(_filled("events/try_rewind", schema, consumer)),
    }
    final = _position(session, schema, consumer)
    left = _processes(session) - before
    return {
        **facts,
        "position_moved_back": final is None or final < second,
        "processes_before": len(before),
        "processes_left": len(left),
    }


def remove_cursor(session: CloneWriter, schema: str, consumer: str) -> None:
    """Take the cursor of `probe_cursor` away, so that the clone is as it was."""
    session.rows("events/remove_cursor", governance(schema), consumer=consumer)


def _advance(session: CloneWriter, schema: str, consumer: str, expected: Position, new: Position) -> bool:
    moved = session.value(
        "events/advance_cursor",
        governance(schema),
        consumer=consumer,
        expected_xid=str(expected.xid),
        expected_place=expected.place,
        new_xid=str(new.xid),
        new_place=new.place,
    )
    return bool(moved)


def _move(schema: str, consumer: str, expected: Position, new: Position) -> Composable:
    return _filled(
        "events/try_advance",
        schema,
        consumer,
        from_xid=Literal(str(expected.xid)),
        from_place=Literal(expected.place),
        to_xid=Literal(str(new.xid)),
        to_place=Literal(new.place),
    )


def _filled(query: str, schema: str, consumer: str, **values: Composable) -> Composable:
    text = SQL(queries.load(query).text)
    return text.format(governance=Identifier(schema), consumer=Literal(consumer), **values)


def _position(session: CloneWriter, schema: str, consumer: str) -> Position | None:
    found = session.rows("events/read_cursor", governance(schema), consumer=consumer)
    return Position(int(found[0]["xid"]), int(found[0]["place"])) if found else None


def _version(session: CloneWriter, schema: str, consumer: str) -> str:
    found = session.rows("events/read_cursor_version", governance(schema), consumer=consumer)
    return "" if not found else str(next(iter(found[0].values())))  # a cursor that says yes and keeps nothing has none


def _processes(session: CloneWriter) -> set[tuple[str, int]]:
    """The database's other backends, and the children of this program."""
    backends = {("backend", int(row["pid"])) for row in session.rows("events/list_backends")}
    return backends | {("child", pid) for pid in _children()}


def _children() -> set[int]:
    own = os.getpid()
    if not (_PROCESSES / "self" / "stat").exists():
        lister = ["/bin/ps", "-axo", "pid=,ppid="]
        listing = subprocess.run(lister, capture_output=True, text=True, check=True).stdout.splitlines()
        pairs = [line.split() for line in listing]
        return {int(pid) for pid, parent in pairs if int(parent) == own}
    return {pid for pid in _numbered() if _parent_of(pid) == own}


def _numbered() -> set[int]:
    return {int(entry.name) for entry in _PROCESSES.iterdir() if entry.name.isdigit()}


def _parent_of(pid: int) -> int | None:
    try:
        after_name = (_PROCESSES / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has ended meanwhile
        return None
    return int(after_name[1])
