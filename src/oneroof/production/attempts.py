"""Attempts at a rollout as this machine's journals know them, and what became of those whose answer was lost.

An attempt writes its transaction's id into its journal before COMMIT. When the answer to COMMIT is lost, the server
itself says afterwards what became of that transaction, and the rollout log has the row or has not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from oneroof.evidence.journal import Journal, read_events
from oneroof.pg.asks import Asks

#: Lines of a rollout's journal.
INTENT, OUTCOME = "rollout-intent", "rollout-outcome"
#: The direction of one run of a programme.
PROGRAMME = "programme"
Answer = Literal["executed", "rolled_back", "aborted", "unknown"]


@dataclass(frozen=True)
class Attempt:
    """One attempt whose outcome this machine never learned; ``running``: the process that makes it is still at it."""

    run_id: str
    apr_code: str
    packet_digest: str
    packet_code: str
    direction: str
    database_uid: str
    transaction_id: str | None
    running: bool

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "run_id": self.run_id,
            "apr_code": self.apr_code,
            "packet_code": self.packet_code,
            "packet_digest": self.packet_digest,
            "direction": self.direction,
        }


def unsettled(home: Path, database_uid: str) -> tuple[Attempt, ...]:
    """Attempts on this database that began, and of which no journal says how they ended; oldest first."""
    return tuple(
        attempt
        for run_id, events in read_events(home)
        for attempt in _unsettled(home, run_id, events)
        if attempt.database_uid == database_uid
    )


def _unsettled(home: Path, run_id: str, events: tuple[Mapping[str, Any], ...]) -> Iterator[Attempt]:
    intents = [event for event in events if event["event"] == INTENT]
    if not intents or any(event["event"] == OUTCOME and event["outcome"] != "unknown" for event in events):
        return
    intent = intents[0]
    known = [event.get("transaction_id") for event in events if event.get("transaction_id")]
    yield Attempt(
        run_id,
        str(intent["apr_code"]),
        str(intent["packet_digest"]),
        str(intent["packet_code"]),
        str(intent["direction"]),
        str(intent["database_uid"]),
        str(known[-1]) if known else None,
        Journal.is_held(home, run_id),
    )


def find_out(session: Asks, attempt: Attempt) -> Answer:
    """What became of an attempt: its row in the rollout log came with its COMMIT, or it was not kept.

    ``unknown`` only while it may still come to its COMMIT: its transaction is in progress or, where this machine never
    learned its id (a psql at the end of a channel goes on without us), its process is at it or a rollout holds the lock
    or waits for it. An id that the server does not know (a crash forgets those that wrote nothing durable) or gave to
    another transaction since is of none that left a row.
    """
    if attempt.transaction_id is None:
        under_way = attempt.running or bool(session.value("production/is_rollout_under_way"))
    else:
        status = session.value("production/read_transaction", transaction_id=attempt.transaction_id)
        under_way = status == "in progress"
    # asked last: what ended meanwhile has left its row by now
    if _left_a_row(session, attempt):
        return "rolled_back" if attempt.direction == "rollback" else "executed"
    return "unknown" if under_way else "aborted"


def _left_a_row(session: Asks, attempt: Attempt) -> bool:
    """Whether it is in the rollout log or, for one of many runs of a programme, in the gate's."""
    named = {"packet_digest": attempt.packet_digest, "apr_code": attempt.apr_code}
    if attempt.direction == PROGRAMME:
        by = attempt.transaction_id or ""
        return bool(session.value("production/count_programme_runs", transaction_id=by, **named))
    act = "rolled_back" if attempt.direction == "rollback" else "executed"
    return bool(session.value("production/count_rollouts", act=act, **named))
