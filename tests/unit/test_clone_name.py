"""Names of clones: the form, the order, and 63 bytes that no character is cut by."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneroof.clone.name import MAX_BYTES, candidates, is_clone_name, shorten, twin_of

DAY = date(2026, 6, 2)


def test_the_first_names_are_those_of_the_contract() -> None:
    """``<db>_gov_test_<YYYYMMDD>``, then ``_2`` and on."""
    assert list(islice(candidates("directus", DAY), 3)) == [
        "directus_gov_test_20260602",
        "directus_gov_test_20260602_2",
        "directus_gov_test_20260602_3",
    ]


@given(st.text(min_size=1), st.integers(min_value=0, max_value=40))
def test_every_name_fits_and_stays_a_clones_name(database: str, number: int) -> None:
    """Whatever the database is called: at most 63 bytes, whole characters, no two names equal."""
    database = database.encode(errors="ignore").decode()
    names = list(islice(candidates(database, DAY), number + 1))
    assert all(len(name.encode()) <= MAX_BYTES and is_clone_name(name) for name in names)
    assert len(set(names)) == len(names)
    assert all(database.startswith(name[: name.rindex("_gov_test_")]) for name in names)


def test_a_character_of_several_bytes_is_never_cut() -> None:
    """Fifteen emoji are sixty bytes: ten of them fit before the suffix of 18 bytes."""
    (name,) = islice(candidates("💥" * 15, DAY), 1)
    assert name == "💥" * 11 + "_gov_test_20260602"
    assert len(name.encode()) == 62
    assert shorten("aü", 2) == "a"


def test_a_twins_name_keeps_the_date() -> None:
    """Of a name that is too long the database's part is cut: clones of two days, or of one, have two twins."""
    days = [name for day in (2, 3) for name in islice(candidates("ü" * 30, date(2026, 6, day)), 2)]
    twins = [twin_of(name) for name in days]
    assert len(set(twins)) == len(days)
    assert all(len(twin.encode()) <= MAX_BYTES and twin.endswith("_pristine") for twin in twins)
    assert twins[0] == "ü" * 18 + "_gov_test_20260602_pristine"
    assert twin_of("x" * 63) == "x" * 54 + "_pristine"


@pytest.mark.parametrize("name", ["directus", "x_gov_test_2026", "x_gov_test_20260602_1", "x_gov_test_20260602\n", ""])
def test_other_names_are_not_clones_names(name: str) -> None:
    """The form is exact: nothing after the number, no first number."""
    assert not is_clone_name(name)
