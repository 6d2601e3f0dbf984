"""The cursor's probe tells a cursor that only moves forward from one that was made to move otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from oneroof.events import cursor as room
from oneroof.events.cursor import probe_cursor, remove_cursor
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneWriter, Session
from oneroof.verdict import rules_clone
from tests.pg.demo_support import SCHEMA, ask, content, governed_clone, tell

every_version = pytest.mark.every_version
CONSUMER = 'rehearsal "1"'


@pytest.fixture
def clone(make_database: Callable[..., Dsn], server: embedded.Server) -> Dsn:
    """A database with the governance part, taken for a clone."""
    return governed_clone(make_database, server.dsn)


@pytest.fixture
def session(clone: Dsn) -> Iterator[CloneWriter]:
    """A session on the clone."""
    with CloneWriter.open(clone) as opened:
        yield opened


def failures(facts: dict[str, Any]) -> set[str]:
    """The codes of what the verdict would say against these facts."""
    return {finding.code for finding in rules_clone.cursor(facts, {}) if finding.severity == "fail"}


@every_version
def test_a_cursor_that_holds_and_is_taken_away(session: CloneWriter, clone: Dsn) -> None:
    """It advances, a repetition changes nothing, three moves are refused; then the table is as it was."""
    before = content(clone, "governance_worker_cursor")
    facts = probe_cursor(session, SCHEMA, CONSUMER)
    assert failures(facts) == set()
    refused = {key: value for key, value in facts.items() if key.endswith("sqlstate")}
    assert refused == {
        "backward_sqlstate": "OR111",
        "stale_sqlstate": "OR112",
        "beyond_horizon_sqlstate": "OR113",
        "direct_update_sqlstate": "OR111",
    }
    assert [row["consumer"] for row in ask(clone, "SELECT consumer FROM governance_worker_cursor")] == [CONSUMER]
    remove_cursor(session, SCHEMA, CONSUMER)
    assert content(clone, "governance_worker_cursor") == before


ADVANCE = """
CREATE OR REPLACE FUNCTION fn_cursor_advance(
    p_consumer text, expected_xid xid8, expected_place integer, new_xid xid8, new_place integer
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.governance_worker_cursor (consumer, system_identifier) VALUES (p_consumer, 'x')
        ON CONFLICT (consumer) DO NOTHING;
    {body}
    RETURN true;
END $$;
"""
MOVE = (
    "UPDATE public.governance_worker_cursor SET position_xid = new_xid, position_place = new_place,"
    " advanced_at = clock_timestamp() WHERE consumer = p_consumer;"
)
SABOTAGE = {
    "moves wherever it is told": (
        "ALTER TABLE governance_worker_cursor DISABLE TRIGGER forward_only;" + ADVANCE.format(body=MOVE),
        {"moved-backward", "moved-from", "moved-beyond", "repeat"},
    ),
    "does not move": (ADVANCE.format(body=""), {"not-advanced"}),
    "moves itself back": (
        "ALTER TABLE governance_worker_cursor DISABLE TRIGGER forward_only;"
        + ADVANCE.format(
            body=MOVE + " UPDATE public.governance_worker_cursor SET position_xid = '0' WHERE consumer = p_consumer;"
        ),
        {"moved-back", "not-advanced"},
    ),
}


@pytest.mark.parametrize("case", SABOTAGE)
def test_a_cursor_that_was_made_to_move_otherwise_is_found(session: CloneWriter, clone: Dsn, case: str) -> None:
    """Each way has its own finding."""
    script, expected = SABOTAGE[case]
    tell(clone, script)
    assert failures(probe_cursor(session, SCHEMA, CONSUMER)) >= expected


@every_version
def test_processes_that_stay_are_seen(session: CloneWriter, clone: Dsn) -> None:
    """A connection that works in this database and a child of this program, each while it lives."""
    before = room._processes(session)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        with Session.open(clone) as other:
            more = room._processes(session) - before
            assert more == {("child", child.pid), ("backend", other.backend_pid)}
    finally:
        child.kill()
        child.wait()
    assert ("child", os.getpid()) not in room._processes(session)
    assert ("child", child.pid) not in room._processes(session)
