"""A clone that cannot be finished: tools and servers killed, disks full, interrupted. Nothing stays, or it is named."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oneroof import errors
from oneroof.clone.dump import create
from oneroof.clone.identity import read_identity
from oneroof.clone.manage import drop_clone, list_clones
from oneroof.clone.model import ClonePlace
from oneroof.clone.tool import TOOLS
from oneroof.clone.wish import CloneWish
from oneroof.pg import server as private
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import CloneMaker, Reader, Session
from oneroof.pg.tools import bindir_for
from tests.beside import beside
from tests.pg.clone_world import DAY, Books, Cloning, tools_running

#: Quick in production; on a clone the refresh of its materialised view waits until somebody ends it.
SLOW_ON_A_CLONE = (
    "CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 100);"
    "CREATE FUNCTION slow() RETURNS int LANGUAGE sql AS"
    " $$ SELECT 1 FROM pg_sleep(CASE WHEN current_database() LIKE '%gov_test%' THEN 60 ELSE 0 END) $$;"
    "CREATE MATERIALIZED VIEW m AS SELECT public.slow() AS s;"
)
SUBSCRIBED = "CREATE SUBSCRIPTION {} CONNECTION 'host=/nowhere dbname=x' PUBLICATION p WITH (connect = false)"


@pytest.fixture
def cloning(server: Server, tmp_path: Path) -> Iterator[Cloning]:
    """The test's own databases, clones and roles."""
    world = Cloning(server, tmp_path)
    yield world
    world.close()


@contextlib.contextmanager
def locked(dsn: Dsn, table: str) -> Iterator[None]:
    """Somebody holds a table so that pg_dump waits for it."""
    with Session.open(dsn) as holder:
        holder.connection.execute(f"BEGIN; LOCK TABLE public.{table} IN ACCESS EXCLUSIVE MODE".encode())
        yield


@contextlib.contextmanager
def when_running(tool: str, act: Callable[[int], None]) -> Iterator[None]:
    """Beside what runs in the block: as soon as our process runs that tool, and it has had a moment, do something."""
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.02):
            for pid, name in tools_running().items():
                if name == tool and _has_lasted(pid):
                    act(pid)
                    return

    with beside(watch):
        try:
            yield
        finally:
            stop.set()


def _has_lasted(pid: int) -> bool:
    """The process has been there for a while: it is at its work, not in its first statement."""
    time.sleep(0.7)
    return pid in tools_running()


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def test_a_killed_pg_dump_leaves_nothing(cloning: Cloning) -> None:
    """Kill -9 while it reads: an error that names the tool; no clone, no folder, no process, no line in the books."""
    production = cloning.database(SLOW_ON_A_CLONE)
    books = Books()
    with (
        locked(production, "t"),
        when_running("pg_dump", _kill),
        pytest.raises(errors.ToolFailed, match=r"pg_dump .*signal 9"),
    ):
        cloning.clone(production, ledger=books)
    assert cloning.left_behind() == []
    assert books.open == []
    assert [kind for kind, _, _ in books.seen] == ["clone", "folder"]


@pytest.mark.thorough
@pytest.mark.every_version(thorough=True)
def test_a_killed_pg_restore_leaves_nothing(cloning: Cloning) -> None:
    """Its workers and their sessions go too, and a subscription, which would keep the clone from being dropped."""
    production = cloning.database(SLOW_ON_A_CLONE)
    cloning.run(production, SUBSCRIBED.format("listens"))
    with when_running("pg_restore", _kill), pytest.raises(errors.ToolFailed, match=r"pg_restore .*signal 9"):
        cloning.clone(production)
    assert cloning.left_behind() == []


@pytest.mark.every_version(thorough=True)
def test_a_session_of_pg_dump_that_is_ended(cloning: Cloning) -> None:
    """An administrator ends it on production: the connection was lost, and nothing is left."""
    production = cloning.database(SLOW_ON_A_CLONE)

    def end_sessions(_pid: int) -> None:
        waiting = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            f" AND datname = '{production.database}'"
        )
        deadline = time.monotonic() + 30
        while not cloning.ask(cloning.server.dsn, waiting) and time.monotonic() < deadline:
            time.sleep(0.1)

    with locked(production, "t"), when_running("pg_dump", end_sessions), pytest.raises(errors.ServerLost):
        cloning.clone(production)
    assert cloning.left_behind() == []


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl-C is heard as at a terminal: a process that a script started in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_an_interruption_leaves_nothing(cloning: Cloning) -> None:
    """Ctrl-C while pg_restore works: exit code 130, and the sentence says that nothing was left behind."""
    production = cloning.database(SLOW_ON_A_CLONE)
    books = Books()

    def interrupt(_pid: int) -> None:
        time.sleep(0.2)  # not inside Python's own hooks after fork, which would swallow it
        os.kill(os.getpid(), signal.SIGINT)

    with when_running("pg_restore", interrupt), pytest.raises(errors.Interrupted, match="Nothing of it was left"):
        cloning.clone(production, ledger=books)
    assert cloning.left_behind() == []
    assert books.open == []


@pytest.fixture
def other_server() -> Iterator[Server]:
    """A server that a test may kill."""
    with private.running() as server:
        yield server


def _place(server: Server) -> ClonePlace:
    with Session.open(server.dsn) as session:
        return ClonePlace(server.dsn, "dsn", bindir_for(session.major, TOOLS))


def test_the_clones_server_killed_half_way(cloning: Cloning, other_server: Server) -> None:
    """The connection was lost and the partial clone cannot be dropped: the error names it, the books keep it."""
    production = cloning.database(SLOW_ON_A_CLONE)
    books = Books()
    with (
        when_running("pg_restore", lambda _pid: other_server.kill()),
        pytest.raises(errors.ServerLost) as caught,
    ):
        cloning.clone(production, place=_place(other_server), ledger=books)
    name = f"{production.database}_gov_test_20260602"
    assert f"The partial clone {name} was left behind" in caught.value.message
    assert "DROP DATABASE IF EXISTS" in caught.value.next_step
    assert [(kind, made) for kind, made, _ in books.open] == [("clone", name)]
    assert not list((cloning.folder / "work").iterdir())
    assert cloning.ask(production, "SELECT count(*) AS n FROM t") == [{"n": 100}]


@pytest.mark.thorough
def test_production_killed_half_way(cloning: Cloning, other_server: Server) -> None:
    """Production's server dies under pg_dump: the clone on the other server is gone, nothing is left."""
    production = other_server.dsn.with_database("postgres")
    cloning.run(production, SLOW_ON_A_CLONE)
    with (
        locked(production, "t"),
        when_running("pg_dump", lambda _pid: other_server.kill()),
        pytest.raises(errors.ServerLost),
    ):
        cloning.clone(production, place=_place(cloning.server))
    assert cloning.left_behind() == []


KILLED = """
import sys
from pathlib import Path
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Account, Server
from tests.pg.clone_world import Cloning
server = Server(Path(sys.argv[1]), Path(), Path(sys.argv[2]), Account(None, None), None)
Cloning(server, Path(sys.argv[3])).clone(server.dsn.with_database(sys.argv[4]))
"""


def test_kill_9_of_ourselves(cloning: Cloning) -> None:
    """The tools end with us; the partial clone is listed with its run, and is dropped by command."""
    production = cloning.database(SLOW_ON_A_CLONE)
    arguments = [str(cloning.server.bindir), str(cloning.server.socket), str(cloning.folder), production.database]
    process = subprocess.Popen([sys.executable, "-c", KILLED, *arguments], cwd=Path(__file__).parents[2])
    try:
        deadline = time.monotonic() + 60
        while not cloning.ask(cloning.server.dsn, "SELECT FROM pg_stat_activity WHERE query ~ '^REFRESH MAT'"):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        tools = tools_running(process.pid)
        assert tools
    finally:
        process.kill()
        process.wait()
    with CloneMaker.open(cloning.server.dsn) as maker:
        (found,) = list_clones(maker)
        assert (found.state, found.run_id) == ("partial", "20260602T235900Z-0a1b2c3d")
        assert drop_clone(maker, found.name) == found
    assert cloning.made() == []
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in tools):
        assert time.monotonic() < deadline
        time.sleep(0.1)


FILLED = "CREATE TABLE full_of AS SELECT g, md5(g::text) || md5((-g)::text) AS v FROM generate_series(1, 60000) g"


def test_no_space_for_the_dump(cloning: Cloning, tiny_disk: Callable[[int], Path]) -> None:
    """No room for the definitions in the folder's file system: DiskFull, the clone gone, the folder empty."""
    production = cloning.database("SELECT format('CREATE TABLE t%s (a int)', g) FROM generate_series(1, 9) g")
    cloning.folder = tiny_disk(2)
    (cloning.folder / "work").mkdir()
    with contextlib.suppress(OSError), (cloning.folder / "filler").open("wb", buffering=0) as filler:
        while filler.write(b"x" * 4096):
            pass
    with pytest.raises(errors.DiskFull, match="No space left"):
        cloning.clone(production)
    assert cloning.left_behind() == []


@pytest.mark.every_version(thorough=True)
def test_no_space_for_the_clone(cloning: Cloning, tiny_disk: Callable[[int], Path]) -> None:
    """The server fills the tablespace: DiskFull, the clone gone, production's rows all there."""
    disk = tiny_disk(18)  # production takes 14
    (disk / "space").mkdir()
    (disk / "space").chmod(0o777)
    cloning.server.account.own(disk / "space")
    cloning.run_alone(f"CREATE TABLESPACE tiny LOCATION '{disk}/space'")
    try:
        production = cloning.database(FILLED, TABLESPACE="tiny")
        cloning.run_alone("CHECKPOINT")  # all of it stands on the disk, so that only the clone lacks room
        with pytest.raises(errors.DiskFull):
            cloning.clone(production)
        assert cloning.left_behind() == []
        assert cloning.ask(production, "SELECT count(*) AS n FROM full_of") == [{"n": 60000}]
    finally:
        cloning.close()
        cloning.databases.clear()
        cloning.run_alone("DROP TABLESPACE tiny")


def test_a_table_that_is_dropped_meanwhile(cloning: Cloning) -> None:
    """It is in the snapshot and not in the database any more: named, the clone gone, the other table as it was."""
    production = cloning.database(FILLED + '; CREATE TABLE "fleeting.💥" (a int)')
    with Reader.open(production) as reader, reader.snapshot() as snapshot:
        parent = read_identity(reader)
        wish = CloneWish(production, snapshot, cloning.place(), parent, "run", DAY, cloning.folder / "work")
        cloning.run(production, 'DROP TABLE "fleeting.💥"')
        with pytest.raises(errors.EnvironmentFault, match=r"fleeting\.💥") as caught:
            create(reader, wish)
    assert caught.value.next_step
    assert cloning.left_behind() == []
    assert cloning.ask(production, "SELECT count(*) AS n FROM full_of") == [{"n": 60000}]


def test_a_snapshot_that_is_gone(cloning: Cloning) -> None:
    """The session that exported it has ended its transaction: the tool's own words, the clone gone."""
    production = cloning.database("CREATE TABLE t (a int)")
    with Reader.open(production) as reader:
        with reader.snapshot() as gone:
            parent = read_identity(reader)
        wish = CloneWish(production, gone, cloning.place(), parent, "run", DAY, cloning.folder / "work")
        with reader.snapshot(), pytest.raises(errors.EnvironmentFault, match="snapshot"):
            create(reader, wish)
    assert cloning.left_behind() == []
