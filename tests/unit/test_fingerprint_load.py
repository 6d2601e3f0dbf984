"""The governor, on a clock of its own: load stays under the limit, chunks fit, and what was achieved is said."""

from __future__ import annotations

import pytest

from oneroof.errors import UsageError
from oneroof.fingerprint.load import CHUNK_SECONDS, Governor


class Clock:
    """Time that passes only when somebody works or rests."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """The seconds so far."""
        return self.now

    def pass_(self, seconds: float) -> None:
        """Work, or rest."""
        self.now += seconds


def _fail_after(clock: Clock, seconds: float) -> None:
    clock.pass_(seconds)
    raise ZeroDivisionError


def governed(limit: float) -> tuple[Governor, Clock]:
    """A governor and its clock."""
    clock = Clock()
    return Governor(limit, clock=clock, rest=clock.pass_), clock


@pytest.mark.parametrize("limit", [0.05, 0.5, 1.0])
def test_the_load_of_one_session_is_the_limit(limit: float) -> None:
    """Whatever the statements take, long or short."""
    governor, clock = governed(limit)
    for seconds in (0.001, 2.0, 0.1, 0.3):
        with governor.statement():
            clock.pass_(seconds)
    load = governor.load()
    assert load.achieved == pytest.approx(limit)
    assert load.longest_statement == pytest.approx(2.0)
    assert governor.sessions == 1


@pytest.mark.parametrize(("limit", "sessions"), [(0.2, 1), (1.5, 2), (2.0, 2), (100.0, 8)])
def test_sessions_are_as_many_as_may_be_busy(limit: float, sessions: int) -> None:
    """And each rests for its part: with two sessions under 1.5, a quarter of the time."""
    governor, clock = governed(limit)
    assert governor.sessions == sessions
    with governor.statement():
        clock.pass_(1.0)
    assert clock.now == pytest.approx(max(1.0, sessions / limit))


def test_a_statement_that_fails_counts_and_is_no_rest() -> None:
    """The error comes at once."""
    governor, clock = governed(0.1)
    with pytest.raises(ZeroDivisionError), governor.statement():
        _fail_after(clock, 1.0)
    assert clock.now == pytest.approx(1.0)
    assert governor.load().longest_statement == pytest.approx(1.0)


def test_chunks_grow_and_shrink_to_fit() -> None:
    """A server that grows ten times slower gets chunks a tenth as large; the p95 stays under its limit."""
    governor, clock = governed(0.5)
    for pages_a_second in (100_000, 10_000):
        for _ in range(200):
            pages = governor.pages
            with governor.statement() as took:
                clock.pass_(pages / pages_a_second)
            governor.chunk(pages, took[0])
        assert governor.pages == pytest.approx(pages_a_second * CHUNK_SECONDS / 2, rel=0.05)
    load = governor.load()
    assert load.chunks == 400
    assert load.chunk_p95 <= CHUNK_SECONDS
    assert load.achieved == pytest.approx(0.5)


def test_what_was_achieved_is_plain_numbers() -> None:
    """Also before anything was done."""
    governor, clock = governed(0.5)
    assert governor.load().as_fact()["achieved"] == 0.0
    with governor.snapshot():
        clock.pass_(3.0)
    assert governor.load().as_fact()["longest_snapshot"] == 3.0


@pytest.mark.parametrize("limit", [0.0, -1.0, float("nan"), float("inf")])
def test_a_load_that_cannot_be_kept_is_refused(limit: float) -> None:
    """Nothing would ever be read, or nothing would be limited."""
    with pytest.raises(UsageError, match="cannot be kept"):
        Governor(limit)
