"""The governor, on a clock of its own: load stays under the limit, chunks fit, and what was achieved is said."""

from __future__ import annotations

from collections.abc import Iterator

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


class Sender:
    """A server that makes rows at a rate, works ahead until ``between`` bytes wait for us, and then waits."""

    def __init__(self, clock: Clock, *, rate: float, between: float, size: float, stall: float = 0.0) -> None:
        self._clock, self._rate, self._between, self._left = clock, rate, between, size
        self._stall, self._stalls_at = stall, size / 2
        self._made, self._seen = 0.0, clock()
        self.worked = 0.0

    def _go_on(self) -> None:
        """What it did since it was looked at last."""
        passed, self._seen = self._clock() - self._seen, self._clock()
        made = min(passed * self._rate, self._between - self._made, self._left)
        self._made, self._left = self._made + made, self._left - made
        self.worked += made / self._rate

    def blocks(self) -> Iterator[memoryview]:
        """What a client reads."""
        while True:
            self._go_on()
            if self._made < 1 and self._left < 1:
                return
            if self._made < _BLOCK and self._left >= 1:
                self._clock.pass_((min(_BLOCK, self._made + self._left) - self._made) / self._rate + 1e-9)
                self._go_on()
            if self._stall and self._left < self._stalls_at:
                self._clock.pass_(self._stall)
                self._seen, self._stall = self._clock(), 0.0
            size = min(_BLOCK, self._made)
            self._made -= size
            yield memoryview(bytes(max(1, int(size))))


_BLOCK = 64 << 10
MB = 1e6


@pytest.mark.parametrize("limit", [0.05, 0.3, 0.9])
@pytest.mark.parametrize("between", [0.3 * MB, 1.5 * MB, 10 * MB])
@pytest.mark.parametrize("rate", [20 * MB, 100 * MB, 1000 * MB])
@pytest.mark.parametrize("speed", [50 * MB, 300 * MB, 5000 * MB])
def test_a_stream_keeps_the_limit_whoever_is_slower(limit: float, between: float, rate: float, speed: float) -> None:
    """What the server makes while nobody reads is its work, too; what was said is no less than what was done."""
    governor, clock = governed(limit)
    sender = Sender(clock, rate=rate, between=between, size=300 * MB)
    total = 0
    for block in governor.paced(sender.blocks()):
        total += len(block)
        clock.pass_(len(block) / speed)
    assert total == pytest.approx(300 * MB, rel=0.001)
    assert sender.worked / clock.now <= limit * 1.1
    assert governor.load().achieved <= limit * 1.001
    assert governor.load().chunk_p95 <= CHUNK_SECONDS


@pytest.mark.parametrize("stall", [0.01, 0.03, 1.0])
def test_a_server_that_stands_still_once_is_not_slow_for_the_rest(stall: float) -> None:
    """It would rest for minutes over a table that takes seconds; the clone is the slower of the two."""
    times = []
    for stands_still in (0.0, stall):
        governor, clock = governed(0.3)
        sender = Sender(clock, rate=300 * MB, between=0.3 * MB, size=300 * MB, stall=stands_still)
        for block in governor.paced(sender.blocks()):
            clock.pass_(len(block) / (60 * MB))
        times.append(clock.now)
    assert times[1] < 1.1 * times[0] + 10 * stall


def test_streams_side_by_side_share_the_limit() -> None:
    """Of two each rests for both; when one is at its end the other has all of it."""
    governor, clock = governed(0.5)
    one = governor.paced(iter([memoryview(b"x")] * 4))
    other = governor.paced(iter([memoryview(b"y")] * 4))
    next(one), next(other)
    clock.pass_(0.1)
    begun = clock.now
    next(one)  # its turn of 0.1 s is over, and it rests for 0.3 s: a quarter of the time each
    begun, before = clock.now, clock.now - begun
    assert before == pytest.approx(0.3)
    assert len(list(other)) == 3
    clock.pass_(0.1)
    turn = clock.now - begun
    next(one)
    assert clock.now - begun == pytest.approx(2 * turn)


def test_a_rest_in_a_stream_ends_when_somebody_ends_it() -> None:
    """However long the limit would have it."""
    rests: list[float] = []
    governor, clock = governed(0.001)
    for _ in governor.paced(iter([memoryview(b"x")] * 2), rests.append):
        clock.pass_(0.1)
    assert rests == [pytest.approx(99.9), pytest.approx(99.9), 0.0]
