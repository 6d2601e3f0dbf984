"""How an object is called: ``kind:`` and its path, by our own rule of quoting. Pure.

PostgreSQL's ``quote_ident`` changes with versions and settings; the rule here does not: a part is quoted unless it
matches ``^[a-z_][a-z0-9_]*$``, double quotes inside are doubled, case is never folded.
"""

from __future__ import annotations

import re

#: All large objects together: they have no names.
LARGE_OBJECTS = "large_objects:this"
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_NAMED = re.compile(r'"((?:[^"]|"")*)"|([a-z_][a-z0-9_]*)')
_PART = re.compile(r'"((?:[^"]|"")*)"|([^".]+)')


def quote(part: str) -> str:
    """One part of a path as it stands in a reference."""
    return part if _PLAIN.fullmatch(part) else '"' + part.replace('"', '""') + '"'


def make_ref(kind: str, *parts: str) -> str:
    """The reference of an object that has no arguments: ``table:public."Odd name"``."""
    return f"{kind}:" + ".".join(quote(part) for part in parts)


def kind_of(ref: str) -> str:
    """What stands before the colon."""
    return ref.partition(":")[0]


def split_ref(ref: str) -> tuple[str, tuple[str, ...]]:
    """Kind and unquoted parts of a reference without arguments.

    Raises:
        ValueError: it is not written by the rule above.
    """
    kind, _, path = ref.partition(":")
    parts: list[str] = []
    position = 0
    while True:
        match = _PART.match(path, position)
        if match is None:
            raise ValueError(f"not a reference: {ref}")
        parts.append(match[2] if match[1] is None else match[1].replace('""', '"'))
        position = match.end()
        if position == len(path):
            return kind, tuple(parts)
        if path[position] != ".":
            raise ValueError(f"not a reference: {ref}")
        position += 1


def split_signature(ref: str) -> tuple[str, tuple[str, ...], str]:
    """Kind and unquoted parts of a function's reference, and its input types as they stand there.

    Raises:
        ValueError: it is not ``kind:schema.name(types)`` by the rule above.
    """
    kind, _, path = ref.partition(":")
    parts: list[str] = []
    position = 0
    while (match := _NAMED.match(path, position)) is not None:
        parts.append(match[2] if match[1] is None else match[1].replace('""', '"'))
        position = match.end() + 1
        if path[match.end() : position] == "(" and path.endswith(")"):
            return kind, tuple(parts), path[position:-1]
        if path[match.end() : position] != ".":
            break
    raise ValueError(f"not a function's reference: {ref}")
