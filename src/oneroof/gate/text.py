"""Text of unknown origin on a terminal: shown, never obeyed. Pure."""

from __future__ import annotations

import unicodedata

#: General categories that show nothing of themselves or act on their neighbours (Unicode, chapter 4.5).
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def safe_text(text: str) -> str:
    r"""The text on one line; every character that cannot be seen, or turns what is beside it, as ``\u{202e}``.

    A backslash is doubled, so that no text can be mistaken for such a mark.
    """
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character == "\\":
        return r"\\"
    category = unicodedata.category(character)
    hidden = category in _UNSEEN or (category == "Zs" and character != " ")
    return f"\\u{{{ord(character):x}}}" if hidden else character
