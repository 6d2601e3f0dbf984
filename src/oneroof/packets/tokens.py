"""A small reader of SQL text: tokens and statements, so that nothing in a literal or a comment triggers. Pure.

It follows PostgreSQL's lexical rules (manual, section 4.1) with ``standard_conforming_strings`` on, which a packet's
session asserts: strings, escape strings and their continuation lines, dollar quotes, quoted identifiers, nested
comments. It knows no grammar: what a statement means is the server's to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["word", "quoted", "string", "number", "symbol", "meta"]

_SPACE = re.compile(r"[ \t\n\f\v]+")
_LINE_COMMENT = re.compile(r"--[^\n]*")
_WORD = re.compile(r"[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_$\u0080-\U0010ffff]*")
_NUMBER = re.compile(r"[0-9][A-Za-z0-9_.]*|\.[0-9][A-Za-z0-9_]*")
_DOLLAR = re.compile(r"\$(?:[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_\u0080-\U0010ffff]*)?\$")
# Possessive, so that an unclosed string is never closed by giving half of a doubled quote back.
_PLAIN_STRING = re.compile(r"'((?:[^']++|'')*+)'")
_ESCAPE_STRING = re.compile(r"'((?:[^'\\]++|''|\\.)*+)'", re.DOTALL)
_CONTINUED = re.compile(r"[ \t\f\v]*(?:--[^\n]*)?\n(?:[ \t\n\f\v]|--[^\n]*\n)*(?=')")
_QUOTED_NAME = re.compile(r'"((?:[^"]++|"")*+)"')
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_PREFIXES = frozenset({"e", "b", "x", "n"})


class UnreadableSqlError(ValueError):
    """The text ends inside a literal or a comment; ``line`` is where that began (1 is the first)."""

    def __init__(self, what: str, line: int) -> None:
        self.line = line
        super().__init__(f"{what} is never closed")


@dataclass(frozen=True, slots=True)
class Token:
    """One token. ``text`` is folded to lower case for a word; for a string it is what stands between its quotes."""

    kind: Kind
    text: str
    line: int

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords or plain identifiers (lower case)."""
        return self.kind == "word" and self.text in words


Statement = tuple[Token, ...]


class _Reader:
    """The position in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.line = 1

    def take(self, end: int) -> str:
        taken = self.text[self.position : end]
        self.line += taken.count("\n")
        self.position = end
        return taken

    def skip(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self.text, self.position)
        if found is None or found.end() == self.position:
            return False
        self.take(found.end())
        return True

    def skip_block_comment(self) -> bool:
        if not self.text.startswith("/*", self.position):
            return False
        start, depth, end = self.line, 0, self.position
        while depth or end == self.position:
            edge = _COMMENT_EDGE.search(self.text, end)
            if edge is None:
                raise UnreadableSqlError("A comment", start)
            depth += 1 if edge[0] == "/*" else -1
            end = edge.end()
        self.take(end)
        return True

    def string(self, pattern: re.Pattern[str]) -> str:
        """One string literal at its opening quote, with its continuation lines."""
        parts: list[str] = []
        while True:
            found = pattern.match(self.text, self.position)
            if found is None:
                raise UnreadableSqlError("A string", self.line)
            parts.append(found[1])
            self.take(found.end())
            if not self.skip(_CONTINUED):
                return "".join(parts)

    def quoted_name(self) -> str:
        found = _QUOTED_NAME.match(self.text, self.position)
        if found is None:
            raise UnreadableSqlError("A quoted name", self.line)
        self.take(found.end())
        return found[1].replace('""', '"')

    def dollar_string(self) -> str | None:
        found = _DOLLAR.match(self.text, self.position)
        if found is None:
            return None
        end = self.text.find(found[0], found.end())
        if end < 0:
            raise UnreadableSqlError(f"The dollar quote {found[0]}", self.line)
        inside = self.text[found.end() : end]
        self.take(end + len(found[0]))
        return inside


def _prefixed(reader: _Reader, line: int) -> Token | None:
    """A string or name with a prefix (``E''``, ``B''``, ``X''``, ``N''``, ``U&''``, ``U&""``), or None."""
    text, position = reader.text, reader.position
    first = text[position].lower()
    if first in _PREFIXES and text.startswith("'", position + 1):
        reader.take(position + 1)
        return Token("string", reader.string(_ESCAPE_STRING if first == "e" else _PLAIN_STRING), line)
    if first == "u" and text[position + 1 : position + 3] in {"&'", '&"'}:
        reader.take(position + 2)
        if text[position + 2] == '"':
            return Token("quoted", reader.quoted_name(), line)
        return Token("string", reader.string(_PLAIN_STRING), line)
    return None


def _literal(reader: _Reader, line: int) -> Token | None:
    """What begins with a quote of any form, or None."""
    first = reader.text[reader.position]
    if first == "'":
        return Token("string", reader.string(_PLAIN_STRING), line)
    if first == '"':
        return Token("quoted", reader.quoted_name(), line)
    if first == "$":
        inside = reader.dollar_string()
        return None if inside is None else Token("string", inside, line)
    return _prefixed(reader, line)


def _next(reader: _Reader) -> Token:
    line = reader.line
    literal = _literal(reader, line)
    if literal is not None:
        return literal
    if reader.text[reader.position] == "\\":
        return Token("meta", reader.take(reader.position + 1), line)
    for kind, pattern in (("word", _WORD), ("number", _NUMBER)):
        found = pattern.match(reader.text, reader.position)
        if found is not None:
            taken = reader.take(found.end())
            return Token("word", taken.lower(), line) if kind == "word" else Token("number", taken, line)
    return Token("symbol", reader.take(reader.position + 1), line)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of an SQL text, without comments and white space.

    Raises:
        UnreadableSqlError: a literal or a comment is never closed.
    """
    reader = _Reader(text)
    while reader.position < len(text):
        if reader.skip(_SPACE) or reader.skip(_LINE_COMMENT) or reader.skip_block_comment():
            continue
        yield _next(reader)


@lru_cache(maxsize=4)  # a packet's texts are parsed, then checked: thousands of rows are read once
def statements(text: str) -> tuple[Statement, ...]:
    """The statements of an SQL text, empty ones left out.

    A semicolon ends a statement unless it stands in brackets (``CREATE RULE … DO (…; …)``) or in a body that begins
    with ``BEGIN ATOMIC`` (manual, CREATE FUNCTION), where ``CASE … END`` nests.
    """
    found: list[Statement] = []
    current: list[Token] = []
    brackets = atomic = 0
    for token in tokens(text):
        if token.kind == "symbol":
            brackets = max(0, brackets + (token.text in "([") - (token.text in ")]"))
        opens_body = token.is_word("atomic") and bool(current) and current[-1].is_word("begin")
        if opens_body or (atomic and token.is_word("case")):
            atomic += 1
        elif atomic and token.is_word("end"):
            atomic -= 1
        if token.kind == "symbol" and token.text == ";" and not brackets and not atomic:
            found.append(tuple(current))
            current = []
        else:
            current.append(token)
    found.append(tuple(current))
    return tuple(statement for statement in found if statement)
