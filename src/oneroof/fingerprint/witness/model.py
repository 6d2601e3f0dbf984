"""What a witness works on, and what it compares: the meaning that PostgreSQL gives to a definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from oneroof.fingerprint.model import Branch, Entry
from oneroof.fingerprint.refs import split_ref
from oneroof.pg.compose import SQL, Composable, Identifier
from oneroof.pg.session import CloneWriter, Row


class Moved(Exception):
    """The clone's own object is not there any more."""


class NotShown(Exception):
    """There is no way to show it; the message says why."""


@dataclass(frozen=True)
class Case:
    """One facet of one object that reads otherwise in the clone.

    ``expected`` and ``there`` are the object as production has it and as the clone had it when its fingerprint was
    taken; ``production`` and ``found`` are the whole catalog branches.
    """

    facet: str
    expected: Entry
    there: Entry
    production: Branch
    found: Branch

    @property
    def ref(self) -> str:
        """The object."""
        return self.there.ref

    @property
    def parts(self) -> tuple[str, ...]:
        """Its reference's parts, unquoted; of a reference without arguments."""
        return split_ref(self.ref)[1]

    @property
    def text(self) -> str:
        """Production's text."""
        return self.expected.facets[self.facet]

    @property
    def scratch(self) -> str:
        """A name for what the witness makes."""
        return "oneroof_witness_" + sha256(self.ref.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Meaning:
    """What PostgreSQL says of a definition.

    ``columns`` are names, types, collations, operator classes: whatever stands beside the text; ``dependencies`` what
    the definition depends on, by the catalog's numbers, which are the same within one database.
    """

    definition: str | None
    columns: tuple[str, ...]
    dependencies: tuple[str, ...]


#: Looks at the clone's own object, makes another from production's text, looks at that. Runs in a transaction that will
#: be rolled back; raises SqlFailed, PrivilegeMissing, `Moved` or `NotShown`.
Way = Callable[[CloneWriter, Case], tuple[Meaning, Meaning]]


def text(definition: str) -> Composable:
    """A definition as the server wrote it, names qualified and quoted; it is run on a clone, and undone."""
    return SQL(definition)


def run(session: CloneWriter, statement: str, **parts: Composable) -> None:
    """Run a statement of the witness's own: one, whatever stands in production's text."""
    session.one_statement(f"fingerprint/witness/{statement}", parts)


def describe(session: CloneWriter, query: str, **parameters: Any) -> Row:
    """The one object that a query of the witness's describes."""
    found = session.rows(f"fingerprint/witness/{query}", **parameters)
    if len(found) != 1:
        raise Moved
    return found[0]


def meaning(session: CloneWriter, row: Row, host: int = 0, facet: str = "definition") -> Meaning:
    """The meaning of what a query described.

    Args:
        session: on the clone.
        row: its answer, with ``catalogs``, ``objects`` and ``parts`` of what carries the dependencies.
        host: the number of the relation that it stands on.
        facet: the name of the row's text.
    """
    carriers = {key: row[key] for key in ("catalogs", "objects", "parts")}
    lines = session.rows("fingerprint/witness/list_dependencies", host=host, own=row.get("own", 0), **carriers)
    columns = tuple(row.get("columns") or ())
    return Meaning(row[facet], columns, tuple(line["dependency"] for line in lines))


def relation(session: CloneWriter, schema: str | None, name: str) -> Row:
    """A table or view: its number, and its key when it is partitioned."""
    return describe(session, "find_relation", schema=schema, name=name)


def empty_like(session: CloneWriter, original: Identifier, key: str | None, scratch: Identifier) -> None:
    """Make an empty table with another's columns, partitioned as that is."""
    parts = {"scratch": scratch, "relation": original}
    if key is None:
        run(session, "create_like", **parts)
    else:
        run(session, "create_like_partitioned", **parts, key=text(key))
