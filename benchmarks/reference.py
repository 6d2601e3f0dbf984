"""The reference database that ratios are measured on, at any scale, on a throwaway server or where a DSN says.

At scale 1 it is what `pgbench -i -s 60` makes, and a table `documents` of 800,000 rows with jsonb, text[], numeric,
timestamptz and uuid columns and a GIN index: 1.2 GB. Every value follows from its row's number, so that two builds at
one scale hold the same.

    python -m benchmarks.reference --scale 0.1 --dsn "host=/tmp dbname=reference"
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session

BRANCHES = 60
ACCOUNTS_PER_BRANCH = 100_000
DOCUMENTS = 800_000
NAME = "oneroof_reference"
#: As a server of 2 cores and a few gigabytes of memory would be set up by somebody who cares.
SETTINGS = {
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
    "maintenance_work_mem": "256MB",
    "autovacuum": "off",
    "synchronous_commit": "on",  # as on a production: what was committed is in the log by then
}
_TABLES = """
CREATE TABLE pgbench_branches (bid int NOT NULL, bbalance int, filler char(88)) WITH (fillfactor = 100);
CREATE TABLE pgbench_tellers (tid int NOT NULL, bid int, tbalance int, filler char(84)) WITH (fillfactor = 100);
CREATE TABLE pgbench_accounts (aid int NOT NULL, bid int, abalance int, filler char(84)) WITH (fillfactor = 100);
CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
CREATE TABLE documents (id bigint NOT NULL, uid uuid NOT NULL, title text NOT NULL, body jsonb NOT NULL,
                        tags text[] NOT NULL, amount numeric(12, 2), made timestamptz NOT NULL);
"""
_BRANCHES = "INSERT INTO pgbench_branches SELECT n, 0, '' FROM generate_series(1, {branches}) AS n"
_TELLERS = "INSERT INTO pgbench_tellers SELECT n, (n - 1) / 10 + 1, 0, '' FROM generate_series(1, {tellers}) AS n"
_ACCOUNTS = """
INSERT INTO pgbench_accounts
SELECT n, (n - 1) / 100000 + 1, 0, '' FROM generate_series(1, {accounts}) AS n
"""
_DOCUMENTS = """
INSERT INTO documents
SELECT n,
       md5('uid ' || n)::uuid,
       'document ' || n || ' ' || repeat(chr(97 + n % 26), n % 40),
       jsonb_build_object('name', 'name ' || n % 5000, 'size', n % 977, 'ratio', (n % 1000) / 7.0, 'open', n % 3 = 0,
                          'place', jsonb_build_object('city', 'city ' || n % 300, 'code', md5(n::text)),
                          'marks', jsonb_build_array(n % 10, n % 7, 'm' || n % 5)),
       ARRAY['tag ' || n % 50, 'kind ' || n % 7, 'made, by "hand" ' || n % 3],
       CASE WHEN n % 20 = 0 THEN NULL ELSE (n::bigint * 7919 % 100000000) / 100.0 END,
       timestamptz '2020-01-01 00:00+00' + n * interval '61.234567 seconds'
FROM generate_series(1, {documents}) AS n
"""
_INDEXES = (
    "ALTER TABLE pgbench_branches ADD PRIMARY KEY (bid); ALTER TABLE pgbench_tellers ADD PRIMARY KEY (tid)",
    "ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid)",
    "ALTER TABLE documents ADD PRIMARY KEY (id)",
    "CREATE INDEX documents_body ON documents USING gin (body jsonb_path_ops)",
)


@dataclass(frozen=True)
class Place:
    """A reference database, where it is, and how large it is in bytes."""

    dsn: Dsn
    scale: float
    bytes: int
    server: embedded.Server | None

    def __str__(self) -> str:
        return f"reference database at scale {self.scale:g}: {self.bytes / 1e9:.2f} GB"


def arguments(description: str | None) -> argparse.ArgumentParser:
    """What every benchmark on this database asks for."""
    parser = argparse.ArgumentParser(description=(description or "").split("\n", 1)[0])
    parser.add_argument("--scale", type=float, default=1.0, help="1: 1.2 GB (default)")
    parser.add_argument("--dsn", type=Dsn.parse, help="a database to build it in, empty; default a throwaway server")
    parser.add_argument("--folder", type=Path, help="where the throwaway server's files go; default a temporary folder")
    parser.add_argument("--runs", type=int, default=5, help="of each side, alternating (default 5)")
    parser.add_argument("--connections", type=int, default=2, help="of each side (default 2)")
    return parser


@contextmanager
def reference(options: argparse.Namespace) -> Iterator[Place]:
    """The reference database for the length of a block; on a throwaway server it is gone afterwards."""
    if options.dsn is not None:
        yield _described(options.dsn, options.scale, None)
        return
    with tempfile.TemporaryDirectory(prefix="oneroof-reference-", dir=options.folder) as folder:
        Path(folder).chmod(0o755)  # the server's account passes through it
        with embedded.running(home=Path(folder) / "postgres", settings=SETTINGS) as server:
            with Session.open(server.dsn) as session:
                session.execute(SQL("CREATE DATABASE {}").format(Identifier(NAME)))
            yield _described(server.dsn.with_database(NAME), options.scale, server)


def _described(dsn: Dsn, scale: float, server: embedded.Server | None) -> Place:
    with _session(dsn) as session:
        if session.attempt(SQL("SELECT FROM public.documents")) != "00000":
            build(dsn, scale)
        row = session.connection.execute("SELECT pg_database_size(current_database()) AS bytes").fetchone()
    return Place(dsn, scale, int(row["bytes"]) if row else 0, server)


def build(dsn: Dsn, scale: float) -> None:
    """Make the tables in an empty database, fill them, index and vacuum them."""
    branches = max(1, round(BRANCHES * scale))
    counts = {
        "branches": branches,
        "tellers": 10 * branches,
        "accounts": round(BRANCHES * ACCOUNTS_PER_BRANCH * scale),
        "documents": round(DOCUMENTS * scale),
    }
    _run(dsn, _TABLES)
    _together(dsn, [fill.format(**counts) for fill in (_ACCOUNTS, _DOCUMENTS, _BRANCHES, _TELLERS)])
    _together(dsn, _INDEXES)
    _run(dsn, "VACUUM (FREEZE, ANALYZE)")
    _run(dsn, "CHECKPOINT")


def _together(dsn: Dsn, scripts: Sequence[str]) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda script: _run(dsn, script), scripts))


def _run(dsn: Dsn, script: str) -> None:
    with _session(dsn) as session:
        session.connection.execute(script.encode())


def _session(dsn: Dsn) -> Session:
    return Session.open(dsn, settings={"search_path": "public"})


def main() -> None:
    """Build it where the DSN says."""
    options = arguments(__doc__).parse_args()
    with reference(options) as place:
        print(place)


if __name__ == "__main__":
    main()
