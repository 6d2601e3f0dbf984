"""Both sides of a ratio in one run: several runs of each, in turns and in both orders, and their medians."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue

from oneroof.clone.model import silent
from oneroof.fingerprint.data import ListedTable, list_tables
from oneroof.fingerprint.model import Fingerprint, Mode
from oneroof.fingerprint.plan import DataPlan
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.fingerprint.workers import digest_all
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Session


def alternate(sides: Mapping[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Run each side once to warm up, then ``runs`` times in turn, every other time from the last to the first.

    A side that gives a float has measured itself, in seconds. Prints and gives each side's median in seconds.
    """
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(runs + 1):
        for name in list(sides)[:: -1 if number % 2 else 1]:
            begun = time.perf_counter()
            given = sides[name]()
            seconds = given if isinstance(given, float) else time.perf_counter() - begun
            if number:
                taken[name].append(seconds)
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    for name, spread in taken.items():
        print(f"{name:<44} {medians[name]:8.2f} s   ({min(spread):.2f} to {max(spread):.2f})", flush=True)
    return medians


def ratio(what: str, against: str, found: float, reach: float | None = None) -> None:
    """Print a result as `benchmarks.all` reads it; ``reach`` is its target where there is one."""
    print(f"ratio of {what} to {against}: {found:.3f}" + (f" (to reach: {reach:g})" if reach is not None else ""))


def fingerprint(dsn: Dsn, connections: int, mode: Mode = "everyday") -> Fingerprint:
    """A whole fingerprint: catalog, sequences and all rows."""
    return settled_fingerprint(lambda: Reader.open(dsn), workers=connections, plan=DataPlan(mode))


def rows_alone(dsn: Dsn, connections: int, mode: Mode = "everyday") -> None:
    """The digests of all rows, without the catalog."""
    with Reader.open(dsn) as first, first.snapshot() as snapshot:
        others = [Reader.open(dsn) for _ in range(connections - 1)]
        try:
            for other in others:
                other.rows("session/begin_repeatable_read_only")
                other.adopt_snapshot(snapshot)
            digest_all([first, *others], list_tables(first), DataPlan(mode), silent)
        finally:
            for other in others:
                other.close()


def tables_of(dsn: Dsn) -> list[ListedTable]:
    """What holds rows, the largest first."""
    with Session.open(dsn) as session:
        return sorted(list_tables(session), key=lambda table: -table.bytes)


def run_all(dsn: Dsn, statements: Sequence[str], connections: int) -> None:
    """Run the statements, each by the connection that is free first."""
    pending: SimpleQueue[str] = SimpleQueue()
    for statement in statements:
        pending.put(statement)

    def work() -> None:
        with Session.open(dsn, settings={"search_path": "public"}) as session:
            while True:
                try:
                    statement = pending.get_nowait()
                except Empty:
                    return
                session.connection.execute(statement.encode())

    with ThreadPoolExecutor(connections) as pool:
        for done in [pool.submit(work) for _ in range(connections)]:
            done.result()
