"""What a carrier of a packet says of its run, whichever it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oneroof.errors import FactsSayNo, Refused


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
