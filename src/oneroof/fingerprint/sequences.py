"""The values of sequences. They follow no transaction: compare them as an interval when others write."""

from __future__ import annotations

from oneroof.fingerprint.model import Entry
from oneroof.fingerprint.refs import make_ref
from oneroof.pg.compose import Identifier
from oneroof.pg.session import Session


def read_sequences(session: Session) -> tuple[dict[str, Entry], tuple[str, ...]]:
    """``last_value`` and ``is_called`` of every sequence, with its ``increment``; and the refs of unreadable ones.

    Raises:
        SqlFailed: a sequence vanished meanwhile (the caller retries when the catalog moved).
    """
    read: dict[str, Entry] = {}
    unreadable: list[str] = []
    for listed in session.rows("fingerprint/list_sequences"):
        ref = make_ref("sequence", listed["schema"], listed["name"])
        if not listed["readable"]:
            unreadable.append(ref)
            continue
        value = session.row("fingerprint/read_sequence", {"sequence": Identifier(listed["schema"], listed["name"])})
        facets = {
            "last_value": str(value["last_value"]),
            "is_called": "true" if value["is_called"] else "false",
            "increment": str(listed["increment"]),
        }
        read[ref] = Entry(ref, facets)
    return read, tuple(unreadable)
