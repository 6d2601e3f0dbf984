"""Rights that owners need for the time of a restore by a role that is no superuser.

PostgreSQL lets such a role give an object away only to an owner who may create in the object's schema (and a
publication only to one who may create in the database). In production an administrator gave it away, so the owner need
not have that right there. What is lent on the database goes when production's ACL is carried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from oneroof.pg.compose import Composable, Identifier
from oneroof.pg.session import CloneMaker, Reader, Row


def read_schema_owners(reader: Reader) -> tuple[Row, ...]:
    """In production: each ``role`` that owns something in a ``schema``, and whether it was ``granted`` CREATE there."""
    return tuple(reader.rows("clone/list_schema_owners"))


@contextmanager
def lent(session: CloneMaker, owners: Sequence[Row]) -> Iterator[None]:
    """Lend what they lack in the clone for the length of the block. A superuser's restore needs none of it.

    What production's own ACL grants is restored meanwhile, so that alone is not taken back.
    """
    if session.row("clone/read_maker")["superuser"]:
        yield
        return
    schemas, roles = [owner["schema"] for owner in owners], [owner["role"] for owner in owners]
    lacking = session.rows("clone/list_lacking_create", schemas=schemas, roles=roles)
    for owner in lacking:
        session.rows("clone/lend_create", _parts(session, owner))
        session.rows("clone/lend_database", _parts(session, owner))
    yield
    granted = {(owner["schema"], owner["role"]) for owner in owners if owner["granted"]}
    for owner in lacking:
        if (owner["schema"], owner["role"]) not in granted:
            session.rows("clone/take_back_create", _parts(session, owner))


def _parts(session: CloneMaker, owner: Row) -> dict[str, Composable]:
    names = {"schema": owner["schema"], "role": owner["role"], "name": session.dsn.database}
    return {name: Identifier(value) for name, value in names.items()}
