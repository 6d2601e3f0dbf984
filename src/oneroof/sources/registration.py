"""What an import of a dbt manifest changes among the registered objects. Pure.

A column that the import wrote and that still says so follows the manifest; one that people changed since stays as they
set it (``imported`` keeps what the import wrote). A row of another source is never touched. What a complete manifest no
longer holds becomes ``gone``; one that is not complete ends nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from oneroof.sources.dbt import OWNED_KINDS, DbtManifest, DbtObject, DbtRelation, reference
from oneroof.sources.entry import Problem
from oneroof.sources.principals import Named
from oneroof.sources.refs import object_ref

ACTIVE, GONE = "active", "gone"
#: Kinds of relations that dbt can make or read, in the order in which a name is looked for.
RELATION_KINDS = ("table", "view", "materialized_view", "partitioned_table", "partition", "foreign_table")
#: The adapter whose relations are PostgreSQL's.
_POSTGRES = "postgres"
#: Kinds that make a relation, and stand in a group.
_MAKERS = frozenset({"model", "seed", "snapshot"})
_IMPORT = "import the manifest first (`oneroof source plan`)"
_NOT_REGISTERED = f"it is not registered; {_IMPORT}"
_NOWHERE = "no relation that its models make is in this database"


@dataclass(frozen=True)
class Facts:
    """What an import says of an object."""

    parent_ref: str | None
    status: str
    display_name: str | None
    source_path: str | None


Imported = Mapping[str, str | None]


@dataclass(frozen=True)
class Row:
    """A row of ``governance_object``; ``imported`` None: no import wrote it."""

    object_ref: str
    kind: str
    source: str
    facts: Facts
    imported: Imported | None


@dataclass(frozen=True)
class Update:
    """A row before and after."""

    before: Row
    after: Row


@dataclass(frozen=True)
class Kept:
    """What people set, which an import leaves as it is."""

    object_ref: str
    why: str


@dataclass(frozen=True, order=True)
class Link:
    """What an object is also in, besides its parent."""

    object_ref: str
    also_in_ref: str


@dataclass(frozen=True)
class Registration:
    """What an import writes. ``gone``: references among ``updated`` whose status becomes so."""

    source: str
    inserted: tuple[Row, ...]
    updated: tuple[Update, ...]
    gone: tuple[str, ...]
    unchanged: int
    kept: tuple[Kept, ...]
    linked: tuple[Link, ...] = ()
    unlinked: tuple[Link, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is to be written."""
        return not (self.inserted or self.updated or self.linked or self.unlinked)


def source_of(manifest: DbtManifest) -> str:
    """The source that the project's rows name, so that two projects of one database do not end each other's."""
    return f"dbt:{manifest.project}"


def relation_ref(relation: DbtRelation | None, database: str, references: Collection[str]) -> str | None:
    """The reference of a relation in this database; None where it is elsewhere or not there."""
    if relation is None or relation.database not in {None, database}:
        return None
    named = (object_ref(kind, (relation.schema, relation.name)) for kind in RELATION_KINDS)
    return next((ref for ref in named if ref in references), None)


def rows_of(manifest: DbtManifest, database: str, references: Collection[str], root: str = "") -> tuple[Row, ...]:
    """The rows that a manifest asks for: its projects, and every object of its own.

    A model stands in its group, else in its project. A source is something that dbt reads and does not make: it stands
    below the relation that it names, where that is in this database.

    Args:
        manifest: of `oneroof.sources.dbt.parse_manifest`.
        database: the name of this database.
        references: every object of this database.
        root: the project's folder in its repository.
    """
    source = source_of(manifest)
    here = references if manifest.adapter == _POSTGRES else ()
    packages = sorted({manifest.project, *(item.package for item in manifest.objects)})
    rows = [_row(source, "dbt_project", _project(name), _project_facts(manifest, name, root)) for name in packages]
    for item in manifest.objects:
        if item.kind == "source" and manifest.adapter is None:
            continue  # whether what it reads is in this database is not known, so neither is where it stands
        facts = Facts(
            parent_ref=_parent(item, relation_ref(item.relation, database, here)),
            status=ACTIVE,
            display_name=item.unique_id.split(".", 2)[-1],
            source_path=_path(manifest, item.package, item.file, root),
        )
        rows.append(_row(source, f"dbt_{item.kind}", item.object_ref, facts))
    return tuple(sorted(rows, key=lambda row: row.object_ref))


def _row(source: str, kind: str, ref: str, facts: Facts) -> Row:
    return Row(ref, kind, source, facts, asdict(facts))


def _project(name: str) -> str:
    return object_ref("dbt_project", (name,))


def _project_facts(manifest: DbtManifest, name: str, root: str) -> Facts:
    within = None if name == manifest.project else _project(manifest.project)
    return Facts(within, ACTIVE, name, _path(manifest, name, "dbt_project.yml", root))


def _parent(item: DbtObject, relation: str | None) -> str:
    if item.kind == "source" and relation is not None:
        return relation
    if item.group is not None:
        return reference(item.group)
    return _project(item.package)


def _path(manifest: DbtManifest, package: str, file: str, root: str) -> str:
    """A file from the root of the repository; an installed package lies where `dbt deps` puts it."""
    below = () if package == manifest.project else ("dbt_packages", package)
    return "/".join(part for part in (*root.split("/"), *below, file) if part not in {"", "."})


def links_of(manifest: DbtManifest, database: str, references: Collection[str]) -> tuple[Link, ...]:
    """The relations of this database that are also in the model, seed or snapshot that makes them.

    What a source names is made elsewhere: there the object is below the relation, not the other way round.
    """
    here = references if manifest.adapter == _POSTGRES else ()
    found = ((relation_ref(item.relation, database, here), item) for item in manifest.objects if item.kind != "source")
    return tuple(sorted(Link(ref, item.object_ref) for ref, item in found if ref is not None))


def link_changes(
    change: Registration, wanted: Iterable[Link], standing: Iterable[Link], *, complete: bool
) -> Registration:
    """The registration with the links that it writes; one that is not complete takes none away."""
    asked, stands = set(wanted), set(standing)
    unlinked = tuple(sorted(stands - asked)) if complete else ()
    return replace(change, linked=tuple(sorted(asked - stands)), unlinked=unlinked)


def changes(wanted: Iterable[Row], standing: Iterable[Row], source: str, *, complete: bool) -> Registration:
    """What is to be written so that the register says what the manifest says.

    Args:
        wanted: of `rows_of`.
        standing: the rows of this source, and those of others that bear a wanted reference.
        source: of `source_of`.
        complete: whether what is not wanted is gone.
    """
    stands = {row.object_ref: row for row in standing}
    asked = {row.object_ref: row for row in wanted}
    updated: list[Update] = []
    kept: list[Kept] = []
    for ref in sorted(stands.keys() & asked.keys()):
        updated += _merged(stands[ref], asked[ref], source, kept)
    gone: list[str] = []
    for ref in sorted(stands.keys() - asked.keys()) if complete else ():
        row = stands[ref]
        if row.source == source and row.imported is not None:
            ended = replace(_facts(row.imported), status=GONE)
            written = _merged(row, replace(row, facts=ended), source, kept)
            updated += written
            gone += [ref for update in written if update.after.facts.status == GONE != update.before.facts.status]
    inserted = tuple(asked[ref] for ref in sorted(asked.keys() - stands.keys()))
    untouched = len(stands.keys() & asked.keys()) - sum(update.before.object_ref in asked for update in updated)
    return Registration(source, inserted, tuple(updated), tuple(gone), untouched, tuple(kept))


def _merged(before: Row, wanted: Row, source: str, kept: list[Kept]) -> list[Update]:
    """The update of one row, if any; what people set is kept and said."""
    if before.source != source or before.imported is None:
        by = f"registered by {before.source}" if before.source != source else "registered by hand"
        kept.append(Kept(before.object_ref, by))
        return []
    current, asked, imported = asdict(before.facts), asdict(wanted.facts), before.imported
    theirs = [name for name, value in current.items() if value != imported.get(name)]
    after = {name: current[name] if name in theirs else asked[name] for name in current}
    kept += [Kept(before.object_ref, f"{name} is set by hand") for name in theirs if current[name] != asked[name]]
    if after == current:
        return []
    written = {name: imported.get(name) if name in theirs else asked[name] for name in current}
    return [Update(before, replace(before, facts=_facts(after), imported=written))]


def _facts(columns: Imported) -> Facts:
    status = columns.get("status") or ACTIVE
    return Facts(columns.get("parent_ref"), status, columns.get("display_name"), columns.get("source_path"))


@dataclass(frozen=True)
class Registered:
    """What stands in the register of a manifest: rows of its source or of its references, and links of its source."""

    rows: tuple[Row, ...] = ()
    links: tuple[Link, ...] = ()


def owners_of_manifest(
    manifest: DbtManifest,
    database: str,
    references: Collection[str],
    registered: Callable[[str, Sequence[str]], Registered],
) -> tuple[tuple[Named, ...], tuple[str, ...], tuple[Problem, ...]]:
    """Who is meant to own what, as groups and exposures say; what they cannot decide; and what that cannot reach.

    Where the project is registered, a group's row owns what stands in it, so the register must say what the manifest
    does. Where it is not, the relations that its models make are named one by one, so that a first look needs no
    import.

    Args:
        manifest: of `oneroof.sources.dbt.parse_manifest`.
        database: the name of this database.
        references: every object of this database.
        registered: what stands in the register of a source, or of references; asked where the project is registered.
    """
    if _project(manifest.project) not in references:
        return _owners_of_relations(manifest, database, references)
    owned = [item for item in manifest.objects if item.names]
    rows = [_named(item.object_ref, item) for item in owned if item.object_ref in references]
    lost = [Problem(item.place, _NOT_REGISTERED) for item in owned if item.object_ref not in references]
    nameless = (item for item in manifest.objects if item.kind in OWNED_KINDS and not item.names)
    unread = [item.object_ref for item in (*nameless, *manifest.undecided)] + [*manifest.unread]
    stale = _stale(manifest, database, references, registered)
    unread += (ref for ref, _ in stale)
    return tuple(rows), tuple(unread), (*lost, *(problem for _, problem in stale))


def _stale(
    manifest: DbtManifest,
    database: str,
    references: Collection[str],
    registered: Callable[[str, Sequence[str]], Registered],
) -> list[tuple[str, Problem]]:
    """What the register says otherwise than the manifest, and nobody by hand: its owner would be the former one's."""
    wanted = rows_of(manifest, database, references)
    stands = registered(source_of(manifest), [row.object_ref for row in wanted])
    change = changes(wanted, stands.rows, source_of(manifest), complete=False)
    change = link_changes(change, links_of(manifest, database, references), stands.links, complete=False)
    said = {row.object_ref: "it is not registered" for row in change.inserted}
    for update in change.updated:
        before, after = update.before.facts, update.after.facts
        if before.status != after.status:
            said[update.after.object_ref] = f"it is {before.status} in the register"
        elif before.parent_ref != after.parent_ref:
            said[update.after.object_ref] = (
                f"it stands in {before.parent_ref} in the register, not in {after.parent_ref}"
            )
    makers = {item.object_ref: item for item in manifest.objects if item.kind in _MAKERS}
    stale = [(ref, Problem(makers[ref].place, f"{why}; {_IMPORT}")) for ref, why in said.items() if ref in makers]
    for link in change.linked:
        maker = makers[link.also_in_ref]
        why = said.get(maker.object_ref, f"{link.object_ref} is not in it in the register")
        stale.append((link.object_ref, Problem(maker.place, f"{why}; {_IMPORT}")))
    return stale


def _owners_of_relations(
    manifest: DbtManifest, database: str, references: Collection[str]
) -> tuple[tuple[Named, ...], tuple[str, ...], tuple[Problem, ...]]:
    """The same of a project that is not registered."""
    groups = {item.unique_id: item for item in manifest.objects if item.kind == "group" and item.names}
    here = references if manifest.adapter == _POSTGRES else ()
    made = [(relation_ref(item.relation, database, here), item) for item in manifest.objects if item.group is not None]
    rows = [_named(ref, groups[item.group]) for ref, item in made if ref is not None and item.group in groups]
    unread = [ref for ref, item in made if ref is not None and item.group not in groups]
    unread += filter(None, (relation_ref(item.relation, database, here) for item in manifest.undecided))
    if not rows and not unread:
        nothing = Problem(manifest.source, "no group of it makes a relation that is in this database")
        return (), (), (nothing,)
    making = {item.group for _, item in made if item.relation is not None}
    found = {item.group for ref, item in made if ref is not None}
    lost = [item for unique_id, item in sorted(groups.items()) if unique_id in making - found]
    return tuple(rows), tuple(unread), tuple(Problem(item.place, _NOWHERE) for item in lost)


def _named(ref: str, owner: DbtObject) -> Named:
    return Named(ref, owner.names, owner.place, alternatives=True)
