"""PgBouncer in a pool mode of one's choice, before a test server; nothing of it stays."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn

#: Where Debian's package has it; ONEROOF_TEST_PGBOUNCER names another.
PGBOUNCER = Path(os.environ.get("ONEROOF_TEST_PGBOUNCER", "/usr/sbin/pgbouncer"))
Pooler = Callable[..., Dsn]


def is_there() -> bool:
    """Whether this machine has the program."""
    return PGBOUNCER.is_file()


@contextmanager
def before(server: embedded.Server) -> Iterator[Pooler]:
    """Starts poolers before a server, as many as asked for; they end with the block."""
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
