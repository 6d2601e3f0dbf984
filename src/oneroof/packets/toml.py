"""Values as TOML writes them. Pure."""

from __future__ import annotations


def toml_literal(value: str | int) -> str:
    """A TOML integer or basic string (TOML 1.0, section String)."""
    if isinstance(value, int):
        return str(value)
    shown = "".join(_escaped(character) for character in value)
    return f'"{shown}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if ord(character) < 0x20 or ord(character) == 0x7F:  # noqa: PLR2004 - TOML's control characters
        return f"\\u{ord(character):04X}"
    return character
