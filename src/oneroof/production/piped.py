"""A packet through a channel: the rendered file goes into somebody's psql, its one result line comes back.

Whatever psql's exit code: without the result line nothing is called done, and without the refusal line nothing is
called undone. Where neither came, the outcome is unknown until the rollout log is asked.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from oneroof import errors
from oneroof.evidence.journal import Journal
from oneroof.packets.file import psql_file
from oneroof.packets.render import REFUSED_MARK, RESULT_MARK
from oneroof.pg.channel import Channel, Piped
from oneroof.production.prepare import Preparation
from oneroof.production.ran import BEFORE_ACTING, Ran, because


def run(prepared: Preparation, channel: Channel, journal: Journal) -> Ran:
    """Pipe the packet's file and read what came of it.

    Raises:
        OutcomeUnknown: psql ended in a way that does not say whether COMMIT was reached.
    """
    script = psql_file(prepared.known_packet, prepared.known_pins, prepared.wanted.direction)
    piped = channel.pipe(script, variables={"ratified_apr": prepared.wanted.apr_code})
    with suppress(errors.EnvironmentFault):  # what became of it is not the journal's to change
        journal.event("piped", exit_code=piped.exit_code, last_words=piped.last_words)
    result = _marked(piped, RESULT_MARK)
    if isinstance(result, dict) and piped.exit_code == 0 and result.get("packet_digest") == prepared.packet_digest:
        return Ran(True, tuple(result["deltas"]), log_hash=result["log_hash"])
    refused = _marked(piped, REFUSED_MARK)
    if result is not None or not isinstance(refused, list) or not refused:
        raise errors.OutcomeUnknown(
            f"psql ended with {piped.exit_code}, and neither ran nor refused the packet: {piped.last_words}.",
            next_step="Run `oneroof rollout status --channel`, which finds out.",
        )
    first = refused[0]
    before, why = first.get("step") in BEFORE_ACTING, because(first)
    return Ran(False, (), why, before, _log_attempt(prepared, channel, before=before, why=why))


def _marked(piped: Piped, mark: str) -> Any:
    """The JSON of the one line that begins with a mark; None when there is none, or more than one."""
    lines = [line for line in piped.out.splitlines() if line.startswith(mark)]
    with suppress(ValueError):
        return json.loads(lines[0][len(mark) :]) if len(lines) == 1 else None
    return None


def _log_attempt(prepared: Preparation, channel: Channel, *, before: bool, why: str) -> str | None:
    """The attempt in the gate's log, from a second transaction; the journal has it anyway."""
    with suppress(errors.OneroofError):
        return str(
            channel.writing().value(
                "gate/log_attempt",
                apr_code=prepared.wanted.apr_code,
                packet_digest=prepared.packet_digest,
                outcome="refused" if before else "failed",
                detail=json.dumps({"direction": prepared.wanted.direction, "because": why}),
            )
        )
    return None
