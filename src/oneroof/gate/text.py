"""Text of unknown origin on a terminal: shown, never obeyed. Pure."""

from __future__ import annotations

import re
import unicodedata

#: General categories that show nothing of themselves or act on their neighbours (Unicode, chapter 4.5).
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
#: Letters and marks that show nothing either (Unicode's property Default_Ignorable_Code_Point, beyond category Cf).
_IGNORABLE = (
    *(range(0x034F, 0x0350), range(0x115F, 0x1161), range(0x17B4, 0x17B6), range(0x180B, 0x1810)),
    *(range(0x3164, 0x3165), range(0xFE00, 0xFE10), range(0xFFA0, 0xFFA1), range(0xE0100, 0xE01F0)),
)


_SPACES = re.compile(r"^ | $|(?<= ) ")


def safe_text(text: str) -> str:
    r"""The text on one line; every character that cannot be seen, or turns what is beside it, as ``\u{202e}``.

    A backslash is doubled, so that no text can be mistaken for such a mark; of several spaces, and at the ends, so that
    no text can push what follows it out of sight, only single ones within are left as they are.
    """
    shown = "".join(_shown(character) for character in text)
    return _SPACES.sub(r"\\u{20}", shown)


def _shown(character: str) -> str:
    if character == "\\":
        return r"\\"
    category = unicodedata.category(character)
    hidden = category in _UNSEEN or (category == "Zs" and character != " ")
    hidden = hidden or any(ord(character) in ignorable for ignorable in _IGNORABLE)
    return f"\\u{{{ord(character):x}}}" if hidden else character
