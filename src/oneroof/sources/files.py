"""Any file of intended owners, told apart by its name: CODEOWNERS, a manifest (``*.json``), else our TOML. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from oneroof.errors import ConfigError
from oneroof.sources.codeowners import owners_of_objects, parse_codeowners
from oneroof.sources.dbt import parse_manifest
from oneroof.sources.entry import OwnersFile, Problem
from oneroof.sources.owners_toml import parse_owners
from oneroof.sources.principals import Directory, resolve
from oneroof.sources.registration import owners_of_manifest

CODEOWNERS = "CODEOWNERS"
MANIFEST_SUFFIX = ".json"


@dataclass(frozen=True)
class Known:
    """What a file is read against that names objects by their files or relations, and owners by names of its own.

    Attributes:
        database: the database's name.
        references: every object there is.
        files: the file in which an object is written, from the root of its repository, by reference.
        directory: who is who.
    """

    database: str
    references: Collection[str]
    files: Mapping[str, str] = field(default_factory=dict)
    directory: Directory = field(default_factory=lambda: Directory(None, {}))


def parse_file(text: str, name: str, known: Callable[[], Known]) -> OwnersFile:
    """The entries of a file; what is wrong in it is listed in it.

    Args:
        text: its content.
        name: its path, for messages; the last part of it says what it is.
        known: asked only where the file needs it.
    """
    own = name.replace("\\", "/").rsplit("/", 1)[-1]
    try:
        if own == CODEOWNERS:
            return _of_codeowners(text, name, known())
        if own.endswith(MANIFEST_SUFFIX):
            return _of_manifest(text, name, known())
    except ConfigError as error:
        return OwnersFile(name, (), (Problem(name, error.message.removeprefix(f"{name}: ").rstrip(".")),))
    return parse_owners(text, name)


def _of_codeowners(text: str, name: str, known: Known) -> OwnersFile:
    file = parse_codeowners(text, name)
    rows = owners_of_objects(file, known.files.items(), known.references)
    problems = list(file.problems)
    if not rows and not problems:
        problems.append(
            Problem(name, "no rule of it reaches an object; import what it speaks of, or write /.database/…")
        )
    return resolve(name, rows, known.directory, problems)


def _of_manifest(text: str, name: str, known: Known) -> OwnersFile:
    manifest = parse_manifest(text, name)
    rows, problems = owners_of_manifest(manifest, known.database, known.references)
    return resolve(name, rows, known.directory, (*manifest.problems, *problems))
