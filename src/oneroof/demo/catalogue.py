"""What the demo production is made of: folders, collections and columns, as data. A pure function of the catalogue.

``data/catalogue.toml`` holds the words; `Shape` says how much of it is built and how many collections break each rule,
so that every figure of a rehearsal follows from the fixture.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib import resources
from itertools import zip_longest
from typing import Any, Literal

from oneroof.errors import UsageError

Key = Literal["integer", "bigint", "uuid", "code"]
_KEYS: Mapping[str, Key] = {"#uuid": "uuid", "#big": "bigint", "#code": "code"}
_PARTITIONED = re.compile(r"#month\((\w+)\)")
_ENUMS = frozenset({"order_status", "deal_stage", "severity", "payment_method", "campaign_channel"})
_TYPES = re.compile(
    r"(integer|bigint|double|boolean|date|time|timestamptz|interval|jsonb|bytea|inet|text(\[\])?"
    r"|varchar\(\d+\)|numeric\(\d+,\d+\))"
)

#: How a clean name becomes one that must be quoted, each trap in turn.
_QUOTED_NAMES = (
    "{title}",
    "{name} (old)",
    "crm.{name}",
    "{name}-archive",
    '{name} "2019"',
    "\N{PACKAGE} {name}",
    "2_{name}",
)

#: The rules of the demo's ruleset, in the order in which collections are broken for them.
RULES = (
    "table_without_primary_key",
    "table_without_comment",
    "foreign_key_without_index",
    "name_needs_quoting",
    "table_open_to_public",
)


@dataclass(frozen=True)
class Column:
    """A column; ``references`` is the catalogue's name of the collection that it points to."""

    name: str
    type: str
    references: str | None = None
    indexed: bool = True


@dataclass(frozen=True)
class Collection:
    """A collection and its table. ``table`` is the real name, ``name`` the catalogue's."""

    name: str
    table: str
    folder: str
    comment: str | None
    key: Key
    columns: tuple[Column, ...]
    partition_column: str | None = None
    primary_key: bool = True
    open_to_public: bool = False
    rows: int = 0


@dataclass(frozen=True)
class Folder:
    """A Directus folder and the team that answers for it."""

    name: str
    team: str


@dataclass(frozen=True)
class Shape:
    """How much is built; None takes what the catalogue says.

    Attributes:
        folders: how many folders; more than the catalogue has are made up.
        collections: how many collections over all of them, likewise.
        bad: how many collections break each rule; rules not named break as in the catalogue, as far
            as there are collections for it.
    """

    folders: int | None = None
    collections: int | None = None
    bad: Mapping[str, int] | None = None


@dataclass(frozen=True)
class World:
    """What will be built."""

    teams: Mapping[str, str]
    folders: tuple[Folder, ...]
    collections: tuple[Collection, ...]

    def has(self, *names: str) -> bool:
        """Whether the collections of these names are all part of it, under just these names."""
        plain = {item.name for item in self.collections if item.table == item.name}
        return set(names) <= plain

    def spec(self) -> list[dict[str, Any]]:
        """For the queries in ``sql/demo``: references resolved to tables and keys, those out of shape left out."""
        by_name = {collection.name: collection for collection in self.collections}
        return [
            {**asdict(collection), "number": number, "columns": _columns_spec(collection, by_name)}
            for number, collection in enumerate(self.collections, 1)
        ]


def _columns_spec(collection: Collection, by_name: Mapping[str, Collection]) -> list[dict[str, Any]]:
    found = []
    for number, column in enumerate(collection.columns, 1):
        target = by_name.get(column.references or "")
        entry: dict[str, Any] = {**asdict(column), "number": number, "references": None}
        if column.references == "directus_users":
            entry |= {"type": "uuid", "references": {"table": "directus_users", "column": "id", "rows": 0}}
        elif target is not None:
            key = "code" if target.key == "code" else "id"
            entry |= {
                "type": "text" if target.key == "code" else target.key,
                "references": {"table": target.table, "column": key, "rows": target.rows, "name": target.name},
            }
        elif column.references is not None:
            continue
        found.append(entry)
    return found


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(resources.files("oneroof.demo").joinpath("data/catalogue.toml").read_text("utf-8"))


def _column(text: str) -> Column:
    name, mark, rest = text.partition(">")
    if mark:
        return Column(name, "", rest)
    name, _, kind = text.partition(":")
    if kind not in _ENUMS and not _TYPES.fullmatch(kind):
        raise UsageError(f"The catalogue has a column {text!r} of no known type.")
    if kind in _ENUMS:
        return Column(name, f"public.{kind}")
    return Column(name, {"double": "double precision"}.get(kind, kind))


def _collection(folder: str, name: str, text: str) -> Collection:
    comment, _, words = text.partition(" | ")
    found = Collection(name, name, folder, comment, "integer", ())
    for word in words.split():
        partitioned = _PARTITIONED.fullmatch(word)
        if word in _KEYS:
            found = replace(found, key=_KEYS[word])
        elif partitioned:
            found = replace(found, partition_column=partitioned[1])
        else:
            found = replace(found, columns=(*found.columns, _column(word)))
    return found


def _by_turns(groups: Iterable[Sequence[Collection]]) -> list[Collection]:
    """The first of every folder, then the second of every folder, and so on."""
    return [item for turn in zip_longest(*groups) for item in turn if item is not None]


def _more(folders: Sequence[Folder], count: int) -> list[Collection]:
    """Made-up collections, spread over the folders from the last to the first."""
    found = []
    for number in range(count):
        folder = folders[-1 - number % len(folders)]
        found.append(
            _collection(
                folder.name, f"more_records_{number + 1}", "More records | title:text noted_on:date amount:integer"
            )
        )
    return found


def _break(collection: Collection, rule: str, turn: int) -> Collection:
    """One bad object: the collection, broken for one rule and no other."""
    if rule == "table_without_primary_key":
        return replace(collection, primary_key=False)
    if rule == "table_without_comment":
        return replace(collection, comment=None)
    if rule == "foreign_key_without_index":
        reviewer = Column("reviewed_by", "", "directus_users", indexed=False)
        return replace(collection, columns=(*collection.columns, reviewer))
    if rule == "name_needs_quoting":
        form = _QUOTED_NAMES[turn % len(_QUOTED_NAMES)]
        return replace(collection, table=form.format(name=collection.name, title=collection.name.title()))
    return replace(collection, open_to_public=True)


def _broken(
    collections: Sequence[Collection], usual: Mapping[str, int], asked: Mapping[str, int]
) -> dict[str, Collection]:
    """Which collections are broken how: each rule has places of its own, so one more for a rule moves no other."""
    per_folder: dict[str, list[Collection]] = {}
    for collection in reversed(collections):
        per_folder.setdefault(collection.folder, []).append(collection)
    places = _by_turns(per_folder.values())
    found: dict[str, Collection] = {}
    for offset, rule in enumerate(RULES):
        own = [item for item in places[offset :: len(RULES)] if item.partition_column is None]
        count = asked[rule] if rule in asked else min(usual.get(rule, 0), len(own))
        if count > len(own):
            raise UsageError(f"There are {len(own)} collections to break for {rule}, not {count}.")
        for turn, collection in enumerate(own[:count]):
            found[collection.name] = _break(collection, rule, turn)
    return found


def world(shape: Shape | None = None) -> World:
    """The demo production's content for a shape.

    Raises:
        UsageError: the shape asks for fewer than one folder, or for more broken collections than there are.
    """
    chosen, source = shape or Shape(), _catalogue()
    listed = source["folder"]
    wanted = len(listed) if chosen.folders is None else chosen.folders
    if wanted < 1:
        raise UsageError("The demo production needs at least one folder.")
    teams = sorted(source["teams"])
    folders = [Folder(item["name"], item["team"]) for item in listed[:wanted]]
    folders += [Folder(f"Area {number}", teams[number % len(teams)]) for number in range(len(folders) + 1, wanted + 1)]
    groups = [
        [_collection(item["name"], name, text) for name, text in item["collections"].items()]
        for item in listed[:wanted]
    ]
    known = sum(len(group) for group in groups)
    count = known if chosen.collections is None else chosen.collections
    names = {item.name for item in _by_turns(groups)[:count]}
    collections = [item for group in groups for item in group if item.name in names]
    collections += _more(folders, count - len(collections))
    sized = [replace(item, rows=8 + number * 7 % 23) for number, item in enumerate(collections)]
    broken = _broken(sized, source["bad"], chosen.bad or {})
    return World(
        {f"team:{name}": source["teams"][name] for name in teams},
        tuple(folders),
        tuple(broken.get(item.name, item) for item in sized),
    )
