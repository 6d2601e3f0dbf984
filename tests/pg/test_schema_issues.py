"""The register of issues: nine triggers, each of which does something."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.session import Session
from tests.pg.schema_support import activation, ask, governed_once, refusal, undone, value

pytestmark = pytest.mark.every_version


@pytest.fixture
def governed(server: embedded.Server) -> Iterator[Session]:
    """A session on a database with an open issue; undone afterwards."""
    with undone(governed_once(server.dsn)) as session:
        ask(session, "INSERT INTO system_issues (title, object_ref) VALUES ('  two   words ', 'table:public.t')")
        yield session


def test_there_are_nine_triggers_and_none_on_ownership(governed: Session) -> None:
    """Internal ones are counted too: nine on issues, none on ownership."""
    count = "SELECT count(*) FROM pg_trigger WHERE tgrelid = %(table)s::regclass"
    assert value(governed, count, table="system_issues") == 9
    assert value(governed, count, table="governance_object_ownership") == 0
    referenced = (
        "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND %(table)s::regclass IN (conrelid, confrelid)"
    )
    assert value(governed, referenced, table="governance_object_ownership") == 0


def test_an_issue_is_stamped_and_tidied_when_opened(governed: Session) -> None:
    """Opener, time and title are the trigger's, not the writer's."""
    ask(governed, "INSERT INTO system_issues (title, opened_by, opened_at) VALUES ('late', 'somebody', 'epoch')")
    rows = ask(
        governed, "SELECT title, opened_by = session_user AS own, opened_at = updated_at AS same FROM system_issues"
    )
    assert sorted(row["title"] for row in rows) == ["late", "two words"]
    assert all(row["own"] and row["same"] for row in rows)


def test_refusals(governed: Session) -> None:
    """Each rule with its SQLSTATE."""
    assert refusal(governed, "INSERT INTO system_issues (title, status) VALUES ('t', 'resolved')") == "OR121"
    assert refusal(governed, "UPDATE system_issues SET status = 'nonsense'") == "OR121"
    assert refusal(governed, "UPDATE system_issues SET object_ref = 'no kind'") == "OR122"
    assert refusal(governed, "UPDATE system_issues SET opened_by = 'me'") == "OR123"
    assert refusal(governed, "DELETE FROM system_issues") == "OR124"
    assert refusal(governed, "TRUNCATE system_issues") == "OR124"


def test_a_status_follows_the_allowed_ways_and_closing_is_stamped(governed: Session) -> None:
    """open, in progress, resolved, closed and open again; closed to in progress is refused."""
    for status in ("in_progress", "resolved", "closed"):
        ask(governed, f"UPDATE system_issues SET status = '{status}'")
    assert value(governed, "SELECT closed_by = session_user AND closed_at = updated_at FROM system_issues")
    assert refusal(governed, "UPDATE system_issues SET status = 'in_progress'") == "OR121"
    ask(governed, "UPDATE system_issues SET status = 'open'")
    assert value(governed, "SELECT closed_by IS NULL AND closed_at IS NULL FROM system_issues")


def test_every_change_is_kept(governed: Session) -> None:
    """The history has the changed columns, before and after; an update that changes nothing adds nothing."""
    ask(governed, "UPDATE system_issues SET severity = 'high'")
    ask(governed, "UPDATE system_issues SET severity = 'high' WHERE false")
    (opened, changed) = ask(
        governed, "SELECT change, old_values, new_values FROM system_issue_history ORDER BY happened_at"
    )
    assert (opened["change"], opened["old_values"], opened["new_values"]["title"]) == ("opened", {}, "two words")
    assert set(changed["new_values"]) == {"severity", "updated_at"}
    assert (changed["old_values"]["severity"], changed["new_values"]["severity"]) == ("medium", "high")


def test_events_are_emitted_only_when_their_type_is_active(governed: Session) -> None:
    """Work on issues goes on while types are inactive, and emits nothing; a status move of an active type emits."""
    ask(governed, "UPDATE system_issues SET status = 'in_progress'")
    assert value(governed, "SELECT count(*) FROM event_outbox") == 0
    ask(governed, activation("event_type = 'governance.issue.moved'"))
    ask(governed, "UPDATE system_issues SET status = 'resolved'")
    ask(governed, "UPDATE system_issues SET severity = 'low'")
    (event,) = ask(governed, "SELECT type, aggregatetype, payload FROM event_outbox")
    assert (event["type"], event["aggregatetype"], event["payload"]["status"]) == (
        "governance.issue.moved",
        "issue",
        "resolved",
    )
