"""The event boundary's probe tells a boundary that holds from one that was opened, whoever opened it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from oneroof.errors import FactsSayNo, UsageError
from oneroof.events import boundary
from oneroof.events.boundary import probe_boundary
from oneroof.packets.builtin.activation import ACTIVATION_CODE, activation_packet
from oneroof.packets.load import load
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneWriter
from oneroof.verdict.rules_clone import event_boundary
from tests.pg.demo_support import SCHEMA, ask, content, governed_clone, run_packet, tell
from tests.pg.schema_support import activation

every_version = pytest.mark.every_version
TYPES = 'SELECT event_type FROM event_type_registry ORDER BY event_type COLLATE "C"'


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
    return {finding.code for finding in event_boundary(facts, {}) if finding.severity == "fail"}


@every_version
def test_a_boundary_that_holds(session: CloneWriter, clone: Dsn) -> None:
    """Each registered type is tried and refused; the control is accepted; nothing stays."""
    before = content(clone, "event_outbox", "event_type_registry", "system_issues", "system_issue_history")
    facts = probe_boundary(session, SCHEMA)
    assert [item["event_type"] for item in facts["attempts"]] == [row["event_type"] for row in ask(clone, TYPES)]
    assert {item["sqlstate"] for item in facts["attempts"]} == {"OR102"}
    assert facts["unregistered_sqlstate"] == "OR101"
    assert facts["positive_control"]["sqlstate"] == "00000"
    assert (facts["issues_written"], facts["issues_triggers"], facts["validation_trigger"]) == (0, 9, "A")
    assert failures(facts) == set()
    assert content(clone, "event_outbox", "event_type_registry", "system_issues", "system_issue_history") == before


SABOTAGE = {
    "an active type": (
        activation("event_type = 'governance.issue.opened'"),
        {"emission-accepted", "active-type"},
    ),
    "a disabled trigger": (
        "ALTER TABLE event_outbox DISABLE TRIGGER event_10_type_validate",
        {"validation-trigger"},
    ),
    "a trigger that replicas pass": (
        "ALTER TABLE event_outbox ENABLE TRIGGER event_10_type_validate",
        {"validation-trigger"},
    ),
    "a validation that lets everything pass": (
        (
            "CREATE OR REPLACE FUNCTION fn_event_type_validate() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN NEW.domain := 'governance'; RETURN NEW; END $$"
        ),
        {"emission-accepted"},
    ),
    "a refusal with another cause": (
        "ALTER TABLE event_outbox ADD CHECK (type = 'none')",
        {"control"},
    ),
    "an emission that writes an issue": (
        (
            "CREATE FUNCTION report() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " INSERT INTO public.system_issues (title) VALUES ('emitted'); RETURN NEW; END $$;"
            "CREATE TRIGGER event_30_report BEFORE INSERT ON event_outbox FOR EACH ROW EXECUTE FUNCTION report()"
        ),
        {"issues-written"},
    ),
    "no types at all": ("DELETE FROM event_type_registry", {"no-types", "control"}),
}


@pytest.mark.parametrize("case", SABOTAGE)
def test_a_boundary_that_was_opened_is_found(session: CloneWriter, clone: Dsn, case: str) -> None:
    """Each way has its own finding."""
    script, expected = SABOTAGE[case]
    tell(clone, script)
    assert failures(probe_boundary(session, SCHEMA)) >= expected


def test_a_row_that_another_session_writes_is_counted(session: CloneWriter, clone: Dsn) -> None:
    """By the row's own version, also before that session's counters have arrived."""
    before = boundary._state(session, SCHEMA)
    with CloneWriter.open(clone) as other:
        other.connection.execute("INSERT INTO public.system_issues (title) VALUES ('slipped in')")
        assert boundary._issues_written(session, SCHEMA, before, boundary._state(session, SCHEMA)) >= 1


@every_version
def test_emit_activation_is_a_packet_that_nobody_automates(session: CloneWriter, clone: Dsn, tmp_path: Path) -> None:
    """Every type of the domain becomes active and none is emitted; the brake works also after an event was emitted."""
    packet = load(activation_packet(session, SCHEMA, tmp_path))
    assert (packet.code, packet.phase, packet.automation) == (ACTIVATION_CODE, 3, "never")
    done = run_packet(session, packet)
    assert (done.executed, done.deviation) == (True, None)
    count = len(ask(clone, TYPES))
    assert [(item.table, item.updated) for item in done.deltas] == [("public.event_type_registry", count)]
    assert failures(probe_boundary(session, SCHEMA)) >= {"emission-accepted", "active-type"}
    tell(
        clone,
        "INSERT INTO event_outbox (aggregatetype, aggregateid, type) VALUES ('a', '1', 'governance.issue.opened')",
    )
    undone = run_packet(session, packet, "rollback", pins=done.pins)
    assert (undone.executed, undone.deviation) == (True, None)
    assert ask(clone, "SELECT count(*) AS n FROM event_type_registry WHERE active")[0]["n"] == 0


def test_activation_of_what_is_not_there_is_refused(session: CloneWriter, clone: Dsn, tmp_path: Path) -> None:
    """An unknown type; nothing left."""
    with pytest.raises(UsageError, match=r"no\.such"):
        activation_packet(session, SCHEMA, tmp_path, ["no.such"])
    tell(clone, activation())
    with pytest.raises(FactsSayNo):
        activation_packet(session, SCHEMA, tmp_path)
