"""The embedded server leaves nothing behind, also after `kill -9` of its parent, and changes no mode elsewhere."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from oneroof import errors
from oneroof.pg import cluster
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL
from oneroof.pg.server import _run
from oneroof.pg.session import Session
from tests.conftest import reachable_home
from tests.matrix import sampled

CHILD = """
import sys, time
from pathlib import Path
from oneroof.pg import server
started = server.start(home=Path(sys.argv[1]), throwaway=True)
print(started.pid, started.data, started.socket, flush=True)
time.sleep(600)
"""


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return (
        Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    )


def _gone(pid: int, seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while _alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
@pytest.mark.parametrize("how", sampled([signal.SIGKILL, signal.SIGTERM], [signal.SIGKILL]))
def test_it_ends_with_its_parent(tmp_path: Path, how: signal.Signals) -> None:
    """The kernel interrupts it however the parent ends."""
    parent = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path / "pg")], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline().split()[0])
    assert _alive(pid)
    parent.send_signal(how)
    parent.wait(timeout=30)
    parent.stdout.close()
    assert _gone(pid)


def test_a_stopped_server_leaves_no_file_no_process_and_no_mode(tmp_path: Path) -> None:
    """Data, socket and process go; a parent that its account may not pass through stays as it is, and is not used."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    before = {folder: folder.stat().st_mode for folder in (closed, *closed.parents)}
    with embedded.running(home=closed / "pg") as server:
        pid, data, socket = server.pid, server.data, server.socket
        assert data.is_relative_to(closed) is (os.geteuid() != 0)
        with Session.open(server.dsn) as session:
            assert session.major >= 15
    assert _gone(pid, 5)
    assert not data.parent.exists() or data.is_relative_to(closed)
    assert not data.exists()
    assert not socket.exists()
    assert {folder: folder.stat().st_mode for folder in before} == before


def test_it_listens_on_no_network(server: embedded.Server) -> None:
    """A Unix socket in a folder that is the account's alone; no TCP."""
    with Session.open(server.dsn) as session:
        row = session.connection.execute("SELECT current_setting('listen_addresses') AS value").fetchone()
    assert row == {"value": ""}
    assert server.socket.stat().st_mode & 0o077 == 0


@pytest.mark.every_version(thorough=True)
@pytest.mark.skipif(sys.platform != "linux", reason="an image is kept on Linux alone")
def test_a_cluster_from_an_image_has_an_identifier_of_its_own(server: embedded.Server, tmp_path: Path) -> None:
    """What initdb made is unpacked the next time; one that is not whole is made again."""
    seen: set[str] = set()

    def start(*, by_initdb: bool) -> Path:
        home = tmp_path / f"pg{len(seen)}"
        running = embedded.start(bindir=server.bindir, home=home, images=tmp_path, throwaway=True)
        try:
            with Session.open(running.dsn) as session:
                row = session.connection.execute("SELECT system_identifier::text FROM pg_control_system()").fetchone()
                session.execute(SQL("CREATE TABLE public.t AS SELECT oid FROM pg_class"))
                session.execute(SQL("CHECKPOINT"))
            unpacked = (running.data / "PG_VERSION").stat().st_mtime_ns % 10**9 == 0  # tar knows seconds
        finally:
            running.stop()
        assert row is not None
        assert (unpacked, row["system_identifier"] in seen) == (not by_initdb, False)
        seen.add(row["system_identifier"])
        return next(tmp_path.glob("new-*.tar"))

    image = start(by_initdb=True)
    assert (start(by_initdb=False), image.stat().st_mode & 0o777) == (image, 0o600)
    with image.open("r+b") as file:
        file.truncate(1 << 20)
    start(by_initdb=True)
    assert image.stat().st_size > 1 << 20


@pytest.mark.skipif(sys.platform != "linux", reason="an image is kept on Linux alone")
def test_images_that_nobody_used_for_a_week_go(tmp_path: Path) -> None:
    """When one is made or used: earlier programs'. What is in use stays, and so does whatever is no image of ours."""

    def start(number: int) -> None:
        embedded.start(home=tmp_path / f"pg{number}", images=tmp_path, throwaway=True).stop()

    def file(name: str, days: float) -> Path:
        made = tmp_path / name
        made.write_text("an image")
        used = time.time() - days * 86400
        os.utime(made, (used, used))
        return made

    def unused() -> list[Path]:
        return [file(f"new-{digit * 16}.tar", 7.1) for digit in "12"]

    stay = [file(f"new-{'3' * 16}.tar", 6.9), file("new-of-mine.tar", 99), file("new.tar", 99)]
    link, folder = tmp_path / f"new-{'4' * 16}.tar", tmp_path / f"new-{'5' * 16}.tar"
    link.symlink_to(stay[0])
    folder.mkdir()
    for old in (link, folder):
        os.utime(old, (0, 0), follow_symlinks=False)
    others = {*stay, link, folder, *unused()}
    with unused()[0].open() as reading:
        start(1)
        assert reading.read() == "an image"
    (image,) = set(tmp_path.glob("*.tar")) - others
    assert set(tmp_path.glob("*.tar")) == {image, *stay, link, folder}
    os.utime(image, (0, 0))
    unused()
    start(2)
    assert set(tmp_path.glob("*.tar")) == {image, *stay, link, folder}
    assert time.time() - image.stat().st_mtime < 600


@pytest.mark.skipif(sys.platform != "linux", reason="an image is kept on Linux alone")
def test_an_image_is_unpacked_by_its_account_and_outlives_a_full_disk(tmp_path: Path) -> None:
    """A link that the account put into its tree leads us nowhere; no space is no fault of the image."""
    account = embedded.Account.choose()
    bindir = embedded.reachable_bindir(embedded.provider(), account)
    precious = tmp_path / "precious"
    precious.write_bytes(bytes(8))
    unpacked: list[Path] = []

    def link(data: Path) -> None:
        control = data / "global" / "pg_control"
        control.unlink()
        control.symlink_to(precious)

    def fill_up(_data: Path) -> None:
        raise errors.DiskFull("tar failed: No space left on device")

    def make(home: Path, then: Callable[[Path], None]) -> Path:
        home.mkdir()
        account.own(home)

        def run(
            arguments: list[str], cwd: Path, *, stdin: IO[bytes] | None = None, stdout: IO[bytes] | None = None
        ) -> None:
            _run(account, arguments, cwd, stdin=stdin, stdout=stdout)
            if arguments[:2] == ["tar", "-xpf"]:
                unpacked.append(home)
                then(home / "data")

        cluster.make(bindir, home / "data", "postgres", run, images)
        return home / "data"

    with reachable_home() as place:
        images = place / "images"
        images.mkdir()
        make(place / "first", fill_up)
        (image,) = images.iterdir()
        with pytest.raises(errors.DiskFull):
            make(place / "full", fill_up)
        assert (list(images.iterdir()), (place / "full" / "data").exists()) == ([image], False)
        if account.uid is not None:  # else the link leads to what is the account's own
            assert (make(place / "linked", link) / "PG_VERSION").exists()
            assert precious.read_bytes() == bytes(8)
            assert unpacked == [place / "full", place / "linked"]


def test_programs_that_are_not_there(tmp_path: Path) -> None:
    """An error of the environment that names the extra."""
    with pytest.raises(errors.ToolMissing) as caught:
        embedded.start(bindir=tmp_path)
    assert "oneroof[demo]" in caught.value.next_step


def test_an_account_that_does_not_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root, ONEROOF_PG_USER must name one; nobody else is asked."""
    if os.geteuid() != 0:
        assert embedded.Account.choose() == embedded.Account(None, None)
        return
    monkeypatch.setenv("ONEROOF_PG_USER", "no-such-account")
    with pytest.raises(errors.EnvironmentFault):
        embedded.start(home=tmp_path / "pg")


@pytest.mark.thorough
def test_a_broken_cluster_says_why(tmp_path: Path) -> None:
    """The last line of the server's own log."""
    server = embedded.start(home=tmp_path / "pg")
    server.stop(keep_data=True)
    home = server.data.parent  # elsewhere when the server's account cannot pass through the folder asked for
    try:
        with (server.data / "postgresql.auto.conf").open("a") as file:
            file.write("shared_buffers = 'nonsense'\n")
        with pytest.raises(errors.EnvironmentFault, match=r"nonsense|shared_buffers|configuration"):
            embedded.start(home=home)
    finally:
        shutil.rmtree(server.socket)
        shutil.rmtree(home)


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_what_a_killed_run_left_is_swept_by_the_next() -> None:
    """Its temporary folders go when the next server starts; a running server's stay."""
    code = CHILD.replace("home=Path(sys.argv[1]), ", "")
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    said, data, socket = parent.stdout.readline().split()
    parent.kill()
    parent.wait(timeout=30)
    parent.stdout.close()
    assert _gone(int(said))
    assert Path(socket).exists()
    with embedded.running() as other, embedded.running():
        assert not Path(data).exists()
        assert not Path(socket).exists()
        assert other.socket.exists()
        assert other.data.exists()
