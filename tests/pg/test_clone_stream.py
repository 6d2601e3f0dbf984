"""Rows that stream into a clone: all of them, every value, in their order; what a digest proves and what not."""

from __future__ import annotations

import errno
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oneroof import errors
from oneroof.clone.dump import create
from oneroof.clone.identity import read_identity
from oneroof.clone.model import Clone, silent
from oneroof.clone.process import giving_way
from oneroof.clone.stream import _Reading, list_streamed, read_back
from oneroof.clone.tool import TOOLS
from oneroof.clone.wish import CloneWish
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Reader
from oneroof.pg.tools import bindir_for
from tests.beside import beside
from tests.pg.clone_world import DAY, Books, Cloning, tools_running

#: Values whose text and whose bytes are easily changed on the way, in tables that are read as text and as binary.
TRAPS = r'''
CREATE SCHEMA "Äpp; ""💥"""; CREATE TYPE "Äpp; ""💥""".mood AS ENUM ('sad', 'glad'); CREATE EXTENSION citext;
CREATE TABLE plain (k bigint, t text, n numeric, f float8, at timestamptz, i interval, a int[], j jsonb, b bytea);
INSERT INTO plain VALUES (1, E'a\tb\\n\n\r\\.', 1.0, '-0', 'infinity', '1 mon -1 day', '[0:1]={1,2}', '{"a": 1.00}',
    '\xff00'), (2, NULL, 1.00, 'NaN', '2024-03-31 01:30:00+00', '1 day', '{}', 'null', ''),
    (3, '\N', 'NaN', 1e-310, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE "Äpp; ""💥"""."t; ""x""\" ("c "":d""" text, m "Äpp; ""💥""".mood, o regclass, c citext);
INSERT INTO "Äpp; ""💥"""."t; ""x""\" VALUES (E'\\.\n', 'glad', 'plain', 'Ab'), ('', 'sad', 'pg_class', '');
CREATE TABLE no_columns (); INSERT INTO no_columns DEFAULT VALUES; INSERT INTO no_columns DEFAULT VALUES;
CREATE TABLE empty (a int); CREATE TABLE emptied (a int, b text); INSERT INTO emptied VALUES (1); DELETE FROM emptied;
CREATE TABLE holes (gone int, a int, also text, b text); INSERT INTO holes VALUES (1, 2, 'x', 'y');
ALTER TABLE holes DROP gone; ALTER TABLE holes DROP also; ALTER TABLE holes ADD c int DEFAULT 7;
CREATE TABLE always (id int GENERATED ALWAYS AS IDENTITY, v text); INSERT INTO always (v) VALUES ('x');
CREATE TABLE parted (k int, v text) PARTITION BY LIST (k); CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
CREATE TABLE parted_d PARTITION OF parted DEFAULT; INSERT INTO parted SELECT g % 3, g FROM generate_series(1, 99) g;
CREATE TABLE hashed (m "Äpp; ""💥""".mood, k int) PARTITION BY HASH (m);
CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO hashed VALUES ('sad', 1), ('glad', 2);
CREATE TABLE large (k int, v text);
INSERT INTO large SELECT g, repeat(md5(g::text), 40) FROM generate_series(1, 3000) g;
DELETE FROM large WHERE k % 7 = 0; UPDATE large SET v = 'x' WHERE k % 11 = 0;
CREATE FUNCTION twice(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a * 2';
CREATE TABLE stale (a int, b int GENERATED ALWAYS AS (twice(a)) STORED); INSERT INTO stale VALUES (1);
CREATE OR REPLACE FUNCTION twice(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a * 3';
CREATE SEQUENCE seven INCREMENT -2; SELECT nextval('seven'), nextval('seven');
'''
#: What a digest of the stream proves; the others are read again in production.
NAMES = ("plain", "no_columns", "empty", "emptied", "holes", "always", "parted_1", "parted_d", "large")
PROVEN = {*(f"table:public.{name}" for name in NAMES), 'table:"Äpp; ""💥"""."t; ""x""\\"'}
SPOILT = {
    "two rows swap a value": ("plain", "UPDATE plain p SET n = o.n FROM plain o WHERE p.k + o.k = 3"),
    "a row less": ("parted_1", "DELETE FROM parted_1 WHERE ctid = '(0,1)'"),
    "a byte": ("holes", "UPDATE holes SET b = 'z'"),
    "a row more, of nothing": ("no_columns", "INSERT INTO no_columns DEFAULT VALUES"),
    "the same values of another type": ("large", "ALTER TABLE large ALTER v TYPE varchar"),
    "a table that is gone": ("emptied", "DROP TABLE emptied"),
}  # fmt: skip


@pytest.fixture
def cloning(server: Server, tmp_path: Path) -> Iterator[Cloning]:
    """The test's own databases, clones and roles."""
    world = Cloning(server, tmp_path)
    yield world
    world.close()


def _proven(clone: Clone) -> frozenset[str]:
    with Reader.open(clone.dsn) as reader, reader.snapshot() as snapshot:
        return read_back(clone.place.bindir, (clone.dsn, snapshot), clone.streams, jobs=2, progress=silent)


def _rows(cloning: Cloning, dsn: Dsn, ref: str) -> list[dict[str, object]]:
    name = ref.removeprefix("table:")
    return cloning.ask(dsn, f"SELECT count(*) AS n, min(md5(t::text)) AS low, max(md5(t::text)) AS high FROM {name} t")


@pytest.mark.every_version(thorough=True)
def test_every_value_arrives_and_its_digest_proves_it(cloning: Cloning) -> None:
    """Text and binary, holes, partitions, no columns; then each spoilt clone is told from production, and only it."""
    production = cloning.database(TRAPS)
    clone = cloning.clone(production)
    assert clone.errors == ()
    assert _proven(clone) == PROVEN
    for ref in (*PROVEN, "table:public.hashed", "table:public.stale"):
        same = _rows(cloning, clone.dsn, ref) == _rows(cloning, production, ref)
        assert same is (ref != "table:public.stale"), ref  # what a generated column stored is made anew
    assert clone.streams["table:public.plain"].table.binary
    assert cloning.ask(clone.dsn, "SELECT last_value, is_called FROM seven") == [{"last_value": -3, "is_called": True}]
    spoilt = set()
    for table, script in SPOILT.values():
        cloning.run(clone.dsn, script)
        spoilt.add(f"table:public.{table}")
        lost = PROVEN - _proven(clone)
        assert lost == spoilt - {"table:public.large"}


def test_bytes_of_no_encoding(cloning: Cloning) -> None:
    """A database that does not say what its text is: its bytes come as they are, under a name that is no ASCII."""
    options = {"ENCODING": "'SQL_ASCII'", "LC_COLLATE": "'C'", "LC_CTYPE": "'C'"}
    script = "CREATE TABLE odd (a text); INSERT INTO odd VALUES (convert_from('\\xff80', 'SQL_ASCII')), ('ü')"
    production = cloning.database(script, **options)
    clone = cloning.clone(production)
    assert clone.errors == ()
    assert _proven(clone) == {"table:public.odd"}
    query = "SELECT encode(a::bytea, 'hex') AS h FROM odd ORDER BY 1"
    assert cloning.ask(clone.dsn, query) == cloning.ask(production, query) == [{"h": "c3bc"}, {"h": "ff80"}]


def test_rows_that_were_replaced_after_the_snapshot(cloning: Cloning) -> None:
    """A TRUNCATE is no part of any snapshot: no clone of an empty table, but an error; nothing is left."""
    production = cloning.database("CREATE TABLE t (a int); INSERT INTO t VALUES (1)")
    with Reader.open(production) as reader, reader.snapshot() as snapshot:
        parent = read_identity(reader)
        cloning.run(production, "TRUNCATE t; INSERT INTO t VALUES (2)")
        wish = CloneWish(production, snapshot, cloning.place(), parent, "run", DAY, cloning.folder / "work")
        with pytest.raises(errors.CatalogMoved, match=r"table:public\.t "):
            create(reader, wish)
    assert cloning.left_behind() == []


#: Thirty megabytes that a clone takes in a minute.
SLOW_TO_FILL = (
    "CREATE FUNCTION slow() RETURNS bool LANGUAGE sql AS"
    " $$ SELECT pg_sleep(CASE WHEN current_database() LIKE '%gov_test%' THEN 0.2 ELSE 0 END) IS NOT NULL $$;"
    "CREATE TABLE t (a text CHECK (public.slow()));"
    "INSERT INTO t SELECT string_agg(md5(g::text || h::text), '') FROM generate_series(1, 3000) g,"
    " generate_series(1, 300) h GROUP BY h"
)


@pytest.fixture
def slow(cloning: Cloning) -> Dsn:
    """A production whose clone takes long to fill."""
    return cloning.database(SLOW_TO_FILL)


@contextmanager
def _while_filling(cloning: Cloning, act: Callable[[], None]) -> Iterator[None]:
    """Do something when the clone's table is being filled."""
    filling = "SELECT FROM pg_stat_activity WHERE query ~ 'FROM STDIN' AND wait_event = 'PgSleep'"

    def watch() -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if cloning.ask(cloning.server.dsn, filling.replace(" WHERE", " WHERE pid <> pg_backend_pid() AND")):
                act()
                return
            time.sleep(0.1)

    with beside(watch):
        yield


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the policy")
def test_who_reads_rows_takes_the_core_from_nobody(cloning: Cloning) -> None:
    """Psql and the thread that digests what it says wait for a free core when they are woken up; no one else does."""
    production = cloning.database("CREATE TABLE t AS SELECT g FROM generate_series(1, 9) AS g")
    policies: list[int] = []

    def look(blocks: Iterator[memoryview]) -> None:
        (psql,) = (pid for pid, name in tools_running().items() if name == "psql")
        policies.extend((os.sched_getscheduler(0), os.sched_getscheduler(psql)))
        assert sum(len(block) for block in blocks)

    with Reader.open(production) as reader, reader.snapshot() as snapshot:
        (table,) = list_streamed(reader)
        with _Reading(bindir_for(reader.major, TOOLS, None), (production, snapshot)) as reading:
            assert reading.digest(table, look).bytes
        with giving_way(), giving_way():
            pass
    assert policies == [os.SCHED_BATCH, os.SCHED_BATCH]
    assert os.sched_getscheduler(0) == os.SCHED_OTHER


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the policy")
@pytest.mark.parametrize("call", ["sched_getscheduler", "sched_setscheduler"])
def test_where_the_scheduler_is_not_to_be_asked_nothing_changes(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """As under musl, or in a sandbox that forbids it."""

    def refused(*_arguments: object) -> int:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    with monkeypatch.context() as patched:
        patched.setattr(os, call, refused)
        with giving_way():
            pass
    assert os.sched_getscheduler(0) == os.SCHED_OTHER


@pytest.mark.thorough
def test_a_killed_psql_leaves_nothing(cloning: Cloning, slow: Dsn) -> None:
    """Kill -9 of what reads production: an error that names it, and nothing stays."""
    books = Books()

    def kill() -> None:
        for pid in [pid for pid, name in tools_running().items() if name == "psql"]:
            os.kill(pid, signal.SIGKILL)

    with _while_filling(cloning, kill), pytest.raises(errors.ToolFailed, match=r"psql .*signal 9"):
        cloning.clone(slow, ledger=books)
    assert cloning.left_behind() == []
    assert books.open == []


def test_an_interruption_while_rows_stream(cloning: Cloning, slow: Dsn) -> None:
    """Ctrl-C is heard at once, not when the table is full; nothing stays."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    started: list[float] = []

    def interrupt() -> None:
        started.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    try:
        with _while_filling(cloning, interrupt), pytest.raises(errors.Interrupted, match="Nothing of it was left"):
            cloning.clone(slow)
        assert time.monotonic() - started[0] < 20
    finally:
        signal.signal(signal.SIGINT, before)
    assert cloning.left_behind() == []
