"""A clone with tables that bite, and packets written in a few lines, for the tests of packets."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import Any

from oneroof.clone.identity import read_identity
from oneroof.clone.model import Identity
from oneroof.packets.execute import Declaration, Execution, execute
from oneroof.packets.model import Direction, Packet
from oneroof.packets.parse import parse
from oneroof.packets.pins import Pins
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneWriter, Session

#: Tables with triggers that write elsewhere, at once or deferred; partitions; quoted names; views of ours and not.
SCHEMA = """
CREATE SCHEMA oneroof;
CREATE TABLE oneroof.database_identity (
    database_uid uuid PRIMARY KEY, kind text NOT NULL, parent jsonb, since timestamptz NOT NULL DEFAULT now());
INSERT INTO oneroof.database_identity VALUES (gen_random_uuid(), 'clone', '{}');

CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL, price numeric, touched timestamptz NOT NULL DEFAULT now());
INSERT INTO item SELECT n, 'name ' || n, n / 2.0, '2026-01-01' FROM generate_series(1, 100) n;
CREATE VIEW v_governance_item AS SELECT id, name FROM item;
CREATE VIEW cheap AS SELECT id FROM v_governance_item JOIN item USING (id) WHERE price < 10;
CREATE TABLE audit (what text);
CREATE TABLE other (id int PRIMARY KEY, note text);
INSERT INTO other VALUES (1, 'one'), (2, 'two');
CREATE TABLE empty (id int);

CREATE FUNCTION write_audit() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO public.audit VALUES (tg_table_name); RETURN NULL; END';
CREATE TABLE noisy (id int PRIMARY KEY);
CREATE TRIGGER tell AFTER INSERT ON noisy FOR EACH ROW EXECUTE FUNCTION write_audit();
CREATE TABLE late (id int PRIMARY KEY);
CREATE CONSTRAINT TRIGGER tell AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION write_audit();

CREATE TABLE part (k int, v text) PARTITION BY LIST (k);
CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1);
CREATE TABLE part_2 PARTITION OF part FOR VALUES IN (2);
CREATE SEQUENCE counter;
CREATE SCHEMA "Odd ""q"" Schema.";
CREATE TABLE "Odd ""q"" Schema."."Tä.ble 🐘" ("Big One" int, "ü" text);
"""


#: What only a superuser can make.
FOREIGN = """
CREATE EXTENSION file_fdw;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE outside (line text) SERVER files OPTIONS (filename '/dev/null');
"""


@dataclass
class Room:
    """A clone, a session that may write there, and what was logged."""

    dsn: Dsn
    session: CloneWriter
    identity: Identity
    logged: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def furnish(cls, dsn: Dsn, *, foreign: bool = True) -> Room:
        """Fill an empty database and open it as the clone that it says it is."""
        with Session.open(dsn, settings={"search_path": "public"}) as session:
            session.connection.execute((SCHEMA + (FOREIGN if foreign else "")).encode())
        return cls.enter(dsn)

    @classmethod
    def enter(cls, dsn: Dsn) -> Room:
        """Open a database that is furnished already."""
        session = CloneWriter.open(dsn)
        return cls(dsn, session, read_identity(session))

    def run(
        self,
        packet: Packet,
        direction: Direction = "forward",
        *,
        pins: Pins | None = None,
        declared: Declaration | None = None,
        measure_full_below: int = 1 << 30,
    ) -> Execution:
        """Execute a packet here."""
        return execute(
            self.session,
            packet,
            direction=direction,
            identity=self.identity,
            pins=pins,
            declared=declared,
            log=self.logged.append,
            measure_full_below=measure_full_below,
        )

    def sql(self, script: str) -> None:
        """What somebody else does here meanwhile, as superuser, in one transaction."""
        with Session.open(self.dsn, settings={"search_path": "public"}) as session:
            session.connection.execute(script.encode())

    def one(self, query: str) -> Any:
        """One value, asked as superuser."""
        with Session.open(self.dsn, settings={"search_path": "public"}) as session:
            row = session.connection.execute(query.encode()).fetchone()
        assert row is not None
        return next(iter(row.values()))


def packet(declares: str, operation: str, rollback: str = "SELECT 1;", *, head: str = "") -> Packet:
    """A packet named TEST: ``declares`` are the blocks of its manifest, ``head`` its keys before them."""
    manifest = f'format = 1\ncode = "TEST"\ntitle = "a test"\n{textwrap.dedent(head)}\n{textwrap.dedent(declares)}\n'
    return parse(
        {"packet.toml": manifest.encode(), "operation.sql": operation.encode(), "rollback.sql": rollback.encode()}
    )


def delta(table: str, **counts: object) -> str:
    """A [[delta]] block; values as TOML writes them."""
    lines = [f"{key} = {_toml(value)}" for key, value in counts.items()]
    return "\n".join(["[[delta]]", f"table = {_toml(table)}", *lines, ""])


def change(ref: str, what: str) -> str:
    """A [[catalog]] block."""
    return f"[[catalog]]\nobject = {_toml(ref)}\nchange = {_toml(what)}\n"


def guard(sql: str, expect: object, *, name: str = "g", kind: str = "guard", publish: bool = False) -> str:
    """A [[guard]] or [[verify]] block."""
    more = "publish = true\n" if publish else ""
    return f"[[{kind}]]\nname = {_toml(name)}\nsql = {_toml(sql)}\nexpect = {_toml(expect)}\n{more}"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
