"""Reading a packet: what is refused, with its remedy; what is named to signers; and what triggers nothing."""

from __future__ import annotations

import pytest

from oneroof.errors import PacketMalformed
from oneroof.packets.check import check, refuse
from oneroof.packets.model import Packet
from oneroof.packets.parse import parse

MANIFEST = """
format = 1
code = "TEST"
title = "x"
[[lock]]
relation = "public.t"
[[guard]]
name = "g"
sql = "SELECT count(*) FROM t"
expect = 1
[[delta]]
table = "public.t"
inserted = 1
[[verify]]
name = "g"
sql = "SELECT count(*) FROM t"
expect = 2
"""


def _packet(operation: str, manifest: str = MANIFEST, rollback: str = "DELETE FROM t;") -> Packet:
    return parse(
        {"packet.toml": manifest.encode(), "operation.sql": operation.encode(), "rollback.sql": rollback.encode()}
    )


REFUSED = {
    "psql-command": [r"\! rm -rf /", r"SELECT 1 \gexec", r"\copy t from 'x'"],
    "transaction-control": [
        "BEGIN;",
        "START TRANSACTION;",
        "COMMIT;",
        "END;",
        "ROLLBACK;",
        "ABORT;",
        "SAVEPOINT a;",
        "RELEASE a;",
        "ROLLBACK TO a;",
        "PREPARE TRANSACTION 'x';",
        "commit and chain;",
        "/* x */ CoMmIt",
        "SELECT 1; COMMIT",
    ],
    "copy-client": ["COPY t FROM STDIN;", "COPY t (a, b) FROM stdin WITH (FORMAT csv);", "COPY (SELECT 1) TO STDOUT;"],
    "secret": [
        "CREATE ROLE r LOGIN PASSWORD 'hunter2';",
        "CREATE USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (user 'u', password 'hunter2');",
    ],
    "leaves-database": [
        "COPY t FROM PROGRAM 'id';",
        "COPY (SELECT 1 FROM a) TO PROGRAM 'id';",
        "COPY t TO '/tmp/x';",
        "SELECT dblink('dbname=x', 'DELETE FROM t');",
        "SELECT public.dblink_exec('x');",
        "SELECT lo_export(1, '/tmp/x');",
        "DO $$ BEGIN PERFORM pg_create_physical_replication_slot('x'); END $$;",
    ],
    "role-change": [
        "SET ROLE a;",
        "SET LOCAL ROLE a;",
        "SET SESSION ROLE a;",
        "RESET ROLE;",
        "SET SESSION AUTHORIZATION a;",
        "SET LOCAL SESSION AUTHORIZATION a;",
        "RESET SESSION AUTHORIZATION;",
    ],
    "asserted-setting": [
        "SET session_replication_role = replica;",
        "SET LOCAL track_counts = off;",
        "SELECT set_config('session_replication_role', 'replica', true);",
        "SELECT pg_catalog.set_config('track_counts', 'off', true);",
        "ALTER FUNCTION f() SET session_replication_role = replica;",
    ],
    "notify": [
        "NOTIFY a;",
        "LISTEN a;",
        "UNLISTEN *;",
        "SELECT pg_notify('a', 'b');",
        "DO $$ BEGIN NOTIFY a; END $$;",
        "DO $$ BEGIN IF true THEN NOTIFY a; END IF; END $$;",
        "DO $$ BEGIN PERFORM pg_notify('a', ''); END $$;",
    ],
    "vacuum": ["VACUUM t;", "VACUUM FULL;"],
    "concurrently": [
        "CREATE INDEX CONCURRENTLY i ON t (a);",
        "DROP INDEX CONCURRENTLY i;",
        "REINDEX TABLE CONCURRENTLY t;",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY m;",
        "ALTER TABLE p DETACH PARTITION a CONCURRENTLY;",
    ],
    "cluster": ["CREATE DATABASE a;", "ALTER SYSTEM SET a = 1;", "DROP TABLESPACE a;", "CREATE SUBSCRIPTION a;"],
    "select-into": ["SELECT 1 AS a INTO b;", "WITH x AS (SELECT 1) SELECT * INTO b FROM x;"],
    "temporary": [
        "CREATE TEMP TABLE a (b int);",
        "CREATE OR REPLACE TEMPORARY VIEW a AS SELECT 1;",
        "INSERT INTO pg_temp.a VALUES (1);",
    ],
}


@pytest.mark.parametrize(("code", "operation"), [(code, text) for code, texts in REFUSED.items() for text in texts])
def test_what_is_refused(code: str, operation: str) -> None:
    """In the operation and in the rollback alike, first of all that is found."""
    for packet in (_packet(operation), _packet("SELECT 1;", rollback=operation)):
        assert (check(packet)[0].code, check(packet)[0].refused) == (code, True)
        with pytest.raises(PacketMalformed, match="TEST, "):
            refuse(packet)


HARMLESS = [
    "INSERT INTO t VALUES ('COMMIT; NOTIFY a; VACUUM');",
    "INSERT INTO t VALUES ($$ SET ROLE a; \\! rm $$, 'session_replication_role', 'pg_temp');",
    "-- COMMIT;\n/* VACUUM; /* \\q */ */ INSERT INTO t VALUES (1);",
    'UPDATE t SET "commit" = 1, "notify" = 2, program = 3, role = 4 WHERE "into" = 5;',
    "INSERT INTO t SELECT 1; WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x;",
    "SELECT extract(epoch FROM x), substring(a FROM 'b') FROM t;",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;",
    "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN NOTIFY a; COMMIT; END $$;",
    "DO $$ DECLARE notify int := 1; BEGIN notify := 2; UPDATE t SET a = notify; END $$;",
    "CREATE TABLE concurrently_made (temporary int, set_config text);",
    "SET LOCAL work_mem = '1GB'; SET LOCAL app.user TO 'x'; RESET work_mem;",
    "MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE;",
]


@pytest.mark.parametrize("operation", HARMLESS)
def test_what_triggers_nothing(operation: str) -> None:
    """Text in literals, comments and quoted names, and words that only look alike."""
    assert check(_packet(operation)) == ()


HAZARDS = {
    "clock": "INSERT INTO t VALUES (now());",
    "random": "INSERT INTO t VALUES (pg_catalog.gen_random_uuid());",
    "place": "INSERT INTO t SELECT current_database();",
    "sequence": "INSERT INTO t VALUES (nextval('s'));",
    "enum-value": "ALTER TYPE mood ADD VALUE 'x';",
    "exception-block": "DO $$ BEGIN PERFORM 1; EXCEPTION WHEN OTHERS THEN NULL; END $$;",
}


@pytest.mark.parametrize("code", HAZARDS)
def test_what_signers_are_shown(code: str) -> None:
    """A hazard has a place, and keeps nothing from running."""
    packet = _packet(f"-- first line\n{HAZARDS[code]}")
    assert [(hazard.code, hazard.where, hazard.refused) for hazard in check(packet)] == [
        (code, "operation.sql:2", False)
    ]
    refuse(packet)


def test_keywords_of_the_clock_need_no_brackets() -> None:
    """CURRENT_TIMESTAMP is one; now without brackets is a column."""
    assert [hazard.code for hazard in check(_packet("UPDATE t SET a = current_timestamp, now = 1;"))] == ["clock"]


def test_hazards_of_the_manifest() -> None:
    """No guard, no verify, no lock, rows = any, a rewrite, a tolerance, a clock in a guard."""
    manifest = """
format = 1
code = "TEST"
title = "x"
[[guard]]
name = "g"
sql = "SELECT max(a) < now() FROM t"
expect = true
[[delta]]
table = "public.t"
inserted = {min = 1}
rows = "any"
rewritten = true
[rollback]
tolerates = ["table:public.t"]
"""
    found = [hazard.code for hazard in check(_packet("SELECT 1;", manifest))]
    assert found == ["no-verify", "any-rows", "long-lock", "not-locked", "tolerates", "clock"]


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("oneroof.os_proposal_approvals", "gate-table"),
        ("oneroof.database_identity", "gate-table"),
        ("pg_catalog.pg_class", "system-table"),
    ],
)
def test_tables_that_no_packet_may_declare(table: str, code: str) -> None:
    """Ours and the system's; a rollback may not, either."""
    packet = _packet("SELECT 1;", MANIFEST.replace("public.t", table))
    assert (check(packet)[0].code, check(packet)[0].refused) == (code, True)


def test_a_guard_is_one_query() -> None:
    """Its form, its literals and psql's commands are read, too."""
    for sql in ("SELECT 1; SELECT 2", "DELETE FROM t", "SELECT 'a", r"SELECT 1 \\g", "-- nothing"):
        packet = _packet("SELECT 1;", MANIFEST.replace("SELECT count(*) FROM t", sql))
        assert check(packet)[0].refused, sql
