"""A database with our schema in it, made once a server and copied for each test; and the ways tests look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer, Session
from oneroof.schema.install import install

#: Settings of an operator's own psql in a database whose governance stands in public, as in the reports.
OPERATOR = {"search_path": "public, oneroof"}
Where = Dsn | Session

_templates: dict[tuple[str, str], Dsn] = {}


def governed_once(server: Dsn, schema: str = "public") -> Dsn:
    """The one database of this server with the governance part in ``schema``; tests write to it in `undone` alone."""
    key = (server.conninfo, schema)
    if key not in _templates:
        name = f"governed_{uuid4().hex[:8]}"
        with Session.open(server) as session:
            session.execute(SQL("CREATE DATABASE {} STRATEGY file_copy").format(Identifier(name)))
        with Installer.open(server.with_database(name)) as installer:
            install(installer, governance=True, schema=schema)
        _templates[key] = server.with_database(name)
    return _templates[key]


def governed_copy(make_database: Callable[..., Dsn], server: Dsn, schema: str = "public") -> Dsn:
    """A fresh copy of it, for tests that commit."""
    return make_database(template=governed_once(server, schema).database)


@contextmanager
def undone(dsn: Dsn) -> Iterator[Session]:
    """An operator's session in a transaction that is rolled back at the end."""
    with Session.open(dsn, settings=OPERATOR) as session, session.connection.transaction(force_rollback=True):
        yield session


def ask(where: Where, statement: str, **parameters: Any) -> list[dict[str, Any]]:
    """All rows of a statement, asked as an operator would; of a script, those of its last statement."""
    if isinstance(where, Dsn):
        with Session.open(where, settings=OPERATOR) as session:
            return ask(session, statement, **parameters)
    cursor = where.connection.execute(statement.encode(), parameters or None)
    while cursor.nextset():
        pass
    return cursor.fetchall() if cursor.description else []


def value(where: Where, statement: str, **parameters: Any) -> Any:
    """The one value of a statement."""
    (row,) = ask(where, statement, **parameters)
    (only,) = row.values()
    return only


def refusal(where: Where, statement: str, *, replica: bool = False) -> str:
    """The SQLSTATE that a statement is refused with; 00000 when it is accepted (and rolled back)."""
    if isinstance(where, Dsn):
        with Session.open(where, settings=OPERATOR) as session:
            return refusal(session, statement, replica=replica)
    role = "SET LOCAL session_replication_role = replica; " if replica else ""
    return where.attempt(SQL(role + statement))


def activation(condition: str = "true", schema: str = "public") -> str:
    """Statements that activate event types where no gate is: what only the owner of the tables can do."""
    registry = f'"{schema}".event_type_registry'
    return (
        f"ALTER TABLE {registry} DISABLE TRIGGER event_type_guard;"
        f"UPDATE {registry} SET active = true WHERE {condition};"
        f"ALTER TABLE {registry} ENABLE ALWAYS TRIGGER event_type_guard"
    )


#: Every named thing in the catalog with what it depends on for its meaning, without an OID in it.
_CATALOG = """
SELECT described.what || ' ' || regexp_replace(coalesce(described.said, ''), '_[0-9]{5,}', '_oid', 'g') AS line FROM (
    SELECT 'class', pg_describe_object('pg_class'::regclass, oid, 0) || coalesce(relacl::text, '') || relkind::text
      FROM pg_class
    UNION ALL SELECT 'column', attrelid::regclass::text || '.' || attname || format_type(atttypid, atttypmod)
                FROM pg_attribute WHERE attnum > 0 AND attrelid >= 16384
    UNION ALL SELECT 'proc', pg_describe_object('pg_proc'::regclass, oid, 0) || coalesce(proacl::text, '') FROM pg_proc
    UNION ALL SELECT 'type', pg_describe_object('pg_type'::regclass, oid, 0) FROM pg_type
    UNION ALL SELECT 'namespace', nspname || coalesce(nspacl::text, '') FROM pg_namespace WHERE nspname !~ '^pg_t'
    UNION ALL SELECT 'trigger', pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger
    UNION ALL SELECT 'constraint', conname || pg_get_constraintdef(oid) FROM pg_constraint
    UNION ALL SELECT 'default acl', defaclacl::text FROM pg_default_acl
    UNION ALL SELECT 'description', pg_describe_object(classoid, objoid, objsubid) || description FROM pg_description
    UNION ALL SELECT 'extension', extname FROM pg_extension
    UNION ALL SELECT 'event trigger', evtname FROM pg_event_trigger
    UNION ALL SELECT 'setting', setconfig::text FROM pg_db_role_setting
) AS described (what, said) ORDER BY 1
"""


def catalog(where: Where) -> list[str]:
    """The catalog of a database as sorted lines; equal lists mean an equal catalog."""
    return [row["line"] for row in ask(where, _CATALOG)]
