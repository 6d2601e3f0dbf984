"""Demo productions for tests: built once a server and shape, copied where a test writes, made clones where asked."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from oneroof.clone.identity import read_identity
from oneroof.demo.catalogue import RULES, Shape
from oneroof.demo.production import DemoProduction, build
from oneroof.packets.execute import Declaration, Execution, execute
from oneroof.packets.model import Direction, Packet
from oneroof.packets.pins import Pins
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneWriter, Session
from tests.pg.schema_support import governed_copy

SCHEMA = "public"
#: Enough of the demo for what is not about its figures: it has the views and the trigger, and is quick to copy.
SMALL = Shape(folders=3, collections=21, bad=dict.fromkeys(RULES, 1))

_built: dict[tuple[str, str], DemoProduction] = {}


def demo(server: Dsn, shape: Shape | None = None) -> DemoProduction:
    """The demo of a shape; tests copy it and leave it as it is."""
    key = (server.conninfo, repr(shape))
    if key not in _built:
        folder = Path(tempfile.mkdtemp(prefix="oneroof-test-demo-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        _built[key] = build(server, folder=folder, shape=shape, database=f"demo_{uuid4().hex[:8]}")
    return _built[key]


def demo_clone(make_database: Callable[..., Dsn], server: Dsn, shape: Shape | None = None) -> Dsn:
    """A copy of the demo that says of itself that it is a clone."""
    dsn = make_database(template=demo(server, shape).dsn.database)
    with Session.open(dsn) as session:
        session.connection.execute("SELECT oneroof.fn_identity_replace('clone', '{}')")
    return dsn


def governed_clone(make_database: Callable[..., Dsn], server: Dsn) -> Dsn:
    """An empty database with the governance part that says of itself that it is a clone."""
    dsn = governed_copy(make_database, server)
    tell(dsn, "SELECT oneroof.fn_identity_replace('clone', '{}')")
    return dsn


def run_packet(
    session: CloneWriter,
    packet: Packet,
    direction: Direction = "forward",
    *,
    pins: Pins | None = None,
    declared: Declaration | None = None,
) -> Execution:
    """Run a packet on the clone that the session is on; its log goes nowhere."""
    log: list[dict[str, Any]] = []
    identity = read_identity(session)
    return execute(
        session, packet, direction=direction, identity=identity, pins=pins, declared=declared, log=log.append
    )


def ask(dsn: Dsn, statement: str) -> list[dict[str, Any]]:
    """All rows of a statement, with the search_path of an operator."""
    with Session.open(dsn, settings={"search_path": "public, oneroof"}) as session:
        return session.connection.execute(statement.encode()).fetchall()


def tell(dsn: Dsn, script: str) -> None:
    """Run statements that give nothing back."""
    with Session.open(dsn, settings={"search_path": "public, oneroof"}) as session:
        session.connection.execute(script.encode())


def content(dsn: Dsn, *tables: str) -> list[Any]:
    """A digest of each table's rows."""
    statement = "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS digest FROM ONLY {} AS t"
    return [ask(dsn, statement.format(table))[0]["digest"] for table in tables]
