"""The event boundary, probed: the database itself refuses each type, and would accept it were it active.

Every attempt is rolled back. What a refusal is worth shows the positive control: the same INSERT, in a transaction that
activates the type first, must be accepted; otherwise the refusals have another cause than the validation.
"""

from __future__ import annotations

from typing import Any

from oneroof.events.names import governance
from oneroof.pg import queries
from oneroof.pg.compose import SQL, Composable, Identifier, Literal
from oneroof.pg.session import CloneWriter, Row

#: No registered type bears this name; emitting it must be refused, too.
UNREGISTERED = "oneroof.rehearsal.unregistered"


def probe_boundary(session: CloneWriter, schema: str) -> dict[str, Any]:
    """Try to emit each registered type, and prove that nothing stayed.

    Args:
        session: on a clone, outside a transaction.
        schema: where the governance part stands.

    Returns:
        The facts of stage 07: SQLSTATEs (``00000``: accepted), counts, names of types.
    """
    types = session.rows("events/list_types", governance(schema))
    names = [str(row["event_type"]) for row in types]
    before = _state(session, schema)
    attempts = [{"event_type": name, "sqlstate": session.attempt(_emit(schema, name))} for name in names]
    unregistered = session.attempt(_emit(schema, UNREGISTERED))
    control = _control(session, schema, names[0]) if names else None
    after = _state(session, schema)
    return {
        "attempts": attempts,
        "unregistered_sqlstate": unregistered,
        "positive_control": control,
        "outbox_before": before["outbox"],
        "outbox_after": after["outbox"],
        "issues_written": _issues_written(session, schema, before, after),
        "issues_triggers": after["issues_triggers"],
        "validation_trigger": after["validation_trigger"],
        "active_types": [row["event_type"] for row in types if row["active"]],
    }


def _emit(schema: str, event_type: str) -> Composable:
    return _statement("events/emit", schema, event_type)


def _control(session: CloneWriter, schema: str, event_type: str) -> dict[str, str]:
    """Activate, as a packet does under the rollout's lock, and emit, in one transaction, which is rolled back."""
    lock = SQL(queries.load("packets/lock_rollout").text)
    activate = _statement("events/activate", schema, event_type)
    steps = SQL(";\n").join([lock, activate, _emit(schema, event_type)])
    return {"event_type": event_type, "sqlstate": session.attempt(steps)}


def _statement(query: str, schema: str, event_type: str) -> Composable:
    return SQL(queries.load(query).text).format(governance=Identifier(schema), event_type=Literal(event_type))


def _state(session: CloneWriter, schema: str) -> Row:
    session.rows("events/flush_statistics")
    names = {
        "governance": Identifier(schema),
        "schema": Literal(Identifier(schema).as_string(None)),
        "issues": Literal(Identifier(schema, "system_issues").as_string(None)),
        "outbox": Literal(Identifier(schema, "event_outbox").as_string(None)),
    }
    state = session.row("events/read_boundary", names)
    return {**state, "issues_newer": _issues_since(session, schema, state["next_xid"])}


def _issues_written(session: CloneWriter, schema: str, before: Row, after: Row) -> int:
    """Rows of system_issues written meanwhile: by the counters, rolled back ones too, and by the rows' own versions."""
    newer = _issues_since(session, schema, before["next_xid"]) - int(before["issues_newer"])
    return max(int(after["issues_counted"]) - int(before["issues_counted"]), newer)


def _issues_since(session: CloneWriter, schema: str, xid: str) -> int:
    """Rows whose version is not older than a transaction id; one frozen long ago can seem so, hence a difference."""
    return int(session.value("events/count_new_issues", governance(schema), since=xid))
