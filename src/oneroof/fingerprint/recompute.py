"""Materialised views: a dump brings them back refreshed, which is told from wrong by computing them on production.

The query runs in production's snapshot, READ ONLY, under the reader's own rights; what it cannot compute stays real.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import LiteralString, cast

from oneroof import errors
from oneroof.fingerprint.data import TableDigest
from oneroof.fingerprint.model import Difference, Fingerprint
from oneroof.fingerprint.refs import kind_of, split_ref
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.session import Session


def recomputed(session: Session, ref: str) -> TableDigest:
    """The digest that the materialised view ``ref`` would have, were it refreshed at this transaction's snapshot.

    Raises:
        LookupError: there is no such view. PrivilegeMissing, SqlFailed: its query cannot be run by this role; the
            transaction goes on.
    """
    _, (schema, name) = split_ref(ref)
    view = session.row("fingerprint/read_definition", schema=schema, name=name)
    # The text is the catalog's own: PostgreSQL wrote it from the query that it stored, names qualified and quoted.
    query = SQL(cast("LiteralString", view["definition"].rstrip().removesuffix(";")))
    columns = SQL(", ").join(Identifier("oneroof_row", column) for column in view["columns"])
    with session.savepoint():  # an error must not end the snapshot
        row = session.row("fingerprint/digest_recomputed", {"columns": columns, "definition": query})
    return TableDigest(int(row["rows"]), int(row["total"]))


def explain_materialised(
    session: Session, found: Fingerprint, differences: Iterable[Difference]
) -> tuple[Difference, ...]:
    """Call ``recomputed`` each difference of a materialised view's rows that production's own recomputation gives.

    Args:
        session: on production, inside the transaction of the snapshot that was copied.
        found: the copy's fingerprint.
        differences: as `oneroof.fingerprint.compare.differences` gave them; all others come back as they are.
    """
    return tuple(
        _explain(session, found, line)
        if line.branch == "data" and line.change == "changed" and kind_of(line.object) == "materialized_view"
        else line
        for line in differences
    )


def _explain(session: Session, found: Fingerprint, line: Difference) -> Difference:
    try:
        digest = recomputed(session, line.object)
    except errors.PrivilegeMissing:
        return replace(line, detail=f"{line.detail}; the reader may not compute its query")
    except errors.SqlFailed as error:
        return replace(line, detail=f"{line.detail}; its query fails with SQLSTATE {error.sqlstate}")
    if digest.entry(line.object).facets != found.data[line.object].facets:
        return replace(line, detail=f"{line.detail}; production's own recomputation gives something else")
    return replace(line, kind="recomputed", detail=f"{line.detail}; equal to production's own recomputation")
