"""Materialised views: a dump brings them back refreshed, which is told from wrong by computing them on production.

The query runs in production's snapshot, READ ONLY, under the reader's own rights; what it cannot compute stays real.

A materialised view may read another one that is older than its query. Then production's rows of that one are not what a
refresh would read. So the query gets a WITH clause that has the stale view, by its own name, as it would be after a
refresh: PostgreSQL writes a definition without the schema of what the search path finds, and a name without a schema
means the WITH clause first. No text is edited; a name that keeps its schema is read stale, and proves nothing then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import LiteralString, cast

from oneroof import errors
from oneroof.fingerprint.data import TableDigest
from oneroof.fingerprint.model import Difference, Fingerprint
from oneroof.fingerprint.plan import EVERYTHING, DataPlan
from oneroof.fingerprint.refs import kind_of, make_ref, split_ref
from oneroof.fingerprint.shape import digest_parts, read_shape
from oneroof.pg.compose import SQL, Composable, Identifier
from oneroof.pg.session import Row, Session

Name = tuple[str, str]


@dataclass(frozen=True)
class _Fresh:
    """Views to read as they would be after a refresh, each after those that it reads, as (schema, name)."""

    names: tuple[Name, ...]
    materialised: frozenset[Name]

    @property
    def schemas(self) -> list[str]:
        return list(dict.fromkeys(schema for schema, _ in self.names))

    def clause(self, session: Session) -> Composable:
        if not self.names:
            return SQL("")
        return SQL("WITH ") + SQL(", ").join(
            Identifier(name[1])
            + SQL(" AS MATERIALIZED (" if name in self.materialised else " AS (")
            + _query(_definition(session, name))
            + SQL(")")
            for name in self.names
        )


def recomputed(session: Session, ref: str, stale: Collection[str] = (), plan: DataPlan = EVERYTHING) -> TableDigest:
    """The digest that the materialised view ``ref`` would have, were it refreshed at this transaction's snapshot.

    Args:
        session: inside the transaction; its ``search_path`` is set back.
        ref: which one.
        stale: references of materialised views that would be refreshed before it.
        plan: in which mode; the digest is that of a table in the same mode.

    Raises:
        LookupError: there is no such view. PrivilegeMissing, SqlFailed: its query cannot be run by this role; the
            transaction goes on.
    """
    _, (schema, name) = split_ref(ref)
    shape = read_shape(session, schema, name)
    fresh = _find_fresh(session.rows("fingerprint/list_view_uses", schema=schema, name=name), ref, stale)
    with session.savepoint():  # an error must not end the snapshot
        session.value("fingerprint/set_view_path", schemas=fresh.schemas)
        query = SQL("({})").format(_query(_definition(session, (schema, name))))
        part = shape.digest(plan, session.major, source=query, fresh=fresh.clause(session))
        (row,) = digest_parts(session, [part])
        session.value("fingerprint/set_view_path", schemas=[])
    return TableDigest.of(row)


def _definition(session: Session, name: Name) -> Row:
    return session.row("fingerprint/read_definition", schema=name[0], name=name[1])


def _query(view: Row) -> Composable:
    """The catalog's own text: PostgreSQL wrote it from the query that it stored, names quoted."""
    return SQL(cast("LiteralString", view["definition"].rstrip().removesuffix(";")))


def _find_fresh(rows: Iterable[Row], ref: str, stale: Collection[str]) -> _Fresh:
    """The stale views that a view reads, and the views through which it reads them."""
    used = {(row["schema"], row["name"]): {(schema, name) for schema, name in row["uses"]} for row in rows}
    materialised = {(row["schema"], row["name"]) for row in rows if row["kind"] == "materialized_view"}
    try:
        ordered = tuple(TopologicalSorter(used).static_order())
    except CycleError:  # views that read each other: no order in which they could be refreshed
        return _Fresh((), frozenset())
    old = {name for name in materialised if make_ref("materialized_view", *name) in stale}
    chosen: list[Name] = []
    for name in ordered:
        through = name not in materialised and used[name].intersection(chosen)
        if make_ref("materialized_view", *name) != ref and (name in old or through):
            chosen.append(name)
    return _Fresh(tuple(chosen), frozenset(materialised))


def explain_materialised(
    session: Session, found: Fingerprint, differences: Iterable[Difference]
) -> tuple[Difference, ...]:
    """Call ``recomputed`` each difference of a materialised view's rows that production's own recomputation gives.

    Args:
        session: on production, inside the transaction of the snapshot that was copied.
        found: the copy's fingerprint.
        differences: as `oneroof.fingerprint.compare.differences` gave them; all others come back as they are.
    """
    lines = tuple(differences)
    stale = {line.object for line in lines if _is_rows_of_view(line)}
    return tuple(_explain(session, found, line, stale) if _is_rows_of_view(line) else line for line in lines)


def _is_rows_of_view(line: Difference) -> bool:
    return line.branch == "data" and line.change == "changed" and kind_of(line.object) == "materialized_view"


def _explain(session: Session, found: Fingerprint, line: Difference, stale: Collection[str]) -> Difference:
    try:
        digest = recomputed(session, line.object, stale, DataPlan(found.mode, salt=found.salt))
    except errors.PrivilegeMissing:
        return replace(line, detail=f"{line.detail}; the reader may not compute its query")
    except errors.SqlFailed as error:
        return replace(line, detail=f"{line.detail}; its query fails with SQLSTATE {error.sqlstate}")
    if digest.entry(line.object).facets != found.data[line.object].facets:
        return replace(line, detail=f"{line.detail}; production's own recomputation gives something else")
    return replace(line, kind="recomputed", detail=f"{line.detail}; equal to production's own recomputation")
