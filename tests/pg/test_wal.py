"""The impact by the write-ahead log: what it names, what it leaves alone, and when it proves nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import chain, repeat
from typing import Any

import pytest

from oneroof.clone.model import Progress, silent
from oneroof.errors import CannotConnect
from oneroof.fingerprint import wal
from oneroof.fingerprint.impact import Again, at_snapshot, take_again
from oneroof.fingerprint.model import Fingerprint
from oneroof.fingerprint.take import take
from oneroof.fingerprint.wal_changes import ENDS, HARMLESS, WRITES, refusal
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Session
from tests.conftest import reachable_home
from tests.wal_agreement import disagreements, rounds

RunSql = Callable[[Dsn, str], None]
MakeDatabase = Callable[..., Dsn]
PLAIN = ("rows", "undone", "locked", "vacuumed", "kept", "cut", "uncut", "late", "dropped", "part_low", "part_high")


@dataclass(frozen=True)
class Moments:
    """A database between its two moments, read by one session; pg_walinspect is in another database."""

    dsn: Dsn
    reader: Reader
    before: Fingerprint
    start: wal.WalStart

    def again(self, ahead: wal.LogReading | None = None) -> Again:
        """The second fingerprint; it must equal the full one at the same snapshot, in every table."""
        with self.reader.snapshot():
            again = at_snapshot(self.reader, self.before, self.start, open_database=self.open_database, ahead=ahead)
            assert disagreements(self.before, again, take(self.reader)) == []
        return again

    def open_database(self, name: str) -> Reader:
        """Another database of the cluster."""
        return Reader.open(self.dsn.with_database(name))

    def why_not(self, **changed: Any) -> str:
        """Why the log proves nothing when the start was otherwise."""
        with self.reader.snapshot(), pytest.raises(wal.NotProven) as refused:
            wal.read_changes(
                self.reader, replace(self.start, **changed), known=frozenset(), open_database=self.open_database
            )
        return str(refused.value)


@contextmanager
def first_moment(dsn: Dsn, reader: Reader | None = None) -> Iterator[Moments]:
    """As stage 01 does it."""
    with reader or Reader.open(dsn) as session:
        with session.snapshot():
            noted = wal.note(session)
        with session.snapshot():
            start = noted.seen_by(session)
            before = take(session)
        yield Moments(dsn, session, before, start)


def reasons(again: Again) -> Mapping[str, tuple[str, ...]]:
    """What the log names, and why; the log must have been had."""
    assert again.why_not is None
    assert again.changes is not None
    return {item.object.removeprefix("table:public."): item.why for item in again.changes.touched}


@contextmanager
def _set(server: embedded.Server, **settings: str) -> Iterator[None]:
    """Settings of the whole server for the length of a block."""
    with Session.open(server.dsn) as session:
        for name, value in settings.items():
            session.connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
        session.connection.execute("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            for name in settings:
                session.connection.execute(f"ALTER SYSTEM RESET {name}".encode())
            session.connection.execute("SELECT pg_reload_conf()")


@pytest.fixture
def short_log(server: embedded.Server) -> Iterator[None]:
    """The log is recycled as on a server of nobody's care."""
    with _set(server, wal_keep_size="0"):
        yield


@pytest.fixture
def inspector(make_database: MakeDatabase, run_sql: RunSql) -> Dsn:
    """Another database of the cluster, with pg_walinspect in a schema of an odd name."""
    dsn = make_database()
    run_sql(dsn, 'CREATE SCHEMA "Odd.one"; CREATE EXTENSION pg_walinspect SCHEMA "Odd.one"')
    return dsn


TRAPS = (
    "".join(f"CREATE TABLE {name} (id int, v text);" for name in PLAIN if not name.startswith("part"))
    + "".join(f"INSERT INTO {name} SELECT g, 'v' FROM generate_series(1, 9) g;" for name in PLAIN if "part" not in name)
    + """
CREATE TABLE part (id int, v text) PARTITION BY RANGE (id);
CREATE TABLE part_low PARTITION OF part FOR VALUES FROM (0) TO (100);
CREATE TABLE part_high PARTITION OF part FOR VALUES FROM (100) TO (200);
INSERT INTO part VALUES (1, 'p'), (101, 'p');
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE TABLE typed (m mood); INSERT INTO typed VALUES ('glad');
CREATE TABLE named (r regclass); INSERT INTO named VALUES ('kept');
CREATE TABLE wide (id int, v text); ALTER TABLE wide ALTER v SET STORAGE EXTERNAL;
INSERT INTO wide VALUES (1, repeat('x', 9000));
CREATE TABLE "Swap.a 🐘" (id int); INSERT INTO "Swap.a 🐘" VALUES (1);
CREATE TABLE "Swap.b" (id int); INSERT INTO "Swap.b" VALUES (2);
CREATE UNLOGGED TABLE unlogged (id int);
SELECT lo_from_bytea(42, 'abc');
"""
)
ONLY_ROWS = """
UPDATE rows SET v = 'w' WHERE id = 3;
UPDATE wide SET v = repeat('y', 9000);
UPDATE part SET id = 102 WHERE id = 1;
SELECT count(*) FROM (SELECT FROM locked FOR UPDATE) x;
BEGIN; SAVEPOINT a; DELETE FROM undone; ROLLBACK TO a; COMMIT;
BEGIN; INSERT INTO kept VALUES (0); ROLLBACK;
"""
#: What the log names of these.
WRITTEN = {**dict.fromkeys(("rows", "wide", "part_low", "part_high"), ("written",)), "unlogged": ("unlogged",)}
CATALOG = """
TRUNCATE cut;
ALTER TABLE dropped DROP COLUMN v; ALTER TABLE dropped ADD COLUMN v text;
ALTER TYPE mood RENAME VALUE 'glad' TO 'joy';
ALTER TABLE "Swap.a 🐘" RENAME TO x; ALTER TABLE "Swap.b" RENAME TO "Swap.a 🐘"; ALTER TABLE x RENAME TO "Swap.b";
SELECT lo_put(42, 1, 'z');
"""


@pytest.mark.every_version(thorough=True)
@pytest.mark.usefixtures("inspector")
def test_each_trap_is_named_and_nothing_else(database: Dsn, run_sql: RunSql) -> None:
    """Rows of committed transactions, TOAST, partitions; then what leaves no record on a table's pages."""
    run_sql(database, TRAPS)
    with first_moment(database) as moments:
        run_sql(database, ONLY_ROWS)
        _told(_again_with_one_open(moments), moments, run_sql)


def _again_with_one_open(moments: Moments) -> Again:
    with Session.open(moments.dsn, settings={"search_path": "public"}) as other:
        other.connection.execute("VACUUM (FREEZE) vacuumed")
        other.connection.execute(b"BEGIN; TRUNCATE uncut; ROLLBACK")
        other.connection.execute(b"BEGIN; DELETE FROM late")  # it stays open at the second moment
        other.connection.execute(b"SAVEPOINT a; INSERT INTO late VALUES (99)")
        again = moments.again()
        other.connection.rollback()
        return again


def _told(again: Again, moments: Moments, run_sql: RunSql) -> None:
    rows = reasons(again)
    assert _catalog_kept(again), again.as_fact()
    assert rows == WRITTEN
    assert _with_a_slot(moments.dsn, moments) == {"replication_slot:oneroof_test"}
    run_sql(moments.dsn, CATALOG)
    again = moments.again()
    both = reasons(again)
    assert not _catalog_kept(again)
    assert both.keys() - rows.keys() == {
        *("cut", "dropped", "typed", "named", '"Swap.a 🐘"', '"Swap.b"', "large_objects:this")
    }
    assert both["cut"] == ("file", "definition")
    assert both["dropped"] == both['"Swap.b"'] == ("definition",)
    assert both["typed"] == both["named"] == ("catalog",)
    assert both["large_objects:this"] == ("written",)


def _with_a_slot(dsn: Dsn, moments: Moments) -> set[str]:
    """What of the cluster is new while there is a replication slot, which stands in no catalog and no record."""
    with Session.open(dsn) as session:
        session.connection.execute("SELECT pg_create_physical_replication_slot('oneroof_test')")
        try:
            again = moments.again()
        finally:
            session.connection.execute("SELECT pg_drop_replication_slot('oneroof_test')")
    assert not _catalog_kept(again)
    return again.fingerprint.cluster.keys() - moments.before.cluster.keys()


def _catalog_kept(again: Again) -> bool:
    """Whether the catalog was not read again, and the evidence says the same."""
    assert again.changes is not None
    assert again.as_fact()["catalog_kept"] is again.changes.catalog_still
    return bool(again.changes.catalog_still)


@pytest.mark.every_version(thorough=True)
@pytest.mark.usefixtures("inspector")
def test_what_was_written_before_and_committed_after_is_named(database: Dsn, run_sql: RunSql) -> None:
    """A transaction open at the first moment: no record lies after it but its COMMIT; prepared ones too."""
    run_sql(database, "".join(line + ";\n" for line in TRAPS.split(";\n")))
    settings = {"search_path": "public"}
    with ExitStack() as opened:
        rows, types, prepared = (opened.enter_context(Session.open(database, settings=settings)) for _ in range(3))
        rows.connection.execute(b"BEGIN; UPDATE late SET v = 'before'; SAVEPOINT a; DELETE FROM rows")
        prepared.connection.execute(b"BEGIN; DELETE FROM kept; PREPARE TRANSACTION 'one'")
        types.connection.execute(b"BEGIN; ALTER TYPE mood RENAME VALUE 'glad' TO 'joy'; SELECT lo_unlink(42)")
        moments = opened.enter_context(first_moment(database))
        rows.connection.execute("COMMIT")
        types.connection.execute("COMMIT")
        prepared.connection.execute("COMMIT PREPARED 'one'")
        found = reasons(moments.again())
    assert found["late"] == found["rows"] == found["kept"] == ("open",)
    assert found["typed"] == ("catalog",)
    assert found["large_objects:this"] == ("open",)
    assert not {"cut", "wide", "part_low", "dropped"} & found.keys()


@pytest.mark.usefixtures("inspector")
def test_a_rollback_that_the_log_does_not_show_yet_names_nothing(
    server: embedded.Server, database: Dsn, run_sql: RunSql
) -> None:
    """Nobody waits until the record of a rollback is on disk: the server says how it ended, and its rows count not."""
    run_sql(database, "CREATE TABLE undone (id int); CREATE TABLE written (id int)")
    with _set(server, wal_writer_delay="10s"), first_moment(database) as moments, Session.open(database) as other:
        with other.connection.transaction(force_rollback=True):
            other.connection.execute("INSERT INTO public.undone VALUES (1)")
            run_sql(database, "SET synchronous_commit = on; INSERT INTO written VALUES (1)")  # both rows are on disk
        again = moments.again()
    assert reasons(again) == {"written": ("written",)}
    assert again.changes is not None
    assert again.as_fact()["transactions"] == {"committed": 1, "aborted": 0, "undone": 1}
    assert not any(kind.startswith("Transaction/ABORT") for kind in again.changes.kinds)  # a rule holds both together


@pytest.mark.every_version(thorough=True)
@pytest.mark.usefixtures("inspector")
def test_nobody_writing_names_nothing(database: Dsn, run_sql: RunSql) -> None:
    """Hint bits, pruning, freezing, statistics, a checkpoint and whole pages are in the log, and change nothing."""
    run_sql(database, "CREATE TABLE t (id int PRIMARY KEY, v text) WITH (autovacuum_enabled = false)")
    run_sql(database, "INSERT INTO t SELECT g, repeat('x', 300) FROM generate_series(1, 400) g")
    run_sql(database, "UPDATE t SET v = repeat('y', 300) WHERE id % 3 = 0; DELETE FROM t WHERE id % 5 = 0")
    with Session.open(database, settings={"search_path": "public"}) as other:
        try:
            other.connection.execute("ALTER SYSTEM SET full_page_writes = on")
            other.connection.execute("SELECT pg_reload_conf()")
            other.connection.execute("CHECKPOINT")
            with first_moment(database) as moments:
                for statement in ("SELECT count(*) FROM t", "VACUUM (FREEZE, ANALYZE) t", "CHECKPOINT", "ANALYZE"):
                    other.connection.execute(statement.encode())
                again = moments.again()
        finally:
            other.connection.execute("ALTER SYSTEM RESET full_page_writes")
            other.connection.execute("SELECT pg_reload_conf()")
    assert reasons(again) == {}
    assert again.changes is not None
    assert {kind.split("/")[1][:5] for kind in again.changes.kinds} >= {"PRUNE", "FPI_F", "VISIB"}
    assert again.kept == 1
    assert _catalog_kept(again)


@pytest.mark.every_version(thorough=True)
def test_rounds_under_load_agree(server: embedded.Server) -> None:
    """A few of the random rounds of ``make agreement``: both ways give one fingerprint."""
    with _set(server, autovacuum="on", autovacuum_naptime="1s"):  # the suite's server has none, production has
        tally = rounds(server.dsn, 1, seed=11)
    with Session.open(server.dsn) as session:
        session.connection.execute("DROP EXTENSION pg_walinspect")
        for row in session.connection.execute("SELECT datname FROM pg_database WHERE datname ~ '^agree_'").fetchall():
            session.connection.execute(f"DROP DATABASE {row['datname']} WITH (FORCE)".encode())
    assert tally.failures == []
    assert tally.by == {"wal": 1}
    assert tally.kept > 0


def test_the_functions_may_be_run_or_it_is_said(make_database: MakeDatabase, inspector: Dsn, run_sql: RunSql) -> None:
    """A reader without rights; one that was granted the functions; one that may not connect where they are."""
    database = make_database()
    run_sql(database, "CREATE TABLE t (id int); CREATE ROLE wal_reader LOGIN; GRANT SELECT ON t TO wal_reader")
    try:
        with first_moment(database.with_parameters(user="wal_reader")) as moments:
            assert "the reader may not run the functions of pg_walinspect in" in moments.why_not()
            run_sql(
                inspector,
                'GRANT USAGE ON SCHEMA "Odd.one" TO wal_reader;'
                'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA "Odd.one" TO wal_reader',
            )
            run_sql(database, "INSERT INTO t VALUES (1)")
            assert reasons(moments.again()) == {"t": ("written",)}
            run_sql(inspector, f"REVOKE CONNECT ON DATABASE {inspector.database} FROM PUBLIC")
            assert "pg_walinspect is in no database" in moments.why_not()
            again = take_again(
                moments.reader,
                moments.before,
                moments.start,
                open_reader=lambda: Reader.open(moments.dsn),
                open_database=moments.open_database,
            )
            assert (again.by, again.kept, again.fingerprint.data["table:public.t"].facets["rows"]) == (
                *("fingerprint", 0),
                "1",
            )
    finally:
        run_sql(inspector, "DROP OWNED BY wal_reader")
        run_sql(database, "DROP OWNED BY wal_reader; DROP ROLE wal_reader")


@pytest.mark.usefixtures("inspector")
def test_little_written_opens_no_session_and_a_catalog_that_moves_is_seen(database: Dsn, run_sql: RunSql) -> None:
    """A small table is read again by the reader alone; a right given while it is read is in the second fingerprint."""
    run_sql(database, "CREATE TABLE t (id int); CREATE TABLE kept (id int)")
    opened: list[Reader] = []
    told: list[int] = []

    def open_reader() -> Reader:
        opened.append(Reader.open(database))
        return opened[-1]

    def granted_while_reading(what: str, _done: int, _total: int) -> None:
        if what == "digesting rows" and not told:
            run_sql(database, "GRANT SELECT ON t TO PUBLIC")
            told.append(len(opened))

    with first_moment(database) as moments:

        def again(progress: Progress) -> Again:
            return take_again(
                moments.reader,
                moments.before,
                moments.start,
                open_reader=open_reader,
                open_database=moments.open_database,
                progress=progress,
            )

        run_sql(database, "INSERT INTO t VALUES (1)")
        little = again(silent)
        assert (reasons(little), little.kept, _catalog_kept(little), opened) == ({"t": ("written",)}, 1, True, [])
        moved = again(granted_while_reading)
        with moments.reader.snapshot():
            full = take(moments.reader)
    assert told == [0]
    assert not _catalog_kept(moved)
    assert moved.fingerprint.digest == full.digest != little.fingerprint.digest
    assert [reader.connection.closed for reader in opened] == [True, True]


@pytest.mark.usefixtures("inspector", "short_log")
def test_another_session_another_timeline_a_recycled_log(database: Dsn, run_sql: RunSql) -> None:
    """Each is told, none is taken for proof."""
    run_sql(database, "CREATE TABLE t (id int)")
    with first_moment(database) as moments:
        assert "the session that saw the first moment is gone" in moments.why_not(session=("1", "then"))
        assert "the session that saw the first moment is gone" in moments.why_not(server=("1", "then"))
        assert "another timeline" in moments.why_not(timeline="00000002")
        assert moments.why_not(why_not="wal_level is minimal") == "wal_level is minimal"
        with Session.open(database) as other:
            for _ in range(2):
                other.connection.execute("INSERT INTO public.t VALUES (1)")
            later = f"0/{int(str(moments.start.position).partition('/')[2], 16) + 8:X}"
            assert "the log is not whole" in moments.why_not(position=later)
            for said in ("SQLSTATE 58P01", "the log takes longer to read than the tables"):
                other.connection.execute("SELECT pg_logical_emit_message(false, 'x', 'y'), pg_switch_wal()")
                other.connection.execute("CHECKPOINT")
                assert said in moments.why_not()
                other.connection.execute("SELECT pg_logical_emit_message(false, 'x', 'y'), pg_switch_wal()")


@pytest.mark.every_version
@pytest.mark.usefixtures("inspector", "short_log")
def test_what_was_read_ahead_may_be_recycled(database: Dsn, run_sql: RunSql) -> None:
    """Both sides of the place where reading stopped count; who was open then is taken for one who commits."""
    run_sql(database, "CREATE TABLE large AS SELECT g, repeat('x', 90) FROM generate_series(1, 100000) g")
    run_sql(
        database, "".join(f"CREATE TABLE {name} (id int);" for name in ("early", "undone", "dropped", "late", "kept"))
    )
    with first_moment(database) as moments:
        log = moments.start.reading()
        assert log is not None
        with Session.open(database) as other:
            with other.connection.transaction(force_rollback=True):
                other.connection.execute("INSERT INTO public.dropped VALUES (1)")
            with other.connection.transaction(force_rollback=True):
                other.connection.execute("INSERT INTO public.undone VALUES (1)")
                run_sql(database, "INSERT INTO early VALUES (1)")
                run_sql(database, "SELECT pg_logical_emit_message(true, 'x', 'y'), pg_switch_wal()")
                run_sql(database, "SELECT pg_logical_emit_message(true, 'x', 'y')")
                answers = chain([False], repeat(True))  # one part is read, and none the second time
                wal.read_ahead(moments.reader, log, open_database=moments.open_database, enough=lambda: next(answers))
                assert (bool(log.stretch.kinds), log.blocks, log.why_not) == (True, [], None)
                wal.read_ahead(moments.reader, log, open_database=moments.open_database)
            other.connection.execute("CHECKPOINT")
        assert "SQLSTATE 58P01" in moments.why_not()
        run_sql(database, "INSERT INTO late VALUES (1)")
        written = dict.fromkeys(("early", "undone", "late"), ("written",))
        assert reasons(moments.again(log)) == written
        run_sql(database, "INSERT INTO kept VALUES (1)")  # another attempt goes on from where reading ahead stopped
        assert reasons(moments.again(log)) == {**written, "kept": ("written",)}
        wal.read_ahead(moments.reader, log, open_database=_none, enough=lambda: True)
        assert log.why_not is None
        wal.read_ahead(moments.reader, log, open_database=_none)
        assert "pg_walinspect is in no database" in str(log.why_not)
        assert moments.again(log).why_not == log.why_not


@pytest.mark.usefixtures("inspector")
def test_what_was_read_ahead_is_not_weighed_again(database: Dsn, run_sql: RunSql) -> None:
    """All of the log takes longer to read than the one small table, what is left of it does not."""
    run_sql(database, "CREATE TABLE t (id int)")
    message = "SELECT pg_logical_emit_message(true, 'x', repeat('y', {}))"
    run_sql(database, message.format(1) + ", pg_switch_wal()")
    with first_moment(database) as moments:
        log = moments.start.reading()
        assert log is not None
        run_sql(database, "INSERT INTO t VALUES (1)")
        run_sql(database, message.format(1) + ", pg_switch_wal()")
        run_sql(database, f"SET LOCAL synchronous_commit = on; {message.format(300000)}")
        wal.read_ahead(moments.reader, log, open_database=moments.open_database)
        assert log.why_not is None
        for _ in range(2):
            run_sql(database, message.format(1) + ", pg_switch_wal()")
        run_sql(database, message.format(1))
        assert "the log takes longer to read than the tables" in moments.why_not()
        assert reasons(moments.again(log)) == {"t": ("written",)}


def _none(name: str) -> Reader:
    raise CannotConnect(name)


def test_a_crash_in_between_proves_nothing() -> None:
    """A backend is killed for real: the server recovers, and what it had told before may be lost."""
    with reachable_home() as home, embedded.running(home=home / "pg") as server:
        with Session.open(server.dsn) as session:
            session.connection.execute("CREATE EXTENSION pg_walinspect; CREATE TABLE public.t (id int)")
            session.connection.execute("CHECKPOINT")  # nothing waits for the disk here, so the crash would undo both
            pid = session.backend_pid
            with first_moment(server.dsn) as moments:
                session.connection.execute("CHECKPOINT")  # the first moment's place in the log outlives the crash
                os.kill(pid, signal.SIGKILL)
        second = _reconnected(server.dsn)
        with second:
            late = Moments(server.dsn, second, moments.before, moments.start)
            assert "the session that saw the first moment is gone" in late.why_not()
            with second.snapshot():
                here = wal.note(second)
            why = late.why_not(session=here.session, server=here.server)  # as if it had lived
            assert why.startswith("the server was stopped or recovered in between")


def _reconnected(dsn: Dsn) -> Reader:
    for _ in range(100):
        try:
            return Reader.open(dsn)
        except Exception:  # noqa: BLE001 - it is on its way up
            time.sleep(0.1)
    return Reader.open(dsn)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("Heap2/NEWS", "a kind that is not known"),
        ("XLOG/NEWS", "a kind that is not known"),
        ("custom128/1", "a resource manager that is not known"),
        *((kind, "the") for kind in sorted(ENDS)),
    ],
)
def test_what_is_not_known_is_never_harmless(kind: str, said: str) -> None:
    """A record of a later version, of an extension's manager, or of a server that stopped ends the proof."""
    known = {*HARMLESS, *WRITES, "Btree/VACUUM", "Transaction/COMMIT"}
    assert refusal(known) is None
    assert said in str(refusal({*known, kind}))
