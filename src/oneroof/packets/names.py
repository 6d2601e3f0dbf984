"""Names of relations as people write them and as evidence shows them. Pure.

A part is quoted unless it is a plain lower-case identifier: the database contract's rule, which, unlike PostgreSQL's
own ``quote_ident``, changes with no version and no setting. Case is never folded.
"""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_PART = re.compile(r'"(?P<quoted>(?:[^"]|"")+)"|(?P<plain>[a-z_][a-z0-9_]*)')

QualifiedName = tuple[str, str]


def quote_part(part: str) -> str:
    """One part of a name, in double quotes where it needs them."""
    return part if _PLAIN.fullmatch(part) else '"' + part.replace('"', '""') + '"'


def show(name: QualifiedName) -> str:
    """``schema.relation`` as text, each part quoted where it needs it."""
    return ".".join(quote_part(part) for part in name)


def split_name(text: str) -> tuple[str, ...]:
    """The parts of a dotted name.

    Raises:
        ValueError: a part is neither a plain lower-case identifier nor in double quotes; says so in a sentence.
    """
    parts: list[str] = []
    position = 0
    while True:
        found = _PART.match(text, position)
        if found is None:
            break
        quoted = found["quoted"]
        parts.append(found["plain"] if quoted is None else quoted.replace('""', '"'))
        position = found.end()
        if position == len(text):
            return tuple(parts)
        if text[position] != ".":
            break
        position += 1
    raise ValueError(f"{text!r} is no name: write schema.relation, in double quotes what is not plain lower case")


def parse_relation(text: str) -> QualifiedName:
    """Schema and relation of a schema-qualified name.

    Raises:
        ValueError: it is not a name of two parts; says so in a sentence.
    """
    parts = split_name(text)
    if len(parts) != 2:  # noqa: PLR2004 - schema and relation
        raise ValueError(f"{text!r} must be schema-qualified: schema.relation")
    return parts[0], parts[1]
