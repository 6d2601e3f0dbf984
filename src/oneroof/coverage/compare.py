"""Two coverage reports of one database, or of two: what became better and what became worse, by name. Pure.

The earlier one is a document of ``oneroof coverage --json``, which lists what must have an owner by outcome. A
percentage alone can rise while an object loses its owner; so what counts is the list of new gaps, not the difference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from oneroof.coverage.report import CONFLICT, OWNED, Report
from oneroof.errors import UsageError

COUNTS = ("total", "required", "direct", "inherited", "gap", "conflict", "by_catch_all")
_PERCENTAGES = ("coverage_pct", "coverage_pct_excluding_catch_all")
_NEXT = "Give a document that `oneroof coverage --json` wrote."
_RELIST = "Take both documents with --objects, which lists every object however many there are."


@dataclass(frozen=True, slots=True)
class Move:
    """An object that must have an owner, what came of it before (None: it was not there) and now (None: it is gone)."""

    object_ref: str
    before: str | None
    after: str | None

    def as_document(self) -> dict[str, str | None]:
        """Plain JSON values."""
        return {"object_ref": self.object_ref, "before": self.before, "after": self.after}


@dataclass(frozen=True)
class Comparison:
    """What changed between two reports. Lists are in order of the references; ``before`` are the earlier figures.

    Attributes:
        before: counts and percentages of the earlier report, with its database, moment and ruleset.
        deltas: what each count moved by.
        new_gaps: in the gap now and not before: they lost their owner, or are new.
        new_conflicts: in conflict now and not before.
        mended: owned now; in the gap or in conflict before.
        new: must have an owner now, and did not or were not there before.
        gone: must have had an owner before, and are gone or need none now.
    """

    before: Mapping[str, Any]
    deltas: Mapping[str, int]
    new_gaps: tuple[Move, ...]
    new_conflicts: tuple[Move, ...]
    mended: tuple[Move, ...]
    new: tuple[Move, ...]
    gone: tuple[Move, ...]
    cautions: tuple[str, ...]

    @property
    def worse(self) -> bool:
        """Whether an object is unaccounted for that was not before."""
        return bool(self.new_gaps or self.new_conflicts)

    def as_document(self) -> dict[str, Any]:
        """Plain JSON values."""
        moves = ("new_gaps", "new_conflicts", "mended", "new", "gone")
        return {
            "before": dict(self.before),
            "deltas": dict(self.deltas),
            **{name: [move.as_document() for move in getattr(self, name)] for name in moves},
            "cautions": list(self.cautions),
        }


def compare(earlier: Any, now: Report, source: str) -> Comparison:
    """What changed from a document to a report.

    Args:
        earlier: the document as JSON gave it.
        now: the report of this moment, with its objects listed.
        source: the document's name, for messages.

    Raises:
        UsageError: the document is none of ours, does not list its objects, or its lists are not its figures.
    """
    if now.objects is None:
        raise UsageError("This report does not list its objects, so it cannot be compared.", next_step=_RELIST)
    before, was = _checked(earlier, source)
    moves = sorted(_moves(was, now.objects), key=attrgetter("object_ref"))
    figures = now.figures.as_document()
    return Comparison(
        before=before,
        deltas={name: figures[name] - before[name] for name in COUNTS},
        new_gaps=tuple(move for move in moves if _is_gap(move.after) and not _is_gap(move.before)),
        new_conflicts=tuple(move for move in moves if move.after == CONFLICT),
        mended=tuple(move for move in moves if move.after == OWNED and move.before is not None),
        new=tuple(move for move in moves if move.before is None),
        gone=tuple(move for move in moves if move.after is None),
        cautions=_cautions(before, now),
    )


def _is_gap(outcome: str | None) -> bool:
    return outcome is not None and outcome not in {OWNED, CONFLICT}


def _moves(was: dict[str, str], now: Mapping[str, Collection[str]]) -> Iterator[Move]:
    """What changed; ``was`` is emptied, so that of two long lists one is held and no third is made."""
    for outcome, refs in now.items():
        for ref in refs:
            before = was.pop(ref, None)
            if before != outcome:
                yield Move(ref, before, outcome)
    for ref, before in was.items():
        yield Move(ref, before, None)


def _checked(earlier: Any, source: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The earlier figures, and the outcome of each object; fails where the document does not agree with itself."""
    if not isinstance(earlier, dict) or not all(_is_count(earlier.get(name)) for name in COUNTS):
        raise UsageError(f"{source} is no document of oneroof coverage.", next_step=_NEXT)
    objects = earlier.get("objects")
    if objects is None:
        raise UsageError(f"{source} does not list its objects, so it cannot be compared.", next_step=_RELIST)
    if not _is_listing(objects):
        raise UsageError(f"{source}: objects must be lists of references by outcome.", next_step=_NEXT)
    sizes = {outcome: len(refs) for outcome, refs in objects.items()}
    gap = sum(size for outcome, size in sizes.items() if _is_gap(outcome))
    was = {ref: outcome for outcome, refs in objects.items() for ref in refs}
    said = (earlier["required"], earlier["gap"], earlier["conflict"])
    if said != (sum(sizes.values()), gap, sizes.get(CONFLICT, 0)) or len(was) != earlier["required"]:
        raise UsageError(f"{source} does not list what its figures count: it was edited or cut.", next_step=_NEXT)
    named = ("database", "measured_at", "ruleset_version", "ruleset_digest", "basis", *_PERCENTAGES)
    return {**{name: earlier[name] for name in COUNTS}, **{name: earlier.get(name) for name in named}}, was


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_listing(objects: Any) -> bool:
    return isinstance(objects, dict) and all(
        isinstance(refs, list) and all(isinstance(ref, str) for ref in refs) for refs in objects.values()
    )


def _cautions(before: Mapping[str, Any], now: Report) -> tuple[str, ...]:
    """What makes the two reports something else than two moments of one thing."""
    pairs = (
        ("database", before["database"], now.moment.database),
        ("ruleset", before["ruleset_version"], now.moment.ruleset_version),
        ("basis", before["basis"], now.basis),
    )
    said = [f"The {name} is another: {was} before, {is_now} now." for name, was, is_now in pairs if was != is_now]
    version, digest = now.moment.ruleset_version, now.moment.ruleset_digest
    if version == before["ruleset_version"] and digest != before["ruleset_digest"]:
        may = "may have been" if before["ruleset_digest"] is None else "was"
        said.append(
            f"The ruleset {version} {may} changed under its name: what is gone may only be asked for no longer."
        )
    if now.problems:
        said.append(
            f"The files have problems ({len(now.problems)}), and what they would decide is not known: this shows nobody"
            " that all is as good as before."
        )
    return tuple(said)
