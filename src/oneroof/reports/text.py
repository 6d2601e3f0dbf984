"""Text of unknown origin in a markdown document or on a terminal: shown, never obeyed. Pure.

Objects are named by whoever may create them. What a person cannot see (control characters, escape sequences, characters
that turn the direction of writing, several kinds of space) is shown as ``[U+202E]``; what markdown or HTML would take
as a command is escaped. A document of ours holds no HTML at all.
"""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup

#: General categories that show nothing of themselves or act on their neighbours (Unicode, chapter 4.5).
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_PLAIN_CODE = re.compile(r"[^`|\\<>&]+")
_SPECIAL = re.compile(r"[\\`*\[\]<|~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=[A-Za-z#])")
#: What would begin a list, a heading, a quotation or a rule at the start of a block (CommonMark, chapter 4).
_BEGINS_BLOCK = re.compile(r"[0-9]{0,9}(?=[.)](?:\s|$))|(?=[-+](?:[-\s]|$)|[>#=:])")
_AUTOLINK = re.compile(r"(?i)(?<=[a-z])://|\bwww\.")
_BACKTICKS = re.compile(r"`+")


def visible(text: str) -> str:
    """The text on one line with everything that cannot be seen shown by its code point; safe on a terminal."""
    if text.isprintable():  # nothing of the categories below: nearly every name there is
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    hidden = category in _UNSEEN or (category == "Zs" and character != " ")
    return f"[U+{ord(character):04X}]" if hidden else character


def prose(text: str) -> Markup:
    """A sentence within a paragraph, a list item or a cell: every character stands for itself."""
    shown = _SPECIAL.sub(lambda found: f"\\{found[0]}", visible(text).lstrip(" "))
    shown = _AUTOLINK.sub(lambda found: found[0].replace(":", "\\:").replace(".", "\\."), shown)
    begins = _BEGINS_BLOCK.match(shown)
    if begins:
        shown = f"{begins[0]}\\{shown[begins.end() :]}"
    return Markup(shown)  # noqa: S704 - escaped for markdown, whose rules are not HTML's


def code(text: str) -> Markup:
    """A name as a code span; a name that no span can hold as it is, in quotation marks with every sign escaped."""
    plain = _PLAIN_CODE.fullmatch(text) and visible(text) == text == text.strip(" ") and "  " not in text
    return Markup(f"`{text}`" if plain else f"“{_entities(text)}”")  # noqa: S704 - see prose


def _entities(text: str) -> str:
    """Every sign that is no letter, digit or single inner space as a character reference, which is never a command."""
    spaced = re.sub(r"^ +| +\Z| {2,}", lambda found: "[U+0020]" * len(found[0]), text)
    return "".join(
        character if character.isalnum() or character == " " or ord(character) > 127 else f"&#{ord(character)};"  # noqa: PLR2004 - ASCII
        for character in visible(spaced)
    )


def fenced(text: str, language: str = "") -> Markup:
    """A block of code, verbatim, in a fence that it cannot close; what cannot be seen is shown by its code point."""
    lines = ("".join(part if part == "\t" else _shown(part) for part in line) for line in text.split("\n"))
    body = "\n".join(lines).removesuffix("\n")
    longest = max((len(run) for run in _BACKTICKS.findall(body)), default=0)
    fence = "`" * max(3, longest + 1)
    return Markup(f"{fence}{language}\n{body}\n{fence}")  # noqa: S704 - see prose


def hidden_characters(text: str) -> int:
    """How many characters of a text `fenced` shows by their code points."""
    return sum(_shown(character) != character for character in text if character not in "\n\t")
