"""What a carrier of a packet says of its run, whichever it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oneroof.errors import FactsSayNo, Refused

#: The step that asks the gate.
GATE = 4
#: Steps at which nothing of the packet has been done yet: the file itself, the database's identity, the gate.
BEFORE_ACTING = frozenset({0, 2, GATE})


@dataclass(frozen=True)
class Ran:
    """``because`` is a sentence, where it was not kept; ``refused``: the gate was closed, before anything was done."""

    executed: bool
    deltas: tuple[Mapping[str, Any], ...] = ()
    because: str | None = None
    refused: bool = False
    log_hash: str | None = None

    @property
    def exit_code(self) -> int:
        """0 when it ran, 4 when the gate refused it, 1 when what was measured did."""
        if self.executed:
            return 0
        return Refused.exit_code if self.refused else FactsSayNo.exit_code


def because(deviation: Mapping[str, Any]) -> str:
    """Why a run was not kept, as a sentence, whichever carrier says it.

    Args:
        deviation: ``step``, ``what``, ``expected`` and ``found`` of the first thing that differed.
    """
    step = deviation.get("step")
    where = "The gate is closed" if step == GATE else "Refused" if step in BEFORE_ACTING else f"Step {step}"
    return f"{where}: {deviation.get('what')}: expected {deviation.get('expected')}, found {deviation.get('found')}."
