"""`dump`, a clone's usual strategy, against `pgcopydb clone` with two table jobs and two index jobs.

Both copy the reference database of a PostgreSQL 15 server, in turns and in both orders: ours on the same server and
into a server of our own, whose start is counted. A base backup, which needs a login that may replicate and copies the
whole cluster file by file, is a clone in a server of our own too, and is held against the same. The ratios of the
medians come last, in that order; what the machine was busy with otherwise moves all sides.

    python -m benchmarks.clone_pgcopydb [--scale 1] [--runs 3]

Debian's package ``pgcopydb`` speaks to versions up to 15, whose programs stand in /usr/lib/postgresql/15/bin.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks import reference
from benchmarks.cloning import beside, cloned, drop
from benchmarks.measure import alternate, ratio
from oneroof.clone import basebackup, embedded
from oneroof.clone.identity import read_identity
from oneroof.clone.model import ClonePlace, NoLedger
from oneroof.clone.place import PlaceWish
from oneroof.pg import server as private
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Session

BINDIR = Path("/usr/lib/postgresql/15/bin")
JOBS = 2


def by_pgcopydb(production: Dsn, maintenance: Dsn, work: Path) -> float:
    """Seconds of `pgcopydb clone` into a new database of the same server."""
    with Session.open(maintenance) as session:
        session.execute(SQL("CREATE DATABASE copied TEMPLATE template0"))
    begun = time.perf_counter()
    subprocess.run(
        [
            *("pgcopydb", "clone", "--restart", "--dir", str(work / "pgcopydb")),
            *("--table-jobs", str(JOBS), "--index-jobs", str(JOBS)),
            *("--source", production.conninfo, "--target", maintenance.with_database("copied").conninfo),
        ],
        check=True,
        capture_output=True,
    )
    seconds = time.perf_counter() - begun
    drop(maintenance, "copied")
    return seconds


def on_the_same_server(production: Dsn, maintenance: Dsn, work: Path) -> float:
    """Seconds of a clone beside production."""
    seconds, made = cloned(production, work / "dump", beside(maintenance, BINDIR), jobs=JOBS)
    drop(maintenance, made.name)
    return seconds


def embedded_server(production: Dsn, maintenance: Dsn, work: Path) -> float:
    """Seconds of a clone in a server that is started for it."""
    home = work / secrets.token_hex(4)

    def start(reader: Reader) -> ClonePlace:
        return embedded.start_place(reader, bindir=BINDIR, home=home, limit=None, ledger=NoLedger())

    seconds, made = cloned(production, work / "dump", start, jobs=JOBS)
    made.place.release()
    empty(home)
    drop(maintenance)
    return seconds


def by_base_backup(production: Dsn, maintenance: Dsn, work: Path) -> float:
    """Seconds of the same from production's files, its checkpoint made at once."""
    home = work / secrets.token_hex(4)

    def choose(reader: Reader) -> ClonePlace:
        wish = PlaceWish(production, "embedded", bindir=BINDIR, home=home)
        return basebackup.choose(wish, reader, read_identity(reader))

    seconds, made = cloned(production, work / "dump", choose, jobs=JOBS, strategy="basebackup", checkpoint="fast")
    made.place.release()
    empty(home)
    drop(maintenance)
    return seconds


def empty(folder: Path) -> None:
    """Give back what a run's files take, and leave the files: the next run makes a thousand of its own.

    ext4 looks at every inode that was freed within the last minutes for each file that is made (`recently_deleted`), a
    millisecond and more after a whole cluster was removed. Nobody who makes one clone pays that.
    """
    for place, _, files in os.walk(folder):
        for name in files:
            os.truncate(Path(place) / name, 0)


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
        ways = {
            "pgcopydb": by_pgcopydb,
            "same server": on_the_same_server,
            "embedded": embedded_server,
            "base backup": by_base_backup,
        }
        sides = {name: partial(way, production, maintenance, work) for name, way in ways.items()}
        median = alternate(sides, asked.runs)
    ratio("a clone on the same server", "pgcopydb clone", median["same server"] / median["pgcopydb"], 0.9)
    for way, how in (("base backup", "by base backup"), ("embedded", "by a dump")):
        ratio(f"a clone into an embedded server {how}", "pgcopydb clone", median[way] / median["pgcopydb"], 0.6)


if __name__ == "__main__":
    main()
