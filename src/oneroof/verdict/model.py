"""The words of a verdict. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

StageVerdict = Literal["PASS", "FAIL", "N/A"]
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """One sentence about a stage: ``fail`` decides the verdict, ``note`` informs."""

    severity: Literal["fail", "note"]
    code: str
    message: str

    def as_fact(self) -> dict[str, str]:
        """Plain JSON values for evidence."""
        return {"severity": self.severity, "code": self.code, "message": self.message}


@dataclass(frozen=True)
class StageRecord:
    """One stage as it happened: its facts, and for each fact the query (a file below ``sql/``) that gave it.

    The verdict is not stored here: `oneroof.verdict.judge` gives it from the facts, now and at any later verification.
    """

    number: int
    key: str
    title: str
    seconds: float
    facts: Facts
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgement:
    """What follows from one stage's facts."""

    verdict: StageVerdict
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Action:
    """What may be done on production now; ``blocker`` says why not."""

    action: str
    verdict: Literal["GO", "NO-GO", "DONE"]
    blocker: str | None = None

    def as_fact(self) -> dict[str, str | None]:
        """Plain JSON values for evidence."""
        return {"action": self.action, "verdict": self.verdict, "blocker": self.blocker}
