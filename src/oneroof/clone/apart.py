"""Whether a session is on production's own server: shown by a lock, because a physical copy has all of its content.

A base backup, a volume's snapshot or a platform's branch has production's system identifier, its database's name and
its identity row. What it cannot have is a lock that a session on production holds at this moment: locks live in the
memory of one running server.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from oneroof.errors import IdentityRefused
from oneroof.pg.session import Session

#: Answers whether a session is on the server of the one that holds the lock.
SameServer = Callable[[Session], bool]
_BELOW = 1 << 31


@contextmanager
def presence(production: Session) -> Iterator[SameServer]:
    """Hold an advisory lock with a number drawn at random, in a session on production, for the length of the block.

    Args:
        production: a session on the primary; an advisory lock needs no right to write and no transaction id.

    Raises:
        IdentityRefused: the session is on a standby, whose primary is production and does not have the lock.

    Yields:
        A question to any other session: the same server? Yes also when the two say that they were started in the same
        microsecond, as a copy of a running machine with its memory would.
    """
    number = {"one": secrets.randbelow(_BELOW), "two": secrets.randbelow(_BELOW)}
    held = production.row("clone/hold_presence", **number)
    if held["in_recovery"]:
        raise IdentityRefused(
            f"{production.label} is a standby: a lock there cannot show which server is production itself.",
            next_step="Name the primary as production for this strategy.",
        )
    started = held["started"]

    def same_server(other: Session) -> bool:
        found = other.row("clone/see_presence", **number)
        return bool(found["seen"]) or found["started"] == started

    try:
        yield same_server
    finally:
        if not production.connection.closed:
            production.row("clone/let_presence_go", **number)
