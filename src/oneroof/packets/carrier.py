"""A script's steps over a session: asks, keeps what the server answers as its text, judges nothing by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from oneroof import errors
from oneroof.packets.outcome import Deviation
from oneroof.packets.script import (
    Ask,
    Fragment,
    Name,
    Node,
    Piece,
    Plan,
    Queries,
    Refusal,
    Script,
    Set,
    Stop,
    Tell,
    Value,
    Var,
    When,
    Word,
)
from oneroof.pg import queries
from oneroof.pg.compose import SQL, Composable, Identifier, keywords, quoted_by_server
from oneroof.pg.session import Session

Log = Callable[[dict[str, Any]], None]

#: SQLSTATE classes that say something about the server, and nothing about the packet: out of resources, operator's
#: intervention (save a cancelled statement), system error.
_ENVIRONMENT_CLASSES = ("08", "53", "57P", "58")


class DeviatedError(Exception):
    """The run cannot go on; what was noted first is its deviation."""


class Carrier:
    """Walks one script on one session. ``variables`` are texts, as psql has them; one that is NULL is not there."""

    def __init__(
        self, session: Session, plan: Mapping[str, Any], inputs: Mapping[str, str], named: Mapping[str, str], log: Log
    ) -> None:
        self.session = session
        self.plan = plan
        self.variables: dict[str, str] = dict(inputs)
        self.named = named
        self.log = log
        self.step = 0
        self.noted: list[Deviation] = []
        self.sqlstate: str | None = None

    def walk(self, script: Script) -> None:
        """All thirteen steps, inside the caller's transaction.

        Raises:
            DeviatedError: at the first place where a run with deviations ends.
        """
        for step in script.steps:
            self.step = step.number
            self.run(step.nodes)

    def run(self, nodes: tuple[Node, ...]) -> None:
        """These nodes, in order."""
        for node in nodes:
            match node:
                case Ask():
                    self._ask(node)
                case Set(variable, value):
                    self.variables[variable] = self.variables[value.name] if isinstance(value, Var) else value
                case When(variable, then):
                    if self.true(variable):
                        self.run(then)
                case Stop():
                    if self.noted:
                        raise DeviatedError
                case Tell(event, facts):
                    told = {name: _plain(self._value(value)) for name, value in facts.items()}
                    self.log({"event": event, **self.named, "step": self.step, **told})

    def true(self, variable: str) -> bool:
        """Whether a boolean is true."""
        return self.variables[variable] == "t"

    def json(self, variable: str, otherwise: Any = None) -> Any:
        """A variable that holds JSON; ``otherwise`` when the run ended before it was measured."""
        return json.loads(self.variables[variable]) if variable in self.variables else otherwise

    def _ask(self, ask: Ask) -> None:
        parameters = {name: self._value(value) for name, value in ask.parameters.items()}
        pieces = {name: self._piece(piece, escaped=bool(parameters)) for name, piece in ask.pieces.items()}
        try:
            found = self.session.answers(ask.query, pieces or None, **parameters)
        except errors.EnvironmentFault as error:
            self._refused(ask.refusal, error)
            raise AssertionError from error  # _refused always raises
        if ask.into is None:
            return
        if len(found) != 1:
            raise LookupError(f"{ask.query} gave {len(found)} rows where one was expected")
        for column, text in found[0].items():
            self._keep(ask.into + column, text)
        if ask.judges and f"{ask.into}deviation" in self.variables:
            deviation = self.json(f"{ask.into}deviation")
            self._note(*(str(deviation[part]) for part in ("what", "expected", "found")))

    def _keep(self, variable: str, text: str | None) -> None:
        if text is None:
            self.variables.pop(variable, None)
        else:
            self.variables[variable] = text

    def _note(self, what: str, expected: str, found: str) -> None:
        self.noted.append(Deviation(self.step, what, expected, found))

    def _refused(self, refusal: Refusal | None, error: errors.EnvironmentFault) -> None:
        """What the server refuses of the packet's own SQL is a deviation, unless it is about the server or the login.

        The server's words go to the log alone: they may quote a value of a row.
        """
        sqlstate = sqlstate_of(error)
        if refusal is None or sqlstate is None or is_environment(sqlstate):
            raise error
        if refusal.privilege is not None and (refusal.always or isinstance(error, errors.PrivilegeMissing)):
            said = f"{refusal.privilege}: {error.message}." if refusal.privilege else error.message
            step = "Create the role and grant it to the login, or take `role` out of packet.toml."
            raise errors.PrivilegeMissing(said, next_step=step if refusal.privilege else None) from None
        self.log(
            {"event": "packet-refused", **self.named, "step": self.step, "sqlstate": sqlstate, "message": error.message}
        )
        self._note(refusal.what, self._value(refusal.expected) or "", f"SQLSTATE {sqlstate}")
        self.sqlstate = self.sqlstate or sqlstate
        raise DeviatedError from error

    def _value(self, value: Value) -> str | None:
        match value:
            case str():
                return value
            case Plan(path):
                return _text(_at(self.plan, path))
            case Var(name, ()):
                return self.variables[name]
            case Var(name, path):
                return _text(_at(json.loads(self.variables[name]), path))

    def _piece(self, piece: Piece, *, escaped: bool) -> Composable:
        match piece:
            case Name(schema, name):
                return Identifier(schema, name)
            case Fragment(variable):
                return quoted_by_server(self.variables[variable])
            case Word(text):
                return keywords(text)
            case Queries(name, without):
                return SQL(queries.union(name, self.session.major, without=without, escaped=escaped))


def sqlstate_of(error: errors.OneroofError) -> str | None:
    """The server's SQLSTATE behind one of our errors, or None."""
    found = getattr(error.__cause__, "sqlstate", None)
    return found if isinstance(found, str) else None


def is_environment(sqlstate: str) -> bool:
    """Whether a SQLSTATE is about the server and its resources (manual, appendix A), whatever the packet says."""
    return sqlstate.startswith(_ENVIRONMENT_CLASSES)


def _at(value: Any, path: tuple[str, ...]) -> Any:
    """As jsonb's ``#>>``: None where the path leads nowhere."""
    for part in path:
        match value:
            case list():
                value = value[int(part)]
            case Mapping():
                value = value.get(part)
            case _:
                return None
    return value


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value)


def _plain(text: str | None) -> Any:
    """JSON objects and arrays as such, for the journal."""
    return json.loads(text) if text is not None and text[:1] in {"{", "["} else text
