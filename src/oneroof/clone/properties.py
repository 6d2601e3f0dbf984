"""What of a database stands outside its dump: encoding, locale, owner, comment, settings, ACL, extensions' versions."""

from __future__ import annotations

from dataclasses import dataclass

from oneroof.errors import PrivilegeMissing
from oneroof.pg.session import Session


@dataclass(frozen=True)
class Setting:
    """One ``ALTER DATABASE … SET``, or with a role one ``ALTER ROLE … IN DATABASE … SET``, its value as stored."""

    role: str | None
    name: str
    value: str


@dataclass(frozen=True)
class Grant:
    """One privilege on the database; a grantee of None is PUBLIC."""

    grantor: str
    grantee: str | None
    privilege: str
    grantable: bool


@dataclass(frozen=True)
class Extension:
    """One extension as it is installed."""

    name: str
    version: str
    schema: str
    owner: str


@dataclass(frozen=True)
class DatabaseProperties:
    """A database's own row in ``pg_database`` and what else belongs to the database as a whole.

    ``settings`` are in the order of their place per role, ``acl`` with the default spelled out (manual, section 5.8).
    """

    name: str
    encoding: str
    provider: str
    collate: str
    ctype: str
    locale: str | None
    icu_rules: str | None
    owner: str
    tablespace: str
    connection_limit: int
    comment: str | None
    settings: tuple[Setting, ...]
    acl: tuple[Grant, ...]


@dataclass(frozen=True)
class Sizes:
    """Bytes of the database on disk, bytes of its tables' pages as last counted, tables with rows of their own."""

    database_bytes: int
    table_bytes: int
    tables: int


def read_properties(session: Session, database: str) -> DatabaseProperties:
    """A database's properties, from the shared catalogs: ``session`` may be connected to another one of the server."""
    row = session.row("clone/read_database", database=database)
    settings = session.rows("clone/list_database_settings", database=database)
    acl = session.rows("clone/list_database_acl", database=database)
    return DatabaseProperties(
        **row,
        settings=tuple(Setting(entry["role"], entry["name"], entry["value"]) for entry in settings),
        acl=tuple(Grant(**entry) for entry in acl),
    )


def read_extensions(session: Session) -> tuple[Extension, ...]:
    """The extensions of the session's database, each after those that it needs."""
    return tuple(Extension(**row) for row in session.rows("clone/list_extensions"))


def read_sizes(session: Session) -> Sizes:
    """How large the session's database is."""
    return Sizes(**session.row("clone/read_sizes"))


def refuse_unreadable(session: Session) -> None:
    """Ask the catalog what pg_dump would be refused, before a clone is begun and in any language of the server.

    Raises:
        PrivilegeMissing: names the first object and how many there are.
    """
    found = session.rows("clone/list_unreadable")
    if not found:
        return
    first = ".".join(part for part in (found[0]["schema"], found[0]["name"]) if part)
    kind = found[0]["kind"].replace("_", " ")
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    raise PrivilegeMissing(
        f"The reader of {session.dsn.label} may not read the {kind} {first}{more}, so it cannot copy the database.",
        next_step="Grant it SELECT there (BYPASSRLS where row security hides rows), or use a role that has it.",
    )
