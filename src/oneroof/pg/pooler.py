"""A pooler between us and the server that gives a session's server connection to others: found, and refused.

Exported snapshots, advisory locks, settings and the proofs of a session all belong to one server process. A pooler in
transaction or statement mode (PgBouncer, its kin) lends that process to whoever asks next.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

import psycopg
from psycopg.rows import DictRow

from oneroof import errors
from oneroof.pg import queries
from oneroof.pg.errors import translated


def refuse_pooler(
    connection: psycopg.Connection[DictRow], label: str, again: Callable[[], psycopg.Connection[DictRow]]
) -> None:
    """Raise when another connection is given the server process of this one.

    A pooler makes up the process id of its own cancel key, so a direct connection costs one question.

    Args:
        connection: just opened, in autocommit mode.
        label: where it leads, for people.
        again: opens another connection to the same place.

    Raises:
        PoolerBetween: a setting of this connection was seen in the other.
    """
    with translated(f"session on {label}"):
        if _ask(connection, "session/read_backend_pid") == connection.info.backend_pid:
            return
        mark = secrets.token_hex(16)
        _ask(connection, "session/set_setting", name="oneroof.mark", value=mark)
        with again() as other:
            seen = _ask(other, "session/read_mark") == mark
        changed = _ask(connection, "session/read_mark") != mark
    if seen or changed:
        raise errors.PoolerBetween(f"Between us and {label} a pooler lends our server process to others.")


def refused_options(label: str, said: str) -> errors.OneroofError:
    """The error for a connection that was refused: a pooler that takes no options is named."""
    if "unsupported startup parameter" in said:
        return errors.PoolerBetween(f"Between us and {label} a pooler refuses the options of our sessions: {said}")
    return errors.CannotConnect(f"Cannot connect to {label}: {said or 'no answer'}")


def _ask(connection: psycopg.Connection[DictRow], query: str, /, **parameters: str) -> object:
    row = connection.execute(queries.load(query).text, parameters or None).fetchone()
    return next(iter(row.values())) if row else None
