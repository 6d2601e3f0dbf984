"""Matrices of cases: every run of the suite has a sample of each, ``make thorough`` has the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

import pytest


def sampled(cases: Iterable[Any], always: Collection[Any]) -> list[Any]:
    """Cases for ``parametrize``: those in ``always`` run in every suite, the others in ``make thorough``.

    Raises:
        LookupError: a case that is always to run is none of the cases.
    """
    listed = list(cases)
    if missing := [case for case in always if case not in listed]:
        raise LookupError(f"no such case: {missing[0]}")
    return [case if case in always else pytest.param(case, marks=pytest.mark.thorough) for case in listed]


def in_every_suite(test: Callable[..., None]) -> list[Any]:
    """The cases of a parametrized test of one argument that do not wait for ``make thorough``."""
    marks = {mark.name: mark for mark in getattr(test, "pytestmark", [])}
    if "thorough" in marks:
        return []
    given = marks["parametrize"].args[1]
    return [case for case in given if not hasattr(case, "marks")]
