"""What every file of intended owners comes to: entries with their places, and what is wrong with the others. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
#: A principal's reference; None is explicitly nobody (a tombstone).
Owner = str | None


def name_of(owner: Owner) -> str:
    """An owner in a message."""
    return "nobody" if owner is None else owner


def is_storable(text: str) -> bool:
    """Whether a text can stand in a database: no NUL, and no half of a surrogate pair, which JSON can write alone."""
    return _UNSTORABLE.search(text) is None


@dataclass(frozen=True)
class OwnerEntry:
    """One entry of a file.

    Attributes:
        object: a reference, or a pattern in which ``*`` stands for anything, as it is written.
        owner: a principal's reference; None is explicitly nobody.
        place: file and line, for messages.
        sound: else something is wrong with it, of which a problem says what: it takes its place all the same, and the
            objects that it would decide are left undecided.
    """

    object: str
    owner: Owner
    place: str
    sound: bool = True


@dataclass(frozen=True)
class Problem:
    """What cannot take effect: where it stands, and why in half a sentence."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass(frozen=True)
class OwnersFile:
    """One file, read whole: a line that is wrong is a problem and keeps no other line from being read.

    Attributes:
        name: the file, for messages.
        entries: in the order of the file.
        problems: what could not be read, in the order of the file.
        text: the content of a file that names objects and owners by names of its own, which is not read yet; see
            `oneroof.sources.files.settle`.
        undecided: references of objects that a line names and cannot decide.
    """

    name: str
    entries: tuple[OwnerEntry, ...]
    problems: tuple[Problem, ...] = ()
    text: str | None = None
    undecided: tuple[str, ...] = ()

    @property
    def malformed(self) -> bool:
        """Whether problems are all that is in it."""
        return bool(self.problems) and not any(entry.sound for entry in self.entries)
