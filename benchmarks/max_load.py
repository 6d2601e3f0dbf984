"""What a fingerprint costs those who work meanwhile: pgbench alone, beside a fingerprint, beside one under --max-load.

    python -m benchmarks.max_load [SCALE] [SECONDS] [LIMIT]

pgbench's standard transaction runs at a fixed rate, so that its latency shows what it waits for. The fingerprint is
taken again and again until pgbench ends. The last line has the ratio of the latency that the governed one adds to what
the other adds; it means something on a machine that does nothing else.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from oneroof.fingerprint.load import Governor, Load
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Session

SCALE, SECONDS, LIMIT = 10, 20, 0.2
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


def measured(name: str, latencies: list[float]) -> tuple[float, float]:
    """Print and give mean and p95."""
    mean, p95 = statistics.mean(latencies), statistics.quantiles(latencies, n=20)[-1]
    print(f"{name:<44} latency mean {mean:7.2f} ms, p95 {p95:7.2f} ms, {len(latencies)} transactions")
    return mean, p95


def main() -> None:
    """Make, run three times, compare."""
    scale, seconds, limit = (kind(word) for kind, word in zip((int, int, float), _words(), strict=True))
    with embedded.running(settings={"shared_buffers": "256MB"}) as server:
        with Session.open(server.dsn) as session:
            session.connection.execute("CREATE DATABASE bench")
        dsn = server.dsn.with_database("bench")
        init = ["-i", "-q", "-s", str(scale), "-h", dsn.parameters["host"], "-U", "postgres", "bench"]
        subprocess.run([str(server.bindir / "pgbench"), *init], check=True, capture_output=True)
        bench(server, dsn, 2)
        loads: list[Load] = []

        def plain() -> None:
            settled_fingerprint(lambda: Reader.open(dsn))

        def governed() -> None:
            governor = Governor(limit)
            settled_fingerprint(lambda: governor.open(dsn), workers=governor.sessions)
            loads.append(governor.load())

        results = []
        for name, act in (("alone", None), ("beside a fingerprint", plain), (f"beside --max-load {limit:g}", governed)):
            with beside(act):
                results.append(measured(f"pgbench {name}", bench(server, dsn, int(seconds))))
            time.sleep(1)
    worst = max(loads, key=lambda load: load.achieved)
    print(
        f"load achieved {worst.achieved:.2f} of {limit:g}; {worst.chunks} chunks, p95 {worst.chunk_p95 * 1000:.0f} ms;"
        f" longest snapshot {worst.longest_snapshot:.1f} s"
    )
    alone, free, kept = (mean for mean, _ in results)
    print(f"p95 alone {results[0][1]:.2f}, beside {results[1][1]:.2f}, governed {results[2][1]:.2f} ms")
    print(f"ratio {(kept - alone) / (free - alone):.2f}")


def _words() -> list[str]:
    given = sys.argv[1:]
    return [*given, *(str(word) for word in (SCALE, SECONDS, LIMIT)[len(given) :])]


if __name__ == "__main__":
    main()
