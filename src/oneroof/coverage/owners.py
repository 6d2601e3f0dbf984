"""Who is meant to own what: files of intended owners, and the objects that their entries name.

A file is our own TOML, a CODEOWNERS file or dbt's ``manifest.json``; the parsers of `oneroof.sources` turn each into
entries with places, and `match_owners` (pure) is one function for all of them. An entry on a container means
everything in it too. In one file an exact reference beats a pattern, and of patterns the last one counts; no file is
above another. A pattern does not reach containers that hold everything, nor what is not under the roof: name
those exactly. An entry that cannot take effect is a problem, because a misspelt line must not lose an owner in
silence: objects that it decides are left undecided, all others keep their owners, and who writes a packet refuses.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from oneroof.coverage.catalog import FOR_THE_ASKING
from oneroof.coverage.read import TreeObject
from oneroof.coverage.suggest import Names, close_principal
from oneroof.errors import ConfigError
from oneroof.sources.entry import Owner, OwnerEntry, OwnersFile, Problem, is_storable, name_of
from oneroof.sources.files import parse_file

__all__ = [
    "NO_LONGER_THERE",
    "Matched",
    "Owner",
    "OwnerEntry",
    "OwnersFile",
    "Problem",
    "asked_for",
    "listed",
    "match_owners",
    "read_owners",
    "refuse",
    "sweeping",
]

#: Statuses of objects that are not under the roof, whatever the ruleset says; such an object bears nothing.
NO_LONGER_THERE = frozenset({"gone", "retired"})
_NEXT = "Correct these entries and run again; each is named with its place."


@dataclass(frozen=True)
class Matched:
    """What the entries of all files come to.

    Attributes:
        intended: the intended owner of each object that an entry names, by reference.
        places: where the entry stands that decides it, by reference.
        undecided: objects that entries name and cannot decide.
        problems: entries that cannot take effect, in the order of files and lines.
    """

    intended: dict[str, Owner]
    places: dict[str, str]
    undecided: frozenset[str]
    problems: tuple[Problem, ...]

    def checked(self) -> dict[str, Owner]:
        """``intended``, where every entry takes effect.

        Raises:
            ConfigError: one does not; names all such entries.
        """
        refuse(self.problems)
        return self.intended


def refuse(problems: Sequence[Problem]) -> None:
    """Nothing, where nothing is wrong.

    Raises:
        ConfigError: with every problem, each on a line of its own where there are several.
    """
    if problems:
        raise ConfigError(listed(problems, "intended owners"), next_step=_NEXT)


def listed(problems: Sequence[Problem], subject: str) -> str:
    """Every problem, each on a line of its own where there are several."""
    if len(problems) == 1:
        return f"{problems[0]}."
    lines = "\n".join(f"  {problem}" for problem in problems)
    return f"The {subject} have {len(problems)} problems:\n{lines}"


def read_owners(files: Path | Iterable[Path]) -> tuple[OwnersFile, ...]:
    """The files, each read whole; what is wrong in them is listed in them.

    A CODEOWNERS file and a manifest are read against a database: `oneroof.sources.files.settle` does.

    Raises:
        ConfigError: one cannot be read at all.
    """
    listed = [files] if isinstance(files, Path) else list(files)
    return tuple(parse_file(_text(file), str(file)) for file in listed)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read: {error}.", next_step="Name a file of intended owners.") from error


def asked_for(files: Iterable[OwnersFile]) -> tuple[str, ...]:
    """References of kinds that are listed only where somebody names one, as these files do."""
    named = (entry.object for file in files for entry in file.entries if is_storable(entry.object))
    return tuple(dict.fromkeys(ref for ref in named if ref.partition(":")[0] in FOR_THE_ASKING))


def match_owners(
    files: Iterable[OwnersFile], tree: Iterable[TreeObject], principals: Mapping[str, bool] | None = None
) -> Matched:
    """The intended owner of each object that an entry names.

    Args:
        files: of `read_owners`.
        tree: every object, under the roof or not.
        principals: whether each principal is active, by reference; None where nobody knows them (no schema of ours).
    """
    return _Matching(tuple(files), tree, principals).run()


class _Matching:
    """One run of `match_owners`."""

    def __init__(
        self, files: Sequence[OwnersFile], tree: Iterable[TreeObject], principals: Mapping[str, bool] | None
    ) -> None:
        self.files = files
        self.objects = {item.object_ref: item for item in tree}
        self.reachable = sorted(ref for ref, item in self.objects.items() if item.reachable)
        self.principals = principals
        self.names = Names(self.objects)

    def run(self) -> Matched:
        """Each file for itself, then all of them together."""
        problems: list[Problem] = []
        decided: dict[str, OwnerEntry] = {}
        undecided: set[str] = set()
        against: dict[tuple[OwnerEntry, OwnerEntry], list[str]] = {}
        for file in self.files:
            problems += file.problems
            undecided |= self.objects.keys() & set(file.undecided)
            if file.text is not None:
                problems.append(Problem(file.name, "it was not read against the database"))
            for ref, entry in self._of_file(file, problems).items():
                other = decided.setdefault(ref, entry)
                if other.owner != entry.owner and other.sound and entry.sound:
                    against.setdefault((other, entry), []).append(ref)
                if other.owner != entry.owner or not entry.sound or not self._is_owner(entry.owner):
                    undecided.add(ref)
        problems += [_contradiction(one, other, refs) for (one, other), refs in against.items()]
        kept = {ref: entry for ref, entry in decided.items() if ref not in undecided}
        intended = {ref: entry.owner for ref, entry in kept.items()}
        places = {ref: entry.place for ref, entry in kept.items()}
        return Matched(intended, places, frozenset(undecided), tuple(problems))

    def _of_file(self, file: OwnersFile, problems: list[Problem]) -> dict[str, OwnerEntry]:
        """The deciding entry of each object that the file names; problems of its entries are added."""
        exact: dict[str, OwnerEntry] = {}
        by_pattern: dict[str, OwnerEntry] = {}
        reached: list[tuple[OwnerEntry, list[str]]] = []
        for entry in file.entries:
            if entry.sound and not self._is_owner(entry.owner):
                problems.append(Problem(entry.place, self._no_owner(entry.owner or "")))
            named = entry.object in self.objects
            found = [entry.object] if named else self._matching(entry)
            if reason := self._without_effect(entry, found, named=named):
                problems.append(Problem(entry.place, reason))
                continue
            (exact if named else by_pattern).update(dict.fromkeys(found, entry))
            if entry.sound and not named:
                reached.append((entry, found))
        decided = {**by_pattern, **exact}
        deciding, by_name = set(decided.values()), set(exact.values())
        for entry, found in reached:
            if entry not in deciding:
                problems += _overruled(entry, {decided[ref] for ref in found} - by_name)
        return decided

    def _is_owner(self, owner: Owner) -> bool:
        return owner is None or self.principals is None or self.principals.get(owner, False)

    def _no_owner(self, owner: str) -> str:
        principals = self.principals or {}
        if owner in principals:
            return f"{owner} is inactive"
        close = close_principal(owner, principals)
        return f"{owner} is no principal of this database" + (f"; did you mean {close}?" if close else "")

    def _without_effect(self, entry: OwnerEntry, found: Sequence[str], *, named: bool) -> str | None:
        """Why an entry names nothing, or None."""
        if named and self.objects[entry.object].status in NO_LONGER_THERE:
            return f"{entry.object} is {self.objects[entry.object].status}; take the entry out"
        if found:
            return None
        if "*" not in entry.object:
            return f"there is no object {entry.object}{self.names.hint(entry.object)}"
        beyond = next(iter(_select(_compiled(entry.object), self.objects)), None)
        if beyond:
            return (
                f"{entry.object} matches only what no pattern reaches ({beyond} holds everything or is not under the"
                " roof); name it exactly"
            )
        return f"{entry.object} matches no object{self.names.hint_of_pattern(entry.object)}"

    def _matching(self, entry: OwnerEntry) -> list[str]:
        """References that a pattern reaches; a text without ``*`` is no pattern."""
        if "*" not in entry.object:
            return []
        start = entry.object.partition("*")[0]
        first = bisect_left(self.reachable, start)
        within = (ref for ref in self.reachable[first : bisect_left(self.reachable, start + "\U0010ffff")])
        return list(_select(_compiled(entry.object), within))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")), re.DOTALL)


def _overruled(entry: OwnerEntry, by: Iterable[OwnerEntry]) -> list[Problem]:
    """The problem of a pattern that decides nothing, because of patterns that are no exceptions from it."""
    narrower = _compiled(entry.object)
    others = sorted((other for other in by if not narrower.fullmatch(other.object)), key=lambda other: other.place)
    return [
        Problem(
            entry.place,
            f"{entry.object} decides nothing: {other.object} at {other.place} matches what it does, and of patterns"
            " the last one counts",
        )
        for other in others[:1]
    ]


def sweeping(files: Iterable[OwnersFile], tree: Iterable[TreeObject]) -> tuple[str, ...]:
    """The places of entries each of which reaches all that must have an owner: they say no more than a catch-all does.

    Args:
        files: of `read_owners`, settled.
        tree: every object, under the roof or not.
    """
    required = [item.object_ref for item in tree if item.reachable and item.requires_owner]
    at: dict[str, list[str]] = {}
    for entry in (entry for file in files for entry in file.entries):
        at.setdefault(entry.place, []).append(entry.object)
    return tuple(place for place, named in at.items() if len(required) > 1 and _reaches_all(named, required))


def _reaches_all(named: Iterable[str], required: Iterable[str]) -> bool:
    exact = set(named)
    patterns = [_compiled(each) for each in exact if "*" in each]
    return all(ref in exact or any(pattern.fullmatch(ref) for pattern in patterns) for ref in required)


def _select(pattern: re.Pattern[str], refs: Iterable[str]) -> Iterable[str]:
    return (ref for ref in refs if pattern.fullmatch(ref))


def _contradiction(one: OwnerEntry, other: OwnerEntry, refs: Sequence[str]) -> Problem:
    """Two entries of different files that name one object and not one owner."""
    more = f" and {len(refs) - 1} more" if len(refs) > 1 else ""
    return Problem(
        other.place,
        f"{other.object} is meant for {name_of(other.owner)}, and at {one.place} {one.object} is meant for"
        f" {name_of(one.owner)}: they contradict each other on {refs[0]}{more}",
    )
