r"""A CODEOWNERS file as GitHub reads it (its manual, "About code owners"), and what its patterns mean here. Pure.

    *.sql            @shop/data              # at any depth
    /models/finance/ @shop/finance           # everything below
    docs/*           ada@shop.example        # what lies in docs itself, nothing deeper
    /models/legacy/                          # no owner: explicitly nobody's

The last pattern that matches an object's path counts, and no other. An object's path is the file in which it is
written, for what a source registered with its file (dbt's ``original_file_path``); an object of the database lies at
``.database/KIND/SCHEMA/NAME``, which only a pattern that begins with ``/.database/`` reaches: a line such as ``*``,
meant for files, is no statement about tables. What holds everything, is not under the roof or is gone no pattern
reaches; a path without wildcards names it.

What GitHub does not read (``!``, ``[ ]``, an escaped ``#``) and GitLab's sections are problems, named with their line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from oneroof.errors import ConfigError
from oneroof.sources.entry import Problem
from oneroof.sources.principals import Named
from oneroof.sources.refs import DATABASE_ROOT, path_of

#: GitHub does not load a file above this size, in bytes.
LARGEST = 3 << 20
_SECTION = re.compile(r"\^?\[[^\]]*\](\[\d+\])?(\s|$)")
_OWNER = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9_.-]+)*|[^@\s]+@[^@\s]+\.[^@\s]+")
_ESCAPE = re.compile(r"\\(.)")
_WORD = re.compile(r"(?:\\.|[^\\\s])+\\?")
_NEXT = "Correct the file; it is read as GitHub reads it."


@dataclass(frozen=True)
class Rule:
    """One line: a pattern and its owners, none of them for explicitly nobody's.

    ``wrong``: what is wrong with its owners; then nobody knows who is meant, and no line before it counts either.
    """

    pattern: str
    owners: tuple[str, ...]
    place: str
    matches: re.Pattern[str]
    wrong: Problem | None = None

    @property
    def of_database(self) -> bool:
        """Whether it speaks of objects of the database."""
        return self.pattern.startswith(f"/{DATABASE_ROOT}/")

    def names(self, path: str) -> bool:
        """Whether it is this path itself, and no pattern of many."""
        many = set("*?") & set(_ESCAPE.sub("", self.pattern)) or "/" not in self.pattern
        return not many and _ESCAPE.sub(r"\1", self.pattern).removeprefix("/") == path


@dataclass(frozen=True)
class CodeOwners:
    """The rules of a file in its order, and the lines that are none."""

    rules: tuple[Rule, ...]
    problems: tuple[Problem, ...]
    source: str

    def of_path(self, path: str, *, database: bool = False, exactly: bool = False) -> Rule | None:
        """The rule that counts for a path: the last one that matches. None: no rule does, which is not *unowned*.

        Args:
            path: from the root of the repository.
            database: whether it is that of an object of the database.
            exactly: only a rule that names it counts, no pattern.
        """
        candidates = (rule for rule in reversed(self.rules) if rule.of_database is database)
        fits = ((rule, rule.names(path) if exactly else rule.matches.fullmatch(path)) for rule in candidates)
        return next((rule for rule, fit in fits if fit), None)


def parse_codeowners(text: str, source: str = "CODEOWNERS") -> CodeOwners:
    """The rules of a text.

    Args:
        text: the file's content.
        source: the file's name, for messages.

    Raises:
        ConfigError: it is larger than what GitHub loads.
    """
    if len(text.encode()) > LARGEST:
        raise ConfigError(f"{source}: it is larger than 3 MB, and GitHub does not load such a file.", next_step=_NEXT)
    rules, problems = [], []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        found = _line(line.strip(), f"{source}, line {number}")
        if isinstance(found, Rule):
            rules.append(found)
            found = found.wrong
        if found is not None:
            problems.append(found)
    return CodeOwners(tuple(rules), tuple(problems), source)


def _line(line: str, place: str) -> Rule | Problem | None:
    if not line or line.startswith("#"):
        return None
    if _SECTION.match(line):
        return Problem(place, "sections are GitLab's and not supported; write the owners beside each pattern")
    words = _WORD.findall(line)
    comment = next((at for at, word in enumerate(words) if word.startswith("#")), len(words))
    pattern, *owners = words[:comment]
    if unread := _wrong_pattern(pattern):
        return Problem(place, unread)
    wrong = next((Problem(place, _no_owner(name)) for name in owners if not _OWNER.fullmatch(name)), None)
    return Rule(pattern, tuple(owners), place, _compiled(pattern), wrong)


def _no_owner(name: str) -> str:
    return f"{name} is no owner: neither @name, @organisation/team nor an e-mail address"


def _wrong_pattern(pattern: str) -> str | None:
    """Why GitHub does not read such a pattern, or None."""
    plain = _ESCAPE.sub("", pattern)
    if pattern.startswith("!"):
        return "a pattern that begins with ! (an exception) is not supported; write a later line without an owner"
    if set("[]") & set(plain):
        return f"{pattern} has a range in brackets, which is not supported; write a line for each"
    if "#" in pattern:
        return f"{pattern} has a #, which begins a comment and cannot be escaped"
    if pattern.endswith("\\") and not pattern.endswith("\\\\"):
        return f"{pattern} ends in a backslash that escapes nothing"
    if not pattern.strip("/"):
        return f"{pattern} names nothing; * names everything"
    return None


def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern as an expression over whole paths without a leading slash."""
    anchored = "/" in pattern.rstrip("/")
    parts = [part for part in pattern.split("/") if part]
    if not anchored and parts[0] != "**":
        parts.insert(0, "**")
    *before, last = parts
    expression = "".join("(?:[^/]+/)*" if part == "**" else f"{_segment(part)}/" for part in before)
    if last == "**":
        expression += ".+"
    elif pattern.endswith("/"):
        expression += f"{_segment(last)}/.+"
    elif last == "*" and anchored:  # what lies there itself, nothing deeper
        expression += "[^/]+"
    else:
        expression += f"{_segment(last)}(?:/.+)?"
    return re.compile(expression, re.DOTALL)


def _segment(part: str) -> str:
    """One segment: ``*`` and ``?`` stand for anything but a slash, a backslash takes the next character as it is."""
    pieces = re.findall(r"\\.|.", part, re.DOTALL)
    return "".join({"*": "[^/]*", "?": "[^/]"}.get(piece) or re.escape(piece[-1]) for piece in pieces)


def owners_of_objects(
    file: CodeOwners, files: Iterable[tuple[str, str]], references: Iterable[str], reachable: Collection[str]
) -> tuple[tuple[Named, ...], tuple[str, ...]]:
    """Who is meant to own each object that a rule reaches, and the objects of rules whose owners are wrong.

    Every other object is *unmatched*.

    Args:
        file: of `parse_codeowners`.
        files: objects with the file that each is written in, a path from the root of the repository.
        references: every object of the database, whose paths are those of `oneroof.sources.refs.path_of`.
        reachable: those that a pattern reaches; any other only a rule that names it exactly.
    """
    found = {ref: file.of_path(path, exactly=ref not in reachable) for ref, path in files}
    if any(rule.of_database for rule in file.rules):
        for ref in references:
            rule = file.of_path(path_of(ref), database=True, exactly=ref not in reachable)
            if rule is not None:  # who names the object itself means it, not the file that it is written in
                found[ref] = rule
    rules = [(ref, rule) for ref, rule in sorted(found.items()) if rule is not None]
    rows = (Named(ref, rule.owners, rule.place) for ref, rule in rules if rule.wrong is None)
    return tuple(rows), tuple(ref for ref, rule in rules if rule.wrong is not None)
