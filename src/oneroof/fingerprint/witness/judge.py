"""The witness: a text that differs is cosmetic only when production's text, run in the clone, gives the clone's text.

Dump and reload rewrite expressions, above all casts of arrays. For each such difference production's text is executed
in the clone, in a transaction that is rolled back, and what PostgreSQL then says is compared with what it says of the
clone's own object: the text, the columns and the dependencies must be equal. No text is edited before it is compared;
whatever cannot be shown stays real, with the reason. The order of columns in a table that inherits has a witness of its
own (`oneroof.fingerprint.order`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace

from oneroof import errors
from oneroof.clone.asleep import event_triggers_asleep
from oneroof.fingerprint.model import Difference, Fingerprint
from oneroof.fingerprint.order import explain_order
from oneroof.fingerprint.refs import kind_of
from oneroof.fingerprint.witness import functions, places, relations
from oneroof.fingerprint.witness.model import Case, Moved, NotShown, Way
from oneroof.pg.session import CloneWriter

PROVEN = "production's text, executed in the clone, gives the clone's text; columns and dependencies are equal"
_ORDER_PROVEN = "a reload gives a table that inherits its parents' columns first; made so from names, it has this order"
_MOVED = "the clone changed since its fingerprint was taken"

#: Every facet that bears an expression, by the kind in an object's reference: how production's text is made an object
#: in the clone. Of several ways the next one is tried when a statement of the one before is refused.
WAYS: Mapping[tuple[str, str], tuple[Way, ...]] = {
    ("view", "definition"): (relations.view,),
    ("materialized_view", "definition"): (relations.view,),
    ("table", "partition_key"): (relations.partition_key,),
    ("table", "partition_bound"): (relations.partition_bound,),
    ("foreign_table", "partition_bound"): (relations.partition_bound,),
    ("column", "default"): (places.default,),
    ("column", "generated"): (relations.generated,),
    ("type", "default"): (places.domain_default,),
    ("constraint", "definition"): (places.check,),
    ("index", "definition"): (relations.index, relations.index_in_place),
    ("statistics", "definition"): (places.statistics,),
    ("policy", "using"): (places.policy,),
    ("policy", "with_check"): (places.policy,),
    ("rule", "definition"): (places.rule,),
    ("trigger", "definition"): (places.trigger,),
    ("function", "arguments"): (functions.function,),
    ("function", "body"): (functions.function,),
    ("procedure", "arguments"): (functions.function,),
    ("procedure", "body"): (functions.function,),
    ("published", "row_filter"): (places.row_filter,),
}
_EXCLUSION: tuple[Way, ...] = (relations.exclusion, relations.exclusion_in_place)


class _Undone(Exception):
    pass


def witness(
    session: CloneWriter, production: Fingerprint, found: Fingerprint, differences: Iterable[Difference]
) -> tuple[Difference, ...]:
    """Judge every text that bears an expression, and the order of columns in children.

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
    if (line.branch, line.change) != ("catalog", "changed"):
        return line
    expected, there = production.catalog[line.object], found.catalog[line.object]
    case = Case(line.facet, expected, there, production.catalog, found.catalog)
    ways = _ways(case)
    if not ways or line.facet not in expected.facets or line.facet not in there.facets:
        return line
    reason = ""
    for way in ways:
        refused, reason = _try(session, case, way)
        if not refused:
            break
    return replace(line, kind="real", detail=reason) if reason else replace(line, kind="cosmetic", detail=PROVEN)


def _ways(case: Case) -> tuple[Way, ...]:
    """How this facet is shown; none for what bears no expression."""
    kinds = {case.expected.facets.get("type"), case.there.facets.get("type")}
    if kind_of(case.ref) == "constraint" and kinds != {"c"}:
        return _EXCLUSION if kinds == {"x"} and case.facet == "definition" else ()
    return WAYS.get((kind_of(case.ref), case.facet), ())


def _try(session: CloneWriter, case: Case, way: Way) -> tuple[bool, str]:
    """Whether a statement of a way was refused, and why nothing is shown (empty: it is)."""
    try:
        with _undone(session):
            real, scratch = way(session, case)
    except (errors.SqlFailed, errors.PrivilegeMissing) as error:
        state = getattr(error, "sqlstate", "42501")
        return True, f"production's text cannot be executed in the clone (SQLSTATE {state})"
    except Moved:
        return False, _MOVED
    except NotShown as why:
        return False, str(why)
    if real.definition != case.there.facets[case.facet]:
        return False, _MOVED
    unequal = [
        name for name in ("definition", "columns", "dependencies") if getattr(real, name) != getattr(scratch, name)
    ]
    return False, f"production's text, executed in the clone, gives another {unequal[0]}" if unequal else ""


def _judge_order(session: CloneWriter, production: Fingerprint, line: Difference) -> Difference:
    table = production.catalog[line.object].parent or ""
    if kind_of(table) != "table":
        return line
    try:
        with _undone(session):
            unproven = explain_order(session, table, production.catalog)
    except (errors.SqlFailed, errors.PrivilegeMissing) as error:
        state = getattr(error, "sqlstate", "42501")
        unproven = f"its order cannot be tried in the clone (SQLSTATE {state})"
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
