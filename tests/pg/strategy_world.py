"""A small and nasty production on a server of its own, and a clone of it by any strategy, as a rehearsal makes one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from oneroof.clone import physical
from oneroof.clone.identity import open_clone, read_identity
from oneroof.clone.model import Clone, Identity
from oneroof.clone.place import PlaceWish
from oneroof.clone.strategies import strategy_for
from oneroof.clone.wish import CloneWish
from oneroof.fingerprint.model import Fingerprint
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.pg import server as private
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Reader, Session
from oneroof.pg.tools import bindir_for
from tests.pg.clone_world import Books

NAME = 'Pr"öd.uction 💥'
NASTY = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


@dataclass
class World:
    """A production with a server of its own, and what tests make beside it."""

    server: Server
    folder: Path
    production: Dsn
    resources: ExitStack = field(default_factory=ExitStack)

    @property
    def bindir(self) -> Path:
        """The server's own programs."""
        return self.server.bindir

    def run(self, dsn: Dsn, *statements: str) -> None:
        """Statements, each by itself, as superuser."""
        with Session.open(dsn, settings={"search_path": "public"}) as session:
            for statement in statements:
                session.connection.execute(statement.encode())

    def ask(self, dsn: Dsn, query: str) -> Any:
        """The one value of a query."""
        with Session.open(dsn, settings={"search_path": "public"}) as session:
            row = session.connection.execute(query.encode()).fetchone()
        return next(iter(row.values())) if row else None

    def databases(self) -> list[str]:
        """Every database of production's server."""
        return list(self.ask(self.server.dsn, "SELECT array_agg(datname::text ORDER BY 1) FROM pg_database"))

    def identity(self) -> Identity:
        """Production's."""
        with Session.open(self.production) as session:
            return read_identity(session)

    def fingerprint(self, dsn: Dsn) -> Fingerprint:
        """In one moment, by sessions that only read."""
        return settled_fingerprint(lambda: Reader.open(dsn), workers=1)

    def clone_fingerprint(self, clone: Clone) -> Fingerprint:
        """The same of a clone, whose identity is looked at first."""
        open_clone(clone.dsn, self.identity(), clone.identity).close()
        return self.fingerprint(clone.dsn)

    def clone(self, word: str, *, books: Books | None = None, **wish: Any) -> Clone:
        """Choose a place and make a clone there; the place is released with the world."""
        strategy, ledger = strategy_for(word), books or Books()
        server = "embedded" if word == "basebackup" else "same"
        with ExitStack() as opened:
            reader = opened.enter_context(Reader.open(self.production))
            moment = opened.enter_context(ExitStack())
            snapshot = moment.enter_context(reader.snapshot())
            parent = read_identity(reader)
            home = Path(tempfile.mkdtemp(prefix="home-", dir=self.folder))
            home.chmod(0o755)
            bindir = bindir_for(reader.major, (), self.bindir)
            asked = PlaceWish(self.production, server, self.server.dsn, bindir, home=home / "x")
            place = strategy.place(asked, reader, parent, ledger=ledger)
            self.resources.callback(place.release)

            def vacate() -> None:
                moment.close()
                reader.close()

            wanted = CloneWish(
                production=self.production,
                snapshot=snapshot,
                place=place,
                parent=parent,
                run_id="20260602T235900Z-0a1b2c3d",
                made_at=datetime(2026, 6, 2, 23, 59, tzinfo=UTC),
                workdir=self.folder / "work",
                **{"vacate": vacate, "checkpoint": "fast", **wish},
            )
            return strategy.create(reader, wanted, ledger=ledger)

    def physical_copy(self) -> Dsn:
        """What a volume's snapshot gives: production's files on another server, nothing renamed, nothing stamped."""
        home = Path(tempfile.mkdtemp(prefix="copy-", dir=self.folder))
        home.chmod(0o755)
        query = "SELECT pg_tablespace_location(oid) FROM pg_tablespace WHERE spcname = 'Sp.ace'"
        where = self.ask(self.production, query)

        def fill(data: Path) -> None:
            (data.parent / "spaces").mkdir(mode=0o755)
            spaces = {str(where): data.parent / "spaces" / "one"}
            physical.base_backup(self.bindir, self.production, data, tablespaces=spaces, checkpoint="fast")
            physical.take_over(data, private.BASE_SETTINGS, "postgres")

        copy = private.start(bindir=self.bindir, home=home, fill=fill)
        self.resources.callback(copy.stop)
        return copy.dsn.with_database(self.production.database)


@contextmanager
def world(folder: Path, settings: Mapping[str, str], bindir: Path | None = None) -> Iterator[World]:
    """A production as `NASTY` makes it."""
    few = {"max_connections": "40", **settings}
    with private.running(bindir=bindir, home=folder / "production", settings=few) as server:
        space = folder / "space=d"
        space.mkdir()
        server.account.own(space)
        with Session.open(server.dsn) as session:
            session.execute(SQL("CREATE TABLESPACE {} LOCATION {}").format(Identifier("Sp.ace"), str(space)))
            session.execute(SQL("CREATE DATABASE {}").format(Identifier(NAME)))
        made = World(server, folder, server.dsn.with_database(NAME))
        with Session.open(made.production, settings={"search_path": "public"}) as session:
            session.connection.execute(NASTY.encode())
        with made.resources:
            yield made
