"""The write set: what a packet writes and does not declare is found, whichever measurement has to find it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest

from oneroof.packets.outcome import Execution
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.session import Session
from tests.pg.packet_room import Room, change, delta, packet

INSERT = "INSERT INTO item SELECT n, 'new' FROM generate_series(1001, 1030) n;"
ITEM_30 = delta("public.item", inserted=30)
ODD = '"Odd ""q"" Schema."."Tä.ble 🐘"'


@pytest.fixture(scope="module")
def room(server: embedded.Server) -> Iterator[Room]:
    """One clone for all tests of this file: what deviates leaves nothing behind, which they prove by sharing it."""
    name = f"t_{uuid4().hex[:12]}"
    with Session.open(server.dsn) as session:
        session.execute(SQL("CREATE DATABASE {} TEMPLATE template0 STRATEGY file_copy").format(Identifier(name)))
    room = Room.furnish(server.dsn.with_database(name))
    yield room
    room.session.close()
    with Session.open(server.dsn) as session:
        session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@dataclass(frozen=True)
class Sabotage:
    """An operation, what it declares, and what must be found: in which step, and words of what, expected, found."""

    declares: str
    operation: str
    what: str
    found: str
    step: int = 12


SABOTAGES = {
    "wrong count": Sabotage(ITEM_30, "INSERT INTO item VALUES (1001, 'x');", "public.item inserted", "1"),
    "more than declared": Sabotage(ITEM_30, INSERT + "DELETE FROM item WHERE id = 1;", "public.item deleted", "1"),
    "trigger that writes elsewhere": Sabotage(
        delta("public.noisy", inserted=2), "INSERT INTO noisy VALUES (1), (2);", "public.audit inserted", "2"
    ),
    "deferred trigger": Sabotage(
        delta("public.late", inserted=1), "INSERT INTO late VALUES (1);", "public.audit inserted", "1"
    ),
    "truncate and refill with the declared count": Sabotage(
        ITEM_30, "TRUNCATE item;" + INSERT, "public.item file", "another file"
    ),
    "delete hidden by truncate": Sabotage(
        ITEM_30, INSERT + "DELETE FROM other; TRUNCATE other;", "public.other file", "another file"
    ),
    "rewrite undeclared in the catalog, too": Sabotage(
        ITEM_30, INSERT + "ALTER TABLE other ALTER note TYPE varchar USING 'x';", "column:public.other.note", "changed"
    ),
    "dropped and made again alike": Sabotage(
        ITEM_30, INSERT + "DROP TABLE empty; CREATE TABLE empty (id int);", "public.empty file", "a table added"
    ),
    "partition parent declared": Sabotage(
        delta("public.part", inserted=1), "INSERT INTO part VALUES (1, 'x');", "public.part inserted", "0"
    ),
    "large object": Sabotage(ITEM_30, INSERT + "SELECT lo_create(0);", "large_objects:this", "added"),
    "comment": Sabotage(ITEM_30, INSERT + "COMMENT ON TABLE other IS 'x';", "table:public.other", "changed"),
    "grant": Sabotage(ITEM_30, INSERT + "GRANT SELECT ON other TO PUBLIC;", "table:public.other", "changed"),
    "owner": Sabotage(ITEM_30, INSERT + "ALTER TABLE other OWNER TO pg_monitor;", "table:public.other", "changed"),
    "trigger disabled": Sabotage(
        ITEM_30, INSERT + "ALTER TABLE noisy DISABLE TRIGGER tell;", "trigger:public.noisy.tell", "changed"
    ),
    "function body": Sabotage(
        ITEM_30,
        INSERT
        + "CREATE OR REPLACE FUNCTION write_audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';",
        "function:public.write_audit()",
        "changed",
    ),
    "built-in function": Sabotage(
        ITEM_30 + change("function:public.f()", "added"),
        INSERT + "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1; UPDATE pg_proc SET prosrc = 'int4mi'"
        " WHERE oid = 'int4pl'::regproc;",
        "built-in objects of pg_proc",
        "",
    ),
    "index": Sabotage(ITEM_30, INSERT + "CREATE INDEX extra ON other (note);", "index:public.extra", "added"),
    "table dropped": Sabotage(ITEM_30, INSERT + "DROP TABLE other;", "table:public.other", "removed"),
    "declared change that does not happen": Sabotage(
        ITEM_30 + change("index:public.never", "added"), INSERT, "index:public.never", "unchanged"
    ),
    "declared rewrite that does not happen": Sabotage(
        ITEM_30 + delta("public.other", rewritten=True), INSERT, "public.other file", "the same file"
    ),
    "default privileges": Sabotage(
        ITEM_30, INSERT + "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;", "default_privileges:", "added"
    ),
    "role made": Sabotage(ITEM_30, INSERT + "CREATE ROLE oneroof_sabotage;", "pg_catalog.pg_authid rows written", "1"),
    "setting of the database": Sabotage(
        ITEM_30,
        INSERT + "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = 65536', current_database()); END $$;",
        "database:this",
        "changed",
    ),
    "comment on the server's role": Sabotage(
        ITEM_30, INSERT + "COMMENT ON ROLE postgres IS 'x';", "pg_catalog.pg_shdescription rows written", "1"
    ),
    "gate table written": Sabotage(
        ITEM_30,
        INSERT + "UPDATE oneroof.database_identity SET since = now();",
        "oneroof.database_identity rows written",
        "1",
        step=10,
    ),
    "gate table altered": Sabotage(
        ITEM_30 + change("column:oneroof.database_identity.kind", "changed"),
        INSERT + "ALTER TABLE oneroof.database_identity ALTER kind TYPE varchar USING 'production';",
        "column:oneroof.database_identity.kind",
        "changed",
    ),
    "rule on a gate table": Sabotage(
        ITEM_30 + change("rule:oneroof.database_identity.r", "added"),
        INSERT + "CREATE RULE r AS ON UPDATE TO oneroof.database_identity DO INSTEAD NOTHING;",
        "rule:oneroof.database_identity.r",
        "added",
    ),
    "child of a gate table": Sabotage(
        ITEM_30 + change("table:public.child", "added"),
        INSERT + "CREATE TABLE child () INHERITS (oneroof.database_identity);",
        "children of gate tables",
        "1",
    ),
    "advisory lock that outlives it": Sabotage(
        ITEM_30, INSERT + "SELECT pg_advisory_lock(7); SELECT pg_advisory_lock_shared(-1, 5);", "advisory locks", "2"
    ),
    "foreign table read": Sabotage(
        ITEM_30, INSERT + "INSERT INTO item SELECT 1, line FROM outside;", "foreign tables used", "1"
    ),
    "temporary table": Sabotage(
        ITEM_30, INSERT + "DO $$ BEGIN CREATE TEMP TABLE item AS SELECT 1 AS id; END $$;", "temporary_relations", "1", 8
    ),
    "temporary table, gone again": Sabotage(
        ITEM_30,
        INSERT + "DO $$ BEGIN CREATE TEMP TABLE t (id int); DROP TABLE t; END $$;",
        "pg_catalog.pg_attribute rows written",
        "",
    ),
    "replication role": Sabotage(
        ITEM_30,
        "DO $$ BEGIN PERFORM set_config('session_replication_role', 'replica', true); END $$;" + INSERT,
        "session session_replication_role",
        "replica",
        8,
    ),
    "counting turned off": Sabotage(
        ITEM_30,
        INSERT + "DO $$ BEGIN PERFORM set_config('track_counts', 'off', true); END $$; DELETE FROM other;",
        "session track_counts",
        "off",
        8,
    ),
    "search path changed": Sabotage(
        ITEM_30, INSERT + "SET LOCAL search_path = oneroof, public;", "session search_path", "oneroof, public", 8
    ),
    "odd names": Sabotage(ITEM_30, INSERT + f"INSERT INTO {ODD} VALUES (1, 'x');", f"{ODD} inserted", "1"),
}


def _deviates(result: Execution) -> tuple[int, str, str]:
    assert not result.executed
    assert result.pins is None
    assert result.deviation is not None
    return result.deviation.step, result.deviation.what, result.deviation.found


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("name", SABOTAGES)
def test_what_is_not_declared_is_found(room: Room, name: str) -> None:
    """Each sabotage ends in the deviation that names it."""
    sabotage = SABOTAGES[name]
    step, what, found = _deviates(room.run(packet(sabotage.declares, sabotage.operation)))
    assert (step, sabotage.what in what, sabotage.found in found) == (sabotage.step, True, True), (step, what, found)


@pytest.mark.every_version(thorough=True)
def test_nothing_of_all_that_was_kept(room: Room) -> None:
    """After every sabotage the shared clone is as it was furnished."""
    counts = (
        "item",
        "other",
        "audit",
        "pg_largeobject_metadata",
        "pg_roles WHERE rolname = 'oneroof_sabotage'",
        "pg_locks WHERE locktype = 'advisory'",
    )
    found = [room.one(f"SELECT count(*) FROM {rows}") for rows in counts]
    assert found == [100, 2, 0, 0, 0, 0]


ALONE = {
    "counters": Sabotage(ITEM_30, INSERT + "INSERT INTO other VALUES (3, 'x');", "public.other inserted", "1"),
    "counters of the system": Sabotage(
        ITEM_30 + change("large_objects:this", "added"),
        INSERT + "SELECT lo_from_bytea(0, 'x');",
        "pg_catalog.pg_largeobject rows written",
        "1",
    ),
    "files": Sabotage(
        ITEM_30 + change("column:public.other.note", "changed"),
        INSERT + "ALTER TABLE other ALTER note TYPE varchar(9) USING 'CHANGED';",
        "public.other file",
        "another file",
    ),
    "names": Sabotage(
        ITEM_30 + change("table:public.empty", "changed"),
        INSERT + "COMMENT ON TABLE empty IS 'x'; COMMENT ON TABLE other IS 'x';",
        "table:public.other",
        "changed",
    ),
    "rows": Sabotage(
        ITEM_30,
        "DO $$ BEGIN BEGIN INSERT INTO item SELECT n, 'new' FROM generate_series(1001, 1030) n; RAISE EXCEPTION 'no';"
        " EXCEPTION WHEN OTHERS THEN NULL; END; END $$;",
        "public.item more rows than before",
        "0 (counted)",
    ),
}


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("name", ALONE)
def test_each_measurement_finds_what_the_others_let_pass(room: Room, name: str) -> None:
    """(a) counters, (b) files and names, (c) rows: each has a sabotage that it alone finds."""
    sabotage = ALONE[name]
    result = room.run(packet(sabotage.declares, sabotage.operation))
    assert [(found.what, found.found) for found in result.deviations] == [(sabotage.what, sabotage.found)]
