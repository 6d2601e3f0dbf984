r"""Our own file of intended owners. Pure.

[[owner]]
object = "directus_folder:\"Sales\""    # an object's reference, or a pattern in which * stands for anything
owner = "team:sales"                    # a principal; or `unowned = true`: explicitly nobody's
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from typing import Any

from oneroof.sources.entry import Owner, OwnerEntry, OwnersFile, Problem, is_storable

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
    except ValueError:  # of the parser's own: Python reads no number of more than some thousand digits
        return OwnersFile(source, (), (Problem(source, "it has a number of too many digits"),))
    except RecursionError:
        return OwnersFile(source, (), (Problem(source, "it is nested too deep"),))
    listed = content.pop("owner", None)
    problems = [Problem(source, f"{key} is not known; it holds [[owner]] alone") for key in content]
    if not isinstance(listed, list) or not listed:
        return OwnersFile(source, (), (*problems, Problem(source, "it has no [[owner]] entry")))
    entries: list[OwnerEntry] = []
    said: dict[str, dict[tuple[Owner, bool], str]] = {}
    for item, place in zip(listed, _places(text, source, len(listed)), strict=True):
        wrong = _wrong(item)
        if wrong is not None:
            problems.append(Problem(place, wrong))
        if not isinstance(item, dict) or not _is_reference(item.get("object")):
            continue
        entry = OwnerEntry(item["object"], None if wrong else item.get("owner"), place, sound=wrong is None)
        same = said.setdefault(entry.object, {})
        problems += [Problem(place, f"{entry.object} stands already at {first}") for first in [*same.values()][:1]]
        same.setdefault((entry.owner, entry.sound), place)
        entries.append(entry)
    # of entries of one object that do not say the same nobody knows which one is meant
    agreed = (replace(entry, sound=entry.sound and len(said[entry.object]) == 1) for entry in entries)
    return OwnersFile(source, tuple(agreed), tuple(problems))


def _places(text: str, source: str, count: int) -> list[str]:
    """File and line of each entry; its number where headers do not tell (inline tables)."""
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]
    if len(lines) == count:
        return [f"{source}, line {number}" for number in lines]
    return [f"{source}, entry {number}" for number in range(1, count + 1)]


def _is_reference(named: Any) -> bool:
    return isinstance(named, str) and bool({":", "*"} & set(named))


def _wrong(item: Any) -> str | None:
    """What is wrong with an entry, if anything is."""
    if not isinstance(item, dict):
        return "an entry is a table with object, and owner or unowned = true"
    unknown = sorted(set(item) - {"object", "owner", "unowned"})
    if unknown:
        return f"{unknown[0]} is not known; an entry has object, and owner or unowned = true"
    if not _is_reference(item.get("object")):
        return "object must be a text such as table:public.orders"
    owner, unowned = item.get("owner"), item.get("unowned", False)
    if not is_storable(item["object"]) or (isinstance(owner, str) and not is_storable(owner)):
        return "it has a sign that no name in a database can have"
    if unowned is True and owner is None:
        return None
    said = unowned is False and isinstance(owner, str) and owner
    return None if said else "give either owner, a principal, or unowned = true"
