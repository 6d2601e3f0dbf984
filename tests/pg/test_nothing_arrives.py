"""Two servers: from a clone on the one, whatever production had as a way out, nothing arrives at production."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from oneroof.clone.identity import open_clone
from oneroof.clone.isolation import check_isolation
from oneroof.clone.model import ClonePlace
from oneroof.clone.tool import TOOLS
from oneroof.pg import server as private
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Session
from oneroof.pg.tools import bindir_for
from tests.conftest import reachable_home
from tests.pg.clone_world import Cloning

WAYS_OUT = Path(__file__).with_name("nothing_arrives.sql").read_text(encoding="utf-8")
#: What somebody does in the clone; each would write to production, or connect to it.
TRIED = (
    "SELECT phone_home()",
    "SELECT * FROM far_touched",
    "INSERT INTO far_touched VALUES (now())",
    "INSERT INTO rows_tell VALUES (1)",
    "INSERT INTO has_default DEFAULT VALUES",
    "SELECT * FROM looks",
    "SELECT dblink_connect('{home}')",
    "IMPORT FOREIGN SCHEMA public LIMIT TO (touched) FROM SERVER far INTO cron",
)


@dataclass
class Production:
    """A server of its own that logs every connection."""

    server: Server
    dsn: Dsn
    home: str

    def strangers(self) -> list[str]:
        """Connections that no session and no tool of ours has made."""
        log = (self.server.data.parent / "server.log").read_text(errors="replace")
        lines = [line for line in log.splitlines() if "connection authorized" in line]
        return [line for line in lines if "application_name=oneroof" not in line]

    def next_transaction(self) -> str:
        """Moves with every transaction of the whole server that writes."""
        with Session.open(self.dsn) as session:
            row = session.connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS x").fetchone()
        assert row is not None
        return str(row["x"])


@pytest.fixture
def production() -> Iterator[Production]:
    """It subscribes to itself, with no worker that would; so whatever connects comes from elsewhere."""
    settings = {"log_connections": "on", "max_logical_replication_workers": "0", "wal_level": "logical"}
    with reachable_home() as folder, private.running(home=folder / "p", settings=settings) as server:
        with Session.open(server.dsn) as session:
            session.connection.execute(b"CREATE DATABASE shop")
        dsn = server.dsn.with_database("shop")
        home = f"host={server.socket} port=5432 dbname=shop user=postgres"
        script = WAYS_OUT.format(home=home, socket=server.socket, database="shop")
        with Session.open(dsn, settings={"search_path": "public"}) as session:
            session.connection.execute(script.encode())
        yield Production(server, dsn, home)


def test_nothing_arrives_at_production(production: Production, server: Server, tmp_path: Path) -> None:
    """Not while it is cloned and disarmed, and not when somebody tries each way afterwards; nor does a NOTIFY."""
    with Session.open(production.dsn, settings={"search_path": "public"}) as session:  # the ways lead home indeed
        session.connection.execute(b"SELECT phone_home()")
    reached = production.strangers()
    assert reached, "the ways out lead nowhere, so nothing is shown"
    before = production.next_transaction()
    cloning = Cloning(server, tmp_path)
    try:
        with psycopg.connect(production.dsn.conninfo, autocommit=True, application_name="oneroof-listener") as listener:
            listener.execute("LISTEN told")
            place = ClonePlace(server.dsn, "dsn", bindir_for(cloning.major, TOOLS))
            clone = cloning.clone(production.dsn, place=place)
            with open_clone(clone.dsn, cloning.identity(production.dsn), clone.identity) as writer:
                findings = check_isolation(writer, same_server=False)
            assert [finding for finding in findings if not finding.resolved] == []
            assert {"event-trigger", "extension", "foreign-server", "jobs", "subscription"} <= {
                finding.code for finding in findings
            }
            for statement in TRIED:
                with (
                    Session.open(clone.dsn, settings={"search_path": "public"}) as session,
                    pytest.raises(psycopg.Error),
                ):
                    session.connection.execute(statement.format(home=production.home).encode())
            with Session.open(clone.dsn) as session:
                session.connection.execute(b"NOTIFY told, 'from the clone'")
            assert list(listener.notifies(timeout=0.5)) == []
        assert production.strangers() == reached
        assert production.next_transaction() == before
    finally:
        cloning.close()
