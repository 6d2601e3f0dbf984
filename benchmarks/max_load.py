"""What a fingerprint costs those who work meanwhile: pgbench alone, beside a fingerprint, beside one under --max-load.

    python -m benchmarks.max_load --scale 0.2 --seconds 20 --limit 0.2

pgbench's standard transaction runs at a fixed rate, so that its latency shows what it waits for. The fingerprint is
taken again and again until pgbench ends. The last line has the ratio of the latency that the governed one adds to what
the other adds; it means something on a machine that does nothing else, and there is none where the other adds nothing.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from benchmarks.measure import ratio
from oneroof.fingerprint.load import Governor, Load, open_reader
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Session

PGBENCH = 60
ALONE, FREE, KEPT = "pgbench alone", "pgbench beside a fingerprint", "pgbench beside one under --max-load"
RATE = 200
CLIENTS = 4


def bench(server: embedded.Server, dsn: Dsn, seconds: int) -> list[float]:
    """Latencies of pgbench's transactions in ms."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["-n", "-c", str(CLIENTS), "-j", "2", "-R", str(RATE), "-T", str(seconds), "-l", "--log-prefix=log"]
        command = [str(server.bindir / "pgbench"), *words, "-h", dsn.parameters["host"], "-U", "postgres", dsn.database]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        lines = [line for file in Path(folder).glob("log.*") for line in file.read_text().splitlines()]
    return [int(line.split()[2]) / 1000 for line in lines]


@contextmanager
def beside(act: Callable[[], None] | None) -> Iterator[None]:
    """Do something again and again meanwhile."""
    over = Event()

    def repeat() -> None:
        while act is not None and not over.is_set():
            act()

    thread = Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def main() -> None:
    """Make, run in turns, compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--scale", type=float, default=0.2, help=f"1: pgbench scale {PGBENCH} (default 0.2)")
    parser.add_argument("--seconds", type=int, default=20, help="of each run of pgbench (default 20)")
    parser.add_argument("--limit", type=float, default=0.2, help="of --max-load (default 0.2)")
    parser.add_argument("--runs", type=int, default=3, help="of each side, in turns (default 3)")
    options = parser.parse_args()
    with embedded.running(settings={"shared_buffers": "256MB"}) as server:
        with Session.open(server.dsn) as session:
            session.connection.execute("CREATE DATABASE bench")
        dsn = server.dsn.with_database("bench")
        size = str(max(1, round(PGBENCH * options.scale)))
        init = ["-i", "-q", "-s", size, "-h", dsn.parameters["host"], "-U", "postgres", "bench"]
        subprocess.run([str(server.bindir / "pgbench"), *init], check=True, capture_output=True)
        bench(server, dsn, 2)
        loads: list[Load] = []

        def plain() -> None:
            settled_fingerprint(lambda: Reader.open(dsn))

        def governed() -> None:
            governor = Governor(options.limit)
            settled_fingerprint(lambda: open_reader(dsn, governor), workers=governor.sessions)
            loads.append(governor.load())

        sides = {ALONE: None, FREE: plain, KEPT: governed}
        taken: dict[str, list[float]] = {name: [] for name in sides}
        for number in range(options.runs):
            for name in list(sides)[:: -1 if number % 2 else 1]:
                with beside(sides[name]):
                    taken[name] += bench(server, dsn, options.seconds)
                time.sleep(1)
    report(taken, loads, options.limit)


def report(taken: Mapping[str, list[float]], loads: Sequence[Load], limit: float) -> None:
    """Print what each side came to, then the ratio.

    Raises:
        SystemExit: a fingerprint that nobody governs adds nothing that can be told from chance.
    """
    for name, latencies in taken.items():
        mean, p95 = statistics.mean(latencies), statistics.quantiles(latencies, n=20)[-1]
        print(f"{name:<44} latency mean {mean:7.2f} ms, p95 {p95:7.2f} ms, {len(latencies)} transactions")
    worst = max(loads, key=lambda load: load.achieved)
    print(
        f"load achieved {worst.achieved:.2f} of {limit:g}; {worst.chunks} chunks, p95 {worst.chunk_p95 * 1000:.0f} ms;"
        f" longest snapshot {worst.longest_snapshot:.1f} s"
    )
    alone, free, kept = (statistics.mean(taken[name]) for name in (ALONE, FREE, KEPT))
    chance = 3 * statistics.stdev(taken[ALONE]) / len(taken[ALONE]) ** 0.5
    if free - alone <= chance:
        sys.exit(f"A fingerprint adds {free - alone:.3f} ms, which is no more than chance: there is no ratio.")
    what = f"the latency that a fingerprint under --max-load {limit:g} adds"
    ratio(what, "what one without a limit adds", (kept - alone) / (free - alone))


if __name__ == "__main__":
    main()
