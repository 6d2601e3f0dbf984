"""Our roles: made, given what they need, and taken away where nothing needs them any more.

Roles belong to the server, all else to one database. None can log in; deployments grant them to their logins, save
``oneroof_owner``, which owns everything of ours and is granted to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from oneroof import errors
from oneroof.pg import queries
from oneroof.pg.compose import SQL, Composable, Identifier, Literal
from oneroof.pg.session import Installer, Session

OWNER = "oneroof_owner"


@dataclass(frozen=True)
class RoleStatus:
    """One of our roles: whether the server has it, and the roles and logins that it is granted to."""

    name: str
    present: bool
    members: tuple[str, ...]


def read_roles(session: Session) -> tuple[RoleStatus, ...]:
    """Our roles in a fixed order, there or not."""
    return tuple(
        RoleStatus(row["name"], bool(row["present"]), tuple(row["members"]))
        for row in session.rows("schema/roles/list_roles")
    )


def read_owner(session: Session) -> str | None:
    """Who owns the schema ``oneroof``; None where there is none."""
    return next((str(row["owner"]) for row in session.rows("schema/roles/find_owner")), None)


def stand_in(session: Session) -> bool:
    """Whether the roles are installed in this database: its core belongs to ``oneroof_owner``."""
    return read_owner(session) == OWNER


def refuse_unfit(session: Installer) -> None:
    """Raise when one of our names belongs to a role that can log in, or may do more than be granted."""
    unfit = [row["name"] for row in session.rows("schema/roles/list_roles") if row["powerful"]]
    if unfit:
        raise errors.NameTaken(
            f"The role {unfit[0]} exists and can log in, or has rights of its own; ours have none.",
            next_step="Rename it, or make it NOLOGIN without attributes.",
        )


def borrow(schema: str) -> Composable:
    """Let a login that is no superuser act as the owner in this transaction; `give_back` undoes it."""
    return _filled("schema/roles/borrow_owner", schema)


def give_back(schema: str) -> Composable:
    """Take back what `borrow` lent, and no more."""
    return _filled("schema/roles/return_owner", schema)


@contextmanager
def as_owner(session: Installer, schema: str = "oneroof") -> Iterator[bool]:
    """Inside an open transaction: with the owner's rights where the roles are installed; gives whether they are."""
    owned = stand_in(session)
    if owned:
        session.execute(borrow(schema))
    yield owned
    if owned:
        session.execute(give_back(schema))


def statements(schema: str | None) -> Iterator[Composable]:
    """Make the roles and hand everything over; the same statements again change nothing.

    Args:
        schema: where the governance part stands; None: it is not installed.
    """
    home = schema or "oneroof"
    yield _filled("schema/roles/create_roles", home)
    yield borrow(home)
    yield _filled("schema/roles/own_core", home)
    yield _filled("schema/roles/grant_core", home)
    if schema is not None:
        for name in ("own_governance", "grant_governance", "grant_directus"):
            yield _filled(f"schema/roles/{name}", schema)
    yield give_back(home)


def revoke(session: Installer, schema: str | None) -> None:
    """Take back what our roles were granted on things that are not ours."""
    session.execute(_filled("schema/roles/revoke_grants", schema or "oneroof"))


def drop_unneeded(session: Installer) -> Iterator[str]:
    """Drop those of our roles that we made and that nothing on the server needs; a line for each.

    Inside an open transaction, after everything of ours in this database is gone.
    """
    for row in session.rows("schema/roles/list_dependents"):
        name = str(row["name"])
        if row["needed"]:
            yield f"role {name} kept: it is granted to somebody, or another database needs it"
            continue
        try:
            with session.savepoint():
                session.rows("schema/roles/drop_role", {"role": Identifier(name)})
        except errors.PrivilegeMissing:
            yield f"role {name} kept: this login may not drop it"
        else:
            yield f"role {name} dropped"


def _filled(query: str, schema: str) -> Composable:
    text = SQL(queries.load(query).text)
    return text.format(governance=Identifier(schema), governance_name=Literal(schema))
