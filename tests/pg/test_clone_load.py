"""Rows stream into a clone under a limit of load: the server's own sessions are asked what they did."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event

import pytest

from oneroof.fingerprint.load import Governor
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Session
from tests.beside import beside
from tests.pg.clone_world import Cloning

LIMIT = 0.3
#: Rows that cost the server more than us, in two tables that are read side by side.
COSTLY = "".join(
    f"CREATE TABLE costly_{n} AS SELECT i * 1.5 AS a, i * 2.5 AS b, i * 3.5 AS c, ARRAY[i * 1.0, i * 2.0] AS d,"
    " repeat('x', 60) AS e FROM generate_series(1, 90000) AS i;"
    for n in range(2)
)
STREAMS = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND query LIKE 'COPY %%'"


@pytest.fixture
def cloning(server: Server, tmp_path: Path) -> Iterator[Cloning]:
    """The test's own databases, clones and roles."""
    world = Cloning(server, tmp_path)
    yield world
    world.close()


class Watch:
    """What the kernel says of the processor time of sessions that stream: from when, until when, how much of each."""

    def __init__(self) -> None:
        self.seen: list[float] = []
        self.used: dict[int, float] = {}

    @contextmanager
    def over(self, production: Dsn) -> Iterator[None]:
        """While the block runs."""
        done = Event()

        def look() -> None:
            with Session.open(production.with_database("postgres")) as session:
                while not done.wait(0.01):
                    rows = session.connection.execute(STREAMS, [production.database]).fetchall()
                    if rows:
                        self.seen.append(time.monotonic())
                    for row in rows:
                        with suppress(FileNotFoundError):  # it ended meanwhile
                            spent = Path(f"/proc/{row['pid']}/schedstat").read_text("ascii").split()
                            self.used[row["pid"]] = int(spent[0]) / 1e9

        with beside(look):
            try:
                yield
            finally:
                done.set()

    @property
    def load(self) -> float:
        """Seconds of a processor a second."""
        return sum(self.used.values()) / (self.seen[-1] - self.seen[0])


def test_sessions_that_stream_work_no_more_than_was_said(cloning: Cloning) -> None:
    """Two side by side share one limit; what the governor says is no less than what the kernel saw."""
    production = cloning.database(COSTLY)
    free, governor = Watch(), Governor(LIMIT)
    with free.over(production):
        plain = cloning.clone(production)
    watch = Watch()
    with watch.over(production):
        clone = cloning.clone(production, governor=governor)
    assert clone.errors == ()
    assert {ref: each.sha256 for ref, each in clone.streams.items()} == {
        ref: each.sha256 for ref, each in plain.streams.items()
    }
    said = governor.load()
    assert len(watch.used) == 2
    assert watch.load <= LIMIT
    assert watch.load < free.load  # which may be below the limit, too, where others take the processors
    assert 0 < said.achieved <= LIMIT * 1.001
    assert said.chunks >= 4
    assert said.longest_statement < said.seconds / 2  # no stream was one statement
