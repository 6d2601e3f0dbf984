"""Steps 6 and 12: what is measured at the start and once more after the operation. Nothing here judges."""

from __future__ import annotations

from oneroof.fingerprint.catalog import CatalogReading, read_catalog
from oneroof.fingerprint.data import TableDigest, digest_columns, stored_columns
from oneroof.fingerprint.sequences import read_sequences
from oneroof.packets.guards import measure_sets
from oneroof.packets.model import Delta
from oneroof.packets.names import QualifiedName, quote_part, show
from oneroof.packets.relations import declared_relations, relation_digests, relation_ref
from oneroof.packets.run import Run, State
from oneroof.pg import queries
from oneroof.pg.compose import Identifier

#: What belongs to the server (its counters say when it is written) and the built-in objects (they are stamped in a
#: quicker way): slow to read, and no packet changes either.
_NOT_OURS_TO_CHANGE = ("fingerprint/catalog/builtins", *queries.names("fingerprint/cluster/"))

Columns = dict[str, tuple[str, ...]]


def measure_start(run: Run) -> None:
    """6: everything that step 12 measures again. The counters come last: reading them is no write."""
    state = run.start
    _read_state(run, state)
    columns = _columns(run, state)
    for delta in run.side.deltas:
        if run.ask("packets/size_table", schema=delta.name[0], name=delta.name[1]) > run.measure_full_below:
            run.large.add(show(delta.name))
        if columns.get(show(delta.name)) is not None:
            _digest(run, delta, state, _kept(delta, columns[show(delta.name)], _moving_columns(run, delta)))
    state.sequences = _sequences(run)
    state.sets = measure_sets(run)
    state.counters = run.ask("packets/read_counters")


def measure_end(run: Run) -> None:
    """12, first half: the same once more. The counters come first: what is written was written before."""
    state, before = run.end, _columns(run, run.start)
    state.counters = run.ask("packets/read_counters")
    run.writes = run.ask("packets/subtract_counters", start=run.start.counters, now=state.counters)
    _read_state(run, state)
    after = _columns(run, state)
    for delta in run.side.deltas:
        name = show(delta.name)
        if after.get(name) is None:
            continue
        known = before.get(name)
        added = set(after[name]) - set(after[name] if known is None else known)
        _digest(run, delta, state, _kept(delta, after[name], _moving_columns(run, delta) | added))
        for column in sorted(set(delta.volatile) - set(after[name]) - set(known or ())):
            run.note({"what": f"{name} volatile {column}", "expected": "a column", "found": "none of that name"})


def read_sequences_after(run: Run) -> None:
    """After the transaction, whatever became of it: sequences follow none."""
    with run.session.transaction(read_only=True):
        run.end.sequences = _sequences(run)


def moved_sequences(run: Run) -> tuple[str, ...]:
    """Sequences that were there before and after, with another value."""
    before, after = run.start.sequences, run.end.sequences
    return tuple(ref for ref in sorted({*before} & {*after}) if before[ref] != after[ref])


def _sequences(run: Run) -> dict[str, str]:
    return {ref: entry.digest for ref, entry in read_sequences(run.session)[0].items()}


def _read_state(run: Run, state: State) -> None:
    """Everything but rows. Locks that reading takes are given back, so that those of the operation can be told."""
    found = run.session.row("packets/read_backend")
    state.backend, state.advisory = found["backend"], found["advisory"]
    state.builtins = run.ask("packets/stamp_builtins")
    state.files = run.ask("packets/read_files")
    state.stamps = run.session.rows("fingerprint/stamp_catalog")
    state.catalog = run.start.catalog if _catalog_stands(run, state) else _read_inventory(run)
    refs = [relation_ref(state.catalog.catalog, name) for name in declared_relations(run.side)]
    state.relations = relation_digests(state.catalog.catalog, [ref for ref in refs if ref is not None])


def _catalog_stands(run: Run, state: State) -> bool:
    """Whether the inventory at the start is still true: no counter and no row's version in the catalogs moved."""
    wrote = any(write["system"] for write in run.writes)
    return state is run.end and not wrote and state.stamps == run.start.stamps


def _read_inventory(run: Run) -> CatalogReading:
    with run.measuring():
        return read_catalog(run.session, without=_NOT_OURS_TO_CHANGE)


def _columns(run: Run, state: State) -> Columns:
    """The stored columns of the declared tables that are there, as the inventory of that moment has them."""
    there = {(schema, name) for schema, name, _kind, _file in state.files.values()}
    if not state.columns:
        for delta in run.side.deltas:
            if delta.name in there:
                state.columns[show(delta.name)] = stored_columns(run.session, *delta.name)
    return state.columns


def _moving_columns(run: Run, delta: Delta) -> set[str]:
    """Columns that the catalog's declaration adds, removes or changes: their values before and after do not compare."""
    prefix = f"column:{show(delta.name)}."
    refs = {change.object for change in run.side.catalog if change.object.startswith(prefix)}
    columns = run.start.columns.get(show(delta.name), ())
    return {column for column in columns if prefix + quote_part(column) in refs}


def _kept(delta: Delta, columns: tuple[str, ...], moving: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns whose values compare, and all that are not volatile."""
    whole = tuple(column for column in columns if column not in delta.volatile)
    return tuple(column for column in whole if column not in moving), whole


def _digest(run: Run, delta: Delta, state: State, columns: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    name = show(delta.name)
    if name in run.large:
        return
    comparable, whole = columns
    digest = _digest_columns(run, delta.name, comparable)
    state.rows[name] = {"rows": digest.rows, "total": digest.total}
    if whole != comparable:
        digest = _digest_columns(run, delta.name, whole)
    state.whole[name] = f"{digest.rows} rows {digest.total}"


def _digest_columns(run: Run, name: QualifiedName, columns: tuple[str, ...]) -> TableDigest:
    kept = [Identifier("oneroof_row", column) for column in columns]
    return digest_columns(run.session, Identifier(*name), kept)
