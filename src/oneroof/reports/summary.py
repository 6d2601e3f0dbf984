"""The result of a rehearsal as the contract's JSON document, and as plain rows for a terminal. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from oneroof.evidence.model import RunFacts
from oneroof.reports.figures import key_figures
from oneroof.reports.text import visible
from oneroof.verdict.model import Conclusion, StageRecord


class Published(Protocol):
    """Where a package was published."""

    @property
    def folder(self) -> object:
        """Its folder, as text or path."""


@dataclass(frozen=True)
class Row:
    """One line of a summary: plain text without markup, escape sequences or line breaks."""

    label: str
    verdict: str
    figures: str


def rehearsal_document(
    run: RunFacts, records: Sequence[StageRecord], conclusion: Conclusion, package: Published | None
) -> dict[str, Any]:
    """``rehearse --json`` as the command line contract has it."""
    stages = [
        {
            "number": record.number,
            "key": record.key,
            "title": record.title,
            "verdict": judgement.verdict,
            "seconds": record.seconds,
            "facts": dict(record.facts),
            "findings": [finding.as_fact() for finding in judgement.findings],
        }
        for record, judgement in zip(records, conclusion.judgements, strict=True)
    ]
    named: Sequence[Mapping[str, Any]] = next(
        (record.facts.get("packets", []) for record in records if record.key == "rollout_packet"), []
    )
    return {
        "run_id": run.run_id,
        "verdict": conclusion.verdict,
        "pipeline": conclusion.pipeline,
        "stages": stages,
        "actions": [action.as_fact() for action in conclusion.actions],
        "blocker": conclusion.blocker,
        "next_macros": [macro.as_fact() for macro in conclusion.next_macros],
        "package": str(package.folder) if package is not None else "",
        "clone": run.clone,
        "resumed": next((list(record.facts.get("resumed", [])) for record in records if record.key == "verdict"), []),
        "packets": [{"code": item["code"], "packet_digest": item["packet_digest"]} for item in named],
    }


def stage_rows(records: Sequence[StageRecord], conclusion: Conclusion) -> tuple[Row, ...]:
    """A row a stage: number and title, the verdict as a word, its key figures."""
    return tuple(
        Row(visible(f"{record.number:02d} {record.title}"), judgement.verdict, key_figures(record))
        for record, judgement in zip(records, conclusion.judgements, strict=True)
    )


def finding_rows(records: Sequence[StageRecord], conclusion: Conclusion) -> tuple[Row, ...]:
    """A row a finding that decides a verdict, in the order of the stages."""
    return tuple(
        Row(visible(f"{record.number:02d} {finding.code}"), judgement.verdict, visible(finding.message))
        for record, judgement in zip(records, conclusion.judgements, strict=True)
        for finding in judgement.findings
        if finding.severity == "fail"
    )


def action_rows(conclusion: Conclusion) -> tuple[Row, ...]:
    """A row an action on production: what, GO or NO-GO, and what blocks it."""
    return tuple(Row(visible(item.action), item.verdict, visible(item.blocker or "")) for item in conclusion.actions)
