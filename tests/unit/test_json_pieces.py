"""A document written piece by piece is byte for byte what `json` writes; what is put aside comes back as it went."""

from __future__ import annotations

import gc
import json
import sys
import tempfile
from collections.abc import Mapping
from typing import Any

import pytest

from oneroof.cli.output import json_pieces
from oneroof.coverage.spool import Spool, spooled_apart
from oneroof.errors import EnvironmentFault
from tests.room import files_of_at_most, refuse_reading

NASTY: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        1,
        -7,
        1.5,
        10**20,
        "",
        "a",
        'quo"te \\ back',
        "line\nand\u2028",
        "emoji 🧵",
        "\x00\x1b[0m",
    ),
    *([], {}, [[]], [{}], {"a": []}, {"a": {"b": [1, {"c": None}]}, "ä": "ö"}, (1, "two", ("three",)), ["x", ["y"]]),
)


@pytest.mark.parametrize("item", NASTY)
def test_the_same_bytes_as_json(item: Any) -> None:
    """Wherever it stands: as a member, as an element, deep inside."""
    document: Mapping[str, Any] = {"member": item, "list": [item, item], "deep": {"in": {"a": [item]}}, "none": {}}
    assert "".join(json_pieces(document)) == json.dumps(document, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("many", [0, 1, 3, 20_000])
def test_a_list_put_aside_is_written_as_a_list(many: int) -> None:
    """Few in memory, many in a file; gone through twice, and by two readers at once."""
    rows = [{"number": number, "item": NASTY[number % len(NASTY)]} for number in range(many)]
    spool = Spool(iter(rows))
    written = "".join(json_pieces({"objects": spool, "counts": {"of": {"a": spool}}}))
    plain = json.loads(json.dumps(rows))
    assert (
        written == json.dumps({"objects": plain, "counts": {"of": {"a": plain}}}, ensure_ascii=False, indent=2) + "\n"
    )
    assert (len(spool), bool(spool), spool == Spool(plain)) == (many, many > 0, True)
    assert all(one == other for one, other in zip(spool, spool, strict=True))


def test_half_of_a_surrogate_pair_comes_back() -> None:
    """As an argument can bring it along; whether it may be printed is not asked here."""
    assert list(Spool(["\ud800"])) == ["\ud800"]


def test_parts_are_there_though_nothing_is_in_them() -> None:
    """The named ones first, others as they come."""
    found = spooled_apart([("x", "b"), ("y", "new"), ("z", "b")], ("a", "b"))
    assert {part: list(items) for part, items in found.items()} == {"a": [], "b": ["x", "z"], "new": ["y"]}


def test_no_room_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a long list cannot be put aside, before anything of it is told."""
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    with pytest.raises(EnvironmentFault, match="cannot be put aside in /nowhere/at/all"):
        Spool("x" * 1000 for _ in range(1000))


LINES = ["x" * 1000] * 300
#: As a list of them is kept: quotes and an end of line about each.
KEPT_BYTES = 300 * 1003


@pytest.mark.parametrize("lacking", [1, 20_000])
def test_a_disk_that_fills_is_said_before_the_list_is_read(monkeypatch: pytest.MonkeyPatch, lacking: int) -> None:
    """Also where only its very last byte has no room; and once: ending does not fail again beside it."""
    beside: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", beside.append)
    with files_of_at_most(KEPT_BYTES - lacking):
        for keep in (lambda: Spool(LINES), lambda: spooled_apart(((line, "a") for line in LINES), ("a", "b"))):
            with pytest.raises(EnvironmentFault, match=r"cannot be put aside in /.*: File too large"):
                keep()
            gc.collect()
    assert beside == []
    with files_of_at_most(KEPT_BYTES):
        assert list(Spool(LINES)) == LINES


def test_a_list_that_cannot_be_read_back_is_said_of_where_it_was_put() -> None:
    """Not of the output: the file refuses the reading, in the middle of the list or before its first line."""
    spool = Spool(LINES)
    begun = iter(spool)
    assert next(begun) == LINES[0]
    refuse_reading(spool._file.fileno())
    with pytest.raises(EnvironmentFault, match=r"cannot be read back from /.*: Bad file descriptor"):
        list(begun)
    with pytest.raises(EnvironmentFault, match=r"cannot be read back from /.*: Bad file descriptor"):
        list(spool)


def test_no_folder_at_all_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no folder takes a file, Python finds none and names none; asked again, it fails again."""
    monkeypatch.setattr(tempfile, "tempdir", None)
    with (
        files_of_at_most(0),
        pytest.raises(EnvironmentFault, match="cannot be put aside in a temporary folder: No usable"),
    ):
        Spool(LINES)


@pytest.mark.parametrize("name", [None, True, False, 0, 7, 1.5, float("inf"), "1", 'quo"te'])
def test_names_are_text_as_json_writes_them(name: Any) -> None:
    """As a member's and deep in a list; what `json` refuses is refused."""
    document: Any = {name: {name: 1}, "list": [{name: 1}]}
    assert "".join(json_pieces(document)) == json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    with pytest.raises(TypeError):
        list(json_pieces({"list": [{(1, 2): name}]}))
