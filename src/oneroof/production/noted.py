"""An attempt in this machine's journal: its intent before the first statement, its outcome when it is known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from oneroof import errors
from oneroof.evidence.journal import Journal, new_run_id
from oneroof.production.attempts import INTENT, OUTCOME
from oneroof.production.prepare import Preparation


@contextmanager
def noted(prepared: Preparation, command: str = "rollout", **intent: str) -> Iterator[Journal]:
    """The intent is on disk before the first statement, so that no outcome can be lost with this process.

    Args:
        prepared: what will be run.
        command: by which command.
        intent: parts of the intent that are otherwise than prepared.
    """
    settings = prepared.wanted.settings
    run_id = new_run_id(datetime.now(UTC))
    journal = Journal.start(settings.home, run_id, command=command, production=prepared.session.label)
    journal.event(INTENT, **{**prepared.as_intent(), **intent})
    try:
        yield journal
    except KeyboardInterrupt as interrupt:
        with suppress(errors.EnvironmentFault):
            journal.interrupted()
        raise errors.Interrupted(
            "Interrupted; nothing here says whether anything was kept.",
            next_step="Run `oneroof rollout status`, which finds out.",
        ) from interrupt
    except BaseException as error:  # whether anything was kept is the server's to say: `rollout status` asks it
        with suppress(errors.EnvironmentFault):
            journal.failed(type(error).__name__)
        raise
    else:
        with suppress(errors.EnvironmentFault):
            journal.finished()
    finally:
        journal.close()


def note_outcome(journal: Journal, outcome: str, because: str | None) -> None:
    """How it ended; a disk that is full makes it no other end, and `rollout status` finds it out."""
    with suppress(errors.EnvironmentFault):
        journal.event(OUTCOME, outcome=outcome, refused_because=because)
