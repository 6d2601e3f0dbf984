"""A server that runs on a data folder of ours: found by its own notes there, ended by its process id."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from oneroof.errors import EnvironmentFault
from oneroof.pg.dsn import Dsn
from oneroof.pg.pids import is_there

_NOTES = "postmaster.pid"
_STOP_SECONDS = 60.0


@dataclass(frozen=True)
class Running:
    """A server, by its process id; ``dsn`` reaches its socket, without a user or a database."""

    data: Path
    pid: int
    dsn: Dsn

    def end(self) -> None:
        """Fast shutdown, waited for.

        Raises:
            EnvironmentFault: it is another account's, or does not end.
        """
        try:
            os.kill(self.pid, signal.SIGINT)
        except PermissionError as error:
            raise EnvironmentFault(f"The server in {self.data} (process {self.pid}) is another account's.") from error
        deadline = time.monotonic() + _STOP_SECONDS
        while (self.data / _NOTES).exists():
            if time.monotonic() > deadline:
                raise EnvironmentFault(f"The server in {self.data} (process {self.pid}) did not stop.")
            time.sleep(0.05)


def running_on(data: Path) -> Running | None:
    """The server of a data folder, or None: the process that its notes name is there and works in that folder.

    Raises:
        OSError, ValueError, IndexError: the notes cannot be read.

    The notes are lines: process id, data folder, start, port, socket's folder (manual, section 66.1; miscadmin.h).
    """
    try:
        lines = (data / _NOTES).read_text().split("\n")
    except FileNotFoundError:
        return None
    pid = int(lines[0])
    if not _works_in(pid, data):
        return None
    return Running(data, pid, Dsn.parse("").with_parameters(host=lines[4], port=lines[3]))


def _works_in(pid: int, data: Path) -> bool:
    """Whether the process is there and is that server: its number may have been given again. In doubt it is."""
    if not is_there(pid):
        return False
    with suppress(OSError):
        return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    return True
