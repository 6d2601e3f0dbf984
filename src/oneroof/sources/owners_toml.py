r"""Our own file of intended owners. Pure.

[[owner]]
object = "directus_folder:\"Sales\""    # an object's reference, or a pattern in which * stands for anything
owner = "team:sales"                    # a principal; or `unowned = true`: explicitly nobody's
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from oneroof.sources.entry import OwnerEntry, OwnersFile, Problem

_HEADER = re.compile(r"^\s*\[\[\s*owner\s*\]\]")


def parse_owners(text: str, source: str = "owners.toml") -> OwnersFile:
    """The entries of a text.

    Args:
        text: TOML with nothing but ``[[owner]]`` tables.
        source: the file's name, for messages.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return OwnersFile(source, (), (Problem(source, f"it is no TOML: {error}"),))
    except RecursionError:
        return OwnersFile(source, (), (Problem(source, "it is nested too deep"),))
    listed = content.pop("owner", None)
    problems = [Problem(source, f"{key} is not known; it holds [[owner]] alone") for key in content]
    if not isinstance(listed, list) or not listed:
        return OwnersFile(source, (), (*problems, Problem(source, "it has no [[owner]] entry")))
    entries: dict[str, OwnerEntry] = {}
    for item, place in zip(listed, _places(text, source, len(listed)), strict=True):
        read = _entry(item, place)
        if isinstance(read, OwnerEntry) and read.object in entries:
            read = Problem(place, f"{read.object} stands already at {entries[read.object].place}")
        if isinstance(read, Problem):
            problems.append(read)
        else:
            entries[read.object] = read
    return OwnersFile(source, tuple(entries.values()), tuple(problems))


def _places(text: str, source: str, count: int) -> list[str]:
    """File and line of each entry; its number where headers do not tell (inline tables)."""
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]
    if len(lines) == count:
        return [f"{source}, line {number}" for number in lines]
    return [f"{source}, entry {number}" for number in range(1, count + 1)]


def _entry(item: Any, place: str) -> OwnerEntry | Problem:
    if not isinstance(item, dict):
        return Problem(place, "an entry is a table with object, and owner or unowned = true")
    unknown = sorted(set(item) - {"object", "owner", "unowned"})
    if unknown:
        return Problem(place, f"{unknown[0]} is not known; an entry has object, and owner or unowned = true")
    named, owner, unowned = item.get("object"), item.get("owner"), item.get("unowned", False)
    if not isinstance(named, str) or not {":", "*"} & set(named):
        return Problem(place, "object must be a text such as table:public.orders")
    if unowned is True and owner is None:
        return OwnerEntry(named, None, place)
    if unowned is not False or not isinstance(owner, str) or not owner:
        return Problem(place, "give either owner, a principal, or unowned = true")
    return OwnerEntry(named, owner, place)
