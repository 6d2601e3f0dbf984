"""The automatic pins: measured always, compared where there are pins. The undoing is held to their mirror image."""

from __future__ import annotations

from collections.abc import Mapping

from oneroof.packets.guards import measure_sets
from oneroof.packets.names import show
from oneroof.packets.pins import PinnedCatalog, PinnedRows, PinnedSet, Pins
from oneroof.packets.relations import declared_relations, possible_refs
from oneroof.packets.run import Run


def compare_before(run: Run) -> None:
    """7, second half: server, definitions and sets are those of the rehearsal."""
    if run.pins is None:
        return
    run.compare("server", {"major version": run.pins.server_major}, {"major version": run.session.major})
    run.compare("definition of", _pinned_relations(run, after=False), run.start.relations)
    if run.compare_pins:
        run.compare("rows of", _pinned_sets(run, after=False), run.start.sets)


def compare_sets_after(run: Run) -> None:
    """9, second half: the sets are what the rehearsal made of them."""
    run.end.sets = measure_sets(run)
    if run.pins is not None and run.compare_pins:
        run.compare("rows of", _pinned_sets(run, after=True), run.end.sets)


def compare_relations(run: Run) -> None:
    """12: the locked and written relations are defined as the rehearsal left them."""
    if run.pins is not None:
        run.compare("definition of", _pinned_relations(run, after=True), run.end.relations)


def compare_rows(run: Run) -> None:
    """12: the rows written are those of the rehearsal; for the undoing, the same rows taken away."""
    if run.pins is None or not run.compare_pins:
        return
    undoing = run.side.direction == "rollback"
    pinned = {show(delta.name) for delta in run.side.deltas if delta.rows == "pinned"}
    emptied = {show(delta.name) for delta in (*run.packet.deltas, *run.side.deltas) if delta.truncated}
    # What TRUNCATE took away was not written, so it has no mirror image: only the table as a whole compares.
    apart = {"written"} if undoing else set[str]()
    run.judge(
        "packets/judge_pinned_rows",
        pins={
            name: pin.model_dump(exclude=apart if name in emptied else None)
            for name, pin in run.pins.rows.items()
            if name in pinned
        },
        written=run.written,
        tables={
            name: {"before": run.start.whole.get(name), "after": run.end.whole.get(name)}
            for name in {*run.start.whole, *run.end.whole}
        },
        undoing=undoing,
    )


def measured_pins(run: Run) -> Pins:
    """What this run of the operation measured, as pins."""
    any_rows = {show(delta.name) for delta in run.side.deltas if delta.rows == "any"}
    return Pins(
        source_digest=run.packet.source_digest,
        server_major=run.session.major,
        values=dict(run.pinned),
        sets={name: PinnedSet(before=before, after=run.end.sets[name]) for name, before in run.start.sets.items()},
        catalog={
            ref: PinnedCatalog(before=run.start.relations.get(ref), after=run.end.relations.get(ref))
            for ref in {*run.start.relations, *run.end.relations}
        },
        rows={
            name: PinnedRows(
                written=written, before=run.start.whole.get(name, "nothing"), after=run.end.whole.get(name, "nothing")
            )
            for name, written in run.written.items()
            if name not in any_rows
        },
    )


def _pinned_sets(run: Run, *, after: bool) -> dict[str, str]:
    """What the sets must be now. Before an undoing: what they were after the operation."""
    late = after != (run.side.direction == "rollback")
    sets = run.pins.sets if run.pins is not None else {}
    return {name: pin.after if late else pin.before for name, pin in sets.items()}


def _pinned_relations(run: Run, *, after: bool) -> Mapping[str, str]:
    late = after != (run.side.direction == "rollback")
    catalog = run.pins.catalog if run.pins is not None else {}
    meant = possible_refs(declared_relations(run.side))
    pinned = {ref: pin.after if late else pin.before for ref, pin in catalog.items() if ref in meant}
    return {ref: digest for ref, digest in pinned.items() if digest is not None}
