"""PgBouncer in between: a session whose server process is lent to others is refused, one that keeps its own is not."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from oneroof import errors
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneMaker, Reader, Session

PGBOUNCER = Path("/usr/sbin/pgbouncer")
Pooler = Callable[..., Dsn]


@pytest.fixture
def pooler(server: embedded.Server) -> Iterator[Pooler]:
    """PgBouncer in a pool mode of one's choice, before the test server; ended with the test."""
    if not PGBOUNCER.is_file():
        pytest.skip(f"no {PGBOUNCER}: a pooler is not tried here")
    with ExitStack() as opened:

        def start(mode: str, ignored: str = "extra_float_digits,options") -> Dsn:
            folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="oneroof-pooler-")))
            server.account.own(folder)
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            (folder / "users").write_text('"postgres" ""\n')
            (folder / "ini").write_text(
                f"[databases]\n* = host={server.socket} port=5432\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
                f"listen_port = {port}\nunix_socket_dir =\nauth_type = trust\nauth_file = {folder}/users\n"
                f"pool_mode = {mode}\nignore_startup_parameters = {ignored}\nlogfile = {folder}/log\n"
            )
            process = subprocess.Popen(
                [str(PGBOUNCER), "-q", str(folder / "ini")], user=server.account.uid, stderr=subprocess.DEVNULL
            )
            opened.callback(process.wait)
            opened.callback(process.terminate)
            _until_it_listens(port)
            return Dsn.parse(f"host=127.0.0.1 port={port} dbname=postgres user=postgres")

        yield start


def _until_it_listens(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("PgBouncer does not listen")


def test_transaction_mode_is_refused_with_the_reason(pooler: Pooler) -> None:
    """Every kind of session, before it does anything."""
    dsn = pooler("transaction")
    for kind in (Reader, CloneMaker, Session):
        with pytest.raises(errors.PoolerBetween, match="lends our server process") as refused:
            kind.open(dsn)
        assert "the server itself" in refused.value.next_step


def test_a_pooler_that_takes_no_options_is_named(pooler: Pooler) -> None:
    """As PgBouncer is by default: our sessions are read-only by an option."""
    with pytest.raises(errors.PoolerBetween, match="refuses the options"):
        Reader.open(pooler("transaction", "extra_float_digits"))


def test_session_mode_keeps_what_is_ours(pooler: Pooler) -> None:
    """The process is ours until we end; so it is told from transaction mode, not refused for being a pooler."""
    with Session.open(pooler("session")) as session:
        assert session.value("session/read_mark")
