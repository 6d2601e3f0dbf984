"""The only way from a ``.sql`` file to the server: a query is known by its name, its text and its digest.

A file in ``sql/`` holds one query. Its first lines are comments: what it answers, then its parameters as
``%(name)s`` with their types. A variant for newer servers has the suffix ``_from18`` (any major version); the loader
takes the newest that the server is not older than. Identifiers are placeholders ``{name}`` that `Session` fills with
`psycopg.sql.Identifier`; nothing else is ever put into a text.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import LiteralString

_FOLDER = "oneroof.sql"
_VARIANT = re.compile(r"^(?P<name>.+)_from(?P<major>\d+)$")


@dataclass(frozen=True)
class Query:
    """One named query. ``sha256`` is over the file's bytes, and stands in evidence beside each fact."""

    name: str
    text: LiteralString
    sha256: str


@cache
def _files() -> dict[str, dict[int, str]]:
    """Query name to {minimum server major: file path inside the package}."""
    found: dict[str, dict[int, str]] = {}
    root = resources.files(_FOLDER)
    pending = [(entry, "") for entry in root.iterdir()]
    while pending:
        entry, prefix = pending.pop()
        path = f"{prefix}{entry.name}"
        if entry.is_dir():
            pending += [(child, f"{path}/") for child in entry.iterdir()]
        elif entry.name.endswith(".sql"):
            stem = path.removesuffix(".sql")
            variant = _VARIANT.match(stem)
            name, major = (variant["name"], int(variant["major"])) if variant else (stem, 0)
            found.setdefault(name, {})[major] = path
    return found


def names(prefix: str = "") -> tuple[str, ...]:
    """Every query's name, sorted, that starts with ``prefix``."""
    return tuple(sorted(name for name in _files() if name.startswith(prefix)))


def union(name: str, major: int, *, without: tuple[str, ...] = (), escaped: bool) -> LiteralString:
    """The text of a query to stand inside of another: of one, or of all in a folder (``…/``) as one UNION ALL.

    Args:
        name: a query's name, or a folder's with a slash at its end.
        major: the server's version.
        without: queries of the folder that are left out.
        escaped: whether the query around it has parameters, so that a literal % must be doubled.
    """
    wanted = [found for found in names(name) if found not in without] if name.endswith("/") else [name]
    texts = [load(found, major).text.rstrip() for found in wanted]
    doubled = [text.replace("%", "%%") if escaped and "%(" not in text else text for text in texts]
    # Text that came from files of this package is as good as a literal.
    joined: LiteralString = "\nUNION ALL\n".join(f"(\n{text}\n)" for text in doubled)
    return joined


@cache
def load(name: str, major: int = 0) -> Query:
    """The query ``name`` for a server of version ``major`` (0: the plain file).

    Raises:
        KeyError: there is no such file; a misspelt name is a bug, never a user's error.
    """
    variants = _files()[name]
    chosen = max(minimum for minimum in variants if minimum <= major) if major else min(variants)
    content = resources.files(_FOLDER).joinpath(variants[chosen]).read_bytes()
    # Text that came from a file of this package is as good as a literal; nothing else may become one.
    text: LiteralString = content.decode()
    return Query(name, text, hashlib.sha256(content).hexdigest())
