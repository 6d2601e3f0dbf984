"""How a rule says what does not hold: small words that the rules of all stages share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from oneroof.verdict.model import Facts, Finding, Severity

Earlier = Mapping[str, Facts]
Findings = Iterator[Finding]
Rule = Callable[[Facts, Earlier], Findings]


def _finding(severity: Severity, holds: object, code: str, message: str) -> Findings:
    if not holds:
        yield Finding(severity, code, message)


def must(holds: object, code: str, message: str) -> Findings:
    """A finding that decides, unless the condition holds."""
    return _finding("fail", holds, code, message)


def note(holds: object, code: str, message: str) -> Findings:
    """A finding that informs, unless the condition holds."""
    return _finding("note", holds, code, message)


def some(values: Sequence[Any], limit: int = 5) -> str:
    """The first few, and how many more."""
    shown = ", ".join(str(value) for value in values[:limit])
    return shown + (f" and {len(values) - limit} more" if len(values) > limit else "")


def refs(differences: Sequence[Facts]) -> str:
    """Differences by object, with what became of each."""
    return some([f"{item['object']} ({item['change']} {item['facet']})".replace(" )", ")") for item in differences])


def own_packets(earlier: Earlier) -> bool:
    """Whether the rehearsal is of the user's own packets; anything else counts as the governance programme."""
    return earlier["preflight"].get("programme") == "packets"
