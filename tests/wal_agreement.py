"""Does the write-ahead log agree with the full fingerprint? Random work by several writers, round after round.

A round: the first fingerprint is taken while writers work; DDL, maintenance and more rows follow; then, at one and the
same second snapshot, the fingerprint is taken both ways. What the full one shows changed must be among what the log
names, and the fingerprint that keeps digests by the log's word must equal the full one, table by table.

Run by ``make agreement``, ROUNDS=300 on each version that the machine has, each with a server of its own.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from uuid import uuid4

from oneroof.errors import CatalogMoved, OneroofError
from oneroof.fingerprint import wal
from oneroof.fingerprint.impact import Again, at_snapshot
from oneroof.fingerprint.model import Fingerprint
from oneroof.fingerprint.take import take
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Session
from tests.conftest import VERSIONS, reachable_home

TABLES = ("one", "two", "three", "four")
WORLD = (
    "".join(
        f"CREATE TABLE {name} (id int PRIMARY KEY, v text, n int DEFAULT 0);"
        f"INSERT INTO {name} SELECT g, 'v' || g FROM generate_series(1, 40) g;"
        for name in TABLES
    )
    + """
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE TABLE typed (id int PRIMARY KEY, m mood, r regclass);
INSERT INTO typed VALUES (1, 'glad', 'one'), (2, 'sad', 'two');
CREATE TABLE "Odd.name 🐘" (id int, v text);
INSERT INTO "Odd.name 🐘" VALUES (1, 'a');
CREATE TABLE untouched (id int, v text);
INSERT INTO untouched SELECT g, repeat('x', 3000) FROM generate_series(1, 20) g;
CREATE UNLOGGED TABLE unlogged (id int);
INSERT INTO unlogged VALUES (1);
CREATE TABLE part (id int, v text) PARTITION BY RANGE (id);
CREATE TABLE part_low PARTITION OF part FOR VALUES FROM (0) TO (100);
CREATE TABLE part_high PARTITION OF part FOR VALUES FROM (100) TO (1000000);
INSERT INTO part SELECT g, 'p' FROM generate_series(90, 110) g;
CREATE TABLE wide (id int PRIMARY KEY, v text);
ALTER TABLE wide ALTER v SET STORAGE EXTERNAL;
INSERT INTO wide SELECT g, repeat(g::text, 4000) FROM generate_series(1, 5) g;
CREATE MATERIALIZED VIEW seen AS SELECT id, n FROM one;
CREATE UNIQUE INDEX ON seen (id);
SELECT lo_from_bytea(4200, '\\x00ff'), lo_from_bytea(4201, '\\x00aa');
CREATE SCHEMA here; CREATE SCHEMA there;
CREATE TABLE here.t (id int); INSERT INTO here.t VALUES (1);
CREATE TABLE there.t (id int); INSERT INTO there.t VALUES (2);
"""
)
#: Statements of writers; {t} is a table, {i} and {j} numbers. Each line is run as one script, so as one transaction.
ROWS = (
    "INSERT INTO {t} VALUES ({i} + 1000, 'new') ON CONFLICT (id) DO UPDATE SET n = {t}.n + 1",
    "UPDATE {t} SET n = n + 1 WHERE id = {i}",
    "UPDATE {t} SET v = repeat('long ', 500) WHERE id = {i}",
    "DELETE FROM {t} WHERE id = {i}",
    "INSERT INTO {t} SELECT g, 'many' FROM generate_series(2000 + {i}, 2100 + {i}) g ON CONFLICT DO NOTHING",
    "BEGIN; DELETE FROM {t} WHERE id < {i}; INSERT INTO {t} VALUES (9999999, 'never'); ROLLBACK",
    "BEGIN; SAVEPOINT a; DELETE FROM {t}; ROLLBACK TO a; UPDATE {t} SET n = -1 WHERE id = {j}; COMMIT",
    "BEGIN; SAVEPOINT a; UPDATE {t} SET v = 'kept' WHERE id = {i}; RELEASE a; COMMIT",
    "BEGIN; SELECT count(*) FROM (SELECT FROM {t} WHERE id < {i} FOR UPDATE) x; COMMIT",
    "UPDATE wide SET v = repeat('{i}', 5000) WHERE id = 1 + {i} % 5",
    "UPDATE part SET id = 100 + ({i} + 7) % 90 WHERE id = 90 + {i} % 10",
    "SELECT lo_put(4200, {i} % 50, '\\x{i:02d}')",
    "SELECT lo_from_bytea(0, '\\xbeef')",
    "BEGIN; SELECT lo_unlink(4201); ROLLBACK",
    'INSERT INTO "Odd.name 🐘" VALUES ({i}, NULL)',
    "INSERT INTO unlogged VALUES ({i})",
    "UPDATE typed SET m = 'sad' WHERE id = 1",
    "BEGIN; UPDATE {t} SET n = {i} WHERE id = {j}; PREPARE TRANSACTION 'p_{t}_{i}'",
    "COMMIT PREPARED 'p_{t}_{i}'",
    "SELECT pg_logical_emit_message(true, 'x', 'y')",
    "CREATE TEMP TABLE mine (id int); INSERT INTO mine VALUES (1); DROP TABLE mine",
)
#: Words of the lines below.
SHORT = {
    "low": "FOR VALUES FROM (0) TO (100)",
    "glad": "ALTER TYPE mood RENAME VALUE",
    "here": "ALTER TABLE here",
    "there": "ALTER TABLE there",
}
#: What may stand between the two snapshots only: what would keep a fingerprint waiting, or make it start anew.
BETWEEN = (
    "VACUUM {t}",
    "VACUUM (FREEZE) {t}",
    "VACUUM FULL {t}",
    "ANALYZE",
    "CHECKPOINT",
    "CLUSTER {t} USING {t}_pkey",
    "CREATE INDEX IF NOT EXISTS {t}_v ON {t} (n)",
    "DROP INDEX IF EXISTS {t}_v",
    "REINDEX TABLE {t}",
    "TRUNCATE {t}",
    "BEGIN; TRUNCATE {t}; ROLLBACK",
    "TRUNCATE {t}; INSERT INTO {t} SELECT g, 'v' || g FROM generate_series(1, 40) g",
    "ALTER TABLE {t} ADD COLUMN IF NOT EXISTS extra int DEFAULT {i}",
    "ALTER TABLE {t} DROP COLUMN IF EXISTS extra",
    "ALTER TABLE {t} DROP COLUMN IF EXISTS extra; ALTER TABLE {t} ADD COLUMN extra int",
    "ALTER TABLE {t} ALTER n TYPE bigint",
    "ALTER TABLE {t} ALTER n TYPE int",
    "ALTER TABLE {t} SET (fillfactor = 70)",
    "REFRESH MATERIALIZED VIEW seen",
    "REFRESH MATERIALIZED VIEW CONCURRENTLY seen",
    "ALTER TABLE part DETACH PARTITION part_low; ALTER TABLE part ATTACH PARTITION part_low {low}",
    "{glad} 'glad' TO 'joy'; {glad} 'sad' TO 'glad'; {glad} 'joy' TO 'sad'",
    "{here}.t RENAME TO x; {there}.t SET SCHEMA here; {here}.x SET SCHEMA there; {there}.x RENAME TO t",
    "ALTER SCHEMA here RENAME TO x; ALTER SCHEMA there RENAME TO here; ALTER SCHEMA x RENAME TO there",
    "ALTER TABLE unlogged SET LOGGED",
    "ALTER TABLE unlogged SET UNLOGGED",
    "CREATE TABLE made_{i} AS SELECT * FROM one",
    "DROP TABLE IF EXISTS gone; CREATE TABLE gone (id int); INSERT INTO gone VALUES ({i})",
    "ALTER TABLE two RENAME TO x; ALTER TABLE one RENAME TO two; ALTER TABLE x RENAME TO one",
    "COPY {t} (id, v) FROM PROGRAM 'echo 5{i}555,c' (FORMAT csv)",
    "VACUUM FULL pg_enum",
    "VACUUM FULL pg_largeobject",
    "VACUUM FULL pg_class",
)


@dataclass
class Tally:
    """What all rounds came to."""

    rounds: int = 0
    by: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    kept: int = 0
    catalogs_kept: int = 0
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        ways = ", ".join(f"{count} by {way}" for way, count in sorted(self.by.items()))
        found = f"{self.changed} changes, {self.kept} digests and {self.catalogs_kept} catalogs kept"
        return f"{self.rounds} rounds ({ways}): {found}, {len(self.failures)} failures"

    @property
    def unused(self) -> list[str]:
        """What was never tried, so that the rounds prove nothing of it."""
        tried = {
            "no round was by the log": self.by["wal"],
            "nothing was written in between": self.changed,
            "no digest was kept by the log's word": self.kept,
            "no catalog was kept by the log's word": self.catalogs_kept,
        }
        return [sentence for sentence, count in tried.items() if not count]


def execute(dsn: Dsn, script: str) -> None:
    """Run a script in a session of its own; VACUUM and its like stand alone in theirs."""
    with Session.open(dsn, settings={"search_path": "public", "lock_timeout": "300ms"}) as session:
        session.connection.execute(script.encode())


def build(server: Dsn) -> Dsn:
    """The database of the rounds, and pg_walinspect in another one of the cluster."""
    name = f"agree_{uuid4().hex[:8]}"
    with Session.open(server) as session:
        session.connection.execute("CREATE EXTENSION IF NOT EXISTS pg_walinspect")
        session.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    dsn = server.with_database(name)
    execute(dsn, WORLD)
    return dsn


def _filled(line: str, dice: random.Random) -> str:
    number = dice.randrange(1, 40)
    return line.format(t=dice.choice(TABLES), i=number, j=dice.randrange(1, 40), **SHORT)


def _write(dsn: Dsn, seed: int, lines: list[str], stop: threading.Event) -> None:
    dice = random.Random(seed)
    with Session.open(dsn, settings={"search_path": "public", "lock_timeout": "300ms"}) as session:
        while not stop.wait(0.005):
            with suppress(Exception):  # a writer that is refused does the next thing
                session.connection.execute(_filled(dice.choice(lines), dice).encode())
            if session.connection.info.transaction_status.name != "IDLE":
                session.connection.rollback()


@contextmanager
def writing(dsn: Dsn, dice: random.Random) -> Iterator[None]:
    """Two writers that do some of the things again and again; what they prepared is settled at the end."""
    stop = threading.Event()
    lines = dice.sample(ROWS, dice.randrange(0, 7))
    seeds = [dice.randrange(1 << 30) for _ in range(2 if lines else 0)]
    threads = [threading.Thread(target=_write, args=(dsn, seed, lines, stop)) for seed in seeds]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        with Session.open(dsn) as session:
            for row in session.connection.execute("SELECT gid FROM pg_prepared_xacts").fetchall():
                session.connection.execute(f"ROLLBACK PREPARED '{row['gid']}'".encode())


def first(reader: Reader) -> tuple[Fingerprint, wal.WalStart]:
    """As stage 01 does it; anew while somebody moves the catalog."""
    for _ in range(40):
        with suppress(CatalogMoved, OneroofError):
            with reader.snapshot():
                noted = wal.note(reader)
            with reader.snapshot():
                start = noted.seen_by(reader)
                return take(reader), start
    raise CatalogMoved


def second(
    reader: Reader,
    before: Fingerprint,
    start: wal.WalStart,
    open_database: wal.OpenDatabase,
    ahead: wal.LogReading | None,
) -> tuple[Again, Fingerprint]:
    """Both ways at one snapshot."""
    for _ in range(40):
        with suppress(CatalogMoved), reader.snapshot():
            return at_snapshot(reader, before, start, open_database=open_database, ahead=ahead), take(reader)
    raise CatalogMoved


def disagreements(before: Fingerprint, again: Again, full: Fingerprint) -> list[str]:
    """Tables that changed and are not named, and digests that are not the full fingerprint's."""
    named = {item.object for item in again.changes.touched} if again.changes is not None else {*full.data}
    changed = {ref for ref in full.data if before.data.get(ref) != full.data[ref]}
    wrong = [f"{ref} changed and is not named" for ref in sorted(changed - named)]
    other = again.fingerprint.data
    unequal = [ref for ref in sorted({*full.data, *other}) if full.data.get(ref) != other.get(ref)]
    wrong += [f"{ref} has another digest" for ref in unequal]
    mine = again.fingerprint.branches
    return wrong + [f"the branch {name} differs" for name in full.branches if mine[name] != full.branches[name]]


def one_round(dsn: Dsn, seed: int, tally: Tally) -> None:
    """One round; what went wrong is told with the seed that gives it again."""
    dice = random.Random(seed)
    done: list[str] = []

    def open_database(name: str) -> Reader:
        return Reader.open(dsn.with_database(name))

    with Reader.open(dsn) as reader, ExitStack() as working:
        working.enter_context(writing(dsn, dice))
        before, start = first(reader)
        ahead = start.reading() if dice.random() < 0.5 else None
        for line in dice.sample(BETWEEN, dice.randrange(0, 4)):
            done.append(_filled(line, dice))
            with suppress(OneroofError, Exception):
                execute(dsn, done[-1])
            if ahead is not None:
                wal.read_ahead(reader, ahead, open_database=open_database)
        if dice.random() < 0.5:  # half of the rounds end quietly
            working.close()
        again, full = second(reader, before, start, open_database, ahead)
    tally.rounds += 1
    tally.by[again.by] += 1
    tally.kept += again.kept
    tally.catalogs_kept += again.changes is not None and again.changes.catalog_still
    tally.changed += sum(before.data.get(ref) != full.data[ref] for ref in full.data)
    tally.failures += [f"round {seed}: {found}; between: {done}" for found in disagreements(before, again, full)]


def rounds(server: Dsn, count: int, seed: int, told: Callable[[Tally], None] = lambda _: None) -> Tally:
    """Rounds one after the other in one database that is made anew now and then."""
    tally = Tally()
    dsn: Dsn | None = None
    for number in range(count):
        if number % 25 == 0:
            dsn = build(server)
        one_round(dsn or server, seed + number, tally)
        told(tally)
    return tally


def main() -> int:
    """Print what came of it for each version; 1 when anything disagrees, or the log was never used."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("rounds", type=int, nargs="?", default=300)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    wanted = parser.parse_args()
    wrong = 0
    for version, bindir in VERSIONS.items():
        settings = {"full_page_writes": "on", "autovacuum_naptime": "1s", "checkpoint_timeout": "30s"}
        with reachable_home() as home, embedded.running(bindir=bindir, home=home / "pg", settings=settings) as server:
            tally = rounds(server.dsn, wanted.rounds, wanted.seed)
        told = [f"{version}: {tally} (seed {wanted.seed})", *tally.failures, *tally.unused, ""]
        sys.stdout.write("\n".join(told))
        wrong += len(tally.failures) + len(tally.unused)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
