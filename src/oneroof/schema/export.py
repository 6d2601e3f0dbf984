"""Everything that an uninstall would lose, as one file: the gate's rows, its log, the identity. Same rows, same bytes.

The file is lines of JSON, which people and tools can read without us; exact bytes stand in it in hexadecimal.
"""

from __future__ import annotations

from oneroof.pg.session import Session

FIRST_LINE = '{"type": "oneroof-gate-export-v1"}'


def export_gate(session: Session) -> bytes:
    """The export's bytes, of one moment.

    Args:
        session: may be read-only; its settings print times in UTC and bytes in hexadecimal, as every session's of ours.
    """
    lines = [str(row["line"]) for row in session.rows("schema/export_gate")]
    return ("\n".join([FIRST_LINE, *lines]) + "\n").encode()


def is_whole(content: bytes, session: Session) -> bool:
    """Whether an export that was written before still holds everything that is there now."""
    return content == export_gate(session)
