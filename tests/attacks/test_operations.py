"""Signed operations that turn against the gate, or outlive what is measured: each is refused, by a session and by psql.

Their packets are planned and signed as they are, without a rehearsal, which would have refused most of them: what
refuses them here is production's own transaction. They run as superuser, whom no privilege stops.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from oneroof.pg import server as embedded
from tests.matrix import sampled
from tests.pg.both_ways import CONTENT, LOG, Pair, ask, named, tell
from tests.pg.packet_room import delta, packet

INSERT = "INSERT INTO item SELECT n, 'new' FROM generate_series(1001, 1030) n;"
ITEM_30 = delta("public.item", inserted=30)
APPROVALS = "oneroof.os_proposal_approvals"
GATE = """
SELECT jsonb_build_object(
    'approvals', (SELECT jsonb_agg(to_jsonb(a) ORDER BY a.approval_id) FROM oneroof.os_proposal_approvals a),
    'functions', (SELECT jsonb_object_agg(p.oid::regprocedure, md5(p.prosrc || p.proowner)) FROM pg_proc p
                   WHERE p.pronamespace = 'oneroof'::regnamespace),
    'relations', (SELECT jsonb_object_agg(c.relname, jsonb_build_array(c.relowner, c.relacl::text, c.relhassubclass,
                         c.relrowsecurity, c.relhasrules, c.relfilenode))
                    FROM pg_class c WHERE c.relnamespace = 'oneroof'::regnamespace),
    'triggers', (SELECT jsonb_object_agg(t.tgrelid::regclass || t.tgname, t.tgenabled) FROM pg_trigger t),
    'constraints', (SELECT count(*) FROM pg_constraint))
"""


def _by_name(statement: str) -> str:
    """As dynamic SQL, put together while it runs, so that reading the packet does not find it."""
    return f"DO $do$ BEGIN EXECUTE $sql${statement}$sql$; END $do$;"


@dataclass(frozen=True)
class Attack:
    """What an operation does beside what it declares; the step that refuses it, and words of what is named."""

    sql: str
    step: int
    what: str


ATTACKS: dict[str, Attack] = {
    "a row of a gate table": Attack(
        f"INSERT INTO {APPROVALS} (apr_code, subject_kind, subject_digest)"
        f" SELECT apr_code, subject_kind, subject_digest FROM {APPROVALS}",
        8,
        "operation.sql",
    ),
    "a row of a gate table, its triggers silenced": Attack(
        f"ALTER TABLE {APPROVALS} DISABLE TRIGGER USER; UPDATE {APPROVALS} SET expires_at = 'infinity'",
        10,
        f"{APPROVALS} rows written",
    ),
    "a hold deleted as replica": Attack(
        "SET LOCAL session_replication_role = replica; DELETE FROM oneroof.os_gate_hold",
        8,
        "",
    ),
    "a trigger of a gate table": Attack(f"ALTER TABLE {APPROVALS} DISABLE TRIGGER USER", 12, "trigger:oneroof."),
    "a trigger of a gate table dropped": Attack(
        "DROP TRIGGER gate_derive ON oneroof.governance_rollout", 10, "rollout log"
    ),
    "a function of the gate": Attack(
        "CREATE OR REPLACE FUNCTION oneroof.fn_gate_refusal(apr_code text, packet_digest text, plan_digest text,"
        " direction text, verified jsonb) RETURNS jsonb LANGUAGE sql AS 'SELECT NULL::jsonb'",
        12,
        "function:oneroof.fn_gate_refusal",
    ),
    "the owner of a gate table": Attack(f"ALTER TABLE {APPROVALS} OWNER TO pg_monitor", 10, "rollout log"),
    "rights on a gate table": Attack(f"GRANT INSERT ON {APPROVALS} TO PUBLIC", 12, f"table:{APPROVALS}"),
    "an inheriting child of a gate table": Attack(
        f"CREATE TABLE public.child () INHERITS ({APPROVALS})",
        12,
        "children of gate tables",
    ),
    "a DO INSTEAD rule": Attack(
        f"CREATE RULE r AS ON INSERT TO {APPROVALS} DO INSTEAD NOTHING",
        12,
        f"rule:{APPROVALS}.r",
    ),
    "a rule that keeps the log from being written": Attack(
        "CREATE RULE r AS ON INSERT TO oneroof.governance_rollout DO INSTEAD NOTHING",
        10,
        "rollout log",
    ),
    "ALTER … USING": Attack(
        f"ALTER TABLE {APPROVALS} ALTER expires_at TYPE timestamptz USING 'infinity'",
        12,
        f"{APPROVALS}",
    ),
    "a policy that hides holds": Attack(
        "ALTER TABLE oneroof.os_gate_hold ENABLE ROW LEVEL SECURITY",
        12,
        "table:oneroof.os_gate_hold",
    ),
    "a gate table renamed": Attack("ALTER TABLE oneroof.os_gate_hold RENAME TO os_gate_held", 10, "rollout log"),
    "a constraint of a gate table": Attack(
        "ALTER TABLE oneroof.os_gate_log DROP CONSTRAINT os_gate_log_prev_key",
        12,
        "constraint:oneroof.os_gate_log",
    ),
    "a temporary table that shadows a gate table": Attack(
        "CREATE TEMPORARY TABLE os_proposal_approvals AS SELECT 1 AS approval_id",
        8,
        "temporary_relations",
    ),
    "a function that shadows a built-in one": Attack(
        "CREATE FUNCTION pg_catalog.jsonb_array_length(text) RETURNS int LANGUAGE sql AS 'SELECT 0'",
        12,
        "jsonb_array_length",
    ),
    "a run of another packet written into the log": Attack(
        "INSERT INTO oneroof.governance_rollout (apr_code, packet_digest, packet_code, act, deltas) SELECT apr_code,"
        f" subject_digest, 'A_FORGERY', 'executed', '[]' FROM {APPROVALS} WHERE subject_kind = 'packet' LIMIT 1",
        8,
        "operation.sql",
    ),
    "COMMIT in a procedure": Attack("CALL public.commits()", 8, "operation.sql"),
    "COMMIT by dynamic SQL in dynamic SQL": Attack("DO $x$ BEGIN EXECUTE 'COM' || 'MIT'; END $x$", 8, "operation.sql"),
    "PREPARE TRANSACTION": Attack("PREPARE TRANSACTION 'later'", 8, "operation.sql"),
    "a deferred trigger": Attack("INSERT INTO public.late VALUES (1)", 12, "public.audit inserted"),
    "a deferred trigger that writes the gate": Attack(
        "INSERT INTO public.late_gate VALUES (1)",
        10,
        "oneroof.os_gate_log rows written",
    ),
    "a deferred trigger that defers itself again until COMMIT": Attack(
        "UPDATE public.again SET n = 1",
        13,
        "public.audit rows written after they were measured",
    ),
    "a cursor whose query COMMIT would run": Attack(
        "DECLARE c CURSOR WITH HOLD FOR SELECT public.writes_late()",
        8,
        "session holdable_cursors",
    ),
}
#: The trigger's own writes are declared as often as they can be seen: only what comes after the last look is not.
DECLARES = {
    "a deferred trigger": delta("public.late", inserted=1),
    "a deferred trigger that writes the gate": delta("public.late_gate", inserted=1),
    "a deferred trigger that defers itself again until COMMIT": delta("public.again", updated=3),
}
MORE = """
CREATE PROCEDURE commits() LANGUAGE plpgsql AS 'BEGIN COMMIT; END';
CREATE TABLE late_gate (id int PRIMARY KEY);
CREATE FUNCTION writes_gate() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    INSERT INTO oneroof.os_gate_log (act, subject, content) VALUES ('approved', 'APR-FORGED-1', '{}');
    RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER tell AFTER INSERT ON late_gate DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION writes_gate();
CREATE TABLE again (id int PRIMARY KEY, n int);
INSERT INTO again VALUES (1, 0);
CREATE FUNCTION defers_again() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    SET CONSTRAINTS ALL DEFERRED;
    IF NEW.n < 3 THEN
        UPDATE public.again SET n = n + 1;
    ELSE
        INSERT INTO public.audit VALUES ('after the check');
    END IF;
    RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER rise AFTER UPDATE ON again DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION defers_again();
CREATE FUNCTION writes_late() RETURNS int LANGUAGE plpgsql AS $f$
BEGIN
    INSERT INTO public.audit VALUES ('at COMMIT');
    RETURN 1;
END $f$;
"""


def _code(name: str) -> str:
    return f"ATTACK_{list(ATTACKS).index(name)}"


@pytest.fixture(scope="module")
def pair(server: embedded.Server) -> Iterator[Pair]:
    """Two copies of one production, their gates open for every packet here."""
    pair = Pair.furnish(server, MORE)
    packets = (
        named(packet(ITEM_30 + DECLARES.get(name, ""), INSERT + _by_name(attack.sql)), _code(name))
        for name, attack in ATTACKS.items()
    )
    pair.open_gates([(found, False) for found in packets])
    yield pair
    pair.drop()


@pytest.fixture(scope="module")
def before(pair: Pair) -> list[Any]:
    """Both as they were before the first attack."""
    return everything(pair)


def everything(pair: Pair) -> list[Any]:
    """Content, log, and all of the gate, of both."""
    return [ask(dsn, query) for dsn in (pair.by_session, pair.by_psql) for query in (CONTENT, LOG, GATE)]


@pytest.mark.usefixtures("before")
@pytest.mark.parametrize("name", sampled(ATTACKS, list(ATTACKS)[::3]))
def test_an_operation_that_turns_against_the_gate(pair: Pair, name: str) -> None:
    """Refused alike by a session and by the rendered file, and what is wrong is named."""
    attack, found = ATTACKS[name], pair.run(_code(name))
    assert not found.executed
    assert found.first[0] == attack.step, found.deviations
    assert any(attack.what in deviation["what"] for deviation in found.deviations), found.deviations


def test_nothing_of_all_that_was_kept(pair: Pair, before: list[Any]) -> None:
    """After every attack both are as they were."""
    assert everything(pair) == before


def test_what_commit_would_have_run_is_real(pair: Pair) -> None:
    """Without the last look the two that wait for COMMIT do write: what refuses them is not something else."""
    script = "UPDATE again SET n = 1; SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL IMMEDIATE;"
    tell(pair.clone, f"BEGIN; {script} COMMIT;")
    tell(pair.clone, "BEGIN; DECLARE c CURSOR WITH HOLD FOR SELECT writes_late(); COMMIT;")
    assert ask(pair.clone, "SELECT jsonb_agg(what) FROM audit") == ["after the check", "at COMMIT"]
