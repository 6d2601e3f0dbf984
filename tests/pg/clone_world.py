"""Databases to clone, and a way to clone them in a test that leaves nothing on the server."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from oneroof.clone.dump import create
from oneroof.clone.identity import read_identity
from oneroof.clone.model import Clone, ClonePlace, Identity, Ledger, Progress, silent
from oneroof.clone.tool import TOOLS
from oneroof.clone.wish import CloneWish
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Reader, Session
from oneroof.pg.tools import bindir_for

WEIRD = 'We"ird Ünï 💥 = db'
DAY = datetime(2026, 6, 2, 23, 59, tzinfo=UTC)

#: Nearly every kind of object that pg_dump knows, none whose text a reload changes.
RICH = '''
CREATE SCHEMA "Äpp 💥";
COMMENT ON SCHEMA "Äpp 💥" IS 'it''s "weird"';
CREATE TYPE "Äpp 💥".mood AS ENUM ('sad', 'glad');
CREATE DOMAIN "Äpp 💥".positive AS int CHECK (VALUE > 0);
CREATE TYPE "Äpp 💥".pair AS (a int, b text);
CREATE TABLE "Äpp 💥"."Tä.ble" (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "Näme ""x""" text NOT NULL DEFAULT 'x', m "Äpp 💥".mood,
    p "Äpp 💥".positive, c "Äpp 💥".pair, twice int GENERATED ALWAYS AS (p * 2) STORED);
INSERT INTO "Äpp 💥"."Tä.ble" ("Näme ""x""", m, p, c) VALUES
    ('a', 'glad', 1, '(1,x)'), (E'line\\nbreak\\t\\\\', NULL, 7, NULL), ('💥', 'sad', NULL, '(,)');
CREATE INDEX "Ïdx" ON "Äpp 💥"."Tä.ble" (lower("Näme ""x""")) WHERE p > 1;
CREATE STATISTICS "Äpp 💥".st ON m, p FROM "Äpp 💥"."Tä.ble";
CREATE TABLE parted (k int, v text, PRIMARY KEY (k)) PARTITION BY RANGE (k);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (1) TO (10);
CREATE TABLE parted_d PARTITION OF parted DEFAULT;
INSERT INTO parted SELECT g, repeat('x', g) FROM generate_series(1, 40) g;
CREATE TABLE mother (a int); CREATE TABLE child (b int) INHERITS (mother);
INSERT INTO mother VALUES (1); INSERT INTO child VALUES (2, 3);
CREATE UNLOGGED TABLE fleeting (a int); INSERT INTO fleeting VALUES (1);
CREATE TABLE refers (k int REFERENCES parted, t int REFERENCES "Äpp 💥"."Tä.ble"); INSERT INTO refers VALUES (3, 1);
CREATE SEQUENCE counted START 5 INCREMENT 3; SELECT nextval('counted'), nextval('counted'); CREATE SEQUENCE fresh;
CREATE VIEW seen WITH (security_barrier) AS SELECT k, length(v) AS l FROM parted;
CREATE MATERIALIZED VIEW kept AS SELECT count(*) AS n FROM parted;
CREATE FUNCTION doubled(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a * 2';
CREATE FUNCTION atomic(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a + 1; END;
CREATE PROCEDURE proceeds() LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE AGGREGATE summed(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "Trïgger" BEFORE UPDATE ON refers FOR EACH ROW EXECUTE FUNCTION noted();
ALTER TABLE refers DISABLE TRIGGER "Trïgger";
ALTER TABLE refers ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON refers USING (k > 0);
CREATE RULE ignored AS ON DELETE TO mother DO INSTEAD NOTHING;
CREATE EXTENSION citext; CREATE TABLE cited (c citext); INSERT INTO cited VALUES ('Ab');
CREATE COLLATION "Äpp 💥".plain FROM "C";
CREATE TEXT SEARCH CONFIGURATION simple_copy (COPY = simple);
CREATE PUBLICATION published FOR TABLE parted;
CREATE CAST (text AS "Äpp 💥".mood) WITH INOUT AS ASSIGNMENT;
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
SELECT lo_from_bytea(4711, '\\x00ff10');
COMMENT ON COLUMN parted.v IS 'of the row''s own'; COMMENT ON LARGE OBJECT 4711 IS 'large';
GRANT SELECT (k), UPDATE ON parted TO PUBLIC; GRANT USAGE ON SCHEMA "Äpp 💥" TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;
'''


@dataclass
class Books:
    """A ledger that remembers what was made and what is gone again."""

    open: list[tuple[str, str, str]] = field(default_factory=list)
    seen: list[tuple[str, str, str]] = field(default_factory=list)

    def making(self, kind: str, name: str, remedy: str) -> Any:
        """It will be made."""
        self.seen.append((kind, name, remedy))
        self.open.append((kind, name, remedy))
        return (kind, name, remedy)

    def removed(self, made: Any) -> None:
        """It is gone."""
        self.open.remove(made)


@dataclass
class Cloning:
    """One server, the databases and roles that a test made on it, and clones of them."""

    server: Server
    folder: Path
    databases: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """What stood there before is not ours."""
        self.before = set(self.names())

    @property
    def major(self) -> int:
        """The server's major version."""
        with Session.open(self.server.dsn) as session:
            return session.major

    def names(self) -> list[str]:
        """Every database of the server."""
        return [row["name"] for row in self.ask(self.server.dsn, "SELECT datname::text AS name FROM pg_database")]

    def half_dropped(self) -> list[str]:
        """Databases whose DROP did not come to its end."""
        query = "SELECT datname::text AS name FROM pg_database WHERE datconnlimit = -2"
        return [row["name"] for row in self.ask(self.server.dsn, query)]

    def made(self) -> list[str]:
        """Databases that are there now, besides those that the test made itself."""
        return sorted(set(self.names()) - self.before - set(self.databases))

    def database(self, script: str = "", name: str | None = None, **options: str) -> Dsn:
        """A database, filled by a script as superuser; options such as ``locale_provider`` are SQL words."""
        chosen = name or f"t_{uuid4().hex[:10]}"
        words = " ".join(f"{key} {value}" for key, value in options.items())
        with Session.open(self.server.dsn) as session:
            create = SQL("CREATE DATABASE {} TEMPLATE template0 STRATEGY file_copy ").format(Identifier(chosen))
            session.execute(create + SQL(words))
        self.databases.append(chosen)
        dsn = self.server.dsn.with_database(chosen)
        if script:
            self.run(dsn, script)
        return dsn

    def role(self, attributes: str = "LOGIN") -> str:
        """A role of the test's own."""
        name = f"r_{uuid4().hex[:8]}"
        self.run(self.server.dsn, f"CREATE ROLE {name} {attributes}")
        self.roles.append(name)
        return name

    def run(self, dsn: Dsn, script: str) -> None:
        """A script of statements in one transaction."""
        with Session.open(dsn, settings={"search_path": "public"}) as session:
            session.connection.execute(script.encode())

    def run_alone(self, statement: str) -> None:
        """A statement that must not stand in a transaction, as superuser."""
        with Session.open(self.server.dsn) as session:
            session.connection.execute(statement.encode())

    def ask(self, dsn: Dsn, query: str) -> list[dict[str, Any]]:
        """The rows of a query."""
        with Session.open(dsn, settings={"search_path": "public"}) as session:
            return session.connection.execute(query.encode()).fetchall()

    def place(self, maker: Dsn | None = None, bindir: Path | None = None) -> ClonePlace:
        """The same server, with the tools of its version."""
        return ClonePlace(maker or self.server.dsn, "same", bindir or bindir_for(self.major, TOOLS))

    def clone(
        self,
        production: Dsn,
        *,
        place: ClonePlace | None = None,
        progress: Progress = silent,
        ledger: Ledger | None = None,
        **wish: Any,
    ) -> Clone:
        """A clone, in the way a rehearsal makes one."""
        with Reader.open(production) as reader, reader.snapshot() as snapshot:
            return create(
                reader,
                CloneWish(
                    production=production,
                    snapshot=snapshot,
                    place=place or self.place(),
                    parent=read_identity(reader),
                    run_id="20260602T235900Z-0a1b2c3d",
                    made_at=DAY,
                    workdir=self.folder / "work",
                    **wish,
                ),
                progress=progress,
                ledger=ledger,
            )

    def identity(self, dsn: Dsn) -> Identity:
        """A database's identity."""
        with Session.open(dsn) as session:
            return read_identity(session)

    def left_behind(self) -> list[str]:
        """Databases, folders and tools that a failed clone must not leave."""
        folders = [str(path) for path in (self.folder / "work").glob("*")] if (self.folder / "work").exists() else []
        return [*self.made(), *folders, *(f"process {pid}" for pid in tools_running())]

    def close(self) -> None:
        """Drop everything that the test made."""
        for name in (*self.made(), *self.databases):
            dsn = self.server.dsn.with_database(name)
            if name in self.half_dropped():
                self.run_alone(f"DROP DATABASE {quoted(name)}")
                continue
            self.run(self.server.dsn, f"ALTER DATABASE {quoted(name)} ALLOW_CONNECTIONS true")
            for row in self.ask(dsn, "SELECT subname::text AS s FROM pg_subscription WHERE subdbid = (SELECT oid FROM"
                                     " pg_database WHERE datname = current_database())"):  # fmt: skip
                name_of = quoted(row["s"])
                self.run(
                    dsn, f"ALTER SUBSCRIPTION {name_of} DISABLE; ALTER SUBSCRIPTION {name_of} SET (slot_name = NONE)"
                )
                self.run(dsn, f"DROP SUBSCRIPTION {name_of}")
            with Session.open(self.server.dsn) as session:
                session.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        for role in self.roles:
            self.run(self.server.dsn, f"DROP ROLE {role}")


def quoted(name: str) -> str:
    """A name as an identifier."""
    return '"' + name.replace('"', '""') + '"'


def plain_dump(dsn: Dsn, bindir: Path) -> list[str]:
    """A database as pg_dump writes it in plain text: all it knows, in a fixed order, without what is ours."""
    done = subprocess.run(
        [bindir / "pg_dump", "--exclude-schema=oneroof", f"--dbname={dsn.without_password()}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return [line for line in done.stdout.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]


def tools_running(parent: int | None = None) -> Mapping[int, str]:
    """PostgreSQL's tools that a process (default: this one) has started, by process id."""
    above = os.getpid() if parent is None else parent
    found: dict[int, str] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state = (entry / "stat").read_text().rpartition(")")[2].split()
            command = (entry / "cmdline").read_bytes().split(b"\0")[0].decode(errors="replace")
        except OSError:
            continue
        if Path(command).name in TOOLS and int(state[1]) == above and state[0] != "Z":
            found[int(entry.name)] = Path(command).name
    return found
