"""What of oneroof stands in a database, read in a session that may be read-only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from oneroof.errors import SchemaMissing, SchemaOutdated
from oneroof.pg.compose import Identifier
from oneroof.pg.session import Session
from oneroof.schema.install import Part, migrations, other_texts, refuse_newer
from oneroof.schema.roles import RoleStatus, read_owner, read_roles


@dataclass(frozen=True)
class InstalledMigration:
    """One migration as recorded in the database; ``installed_at`` is UTC."""

    part: str
    version: int
    name: str
    sha256: str
    in_schema: str
    installed_at: str
    installed_by: str


@dataclass(frozen=True)
class Status:
    """What is installed. Versions are those of the newest migration; None: the part is not there.

    ``approvals`` counts the rows of the gate, and ``approved_packets`` are the digests that an unexpired one of them
    names for this very database: necessary for a rollout, never sufficient. ``counts`` has the rows of each relation
    that a person asks about first; ``owner_candidates`` are the roles that own the schema or could become its owner,
    and could therefore change any row of it; ``owner`` owns it. ``roles`` are ours: there or not, and granted to whom.
    ``other_texts`` names the migrations that were installed from another text than this program has.
    """

    core_version: int | None
    governance_version: int | None
    governance_schema: str | None
    database_uid: str | None
    kind: str | None
    approvals: int | None
    approved_packets: tuple[str, ...]
    counts: Mapping[str, int]
    owner: str | None
    owner_candidates: tuple[str, ...]
    roles: tuple[RoleStatus, ...]
    migrations: tuple[InstalledMigration, ...]
    other_texts: tuple[str, ...]

    @property
    def schema_version(self) -> int | None:
        """The version that people mean: the core's, which every database of ours has."""
        return self.core_version

    def as_document(self) -> dict[str, Any]:
        """Plain JSON values, as ``status --json`` prints them."""
        return {
            "schema_version": self.schema_version,
            **asdict(self),
            "approved_packets": list(self.approved_packets),
            "owner_candidates": list(self.owner_candidates),
            "other_texts": list(self.other_texts),
            "roles": [{**asdict(role), "members": list(role.members)} for role in self.roles],
            "migrations": [asdict(migration) for migration in self.migrations],
        }


def installed_migrations(session: Session) -> tuple[InstalledMigration, ...]:
    """The migrations recorded in this database; none when it never saw oneroof, or another ``oneroof`` is there."""
    if not session.row("schema/find_installation")["ours"]:
        return ()
    return tuple(
        InstalledMigration(**{name: row[name] for name in InstalledMigration.__dataclass_fields__})
        for row in session.rows("schema/list_migrations")
    )


def governance_schema(session: Session) -> str | None:
    """The schema that the governance part stands in, or None."""
    found = (migration.in_schema for migration in installed_migrations(session) if migration.part == "governance")
    return next(found, None)


#: Where the governance part is missing and somebody asks who owns what.
LOOK_FIRST = (
    "Look at it first with `oneroof coverage --owners FILE`, which needs nothing there; or run `oneroof install"
    " --governance`."
)


def require_governance(session: Session, next_step: str | None = None) -> str:
    """The schema that the governance part stands in.

    Args:
        session: on the database.
        next_step: what to do where it is missing; None: what `SchemaMissing` says.

    Raises:
        SchemaMissing: it does not stand there. SchemaOutdated, SchemaTooNew: see `refuse_other_version`.
    """
    schema = governance_schema(session)
    if schema is None:
        raise SchemaMissing(f"{session.label} does not have the governance schema.", next_step=next_step)
    refuse_other_version(session)
    return schema


def refuse_other_version(session: Session) -> None:
    """Raise where the governance part is another than what this program asks questions of, or the core is newer.

    Raises:
        SchemaOutdated: it is older. SchemaTooNew: it is newer. Both say which versions these are.
    """
    refuse_newer_core(session)
    here = _newest(installed_migrations(session), "governance")
    refuse_newer("governance", here, session.label)
    newest = migrations("governance")[-1].version
    if here is not None and here != newest:
        raise SchemaOutdated(
            f"The governance schema of {session.label} is of version {here}; this program needs {newest}."
        )


def refuse_newer_core(session: Session) -> None:
    """Raise where the core is of a newer program, whose tables and functions may mean something else.

    Raises:
        SchemaTooNew: it is; says which versions these are.
    """
    refuse_newer("core", _newest(installed_migrations(session), "core"), session.label)


def _newest(installed: Iterable[InstalledMigration], part: Part) -> int | None:
    return max((each.version for each in installed if each.part == part), default=None)


#: The core migration that brought the log's own verification.
_VERIFIES_LOG = 6


def gate_log(session: Session) -> dict[str, Any] | None:
    """The gate log as evidence keeps it: every entry's hash, and how much the database itself finds wrong with it.

    None where the core part is not installed, or an older one, whose log cannot verify itself.
    """
    core = [each.version for each in installed_migrations(session) if each.part == "core"]
    if max(core, default=0) < _VERIFIES_LOG:
        return None
    return {
        "hashes": [row["hash"] for row in session.rows("schema/list_log_hashes")],
        "problems": int(session.value("schema/count_log_problems")),
    }


def status(session: Session) -> Status:
    """What of oneroof stands in this database; works in a read-only session and where nothing of it is."""
    installed = installed_migrations(session)
    standing = next((each.in_schema for each in installed if each.part == "governance"), None)
    identity = session.rows("schema/read_identity") if installed else []
    approved = session.rows("schema/list_approved_packets") if installed else []
    counts: dict[str, int] = dict(session.row("schema/count_core")) if installed else {}
    if standing is not None:
        counts |= session.row("schema/count_governance", {"governance": Identifier(standing)})
    return Status(
        core_version=_newest(installed, "core"),
        governance_version=_newest(installed, "governance"),
        governance_schema=standing,
        database_uid=identity[0]["database_uid"] if identity else None,
        kind=identity[0]["kind"] if identity else None,
        approvals=counts.get("os_proposal_approvals"),
        approved_packets=tuple(row["packet_digest"] for row in approved),
        counts=counts,
        owner=read_owner(session) if installed else None,
        roles=read_roles(session),
        owner_candidates=tuple(row["role"] for row in session.rows("schema/list_owner_candidates")),
        migrations=installed,
        other_texts=other_texts((each.part, each.version, each.name, each.sha256) for each in installed),
    )
