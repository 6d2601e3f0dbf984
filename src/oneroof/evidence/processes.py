"""Which process this is, in words that outlive it, and whether one so described is still there.

A process id alone is given to another process later. With the kernel's ``/proc`` the start time (field 22 of
``/proc/PID/stat``, proc(5)) and the boot id tell them apart; without it (macOS) the process id has to do.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from oneroof.pg.pids import is_there

_PROC = Path("/proc")


def describe(pid: int | None = None) -> dict[str, Any]:
    """A process (default: this one): ``pid``, ``start`` and ``boot`` (both null where there is no ``/proc``)."""
    chosen = os.getpid() if pid is None else pid
    return {"pid": chosen, "start": _start(chosen), "boot": _boot()}


def is_alive(process: Mapping[str, Any]) -> bool:
    """Whether the described process still runs. In doubt it does: a run is called dead only when it is."""
    pid, start, boot = process.get("pid"), process.get("start"), process.get("boot")
    if not isinstance(pid, int) or pid <= 0:
        return False
    if boot is not None and _boot() is not None and boot != _boot():
        return False
    if start is not None and _boot() is not None:
        return bool(_start(pid) == start)
    return is_there(pid)


def _start(pid: int) -> int | None:
    try:
        content = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    # the command, in parentheses, may hold spaces and parentheses itself: count from the last one
    state, *rest = content.rpartition(")")[2].split()
    return None if state in "ZX" else int(rest[18])  # a zombie is gone: it can do nothing any more


def _boot() -> str | None:
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None
