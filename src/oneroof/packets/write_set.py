"""Steps 10 and 12: what the transaction wrote, by three measurements that must all agree with what was declared.

(a) PostgreSQL's counters, user and system tables; (b) files, oids and the catalog by name; (c) rows counted and
digested. Each has a sabotage that the other two let pass: see tests/pg/test_packet_write_set.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from oneroof.fingerprint.model import Entry
from oneroof.packets.measure import measure_end
from oneroof.packets.outcome import ObjectChange, Written
from oneroof.packets.pinning import compare_relations, compare_rows
from oneroof.packets.run import Measurement, Run

Inventory = Mapping[str, Entry]
#: The one table of the system whose rows are a user's content.
LARGE_OBJECT_ROWS = "pg_catalog.pg_largeobject"


def write_log(run: Run) -> None:
    """10: on a clone the run's journal; until here no gate table was written, which the counters say."""
    counters = run.ask("packets/read_counters")
    writes = run.ask("packets/subtract_counters", start=run.start.counters, now=counters)
    run.log({"event": "packet", **run.named, "source_digest": run.packet.source_digest, "writes": _users(writes)})


def check_write_set(run: Run) -> None:
    """12: measure everything again, then judge: what is ours, (a), (b), (c), and what is no table's."""
    measure_end(run)
    start, end = run.start, run.end
    run.files = run.ask("packets/compare_files", start=start.files, now=end.files)
    run.changes = _changes(run, start.catalog.catalog, end.catalog.catalog)
    _judge_ours(run)
    _judge_catalog(run)
    run.judge("packets/judge_writes", declared=run.declared, writes=run.writes)
    run.judge("packets/judge_files", declared=run.declared, files=run.files, changes=run.changes)
    run.judge("packets/judge_system", writes=run.writes, declared=run.declared, changes=run.changes, files=run.files)
    _judge_rows(run)
    run.compare("", start.backend, end.backend)
    run.judge("packets/judge_advisory_locks", start=start.advisory, now=end.advisory)
    compare_relations(run)
    compare_rows(run)


def _judge_ours(run: Run) -> None:
    """Gate tables, and kinds that the inventory does not know: no packet touches any of them."""
    start, end = run.start.catalog, run.end.catalog
    run.judge("packets/judge_catalog", declared=[], changes=_changes(run, start.ours, end.ours))
    run.compare("", dict.fromkeys(end.unmodelled, 0) | start.unmodelled, end.unmodelled)
    if not any(change["object"].startswith("builtin:") for change in run.changes):
        run.compare("built-in objects of", run.start.builtins, run.end.builtins)


def _judge_catalog(run: Run) -> None:
    run.judge("packets/judge_catalog", declared=run.declared_catalog, changes=run.changes)


def _judge_rows(run: Run) -> None:
    nothing = {"rows": 0, "total": 0}
    both = {
        name: {"before": run.start.rows.get(name, nothing), "after": run.end.rows.get(name, nothing)}
        for name in {**run.start.rows, **run.end.rows}
    }
    run.written = run.judge("packets/judge_rows", declared=run.declared, writes=run.writes, rows=both)["written"]


def _changes(run: Run, before: Inventory, after: Inventory) -> list[Measurement]:
    """Differences of two inventories by name. Equal entries are left out before they are sent: they cannot matter."""
    there, here = _by_name(before, after), _by_name(after, before)
    changes: list[Measurement] = run.ask("packets/compare_catalog", start=there, now=here)
    return changes


def _by_name(inventory: Inventory, other: Inventory) -> Measurement:
    """What is compared of every entry that is not the same object in the other inventory.

    A column's place is left out: it moves when one before it is dropped, and in no other way inside a transaction.
    """
    named: Measurement = {}
    for ref, entry in inventory.items():
        if ref in other and other[ref] == entry:
            continue
        facets = {name: value for name, value in entry.facets.items() if name != "position"}
        parents = [parent for parent in (entry.parent, entry.facets.get("follows")) if parent is not None]
        named[ref] = {"digest": replace(entry, facets=facets).digest, "parents": parents}
    return named


def _users(writes: list[Measurement]) -> list[Measurement]:
    kept = ("table", "inserted", "updated", "deleted")
    content = [write for write in writes if not write["system"] or write["table"] == LARGE_OBJECT_ROWS]
    return [{name: write[name] for name in kept} for write in content]


def written_tables(run: Run) -> tuple[Written, ...]:
    """The write set of user tables: what was counted, and what only its file gives away."""
    counted = {write["table"]: write for write in _users(run.writes)}
    replaced = {file["table"] for file in run.files if file["change"] == "replaced"}
    declared = {delta["table"] for delta in run.declared}
    nothing = {"inserted": 0, "updated": 0, "deleted": 0}
    return tuple(
        Written(
            table,
            counts["inserted"],
            counts["updated"],
            counts["deleted"],
            new_file=table in replaced,
            measured="full" if table in declared and table not in run.large else "counters",
        )
        for table, counts in sorted({**dict.fromkeys(replaced, nothing), **counted}.items())
    )


def object_changes(run: Run) -> tuple[ObjectChange, ...]:
    """Every object of the catalog that differs."""
    return tuple(ObjectChange(change["object"], change["change"], tuple(change["parents"])) for change in run.changes)
