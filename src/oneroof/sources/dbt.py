"""A dbt project's ``manifest.json``: its objects, their files, the relations that they make, their owners. Pure.

Known are the manifests of dbt Core 1.5 to 1.12 and of the Fusion engine (versions 9 to 12, and 20, which is 12 under
another number; dbt's manual, "Manifest JSON file"). Another version is refused, because a field that moved would be
read as an owner who went.

A manifest is *complete* when it is the whole of a project: everything that its own ``parent_map`` names is in it, and
the other way round. One that a tool cut down, or that names what it does not hold, registers what it has and ends
nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from oneroof.errors import ConfigError
from oneroof.sources.entry import Problem, is_storable
from oneroof.sources.refs import object_ref

VERSIONS = (9, 10, 11, 12, 20)
#: dbt's resource types that somebody can answer for; tests, analyses and the like are parts of these.
KINDS = ("model", "source", "seed", "snapshot", "exposure", "group")
#: Those to which dbt gives an owner of their own.
OWNED_KINDS = frozenset({"group", "exposure"})
_SCHEMA_VERSION = re.compile(r"https://schemas\.getdbt\.com/dbt/manifest/v(\d{1,4})\.json")
_ENTRY = re.compile(r'"((?:' + "|".join(KINDS) + r')\.(?:[^"\\]|\\.)*)"\s*:\s*\{')
_NEXT = "Give the manifest.json that dbt wrote: `dbt parse` writes one into target/, of dbt Core 1.5 or later."
_PARTS_OF_A_RELATION = 3


@dataclass(frozen=True)
class DbtRelation:
    """A relation as the server knows it; ``database`` None: the one that dbt is connected to."""

    database: str | None
    schema: str
    name: str


def reference(unique_id: str) -> str:
    """The reference of what dbt knows by this key: ``dbt_model:model.shop.orders``."""
    parts = tuple(unique_id.split("."))
    return object_ref(f"dbt_{parts[0]}", parts)


@dataclass(frozen=True)
class DbtObject:
    """One object of a project.

    Attributes:
        unique_id: dbt's own key, ``model.shop.orders``.
        kind: one of `KINDS`.
        name: for people.
        package: the project that defines it, the root project or one that it installs.
        file: where it is written, from its package's own root.
        group: the unique id of its group.
        relation: what it makes in the database (a source: what it reads); an ephemeral model makes none.
        names: its owner's names, the surest first; none where it has no owner of its own.
        place: where it stands in the manifest, for messages.
    """

    unique_id: str
    kind: str
    name: str
    package: str
    file: str
    group: str | None
    relation: DbtRelation | None
    names: tuple[str, ...]
    place: str

    @property
    def object_ref(self) -> str:
        """Its reference."""
        return reference(self.unique_id)


@dataclass(frozen=True)
class DbtManifest:
    """A manifest. ``missing`` says why it is not complete; ``problems`` are entries that could not be read.

    ``undecided`` are objects whose group or relation could not be read: where they belong is not known.
    ``unread`` are the references of entries of which nothing could be read.
    """

    project: str
    adapter: str | None
    version: int
    objects: tuple[DbtObject, ...]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]
    source: str
    undecided: tuple[DbtObject, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether what it does not hold is gone."""
        return not self.missing and not self.problems


@dataclass
class _Reading:
    """What reading collects."""

    source: str
    lines: Mapping[str, int]
    objects: list[DbtObject] = field(default_factory=list)
    undecided: list[DbtObject] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def place(self, unique_id: str) -> str:
        line = self.lines.get(unique_id)
        return f"{self.source}, {'' if line is None else f'line {line}, '}{_printable(unique_id)}"


def parse_manifest(text: str, source: str = "manifest.json") -> DbtManifest:
    """What a manifest holds.

    Args:
        text: the file's content.
        source: the file's name, for messages.

    Raises:
        ConfigError: it is no JSON (cut off, say), no manifest, of an unknown version, or has no project.
    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ConfigError(f"{source}: it is no whole JSON: {error.msg} at {where}.", next_step=_NEXT) from error
    except ValueError as error:  # Python reads no number of more than some thousand digits
        raise ConfigError(f"{source}: it has a number of too many digits.", next_step=_NEXT) from error
    except RecursionError as error:
        raise ConfigError(f"{source}: it is no dbt manifest, it is nested too deep.", next_step=_NEXT) from error
    version = _version(content, source)
    nodes, sources, exposures, groups = (_table(content, name, source) for name in _TABLES)
    metadata = content["metadata"]
    reading = _Reading(source, _lines(text))
    known = {**nodes, **sources, **exposures, **groups}
    for unique_id, item in known.items():
        _read_object(reading, unique_id, item, groups)
    project = _project(metadata, [*reading.objects, *reading.undecided], source)
    missing = tuple(_printable(why) for why in _missing(content, {**nodes, **sources, **exposures}))
    adapter = metadata.get("adapter_type")
    return DbtManifest(
        project,
        adapter if isinstance(adapter, str) else None,
        version,
        tuple(sorted(reading.objects, key=lambda item: item.unique_id)),
        missing,
        tuple(reading.problems),
        source,
        tuple(reading.undecided),
        tuple(reading.unread),
    )


#: What is read of an entry, and must be fit for a database.
_READ = ("name", "package_name", "original_file_path", "group", "relation_name", "owner")
_TABLES = ("nodes", "sources", "exposures", "groups")


def _version(content: Any, source: str) -> int:
    metadata = content.get("metadata") if isinstance(content, dict) else None
    says = metadata.get("dbt_schema_version") if isinstance(metadata, dict) else None
    found = _SCHEMA_VERSION.fullmatch(says) if isinstance(says, str) else None
    if found is None:
        raise ConfigError(f"{source}: it is no dbt manifest, it says no version of dbt's own.", next_step=_NEXT)
    version = int(found[1])
    if version not in VERSIONS:
        known = ", ".join(f"v{number}" for number in VERSIONS)
        raise ConfigError(f"{source}: it is a manifest of version v{version}; known are {known}.", next_step=_NEXT)
    return version


def _table(content: Mapping[str, Any], name: str, source: str) -> dict[str, Any]:
    table = content.get(name)
    if not isinstance(table, dict):
        raise ConfigError(f"{source}: it has no {name}, so it is not a whole manifest.", next_step=_NEXT)
    return table


def _lines(text: str) -> dict[str, int]:
    """The line on which each object begins, by its key as JSON has it."""
    lines: dict[str, int] = {}
    number, before = 1, 0
    for found in _ENTRY.finditer(text):
        number += text.count("\n", before, found.start())
        before = found.start()
        lines.setdefault(json.loads(f'"{found[1]}"'), number)
    return lines


def _project(metadata: Mapping[str, Any], objects: list[DbtObject], source: str) -> str:
    """The root project; before dbt 1.6 a manifest has only its digest (``project_id``, MD5 of the name)."""
    name, digest = metadata.get("project_name"), metadata.get("project_id")
    if isinstance(name, str) and name and is_storable(name):
        return name
    packages = sorted({item.package for item in objects})
    found = [each for each in packages if hashlib.md5(each.encode(), usedforsecurity=False).hexdigest() == digest]
    if not found:
        raise ConfigError(f"{source}: it does not say whose project it is.", next_step=_NEXT)
    return found[0]


def _read_object(reading: _Reading, unique_id: str, item: Any, groups: Mapping[str, Any]) -> None:
    kind = unique_id.split(".", 1)[0]
    if kind not in KINDS:
        return
    problem = _Problem(reading, unique_id)
    unreadable = _unreadable(unique_id, item)
    if unreadable is not None:
        problem(unreadable)
        reading.unread.append(reference(unique_id))
        return
    before = len(reading.problems)
    group, relation = _group(problem, item, groups), _relation(problem, kind, item)
    readable = len(reading.problems) == before
    found = DbtObject(
        unique_id,
        kind,
        item["name"],
        item["package_name"],
        item["original_file_path"].replace("\\", "/"),
        group,
        relation,
        _owner_names(problem, kind, item),
        reading.place(unique_id),
    )
    (reading.objects if readable else reading.undecided).append(found)


def _printable(text: str) -> str:
    return "".join(sign if is_storable(sign) else f"[U+{ord(sign):04X}]" for sign in text)


def _strings(value: Any) -> Iterator[str]:
    """Every text in a value, at any depth."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, list | dict):
            pending += item.values() if isinstance(item, dict) else item


def _unreadable(unique_id: str, item: Any) -> str | None:
    """Why nothing of an entry can be read."""
    kind = unique_id.split(".", 1)[0]
    if not isinstance(item, dict):
        return "is no object"
    texts = {name: item.get(name) for name in ("name", "package_name", "original_file_path")}
    if not all(map(is_storable, _strings([unique_id, *(item.get(name) for name in _READ)]))):
        return "has a sign that no name in a database can have"
    unfit = next((name for name, value in texts.items() if not isinstance(value, str) or not value), None)
    if unfit is not None:
        return f"has no {unfit}"
    stated = item.get("resource_type", kind)
    return None if stated == kind else f"says that it is a {stated}"


@dataclass(frozen=True)
class _Problem:
    """Names a problem of one object."""

    reading: _Reading
    unique_id: str

    def __call__(self, message: str) -> None:
        self.reading.problems.append(Problem(self.reading.place(self.unique_id), message))


def _group(problem: _Problem, item: Mapping[str, Any], groups: Mapping[str, Any]) -> str | None:
    """The unique id of its group: dbt writes the group's name, which its own package has, or only one other."""
    name = item.get("group")
    if name is None:
        return None
    own = f"group.{item['package_name']}.{name}"
    found = [own] if own in groups else [key for key in groups if isinstance(name, str) and key.endswith(f".{name}")]
    if len(found) != 1:
        problem(f"is in the group {name}, which the manifest {'has more than once' if found else 'does not have'}")
        return None
    return found[0]


def _relation(problem: _Problem, kind: str, item: Mapping[str, Any]) -> DbtRelation | None:
    """What ``relation_name`` names; an identifier that is not quoted is folded, as the server does (manual, 4.1.1)."""
    named = item.get("relation_name")
    if named is None or kind in OWNED_KINDS:
        return None
    parts = _identifiers(named) if isinstance(named, str) else None
    if parts is None or not 1 < len(parts) <= _PARTS_OF_A_RELATION:
        problem("has a relation_name that is not database.schema.name")
        return None
    *database, schema, name = parts
    return DbtRelation(database[0] if database else None, schema, name)


def _identifiers(text: str) -> list[str] | None:
    parts: list[str] = []
    position = 0
    pattern = re.compile(r'"((?:[^"]|"")+)"|([^\s".]+)')
    while (found := pattern.match(text, position)) is not None:
        parts.append(_folded(found[2]) if found[1] is None else found[1].replace('""', '"'))
        position = found.end() + 1
        if found.end() == len(text):
            return parts
        if text[found.end()] != ".":
            return None
    return None


def _folded(part: str) -> str:
    return "".join(sign.lower() if sign.isascii() else sign for sign in part)


def _owner_names(problem: _Problem, kind: str, item: Mapping[str, Any]) -> tuple[str, ...]:
    """E-mail addresses, then the name; dbt gives groups and exposures an owner with at least one of them."""
    if kind not in OWNED_KINDS:
        return ()
    owner = item.get("owner")
    if not isinstance(owner, dict):
        problem("has no owner")
        return ()
    email = owner.get("email")
    given = [*(email if isinstance(email, list) else [email]), owner.get("name")]
    names = tuple(dict.fromkeys(each.strip() for each in given if isinstance(each, str) and each.strip()))
    if not names:
        problem("has an owner with neither e-mail nor name")
    return names


def _missing(content: Mapping[str, Any], held: Mapping[str, Any]) -> Iterator[str]:
    """Why a manifest is not the whole of a project, or does not say where its relations are."""
    if not isinstance(content["metadata"].get("adapter_type"), str):
        yield "it does not say what it is for (metadata.adapter_type)"
    parents = content.get("parent_map")
    if not isinstance(parents, dict):
        yield "it has no parent_map"
        return
    if not held:
        yield "it holds nothing"
    ours = {key for key in parents if key.split(".", 1)[0] in KINDS}
    lost = sorted(ours - held.keys())
    if lost:
        yield f"its parent_map names {lost[0]}, which it does not hold"
    added = sorted(key for key in held if key.split(".", 1)[0] in KINDS and key not in ours)
    if added:
        yield f"its parent_map does not name {added[0]}"
    above = {each for value in parents.values() if isinstance(value, list) for each in value if isinstance(each, str)}
    nowhere = sorted(key for key in above if key.split(".", 1)[0] in KINDS and key not in held)
    if nowhere and nowhere[0] not in lost:
        yield f"{nowhere[0]} is a parent, and it does not hold it"
