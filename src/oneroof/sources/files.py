"""Any file of intended owners, told apart by its name: CODEOWNERS, a manifest (``*.json``), else our TOML. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from oneroof.errors import ConfigError
from oneroof.sources.codeowners import owners_of_objects, parse_codeowners
from oneroof.sources.dbt import parse_manifest
from oneroof.sources.entry import OwnersFile, Problem
from oneroof.sources.owners_toml import parse_owners
from oneroof.sources.principals import Directory, resolve
from oneroof.sources.registration import Registered, owners_of_manifest

CODEOWNERS = "CODEOWNERS"
MANIFEST_SUFFIX = ".json"


@dataclass(frozen=True)
class Known:
    """What a file is read against that names objects by their files or relations, and owners by names of its own.

    Attributes:
        database: the database's name.
        references: every object there is.
        reachable: those that a pattern reaches.
        files: the file in which an object is written, from the root of its repository, by reference.
        directory: who is who.
        registered: what stands in the register of a source, or of references.
    """

    database: str
    references: Collection[str]
    reachable: Collection[str] = frozenset()
    files: Mapping[str, str] = field(default_factory=dict)
    directory: Directory = field(default_factory=lambda: Directory(None, {}))
    registered: Callable[[str, Sequence[str]], Registered] = lambda _source, _refs: Registered()


def parse_file(text: str, name: str) -> OwnersFile:
    """The entries of a file, and what is wrong in it; one that needs a database to be read waits for `settle`.

    Args:
        text: its content.
        name: its path, for messages; the last part of it says what it is.
    """
    own = _own_name(name)
    if own == CODEOWNERS or own.endswith(MANIFEST_SUFFIX):
        return OwnersFile(name, (), text=text)
    return parse_owners(text, name)


def settle(files: Iterable[OwnersFile], known: Callable[[], Known]) -> tuple[OwnersFile, ...]:
    """The same files, those that waited read against what is known, which is asked only where one waits."""
    listed = tuple(files)
    if all(file.text is None for file in listed):
        return listed
    against = known()
    return tuple(file if file.text is None else _settled(file.text, file.name, against) for file in listed)


def _settled(text: str, name: str, known: Known) -> OwnersFile:
    try:
        return (_of_codeowners if _own_name(name) == CODEOWNERS else _of_manifest)(text, name, known)
    except ConfigError as error:
        return OwnersFile(name, (), (Problem(name, error.message.removeprefix(f"{name}: ").rstrip(".")),))


def _own_name(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _of_codeowners(text: str, name: str, known: Known) -> OwnersFile:
    file = parse_codeowners(text, name)
    reached = owners_of_objects(file, known.files.items(), known.references, known.reachable)
    problems = [*file.problems, *reached.problems]
    if not reached.rows and not problems:
        problems.append(
            Problem(name, "no rule of it reaches an object; import what it speaks of, or write /.database/…")
        )
    return resolve(name, reached.rows, known.directory, problems, reached.undecided, reached.idle)


def _of_manifest(text: str, name: str, known: Known) -> OwnersFile:
    manifest = parse_manifest(text, name)
    rows, unread, problems = owners_of_manifest(manifest, known.database, known.references, known.registered)
    return resolve(name, rows, known.directory, (*manifest.problems, *problems), unread)
