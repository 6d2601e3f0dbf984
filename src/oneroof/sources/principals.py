"""From the names that a source has for people and teams to principals; a name that leads to none is a problem. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from oneroof.sources.entry import Owner, OwnerEntry, OwnersFile, Problem


@dataclass(frozen=True)
class Named:
    """Who is meant to own an object, by the names that the source has for them; no name: explicitly nobody's.

    ``alternatives``: the names are names of one owner (an e-mail address, a display name), of which those that are
    known must be one principal; else they are several owners, of which each must be known.
    """

    object_ref: str
    names: tuple[str, ...]
    place: str
    alternatives: bool = False


@dataclass(frozen=True)
class Directory:
    """Who is who.

    Attributes:
        principals: whether each principal is active, by its reference; None where nobody knows them (no schema of
            ours): then a name stands for itself.
        aliases: principals by their other names, those in lower case.
    """

    principals: Mapping[str, bool] | None
    aliases: Mapping[str, str]

    def find(self, name: str) -> str | None:
        """The principal that a name stands for: its own reference, or an alias in whatever case."""
        if self.principals is not None and name in self.principals:
            return name
        found = self.aliases.get(name.lower())
        return name if found is None and self.principals is None else found


def resolve(
    name: str,
    rows: Iterable[Named],
    directory: Directory,
    problems: Sequence[Problem] = (),
    unread: Iterable[str] = (),
    idle: Iterable[Named] = (),
) -> OwnersFile:
    """The file's entries by reference and principal; a row that leads to no one principal is a problem.

    Args:
        name: the file, for messages.
        rows: what it says.
        directory: who is who.
        problems: what was wrong in reading it.
        unread: references of objects for which that was in the way.
        idle: what it says that decides nothing; a name in it that leads to no one principal is a problem all the same.
    """
    entries, undecided, found = [], [*unread], dict.fromkeys(problems)
    for row in rows:
        owner = _owner(row, directory)
        if isinstance(owner, Problem):
            found[owner] = None  # a line that decides on many objects is one problem
            undecided.append(row.object_ref)
        else:
            entries.append(OwnerEntry(row.object_ref, owner, row.place))
    found |= dict.fromkeys(said for said in (_owner(row, directory) for row in idle) if isinstance(said, Problem))
    return OwnersFile(name, tuple(entries), tuple(found), undecided=tuple(undecided))


def _owner(row: Named, directory: Directory) -> Owner | Problem:
    if not row.names:
        return None
    leads = {name: directory.find(name) for name in row.names}
    unknown = [name for name, ref in leads.items() if ref is None]
    if unknown and (not row.alternatives or len(unknown) == len(leads)):
        listed = " nor ".join(unknown) if row.alternatives else unknown[0]
        said = f"neither {listed} is" if len(unknown) > 1 and row.alternatives else f"{unknown[0]} is not"
        return Problem(row.place, f"{said} a principal or an alias of one (governance_principal_alias)")
    owners = sorted({ref for ref in leads.values() if ref is not None})
    if len(owners) > 1 and not (row.alternatives and directory.principals is None):
        names = ", ".join(f"{name} ({ref})" if name != ref else name for name, ref in leads.items() if ref is not None)
        return Problem(row.place, f"{names} are {len(owners)} principals; one is accountable: name a team of them")
    owner = directory.find(row.names[0]) if directory.principals is None else owners[0]
    if directory.principals is not None and not directory.principals.get(owner or "", False):
        known = "inactive" if owner in directory.principals else "an alias of nobody"
        return Problem(row.place, f"{owner} is {known}")
    return owner
