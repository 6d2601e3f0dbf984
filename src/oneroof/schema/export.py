"""The whole gate of a database as one file: what `uninstall` asks for before it takes the gate away."""

from __future__ import annotations

import json
from typing import Any

from oneroof import errors
from oneroof.pg.session import Session

EXPORT_TYPE = "oneroof-gate-export-v1"


def export_gate(session: Session) -> bytes:
    """Every row of every table of the gate, the log among them, as one JSON file; read in one moment."""
    document = {"type": EXPORT_TYPE, "tables": read_gate(session)}
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def read_gate(session: Session) -> dict[str, Any]:
    """The same as plain JSON values, by table."""
    found: dict[str, Any] = session.value("schema/export_gate")
    return found


def refuse_other_content(session: Session, exported: bytes) -> None:
    """Raise unless the file holds exactly what the gate holds now.

    Raises:
        UsageError: the file is no export. Refused: it is one of another moment or database; the table is named.
    """
    try:
        document = json.loads(exported)
        tables = document["tables"]
        known = document["type"] == EXPORT_TYPE and isinstance(tables, dict)
    except (ValueError, KeyError, TypeError, RecursionError):
        known, tables = False, {}
    if not known:
        raise errors.UsageError(
            "The file is no export of a gate.", next_step="Write one with `oneroof gate export --all FILE`."
        )
    here = read_gate(session)
    differs = next((name for name in here if tables.get(name) != here[name]), None)
    if differs is not None or set(tables) != set(here):
        raise errors.Refused(
            f"The file does not hold what stands in {differs or 'the gate'} now.",
            next_step="Export again: `oneroof gate export --all FILE`.",
        )
