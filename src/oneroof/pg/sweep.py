"""Folders that killed runs left in temporary places: removed by the next run that starts a server."""

from __future__ import annotations

import re
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from oneroof.pg.pids import is_there

#: ``oneroof-pg-PID-…`` holds a cluster, ``oneroof-s-PID-…`` a socket; PID is the process that made it.
_NAME = re.compile(r"^oneroof-(?:pg|s)-(?P<pid>[0-9]+)-[^/]+$")
#: In a folder that was left on purpose.
_KEPT = "kept"
#: Where PostgreSQL notes its own process id (manual, section 66.1; the lock file beside a Unix socket).
_SERVERS_OWN = ("data/postmaster.pid", ".s.PGSQL.5432.lock")


def sweep_leftovers(owners: frozenset[int]) -> tuple[Path, ...]:
    """Remove such folders whose maker and whose server are both gone.

    Args:
        owners: the accounts whose folders are ours to remove: ourselves, and who runs our servers.

    Returns:
        What was removed.
    """
    removed = tuple(folder for folder in _made_by("*") if _is_leftover(folder, owners))
    for folder in removed:
        shutil.rmtree(folder, ignore_errors=True)
    return removed


def keep(folder: Path) -> None:
    """Say of a folder in a temporary place that it was left on purpose (a clone is in it): nobody sweeps it."""
    if _NAME.match(folder.name):
        (folder / _KEPT).touch()


def is_kept(folder: Path) -> bool:
    """Whether it is a folder of ours in a temporary place that was left on purpose."""
    return _NAME.match(folder.name) is not None and (folder / _KEPT).is_file()


def is_of_the_gone(folder: Path, owners: frozenset[int]) -> bool:
    """Whether it is a folder of ours in a temporary place whose maker is gone, kept or not, with a server or without.

    Args:
        folder: no link is one.
        owners: as in `sweep_leftovers`.
    """
    match = _NAME.match(folder.name)
    if match is None or folder.parent not in _places() or is_there(int(match["pid"])):
        return False
    with suppress(OSError):
        state = folder.lstat()
        return stat.S_ISDIR(state.st_mode) and state.st_uid in owners
    return False


def made_by(pid: int, owners: frozenset[int]) -> tuple[Path, ...]:
    """The folders of servers that a process made in temporary places, whether or not a server runs in them."""
    found = (folder for folder in _made_by(str(pid)) if _NAME.match(folder.name) and not folder.is_symlink())
    return tuple(
        folder
        for folder in found
        if folder.is_dir() and folder.stat().st_uid in owners and not (folder / _KEPT).exists()
    )


def _made_by(pid: str) -> list[Path]:
    return [folder for place in _places() for folder in place.glob(f"oneroof-*-{pid}-*")]


def _places() -> dict[Path, None]:
    return dict.fromkeys((Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")))  # noqa: S108 - looked at, by owner


def _is_leftover(folder: Path, owners: frozenset[int]) -> bool:
    with suppress(OSError):
        return is_of_the_gone(folder, owners) and not (folder / _KEPT).exists() and not has_server(folder)
    return False


def has_server(folder: Path) -> bool:
    """Whether a PostgreSQL runs in a folder, by its own notes there; in doubt it does."""
    for name in _SERVERS_OWN:
        try:
            first = (folder / name).read_text().split("\n", 1)[0]
        except FileNotFoundError:
            continue
        except OSError:
            return True  # what cannot be looked into is not removed
        if not first.strip().isdigit() or is_there(int(first)):
            return True
    return False
