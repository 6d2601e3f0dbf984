"""Clones in private servers that are stopped: each a folder, with a note beside it of what is in it.

The note is written when the server ends with a clone in it, from the clone's own identity; so nothing is started to
list them or to drop them. The folder lies beside the note, or, where the server's account cannot reach that place, in
a temporary one that is marked as kept. A run that was killed leaves a folder without a note, which its journal names.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from oneroof.clone.manage import ListedClone
from oneroof.errors import CloneInUse, EnvironmentFault, IdentityRefused, OneroofError, UsageError
from oneroof.pg.dsn import Dsn
from oneroof.pg.running import Running, running_on
from oneroof.pg.server import Account
from oneroof.pg.session import CloneMaker
from oneroof.pg.sweep import is_kept, is_of_the_gone

_END_SECONDS = 15.0
_POLL_SECONDS = 0.1
_KEPT = ("name", "bytes", "owner", "expires", "run_id", "production", "masked")


def write_note(home: Path, folder: Path, clones: Iterable[ListedClone], login: Dsn) -> None:
    """Say beside a server's folder which clone is in it.

    Args:
        home: the folder that was wanted for the server; the note is called as it.
        folder: the one that holds ``data``.
        clones: what `list_clones` found in the server.
        login: how its maintenance database is reached; who comes to drop it asks there who is connected.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    for clone in clones:
        if clone.state == "clone":
            fact = clone.as_fact()
            kept = {name: fact[name] for name in _KEPT}
            reached = {name: login.parameters[name] for name in ("user", "dbname")}
            text = json.dumps({**kept, "folder": str(folder), "login": reached}, ensure_ascii=False, indent=2)
            try:
                _note(home.parent, home.name).write_text(text + "\n", encoding="utf-8")
            except OSError as error:
                raise EnvironmentFault(
                    f"The clone {clone.name} stays in {folder}, and no note of it can be written: {error.strerror}.",
                    next_step=f"`oneroof clone list` will not have it; when it is not needed, remove {folder}.",
                ) from error


def kept_clones(home: Path) -> tuple[ListedClone, ...]:
    """Every clone whose folder is there, the oldest run first; of one whose note cannot be read nothing is known.

    Args:
        home: the folder of such folders, ``$ONEROOF_HOME/clones``.
    """
    found = (_read(note) for note in sorted(home.glob("*.json")))
    return tuple(clone for clone in found if clone is not None)


def left_clone(run_id: str, folder: Path, name: str | None, production: str | None) -> ListedClone:
    """What a run that was killed left in a private server: whether it is whole nobody said.

    Args:
        run_id: the run's.
        folder: the server's.
        name: the clone's, where it had one; else the run stands for it.
        production: the database that it is a copy of.
    """
    size = _size(folder)
    return ListedClone(name or run_id, "unfinished", size, run_id=run_id, production=production, folder=str(folder))


def _size(folder: Path) -> int:
    """Bytes in its files; its server may be about to end and remove some of them."""
    size = 0
    for place, _, files in os.walk(folder):
        for name in files:
            with suppress(FileNotFoundError):
                size += (Path(place) / name).lstat().st_size
    return size


def find_embedded(clones: Iterable[ListedClone], name: str) -> ListedClone | None:
    """A clone by its name or by its run's id; each server has names of its own, so that two may have one name.

    Raises:
        UsageError: several have that name.
    """
    found = [clone for clone in clones if name in {clone.name, clone.run_id}]
    if len(found) > 1:
        runs = ", ".join(str(clone.run_id) for clone in found)
        raise UsageError(
            f"{len(found)} clones in embedded servers are called {name}.",
            next_step=f"Name one by its run: {runs}.",
        )
    return found[0] if found else None


def drop_kept(home: Path, clone: ListedClone) -> None:
    """End the server, should somebody have started it, and remove its folder, then the note. Nobody is thrown out.

    Raises:
        IdentityRefused: the folder is not one that we made for a clone, or it is unknown what is in it.
        CloneInUse: somebody is connected to the clone, or that cannot be found out.
        EnvironmentFault: the server does not end, or the folder cannot be removed.
    """
    folder, note = Path(clone.folder or ""), _note(home, str(clone.run_id))
    if clone.state != "embedded" or not _is_ours(folder, note):
        raise IdentityRefused(f"It is not known what is in {folder}; it is not removed.", next_step="Look into it.")
    running = _running(clone, folder)
    if running is not None:
        _require_unused(clone, running, json.loads(note.read_text(encoding="utf-8"))["login"])
        running.end()
    _remove(folder, note.with_suffix(""))
    note.unlink(missing_ok=True)


def drop_left(home: Path, clone: ListedClone) -> None:
    """Remove the folder that a killed run left, once its server has ended, as it does by itself where the kernel can.

    Raises:
        IdentityRefused: the folder is not one that this run made for a server and left: a link, another account's,
            one whose maker is there, one that another run's note names.
        CloneInUse: a server runs in it. EnvironmentFault: it cannot be removed.
    """
    folder, beside = Path(clone.folder or ""), home / str(clone.run_id)
    if not (_is_beside(folder, beside) or _is_left(home, folder)):
        raise IdentityRefused(
            f"No run of ours made {folder} for a clone; it is not removed.", next_step="Look into it."
        )
    deadline = time.monotonic() + _END_SECONDS
    while (running := _running(clone, folder)) is not None:
        if time.monotonic() > deadline:
            raise CloneInUse(
                f"A server runs in {folder} (process {running.pid}); it was kept.",
                next_step="End that server, then drop the clone again.",
            )
        time.sleep(_POLL_SECONDS)
    _remove(folder, beside)


def _is_beside(folder: Path, beside: Path) -> bool:
    """Whether it is that place itself, and nothing that a link in its stead leads to."""
    return folder.resolve() == beside.resolve() and not (folder.is_symlink() or beside.is_symlink())


def _is_left(home: Path, folder: Path) -> bool:
    """Whether it lies in a temporary place, its maker is gone, and no note says that a clone was kept in it."""
    noted = {kept.folder for kept in kept_clones(home)}
    return str(folder) not in noted and is_of_the_gone(folder, Account.choose().owners)


def _remove(folder: Path, wanted: Path) -> None:
    """A server's folder, and the place that was wanted for it: that is empty where another was taken."""
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        wanted.rmdir()
    if folder.exists():
        raise EnvironmentFault(f"{folder} could not be removed.", next_step="Remove it as the account that owns it.")


def _note(home: Path, run_id: str) -> Path:
    return home / f"{run_id}.json"


def _read(note: Path) -> ListedClone | None:
    """None when its folder is gone: somebody has removed it by hand."""
    try:
        kept: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
        folder = Path(kept["folder"])
        values = {name: kept[name] for name in _KEPT if name not in {"run_id", "masked"}}
        clone = ListedClone(
            **values, state="embedded", run_id=note.stem, masked=tuple(kept["masked"]), folder=str(folder)
        )
    except (OSError, ValueError, TypeError, KeyError):
        return ListedClone(note.stem, "unreadable", None, run_id=note.stem, folder=str(note.with_suffix("")))
    return clone if folder.is_dir() else None


def _is_ours(folder: Path, note: Path) -> bool:
    """Whether it is the folder beside the note or one that we marked, and holds a cluster, whatever the note says."""
    marked = is_kept(folder) and not folder.is_symlink()
    return (_is_beside(folder, note.with_suffix("")) or marked) and (folder / "data" / "PG_VERSION").is_file()


def _running(clone: ListedClone, folder: Path) -> Running | None:
    try:
        return running_on(folder / "data")
    except (OSError, ValueError, IndexError) as error:
        raise CloneInUse(f"Whether a server runs on {clone.name} in {folder} cannot be found out.") from error


def _require_unused(clone: ListedClone, running: Running, login: dict[str, str]) -> None:
    try:
        with CloneMaker.open(running.dsn.with_parameters(**login)) as maker:
            there = maker.row("clone/count_sessions", database=clone.name, ours=[])
    except OneroofError as error:
        raise CloneInUse(
            f"A server runs on {clone.name} (process {running.pid}), and who is connected cannot be asked.",
            next_step="End that server, then drop the clone again.",
        ) from error
    if there["sessions"]:
        raise CloneInUse(f"Somebody is connected to {clone.name}; nobody was thrown out, and it was kept.")
