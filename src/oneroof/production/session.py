"""A packet over a connection of our own: the thirteen steps, and the attempt's log where they were aborted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from oneroof import errors
from oneroof.clone.identity import open_production
from oneroof.evidence.journal import Journal
from oneroof.gate.store import record_attempt
from oneroof.packets.outcome import Execution
from oneroof.packets.production import run_on_production
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Rollout
from oneroof.production.endpoint import check_endpoint
from oneroof.production.prepare import Preparation
from oneroof.production.ran import Ran, because

#: Runs the thirteen steps over a session.
Steps = Callable[[Rollout], Execution]


def run(prepared: Preparation, dsn: Dsn, journal: Journal) -> Ran:
    """Run the packet that was prepared; see `carry_out`."""
    return carry_out(prepared, dsn, lambda session: _execute(prepared, session, journal))


def carry_out(prepared: Preparation, dsn: Dsn, steps: Steps) -> Ran:
    """Open production, take the thirteen steps, log the attempt where they were aborted.

    Raises:
        OutcomeUnknown: the answer to COMMIT was lost. OneroofError: the server failed before it; nothing was kept.
    """
    with open_production(dsn, prepared.known_identity) as session:
        # a name with several addresses may have led here to another server than where everything was verified
        check_endpoint(prepared.wanted.settings.trust, session)
        try:
            execution = steps(session)
        except errors.OutcomeUnknown:
            raise
        except errors.OneroofError as error:
            _log_failure(prepared, session, error)
            raise
        if execution.executed:
            return Ran(True, tuple(execution.deltas_fact()), log_hash=execution.log_hash)
        why = _why(execution)
        refused = execution.refusal is not None
        log_hash = None
        with suppress(errors.OneroofError):  # the reason is the answer, whether it can be logged or not
            log_hash = _log_attempt(prepared, session, "refused" if refused else "failed", why)
        return Ran(False, (), why, refused, log_hash)


def _execute(prepared: Preparation, session: Rollout, journal: Journal) -> Execution:
    return run_on_production(
        session,
        prepared.known_packet,
        prepared.known_pins,
        direction=prepared.wanted.direction,
        apr_code=prepared.wanted.apr_code,
        identity=prepared.known_identity,
        verified=prepared.known_opening.verified,
        log=journal.write,
    )


def _why(execution: Execution) -> str:
    deviation = execution.deviation
    return "It did not run, and nothing says why." if deviation is None else because(deviation.as_fact())


def _log_attempt(prepared: Preparation, session: Rollout, outcome: str, why: str) -> str:
    return record_attempt(
        session,
        apr_code=prepared.wanted.apr_code,
        packet_digest=prepared.packet_digest,
        outcome=outcome,
        detail={"direction": prepared.wanted.direction, "because": why},
    )


def _log_failure(prepared: Preparation, session: Rollout, error: errors.OneroofError) -> None:
    """The server or the network failed: the gate's log says so where it can be reached; the journal does anyway."""
    with suppress(errors.OneroofError):
        if session.connection.closed:
            with session.sibling() as again:
                _log_attempt(prepared, again, "failed", error.code)
        else:
            _log_attempt(prepared, session, "failed", error.code)
