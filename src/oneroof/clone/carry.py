"""What neither pg_dump without ``--create`` nor a template carries: owner, settings, comment, connection limit, ACL.

The last act of making a clone, in one transaction: until it commits, the clone has the mark of a partial one and
nobody but its maker may connect.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from oneroof.clone.properties import DatabaseProperties, Grant, Setting, read_properties
from oneroof.clone.settings import literals
from oneroof.errors import OneroofError, ServerLost
from oneroof.pg.compose import SQL, Composable, Identifier, Literal
from oneroof.pg.session import CloneMaker

_PRIVILEGES: Mapping[str, Composable] = {
    "CONNECT": SQL("CONNECT"),
    "CREATE": SQL("CREATE"),
    "TEMPORARY": SQL("TEMPORARY"),
}


def carry(maker: CloneMaker, clone: str, wanted: DatabaseProperties) -> tuple[dict[str, bool], tuple[str, ...]]:
    """Give the clone production's properties; the privilege to connect comes with the very last statement.

    Args:
        maker: a session on the clone's server, in another database.
        clone: the clone's name.
        wanted: production's properties.

    Returns:
        What was carried, as read back from the catalog, and the refusals on the way.
    """
    work = _Work(maker, clone)
    with maker.transaction():
        acl = work.owner(wanted).acl
        for setting in wanted.settings:
            work.setting(setting)
        work.run("clone/set_connection_limit", limit=Literal(wanted.connection_limit))
        work.run("clone/comment_database", comment=Literal(wanted.comment))
        work.acl(wanted, acl)
        carried = compare(wanted, read_properties(maker, clone))
    return carried, tuple(work.refused)


def compare(wanted: DatabaseProperties, found: DatabaseProperties) -> dict[str, bool]:
    """Which of the carried properties are equal; the order of settings of different roles says nothing."""
    return {
        "comment": wanted.comment == found.comment,
        "settings": set(wanted.settings) == set(found.settings),
        "acl": set(wanted.acl) == set(found.acl),
        "owner": wanted.owner == found.owner,
        "connection_limit": wanted.connection_limit == found.connection_limit,
    }


class _Work:
    """Statements on one clone, each in a savepoint: a refusal is kept and the others go on."""

    def __init__(self, maker: CloneMaker, clone: str) -> None:
        self.maker = maker
        self.clone = clone
        self.refused: list[str] = []

    def run(self, name: str, **parts: Composable) -> bool:
        """One statement; False when the server refused it."""
        try:
            with self.maker.connection.transaction():
                self.maker.rows(name, {"name": Identifier(self.clone), **parts})
        except ServerLost:
            raise
        except OneroofError as error:
            self.refused.append(error.message)
            return False
        return True

    def owner(self, wanted: DatabaseProperties) -> DatabaseProperties:
        """Give it to production's owner; gives the properties with which everything else begins."""
        found = read_properties(self.maker, self.clone)
        if found.owner == wanted.owner:
            return found
        self.run("clone/set_database_owner", owner=Identifier(wanted.owner))
        return read_properties(self.maker, self.clone)

    def setting(self, setting: Setting) -> None:
        parts: dict[str, Composable] = {
            "setting": Identifier(setting.name),
            "value": SQL(", ").join([Literal(value) for value in literals(setting.name, setting.value)]),
        }
        if setting.role is None:
            self.run("clone/set_database_setting", **parts)
        else:
            self.run("clone/set_role_setting", role=Identifier(setting.role), **parts)

    def acl(self, wanted: DatabaseProperties, found: Collection[Grant]) -> None:
        """Give what is missing of production's privileges, each by its own grantor, in the order of giving.

        Where there are others than production's, all are taken away first.
        """
        if not set(found) <= set(wanted.acl):
            for grantee in {grant.grantee for grant in found}:
                self.run("clone/revoke_database", grantee=_role(grantee))
            found = ()
        able = {wanted.owner, *(grant.grantee for grant in found if grant.grantable and grant.grantee)}
        waiting = [grant for grant in wanted.acl if grant not in found]
        while waiting:
            ready = [grant for grant in waiting if grant.grantor in able] or waiting
            for grant in ready:
                self._grant(grant, wanted.owner)
                able |= {grant.grantee} if grant.grantable and grant.grantee else set()
            waiting = [grant for grant in waiting if grant not in ready]

    def _grant(self, grant: Grant, owner: str) -> None:
        statement = "clone/grant_database_option" if grant.grantable else "clone/grant_database"
        privilege = _PRIVILEGES.get(grant.privilege)
        if privilege is None:
            self.refused.append(f"The privilege {grant.privilege} on a database is not known here.")
            return
        if grant.grantor == owner:
            self.run(statement, privilege=privilege, grantee=_role(grant.grantee))
        elif self.run("clone/set_local_role", role=Identifier(grant.grantor)):
            self.run(statement, privilege=privilege, grantee=_role(grant.grantee))
            self.run("clone/reset_local_role")


def _role(name: str | None) -> Composable:
    return SQL("PUBLIC") if name is None else Identifier(name)
