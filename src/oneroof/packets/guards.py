"""Steps 7 and 9: guards and verifies, each in a savepoint that cannot write and is rolled back; their sets."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from typing import Literal

from oneroof import errors
from oneroof.packets.model import Check, Packet
from oneroof.packets.names import QualifiedName, show
from oneroof.packets.outcome import GuardValue
from oneroof.packets.pins import PinnedValue, may_publish
from oneroof.packets.run import Measurement, Run, is_environment, sqlstate_of
from oneroof.pg.compose import Identifier
from oneroof.pg.session import Session

Kind = Literal["guard", "verify"]
Sets = tuple[QualifiedName, ...]


class _UndoneError(Exception):
    """Ends a transaction whose only purpose was to look."""


def find_sets(session: Session, packet: Packet, checks: Iterable[Check]) -> tuple[Sets, dict[str, str]]:
    """The views of ours that guards range over, by temporary views that are rolled back. Needs no open transaction.

    Returns:
        The views as (schema, name), sorted; and, by guard's name, the SQLSTATE where a guard cannot be made a view.
    """
    found: set[QualifiedName] = set()
    unknown: dict[str, str] = {}
    for check in checks:
        try:
            found |= _sets_of(session, packet, check.guard.sql)
        except errors.EnvironmentFault as error:
            sqlstate = sqlstate_of(error)
            if sqlstate is None or is_environment(sqlstate):
                raise
            unknown[check.guard.name] = sqlstate
    return tuple(sorted(found)), unknown


def _sets_of(session: Session, packet: Packet, sql: str) -> set[QualifiedName]:
    found: set[QualifiedName] = set()
    with suppress(_UndoneError), session.transaction():
        session.value("packets/set_local", name="oneroof.statement", value=sql)
        session.value("packets/set_local", name="lock_timeout", value=packet.manifest.lock_timeout)
        session.value("packets/set_path", schemas=json.dumps(packet.manifest.search_path))
        session.rows("packets/create_guard_view")
        found = {(row["schema"], row["name"]) for row in session.rows("packets/find_sets")}
        raise _UndoneError
    return found


def check_guards(run: Run) -> None:
    """7, first half: what must hold before; and, to be pinned, what the undoing must find again after it."""
    for check in run.side.guards:
        _check(run, check, "guard")
    _pin_undoing(run, run.packet.side("rollback").verify, "verify")
    for name, sqlstate in run.unknown_sets.items():
        run.note({"what": f"guard {name}", "expected": "a query that can be a view", "found": f"SQLSTATE {sqlstate}"})


def check_verify(run: Run) -> None:
    """9, first half: what must hold after; and, to be pinned, what the undoing must find before it."""
    for check in run.side.verify:
        _check(run, check, "verify")
    _pin_undoing(run, run.packet.side("rollback").guards, "guard")


def _pin_undoing(run: Run, checks: tuple[Check, ...], kind: Kind) -> None:
    """Measure the undoing's own pinned guards: the state before the operation is the one after its undoing."""
    if run.side.direction == "forward" and run.compare_pins:
        for check in checks:
            if check.pinned and check.key.startswith("rollback."):
                _check(run, check, kind)


def measure_sets(run: Run) -> dict[str, str]:
    """Digests of the sets that the guards range over, by name."""
    digests: dict[str, str] = {}
    for name in run.sets:
        with run.asking_user_sql(f"rows of {show(name)}", "to be readable"):
            digests[show(name)] = run.session.value("packets/digest_set", {"relation": Identifier(*name)})
    return digests


def _check(run: Run, check: Check, kind: Kind) -> None:
    what = f"{kind} {check.guard.name}"
    pin = run.pinned_value(check)
    expect = check.guard.expect.model_dump(exclude_none=True)
    judged = run.judge(
        "packets/judge_guard",
        name=what,
        answer=_answer(run, check, what),
        expect=expect,
        pin=pin,
        publish=check.guard.publish,
        counts=may_publish(check.guard.sql),
    )
    matched, measured = judged["deviation"] is None, judged["pin"] or {}
    run.values.append(
        GuardValue(check.key, kind, check.guard.name, matched, measured.get("value"), measured.get("digest"))
    )
    if check.pinned and matched:
        run.pinned[check.key] = PinnedValue.model_validate(pin or measured)


def _answer(run: Run, check: Check, what: str) -> Measurement:
    with run.asking_user_sql(what, "one value"), run.measuring():
        run.session.rows("packets/set_read_only")
        run.ask("packets/set_local", name="oneroof.statement", value=check.guard.sql)
        run.ask("packets/set_local", name="statement_timeout", value=run.packet.manifest.statement_timeout)
        run.ask("packets/set_path", schemas=list(run.packet.manifest.search_path))
        run.session.rows("packets/run_guard")
        answer: Measurement = run.ask("packets/read_answer")
    return answer
