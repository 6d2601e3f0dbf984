"""The gate's log, verified by its own bytes: each entry hashed again, each bound to the one before.

The hash is that of ``oneroof.fn_gate_log_hash``, computed here a second time, because whoever owns the schema can
replace a function of it as well as a row.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from oneroof.config import TrustSettings
from oneroof.gate.act import Act
from oneroof.gate.state import GateState, LogRow

_DOMAIN = b"oneroof-gate-log-v1"
#: What the log calls an act, by its meaning.
ENTRIES = {"approve": "approved", "reject": "rejected", "review": "reviewed", "hold": "held", "lift": "lifted"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def entry_hash(row: LogRow) -> str:
    """SHA-256 of an entry: the domain, then of each field its length in bytes, a colon and its text in UTF-8."""
    moment = str((row.logged_at - _EPOCH) // timedelta(microseconds=1))
    state = hashlib.sha256(_DOMAIN)
    for field in (row.prev, str(row.height), row.act, row.subject, row.content, moment, row.logged_by):
        content = field.encode()
        state.update(f"{len(content)}:".encode())
        state.update(content)
    return state.hexdigest()


def log_problems(state: GateState, trust: TrustSettings, acts: Iterable[Act]) -> Iterator[str]:
    """Everything that is wrong with the log, as sentences.

    Args:
        state: with all of the log.
        trust: the pins of the settings file.
        acts: signed, each with the heads that its signer saw: what was cut off the log is missed by them.
    """
    yield from _chain(state.log)
    newest = (state.log[-1].hash, state.log[-1].height) if state.log else (state.head, 0)
    if newest != (state.head, state.height):
        yield f"The newest entry of the gate log is not the head that the database names, {state.head}."
    yield from state.log_problems
    yield from _unlike(state)
    yield from _seen(state, acts)
    yield from _floor(state, trust)


def _unlike(state: GateState) -> Iterator[str]:
    """Rows of the gate without their entry, and entries without their row."""
    logged = Counter(key for row in state.log if (key := _entry_key(row)) is not None)
    there = Counter(
        [
            *(("authority", row.digest) for row in state.authorities),
            *(("proposed", row.statement_digest) for row in state.proposals),
            *((ENTRIES.get(row.meaning, row.meaning), row.act_digest) for row in (*state.acts, *state.holds)),
            *(("ratified", row.approval_id) for row in state.approvals),
            *((row.act, f"{row.packet_digest} {row.apr_code}") for row in state.rollouts),
        ]
    )
    for what, which in sorted(there - logged):
        yield f"A row of the gate ({what} {which}) is not in its log."
    for what, which in sorted(logged - there):
        yield f"The gate log says {what} {which}, and the row is gone."


def _entry_key(row: LogRow) -> tuple[str, str] | None:
    """By what an entry is found among the rows; None: it is of something that has no row."""
    names = {"authority": "digest", "proposed": "statement_digest", "ratified": "approval_id"}
    names.update(dict.fromkeys(ENTRIES.values(), "act_digest"))
    names.update(dict.fromkeys(("executed", "rolled_back"), "packet_digest"))
    if row.act not in names:
        return None  # an attempt's words are its operator's, whatever depth they have: they are not parsed
    key = str(json.loads(row.content).get(names[row.act]))
    return row.act, f"{key} {row.subject}" if names[row.act] == "packet_digest" else key


def _seen(state: GateState, acts: Iterable[Act]) -> Iterator[str]:
    known = {row.hash for row in state.log} | {state.log[0].prev if state.log else state.head}
    for act in acts:
        head = act.log_heads.get(state.identity.database_uid or "")
        if head is not None and head not in known:
            yield f"The gate log has no entry {head}, which {act.printed_name} saw when signing {act.apr_code}."


def _chain(log: Sequence[LogRow]) -> Iterator[str]:
    before: LogRow | None = None
    for row in log:
        if entry_hash(row) != row.hash:
            yield f"Entry {row.height} of the gate log is not what was hashed."
        if row.height != (before.height if before else 0) + 1:
            yield f"Entries of the gate log are missing before {row.height}."
        if before is not None and row.prev != before.hash:
            yield f"Entry {row.height} of the gate log does not follow the entry before it."
        before = row


def _floor(state: GateState, trust: TrustSettings) -> Iterator[str]:
    """The pinned entry must still be there: what was cut off the end is missed by who pinned it."""
    if trust.log_height is None:
        return
    if state.height < trust.log_height:
        yield f"The gate log ends at entry {state.height}; oneroof.toml pins entry {trust.log_height}: it was cut off."
        return
    found = next((row.hash for row in state.log if row.height == trust.log_height), "none")
    if found != trust.log_head:
        yield f"Entry {trust.log_height} of the gate log is {found}, and oneroof.toml pins {trust.log_head}."
