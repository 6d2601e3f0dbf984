"""What a statement of a packet is refused or named for, by its tokens. Pure.

Each reading gives the line on which it finds what it looks for, or None. The bodies of ``DO`` are read for what nothing
measures; a function's body is not, because defining it does not run it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from oneroof.packets.tokens import Statement, Token, UnreadableSqlError, tokens

_TRANSACTION = frozenset({"begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release"})
_CLUSTER = frozenset({"database", "tablespace", "system", "subscription"})
_OUTWARD = frozenset(
    {
        "dblink",
        "dblink_connect",
        "dblink_exec",
        "dblink_send_query",
        "lo_export",
        "lo_import",
        "pg_file_write",
        "pg_read_file",
        "pg_read_binary_file",
        "pg_ls_dir",
        "pg_reload_conf",
        "pg_terminate_backend",
        "pg_cancel_backend",
        "pg_create_physical_replication_slot",
        "pg_create_logical_replication_slot",
        "pg_drop_replication_slot",
        "pg_logical_emit_message",
        "pg_switch_wal",
        "pg_create_restore_point",
    }
)
_ASSERTED_SETTINGS = frozenset({"session_replication_role", "track_counts"})
#: After which a statement of PL/pgSQL begins.
_BODY_OPENERS = frozenset({"begin", "then", "else", "loop"})


@dataclass(frozen=True)
class Reading:
    """One thing that is looked for: ``line`` gives where a statement shows it; ``message`` says what to do instead."""

    code: str
    message: str
    line: Callable[[Statement], int | None]
    refused: bool = True


def _opening(statement: Statement, count: int = 1) -> tuple[str, ...]:
    """The first words, lower case; a token that is no word gives an empty text."""
    return tuple(token.text if token.kind == "word" else "" for token in statement[:count])


def _begins(*words: str) -> Callable[[Statement], int | None]:
    def line(statement: Statement) -> int | None:
        return statement[0].line if _opening(statement)[0] in words else None

    return line


def _secret(statement: Statement) -> int | None:
    """A password written as a literal: `PASSWORD '…'` of a role, `password '…'` among the OPTIONS of a user mapping."""
    for token, following in pairwise(statement):
        if token.is_word("password", "sslpassword", "passwd") and following.kind == "string":
            return token.line
    return None


def _calls(statement: Statement, names: frozenset[str]) -> int | None:
    for token, following in pairwise(statement):
        if token.kind in {"word", "quoted"} and token.text in names and following.text == "(":
            return token.line
    return None


def _meta(statement: Statement) -> int | None:
    return next((token.line for token in statement if token.kind == "meta"), None)


def _transaction_control(statement: Statement) -> int | None:
    first, second = (*_opening(statement, 2), "")[:2]
    prepared = first == "prepare" and second == "transaction"
    return statement[0].line if first in _TRANSACTION or prepared else None


def _copy(statement: Statement, *, outward: bool) -> int | None:
    if _opening(statement)[0] != "copy":
        return None
    depth = 0
    for token, following in pairwise(statement):
        depth += (token.text == "(") - (token.text == ")") if token.kind == "symbol" else 0
        if depth or not token.is_word("from", "to"):
            continue
        through_client = following.is_word("stdin", "stdout")
        if through_client or following.kind == "string" or following.is_word("program"):
            return token.line if outward != through_client else None
    return None


def _role(statement: Statement) -> int | None:
    words = [word for word in _opening(statement, 4) if word not in {"local", "session"}]
    changes = words[0] in {"set", "reset"} and len(words) > 1 and words[1] in {"role", "authorization"}
    return statement[0].line if changes else None


def _asserted_setting(statement: Statement) -> int | None:
    called = ""
    for before, token in pairwise((*statement, Token("symbol", "", 0))):
        if before.kind in {"word", "quoted"} and before.text.lower() in _ASSERTED_SETTINGS:
            return before.line
        if token.kind == "string" and called == "set_config" and token.text.lower() in _ASSERTED_SETTINGS:
            return token.line
        called = before.text if token.text == "(" and token.kind == "symbol" else ""
    return None


def _bodies(statement: Statement) -> Iterator[list[Token]]:
    """The tokens of a DO statement's body, its lines counted in the file; nothing for other statements."""
    if _opening(statement)[0] != "do":
        return
    for token in statement:
        if token.kind == "string":
            try:
                inside = list(tokens(token.text))
            except UnreadableSqlError:
                continue  # the server will say so better
            yield [Token(found.kind, found.text, found.line + token.line - 1) for found in inside]


def _notify(statement: Statement) -> int | None:
    if _opening(statement)[0] in {"notify", "listen", "unlisten"}:
        return statement[0].line
    called = _calls(statement, frozenset({"pg_notify"}))
    for body in _bodies(statement):
        called = called or _calls(tuple(body), frozenset({"pg_notify"}))
        for before, token, channel in zip(body, body[1:], body[2:], strict=False):
            opens = before.text == ";" or before.is_word(*_BODY_OPENERS)
            if opens and token.is_word("notify", "listen") and channel.kind in {"word", "quoted"}:
                return token.line
    return called


def _outward(statement: Statement) -> int | None:
    found = _calls(statement, _OUTWARD)
    for body in _bodies(statement):
        found = found or _calls(tuple(body), _OUTWARD)
    return found or _copy(statement, outward=True)


def _concurrently(statement: Statement) -> int | None:
    if _opening(statement)[0] not in {"create", "drop", "reindex", "refresh", "alter"}:
        return None
    return next((token.line for token in statement if token.is_word("concurrently")), None)


def _cluster(statement: Statement) -> int | None:
    first, second = (*_opening(statement, 2), "")[:2]
    return statement[0].line if first in {"create", "alter", "drop"} and second in _CLUSTER else None


def _select_into(statement: Statement) -> int | None:
    if _opening(statement)[0] not in {"select", "with"}:
        return None
    depth = 0
    before = ""
    for token in statement:
        depth += (token.text == "(") - (token.text == ")") if token.kind == "symbol" else 0
        if not depth and token.is_word("into") and before not in {"insert", "merge"}:
            return token.line
        before = token.text if token.kind == "word" else ""
    return None


def _temporary(statement: Statement) -> int | None:
    words = [word for word in _opening(statement, 6) if word not in {"or", "replace", "global", "local"}]
    if words[0] == "create" and words[1:2] in (["temp"], ["temporary"]):
        return statement[0].line
    return next((token.line for token in statement if token.kind != "string" and token.text == "pg_temp"), None)


def _enum_value(statement: Statement) -> int | None:
    altered = _opening(statement, 2) == ("alter", "type")
    words = [token.text for token in statement if token.kind == "word"]
    added = any(pair == ("add", "value") for pair in pairwise(words))
    return statement[0].line if altered and added else None


def _exception_block(statement: Statement) -> int | None:
    for body in _bodies(statement):
        for before, token in pairwise(body):
            if token.is_word("exception") and not before.is_word("raise"):
                return token.line
    return None


READINGS: tuple[Reading, ...] = (
    Reading("psql-command", "a backslash command is psql's, not the server's; write it as SQL", _meta),
    Reading(
        "transaction-control",
        "a packet is one transaction that oneroof opens and ends; take transaction control out, or make it two packets",
        _transaction_control,
    ),
    Reading(
        "copy-client",
        "COPY from or to the client has no data here; write the rows as INSERT … VALUES",
        lambda statement: _copy(statement, outward=False),
    ),
    Reading(
        "leaves-database",
        "it reaches files, programs, other databases or the server itself, which no rehearsal measures",
        _outward,
    ),
    Reading("secret", "a packet is published and signed as it is: set the password outside it, afterwards", _secret),
    Reading("role-change", "the role is declared once: put it into packet.toml as role", _role),
    Reading(
        "asserted-setting",
        "session_replication_role and track_counts stay as they are: they would blind triggers or measurements",
        _asserted_setting,
    ),
    Reading("notify", "NOTIFY and LISTEN are measured by nothing; write to an outbox table instead", _notify),
    Reading("vacuum", "VACUUM cannot run inside a transaction; run it after the rollout, by itself", _begins("vacuum")),
    Reading(
        "concurrently",
        "CONCURRENTLY cannot run inside a transaction; leave the word out and keep lock_timeout short",
        _concurrently,
    ),
    Reading("cluster", "it concerns the whole server, or cannot run inside a transaction; it is no packet's", _cluster),
    Reading("select-into", "SELECT … INTO cannot be executed so; write CREATE TABLE … AS SELECT", _select_into),
    Reading("temporary", "a temporary relation is refused; use a common table expression", _temporary),
    Reading(
        "enum-value",
        "a new enum value cannot be used in the transaction that adds it; put its use into a second packet",
        _enum_value,
        refused=False,
    ),
    Reading(
        "exception-block",
        "rows written in a block that an EXCEPTION undoes are counted nevertheless; write it without EXCEPTION",
        _exception_block,
        refused=False,
    ),
)
