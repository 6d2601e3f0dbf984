"""The impact by the write-ahead log against a full fingerprint of the reference database, little written meanwhile.

    python -m benchmarks.impact_wal --scale 0.1

Before each pair of runs a handful of rows is written in two small tables. The last line has the ratio of the medians.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from benchmarks.measure import ratio
from benchmarks.reference import arguments, reference
from oneroof.fingerprint import wal
from oneroof.fingerprint.impact import Again, take_again
from oneroof.fingerprint.model import Fingerprint
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Session

LITTLE = """
INSERT INTO public.pgbench_branches SELECT 1 + max(bid), 0, '' FROM public.pgbench_branches;
UPDATE public.pgbench_tellers SET tbalance = tbalance + 1 WHERE tid < 5;
"""
TO_REACH = 0.02


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def first_moment(reader: Reader, dsn: Dsn, connections: int) -> tuple[wal.WalStart, Fingerprint]:
    """Where the log stands, and the fingerprint; nobody writes between the two."""
    with reader.snapshot():
        noted = wal.note(reader)
    with reader.snapshot():
        start = noted.seen_by(reader)
    return start, settled_fingerprint(lambda: Reader.open(dsn), workers=connections)


def main() -> int:
    """Print each run and the ratio."""
    options = arguments(__doc__).parse_args()
    with reference(options) as place:
        sys.stdout.write(f"{place}\n")
        with Session.open(place.dsn) as session:
            session.connection.execute("CREATE EXTENSION IF NOT EXISTS pg_walinspect SCHEMA public")
        with Reader.open(place.dsn) as reader:
            found = measured(reader, place.dsn, options.runs, options.connections)
    ratio("the impact by the write-ahead log", "a full fingerprint", found, TO_REACH)
    return 0


def measured(reader: Reader, dsn: Dsn, runs: int, connections: int) -> float:
    """The ratio of the medians, the two sides in turn."""
    start, before = first_moment(reader, dsn, connections)
    found: list[tuple[float, float]] = []
    for number in range(1, runs + 1):
        with Session.open(dsn) as session:
            session.connection.execute(LITTLE.encode())
        again: list[Again] = []
        by_log = seconds(lambda: again.append(_again(reader, before, start, dsn)))  # noqa: B023 - called at once
        full: list[Fingerprint] = []
        by_all = seconds(lambda: full.append(settled_fingerprint(lambda: Reader.open(dsn), workers=connections)))  # noqa: B023 - likewise
        if again[0].by != "wal" or again[0].fingerprint.digest != full[0].digest:
            raise SystemExit(f"the two do not agree: {again[0].why_not}")
        found.append((by_log, by_all))
        sys.stdout.write(f"run {number}: by the log {by_log:.3f} s, full {by_all:.3f} s\n")
    return statistics.median(log for log, _ in found) / statistics.median(all_ for _, all_ in found)


def _again(reader: Reader, before: Fingerprint, start: wal.WalStart, dsn: Dsn) -> Again:
    return take_again(
        reader,
        before,
        start,
        open_reader=lambda: Reader.open(dsn),
        open_database=lambda name: Reader.open(dsn.with_database(name)),
    )


if __name__ == "__main__":
    sys.exit(main())
