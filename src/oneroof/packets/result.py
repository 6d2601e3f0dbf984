"""What a walked script says: the variables it left behind, as an `Execution` and as pins. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from oneroof.packets.model import Packet, Side
from oneroof.packets.names import show
from oneroof.packets.outcome import Deviation, Execution, GuardValue, ObjectChange, Written
from oneroof.packets.pins import PinnedCatalog, PinnedRows, PinnedSet, PinnedValue, Pins
from oneroof.packets.steps import variable_of

Variables = Mapping[str, str]
#: The step that asks the gate.
_GATE = 4


def read_result(
    variables: Variables,
    side: Mapping[str, Any],
    *,
    code: str,
    direction: Any,
    executed: bool,
    deviations: tuple[Deviation, ...],
    sqlstate: str | None,
    seconds: float,
) -> Execution:
    """The execution of one side of a plan. What was not reached is empty."""
    session, recorded = _json(variables, "start_session", {}), _json(variables, "log_recorded", {})
    refused = [found for found in deviations if found.step == _GATE]
    return Execution(
        code=code,
        direction=direction,
        executed=executed,
        seconds=seconds,
        deviations=deviations,
        sqlstate=sqlstate,
        deltas=tuple(Written(**written) for written in _json(variables, "end_deltas", [])),
        catalog=tuple(
            ObjectChange(change["object"], change["change"], tuple(change["parents"]))
            for change in _json(variables, "end_changes", [])
        ),
        sequences_moved=tuple(_json(variables, "sequences_moved", [])),
        values=tuple(_values(variables, side)),
        refusal=_json(variables, "deviation", None) if refused else None,
        transaction_id=session.get("transaction_id"),
        log_hash=recorded.get("hash"),
    )


def measured_pins(variables: Variables, packet: Packet, side: Mapping[str, Any], declared: Side) -> Pins:
    """What a run of the operation that ended well measured, as pins."""
    any_rows = {show(delta.name) for delta in declared.deltas if delta.rows == "any"}
    version: dict[str, int] = _json(variables, "here_version", None)
    start_sets, end_sets = (_json(variables, f"{when}_sets", {}) for when in ("start", "end"))
    start, end = (_json(variables, f"{when}_relations", {}) for when in ("start", "end"))
    before, after = (_json(variables, f"{when}_whole", {}) for when in ("start", "end"))
    return Pins(
        source_digest=packet.source_digest,
        server_major=version["major version"],
        values=dict(_pinned(variables, side)),
        sets={name: PinnedSet(before=digest, after=end_sets[name]) for name, digest in start_sets.items()},
        catalog={ref: PinnedCatalog(before=start.get(ref), after=end.get(ref)) for ref in {**start, **end}},
        rows={
            name: PinnedRows(written=written, before=before.get(name, "nothing"), after=after.get(name, "nothing"))
            for name, written in _json(variables, "rows_written", {}).items()
            if name not in any_rows
        },
    )


def _guards(variables: Variables, side: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Each guard that was judged, with its variables' prefix."""
    for when in ("before", "after"):
        for place, guard in enumerate(side[when]):
            prefix = variable_of(when, place)
            if f"{prefix}matched" in variables:
                yield guard, prefix


def _values(variables: Variables, side: Mapping[str, Any]) -> Iterator[GuardValue]:
    for guard, prefix in _guards(variables, side):
        measured = _json(variables, f"{prefix}pin", {})
        matched = variables[f"{prefix}matched"] == "t"
        value, digest = measured.get("value"), measured.get("digest")
        yield GuardValue(guard["key"], guard["kind"], guard["name"], matched, value, digest)


def _pinned(variables: Variables, side: Mapping[str, Any]) -> Iterator[tuple[str, PinnedValue]]:
    for guard, prefix in _guards(variables, side):
        if guard["pinned"] and variables[f"{prefix}matched"] == "t":
            yield guard["key"], PinnedValue.model_validate(guard["pin"] or _json(variables, f"{prefix}pin", None))


def _json(variables: Variables, name: str, otherwise: Any) -> Any:
    return json.loads(variables[name]) if name in variables else otherwise
