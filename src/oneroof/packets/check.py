"""What can be said of a packet by reading it: refusals, and hazards that signers are shown. Pure.

Reading is help, not a wall: what dynamic SQL can hide is measured when the packet runs. What nothing measures
(NOTIFY), or what the server would refuse in words that name no remedy, is refused here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from oneroof.errors import PacketMalformed
from oneroof.fingerprint.ours import is_ours
from oneroof.packets.model import OPERATION, RELATION_KINDS, ROLLBACK, Delta, Guard, Packet
from oneroof.packets.names import show
from oneroof.packets.readings import READINGS, Reading
from oneroof.packets.tokens import Statement, UnreadableSqlError, statements

#: The only tables of the system whose rows are content; everything else there is declared by [[catalog]].
LARGE_OBJECT_TABLES = frozenset({"pg_largeobject", "pg_largeobject_metadata"})
#: Functions and keywords whose value differs between two runs or two databases, by the hazard that they are.
_VOLATILE = {
    "clock": "now clock_timestamp statement_timestamp transaction_timestamp timeofday",
    "random": "random random_normal gen_random_uuid uuidv4 uuidv7 gen_random_bytes uuid_generate_v1 uuid_generate_v4",
    "place": "current_database inet_server_addr inet_server_port inet_client_addr inet_client_port pg_backend_pid"
    " version current_setting pg_current_xact_id txid_current",
    "sequence": "nextval currval lastval",
}
_VOLATILE_CALLS = {name: code for code, names in _VOLATILE.items() for name in names.split()}
_VOLATILE_WORDS = {
    **dict.fromkeys(("current_timestamp", "current_date", "current_time", "localtime", "localtimestamp"), "clock"),
    **dict.fromkeys(("current_catalog", "current_user", "session_user"), "place"),
}
_WHY = {
    "clock": "reads the clock: rows that hold its value differ at every run; declare such columns volatile",
    "random": "is random: rows that hold its value differ at every run; declare such columns volatile",
    "place": "differs between databases and sessions: the clone may not show what production will do",
    "sequence": "moves a sequence, which no rollback moves back",
}
_QUERY_WORDS = ("select", "with", "values", "table")


@dataclass(frozen=True)
class Hazard:
    """Something that a signer must know or, ``refused``, that keeps the packet from being run; ``where`` it stands."""

    code: str
    message: str
    where: str
    refused: bool = False

    def as_fact(self) -> dict[str, str | bool]:
        """Plain JSON values for evidence."""
        return {"code": self.code, "message": self.message, "where": self.where, "refused": self.refused}


def check(packet: Packet) -> tuple[Hazard, ...]:
    """All that reading finds, refusals first, else in the order of the files."""
    found = [*_manifest(packet)]
    for file in (OPERATION, ROLLBACK):
        found += _script(file, statements(packet.files[file].decode()))
    for guard in _guards(packet):
        found += _guard(guard)
    return tuple(sorted(dict.fromkeys(found), key=lambda hazard: not hazard.refused))


def refuse(packet: Packet) -> None:
    """Raise for the first refusal.

    Raises:
        PacketMalformed: with its place, and what to do instead.
    """
    for hazard in check(packet):
        if hazard.refused:
            raise PacketMalformed(f"{packet.code}, {hazard.where}: {hazard.message}.")


def _guards(packet: Packet) -> tuple[Guard, ...]:
    manifest, undo = packet.manifest, packet.manifest.rollback
    return (*manifest.guard, *manifest.verify, *(undo.guard or ()), *(undo.verify or ()))


def _manifest(packet: Packet) -> Iterator[Hazard]:
    manifest, where = packet.manifest, "packet.toml"
    if not manifest.guard:
        yield Hazard("no-guard", "has no guard: nothing says in which state it may run", where)
    if not manifest.verify:
        yield Hazard("no-verify", "verifies nothing after the operation", where)
    locked = {lock.name for lock in manifest.lock}
    made = {change.object for change in manifest.catalog if change.change == "added"}
    for delta in (*manifest.delta, *(manifest.rollback.delta or ())):
        yield from _delta(delta, where)
        new = any(f"{kind}:{show(delta.name)}" in made for kind in RELATION_KINDS)
        if delta in manifest.delta and delta.name not in locked and not new:
            message = f"{show(delta.name)} is written and not locked: others may write it meanwhile"
            yield Hazard("not-locked", message, where)
    for ref in manifest.rollback.tolerates:
        yield Hazard("tolerates", f"after the rollback {ref} may differ from before", where)


def _delta(delta: Delta, where: str) -> Iterator[Hazard]:
    schema, table = delta.name
    name = show(delta.name)
    if is_ours(f"table:{name}"):
        yield Hazard("gate-table", f"declares writes to {name}, which no packet may write", where, refused=True)
    if schema in {"pg_catalog", "information_schema"} and table not in LARGE_OBJECT_TABLES:
        message = f"declares writes to {name}; declare the objects with [[catalog]]"
        yield Hazard("system-table", message, where, refused=True)
    if delta.rows == "any":
        yield Hazard("any-rows", f"which rows of {name} are written is not compared with the rehearsal", where)
    if delta.truncated or delta.rewritten:
        yield Hazard("long-lock", f"{name} is locked against all reading while it is truncated or rewritten", where)


def _script(file: str, found: Sequence[Statement]) -> Iterator[Hazard]:
    for statement in found:
        for reading in READINGS:
            yield from _read(file, statement, reading)
        yield from _volatile(statement, lambda line: f"{file}:{line}")


def _read(file: str, statement: Statement, reading: Reading) -> Iterator[Hazard]:
    line = reading.line(statement)
    if line is not None:
        yield Hazard(reading.code, reading.message, f"{file}:{line}", reading.refused)


def _volatile(statement: Statement, place: Callable[[int], str]) -> Iterator[Hazard]:
    for token, following in zip(statement, (*statement[1:], None), strict=True):
        if token.kind != "word":
            continue
        called = following is not None and following.kind == "symbol" and following.text == "("
        code = _VOLATILE_CALLS.get(token.text) if called else _VOLATILE_WORDS.get(token.text)
        if code is not None:
            yield Hazard(code, f"{token.text} {_WHY[code]}", place(token.line))


def _guard(guard: Guard) -> Iterator[Hazard]:
    where = f"packet.toml, {guard.name}"
    try:
        found = statements(guard.sql)
    except UnreadableSqlError as error:
        yield Hazard("guard-unreadable", f"its SQL cannot be read: {error}", where, refused=True)
        return
    opens = found[0][0] if found else None
    query = opens is not None and (opens.is_word(*_QUERY_WORDS) or (opens.kind == "symbol" and opens.text == "("))
    if len(found) != 1 or not query:
        yield Hazard("guard-form", "a guard is one query: SELECT, WITH, VALUES or TABLE", where, refused=True)
        return
    if any(token.kind == "meta" for token in found[0]):
        yield Hazard("psql-command", "psql's backslash commands cannot stand in a guard", where, refused=True)
    for reading in READINGS:
        if reading.code == "leaves-database" and reading.line(found[0]) is not None:
            yield Hazard(reading.code, reading.message, where, reading.refused)
    yield from _volatile(found[0], lambda _line: where)
