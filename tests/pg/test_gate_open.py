"""Whether the gate is open for a packet: every reason by its code, from the database's own clock, rows and digests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from oneroof.gate.statement import parse_statement
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from tests.pg.gate_support import BOOT, Room, authority, digest, packet
from tests.pg.schema_support import OPERATOR, activation, ask, governed_copy, refusal, value

pytestmark = pytest.mark.every_version
GLASS = """
[[policy]]
name = "glass"
phases = [1, 2, 3]
hazards = []
break_glass = true
l2 = 1
l4 = false
attestations = 0
approval_validity = "2h"
review_within = "1h"
"""


@pytest.fixture
def room(make_database: Callable[..., Dsn], server: embedded.Server) -> Room:
    """Phase 1 and phase 2 ratified with the model."""
    made = Room(governed_copy(make_database, server.dsn))
    made.boot(*(packet(made.database, f"P_{phase}", phase=phase) for phase in (1, 2)))
    return made


def why(
    where: Dsn | Session, code: str = "P_1", apr: str = BOOT, direction: str = "forward", **more: Any
) -> str | None:
    """The code of the refusal, or None: open."""
    asked = {"packet": digest(code), "plan": digest(f"plan {code}"), "verified": None, **more}
    found = value(
        where,
        "SELECT oneroof.fn_gate_refusal(%(apr)s, %(packet)s, %(plan)s, %(direction)s, %(verified)s::jsonb)",
        apr=apr,
        direction=direction,
        **asked,
    )
    assert found is None or set(found) == {"code", "what", "expected", "found"}
    return None if found is None else str(found["code"])


@contextmanager
def rollout(dsn: Dsn) -> Iterator[Session]:
    """A transaction that holds the rollout's lock."""
    with Session.open(dsn, settings=OPERATOR) as session, session.transaction():
        ask(session, "SELECT pg_advisory_xact_lock(oneroof.fn_lock_key_gate())")
        yield session


def run(dsn: Dsn, code: str, act: str = "executed", apr: str = BOOT) -> dict[str, Any]:
    """Record a run as a rollout does."""
    with rollout(dsn) as session:
        row: dict[str, Any] = value(
            session,
            "SELECT oneroof.fn_rollout_record(%(apr)s, %(digest)s, %(code)s, %(act)s, '[]')",
            apr=apr,
            digest=digest(code),
            code=code,
            act=act,
        )
    return row


def without_triggers(dsn: Dsn, statement: str, table: str = "os_proposal_approvals") -> None:
    """As a superuser who takes the triggers away for a moment."""
    with Session.open(dsn) as session, session.transaction():
        session.execute(SQL(f"ALTER TABLE oneroof.{table} DISABLE TRIGGER ALL"))
        session.connection.execute(statement.encode())
        session.execute(SQL(f"ALTER TABLE oneroof.{table} ENABLE ALWAYS TRIGGER append_only"))


def test_open_for_this_packet_plan_and_database_alone(room: Room) -> None:
    """Everything fits: NULL. Each digest of another: its code."""
    assert why(room.dsn) is None
    assert why(room.dsn, apr="APR-NONE") == "no-proposal"
    assert why(room.dsn, packet=digest("other")) == "wrong-packet"
    assert why(room.dsn, plan=digest("other")) == "wrong-plan"
    assert why(room.dsn, plan=None) == "wrong-plan"
    assert why(room.dsn, direction="rollback") == "not-run"
    waiting = room.propose(room.statement("APR-WAITING", [packet(room.database, "P_3", phase=3)]))
    assert why(room.dsn, "P_3", apr=waiting.apr_code) == "not-ratified"
    assert refusal(room.dsn, f"SELECT oneroof.fn_gate_refusal('{BOOT}', '', '', 'sideways', NULL)") == "OR201"


def test_what_was_verified_outside_is_what_is_there(room: Room) -> None:
    """Statement, authority, acts, approval, and the version of who asks."""
    approval = value(
        room.dsn,
        "SELECT approval_id::text FROM oneroof.os_proposal_approvals WHERE subject_digest = %(digest)s",
        digest=digest("P_1"),
    )
    verified = room.verified(BOOT)
    del verified["head"]
    sound = {**verified, "approval_id": approval, "tool_version": "0.1.0"}
    assert why(room.dsn, verified=json.dumps(sound)) is None
    for name in verified:
        assert why(room.dsn, verified=json.dumps({**sound, name: digest("x")})) == "tampered"
        assert (
            why(room.dsn, verified=json.dumps({key: item for key, item in sound.items() if key != name})) == "tampered"
        )
    assert why(room.dsn, verified=json.dumps({**sound, "approval_id": digest("x")})) == "tampered"
    for version, code in (("0.0.9", "too-old"), ("0.1.0.dev3", None), ("0.10.0", None), ("x", "too-old")):
        assert why(room.dsn, verified=json.dumps({**sound, "tool_version": version})) == code


def test_an_approval_ends(room: Room) -> None:
    """By the server's clock, for going forward; a rollback has its own window."""
    run(room.dsn, "P_1")
    without_triggers(room.dsn, "UPDATE oneroof.os_proposal_approvals SET expires_at = clock_timestamp()")
    assert why(room.dsn, "P_2") == "expired"
    assert why(room.dsn, direction="rollback") is None
    without_triggers(
        room.dsn,
        "UPDATE oneroof.governance_rollout SET recorded_at = recorded_at - interval '3601 seconds'",
        "governance_rollout",
    )
    assert why(room.dsn, direction="rollback") == "window-passed"


def test_a_packet_runs_once_and_later_phases_go_first(room: Room) -> None:
    """Phase 2 ran: phase 1 is not rolled back before it; what was rolled back does not run again under its APR."""
    for code in ("P_1", "P_2"):
        row = run(room.dsn, code)
        assert (row["packet_code"], row["act"], row["hash"]) == (code, "executed", room.head())
        assert why(room.dsn, code) == "already-ran"
    assert why(room.dsn, "P_1", direction="rollback") == "later-phase"
    run(room.dsn, "P_2", "rolled_back")
    assert why(room.dsn, "P_2", direction="rollback") == "not-run"
    assert why(room.dsn, "P_2") == "already-ran"
    run(room.dsn, "P_1", "rolled_back")
    room.open_for(room.statement("APR-AGAIN", [packet(room.database, "P_1", phase=1)]))
    assert why(room.dsn, "P_1", apr="APR-AGAIN") is None


def test_a_hold_stops_what_has_not_run(room: Room) -> None:
    """Not the way back: what ran can always be rolled back in its window."""
    run(room.dsn, "P_1")
    with Session.open(room.dsn) as session:
        (row,) = ask(session, "SELECT statement FROM oneroof.os_proposal")
    statement = parse_statement(bytes(row["statement"]))
    room.say(statement, "tim", "hold")
    assert why(room.dsn, "P_2") == "held"
    assert why(room.dsn, "P_1", direction="rollback") is None
    lifts = tuple(room.say(statement, ref, "lift") for ref in ("ada", "bob"))
    room.say(statement, "dee", "lift", seen=lifts)
    assert why(room.dsn, "P_2") is None


def test_rows_that_a_superuser_changed_are_found(room: Room) -> None:
    """One byte of the statement, of the model, an act taken away: closed, each with a reason."""
    other = "overlay(content PLACING '\\x20'::bytea FROM length(content))"
    changes = {
        "os_proposal_approvals": ("UPDATE oneroof.{} SET statement_digest = repeat('a', 64)", "tampered"),
        "os_proposal_signature": ("DELETE FROM oneroof.{} WHERE member_ref = 'bob'", "quorum"),
        "os_authority_model": (
            f"UPDATE oneroof.{{}} SET content = {other}, digest = encode(sha256({other}), 'hex')",
            "authority-changed",
        ),
    }
    for table, (statement, code) in changes.items():
        with Session.open(room.dsn) as session, session.connection.transaction(force_rollback=True):
            session.execute(SQL(f"ALTER TABLE oneroof.{table} DISABLE TRIGGER ALL"))
            session.connection.execute(statement.format(table).encode())
            assert why(session) == code, statement


def test_on_another_database_nothing_is_open(room: Room) -> None:
    """A clone, and a restored copy that was adopted: the rows are there and mean nothing."""
    for kind in ("clone", "production"):
        with Session.open(room.dsn) as session, session.connection.transaction(force_rollback=True):
            ask(session, f"SELECT oneroof.fn_identity_replace('{kind}', '{{}}')")
            assert why(session) == "wrong-database"


def test_broken_glass_is_looked_back_at_before_it_is_broken_again(
    make_database: Callable[..., Dsn], server: embedded.Server
) -> None:
    """An overdue review closes the gate for the next break-glass, and for nothing else."""
    room = Room(governed_copy(make_database, server.dsn), authority(policies=GLASS.replace("hazards = []", "")))
    room.boot()
    statements = {
        apr: room.propose(room.statement(apr, [packet(room.database, code, phase=1)], break_glass=True))
        for apr, code in (("APR-GLASS-1", "P_1"), ("APR-GLASS-2", "P_2"))
    }
    for apr, statement in statements.items():
        room.say(statement, "ada", "approve")
        assert room.ratify(apr) == 1
    run(room.dsn, "P_1", apr="APR-GLASS-1")
    assert why(room.dsn, "P_2", apr="APR-GLASS-2") is None
    without_triggers(
        room.dsn,
        "UPDATE oneroof.governance_rollout SET recorded_at = recorded_at - interval '2 hours'",
        "governance_rollout",
    )
    assert why(room.dsn, "P_2", apr="APR-GLASS-2") == "review-overdue"
    room.say(statements["APR-GLASS-1"], "pat", "review")
    assert why(room.dsn, "P_2", apr="APR-GLASS-2") is None


def test_a_run_is_recorded_by_a_rollout_alone(room: Room) -> None:
    """Without its lock, for what is not approved, under another code: refused; an attempt is logged any time."""
    record = f"SELECT oneroof.fn_rollout_record('{BOOT}', '{digest('P_1')}', '{{}}', 'executed', '[]')"
    assert refusal(room.dsn, record.format("P_1")) == "OR209"
    with rollout(room.dsn) as session:
        assert refusal(session, record.format("P_2")) == "OR210"
        assert refusal(session, record.format("P_1").replace(digest("P_1"), digest("P_9"))) == "OR210"
        assert refusal(session, record.format("P_1")) == "00000"
    attempt = f"SELECT oneroof.fn_gate_attempt('{BOOT}', '{digest('P_1')}', '{{}}', '{{{{}}}}')"
    with Session.open(room.dsn) as session:
        assert value(session, attempt.format("refused").replace("{{}}", "{}")) == room.head()
    assert refusal(room.dsn, attempt.format("executed")) == "OR201"
    assert value(room.dsn, "SELECT count(*) FROM oneroof.os_gate_log WHERE act = 'attempt_refused'") == 1
    assert ask(room.dsn, "SELECT * FROM oneroof.fn_gate_log_verify()") == []


# -- activation of event types --------------------------------------------------------------------------------------

TURN_ON = "UPDATE public.event_type_registry SET active = true WHERE event_type = 'governance.issue.moved'"
REGISTRY = [
    {
        "table": "public.event_type_registry",
        "inserted": {"min": 0, "max": 0},
        "updated": {"min": 1, "max": 1},
        "deleted": {"min": 0, "max": 0},
        "truncated": False,
        "rewritten": False,
    }
]


def test_event_types_become_active_through_an_open_gate_alone(room: Room) -> None:
    """Under the rollout's lock, for an approved packet that declares the registry; on a clone without approval."""
    room.open_for(room.statement("APR-EMIT", [packet(room.database, "P_EMIT", phase=3, deltas=REGISTRY)]))
    rename = "UPDATE public.event_type_registry SET event_type = 'other' WHERE event_type = 'governance.issue.moved'"
    insert = "INSERT INTO public.event_type_registry (event_type, domain, active) VALUES ('new', 'd', true)"
    told = "SET LOCAL oneroof.packet_digest = '{}'; "
    emit = told.format(digest("P_EMIT"))
    assert refusal(room.dsn, TURN_ON) == "OR131"
    assert refusal(room.dsn, emit + TURN_ON, replica=True) == "OR131"
    with rollout(room.dsn) as session:
        assert refusal(session, TURN_ON) == "OR132"
        assert refusal(session, told.format(digest("P_1")) + TURN_ON) == "OR132"
        assert refusal(session, told.format(digest("P_9")) + insert) == "OR132"
        assert refusal(session, emit + insert) == "00000"
        assert refusal(session, f"{emit}{TURN_ON}; {told.format('')}{rename}") == "OR132"
        ask(session, emit + TURN_ON)
    head = room.head()
    with Session.open(room.dsn, settings=OPERATOR) as session:
        assert value(session, "SELECT fn_event_type_deactivate('governance.issue.moved')") is True
        assert value(session, "SELECT fn_event_type_deactivate('governance.issue.moved')") is False
        assert refusal(session, "SELECT fn_event_type_deactivate('nobody')") == "OR101"
    (entry,) = ask(room.dsn, "SELECT act, subject, prev FROM oneroof.os_gate_log ORDER BY height DESC LIMIT 1")
    assert (entry["act"], entry["subject"], entry["prev"]) == ("deactivated", "governance.issue.moved", head)
    without_triggers(room.dsn, "UPDATE oneroof.os_proposal_approvals SET expires_at = clock_timestamp()")
    with rollout(room.dsn) as session:
        assert refusal(session, emit + TURN_ON) == "OR132"
    ask(room.dsn, activation())
    assert refusal(room.dsn, "UPDATE public.event_type_registry SET active = false") == "00000"
    ask(room.dsn, "SELECT oneroof.fn_identity_replace('clone', '{}')")
    assert refusal(room.dsn, "UPDATE public.event_type_registry SET event_type = event_type || 'x'") == "OR131"
    with rollout(room.dsn) as session:
        assert refusal(session, "UPDATE public.event_type_registry SET event_type = event_type || 'x'") == "00000"
