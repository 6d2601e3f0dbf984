"""How much of a stream the server made while nobody read it: a client that rests does not stop it at once. Pure.

The server goes on until all that lies between it and us is full: a socket's buffers on both sides, a pipe. That comes
at once when we read again, and what follows comes as it is made. So the blocks that we must wait for in the second half
of a turn come at the server's own rate, and at that rate the whole turn would have taken longer than it did: by so much
the server worked ahead. Where we never wait it is the faster, and our own time in the turn is no less than its. A turn
in which one block was late is none to judge by: the server stood still for a moment, and that is not its rate.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator

#: The share of the time in which we wait for a server that is the slower of the two.
_WAITING = 0.2


class Pace:
    """One stream, read in turns.

    Args:
        blocks: nothing is asked of them in advance.
        seconds: after which a turn is over, once a block has been taken in.
        clock: seconds that only go forward.
    """

    def __init__(self, blocks: Iterable[memoryview], seconds: float, clock: Callable[[], float]) -> None:
        self._blocks, self._seconds, self._clock = iter(blocks), seconds, clock
        self._begun = self._ended = clock()
        self._rested = self._waited = self._longest = self._sizes = self._times = 0.0
        self._bytes = 0
        self._rate = math.inf
        #: Whether the stream has come to its end.
        self.over = False

    def turn(self) -> Iterator[memoryview]:
        """The blocks of the next turn, each taken in when the one after it is asked for."""
        self._rested = self._clock() - self._ended
        self._begun = self._ended = self._clock()
        self._bytes, self._waited, self._longest, self._sizes, self._times = 0, 0.0, 0.0, 0.0, 0.0
        while self._ended - self._begun < self._seconds:
            block = next(self._blocks, None)
            came = self._clock()
            if block is None:
                self.over = True
                return
            size = len(block)
            yield block
            self._took(size, came - self._ended)

    def _took(self, size: int, waited: float) -> None:
        """A block that was waited for has been taken in."""
        before, self._ended = self._ended, self._clock()
        self._bytes += size
        if self._ended - self._begun >= self._seconds / 2:
            self._waited += waited
            self._longest = max(self._longest, waited)
            self._sizes += size * waited  # what lay ready counts for little, whatever of it is left by now
            self._times += (self._ended - before) * waited

    def ahead(self) -> float:
        """Seconds that the server worked in the rest before this turn, which is over."""
        passed = self._ended - self._begun
        rate = self._rate
        if self._times:
            rate = min(self._sizes / self._times, rate)
            if self._waited >= _WAITING * passed / 2 and 2 * self._longest <= self._waited:
                rate = self._rate = self._sizes / self._times
        return min(self._rested, max(0.0, self._bytes / rate - passed))
