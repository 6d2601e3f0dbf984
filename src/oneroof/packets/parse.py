"""From a packet's bytes to a `Packet`, or one sentence that names file, line and key. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from oneroof.errors import PacketMalformed
from oneroof.packets.model import MANIFEST, OPERATION, ROLLBACK, SOURCE_FILES, Manifest, Packet
from oneroof.packets.tokens import UnreadableSqlError, statements

_HEADER = re.compile(r"^\s*\[\[?\s*([A-Za-z_.\s]+?)\s*\]\]?\s*(#.*)?$")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def _text(name: str, content: bytes) -> str:
    """The file as text; what psql, PostgreSQL or a reviewer could read differently is refused."""
    if content.startswith(_BYTE_ORDER_MARK):
        raise PacketMalformed(f"{name}: begins with a byte order mark; save it as plain UTF-8.")
    for byte, what in ((b"\r", "a carriage return"), (b"\x00", "a zero byte")):
        if byte in content:
            line = content[: content.index(byte)].count(b"\n") + 1
            raise PacketMalformed(f"{name}, line {line}: holds {what}; lines end with a line feed alone.")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise PacketMalformed(f"{name}, line {line}: is not UTF-8.") from error


def _line_of(text: str, location: tuple[Any, ...]) -> int | None:
    """The line on which a key stands, found by its table headers; None where the file is laid out otherwise."""
    names = [str(part) for part in location if isinstance(part, str)]
    places = [part for part in location if isinstance(part, int)]
    table, key = (names[:-1], names[-1]) if len(names) > 1 else ([], names[0] if names else "")
    wanted, seen, inside = (places[0] if places else 0), -1, not table
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header is not None:
            current = [part.strip() for part in header[1].split(".")]
            seen += current == table
            inside = bool(table) and current == table and seen == wanted
            if current == [*table, key]:
                return number
        elif inside and re.match(rf'\s*"?{re.escape(key)}"?\s*=', line):
            return number
    return None


def _path(location: tuple[Any, ...]) -> str:
    shown = ""
    for part in location:
        shown += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if shown else str(part)
    return shown


def _sentence(error: ValidationError, text: str) -> str:
    """The first complaint, with our own words where pydantic's are not for people."""
    first = error.errors(include_url=False, include_input=False)[0]
    kind, location = first["type"], tuple(part for part in first["loc"] if part != "function-before[_to_count()]")
    message = first["msg"].removeprefix("Value error, ")
    if kind == "missing":
        message = "is missing"
    elif kind == "extra_forbidden":
        message = "is an unknown key"
    elif kind == "literal_error":
        message = f"must be {first['ctx']['expected']}"
    elif kind != "value_error":
        message = message.replace("Input should be", "must be")
    ends = range(len(location), 0, -1)
    line = next((found for end in ends if (found := _line_of(text, location[:end])) is not None), None)
    place = f"{MANIFEST}, line {line}" if line is not None else MANIFEST
    path = _path(location)
    return f"{place}: {path} {message}." if path else f"{place}: {message}."


def parse_manifest(content: bytes) -> Manifest:
    """packet.toml's bytes as a manifest.

    Raises:
        PacketMalformed: it is not UTF-8 or TOML, or a key is missing, unknown or of a wrong value.
    """
    text = _text(MANIFEST, content)
    try:
        return Manifest.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PacketMalformed(f"{MANIFEST}: is not TOML: {error}.") from error
    except ValidationError as error:
        raise PacketMalformed(_sentence(error, text)) from error


def _needs_a_statement(name: str, content: bytes) -> None:
    try:
        found = statements(_text(name, content))
    except UnreadableSqlError as error:
        raise PacketMalformed(f"{name}, line {error.line}: {error}.") from error
    if not found:
        raise PacketMalformed(f"{name}: holds no statement; a packet that does nothing is refused.")


def parse(files: Mapping[str, bytes]) -> Packet:
    """The three files' bytes, by name, as a packet.

    Raises:
        PacketMalformed: a file is missing or too many, not UTF-8, holds carriage returns, no statement, an unclosed
            literal, or the manifest is malformed. One sentence; it names the file, and line and key where it can.
    """
    for name in SOURCE_FILES:
        if name not in files:
            raise PacketMalformed(f"{name}: is missing.")
    for name in sorted(set(files) - set(SOURCE_FILES)):
        raise PacketMalformed(f"{name}: a packet holds {MANIFEST}, {OPERATION} and {ROLLBACK}, and nothing else.")
    manifest = parse_manifest(files[MANIFEST])
    for name in (OPERATION, ROLLBACK):
        _needs_a_statement(name, files[name])
    return Packet(manifest, dict(files))
