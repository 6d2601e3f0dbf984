"""Stage 12: the verdicts of all the others, counted; what may be done next follows from them in `oneroof.verdict`."""

from __future__ import annotations

from collections.abc import Sequence

from oneroof.stages.context import Context, Outcome
from oneroof.verdict.judge import count_verdicts
from oneroof.verdict.model import StageRecord


def run(context: Context, records: Sequence[StageRecord]) -> Outcome:
    """Count what passed, failed and did not apply."""
    resumed = [dict(line) for line in context.resumed]
    return Outcome({**count_verdicts(records), "programme": context.programme, "resumed": resumed})
