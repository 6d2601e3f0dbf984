"""Good packets: none of them deviates, each is undone, and after all of them the database equals what it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.model import Fingerprint
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.packets.execute import Execution
from oneroof.packets.pins import Pins
from oneroof.packets.rehearse import paste_blocks
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader
from tests.pg.packet_room import Room, change, delta, packet

NO_DELTA = "[rollback]\ndelta = []\n"
ODD = '"Odd ""q"" Schema."."Tä.ble 🐘"'


@dataclass(frozen=True)
class Good:
    """An operation, its undoing, and what it declares."""

    operation: str
    rollback: str
    declares: str


GOOD = {
    "rows of three kinds": Good(
        "INSERT INTO item SELECT n, 'new' FROM generate_series(1001, 1030) n; UPDATE item SET name = upper(name)"
        " WHERE id <= 10; DELETE FROM other WHERE id = 2;",
        "DELETE FROM item WHERE id > 1000; UPDATE item SET name = lower(name) WHERE id <= 10;"
        " INSERT INTO other VALUES (2, 'two');",
        delta("public.item", inserted=30, updated=10) + delta("public.other", deleted=1),
    ),
    "a table with all that belongs to it": Good(
        "CREATE TABLE t2 (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, s serial, x text CHECK (x <> ''));"
        " INSERT INTO t2 (x) VALUES ('a'), ('b'); CREATE INDEX ON t2 (x); COMMENT ON TABLE t2 IS 'a; b';",
        "DROP TABLE t2;",
        change("table:public.t2", "added") + delta("public.t2", inserted=2),
    ),
    "a schema with all that stands in it": Good(
        "CREATE SCHEMA s; CREATE TABLE s.a (id int PRIMARY KEY); INSERT INTO s.a VALUES (1);"
        " CREATE FUNCTION s.f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE a WHEN 1 THEN 2 END; END;"
        " GRANT USAGE ON SCHEMA s TO PUBLIC; ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC;",
        "DROP SCHEMA s CASCADE;",
        change("schema:s", "added") + delta("s.a", inserted=1),
    ),
    "a column that rewrites": Good(
        "ALTER TABLE other ADD u uuid NOT NULL DEFAULT gen_random_uuid();",
        "ALTER TABLE other DROP u;",
        change("column:public.other.u", "added") + delta("public.other", rewritten=True, volatile=["u"]) + NO_DELTA,
    ),
    "an enum and a column of it": Good(
        "CREATE TYPE mood AS ENUM ('a', 'b'); ALTER TABLE other ADD m mood DEFAULT 'a';",
        "ALTER TABLE other DROP m; DROP TYPE mood;",
        change("type:public.mood", "added") + change("column:public.other.m", "added"),
    ),
    "a foreign key and its column": Good(
        "ALTER TABLE other ADD item_id int REFERENCES item ON DELETE CASCADE; UPDATE other SET item_id = id;",
        "ALTER TABLE other DROP item_id;",
        change("column:public.other.item_id", "added")
        + change("constraint:public.other.other_item_id_fkey", "added")
        + delta("public.other", updated=2)
        + NO_DELTA,
    ),
    "a renamed column": Good(
        "ALTER TABLE other RENAME note TO remark;",
        "ALTER TABLE other RENAME remark TO note;",
        change("column:public.other.note", "removed") + change("column:public.other.remark", "added"),
    ),
    "another type": Good(
        "ALTER TABLE other ALTER id TYPE bigint;",
        "ALTER TABLE other ALTER id TYPE int;",
        change("column:public.other.id", "changed") + delta("public.other", rewritten=True),
    ),
    "a partition, rows in two, an index on all": Good(
        "CREATE TABLE part_3 PARTITION OF part FOR VALUES IN (3); INSERT INTO part VALUES (3, 'x'), (1, 'y');"
        " CREATE INDEX part_v ON part (v);",
        "DROP INDEX part_v; DELETE FROM part; DROP TABLE part_3;",
        change("table:public.part_3", "added")
        + change("index:public.part_v", "added")
        + delta("public.part_1", inserted=1)
        + delta("public.part_3", inserted=1),
    ),
    "row security": Good(
        "ALTER TABLE other ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON other USING (true);",
        "DROP POLICY p ON other; ALTER TABLE other DISABLE ROW LEVEL SECURITY;",
        change("policy:public.other.p", "added") + change("table:public.other", "changed"),
    ),
    "a materialised view": Good(
        "CREATE MATERIALIZED VIEW m AS SELECT id FROM item; CREATE UNIQUE INDEX m_id ON m (id);"
        " REFRESH MATERIALIZED VIEW m;",
        "DROP MATERIALIZED VIEW m;",
        change("materialized_view:public.m", "added") + delta("public.m", inserted=100),
    ),
    "a function and a view replaced": Good(
        "CREATE OR REPLACE VIEW v_governance_item AS SELECT id, name, price FROM item;"
        " CREATE OR REPLACE FUNCTION write_audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';",
        "DROP VIEW cheap; DROP VIEW v_governance_item; CREATE VIEW v_governance_item AS SELECT id, name FROM item;"
        " CREATE VIEW cheap AS SELECT id FROM v_governance_item JOIN item USING (id) WHERE price < 10;"
        " CREATE OR REPLACE FUNCTION write_audit() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN INSERT INTO public.audit VALUES (tg_table_name); RETURN NULL; END';",
        change("view:public.v_governance_item", "changed")
        + change("column:public.v_governance_item.price", "added")
        + change("function:public.write_audit()", "changed"),
    ),
    "grants, comments, an owner": Good(
        "GRANT SELECT (name) ON item TO PUBLIC; COMMENT ON COLUMN item.name IS 'x';"
        " ALTER TABLE other OWNER TO pg_monitor;",
        "REVOKE SELECT (name) ON item FROM PUBLIC; COMMENT ON COLUMN item.name IS NULL;"
        " DO $$ BEGIN EXECUTE format('ALTER TABLE other OWNER TO %I', session_user); END $$;",
        change("column:public.item.name", "changed") + change("table:public.other", "changed"),
    ),
    "a trigger whose writes are declared": Good(
        "INSERT INTO noisy VALUES (1), (2);",
        "DELETE FROM noisy; DELETE FROM audit;",
        delta("public.noisy", inserted=2) + delta("public.audit", inserted=2),
    ),
    "a deferred trigger whose writes are declared": Good(
        "INSERT INTO late VALUES (1);",
        "DELETE FROM late; DELETE FROM audit;",
        delta("public.late", inserted=1) + delta("public.audit", inserted=1),
    ),
    "truncated and filled": Good(
        "TRUNCATE other; INSERT INTO other VALUES (9, 'nine');",
        "DELETE FROM other; INSERT INTO other VALUES (1, 'one'), (2, 'two');",
        delta("public.other", truncated=True, inserted=1)
        + '[[rollback.delta]]\ntable = "public.other"\ninserted = 2\ndeleted = 1\n',
    ),
    "a table dropped": Good(
        "DROP TABLE empty;",
        "CREATE TABLE empty (id int);",
        '[[lock]]\nrelation = "public.empty"\nmode = "ACCESS EXCLUSIVE"\n' + change("table:public.empty", "removed"),
    ),
    "upsert and merge": Good(
        "INSERT INTO other VALUES (1, 'uno'), (3, 'tres') ON CONFLICT (id) DO UPDATE SET note = excluded.note;"
        " MERGE INTO other USING (VALUES (3), (4)) AS v (id) ON other.id = v.id"
        " WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (v.id, 'x');",
        "DELETE FROM other WHERE id = 4; UPDATE other SET note = 'one' WHERE id = 1;",
        delta("public.other", inserted=2, updated=1, deleted=1)
        + '[[rollback.delta]]\ntable = "public.other"\nupdated = 1\ndeleted = 1\n',
    ),
    "statistics gathered meanwhile": Good(
        "INSERT INTO empty VALUES (1); ANALYZE item; CREATE STATISTICS st ON id, name FROM item;",
        "DELETE FROM empty; DROP STATISTICS st;",
        delta("public.empty", inserted=1) + change("statistics:public.st", "added"),
    ),
    "an extension": Good("CREATE EXTENSION pg_trgm;", "DROP EXTENSION pg_trgm;", change("extension:pg_trgm", "added")),
    "odd names": Good(
        f'INSERT INTO {ODD} VALUES (1, $x$ COMMIT; -- $x$); CREATE INDEX "I.x 🐘" ON {ODD} ("ü");',
        f'DROP INDEX "Odd ""q"" Schema."."I.x 🐘"; DELETE FROM {ODD};',
        delta(ODD, inserted=1, volatile=["ü"]) + change('index:"Odd ""q"" Schema."."I.x 🐘"', "added"),
    ),
    "a range with a reason": Good(
        "INSERT INTO empty SELECT 1 FROM generate_series(1, 2 + (random() * 3)::int);",
        "DELETE FROM empty;",
        delta("public.empty", inserted={"min": 2, "max": 5}, rows="any"),
    ),
    "a large object": Good(
        "SELECT lo_from_bytea(4711, 'x');",
        "SELECT lo_unlink(4711);",
        change("large_objects:this", "added") + delta("pg_catalog.pg_largeobject", inserted=1),
    ),
    "a savepoint's rows, all kept": Good(
        "DO $$ BEGIN BEGIN INSERT INTO empty VALUES (1); EXCEPTION WHEN OTHERS THEN NULL; END; END $$;",
        "DELETE FROM empty;",
        delta("public.empty", inserted=1),
    ),
    "a transaction's advisory lock": Good(
        "SELECT pg_advisory_xact_lock(7); INSERT INTO empty VALUES (1);",
        "DELETE FROM empty;",
        delta("public.empty", inserted=1),
    ),
}


@pytest.fixture
def room(database: Dsn) -> Iterator[Room]:
    """A clone of its own."""
    room = Room.furnish(database)
    yield room
    room.session.close()


def _fingerprint(room: Room) -> Fingerprint:
    return settled_fingerprint(lambda: Reader.open(room.dsn))


def _forward_and_back(room: Room, name: str, good: Good) -> None:
    written = packet(good.declares, good.operation, good.rollback)
    forward = room.run(written)
    assert forward.deviations == (), (name, paste_blocks(forward))
    pins: Pins | None = forward.pins
    assert pins is not None
    back: Execution = room.run(written, "rollback", pins=pins)
    assert back.deviations == (), (name, paste_blocks(back))


@pytest.mark.every_version(thorough=True)
def test_no_good_packet_deviates_and_all_are_undone(room: Room) -> None:
    """One after the other on one clone; at the end nothing but sequences is another than before.

    All on the newest version, every third on the oldest: what differs between them is in the queries.
    """
    before = _fingerprint(room)
    for name in list(GOOD)[:: 1 if room.session.major >= 18 else 3]:
        _forward_and_back(room, name, GOOD[name])
    assert [line.as_fact() for line in differences(before, _fingerprint(room), ("catalog", "data", "ours"))] == []


def test_what_was_measured_can_be_pasted_and_then_holds(room: Room) -> None:
    """A first run with a wrong declaration gives the blocks with which the second does not deviate."""
    good = GOOD["a partition, rows in two, an index on all"]
    wrong = room.run(packet(change("index:public.never", "added"), good.operation, good.rollback))
    assert not wrong.executed
    blocks = paste_blocks(wrong)
    assert blocks.count("[[") == 4
    assert room.run(packet(blocks, good.operation, good.rollback)).deviations == ()
    back = room.run(packet("[[delta]]\ntable = 'public.x'\ndeleted = 1", "SELECT 1;", good.rollback), "rollback")
    assert "[[rollback.delta]]" in paste_blocks(back)
    assert 'change = "removed"' in paste_blocks(back)
