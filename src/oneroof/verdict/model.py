"""The words of a verdict. Pure data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["fail", "note"]
StageVerdict = Literal["PASS", "FAIL", "N/A"]
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """One sentence about a stage: ``fail`` decides the verdict, ``note`` informs."""

    severity: Severity
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
    verdict: Literal["GO", "NO-GO"]
    blocker: str | None = None

    def as_fact(self) -> dict[str, str | None]:
        """Plain JSON values for evidence."""
        return {"action": self.action, "verdict": self.verdict, "blocker": self.blocker}


@dataclass(frozen=True)
class Macro:
    """A next step for people or automation: what it waits for, and what to expect of it."""

    macro: str
    waits_for: str
    expect: str

    def as_fact(self) -> dict[str, str]:
        """Plain JSON values for evidence."""
        return {"macro": self.macro, "waits_for": self.waits_for, "expect": self.expect}


@dataclass(frozen=True)
class Conclusion:
    """What follows from all twelve stages: computed, never stored apart from being compared.

    ``judgements`` stand in the order of the records. ``pipeline`` is about the clone (stages 04 to 09).
    """

    verdict: Literal["PASS", "FAIL"]
    judgements: tuple[Judgement, ...]
    pipeline: Literal["DONE", "NOT DONE"]
    actions: tuple[Action, ...]
    blocker: str | None
    next_macros: tuple[Macro, ...]

    def as_fact(self, records: Sequence[StageRecord]) -> dict[str, Any]:
        """The content of ``verdict.json``: plain JSON values."""
        return {
            "verdict": self.verdict,
            "pipeline": self.pipeline,
            "stages": [
                {
                    "number": record.number,
                    "key": record.key,
                    "verdict": judgement.verdict,
                    "findings": [finding.as_fact() for finding in judgement.findings],
                }
                for record, judgement in zip(records, self.judgements, strict=True)
            ],
            "actions": [action.as_fact() for action in self.actions],
            "blocker": self.blocker,
            "next_macros": [macro.as_fact() for macro in self.next_macros],
        }
