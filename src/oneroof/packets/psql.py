r"""How each node of a script reads in psql's language (manual, psql). Pure.

``\gset`` keeps an answer's columns in variables, and unsets one that is NULL; ``:'name'`` is a variable as a literal;
``:name`` stands raw, and only where the server itself quoted what is in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from oneroof.packets.script import (
    Ask,
    Fragment,
    Name,
    Node,
    Piece,
    Plan,
    Queries,
    Refusal,
    Set,
    Step,
    Stop,
    Tell,
    Value,
    Var,
    When,
    Word,
)

_PIECE = re.compile(r"\{\{|\}\}|\{(?P<name>\w+)\}")
_PARAMETER = re.compile(r"%%|%\((?P<name>\w+)\)s")


class Texts(Protocol):
    """Where queries' texts come from; `oneroof.pg.texts.Texts` is one."""

    @property
    def settings(self) -> Mapping[str, str]:
        """What every session of ours fixes."""

    def text(self, name: str) -> str:
        """One query's text, with its placeholders."""

    def union(self, name: str, *, without: tuple[str, ...], escaped: bool) -> str:
        """One query's text, or a folder's as one UNION ALL, to stand inside of another."""


class Psql:
    """A file in the making."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._parts: list[str] = []
        self._step = 0

    @property
    def text(self) -> str:
        """What was written so far."""
        return "".join(self._parts)

    def write(self, text: str) -> None:
        """Text as it is."""
        self._parts.append(text)

    def step(self, step: Step) -> None:
        """One of the thirteen steps."""
        self._step = step.number
        self.write(f"\n-- Step {step.number}\n")
        for node in step.nodes:
            self.node(node)

    def node(self, node: Node) -> None:
        """One node, and what is below it."""
        match node:
            case Ask():
                self._ask(node)
            case Set(variable, Var(name, ())):
                self.write(f"\\set {variable} :{name}\n")
            case Set(variable, str(value)):
                self.write(f"SELECT {_literal(value)} AS {variable} \\gset\n")
            case When(variable, then):
                self.write(f"\\if :{variable}\n")
                for inner in then:
                    self.node(inner)
                self.write("\\endif\n")
            case Stop():
                self.write("SELECT :'deviations' <> '[]' AS deviated \\gset\n\\if :deviated\nROLLBACK;\n")
                self._refuse()
                self.write("\\endif\n")
            case Tell():
                pass  # psql has no journal
            case _:
                raise TypeError(f"{node} cannot be said in psql")

    def _ask(self, ask: Ask) -> None:
        if ask.refusal is None:
            self.write(self._statement(ask))
        else:
            # Off for the line that sends it, and no longer: a file that is cut off right there is the one of which psql
            # ends with 0.
            text = self._text(ask)
            self.write(f"{text}\n\\set ON_ERROR_STOP off\n{_sending(ask)} \\set ON_ERROR_STOP on\n")
            self._note_refusal(ask.refusal)
        if ask.judges:
            self._note(f"{ask.into}deviation")

    def _statement(self, ask: Ask) -> str:
        return f"{self._text(ask)}\n{_sending(ask)}\n"

    def _text(self, ask: Ask) -> str:
        text = self._texts.text(ask.query).strip()
        if ask.pieces:
            pieces = {name: self._piece(piece, escaped=bool(ask.parameters)) for name, piece in ask.pieces.items()}
            text = _PIECE.sub(lambda found: pieces[found["name"]] if found["name"] else found[0][0], text)
        if ask.parameters:
            values = {name: _value(value) for name, value in ask.parameters.items()}
            text = _PARAMETER.sub(lambda found: values[found["name"]] if found["name"] else "%", text)
        return text

    def _piece(self, piece: Piece, *, escaped: bool) -> str:
        match piece:
            case Name(schema, name):
                return f"{_quoted(schema)}.{_quoted(name)}"
            case Fragment(variable):
                return f":{variable}"
            case Word(text):
                return text
            case Queries(name, without):
                return self._texts.union(name, without=without, escaped=escaped)

    def _note_refusal(self, refusal: Refusal) -> None:
        """After a statement that may be refused: the transaction is over then, and what was refused is named."""
        self.write("\\if :ERROR\nROLLBACK;\n")
        parameters: dict[str, Value] = {
            "what": refusal.what,
            "expected": refusal.expected,
            "sqlstate": Var("LAST_ERROR_SQLSTATE"),
        }
        self.write(self._statement(Ask("packets/note_refusal", parameters, into="")))
        self._note("deviation")
        self._refuse()
        self.write("\\endif\n")

    def _note(self, variable: str) -> None:
        parameters: dict[str, Value] = {
            "deviations": Var("deviations"),
            "step": str(self._step),
            "deviation": Var(variable),
        }
        noted = self._statement(Ask("packets/add_deviation", parameters, into=""))
        self.write(f"\\if :{{?{variable}}}\n{noted}\\endif\n")

    def _refuse(self) -> None:
        """Say what deviated, and raise it."""
        self.write("\\echo oneroof-refused :deviations\n")
        self.write(self._statement(Ask("packets/tell_refusal", {"deviations": Var("deviations")}, into="refusal_")))
        self.write(self._statement(Ask("packets/refuse")))


def _sending(ask: Ask) -> str:
    return ";" if ask.into is None else f"\\gset {ask.into}".rstrip()


def _literal(text: str) -> str:
    """A text as SQL's literal; standard_conforming_strings is on."""
    return "'" + text.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _value(value: Value) -> str:
    match value:
        case str():
            return _literal(value)
        case Plan(path):
            return _inside("plan", path)
        case Var(name, ()):
            return f":'{name}'"
        case Var(name, path):
            return _inside(name, path)


def _inside(variable: str, path: tuple[str, ...]) -> str:
    return f"(:'{variable}'::pg_catalog.jsonb #>> '{{{','.join(path)}}}')"
