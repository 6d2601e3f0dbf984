"""The witness: a text that differs is cosmetic only when production's text, run in the clone, gives the clone's text.

Dump and reload rewrite array casts in views and CHECK constraints. For each such difference the witness makes a scratch
object from production's text in a transaction that is rolled back, and compares what PostgreSQL then says with what it
says of the clone's own object: the text, the columns and the dependencies must be equal. No text is edited before it is
compared; whatever cannot be shown stays real. The order of columns in a table that inherits has a witness of its own
(`oneroof.fingerprint.order`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import sha256

from oneroof import errors
from oneroof.clone.asleep import event_triggers_asleep
from oneroof.fingerprint.model import Difference, Fingerprint
from oneroof.fingerprint.order import explain_order
from oneroof.fingerprint.refs import kind_of, split_ref
from oneroof.pg.compose import SQL, Composable, Identifier
from oneroof.pg.session import CloneWriter, Row

_VIEWS = frozenset({"view", "materialized_view"})
_PROVEN = "production's text, executed in the clone, gives the clone's text; columns and dependencies are equal"
_ORDER_PROVEN = "a reload gives a table that inherits its parents' columns first; made so from names, it has this order"


_Comparison = Callable[[CloneWriter, str, str | None, str], tuple[Row, Row]]


class _Undone(Exception):
    pass


def witness(
    session: CloneWriter, production: Fingerprint, found: Fingerprint, differences: Iterable[Difference]
) -> tuple[Difference, ...]:
    """Judge definitions of views, materialised views and CHECK constraints, and the order of columns in children.

    Other differences come back unjudged.

    Args:
        session: on the clone, no transaction open.
        production: the expected fingerprint.
        found: the clone's, as it is now.
        differences: as `oneroof.fingerprint.compare.differences` gave them.
    """
    return tuple(
        _judge_order(session, production, line)
        if (line.branch, line.change, line.facet) == ("catalog", "changed", "position")
        else _judge(session, production, found, line)
        for line in differences
    )


def _judge(session: CloneWriter, production: Fingerprint, found: Fingerprint, line: Difference) -> Difference:
    if (line.branch, line.change, line.facet) != ("catalog", "changed", "definition"):
        return line
    expected, there = production.catalog[line.object].facets, found.catalog[line.object].facets
    if kind_of(line.object) in _VIEWS:
        compare: _Comparison = _view
    elif kind_of(line.object) == "constraint" and expected.get("type") == there.get("type") == "c":
        compare = _check
    else:
        return line
    try:
        with _undone(session):
            real, scratch = compare(session, line.object, found.catalog[line.object].parent, expected["definition"])
    except (errors.SqlFailed, errors.PrivilegeMissing) as error:
        state = getattr(error, "sqlstate", "42501")
        return replace(line, detail=f"production's text cannot be executed in the clone (SQLSTATE {state})")
    if real["definition"] != there["definition"]:
        return replace(line, detail="the clone changed since its fingerprint was taken")
    unequal = [name for name in real if real[name] != scratch[name]]
    if unequal:
        return replace(line, detail=f"production's text, executed in the clone, gives another {unequal[0]}")
    return replace(line, kind="cosmetic", detail=_PROVEN)


def _judge_order(session: CloneWriter, production: Fingerprint, line: Difference) -> Difference:
    table = production.catalog[line.object].parent or ""
    if kind_of(table) != "table":
        return line
    try:
        with _undone(session):
            unproven = explain_order(session, table, production.catalog)
    except errors.SqlFailed as error:
        unproven = f"its order cannot be tried in the clone (SQLSTATE {error.sqlstate})"
    if unproven:
        return replace(line, detail=f"{line.detail}; {unproven}")
    return replace(line, kind="cosmetic", detail=_ORDER_PROVEN)


@contextmanager
def _undone(session: CloneWriter) -> Iterator[None]:
    """A transaction that is rolled back, whatever happens in it; no event trigger fires."""
    with suppress(_Undone), event_triggers_asleep(session):
        yield
        _undo()


def _undo() -> None:
    raise _Undone


def _text(definition: str) -> Composable:
    """A definition as the server wrote it, names qualified and quoted; it is run on a clone, and undone."""
    return SQL(definition)


def _scratch_name(ref: str) -> str:
    return "oneroof_witness_" + sha256(ref.encode()).hexdigest()[:16]


def _view(session: CloneWriter, ref: str, _parent: str | None, definition: str) -> tuple[Row, Row]:
    _, (schema, name) = split_ref(ref)
    scratch = _scratch_name(ref)
    real = session.row("fingerprint/witness/describe_view", schema=schema, name=name)
    session.rows("fingerprint/witness/create_view", {"scratch": Identifier(scratch), "definition": _text(definition)})
    return real, session.row("fingerprint/witness/describe_view", schema=None, name=scratch)


def _check(session: CloneWriter, ref: str, parent: str | None, definition: str) -> tuple[Row, Row]:
    _, (schema, holder, name) = split_ref(ref)
    scratch = _scratch_name(ref)
    statement = "add_domain_check" if parent is not None and kind_of(parent) == "type" else "add_table_check"
    real = session.row("fingerprint/witness/describe_check", schema=schema, holder=holder, name=name)
    session.rows(
        f"fingerprint/witness/{statement}",
        {"holder": Identifier(schema, holder), "scratch": Identifier(scratch), "definition": _text(definition)},
    )
    return real, session.row("fingerprint/witness/describe_check", schema=schema, holder=holder, name=scratch)
