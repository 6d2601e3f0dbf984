"""Of which tables rows are digested: all, those that a change can reach, or none; and what counters say of the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from oneroof.fingerprint.model import Mode, Scope
from oneroof.fingerprint.plan import DataPlan
from oneroof.fingerprint.refs import LARGE_OBJECTS, make_ref
from oneroof.pg.session import Session

#: Below this size of the database its rows are all digested unless somebody says otherwise.
FULL_BELOW_BYTES = 50 << 30
_LARGE_OBJECT_CATALOGS = {("pg_catalog", "pg_largeobject"), ("pg_catalog", "pg_largeobject_metadata")}


def chosen_plan(session: Session, mode: Mode, scope: Scope | None, written: Collection[tuple[str, str]]) -> DataPlan:
    """The plan for this database: ``scope`` as asked for; by default full, and above 50 GB what is touched.

    Args:
        session: inside a transaction, or not; what it finds is names.
        mode: how rows are digested.
        scope: what was asked for; None: by the database's size.
        written: relations that packets declare to write, schema and name; empty: nothing is known to be touched.
    """
    if scope is None:
        large = int(session.row("clone/read_sizes")["database_bytes"]) >= FULL_BELOW_BYTES
        scope = ("touched" if written else "none") if large else "full"
    touched = touched_tables(session, written) if scope == "touched" else frozenset[str]()
    return DataPlan(mode, scope, touched)


def touched_tables(session: Session, written: Collection[tuple[str, str]]) -> frozenset[str]:
    """References of what a change that writes these relations can reach (the query says how far that is known)."""
    names = sorted(written)
    rows = session.rows(
        "fingerprint/scope/list_reached", schemas=[schema for schema, _ in names], names=[name for _, name in names]
    )
    found = {make_ref(row["kind"], row["schema"], row["name"]) for row in rows}
    return frozenset(found | ({LARGE_OBJECTS} if _LARGE_OBJECT_CATALOGS & {*written} else set()))


def read_counters(session: Session, refs: Iterable[str]) -> Mapping[str, str]:
    """What PostgreSQL counted as written to these tables, by reference: where it moves, somebody wrote.

    Equal counters are a sign and no proof: they can be turned off, reset, and lag by a second.
    """
    wanted = frozenset(refs)
    found = all_counters(session) if wanted else {}
    return {ref: written for ref, written in found.items() if ref in wanted}


def all_counters(session: Session) -> Mapping[str, str]:
    """The same of every table and materialised view."""
    rows = session.rows("fingerprint/scope/read_counters")
    return {make_ref(row["kind"], row["schema"], row["name"]): str(row["written"]) for row in rows}
