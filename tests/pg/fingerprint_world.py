"""A database with something of every kind, under names that break naive quoting; for the fingerprint's tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Session

#: Roles are the cluster's: made once, kept until the server goes. None but fp_login can log in.
ROLES = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'fp_owner') THEN
        CREATE ROLE fp_owner; CREATE ROLE fp_reader; CREATE ROLE "Fp ""Role"".🙂"; CREATE ROLE fp_login LOGIN;
    END IF;
END $$;
"""

WORLD = (Path(__file__).parent / "fingerprint_world.sql").read_text()


def run(dsn: Dsn, script: str) -> None:
    """Run statements as the superuser, ``public`` in the path."""
    with Session.open(dsn, settings={"search_path": "public"}) as session:
        session.connection.execute(script.encode())


@contextmanager
def scratch_database(server: Server, script: str = "", template: str = "template0") -> Iterator[Dsn]:
    """A database for the length of a block."""
    name = f"fp_{uuid4().hex[:12]}"
    with Session.open(server.dsn) as session:
        create = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(Identifier(name), Identifier(template))
        session.execute(create)
    try:
        dsn = server.dsn.with_database(name)
        if script:
            run(dsn, script)
        yield dsn
    finally:
        with Session.open(server.dsn) as session:
            session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@contextmanager
def world(server: Server) -> Iterator[Dsn]:
    """The rich database."""
    run(server.dsn, ROLES)
    with scratch_database(server, WORLD) as dsn:
        yield dsn
