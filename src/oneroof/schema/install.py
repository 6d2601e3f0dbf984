"""oneroof's schema in a user's database: install (idempotent, in place), its SQL for a DBA to read first, uninstall.

The core part stands in the schema ``oneroof``; the governance part in a schema chosen at install. What is made, and
nothing else, is taken away by `uninstall`, so that the database's catalog is as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from oneroof import errors
from oneroof.pg import queries
from oneroof.pg.compose import SQL, Composable, Composed, Identifier
from oneroof.pg.compose import Literal as SqlLiteral
from oneroof.pg.session import Installer, Row, Session
from oneroof.schema import roles
from oneroof.schema.export import refuse_other_content

CORE_SCHEMA = "oneroof"
Part = Literal["core", "governance"]
_PARTS: tuple[Part, ...] = ("core", "governance")

#: SQLSTATEs (manual, appendix A) of "a thing of this name exists": schema, relation, function, type or trigger.
_NAME_TAKEN = frozenset({"42P06", "42P07", "42723", "42710"})
_DEPENDED_ON = "2BP01"
_NAME_BYTES = 63
#: What stands in the places of the inventory's query where it is the body of ``fn_catalog_objects``.
_PLACES = {
    "directus": "SELECT d.in_schema, d.collection, d.in_collection FROM {governance}.fn_directus_collections() AS d",
    "home": "{governance}.fn_directus_home()",
    "fields": "SELECT f.id, f.name, f.special FROM {governance}.fn_directus_rows("
    "CASE WHEN cardinality(kinds || named) > 0 THEN ARRAY['directus_field'] ELSE ARRAY[]::text[] END) AS f",
    "kinds": "kinds",
    "named": "named",
}
_MIGRATION = re.compile(r"^schema/(?P<part>core|governance)/(?P<version>\d{4})_(?P<name>\w+)$")


@dataclass(frozen=True)
class Migration:
    """One file of ``sql/schema/core`` or ``sql/schema/governance``; ``query`` is its name, ``sha256`` its digest."""

    part: Part
    version: int
    name: str
    query: str
    sha256: str


def migrations(part: Part) -> tuple[Migration, ...]:
    """The migrations of one part, in their order."""
    found = []
    for query in queries.names(f"schema/{part}/"):
        match = _MIGRATION.match(query)
        if match is not None:
            sha256 = queries.load(query).sha256
            found.append(Migration(part, int(match["version"]), match["name"], query, sha256))
    return tuple(sorted(found, key=lambda migration: migration.version))


def other_texts(recorded: Iterable[tuple[str, int, str, str]]) -> tuple[str, ...]:
    """Installed migrations whose text is not the one that this program has: ``core 3 gate_log``.

    Args:
        recorded: part, version, name and SHA-256 (hex) of each; those of a newer program are not judged.
    """
    known = (each for part in _PARTS for each in migrations(part))
    own: dict[tuple[str, int], str] = {(each.part, each.version): each.sha256 for each in known}
    return tuple(
        f"{part} {version} {name}"
        for part, version, name, sha256 in recorded
        if own.get((part, version), sha256) != sha256
    )


def refuse_newer(part: Part, version: int | None, label: str) -> None:
    """Raise where a part of the schema is newer than this program.

    Raises:
        SchemaTooNew: it is; says which versions these are.
    """
    newest = migrations(part)[-1].version
    if (version or 0) > newest:
        what = "core" if part == "core" else "governance schema"
        raise errors.SchemaTooNew(f"The {what} of {label} is of version {version}; this program needs {newest}.")


def render(
    *, governance: bool, schema: str = CORE_SCHEMA, create_schema: bool | None = None, with_roles: bool = False
) -> str:
    """The SQL of a first install as one script for psql, the same statements that `install` runs.

    Args:
        governance: also the governance part.
        schema: the schema of the governance part.
        create_schema: whether that schema must be made; None: yes, unless it is ``oneroof`` or ``public``.
        with_roles: also our roles, and everything handed over to them.
    """
    _refuse_unfit_name(schema)
    if create_schema is None:
        create_schema = schema not in {CORE_SCHEMA, "public"}
    pending = [*migrations("core"), *(migrations("governance") if governance else ())]
    statements: list[Composable] = [
        SQL("BEGIN"),
        SQL("SET LOCAL search_path = pg_catalog, pg_temp"),
        _load("schema/lock_install"),
        *(statement for step in _steps(pending, schema, create_schema=create_schema) for statement in step.statements),
        *(roles.statements(schema if governance else None) if with_roles else ()),
        SQL("COMMIT"),
    ]
    return "".join(f"{statement.as_string(None).rstrip().removesuffix(';')};\n\n" for statement in statements)


def install(
    session: Installer, *, governance: bool = False, schema: str = CORE_SCHEMA, with_roles: bool = False
) -> tuple[str, ...]:
    """Install what is missing, in one transaction; what is installed already is upgraded in place.

    Args:
        session: its role becomes the owner of everything, unless the roles are installed.
        governance: also the governance part; a database that has it is upgraded without being asked.
        schema: the schema of the governance part, made when it does not exist.
        with_roles: make our roles and hand everything over to them; a database that has them keeps them.

    Returns:
        What was changed, a line each; nothing when everything was there.

    Raises:
        UsageError: no schema of ours can have this name. NameTaken: a name exists and is not ours.
        Refused: the governance part stands in another schema. IdentityRefused: this is the clone of a database that
        never saw us. SchemaTooNew: a newer program installed it. SchemaAltered: it was installed from another text.
    """
    _refuse_unfit_name(schema)
    with session.transaction(), _taken_names(), roles.as_owner(session) as owned:
        session.rows("schema/lock_install")
        installed = _installed(session)
        _refuse_other_texts(session, installed)
        standing = _standing(installed)
        if governance and standing not in {None, schema}:
            raise errors.Refused(
                f"The governance part stands in the schema {standing}, not in {schema}.",
                next_step=f"Call it with --schema {standing}, or uninstall first.",
            )
        chosen = standing or schema
        if owned:
            session.execute(roles.borrow(chosen))
        parts: tuple[Part, ...] = ("core", "governance") if governance or standing else ("core",)
        known = {(row["part"], row["version"]) for row in installed}
        pending = [each for part in parts for each in migrations(part) if (each.part, each.version) not in known]
        create = "governance" in parts and standing is None and not _exists(session, chosen)
        steps = _steps(pending, chosen, create_schema=create and chosen != CORE_SCHEMA)
        for step in steps:
            for statement in step.statements:
                session.execute(statement)
        changes = [step.change for step in steps if step.change]
        if with_roles or owned:
            changes += _hand_over(session, chosen if "governance" in parts else None)
    return tuple(changes)


def _hand_over(session: Installer, schema: str | None) -> list[str]:
    """Our roles, and everything in their hands; a line when the server or the database lacked them."""
    roles.refuse_unfit(session)
    missing = [role.name for role in roles.read_roles(session) if not role.present]
    owned = roles.stand_in(session)
    for statement in roles.statements(schema):
        session.execute(statement)
    made = [f"role {name} created" for name in missing]
    return made if owned else [*made, f"everything handed over to {roles.OWNER}"]


def uninstall(session: Installer, *, exported: bytes | None = None) -> tuple[str, ...]:
    """Take away everything that `install` made; the catalog is then as it was.

    Args:
        session: of the owner, or of a login that may become it.
        exported: a file of `oneroof.schema.export`; when it holds all of the gate as it is, the gate may go.

    Returns:
        What was taken away, a line each; nothing when nothing was there.

    Raises:
        Refused: the gate holds approvals or rollouts that no export holds, or something that is not ours depends on us.
        UsageError: the export is none. NameTaken: a schema ``oneroof`` exists and is not ours. SchemaTooNew: a newer
        program installed it, and knows what else there is to take away.
    """
    with session.transaction(), _dependents(), roles.as_owner(session) as owned:
        session.rows("schema/lock_install")
        installed = _installed(session)
        if not installed:
            return ()
        _refuse_to_lose_the_gate(session, exported)
        changes = []
        standing = _standing(installed)
        if owned:
            session.execute(roles.borrow(standing or CORE_SCHEMA))
            roles.revoke(session, standing)
        if standing is not None:
            names = {"governance": Identifier(standing)}
            session.execute(SQL(queries.load("schema/drop_governance").text).format(**names))
            changes.append(f"governance part dropped from schema {standing}")
            if any(row["schema_created"] for row in installed):
                session.execute(SQL("DROP SCHEMA {}").format(Identifier(standing)))
                changes.append(f"schema {standing} dropped")
        session.execute(SQL(queries.load("schema/drop_core").text))
        session.execute(SQL("DROP SCHEMA oneroof"))
        changes.append("core part and schema oneroof dropped")
        if owned:
            session.execute(roles.give_back(standing or CORE_SCHEMA))
            changes += roles.drop_unneeded(session)
    return tuple(changes)


# -- steps --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Step:
    """Statements that belong together, and the line that tells a person what they did (empty: nothing to tell)."""

    change: str
    statements: tuple[Composable, ...]


def _steps(pending: Iterable[Migration], schema: str, *, create_schema: bool) -> list[_Step]:
    """What to run for the pending migrations, bookkeeping included; nothing when nothing is pending."""
    steps = []
    if create_schema:
        steps.append(_Step(f"schema {schema} created", (SQL("CREATE SCHEMA {}").format(Identifier(schema)),)))
    for migration in pending:
        home = CORE_SCHEMA if migration.part == "core" else schema
        made = create_schema and migration.part == "governance"
        statements = (_compose(migration.query, schema), _record(migration, home, schema_created=made))
        line = f"{migration.part} {migration.version} {migration.name} installed in schema {home}"
        steps.append(_Step(line, statements))
    if steps:
        recording = SQL(queries.load("schema/record_objects").text).format(governance_name=SqlLiteral(schema))
        steps.append(_Step("", (recording, _load("schema/begin_identity"))))
    return steps


def _load(name: str) -> SQL:
    return SQL(queries.load(name).text)


def _compose(query: str, schema: str) -> Composed:
    """A migration's text with the governance schema put in, as identifier and as literal, and the inventory's query."""
    home = Identifier(schema)
    catalog_objects = _load("coverage/catalog_objects").format(
        **{name: SQL(text).format(governance=home) for name, text in _PLACES.items()}
    )
    return _load(query).format(governance=home, governance_name=SqlLiteral(schema), catalog_objects=catalog_objects)


def _record(migration: Migration, home: str, *, schema_created: bool) -> Composed:
    return _load("schema/record_migration").format(
        part=SqlLiteral(migration.part),
        version=SqlLiteral(migration.version),
        name=SqlLiteral(migration.name),
        sha256=SqlLiteral(migration.sha256),
        in_schema=SqlLiteral(home),
        schema_created=SqlLiteral(schema_created),
    )


def _refuse_unfit_name(schema: str) -> None:
    """Raise for the system's own schemas, and for names that PostgreSQL would cut off (manual, section 4.1.1)."""
    if schema.startswith("pg_") or schema == "information_schema":
        raise errors.UsageError(f"The schema {schema} is PostgreSQL's own.", next_step="Choose another with --schema.")
    if not 0 < len(schema.encode()) <= _NAME_BYTES or "\0" in schema:
        raise errors.UsageError(
            f"A schema's name has 1 to {_NAME_BYTES} bytes; this one has {len(schema.encode())}.",
            next_step="Choose another with --schema.",
        )


# -- what is there --------------------------------------------------------------------------------------------------


def _installed(session: Session) -> list[Row]:
    """The installed migrations; raises when a schema ``oneroof`` is there and is not ours, or is a newer program's."""
    found = session.row("schema/find_installation")
    if found["identity_alone"]:
        raise errors.IdentityRefused(
            "This database is a clone that has our identity and nothing else; a clone mirrors what it was copied from.",
            next_step="Install in production itself, then make a new clone.",
        )
    if found["schema_exists"] and not found["ours"]:
        raise errors.NameTaken(
            "A schema named oneroof exists in this database, and it is not ours.",
            next_step="Rename it: the core part needs this name.",
        )
    installed = session.rows("schema/list_migrations") if found["ours"] else []
    for part in _PARTS:
        versions = [row["version"] for row in installed if row["part"] == part]
        refuse_newer(part, max(versions, default=None), session.label)
    return installed


def _refuse_other_texts(session: Session, installed: Iterable[Row]) -> None:
    named = other_texts((row["part"], row["version"], row["name"], row["sha256"]) for row in installed)
    if named:
        raise errors.SchemaAltered(
            f"In {session.label}, {', '.join(named)} was installed from another text than this program has."
        )


def _standing(installed: Iterable[Row]) -> str | None:
    """The schema of the governance part, where it is installed."""
    return next((str(row["in_schema"]) for row in installed if row["part"] == "governance"), None)


def _exists(session: Session, schema: str) -> bool:
    return bool(session.value("schema/find_schema", name=schema))


def _refuse_to_lose_the_gate(session: Session, exported: bytes | None) -> None:
    gate = session.row("schema/count_gate")
    if not gate["approvals"] and not gate["rollouts"]:
        return
    if exported is None:
        raise errors.Refused(
            f"The gate holds {gate['approvals']} approvals and {gate['rollouts']} rollouts, which would be lost.",
            next_step="Keep the record of what people decided and of what ran: `oneroof gate export --all FILE`, then"
            " uninstall with --exported FILE.",
        )
    # Nobody writes the gate between the comparison and the end of this transaction.
    session.rows("schema/lock_gate")
    refuse_other_content(session, exported)


@contextmanager
def _taken_names() -> Iterator[None]:
    try:
        yield
    except errors.SqlFailed as error:
        if error.sqlstate in _NAME_TAKEN:
            raise errors.NameTaken(f"A name that oneroof needs is taken: {error.message}") from error
        raise


@contextmanager
def _dependents() -> Iterator[None]:
    try:
        yield
    except errors.SqlFailed as error:
        if error.sqlstate == _DEPENDED_ON:
            raise errors.Refused(
                f"Something that is not ours depends on our schema: {error.message}",
                next_step="Nothing was changed. Drop or move what depends on it, then uninstall again.",
            ) from error
        raise
