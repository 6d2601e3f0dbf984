"""What a report says, what a comparison finds, and how both look; from data alone."""

from __future__ import annotations

import json
import random
import re
from copy import deepcopy
from typing import Any, get_args

import pytest

from oneroof.cli.output import json_pieces
from oneroof.coverage.compare import COUNTS, compare
from oneroof.coverage.report import OUTCOMES, REASONS, By, Moment, ObjectState, Report, figures_of, parts_of, percentage
from oneroof.coverage.report import tally as tally_of
from oneroof.coverage.spool import spooled_apart
from oneroof.errors import UsageError
from oneroof.reports.coverage import SHOWN, coverage_lines, coverage_markdown
from oneroof.reports.coverage_lists import LISTINGS, list_document, list_lines

HOSTILE = 'table:app."| `@team` [x](http://e.vil) <img src=x>\n# \x1b[31m\u202e"'


def state(ref: str, outcome: str = "owned", owner: str | None = "team:a", **other: Any) -> ObjectState:
    """An object that must have an owner."""
    kind = ref.partition(":")[0]
    given = owner if outcome == "owned" else None
    fields = {"schema_name": "app", "requires_owner": True, "direct": False, "by_catch_all": False, **other}
    return ObjectState(ref, kind, outcome=outcome, owner_ref=given, **fields)


def report(*states: ObjectState, by: By | None = None, **other: Any) -> Report:
    """A report of these objects."""
    tallies = tally_of(states, by)
    outcomes = ((item.object_ref, item.outcome) for item in states if item.requires_owner)
    fields: dict[str, Any] = {
        "moment": Moment("shop", "2026-01-02T03:04:05Z", "default"),
        "basis": "database",
        "objects": spooled_apart(sorted(outcomes), OUTCOMES),
        **other,
    }
    return Report(figures=figures_of(tallies), by=by, parts=parts_of(tallies), **fields)


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 0, "n/a"), (0, 1, "0.00"), (1, 1, "100.00"), (1, 3, "33.33"), (2, 3, "66.66"), (19_999, 20_000, "99.99"),
     (999_999, 1_000_000, "99.99"), (1, 20_001, "0.00"), (10**12 - 1, 10**12, "99.99")],
)  # fmt: skip
def test_a_percentage_is_cut_off(part: int, whole: int, said: str) -> None:
    """100.00 means all, and nothing of nothing is n/a."""
    assert percentage(part, whole) == said


@pytest.mark.parametrize("seed", range(20))
def test_parts_add_up_whatever_the_objects(seed: int) -> None:
    """The sum of each part is the summary, for every way to group."""
    draw = random.Random(seed)
    outcomes = ("owned", "conflict", *REASONS)
    states = [
        state(
            f"{draw.choice(('table', 'view'))}:app.t{place}",
            draw.choice(outcomes),
            draw.choice(("team:a", "team:b")),
            schema_name=draw.choice(("app", None)),
            requires_owner=draw.random() < 0.7,
        )
        for place in range(draw.randrange(40))
    ]
    whole = figures_of(tally_of(states, None))
    for by in get_args(By):
        parts = [part.figures for part in parts_of(tally_of(states, by))]
        for name in ("total", "required", "direct", "inherited", "gap", "conflict", "by_catch_all"):
            assert sum(getattr(part, name) for part in parts) == getattr(whole, name)
        for reason, count in whole.reasons.items():
            assert sum(part.reasons[reason] for part in parts) == count


def test_what_needs_no_owner_is_in_no_gap_and_no_conflict() -> None:
    """A container without an owner, or with two, is counted in the total alone."""
    containers = [
        state(f"schema:s{place}", said, requires_owner=False) for place, said in enumerate(("conflict", *REASONS))
    ]
    found = figures_of(tally_of([*containers, state("table:s.t")], None)).as_document()
    assert (found["total"], found["required"], found["gap"], found["conflict"]) == (6, 1, 0, 0)
    assert (found["coverage_pct"], set(found["gap_reasons"].values())) == ("100.00", {0})


# -- comparison -----------------------------------------------------------------------------------------------------


def earlier(*states: ObjectState, **other: Any) -> Any:
    """A document as ``--json`` prints it and ``--compare`` reads it."""
    return json.loads("".join(json_pieces(report(*states, **other).as_document())))


def test_a_comparison_names_what_moved() -> None:
    """New gaps are those that lost their owner and those that are new; what is mended, new and gone is listed, too."""
    before = earlier(
        state("table:app.kept"), state("table:app.lost"), state("table:app.poor", "never owned"),
        state("table:app.gone", "tombstone"), state("table:app.torn"), state("table:app.calm", "conflict"),
    )  # fmt: skip
    found = compare(
        before,
        report(
            state("table:app.kept"), state("table:app.lost", "owner inactive"), state("table:app.poor", "owned"),
            state("table:app.fresh", "never owned"), state("table:app.good"), state("table:app.torn", "conflict"),
            state("table:app.calm", "tombstone"),
        ),
        "before.json",
    )  # fmt: skip
    moves = {
        name: [(move["object_ref"].removeprefix("table:app."), move["before"], move["after"]) for move in listed_moves]
        for name, listed_moves in found.as_document().items()
        if isinstance(listed_moves, list) and name != "cautions"
    }
    assert moves == {
        "new_gaps": [
            ("calm", "conflict", "tombstone"), ("fresh", None, "never owned"), ("lost", "owned", "owner inactive"),
        ],
        "new_conflicts": [("torn", "owned", "conflict")],
        "mended": [("poor", "never owned", "owned")],
        "new": [("fresh", None, "never owned"), ("good", None, "owned")],
        "gone": [("gone", "tombstone", None)],
    }  # fmt: skip
    assert (found.worse, found.cautions) == (True, ())
    assert (found.deltas["required"], found.deltas["gap"], found.deltas["conflict"]) == (1, 1, 0)


def test_a_lower_percentage_alone_is_not_worse() -> None:
    """An owned table was dropped: the percentage fell, and nobody has lost an owner."""
    poor = state("table:app.poor", "never owned")
    found = compare(earlier(state("table:app.a"), poor), report(poor), "before.json")
    assert (found.before["coverage_pct"], found.worse, len(found.gone)) == ("50.00", False, 1)


def test_a_higher_percentage_can_be_worse() -> None:
    """Two were mended while one lost its owner: the name of that one is what counts."""
    before = earlier(state("table:app.a"), state("table:app.b", "never owned"), state("table:app.c", "never owned"))
    now = report(state("table:app.a", "never owned"), state("table:app.b"), state("table:app.c"))
    found = compare(before, now, "before.json")
    assert (now.figures.coverage_pct, found.before["coverage_pct"]) == ("66.66", "33.33")
    assert [move.object_ref for move in found.new_gaps] == ["table:app.a"]


def test_another_gap_is_no_new_gap() -> None:
    """An owner that became inactive after having been unknown is in the gap as before."""
    found = compare(earlier(state("table:a.b", "owner unknown")), report(state("table:a.b", "tombstone")), "b.json")
    assert not found.worse


def test_what_is_not_compared_with_like_is_said() -> None:
    """Another database, another ruleset, a file instead of rows."""
    moment = Moment("other", "2026-01-01T00:00:00Z", None)
    now = report(moment=moment, basis="owners file")
    assert len(compare(earlier(), now, "before.json").cautions) == 3


def _edited(change: dict[str, Any]) -> Any:
    return {**earlier(state("table:app.a"), state("table:app.b", "tombstone")), **change}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "is no document of oneroof coverage"),
        ({"error": {"code": "x"}}, "is no document of oneroof coverage"),
        *((_edited({name: wrong}), "is no document of oneroof") for name in COUNTS for wrong in ("1", None, True, -1)),
        (_edited({"objects": None}), "does not list its objects"),
        (_edited({"objects": {"owned": "table:app.a"}}), "must be lists"),
        (_edited({"gap": 0}), "does not list what its figures count"),
        (_edited({"objects": {"owned": ["table:app.a"], "tombstone": ["table:app.a"]}}), "does not list what"),
    ],
)
def test_a_document_that_cannot_be_compared_is_refused(document: Any, said: str) -> None:
    """With what is wrong with it; nothing is compared with half of a list."""
    with pytest.raises(UsageError, match=said):
        compare(deepcopy(document), report(), "before.json")


# -- how it looks ---------------------------------------------------------------------------------------------------


def _shown(**other: Any) -> dict[str, Any]:
    states = [
        state(HOSTILE, "never owned"),
        state("table:app.a", owner=HOSTILE),
        state("table:app.b", schema_name=None),
    ]
    now = report(*states, by="owner", **other)
    document = now.as_document()
    document["comparison"] = compare(earlier(state("table:app.a")), now, "before.json").as_document()
    return document


def test_hostile_names_are_shown_and_never_obeyed_on_a_terminal() -> None:
    """No control character and no line break of a name arrives."""
    for line in coverage_lines(_shown(problems=((HOSTILE, HOSTILE),), cautions=(HOSTILE,))):
        assert line.isprintable(), line


def test_hostile_names_are_escaped_in_markdown() -> None:
    """A name makes no column, no line, no link and no element of its own."""
    text = coverage_markdown(_shown(problems=((HOSTILE, HOSTILE),), cautions=(HOSTILE,)))
    assert not re.search(r"(?<!\\)(<|\]\(http)", text)
    assert "\x1b" not in text
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables) == 5
    for lines in tables:
        cells = {line.replace("\\|", "").count("|") for line in lines}
        assert len(cells) == 1, lines


def test_long_lists_are_cut_and_say_so() -> None:
    """In both forms; the count is of all of them."""
    now = report(*(state(f"table:app.t{place}", "never owned") for place in range(SHOWN + 7)))
    document = now.as_document()
    document["comparison"] = compare(earlier(), now, "before.json").as_document()
    lines, text = coverage_lines(document), coverage_markdown(document)
    assert f"New gaps: {SHOWN + 7}" in lines
    assert "  … and 7 more; --json lists all" in lines
    assert f"**New gaps: {SHOWN + 7}**" in text
    assert "… and 7 more." in text


@pytest.mark.parametrize("name", LISTINGS)
def test_a_list_says_what_to_do_next(name: str) -> None:
    """One line an object, however long its name, and a sentence for each reason."""
    row = {
        "object_ref": HOSTILE, "kind": "table", "parent_ref": None, "reason": "tombstone", "source_object_ref": HOSTILE,
        "owner_refs": ["team:a", None], "owner_ref": None, "renamed_to": None, "ownership_id": "0" * 36,
        "status": "absent", "suggestion": HOSTILE, "suggested_because": "alike",
        "claims": [{"owner_ref": owner, "source_object_ref": HOSTILE} for owner in ("team:a", None)],
    }  # fmt: skip
    lines = list(list_lines(name, [row]))
    assert all(line.isprintable() for line in lines)
    assert "1 row." in lines
    assert [line for line in lines if line.startswith("Next: ")]
    assert list_document(name, [row])["next_steps"]
    assert list(list_lines(name, [])) == ["None."]
    assert list_document(name, []) == {"objects": [], "next_steps": []}
