"""A rehearsal whose process was killed goes on: from where, and with what, after everything was looked at again.

There are four places to go on from, and no other. What is between two of them is undone or made anew:

* stage 01: stages 01 to 03 hold production's snapshot, which died with the process. Whatever was made is removed;
* stage 04: the clone is again, in full, what stage 03 left; packets that ran meanwhile were undone on it;
* stage 10: the clone is, in full, what stage 09 left; sessions on production are asked in one place, so it runs again;
* the publication: all twelve stages ended.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from oneroof.clone.identity import read_identity
from oneroof.clone.isolation import check_isolation
from oneroof.clone.manage import drop_of_run
from oneroof.clone.model import Clone, Identity
from oneroof.clone.place import known_place
from oneroof.errors import EnvironmentFault, RunChanged
from oneroof.events.cursor import remove_cursor
from oneroof.evidence.past import Past
from oneroof.fingerprint.compare import differences
from oneroof.pg.server import left_by
from oneroof.pg.session import CloneMaker, CloneWriter, Reader
from oneroof.pg.sweep import has_server
from oneroof.stages.apply import back
from oneroof.stages.context import Applied, Context
from oneroof.stages.s01_preflight import place_wish
from oneroof.stages.s02_clone import fingerprint_clone
from oneroof.stages.s08_cursor import consumer_of
from oneroof.stages.state import APPLIED, UNIT, load_applied, load_fingerprint
from oneroof.verdict.judge import STAGES
from oneroof.verdict.model import StageRecord

#: The first stage after those that hold production's snapshot, and the first that needs no clone any more.
PIPELINE, IMPACT = 4, 10
#: Placements of a clone on a server that is not a child of ours.
_OUTLIVES_US = frozenset({"same", "dsn"})
_WAIT_SECONDS = 60.0
_POLL_SECONDS = 0.2
#: Error facts that say no more than that an earlier stage failed.
_NOT_RUN = "not-run"


def take_up(context: Context, past: Past) -> list[StageRecord]:
    """Find the place to go on from, bring the context there, and give the stages before it that still hold.

    Raises:
        RunChanged: production is not the database that the run began with.
        EnvironmentFault: production or the clone's server cannot be asked; a session of the killed process still works;
            what it left cannot be removed. The run can be resumed again.
    """
    context.killed_sessions = list(past.sessions)
    context.resumed = list(past.resumed)
    sound = _sound(past.records)
    if len(sound) == len(STAGES):
        _publish_again(context, past, sound)
        return sound
    stage, why = _place(context, past, sound)
    if stage == 1:
        _start_over(context, past)
    context.journal.event("resumed-from", stage=stage, killed_in=past.killed_in, why=why)
    context.resumed.append({"killed_in": past.killed_in, "from": stage})
    context.talk.note(f"Run {past.run_id} was killed in stage {past.killed_in:02d}; it goes on from {stage:02d}: {why}")
    return sound[: stage - 1]


def _sound(records: Sequence[StageRecord]) -> list[StageRecord]:
    """The stages up to the first that an error ended: that one is tried again."""
    sound: list[StageRecord] = []
    for record in records:
        error = record.facts.get("error")
        if error is not None and error.get("code") != _NOT_RUN:
            break
        sound.append(record)
    return sound


def _publish_again(context: Context, past: Past, sound: Sequence[StageRecord]) -> None:
    """Nothing is measured any more, so production is not asked; what is published is what would have been."""
    facts = sound[0].facts["identity"]
    uid, kind = (None if facts[name] == "none" else facts[name] for name in ("uid", "kind"))
    context.identity = Identity(facts["system_identifier"], facts["database"], uid, kind)
    context.majors = [int(major) for major in past.state[UNIT]["majors"]] if UNIT in past.state else []
    context.applied = _applied(past)
    context.ended = past.ended
    for folder in _left_by(past):
        if not (folder / "data").exists():  # what holds a cluster may hold the clone, which stays
            _remove(folder)


def _left_by(past: Past) -> list[Path]:
    """The folders that the killed processes made in temporary places for servers."""
    return [folder for pid in {*past.processes} - {os.getpid()} for folder in left_by(pid)]


def _place(context: Context, past: Past, sound: Sequence[StageRecord]) -> tuple[int, str]:
    """The stage to go on from, and the sentence that says why."""
    reader = _same_production(context, sound)
    _until_gone(lambda: _still_there(context, reader, past), f"a session of the killed process on {reader.dsn.label}")
    if len(sound) < PIPELINE - 1 or UNIT not in past.state:
        return 1, "production's snapshot was held, and died with the process."
    if sound[1].facts["placement"] not in _OUTLIVES_US or sound[1].facts["strategy"] == "basebackup":
        return 1, "the clone's private server ended with the process."
    lost = _clone_lost(context, sound, reader)
    if lost:
        return 1, lost
    return _where_the_clone_is(context, past, sound)


def _same_production(context: Context, sound: Sequence[StageRecord]) -> Reader:
    reader = context.reader = context.open_reader()
    with reader.snapshot():
        context.identity = read_identity(reader)
    found = context.identity.as_fact()
    for name, kept in (sound[0].facts["identity"] if sound else found).items():
        if found[name] != kept:
            raise RunChanged(f"{reader.dsn.label} is not the production that was rehearsed: {name} is {found[name]}.")
    return reader


def _still_there(context: Context, reader: Reader, past: Past) -> list[int]:
    pids = [int(proof["backend_pid"]) for proof in past.sessions]
    with reader.snapshot():
        return [row["pid"] for row in reader.rows("session/list_of_run", pids=pids, application=context.application)]


def _until_gone(remaining: Callable[[], Collection[int] | bool], what: str) -> None:
    """Wait for what has not noticed yet that our process was killed."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while left := remaining():
        if time.monotonic() > deadline:
            which = "" if left is True else f" (process {', '.join(map(str, left))})"
            raise EnvironmentFault(
                f"Still at work: {what}{which}.", next_step="Wait for it, or end it; then resume the run."
            )
        time.sleep(_POLL_SECONDS)


def _clone_lost(context: Context, sound: Sequence[StageRecord], reader: Reader) -> str:
    """Bring the clone back into the context; or say why there is none any more that is this run's."""
    facts = sound[1].facts
    identity, name = context.need(context.identity), str(facts["clone"])
    find = context.strategy.place if facts["strategy"] == "external" else known_place
    place = context.place = find(place_wish(context), reader, identity)
    dsn = place.server.with_database(name)
    if place.placement != facts["placement"]:
        return f"the clone's server, {place.server.label}, is another than it was."
    with CloneMaker.open(place.server) as maker:
        if not maker.rows("clone/find_database", database=name):
            return f"the clone {name} is gone."
        _until_gone(
            lambda: [row["pid"] for row in maker.rows("clone/list_at_work", database=name)],
            f"a session of oneroof in the clone {name}",
        )
    with Reader.open(dsn) as asked, asked.snapshot():
        here = read_identity(asked)
    if here.as_fact() != facts["identity"] or (here.parent or {}).get("run_id") != context.run_id:
        return f"the database {name} is not the clone that this run made."
    context.clone = Clone(
        name=name,
        dsn=dsn,
        place=place,
        strategy=facts["strategy"],
        bytes=int(facts["bytes"]),
        errors=(),
        identity=here,
        expires=facts["expires"],
        carried=facts["carried"],
    )
    return ""


def _where_the_clone_is(context: Context, past: Past, sound: Sequence[StageRecord]) -> tuple[int, str]:
    """Compare the clone in full with what stage 03 left; where it must be, after undoing what ran on it."""
    unit = past.state[UNIT]
    preflight, clone, baseline = (record.facts for record in sound[: PIPELINE - 1])
    context.governance = preflight["governance_schema"]
    context.tools_read_only = clone["tool_read_only"]
    context.production_fingerprint = load_fingerprint(unit["production"])
    context.baseline = load_fingerprint(unit["baseline"])
    if context.baseline.as_fact() != baseline["clone_fingerprint"]:
        raise RunChanged("The fingerprint that the run kept of its clone is not the one in its facts.")
    if context.production_fingerprint.as_fact() != preflight["fingerprint"]:
        raise RunChanged("The fingerprint that the run kept of production is not the one in its facts.")
    context.applied = _applied(past)
    ninth = sound[IMPACT - 2].facts if len(sound) >= IMPACT - 1 else {}
    if "sequences_moved" in ninth and not _differing(context, ninth):
        return IMPACT, "the clone is, in full, what stage 09 left."
    _undo(context)
    differing = _differing(context)
    if differing:
        return 1, f"the clone could not be brought back to what stage 03 left: {', '.join(differing[:3])}."
    context.applied = []
    with context.open_clone() as session:
        isolation = check_isolation(session, same_server=context.need(context.place).placement == "same")
    if any(finding.disarmed or not finding.resolved for finding in isolation):
        return 1, "something in the clone can reach out that could not when stage 03 left it."
    return PIPELINE, "the clone is, in full, what stage 03 left."


def _applied(past: Past) -> list[Applied]:
    return [load_applied(kept) for kept in past.state.get(APPLIED, [])]


def _differing(context: Context, rolled_back: Mapping[str, Any] | None = None) -> list[str]:
    """What of the clone is not as stage 03 left it; after stage 09, save what that found moved and packets tolerate."""
    found = differences(
        context.need(context.baseline), fingerprint_clone(context), branches=("catalog", "data", "sequences", "ours")
    )
    if rolled_back is None:
        return [line.object for line in found]
    moved = set(rolled_back["sequences_moved"])
    tolerated = {ref for applied in context.applied for ref in applied.packet.rollback.tolerates}
    return [
        line.object
        for line in found
        if line.object not in tolerated
        and not (line.branch == "sequences" and line.facet == "value" and line.object in moved)
    ]


def _undo(context: Context) -> None:
    """Roll back what ran, last first. One that has not run, or was undone, deviates, and then nothing of it is kept."""
    with context.open_clone() as session:
        for applied in reversed(context.applied):
            _undo_one(context, session, applied)
        if context.governance is not None:
            remove_cursor(session, context.governance, consumer_of(context))


def _undo_one(context: Context, session: CloneWriter, applied: Applied) -> None:
    declared = applied.rollback_declared
    if declared is None or not back(context, session, applied, declared=declared).executed:
        back(context, session, applied)


def _start_over(context: Context, past: Past) -> None:
    """Remove what the killed process made, each thing that the journal knows of; what cannot be removed is named."""
    context.clone = context.production_fingerprint = context.baseline = context.governance = None
    context.applied, context.tools_read_only = [], None
    embedded = place_wish(context).server == "embedded"
    for made in context.journal.left:
        if made.kind in {"folder", "server"}:
            left = _remove(Path(made.name))
        else:
            left = "" if embedded else _drop(context, made.name)
        if left:
            context.talk.note(f"{left} Remove it with: {made.remedy}")
        else:
            context.journal.removed(made)
    for folder in _left_by(past):
        _remove(folder)
    context.place = None


def _remove(folder: Path) -> str:
    """Empty when the folder is gone, with the server in it; else the sentence that says that it stays."""
    _until_gone(lambda: has_server(folder), f"the server of the killed process in {folder}")
    shutil.rmtree(folder, ignore_errors=True)
    return f"{folder} could not be removed." if folder.exists() else ""


def _drop(context: Context, name: str) -> str:
    identity = context.need(context.identity)
    if context.place is None:
        context.place = known_place(place_wish(context), context.need(context.reader), identity)
    return drop_of_run(context.place, name, context.run_id, identity)
