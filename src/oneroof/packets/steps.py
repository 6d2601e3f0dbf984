"""The thirteen steps of a packet as a `Script`. Pure.

Steps 4 and 10 alone differ: on a clone its identity stands for the approval and the run's journal for the log.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from oneroof.packets.measuring import measure_end, measure_sets, measure_start, read_sequences
from oneroof.packets.model import Direction
from oneroof.packets.names import show
from oneroof.packets.script import (
    Ask,
    Name,
    Node,
    Piece,
    Plan,
    Refusal,
    Script,
    Set,
    Step,
    Stop,
    Tell,
    Value,
    Var,
    When,
    Word,
)

#: What must be true of every packet's session, whatever the role's or the database's settings say.
REQUIRED = (
    '{"holdable_cursors": 0, "session_replication_role": "origin", "standard_conforming_strings": "on",'
    ' "temporary_relations": 0, "track_counts": "on", "transaction_isolation": "read committed",'
    ' "transaction_read_only": "off"}'
)
_MEASURING, _UNDO, _FORGET = (
    Ask(f"packets/{name}") for name in ("savepoint", "rollback_to_savepoint", "release_savepoint")
)


class _Steps:
    """Builds the nodes of each step for one side of a plan; holds nothing but what the nodes are derived from."""

    def __init__(
        self, plan: Mapping[str, Any], direction: Direction, *, production: bool, programme: bool = False
    ) -> None:
        self.side: Mapping[str, Any] = plan[direction]
        self.settings: Mapping[str, Any] = plan["settings"]
        self.pinned = plan["version"] is not None
        self.code: str = plan["code"]
        self.direction = direction
        self.production = production
        self.programme = programme

    def of(self, *path: str | int) -> Plan:
        """A value of this side of the plan."""
        return Plan((self.direction, *(str(part) for part in path)))

    def script(self) -> Script:
        """All steps in order."""
        steps: tuple[Iterator[Node], ...] = (
            self.session(),
            self.identity(),
            self.rollout_lock(),
            self.gate(),
            self.locks(),
            measure_start(self.side, self.direction),
            self.guards(),
            self.operation(),
            self.verify(),
            self.log(),
            self.deferred(),
            self.write_set(),
            self.same_session(),
        )
        return Script(
            tuple(Step(number, tuple(nodes)) for number, nodes in enumerate(steps, start=1)),
            (*read_sequences("end_"), _compare_sequences()),
        )

    # -- 1 to 5 -------------------------------------------------------------------------------------------------

    def session(self) -> Iterator[Node]:
        """Settings that measurements rely on are asserted, and noted to be compared at the end."""
        yield _set_local("lock_timeout", Plan(("settings", "lock_timeout")))
        yield Ask("packets/read_session", into="start_")
        yield _compare("session", REQUIRED, Var("start_session"))
        yield Stop()

    def identity(self) -> Iterator[Node]:
        """This is the database that was meant."""
        yield Ask("clone/find_identity", into="here_")
        yield Set("here_listed", "[]")
        yield When("here_readable", (Ask("packets/list_identity", into="here_"),))
        found = {name: Var(f"here_{name}") for name in ("system_identifier", "database", "is_table", "listed")}
        yield _judge("packets/judge_identity", expected=Var("identity"), **found)
        yield Stop()

    def rollout_lock(self) -> Iterator[Node]:
        """No other packet runs meanwhile, and nobody writes a gate table."""
        yield Ask("packets/lock_rollout", into="lock_", refusal=Refusal("rollout lock", "to be free"))

    def gate(self) -> Iterator[Node]:
        """On a clone its identity stands for the approval; the run's journal says so."""
        if not self.production:
            yield Tell("gate", {"identity": Var("identity"), "opened_by": "the clone's identity"})
            return
        names = ("apr_code", "packet_digest", "plan_digest", "verified")
        asked = "programme" if self.programme else self.direction
        yield _judge("packets/ask_gate", direction=asked, **{name: Var(name) for name in names})
        yield Stop()
        transaction = Var("start_session", ("transaction_id",))
        yield Tell("gate", {"identity": Var("identity"), "opened_by": Var("apr_code"), "transaction_id": transaction})

    def locks(self) -> Iterator[Node]:
        """Every declared lock, in the order of the names' bytes, so that two packets never wait for each other."""
        timeout = self.settings["lock_timeout"]
        for lock in self.side["locks"]:
            shown = show((lock["schema"], lock["name"]))
            refusal = Refusal(f"lock of {shown}", f"{lock['mode']} within {timeout}", privilege="")
            pieces: dict[str, Piece] = {"relation": Name(lock["schema"], lock["name"]), "mode": Word(lock["mode"])}
            yield Ask("packets/lock_relation", pieces=pieces, refusal=refusal)

    # -- 7 to 9 -------------------------------------------------------------------------------------------------

    def guards(self) -> Iterator[Node]:
        """What must hold before; then server, definitions and sets are those of the rehearsal."""
        yield from self._checks("before")
        yield _compare("guard", self._unknown("a query that can be a view"), self._unknown(None))
        yield Ask("packets/read_version", into="here_")
        yield Stop()
        if self.pinned:
            yield _compare("server", Plan(("version",)), Var("here_version"))
            yield _compare("definition of", self.of("definitions", "before"), Var("start_relations"))
        if self.side["sets"]["before"] is not None:
            yield _compare("rows of", self.of("sets", "before"), Var("start_sets"))
        yield Stop()

    def _unknown(self, instead: str | None) -> str:
        unknown: Mapping[str, str] = self.side["unknown_sets"]
        return json.dumps({name: instead or f"SQLSTATE {state}" for name, state in unknown.items()})

    def _checks(self, when: str) -> Iterator[Node]:
        for place, guard in enumerate(self.side[when]):
            yield from self._check(when, place, guard)

    def _check(self, when: str, place: int, guard: Mapping[str, Any]) -> Iterator[Node]:
        what = f"{guard['kind']} {guard['name']}"
        refusal = Refusal(what, "one value")
        prefix = variable_of(when, place)
        at = (when, place)
        yield _MEASURING
        yield Ask("packets/set_read_only", refusal=refusal)
        yield _set_local("oneroof.statement", self.of(*at, "sql"), refusal)
        yield _set_local("statement_timeout", Plan(("settings", "statement_timeout")), refusal)
        yield _set_path(refusal)
        yield Ask("packets/run_guard", refusal=refusal)
        yield Ask("packets/read_answer", into=prefix, refusal=refusal)
        yield _UNDO
        yield _FORGET
        asked = {name: self.of(*at, name) for name in ("expect", "pin", "publish", "counts")}
        parameters: dict[str, Value] = {"name": what, "answer": Var(f"{prefix}answer"), **asked}
        yield Ask("packets/judge_guard", parameters, into=prefix, judges=True)

    def operation(self) -> Iterator[Node]:
        """Its literal text, under its role, its search_path and its timeout; afterwards the session is as it was."""
        timeout, role = self.settings["statement_timeout"], self.settings["role"]
        yield _set_local("oneroof.packet_digest", Var("packet_digest"))
        yield _set_local("oneroof.statement", Var("operation"))
        yield _set_local("statement_timeout", Plan(("settings", "statement_timeout")))
        if role is not None:
            words = f"The packet {self.code} runs as role {role!r}, which this login cannot take"
            refusal = Refusal("role", role, privilege=words, always=True)
            yield _set_local("role", Plan(("settings", "role")), refusal)
        yield _set_local("row_security", "on")
        yield _set_path(None)
        yield Ask("packets/read_session", into="entered_")
        refusal = Refusal(self.side["file"], f"to succeed within {timeout}")
        yield Ask("packets/run_operation", refusal=refusal)
        yield Ask("packets/set_constraints_immediate", refusal=refusal)
        yield Ask("packets/read_session", into="left_")
        yield _compare("session", Var("entered_session"), Var("left_session"))
        for name in ("role", "search_path", "row_security"):
            yield _set_local(name, Var("start_session", (name,)))
        yield _set_local("statement_timeout", "0")
        yield Stop()

    def verify(self) -> Iterator[Node]:
        """What must hold after; then the sets are what the rehearsal made of them."""
        yield from self._checks("after")
        yield from measure_sets(self.side, "end_")
        if self.side["sets"]["after"] is not None:
            yield _compare("rows of", self.of("sets", "after"), Var("end_sets"))

    # -- 10 to 13 -----------------------------------------------------------------------------------------------

    def log(self) -> Iterator[Node]:
        """Until here no gate table was written, which the counters say."""
        yield Ask("packets/read_counters", into="log_")
        counters: dict[str, Value] = {"start": Var("start_counters"), "now": Var("log_counters")}
        yield Ask("packets/subtract_counters", counters, into="log_")
        yield _judge("packets/judge_core", writes=Var("log_writes"), core=Var("core_names"))
        yield Ask("packets/show_writes", self._writes("log_", "[]"), into="log_")
        if self.production:
            yield self._record()
        yield Tell("packet", {"source_digest": Plan(("source_digest",)), "writes": Var("log_deltas")})

    def _record(self) -> Ask:
        """The row of the log: of a rollout, or of one run of a programme."""
        act = "executed" if self.direction == "forward" else "rolled_back"
        row: dict[str, Value] = {
            "apr_code": Var("apr_code"),
            "packet_digest": Var("packet_digest"),
            "packet_code": self.code,
            "deltas": Var("log_deltas"),
        }
        query = "packets/record_programme" if self.programme else "packets/record_rollout"
        given = row if self.programme else {**row, "act": act}
        return Ask(query, given, into="log_", refusal=Refusal("rollout log", "one row"))

    def deferred(self) -> Iterator[Node]:
        """Nothing is left that would run at COMMIT."""
        yield Ask("packets/set_constraints_immediate", refusal=Refusal("deferred triggers", "to succeed"))

    def write_set(self) -> Iterator[Node]:
        """Everything is measured again, then judged: what is ours, the three measurements, what is no table's."""
        yield from measure_end(self.side, self.direction)
        deltas, changes, writes = self.of("deltas"), Var("end_changes"), Var("end_writes")
        core_changes = Var("core_changes")
        yield _judge("packets/judge_catalog", declared="[]", changes=core_changes)
        yield _judge("packets/judge_unmodelled", start=Var("start_unmodelled"), now=Var("end_unmodelled"))
        yield _judge("packets/judge_builtins", start=Var("start_builtins"), now=Var("end_builtins"), changes=changes)
        yield _judge("packets/judge_catalog", declared=self.of("catalog"), changes=changes)
        yield _judge("packets/judge_writes", declared=deltas, log=Var("log_tables"), writes=writes)
        yield _judge("packets/judge_files", declared=deltas, files=Var("changed_files"), changes=changes)
        yield _judge(
            "packets/judge_system", writes=writes, declared=deltas, changes=changes, files=Var("changed_files")
        )
        rows: dict[str, Value] = {"start": Var("start_rows"), "now": Var("end_rows")}
        yield Ask("packets/judge_rows", {"declared": deltas, "writes": writes, **rows}, into="rows_", judges=True)
        yield _compare("", Var("start_backend"), Var("end_backend"))
        yield _judge("packets/judge_advisory_locks", start=Var("start_advisory"), now=Var("end_advisory"))
        yield from self._pinned_after()
        yield Ask("packets/show_writes", self._writes("end_", Var("changed_files")), into="end_")

    def _pinned_after(self) -> Iterator[Node]:
        if self.side["definitions"] is not None:
            yield _compare("definition of", self.of("definitions", "after"), Var("end_relations"))
        if self.side["rows"] is not None:
            yield _judge(
                "packets/judge_pinned_rows",
                pins=self.of("rows"),
                written=Var("rows_written"),
                start=Var("start_whole"),
                now=Var("end_whole"),
                undoing=self.of("undoing"),
            )

    def _writes(self, prefix: str, files: Value) -> dict[str, Value]:
        """What packets/show_writes wants."""
        return {
            "writes": Var(f"{prefix}writes"),
            "files": files,
            "declared": self.of("deltas"),
            "large": Var("large_tables"),
            "log": Var("log_tables"),
        }

    def same_session(self) -> Iterator[Node]:
        """Nothing is left that COMMIT would run; the same transaction, settings and user as at the start.

        A deferred trigger can defer itself again while it runs (SET CONSTRAINTS, and a write that fires it), so running
        all of them once more must write nothing: then nothing can be waiting.
        """
        yield Ask("packets/set_constraints_immediate", refusal=Refusal("deferred triggers", "to succeed"))
        yield Ask("packets/read_counters", into="last_")
        late: dict[str, Value] = {"start": Var("end_counters"), "now": Var("last_counters")}
        yield Ask("packets/subtract_counters", late, into="last_")
        yield _judge("packets/judge_late", writes=Var("last_writes"))
        yield Ask("packets/read_session", into="end_")
        yield _compare("session", Var("start_session"), Var("end_session"))
        yield Stop()
        if self.production:
            yield Tell("commit", {"transaction_id": Var("start_session", ("transaction_id",))})


def make_script(plan: Mapping[str, Any], direction: Direction, *, production: bool, programme: bool = False) -> Script:
    """The thirteen steps for one direction of a plan (`oneroof.packets.plan.make_plan`).

    ``programme``: on production, one run of what an approval lets run again and again until it expires.
    """
    return _Steps(plan, direction, production=production, programme=programme).script()


def variable_of(when: str, place: int) -> str:
    """Before a guard's variables: ``before`` or ``after`` the operation, and its place in the plan."""
    return f"{when}_{place}_"


def _judge(query: str, **parameters: Value) -> Ask:
    return Ask(query, parameters, into="", judges=True)


def _compare(what: str, expected: Value, found: Value) -> Ask:
    return _judge("packets/compare_values", what=what, expected=expected, found=found)


def _compare_sequences() -> Ask:
    return Ask(
        "packets/compare_sequences", {"start": Var("start_sequences"), "now": Var("end_sequences")}, into="sequences_"
    )


def _set_local(name: str, value: Value, refusal: Refusal | None = None) -> Ask:
    return Ask("packets/set_local", {"name": name, "value": value}, into="set_", refusal=refusal)


def _set_path(refusal: Refusal | None) -> Ask:
    return Ask("packets/set_path", {"schemas": Plan(("settings", "search_path"))}, into="set_", refusal=refusal)
