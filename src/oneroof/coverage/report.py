"""What a coverage report says: counts, their parts, and the two percentages. Pure.

Everything is counted once, in *tallies* (objects of one group with one outcome), and added up here, so a summary is the
sum of its parts. Tallies come from the database (`oneroof.coverage.read_report`) or from `tally` over objects of a
first look; tests hold both to ``v_governance_coverage``.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

OWNED, CONFLICT = "owned", "conflict"
#: Why an object that must have an owner has none, in the words of ``v_object_owner_gap``, with what they mean.
REASONS = {
    "never owned": "never owned",
    "tombstone": "explicitly unowned",
    "owner inactive": "whose owner is inactive",
    "owner unknown": "whose owner is no principal",
}
#: All that can come of an object, in the order in which a report lists them.
OUTCOMES = (OWNED, CONFLICT, *REASONS)
By = Literal["kind", "schema", "owner"]
#: What a group without a name is, by what is grouped by; in conflict there is more than one owner.
NOBODY, IN_CONFLICT, NO_SCHEMA = "nobody", "in conflict", "no schema"


@dataclass(frozen=True)
class Tally:
    """Objects under the roof of one group that have one outcome.

    Attributes:
        name: the group's name; None for what has none, of which ``rest`` says what it is.
        rest: `NOBODY`, `IN_CONFLICT`, `NO_SCHEMA`, or None.
        outcome: ``owned``, ``conflict`` or the reason of a gap.
        total: objects.
        required: those of them that must have an owner.
        direct: those of them that bear the row that says so.
        by_catch_all: those that must have an owner and have it only from a container that holds everything.
    """

    name: str | None
    rest: str | None
    outcome: str
    total: int
    required: int
    direct: int
    by_catch_all: int


@dataclass(frozen=True, slots=True)
class ObjectState:
    """One object under the roof and what comes of it; ``owner_ref`` only where the outcome is ``owned``."""

    object_ref: str
    kind: str
    schema_name: str | None
    requires_owner: bool
    outcome: str
    owner_ref: str | None
    direct: bool
    by_catch_all: bool


@dataclass(frozen=True)
class Figures:
    """The counts of `oneroof coverage`; ``reasons`` add up to ``gap``."""

    total: int
    required: int
    direct: int
    inherited: int
    gap: int
    conflict: int
    by_catch_all: int
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def coverage_pct(self) -> str:
        """Of what must have an owner, how much has one; two places, cut off, or ``n/a``."""
        return percentage(self.required - self.gap - self.conflict, self.required)

    @property
    def coverage_pct_excluding_catch_all(self) -> str:
        """The same without what only a row on a container that holds everything covers."""
        return percentage(self.required - self.gap - self.conflict - self.by_catch_all, self.required)

    def as_document(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "total": self.total,
            "required": self.required,
            "direct": self.direct,
            "inherited": self.inherited,
            "gap": self.gap,
            "conflict": self.conflict,
            "coverage_pct": self.coverage_pct,
            "coverage_pct_excluding_catch_all": self.coverage_pct_excluding_catch_all,
            "by_catch_all": self.by_catch_all,
            "gap_reasons": dict(self.reasons),
        }


@dataclass(frozen=True)
class Part:
    """One group of a report; ``name`` None: see `Tally`."""

    name: str | None
    rest: str | None
    figures: Figures

    def as_document(self) -> dict[str, Any]:
        """Plain JSON values; ``rest`` says what a group without a name is."""
        return {"name": self.name, "rest": self.rest, **self.figures.as_document()}


@dataclass(frozen=True)
class Moment:
    """Where, when and by what.

    Attributes:
        database: its name.
        measured_at: the server's clock in UTC.
        ruleset_version: the ruleset's name; None where none is in force.
        ruleset_digest: of what it asks for (`ruleset_digest`), since a name may come to mean something else.
    """

    database: str
    measured_at: str
    ruleset_version: str | None
    ruleset_digest: str | None = None


@dataclass(frozen=True)
class Report:
    """A coverage of one moment.

    Attributes:
        moment: where and when it was measured.
        basis: ``database`` (the rows that stand there) or ``owners file`` (what they would come to with a file).
        figures: the summary, the sum of ``parts``.
        by: what the parts are; None: there is one part.
        objects: what must have an owner, references by outcome; None: too many to list.
        problems: entries of the file without effect: where each stands, and why.
        planned_rows: rows that a seed of the file would insert; None without a file.
        cautions: sentences on what this report could not see.
    """

    moment: Moment
    basis: Literal["database", "owners file"]
    figures: Figures
    by: By | None
    parts: tuple[Part, ...]
    objects: Mapping[str, Collection[str]] | None
    problems: tuple[tuple[str, str], ...] = ()
    planned_rows: int | None = None
    cautions: tuple[str, ...] = ()

    def as_document(self) -> dict[str, Any]:
        """`oneroof coverage --json`, and what ``--compare`` reads."""
        return {
            **self.figures.as_document(),
            "database": self.moment.database,
            "measured_at": self.moment.measured_at,
            "ruleset_version": self.moment.ruleset_version,
            "ruleset_digest": self.moment.ruleset_digest,
            "basis": self.basis,
            "by": self.by,
            "groups": [part.as_document() for part in self.parts] if self.by else [],
            "objects": self.objects,
            "planned_rows": self.planned_rows,
            "problems": [{"place": place, "what": what} for place, what in self.problems],
            "cautions": list(self.cautions),
        }


def ruleset_digest(ruleset: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of what decides which objects a ruleset counts; the order in its lists does not.

    Args:
        ruleset: kinds, schemas, excluded_names and required_kinds; others are not looked at.
    """
    lists = ("kinds", "schemas", "excluded_names", "required_kinds")
    said = {name: None if ruleset[name] is None else sorted(set(ruleset[name])) for name in lists}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def percentage(part: int, whole: int) -> str:
    """``part`` of ``whole`` in hundredths of a percent, cut off: 100.00 means all. Nothing of nothing is ``n/a``."""
    if whole == 0:
        return "n/a"
    hundredths = 10000 * part // whole
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def figures_of(tallies: Iterable[Tally]) -> Figures:
    """The sum of tallies."""
    counted: Counter[str] = Counter()
    reasons: Counter[str] = Counter(dict.fromkeys(REASONS, 0))
    for item in tallies:
        counted["total"] += item.total
        counted["required"] += item.required
        counted["by_catch_all"] += item.by_catch_all
        if item.outcome == OWNED:
            counted["direct"] += item.direct
            counted["inherited"] += item.total - item.direct
        elif item.outcome == CONFLICT:
            counted["conflict"] += item.required
        else:
            reasons[item.outcome] += item.required
    names = ("total", "required", "direct", "inherited", "conflict", "by_catch_all")
    return Figures(**{name: counted[name] for name in names}, gap=reasons.total(), reasons=dict(reasons))


def parts_of(tallies: Iterable[Tally]) -> tuple[Part, ...]:
    """A part a group: the named ones by name, then the rest."""
    groups: dict[tuple[str | None, str | None], list[Tally]] = {}
    for item in tallies:
        groups.setdefault((item.name, item.rest), []).append(item)
    ordered = sorted(groups, key=lambda group: (group[0] is None, group[0] or "", group[1] or ""))
    return tuple(Part(name, rest, figures_of(groups[name, rest])) for name, rest in ordered)


def tally(states: Iterable[ObjectState], by: By | None) -> tuple[Tally, ...]:
    """Objects counted by group and outcome."""
    counted: dict[tuple[str | None, str | None, str], list[int]] = {}
    for item in states:
        counts = counted.setdefault((*_group(item, by), item.outcome), [0, 0, 0, 0])
        for place, counts_as in enumerate((True, item.requires_owner, item.direct, item.by_catch_all)):
            counts[place] += counts_as
    return tuple(Tally(*group, *counts) for group, counts in counted.items())


def _group(item: ObjectState, by: By | None) -> tuple[str | None, str | None]:
    if by == "kind":
        return item.kind, None
    if by == "schema":
        return item.schema_name, NO_SCHEMA if item.schema_name is None else None
    if by == "owner" and item.outcome == CONFLICT:
        return None, IN_CONFLICT
    if by == "owner":
        return item.owner_ref, NOBODY if item.owner_ref is None else None
    return None, None
