"""Private servers' folders of runs that are over without a note of what is in them: their journals alone name them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oneroof.errors import OneroofError, RunAlive
from oneroof.evidence import processes
from oneroof.evidence.journal import FILE, Journal, ended_by, read_events, read_lines
from oneroof.pg.dsn import Dsn


@dataclass(frozen=True)
class LeftServer:
    """The folder of a private server that a run made and did not remove.

    ``clone`` is the name that was given last to a clone in it, None when it did not come so far; ``production`` the
    database that the run was for.
    """

    run_id: str
    folder: Path
    clone: str | None
    production: str | None


@contextmanager
def over(home: Path, run_id: str) -> Iterator[None]:
    """A block in which nobody can go on with a run; one that has no journal here is over for good.

    Raises:
        RunAlive: its process is at it.
    """
    file = home / "runs" / run_id / FILE
    if not file.is_file():
        yield
        return
    descriptor = os.open(file, os.O_RDONLY)
    try:
        held = False
        with suppress(OSError):  # a file system without locks: the process id has to do
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                held = True
        if held or _works(read_lines(file)[0]):
            raise RunAlive(
                f"The run {run_id} is not over: the process that is at it lives.", next_step="Let it end, or end it."
            )
        yield
    finally:
        os.close(descriptor)


def left_servers(home: Path) -> tuple[LeftServer, ...]:
    """Of every run whose process is gone, what it left of servers and is still there, oldest run first.

    Args:
        home: ``$ONEROOF_HOME``.
    """
    return tuple(
        LeftServer(run, Path(line["name"]), _last_clone(lines), _production(lines[0]))
        for run, lines in read_events(home)
        for line in _standing(lines)
        if Path(line["name"]).is_dir() and not (Journal.is_held(home, run) or _works(lines))
    )


def forget(home: Path, run_id: str, folder: str) -> None:
    """Say in a run's journal that a server's folder is gone."""
    Journal.amend(home, run_id, "removed", kind="server", name=folder)


def _works(lines: Sequence[Mapping[str, Any]]) -> bool:
    """Whether it has not ended by its own word, and the process that was at it last is there."""
    last: Mapping[str, Any] = next((line["process"] for line in reversed(lines) if line.get("process")), {})
    return ended_by(lines) is None and processes.is_alive(last)


def _standing(lines: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    made: dict[str, Mapping[str, Any]] = {}
    for line in lines:
        if line.get("kind") == "server" and line["event"] == "making":
            made[str(line["name"])] = line
        elif line.get("kind") == "server" and line["event"] == "removed":
            made.pop(str(line["name"]), None)
    return list(made.values())


def _last_clone(lines: Sequence[Mapping[str, Any]]) -> str | None:
    names = (line["name"] for line in reversed(lines) if line["event"] == "making" and line.get("kind") == "clone")
    return next((str(name) for name in names), None)


def _production(started: Mapping[str, Any]) -> str | None:
    with suppress(OneroofError, KeyError, TypeError):
        return Dsn.parse(started["asked"]["settings"]["production.dsn"]).database
    return None
