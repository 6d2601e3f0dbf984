"""Whether a process is there, by its id."""

from __future__ import annotations

import os


def is_there(pid: int) -> bool:
    """Whether some process of this machine has the id now: its own, or another since. One of another account's is."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
