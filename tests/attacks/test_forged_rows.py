"""Rows that a recorder or an operator can write, with signatures that nobody made: they close nothing but themselves.

Everything in the gate is append-only: a row that closed it for everybody would close it for good.
"""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
import rfc8785

from oneroof.gate.store import read_state
from oneroof.pg.session import Session
from tests.rollout_world import APR, World


def forge(world: World, **changes: Any) -> bytes:
    """An act of Hal's on what was ratified, which he never made."""
    with Session.open(world.dsn) as session:
        state = read_state(session)
    row = state.proposal(APR)
    assert row is not None
    act = {**json.loads(row.proposer_act), "member_ref": "hal", "printed_name": "Hal Abelson"}
    act["log_heads"] = dict.fromkeys(act["log_heads"], state.head)
    return rfc8785.dumps({**act, **changes})


def record(world: World, table: str, act: bytes, signature: str = "nobody's") -> None:
    """As somebody with the recorder's role and psql would."""
    with Session.open(world.dsn) as session:
        session.connection.execute("SET ROLE oneroof_recorder")
        statement = f"INSERT INTO oneroof.{table} (act, signature) VALUES (%s, %s)"
        session.connection.execute(statement.encode(), [act, signature])


@pytest.fixture
def roles(ready: World) -> World:
    """An open gate, with roles."""
    ready.done("install", "--roles")
    return ready


@pytest.mark.parametrize(
    "changes",
    [
        {"meaning": "review", "invented": 1},
        {"meaning": "review", "reason": "a\u202eb"},
        {"meaning": "review", "signed_at": "0001-01-01T00:00:00Z"},
    ],
)
def test_a_row_that_is_no_act_closes_nothing(roles: World, changes: dict[str, Any]) -> None:
    """On the very proposal that brought the authority model; `gate verify` and `gate status` name it."""
    record(roles, "os_proposal_signature", forge(roles, **changes))
    verified = roles.oneroof("gate", "verify")
    assert (verified.status, "a row of hal counts for nothing" in verified.stdout) == (1, True), verified.stdout
    stands = roles.oneroof("--json", "gate", "status", APR, schema="gate-status").document
    assert stands["open"]
    assert any(item["who"] == "hal" for item in stands["not_counted"])
    assert (roles.run().status, roles.raised) == (0, 10)


def test_a_forged_hold_is_told_apart(roles: World) -> None:
    """The database counts by structure and stays closed for this proposal; status says whose act does not count."""
    record(roles, "os_gate_hold", forge(roles, meaning="hold"))
    stands = roles.oneroof("--json", "gate", "status", APR, schema="gate-status").document
    assert [item["who"] for item in stands["not_counted"]] == ["hal"]
    refused = roles.run()
    assert (refused.status, roles.raised) == (4, 0)
    assert "held by hal" in refused.document["refused_because"]


def test_words_of_an_attempt_are_never_parsed(roles: World) -> None:
    """JSON nested more deeply than a parser goes is an operator's to log, and nobody's to stumble over."""
    roles.sql(
        "SET ROLE oneroof_operator; SELECT oneroof.fn_gate_attempt('APR-X', repeat('a', 64), 'failed',"
        " ('{\"a\":' || repeat('[', 3000) || repeat(']', 3000) || '}')::jsonb)"
    )
    roles.done("gate", "verify")
    assert (roles.run().status, roles.raised) == (0, 10)


def test_a_row_too_large_to_be_read_is_refused(roles: World) -> None:
    """Model, statement, act and signature each have a largest size in the database too."""
    with Session.open(roles.dsn) as session:
        connection = session.connection
        connection.execute("SET ROLE oneroof_recorder")
        for statement, values in (
            ("os_authority_model (content, canonical_content)", [b"x" * 2_000_000, b'{"format":1}']),
            ("os_authority_model (content, canonical_content)", [b"x", b" " * 9_000_000]),
            ("os_proposal_signature (act, signature)", [b" " * 9_000_000, "s"]),
            ("os_proposal_signature (act, signature)", [forge(roles, meaning="review"), "s" * 20_000]),
            ("os_gate_hold (act, signature)", [forge(roles, meaning="hold"), "s" * 20_000]),
        ):
            with pytest.raises(psycopg.Error) as refused:
                connection.execute(f"INSERT INTO oneroof.{statement} VALUES (%s, %s)".encode(), values)
            assert refused.value.sqlstate == "OR201", statement
    roles.done("gate", "verify")
