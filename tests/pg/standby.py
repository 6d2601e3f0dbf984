"""A streaming standby of a test's server: a base backup, started in recovery."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from oneroof.pg import server as embedded
from oneroof.pg.server import Server
from oneroof.pg.session import Session
from tests.conftest import reachable_home

_CATCHES_UP_WITHIN = 30.0


@contextmanager
def standby_of(server: Server) -> Iterator[Server]:
    """A standby that replays what ``server`` writes, for the length of a block."""
    with reachable_home() as home:
        server.account.own(home)
        backup = [str(server.bindir / "pg_basebackup"), "-h", str(server.socket), "-U", embedded.SUPERUSER]
        embedded._run(server.account, [*backup, "-D", str(home / "data"), "-R", "-c", "fast", "-X", "stream"], home)
        standby = embedded.start(bindir=server.bindir, home=home, throwaway=True)
        try:
            yield standby
        finally:
            standby.stop()


def caught_up(server: Server, standby: Server) -> None:
    """Wait until the standby has replayed what is on the server's disk."""
    with Session.open(server.dsn) as session, Session.open(standby.dsn) as copy:
        session.connection.execute("CHECKPOINT")
        position = session.connection.execute("SELECT pg_current_wal_flush_lsn()::text AS at").fetchone()
        deadline = time.monotonic() + _CATCHES_UP_WITHIN
        while time.monotonic() < deadline:
            row = copy.connection.execute(
                "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn AS there", [(position or {})["at"]]
            ).fetchone()
            if row and row["there"]:
                return
            time.sleep(0.02)
    raise TimeoutError
