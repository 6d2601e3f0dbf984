"""The catalog of a database as entries by name, read with one query a kind (``sql/fingerprint/catalog``).

Every query gives rows of ``(ref, parent, facet, value)``; no OID, attnum or relfilenode is in any of them, and no
definition depends on the search path (a session's is ``pg_catalog, pg_temp``, so every name outside is qualified).
Functions of the catalog do not follow the snapshot: `oneroof.fingerprint.take` finds out when it moved meanwhile.

A rehearsal runs these queries a dozen times, so they avoid what costs most where objects are many: a comment is looked
up in ``pg_description`` (``obj_description`` starts a query for each call), what no object has is not aggregated, and
``OFFSET 0`` keeps the planner from computing a ref again for each facet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from oneroof.fingerprint import ours
from oneroof.fingerprint.model import UNSEEN, Entry
from oneroof.fingerprint.platform import HIDDEN, Platform, detect
from oneroof.pg import queries
from oneroof.pg.compose import Identifier
from oneroof.pg.session import Row, Session

#: Values of options may be passwords, so each goes in as SHA-256 over this, the object's ref and the option.
SALT = "oneroof-fingerprint-v1 "
#: What PostgreSQL shows to few roles: query in ``hidden/``, the refs' kind, the facet, and how it is named.
_HIDDEN = (
    ("user_mapping_options", "user_mapping:", "options", "options of user mappings"),
    ("subscription_connections", "subscription:", "connection", "connection strings of subscriptions"),
)


@dataclass(frozen=True)
class CatalogReading:
    """The catalog at one moment.

    ``ours`` is oneroof's core, ``cluster`` what belongs to the server (roles, databases …). ``unmodelled`` counts
    objects of kinds that no query knows; ``unseen`` says in words what the ``platform`` hides from everybody.
    """

    catalog: dict[str, Entry]
    ours: dict[str, Entry]
    cluster: dict[str, Entry]
    unmodelled: dict[str, int] = field(default_factory=dict)
    unseen: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    platform: Platform = "self"


def read_catalog(session: Session, *, salt: str = SALT) -> CatalogReading:
    """Read everything but data, inside the caller's open transaction.

    Args:
        session: any kind; pure SELECTs are run on it.
        salt: goes into the digests of values that may be secrets; equal for fingerprints that are compared.

    Raises:
        SqlFailed: an object vanished between two queries (the caller retries when the catalog moved).
    """
    rows = _read(session, "fingerprint/catalog/", salt)
    platform = detect(session)
    unseen, unreadable = _add_hidden(session, rows, salt, HIDDEN[platform])
    entries = _entries(rows)
    core = ours.owned(entries)
    return CatalogReading(
        catalog={ref: entry for ref, entry in entries.items() if ref not in core},
        ours={ref: entries[ref] for ref in core},
        cluster=_entries(_read(session, "fingerprint/cluster/", salt)),
        unmodelled=_count_unmodelled(session),
        unseen=unseen,
        unreadable=unreadable,
        platform=platform,
    )


def slots_of(session: Session) -> dict[str, Entry]:
    """The entries of the cluster that stand in no catalog, so that no record of the log tells of them."""
    return _entries(_run(session, "fingerprint/cluster/replication_slots", SALT))


def _read(session: Session, folder: str, salt: str) -> list[Row]:
    rows: list[Row] = []
    for name in queries.names(folder):
        rows += _run(session, name, salt)
    return rows


def _run(session: Session, name: str, salt: str) -> list[Row]:
    needs_salt = "%(salt)s" in queries.load(name, session.major).text
    return session.rows(name, salt=salt) if needs_salt else session.rows(name)


def _add_hidden(
    session: Session, rows: list[Row], salt: str, declared: Collection[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Add what PostgreSQL hides from most roles, or mark it on every object that could have it.

    Returns:
        In words what the platform hides from everybody; by reference what only this role may not read.
    """
    readable = session.row("fingerprint/hidden/readable")
    unseen: list[str] = []
    unreadable: list[str] = []
    for query, kind, facet, words in _HIDDEN:
        if readable[query]:
            rows += _run(session, f"fingerprint/hidden/{query}", salt)
            continue
        refs = sorted({row["ref"] for row in rows if row["ref"].startswith(kind)})
        rows += [{"ref": ref, "parent": None, "facet": facet, "value": UNSEEN} for ref in refs]
        if refs and words in declared:
            unseen.append(words)
        elif refs:
            unreadable += refs
    return tuple(unseen), tuple(unreadable)


def _entries(rows: Iterable[Row]) -> dict[str, Entry]:
    facets: dict[str, dict[str, str]] = {}
    parents: dict[str, str | None] = {}
    for row in rows:
        ref, facet = row["ref"], row["facet"]
        mine = facets.setdefault(ref, {})
        if facet in mine:
            raise LookupError(f"two objects, or two facets, are called {ref} {facet}")
        mine[facet] = row["value"]
        parents[ref] = parents.get(ref) or row["parent"]
    return {ref: Entry(ref, mine, parents[ref]) for ref, mine in facets.items()}


def _count_unmodelled(session: Session) -> dict[str, int]:
    counts: Mapping[str, int] = {
        row["kind"]: int(row["objects"]) for row in session.rows("fingerprint/count_unmodelled")
    }
    unknown = [row["name"] for row in session.rows("fingerprint/list_unknown_catalogs")]
    rows = {f"catalog {name}": _count(session, name) for name in unknown}
    return {kind: count for kind, count in {**counts, **rows}.items() if count}


def _count(session: Session, catalog: str) -> int:
    return int(session.value("fingerprint/count_rows", {"catalog": Identifier("pg_catalog", catalog)}))
