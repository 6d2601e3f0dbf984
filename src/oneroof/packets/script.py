"""The thirteen steps as data: which query runs when, with what, and what it gives. Pure.

One script for the operation and its undoing, on a clone and on production, run by two carriers:
`oneroof.packets.carrier` over a session, `oneroof.packets.render` as a file for psql. All between two queries is
here: what one gives is a variable of the next, a deviation is noted, a block runs or not. All else is in the queries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Plan:
    """A value of the plan, by its path; an object or array as its JSON text."""

    path: tuple[str, ...]


@dataclass(frozen=True)
class Var:
    """What an earlier query gave, or a value inside of it where it is JSON."""

    name: str
    path: tuple[str, ...] = ()


#: A parameter: of the plan, captured earlier, or a constant text.
Value = Plan | Var | str


@dataclass(frozen=True)
class Name:
    """A relation's name, which the carrier quotes."""

    schema: str
    name: str


@dataclass(frozen=True)
class Fragment:
    """A variable that holds a piece of SQL in which the server itself quoted every name and literal (``format``)."""

    variable: str


@dataclass(frozen=True)
class Word:
    """Keywords, one of a fixed list."""

    text: str


@dataclass(frozen=True)
class Queries:
    """The text of another query, or of all in a folder (a name that ends in a slash) as one UNION ALL."""

    name: str
    without: tuple[str, ...] = ()


Piece = Name | Fragment | Word | Queries


@dataclass(frozen=True)
class Refusal:
    """What is noted when the server refuses a statement: what, and what was expected of it.

    ``privilege``: a sentence for the login's administrator, because a missing right is no property of the packet; ""
    for the server's own. ``always``: whatever the server says here is about the login.
    """

    what: str
    expected: Value
    privilege: str | None = None
    always: bool = False


@dataclass(frozen=True)
class Ask:
    """One statement, by its query's name.

    ``into``: the columns of its one row become variables, called by this prefix and the column's name; a column that is
    NULL leaves none. None: it gives no row. A variable called ``…deviation`` is noted.
    """

    query: str
    parameters: Mapping[str, Value] = field(default_factory=dict)
    pieces: Mapping[str, Piece] = field(default_factory=dict)
    into: str | None = None
    judges: bool = False
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Set:
    """A variable is given a constant, or what another has."""

    variable: str
    value: str | Var


@dataclass(frozen=True)
class When:
    """A block that runs when a variable is true (``t``)."""

    variable: str
    then: tuple[Node, ...]


@dataclass(frozen=True)
class Stop:
    """The end of the run, if anything deviated."""


@dataclass(frozen=True)
class Tell:
    """A line for the journal of whoever runs this; the variables hold JSON or texts."""

    event: str
    facts: Mapping[str, Value]


Node = Ask | Set | When | Stop | Tell


@dataclass(frozen=True)
class Step:
    """One of the thirteen, by number."""

    number: int
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Script:
    """All steps in order; ``after`` is asked in a transaction of its own, whatever became of the first."""

    steps: tuple[Step, ...]
    after: tuple[Node, ...]
