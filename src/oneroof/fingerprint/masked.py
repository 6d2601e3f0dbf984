"""Masked columns: what they explain of the rows that differ between production and its clone, looked at each time.

A table is compared without them, on both sides. A materialised view that reads one holds copies of what was put there:
it must be what its query gives in the clone. What neither shows stays real.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from oneroof.errors import PrivilegeMissing, SqlFailed
from oneroof.fingerprint.data import digest_table
from oneroof.fingerprint.model import Difference, Fingerprint
from oneroof.fingerprint.plan import DataPlan
from oneroof.fingerprint.recompute import recomputed
from oneroof.fingerprint.refs import make_ref, split_ref
from oneroof.pg.session import Session


def explain_masked(
    there: Session, here: Session, found: Fingerprint, masked: Collection[str], differences: Iterable[Difference]
) -> tuple[Difference, ...]:
    """Call ``masked`` each difference of rows that masked columns account for; all others come back as they are.

    Args:
        there: on production, inside the transaction that is compared.
        here: on the clone, inside a transaction of its own.
        found: the clone's fingerprint.
        masked: references of the columns that were replaced, or are computed by the server from such.
        differences: as `oneroof.fingerprint.recompute.explain_materialised` left them.
    """
    columns: dict[str, list[str]] = {}
    for ref in masked:
        _, (schema, table, column) = split_ref(ref)
        columns.setdefault(make_ref("table", schema, table), []).append(column)
    lines = tuple(differences)
    mine = {line.object for line in lines if line.branch == "data" and line.change == "changed" and line.kind == "real"}
    if not (columns and mine):
        return lines
    readers = {
        make_ref("materialized_view", row["schema"], row["name"])
        for row in here.rows("clone/list_views_to_refresh")
        if columns.keys() & {make_ref("table", *pair) for pair in row["tables"]}
    }
    return tuple(
        line
        if line.object not in mine
        else _table(there, here, columns[line.object], line)
        if line.object in columns
        else _view(here, found, line)
        if line.object in readers
        else line
        for line in lines
    )


def _table(there: Session, here: Session, without: list[str], line: Difference) -> Difference:
    _, (schema, name) = split_ref(line.object)
    expected, rest = (digest_table(one, schema, name, without=without) for one in (there, here))
    if expected != rest:
        return replace(line, detail=f"it differs also without its {len(without)} masked columns")
    return replace(line, kind="masked", detail=f"equal without {', '.join(without)}; {rest.rows} rows")


def _view(here: Session, found: Fingerprint, line: Difference) -> Difference:
    try:
        now = recomputed(here, line.object, plan=DataPlan(found.mode, salt=found.salt))
    except (PrivilegeMissing, SqlFailed):
        return replace(line, detail="its query cannot be run in the clone, where masked columns are in it")
    if now.entry(line.object).facets != found.data[line.object].facets:
        return replace(line, detail="masked columns are in it, and it is not what its query gives in the clone")
    return replace(line, kind="masked", detail="computed anew from masked columns")
