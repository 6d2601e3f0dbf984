r"""The owners file: who is meant to own what. Reading it is pure; only `read_owners` opens the file.

    [[owner]]
    object = "directus_folder:\"Sales\""    # an object's reference, or a pattern in which * stands for anything
    owner = "team:sales"                    # a principal; or `unowned = true`: explicitly nobody's

An entry on a container means everything in it too. An exact reference beats a pattern; of patterns the last one that
matches counts. A pattern does not reach containers that hold everything, nor what is not under the roof: name those
exactly. An entry that cannot take effect is an error, because a misspelt line must not lose an owner in silence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oneroof.coverage.plan import Owner
from oneroof.coverage.read import TreeObject
from oneroof.errors import ConfigError

_HEADER = re.compile(r"^\s*\[\[\s*owner\s*\]\]")
_NEXT = "Correct the file of intended owners; each entry needs `object` and `owner` (or `unowned = true`)."
_SHOWN = 5


@dataclass(frozen=True)
class OwnerEntry:
    """One entry: ``place`` says where it stands, for messages; ``owner`` None is explicitly nobody."""

    object: str
    owner: Owner
    place: str


def read_owners(file: Path) -> tuple[OwnerEntry, ...]:
    """The entries of a file.

    Raises:
        ConfigError: it cannot be read, or see `parse_owners`.
    """
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read: {error}.", next_step="Name a file of intended owners.") from error
    return parse_owners(text, str(file))


def parse_owners(text: str, source: str = "owners.toml") -> tuple[OwnerEntry, ...]:
    """The entries of a text.

    Args:
        text: TOML with nothing but ``[[owner]]`` tables.
        source: the file's name, for messages.

    Raises:
        ConfigError: it is no TOML, has other content, or names one object twice; says where.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source} is no TOML: {error}.", next_step=_NEXT) from error
    listed = content.pop("owner", None)
    if content:
        raise ConfigError(f"{source}: {next(iter(content))} is not known; it holds [[owner]] alone.", next_step=_NEXT)
    if not isinstance(listed, list) or not listed:
        raise ConfigError(f"{source} has no [[owner]] entry.", next_step=_NEXT)
    entries = tuple(_entry(item, place) for item, place in zip(listed, _places(text, source, len(listed)), strict=True))
    _refuse_twice(entries)
    return entries


def _places(text: str, source: str, count: int) -> list[str]:
    """File and line of each entry; its number where headers do not tell (inline tables)."""
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]
    if len(lines) == count:
        return [f"{source}, line {number}" for number in lines]
    return [f"{source}, entry {number}" for number in range(1, count + 1)]


def _entry(item: Any, place: str) -> OwnerEntry:
    if not isinstance(item, dict):
        raise ConfigError(f"{place}: an entry is a table.", next_step=_NEXT)
    unknown = sorted(set(item) - {"object", "owner", "unowned"})
    if unknown:
        raise ConfigError(f"{place}: {unknown[0]} is not known.", next_step=_NEXT)
    named, owner, unowned = item.get("object"), item.get("owner"), item.get("unowned", False)
    if not isinstance(named, str) or not {":", "*"} & set(named):
        raise ConfigError(f"{place}: object must be a text such as table:public.orders.", next_step=_NEXT)
    if unowned is True and owner is None:
        return OwnerEntry(named, None, place)
    if unowned is not False or not isinstance(owner, str) or not owner:
        raise ConfigError(f"{place}: give either owner, a principal, or unowned = true.", next_step=_NEXT)
    return OwnerEntry(named, owner, place)


def _refuse_twice(entries: Sequence[OwnerEntry]) -> None:
    seen: dict[str, str] = {}
    for entry in entries:
        if entry.object in seen:
            raise ConfigError(f"{entry.place}: {entry.object} stands already at {seen[entry.object]}.", next_step=_NEXT)
        seen[entry.object] = entry.place


def match_owners(
    entries: Iterable[OwnerEntry], tree: Iterable[TreeObject], principals: Mapping[str, bool]
) -> dict[str, Owner]:
    """The intended owner of each object that an entry names, by reference.

    Args:
        entries: of `parse_owners`.
        tree: every object, under the roof or not.
        principals: whether each principal is active, by reference.

    Raises:
        ConfigError: an owner is no principal or an inactive one, or an entry matches nothing; names all such entries.
    """
    chosen = tuple(entries)
    objects = {item.object_ref: item for item in tree}
    reachable = [ref for ref, item in objects.items() if item.under_roof and not item.catch_all]
    problems = [f"{entry.place}: {problem}" for entry in chosen for problem in _owner_problems(entry, principals)]
    exact: dict[str, Owner] = {}
    by_pattern: dict[str, Owner] = {}
    for entry in chosen:
        if entry.object in objects:
            exact[entry.object] = entry.owner
            continue
        found = _matching(entry.object, reachable)
        by_pattern.update(dict.fromkeys(found, entry.owner))
        if not found:
            problems.append(f"{entry.place}: {entry.object} matches no object{_hint(entry.object)}")
    if problems:
        rest = f" (and {len(problems) - _SHOWN} more)" if len(problems) > _SHOWN else ""
        raise ConfigError("; ".join(problems[:_SHOWN]) + rest + ".", next_step="Correct these entries and run again.")
    return {**by_pattern, **exact}


def _owner_problems(entry: OwnerEntry, principals: Mapping[str, bool]) -> list[str]:
    if entry.owner is None or principals.get(entry.owner):
        return []
    return [f"{entry.owner} is {'inactive' if entry.owner in principals else 'no principal of this database'}"]


def _matching(pattern: str, refs: Iterable[str]) -> list[str]:
    """References that a pattern matches; a text without ``*`` is no pattern."""
    if "*" not in pattern:
        return []
    compiled = re.compile(".*".join(re.escape(part) for part in pattern.split("*")), re.DOTALL)
    return [ref for ref in refs if compiled.fullmatch(ref)]


def _hint(named: str) -> str:
    return "" if "*" in named else "; parts that are not plain lower case stand in double quotes"
