"""Emit activation as a packet: which event types may be emitted, decided by people and never automated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from oneroof.errors import FactsSayNo, UsageError
from oneroof.packets.builtin import relation_prefix, write_packet
from oneroof.pg.compose import SQL, Identifier, Literal
from oneroof.pg.session import Session

ACTIVATION_CODE = "F8_EMIT_ACTIVATION_COMMIT"


def activation_packet(session: Session, schema: str, folder: Path, event_types: Sequence[str] | None = None) -> Path:
    """Write the packet ``folder/F8_EMIT_ACTIVATION_COMMIT``.

    Args:
        session: on the database whose state the packet is made for; nothing is written there.
        schema: where the governance part stands.
        folder: where the packet's folder goes.
        event_types: which; default every type of the governance domain that is not active.

    Raises:
        UsageError: a type is not registered. FactsSayNo: none is left to activate. NameTaken: the packet is there.
    """
    governance = {"governance": Identifier(schema)}
    registered = {row["event_type"]: row for row in session.rows("events/list_types", governance)}
    unknown = sorted(set(event_types or ()) - set(registered))
    if unknown:
        raise UsageError(f"{unknown[0]} is no registered event type.", next_step="Register it first.")
    if event_types is None:
        chosen = [name for name, row in registered.items() if row["domain"] == "governance" and not row["active"]]
    else:
        chosen = [name for name in sorted(set(event_types)) if not registered[name]["active"]]
    if not chosen:
        raise FactsSayNo("No event type is left to activate.", next_step="`event_type_registry` lists them.")
    types = SQL(", ").join(Literal(name) for name in chosen)
    values: dict[str, str | int] = {
        "schema": relation_prefix(schema),
        "search_path": schema,
        "types": types.as_string(None),
        "count": len(chosen),
        "events": int(session.row("events/count_outbox", governance, domain="governance")["total"]),
    }
    return write_packet(ACTIVATION_CODE, folder, values, statements={"types": types})
