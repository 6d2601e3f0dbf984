"""`dump`, a clone's usual strategy, against `pgcopydb clone` with two table jobs and two index jobs.

Both copy the reference database of a PostgreSQL 15 server, one after the other and in turns: first on the same server,
then into a server of our own, whose start is counted. The ratios of the medians come last, in that order; what the
machine was busy with otherwise moves both sides.

    python -m benchmarks.clone_pgcopydb [--scale 1] [--runs 3]

Debian's package ``pgcopydb`` speaks to versions up to 15, whose programs stand in /usr/lib/postgresql/15/bin.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import reference
from oneroof.clone import embedded
from oneroof.clone.dump import create
from oneroof.clone.identity import read_identity
from oneroof.clone.model import Clone, ClonePlace, NoLedger
from oneroof.clone.tool import TOOLS
from oneroof.clone.wish import CloneWish
from oneroof.pg import server as private
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Session
from oneroof.pg.tools import bindir_for

BINDIR = Path("/usr/lib/postgresql/15/bin")
JOBS = 2


def drop(dsn: Dsn, name: str) -> None:
    """Remove what a run has made, and let no run pay for what the one before left to write."""
    with Session.open(dsn) as session:
        session.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        session.execute(SQL("CHECKPOINT"))


def by_pgcopydb(production: Dsn, maintenance: Dsn, work: Path) -> float:
    """Seconds of `pgcopydb clone` into a new database of the same server."""
    with Session.open(maintenance) as session:
        session.execute(SQL("CREATE DATABASE copied TEMPLATE template0"))
    begun = time.monotonic()
    subprocess.run(
        [
            *("pgcopydb", "clone", "--restart", "--dir", str(work / "pgcopydb")),
            *("--table-jobs", str(JOBS), "--index-jobs", str(JOBS)),
            *("--source", production.conninfo, "--target", maintenance.with_database("copied").conninfo),
        ],
        check=True,
        capture_output=True,
    )
    seconds = time.monotonic() - begun
    drop(maintenance, "copied")
    return seconds


def cloned(production: Dsn, work: Path, place: Callable[[Reader], ClonePlace]) -> tuple[float, Clone]:
    """Seconds of a clone by `dump`, its place found in them, and the clone."""
    begun = time.monotonic()
    with Reader.open(production) as reader, reader.snapshot() as snapshot:
        identity, now = read_identity(reader), datetime.now(UTC)
        wish = CloneWish(production, snapshot, place(reader), identity, "benchmark", now, work / "dump", jobs=JOBS)
        made = create(reader, wish)
    if made.errors:
        raise SystemExit(f"The clone has errors: {made.errors}")
    return time.monotonic() - begun, made


def on_the_same_server(production: Dsn, maintenance: Dsn, work: Path) -> float:
    """Seconds of a clone beside production."""
    place = ClonePlace(maintenance, "same", bindir_for(15, TOOLS, BINDIR))
    seconds, made = cloned(production, work, lambda _reader: place)
    drop(maintenance, made.name)
    return seconds


def embedded_server(production: Dsn, maintenance: Dsn, work: Path) -> float:
    """Seconds of a clone in a server that is started for it."""

    def start(reader: Reader) -> ClonePlace:
        return embedded.start_place(reader, bindir=BINDIR, home=work / "home", limit=None, ledger=NoLedger())

    seconds, made = cloned(production, work, start)
    drop(made.place.server, made.name)
    made.place.release()
    drop(maintenance, "nothing")
    return seconds


def main() -> None:
    """Build the reference database, copy it in turns, print the medians and the two ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    if shutil.which("pgcopydb") is None or not (BINDIR / "postgres").is_file():
        raise SystemExit("pgcopydb or PostgreSQL 15 is not here: apt-get install pgcopydb postgresql-15")
    with ExitStack() as opened:
        work = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="oneroof-clone-", dir="/var/tmp")))
        work.chmod(0o755)
        server = private.start(
            bindir=BINDIR, home=work / "production", settings={**reference.SETTINGS, "synchronous_commit": "on"}
        )
        opened.callback(server.stop)
        maintenance = server.dsn
        with Session.open(maintenance) as session:
            session.execute(SQL("CREATE DATABASE {}").format(Identifier(reference.NAME)))
        production = maintenance.with_database(reference.NAME)
        reference.build(production, asked.scale)
        ways = {"pgcopydb": by_pgcopydb, "same server": on_the_same_server, "embedded": embedded_server}
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for run in range(asked.runs):
            for name, way in ways.items():
                taken[name].append(way(production, maintenance, work))
                print(f"run {run + 1}: {name} {taken[name][-1]:.1f} s", flush=True)
    median = {name: statistics.median(seconds) for name, seconds in taken.items()}
    print(f"same server / pgcopydb: {median['same server'] / median['pgcopydb']:.2f}")
    print(f"embedded / pgcopydb: {median['embedded'] / median['pgcopydb']:.2f}")


if __name__ == "__main__":
    main()
