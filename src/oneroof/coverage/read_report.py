"""A coverage report as the database has it at this moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oneroof.coverage.read import governance
from oneroof.coverage.report import OUTCOMES, By, Moment, Report, Tally, figures_of, parts_of, ruleset_digest
from oneroof.coverage.spool import Spool, spooled_apart
from oneroof.pg.session import Row, Session

#: So many objects are listed unless all are asked for: of a million the list alone has a hundred megabytes.
LISTED_BY_DEFAULT = 100_000
#: Where Directus stands when it is installed as its manual says.
DIRECTUS_HOME = "public"
_OVERLOOKED = (
    "Directus stands in the schema {}, and is looked for in {}: its folders, flows, dashboards, roles and fields are"
    " missing, and its own tables are left out by their names where the ruleset says so."
)


def read_report(session: Session, schema: str, *, by: By | None, objects: bool | None) -> Report:
    """The report of this moment.

    Args:
        session: in a transaction that sees one snapshot, so that figures and list are of one moment.
        schema: where the governance part stands.
        by: what the parts are.
        objects: whether what must have an owner is listed; None: up to `LISTED_BY_DEFAULT`.
    """
    where = governance(schema)
    tallies = tuple(Tally(**row) for row in session.rows("coverage/count_parts", where, by=by))
    figures = figures_of(tallies)
    listed = _spooled(session, schema) if wants_list(objects, figures.required) else None
    return Report(
        moment=read_moment(session, read_ruleset(session, schema)),
        basis="database",
        figures=figures,
        by=by,
        parts=parts_of(tallies),
        objects=listed,
        cautions=read_overlooked(session, (schema, DIRECTUS_HOME)),
    )


def _spooled(session: Session, schema: str) -> Mapping[str, Spool[str]]:
    """What must have an owner, by outcome."""
    rows = session.stream("coverage/list_outcomes", governance(schema))
    return spooled_apart(((row["object_ref"], row["outcome"]) for row in rows), OUTCOMES)


def read_ruleset(session: Session, schema: str) -> Row | None:
    """The ruleset in force."""
    return next(iter(session.rows("coverage/list_active_ruleset", governance(schema))), None)


def read_overlooked(session: Session, looked: Sequence[str]) -> tuple[str, ...]:
    """What must be said of a Directus that the inventory does not see.

    Args:
        session: on the database.
        looked: the schemas in which one is looked for, in that order.
    """
    found = session.rows("coverage/find_directus_elsewhere", looked=list(dict.fromkeys(looked)))
    return tuple(_OVERLOOKED.format(row["in_schema"], " and ".join(dict.fromkeys(looked))) for row in found)


def read_moment(session: Session, ruleset: Row | None) -> Moment:
    """Where and when a report is measured; ``ruleset`` is the one that it goes by, with its ``ruleset_version``."""
    version, digest = (None, None) if ruleset is None else (ruleset["ruleset_version"], ruleset_digest(ruleset))
    return Moment(**session.row("coverage/read_moment"), ruleset_version=version, ruleset_digest=digest)


def wants_list(objects: bool | None, required: int) -> bool:
    """Whether the objects of a report are listed; see `read_report`."""
    return required <= LISTED_BY_DEFAULT if objects is None else objects
