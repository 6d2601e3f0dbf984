"""References of objects as sources need them: made from a source's own ids, taken apart into paths. Pure."""

from __future__ import annotations

import re

from oneroof.packets.names import quote_part

#: Where objects of the database lie for a file of paths; no repository has a folder of this name by chance.
DATABASE_ROOT = ".database"
_PART = re.compile(r'"((?:[^"]|"")+)"|([^".(]+)')


def object_ref(kind: str, parts: tuple[str, ...]) -> str:
    """``kind:`` and the parts, each quoted where it needs it."""
    return f"{kind}:{'.'.join(quote_part(part) for part in parts)}"


def path_of(ref: str) -> str:
    """The path under which a file of paths names an object of the database: its kind and its parts.

    ``table:public."Order lines"`` is ``.database/table/public/Order lines``; the types of a function's arguments stay
    at its name. A slash in a name is ``%2F`` there, and a percent sign ``%25``.
    """
    kind, _, rest = ref.partition(":")
    return "/".join((DATABASE_ROOT, kind, *(_escaped(part) for part in _parts(rest))))


def _escaped(part: str) -> str:
    return part.replace("%", "%25").replace("/", "%2F")


def _parts(rest: str) -> list[str]:
    """The parts of a path; what stands in parentheses belongs to the last one as it is."""
    parts: list[str] = []
    position = 0
    while (found := _PART.match(rest, position)) is not None:
        parts.append(found[2] if found[1] is None else found[1].replace('""', '"'))
        position = found.end()
        if rest[position : position + 1] != ".":
            break
        position += 1
    if not parts:
        return [rest]
    parts[-1] += rest[position:]
    return parts
