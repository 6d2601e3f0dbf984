"""The least privileges of a production reader, as statements for whoever administers the platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from oneroof.fingerprint.platform import HIDDEN, Platform, detect
from oneroof.pg.session import Row, Session

#: From this version on an administrator of Azure's may give BYPASSRLS (its documentation, access management).
_AZURE_BYPASS_FROM = 16
_WHO = {
    "self": "a superuser",
    "rds": "a member of rds_superuser that is a member of the owners, too",
    "aurora": "a member of rds_superuser that is a member of the owners, too",
    "cloudsql": "a member of cloudsqlsuperuser that is a member of the owners, too",
    "azure": "a member of azure_pg_admin that is a member of the owners, too",
}


@dataclass(frozen=True)
class Grants:
    """What a role needs: ``statements`` that are missing, how many it ``held`` already.

    ``unseen`` is what stays unseen on the platform, declared; ``notes`` are sentences that whoever runs the statements
    should read; ``detected`` is what the server itself looks like.
    """

    platform: Platform
    detected: Platform
    role: str
    database: str
    run_by: str
    statements: tuple[str, ...]
    held: int
    unseen: tuple[str, ...]
    notes: tuple[str, ...]

    def as_document(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "profile": self.platform,
            "detected": self.detected,
            "role": self.role,
            "database": self.database,
            "run_by": self.run_by,
            "statements": list(self.statements),
            "held": self.held,
            "unseen": list(self.unseen),
            "notes": list(self.notes),
        }


def least_grants(session: Session, platform: Platform, role: str | None = None) -> Grants:
    """What ``role`` (default: this session's own) lacks to read all of this database.

    Args:
        session: inside a transaction; it needs no privilege but to connect.
        platform: whose ways of granting are meant.
        role: who will read; it need not exist yet.
    """
    who = session.row("fingerprint/reader/read_role", role=role)
    reader = str(who["role"])
    listed = [(row["statement"], row["held"]) for row in session.rows("fingerprint/reader/list_grants", role=reader)]
    hidden = session.rows("fingerprint/reader/list_hidden", role=reader)
    listed += [(row["statement"], row["held"]) for row in hidden if row["facet"] not in HIDDEN[platform]]
    row_security, notes = _row_security(session, platform, who)
    detected = detect(session)
    if detected != platform:
        notes.append(f"The server looks like {detected}, not {platform}; what stays unseen there follows from that.")
    return Grants(
        platform=platform,
        detected=detected,
        role=reader,
        database=str(who["database"]),
        run_by=_WHO[platform],
        statements=tuple(statement for statement, held in listed if not held) + tuple(row_security),
        held=sum(bool(held) for _, held in listed),
        unseen=tuple(row["facet"] for row in hidden if row["facet"] in HIDDEN[platform] and not row["held"]),
        notes=tuple(notes),
    )


def _row_security(session: Session, platform: Platform, who: Row) -> tuple[list[str], list[str]]:
    """What makes tables with row security readable; a policy does not, because row_security is off and raises."""
    tables = session.rows("fingerprint/reader/list_row_security", role=who["role"])
    if not tables:
        return [], []
    shown = ", ".join(row["relation"] for row in tables[:5]) + (f" and {len(tables) - 5} more" if tables[5:] else "")
    why = "A policy USING (true) does not help: fingerprints and pg_dump read with row_security off, which raises."
    notes = [f"Row security hides rows of {shown}. {why}"]
    name = who["quoted"]
    if platform == "self" or (platform == "azure" and int(who["major"]) >= _AZURE_BYPASS_FROM):
        return [f"ALTER ROLE {name} BYPASSRLS"], notes
    forced = [row["relation"] for row in tables if row["forced"]]
    if forced:
        notes.append(
            f"Row security is forced on {', '.join(forced)}: only BYPASSRLS reads it, and it stays unreadable."
        )
    notes.append(
        f"Where an administrator may give it, ALTER ROLE {name} BYPASSRLS is less than membership in an owner, which"
        " also gives the owner's right to write: READ ONLY alone then stands before a write."
    )
    owners = sorted({str(row["owner"]) for row in tables if not row["forced"]})
    return [f"GRANT {owner} TO {name}" for owner in owners], notes
