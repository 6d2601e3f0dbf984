"""What a run of the suite leaves of our servers' folders in temporary places, where it must leave nothing.

Other suites may run on the machine, so a folder counts by the process in its name: this one, or one that it started.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from oneroof.pg.server import Account
from oneroof.pg.sweep import has_server, sweep_leftovers

_NAME = re.compile(r"^oneroof-(?:pg|s)-(?P<pid>[0-9]+)-")
_END_SECONDS = 10.0
#: This process and those that it started, also by way of others that told of them.
STARTED = {os.getpid()}


def note_children() -> None:
    """Have every process that is started from here on noted."""
    honest = subprocess.Popen.__init__

    def begin(self: Any, *arguments: Any, **words: Any) -> None:
        honest(self, *arguments, **words)
        STARTED.add(self.pid)

    subprocess.Popen.__init__ = begin  # type: ignore[method-assign]


def every() -> set[Path]:
    """All that are called as our servers' folders are, whoever made them."""
    places = {Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")}
    return {folder for place in places for folder in place.glob("oneroof-*") if _NAME.match(folder.name)}


def _made_by(pids: Collection[int], before: set[Path]) -> set[Path]:
    new = ((folder, _NAME.match(folder.name)) for folder in every() - before)
    return {folder for folder, match in new if match is not None and int(match["pid"]) in pids}


def left(pids: Collection[int], before: set[Path]) -> list[Path]:
    """Those that no run will sweep; a server that is about to end is waited for.

    Args:
        pids: of the processes that may have made them.
        before: what was there already: numbers of processes are given again.
    """
    deadline = time.monotonic() + _END_SECONDS
    while any(has_server(folder) for folder in _made_by(pids, before)) and time.monotonic() < deadline:
        time.sleep(0.1)
    sweep_leftovers(Account.choose().owners)
    return sorted(_made_by(pids, before))
