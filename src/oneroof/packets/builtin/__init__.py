"""Packets of our own, as folders that a person can read; the values of one database are put in when one is written.

A manifest's ``{name}`` is replaced by a TOML value's inside (numbers, or text escaped for a basic string); the SQL
files are composed of identifiers and literals alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from oneroof.packets.aside import write_folder
from oneroof.packets.model import MANIFEST, OPERATION, ROLLBACK
from oneroof.packets.names import quote_part
from oneroof.pg.compose import SQL, Composable

_PLACE = re.compile(r"\{(\w+)\}")
_CONTROL_END, _DELETE = 0x20, 0x7F


def codes() -> tuple[str, ...]:
    """The codes of our packets."""
    root = resources.files(__name__)
    return tuple(sorted(entry.name for entry in root.iterdir() if entry.is_dir() and entry.name.isupper()))


def in_toml(value: str | int) -> str:
    """A value as it stands in a manifest: a number, or the inside of a basic string (TOML 1.0, section String)."""
    if isinstance(value, int):
        return str(value)
    return "".join(_escaped(sign) for sign in value)


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    return f"\\u{ord(sign):04X}" if ord(sign) < _CONTROL_END or ord(sign) == _DELETE else sign


def relation_prefix(schema: str) -> str:
    """A schema as the first part of a relation's name in a manifest."""
    return quote_part(schema)


def write_packet(
    code: str,
    folder: Path,
    values: Mapping[str, str | int],
    *,
    blocks: Mapping[str, str] | None = None,
    statements: Mapping[str, Composable],
) -> Path:
    """Write one of our packets as ``folder/code``; all of it or nothing.

    Args:
        code: which one.
        folder: where its folder goes; made when it is not there.
        values: for the manifest.
        blocks: for the manifest, TOML as it is.
        statements: for the SQL files.

    Returns:
        The packet's folder.

    Raises:
        NameTaken, EnvironmentFault: see `oneroof.packets.aside.write_folder`.
    """
    target = folder / code
    source = resources.files(__name__).joinpath(code)
    filled = {"code": code, **{name: in_toml(value) for name, value in values.items()}, **(blocks or {})}
    files = {}
    for name in (OPERATION, ROLLBACK):
        text = source.joinpath(name).read_text("utf-8")
        files[name] = SQL(text).format(**statements).as_string(None).encode()
    manifest = _PLACE.sub(lambda match: filled[match[1]], source.joinpath(MANIFEST).read_text("utf-8"))
    write_folder(target, {**files, MANIFEST: manifest.encode()})
    return target
