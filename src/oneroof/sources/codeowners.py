r"""A CODEOWNERS file as GitHub reads it (its manual, "About code owners"), and what its patterns mean here. Pure.

    *.sql            @shop/data              # at any depth
    /models/finance/ @shop/finance           # everything below
    docs/*           ada@shop.example        # what lies in docs itself, nothing deeper
    /models/legacy/                          # no owner: explicitly nobody's

The last pattern that matches an object's path counts, and no other. An object's path is the file in which it is
written, for what a source registered with its file (dbt's ``original_file_path``); an object of the database lies at
``.database/KIND/SCHEMA/NAME``, which only a pattern that begins with ``/.database/`` reaches: a line such as ``*``,
meant for files, is no statement about tables. What holds everything, is not under the roof or is gone no pattern
reaches; a path without wildcards names it. A line about the database is meant for oneroof alone, so one that reaches
nothing is a problem, as an entry of our own file is; of lines about files most are about code.

What GitHub does not read (``!``, ``[ ]``, an escaped ``#``) and GitLab's sections are problems, named with their line.
What such a line may speak of is left undecided: the line before it does not count there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from oneroof.errors import ConfigError
from oneroof.sources.entry import Problem
from oneroof.sources.principals import Named
from oneroof.sources.refs import DATABASE_ROOT, path_of

#: GitHub does not load a file above this size, in bytes.
LARGEST = 3 << 20
_SECTION = re.compile(r"\^?\[[^\]]*\](\[\d+\])?(\s|$)")
_OWNER = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9_.-]+)*|[^@\s]+@[^@\s]+\.[^@\s]+")
_RANGE = re.compile(r"\[[^\]]*\]?|\]")
_ESCAPE = re.compile(r"\\(.)")
_WORD = re.compile(r"(?:\\.|[^\\\s])+\\?")
_SPECIAL = re.compile(r"[\\ *?]")
_CLOSE = 0.8
_NEXT = "Correct the file; it is read as GitHub reads it."


@dataclass(frozen=True)
class Rule:
    """One line: a pattern and its owners, none of them for explicitly nobody's.

    ``wrong``: what is wrong with it; then nobody knows who is meant, and no line before it counts either.
    """

    pattern: str
    owners: tuple[str, ...]
    place: str
    matches: re.Pattern[str]
    wrong: Problem | None = None

    @property
    def of_database(self) -> bool:
        """Whether it speaks of objects of the database."""
        return f"{self.pattern.removeprefix('!').removeprefix('/')}/".startswith(f"{DATABASE_ROOT}/")

    def names(self, path: str) -> bool:
        """Whether it is this path itself, and no pattern of many."""
        many = set("*?") & set(_ESCAPE.sub("", self.pattern)) or "/" not in self.pattern
        return not many and _ESCAPE.sub(r"\1", self.pattern).removeprefix("/") == path

    def covers(self, other: Rule) -> bool:
        """Whether it matches what another rule speaks of, and is no exception from it."""
        spoken = _ESCAPE.sub(r"\1", other.pattern).removeprefix("/")
        return self.matches.fullmatch(f"{spoken}*" if spoken.endswith("/") else spoken) is not None


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
    wrong = [_wrong_pattern(pattern), *(_no_owner(name) for name in owners if not _OWNER.fullmatch(name))]
    problem = next((Problem(place, what) for what in wrong if what is not None), None)
    loosened = _RANGE.sub("?", pattern.removeprefix("!"))
    if not loosened.strip("/"):
        return problem
    return Rule(pattern, tuple(owners), place, _compiled(loosened), problem)


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


@dataclass(frozen=True)
class Reached:
    """What the rules of a file come to; every object that is in none of it is *unmatched*.

    Attributes:
        rows: who is meant to own each object that a rule decides.
        undecided: objects of rules whose owners are wrong.
        idle: who is meant by rules about the database that decide nothing.
        problems: why they do not, save those that lines after them are exceptions from.
    """

    rows: tuple[Named, ...]
    undecided: tuple[str, ...]
    idle: tuple[Named, ...]
    problems: tuple[Problem, ...]


def owners_of_objects(
    file: CodeOwners, files: Iterable[tuple[str, str]], references: Iterable[str], reachable: Collection[str]
) -> Reached:
    """Who is meant to own each object that a rule reaches.

    Args:
        file: of `parse_codeowners`.
        files: objects with the file that each is written in, a path from the root of the repository.
        references: every object of the database, whose paths are those of `oneroof.sources.refs.path_of`.
        reachable: those that a pattern reaches; any other only a rule that names it exactly.
    """
    found = {ref: file.of_path(path, exactly=ref not in reachable) for ref, path in files}
    about = [rule for rule in file.rules if rule.of_database]
    paths = {path_of(ref): ref for ref in references} if about else {}
    deciding = set()
    for path, ref in paths.items():
        rule = file.of_path(path, database=True, exactly=ref not in reachable)
        if rule is not None:  # who names the object itself means it, not the file that it is written in
            found[ref] = rule
            deciding.add(rule)
    idle = [rule for rule in about if rule not in deciding]
    rules = [(ref, rule) for ref, rule in sorted(found.items()) if rule is not None]
    reasons = ((rule, _why_idle(rule, paths, reachable, found)) for rule in idle)
    return Reached(
        rows=tuple(Named(ref, rule.owners, rule.place) for ref, rule in rules if rule.wrong is None),
        undecided=tuple(ref for ref, rule in rules if rule.wrong is not None),
        idle=tuple(Named(rule.pattern, rule.owners, rule.place) for rule in idle if rule.wrong is None),
        problems=tuple(Problem(rule.place, reason) for rule, reason in reasons if reason is not None),
    )


def _why_idle(
    rule: Rule, paths: Mapping[str, str], reachable: Collection[str], found: Mapping[str, Rule | None]
) -> str | None:
    """Why a rule decides on no object of the database; None where exceptions from it decide on all that it reaches."""
    matched = [path for path in paths if rule.matches.fullmatch(path)]
    deciding = [found[paths[path]] for path in matched if paths[path] in reachable or rule.names(path)]
    wider = next((other for other in deciding if other is not None and other.covers(rule)), None)
    if wider is not None:
        return (
            f"{rule.pattern} decides nothing: {wider.pattern} at {wider.place} matches what it does, and the last line"
            " that matches counts"
        )
    if deciding:
        return None
    if matched:
        return (
            f"{rule.pattern} matches only what no pattern reaches ({paths[matched[0]]} holds everything or is not under"
            " the roof); name it exactly"
        )
    return f"{rule.pattern} matches no object of the database{_hint(rule.pattern, paths)}"


def _hint(pattern: str, paths: Collection[str]) -> str:
    """The end of a sentence that says what may be meant: the same but for case, quotes and one part that is alike."""
    parts = [part for part in pattern.replace('"', "").split("/") if part]
    patterns = [re.compile(_segment(part), re.DOTALL | re.IGNORECASE) for part in parts]
    for known in sorted({tuple(path.split("/")[: len(parts)]) for path in paths}):
        other = [at for at, part in enumerate(known) if not patterns[at].fullmatch(part)]
        if len(known) == len(parts) and all(_alike(parts[at], known[at]) for at in other[:1]) and len(other) <= 1:
            path = "/".join(known)
            meant = _SPECIAL.sub(r"\\\g<0>", path)
            return f"; did you mean /{meant}{'' if path in paths else '/'}?"
    return ""


def _alike(part: str, other: str) -> bool:
    return SequenceMatcher(a=_ESCAPE.sub(r"\1", part).casefold(), b=other.casefold()).ratio() >= _CLOSE
