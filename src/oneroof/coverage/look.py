"""What a file of intended owners would come to: a first look at any database, or beside the rows of one that has ours.

Nothing is written and nothing needs to be installed. What the role may not read is said, and changes no other figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from oneroof.coverage.default_ruleset import DEFAULT_RULESET, default_ruleset
from oneroof.coverage.first_look import UNDECIDED, is_undecided, resolve, stated_by, with_catch_alls
from oneroof.coverage.holding import no_collection
from oneroof.coverage.known import known_of, read_known
from oneroof.coverage.owners import asked_for, match_owners, refuse, sweeping
from oneroof.coverage.plan import ExistingRow, Plan, minimal_plan
from oneroof.coverage.read import TreeObject, governance, read_ownership, read_principals, read_tree
from oneroof.coverage.read_report import DIRECTUS_HOME, read_moment, read_overlooked, read_ruleset, wants_list
from oneroof.coverage.report import OUTCOMES, By, Report, figures_of, parts_of, tally
from oneroof.coverage.seed import plan_objects, plan_problems, stated_owners
from oneroof.coverage.spool import spooled_apart
from oneroof.pg import queries
from oneroof.pg.compose import SQL, Composable, Identifier, Literal
from oneroof.pg.session import Row, Session
from oneroof.sources.entry import OwnersFile, Problem
from oneroof.sources.files import settle
from oneroof.sources.principals import Directory

_NOT_INSTALLED = (
    "oneroof is not installed there: this is by the default ruleset, and every owner that the file names counts as"
    " active."
)


_SWEEPING = (
    "One entry reaches all that must have an owner ({}): its percentage says no more than a row on a container of"
    " everything, and the figure without catch-all rows does not leave it out."
)


@dataclass(frozen=True)
class _Seen:
    """What a look goes by; ``principals`` None: nobody knows them."""

    tree: tuple[TreeObject, ...]
    schemas: Mapping[str, str | None]
    rows: Sequence[ExistingRow]
    principals: Mapping[str, bool] | None
    ruleset: Row | None
    cautions: tuple[str, ...]


def refuse_malformed(files: Iterable[OwnersFile]) -> None:
    """Nothing, where each file has entries; a line that is wrong in one that has is a problem of the report.

    Raises:
        ConfigError: there is nothing in one of them that could be read; with its problems.
    """
    refuse([problem for file in files if file.malformed for problem in file.problems])


def first_look(session: Session, files: Sequence[OwnersFile], *, by: By | None, objects: bool | None) -> Report:
    """The coverage that the files come to in a database without our schema.

    Args:
        session: in a transaction that sees one snapshot; its role needs no grant.
        files: of `oneroof.coverage.owners.read_owners`.
        by: what the parts are.
        objects: whether what must have an owner is listed; None: up to a hundred thousand.
    """
    rows, hindered = stream_uninstalled(session, named=asked_for(files))
    schemas: dict[str, str | None] = {}
    tree = with_catch_alls([_object(row, schemas) for row in rows])
    files = settle(files, lambda: known_of(session, tree, {}, Directory(None, {})))
    refuse_malformed(files)
    ruleset = session.row("coverage/read_default_ruleset", {"ruleset": default_ruleset()})
    seen = _Seen(tree, schemas, (), None, {"ruleset_version": DEFAULT_RULESET, **ruleset}, (_NOT_INSTALLED, *hindered))
    return _report(session, seen, files, by=by, objects=objects)


def stream_uninstalled(
    session: Session, asked: Sequence[str] = (), named: Sequence[str] = ()
) -> tuple[Iterator[Row], tuple[str, ...]]:
    """Every object of a database without our schema, by the default ruleset; and what the role could not read.

    The objects are in bytewise order of their references, and come as they are read.

    Args:
        session: of any role.
        asked: those of `FOR_THE_ASKING` that are listed, too; they are many.
        named: references of these kinds that are listed whatever is asked for.
    """
    directus, kinds = _directus(session, fields=bool(asked or named)), SQL("{}::text[]").format(Literal(list(asked)))
    catalog = _body("coverage/catalog_objects").format(
        directus=directus.collections,
        home=SQL("{}::text").format(Literal(directus.home)),
        fields=directus.fields,
        kinds=kinds,
        named=SQL("{}::text[]").format(Literal(list(named))),
    )
    everything = SQL("\nUNION ALL\n").join([catalog, *directus.items])
    places = {"ruleset": default_ruleset(), "objects": everything, "asked": kinds}
    cautions = (*directus.cautions, *read_overlooked(session, (DIRECTUS_HOME,)))
    return session.stream("coverage/list_first_look", places), cautions


def _object(row: Row, schemas: dict[str, str | None]) -> TreeObject:
    """An object as an installed database would have it; its schema is noted."""
    schemas[row["object_ref"]] = row.pop("schema_name")
    needs = row["under_roof"] and row["requires_owner"]
    parent = row["parent_ref"]
    return TreeObject(
        row["object_ref"], parent, under_roof=row["under_roof"], requires_owner=needs, catch_all=False,
        status=row["status"],
    )  # fmt: skip


@dataclass(frozen=True)
class _Directus:
    """Queries of what Directus knows and this role may read, and what must be said of the rest."""

    home: str | None
    collections: Composable
    fields: Composable
    items: tuple[Composable, ...]
    cautions: tuple[str, ...]


def _directus(session: Session, *, fields: bool) -> _Directus:
    """What Directus knows besides the catalog, each table of it for itself; ``fields``: whether these are asked for."""
    home: str | None = None
    collections: Composable = _body("coverage/no_collections")
    read: Composable = _body("coverage/no_fields")
    items: list[Composable] = []
    cautions = []
    for table in session.rows("coverage/find_directus"):
        schema, kind = Literal(table["in_schema"]), table["kind"]
        names = {"in_schema": Identifier(table["in_schema"])}
        if kind == "directus_field" and not fields:
            continue
        if table["hindrance"] is not None:
            cautions.append(_caution(table))
        elif kind == "directus_folder":
            home, collections = table["in_schema"], _body("coverage/read_collections").format(**names, named=schema)
        elif kind == "directus_field":
            read = _body("coverage/read_fields").format(**names)
        else:
            relation = Identifier(table["in_schema"], table["relation_name"])
            above = Literal(f"schema:{table['in_schema']}")
            text = _body("coverage/read_directus_items")
            items.append(text.format(kind=Literal(kind), schema_ref=above, named=schema, relation=relation))
    return _Directus(home, collections, read, tuple(items), tuple(cautions))


def _caution(home: Row) -> str:
    """What is missing where a table of Directus may not be read."""
    missing = (
        "collections are taken for plain tables, and folders are missing"
        if home["kind"] == "directus_folder"
        else "what stands in it is missing"
    )
    table = f"{home['in_schema']}.{home['relation_name']}"
    return f"Directus is there, and this role cannot read {table} ({home['hindrance']}): {missing}."


def _body(name: str) -> SQL:
    """A query to stand inside of another: what a comment names must not be put into it."""
    lines = queries.load(name).text.splitlines()
    while lines[0].startswith("--"):
        del lines[0]
    return SQL("\n".join(lines))


def look_beside(
    session: Session, schema: str, files: Sequence[OwnersFile], *, by: By | None, objects: bool | None
) -> Report:
    """The coverage that the files would come to beside the rows that stand, in a database with our schema.

    Args:
        session: in a transaction that sees one snapshot.
        schema: where the governance part stands.
        files: of `oneroof.coverage.owners.read_owners`.
        by: what the parts are.
        objects: whether what must have an owner is listed; None: up to a hundred thousand.
    """
    where = governance(schema)
    located = session.rows("coverage/list_schemas", where) if by == "schema" else []
    seen = _Seen(
        tree=read_tree(session, schema, asked_for(files)),
        schemas={row["object_ref"]: row["schema_name"] for row in located},
        rows=read_ownership(session, schema),
        principals=read_principals(session, schema),
        ruleset=read_ruleset(session, schema),
        cautions=read_overlooked(session, (schema, DIRECTUS_HOME)),
    )
    files = settle(files, lambda: read_known(session, schema, seen.tree, seen.principals or {}))
    refuse_malformed(files)
    return _report(session, seen, files, by=by, objects=objects)


def _report(
    session: Session, seen: _Seen, files: Sequence[OwnersFile], *, by: By | None, objects: bool | None
) -> Report:
    """What comes of it when the plan's rows stand beside those that do."""
    plan, problems, undecided = plan_beside(seen.tree, seen.rows, seen.principals, files)
    planned = [ExistingRow(row.object_ref, row.owner_ref) for row in plan.rows]
    states = resolve(seen.tree, stated_by((*seen.rows, *planned, *undecided)), seen.principals, seen.schemas)
    tallies = tally(states, by)
    figures = figures_of(tallies)
    outcomes = ((item.object_ref, item.outcome) for item in states if item.requires_owner)
    return Report(
        moment=read_moment(session, seen.ruleset),
        basis="owners file",
        figures=figures,
        by=by,
        parts=parts_of(tallies),
        objects=spooled_apart(outcomes, OUTCOMES) if wants_list(objects, figures.required) else None,
        problems=tuple((problem.place, problem.what) for problem in problems),
        planned_rows=len(planned),
        cautions=(*seen.cautions, *(_SWEEPING.format(place) for place in sweeping(files, seen.tree))),
    )


@no_collection()
def plan_beside(
    tree: Sequence[TreeObject],
    rows: Iterable[ExistingRow],
    principals: Mapping[str, bool] | None,
    files: Sequence[OwnersFile],
) -> tuple[Plan, tuple[Problem, ...], tuple[ExistingRow, ...]]:
    """The plan for what can be planned, and what cannot: a seed would refuse, a look goes on with the rest.

    Returns:
        The plan, the problems, and for each object whose entry decides nothing a row of nobody's: what stands above it
        does not count for it.
    """
    matched = match_owners(files, tree, principals)
    stating, disagreeing = stated_owners(rows, principals or {})
    bearing = {row.object_ref for row in stating} | disagreeing.keys()
    undecided = tuple(ExistingRow(ref, f"{UNDECIDED}{ref}") for ref in sorted(matched.undecided - bearing))
    beside = (*stating, *(ExistingRow(ref, f"{UNDECIDED}{ref}") for ref in sorted(disagreeing)), *undecided)
    plan = minimal_plan(plan_objects(tree, matched.intended, beside), matched.intended, beside)
    contradicted = tuple(item for item in plan.contradicted if item.object_ref not in disagreeing)
    # What the containers of an object disagree about stays in conflict. An entry is to blame where one of them has it.
    disagreed = {item.object_ref for item in plan.contested}
    plan = replace(plan, rows=tuple(row for row in plan.rows if row.object_ref not in disagreed))
    contested = tuple(
        item
        for item in plan.contested
        if not any(is_undecided(above.owner_ref) for above in item.sources)
        and any(above.object_ref in matched.places for above in item.sources)
    )
    told = replace(plan, contradicted=contradicted, contested=contested)
    named = {ref: owners for ref, owners in disagreeing.items() if ref in matched.intended}
    entries, standing = plan_problems(matched, told, named)
    return plan, (*entries, *standing), undecided
