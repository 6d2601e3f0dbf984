"""The flow in its order, and how one stage of it is run."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from oneroof.errors import OneroofError, SqlFailed
from oneroof.evidence.kept import keep_facts
from oneroof.stages import (
    s01_preflight,
    s02_clone,
    s03_baseline,
    s04_seed,
    s05_scan_read,
    s06_scan_write,
    s07_event_boundary,
    s08_cursor,
    s09_rollback,
    s10_impact,
    s11_rollout_packet,
    s12_verdict,
)
from oneroof.stages.context import Context, Outcome
from oneroof.stages.read_once import completed
from oneroof.stages.state import keep_applied, keep_unit
from oneroof.verdict.judge import STAGES, judge
from oneroof.verdict.model import StageRecord

Stage = Callable[[Context], Outcome]

FLOW: Mapping[str, Stage] = {
    "preflight": s01_preflight.run,
    "clone": s02_clone.run,
    "baseline": s03_baseline.run,
    "seed": s04_seed.run,
    "scan_read": s05_scan_read.run,
    "scan_write": s06_scan_write.run,
    "event_boundary": s07_event_boundary.run,
    "cursor": s08_cursor.run,
    "rollback": s09_rollback.run,
    "impact": s10_impact.run,
    "rollout_packet": s11_rollout_packet.run,
}
#: What a stage cannot do without: it is not run when one of these failed. Impact needs only the first fingerprint.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "clone": ("preflight",),
    "baseline": ("preflight", "clone"),
    "seed": ("preflight", "clone", "baseline"),
    "scan_read": ("baseline", "seed"),
    "scan_write": ("baseline", "seed"),
    "event_boundary": ("baseline",),
    "cursor": ("baseline",),
    "rollback": ("baseline",),
}
GOVERNANCE_ONLY = frozenset({"scan_read", "scan_write", "event_boundary", "cursor"})


def run_stage(context: Context, number: int, records: Sequence[StageRecord]) -> StageRecord:
    """Run one stage and keep what it measured; an error becomes the stage's facts, and is kept on the context too."""
    context.raise_if_interrupted()
    key, title = next((key, title) for stage, key, title in STAGES if stage == number)
    context.talk.stage_started(number, title)
    context.journal.stage_started(number, key)
    if context.governor is not None:
        context.governor.begin()
    started = time.monotonic()
    outcome = _outcome(context, key, records)
    record = StageRecord(number, key, title, round(time.monotonic() - started, 3), outcome.facts, outcome.sources)
    judgement = judge(record, completed(context, records))
    _keep(context, record)
    digest = keep_facts(context.journal.folder, record)
    context.ended = context.journal.stage_ended(number, key, judgement.verdict, digest)
    context.talk.stage_ended(record, judgement)
    return record


def _keep(context: Context, record: StageRecord) -> None:
    """For a run that is resumed: what the stages after this one need of it and is no fact."""
    if "error" in record.facts or "not_applicable" in record.facts:
        return
    if record.key == "baseline":
        keep_unit(context)
    elif record.key == "scan_write":
        keep_applied(context)


def _outcome(context: Context, key: str, records: Sequence[StageRecord]) -> Outcome:
    if key in GOVERNANCE_ONLY and context.programme == "packets":
        why = "is not installed here" if context.governance is None else "takes no part in it"
        return Outcome({"not_applicable": f"The rehearsal is of your own packets; the governance schema {why}."})
    missing = _missing(key, records)
    if missing:
        if key == "baseline" and context.clone is not None:
            s03_baseline.disarm_unproven(context)
        return Outcome({"error": {"code": "not-run", "message": f"Not run: stage {missing} did not pass."}})
    if key == "verdict":
        return s12_verdict.run(context, records)
    try:
        return FLOW[key](context)
    except OneroofError as error:
        return _failed(context, key, error)
    except Exception as error:
        if "ONEROOF_DEBUG" in os.environ:
            raise
        return _failed(context, key, OneroofError(f"A bug in stage {key}: {type(error).__name__}: {error}."))


def _failed(context: Context, key: str, error: OneroofError) -> Outcome:
    context.error = context.error or error
    if key != "preflight":  # that one ends the run, and is told then
        context.talk.note(f"{error.message}\n  {error.next_step}")
    context.journal.event("stage-error", stage=key, code=error.code, message=error.message)
    return Outcome({"error": _error_fact(error)})


def _missing(key: str, records: Sequence[StageRecord]) -> str | None:
    for position, record in enumerate(records):
        if record.key in NEEDS.get(key, ()) and judge(record, records[:position]).verdict == "FAIL":
            return f"{record.number:02d}"
    return None


def _error_fact(error: OneroofError) -> dict[str, Any]:
    """For evidence: our code, the SQLSTATE and the class's own sentence; the full message can quote a row's value."""
    fact = {"code": error.code, "message": (type(error).__doc__ or "").strip().splitlines()[0]}
    if isinstance(error, SqlFailed):
        fact["sqlstate"] = error.sqlstate
    return fact
