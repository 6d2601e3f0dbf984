"""The guard of the suite itself: a server's folder that stays in a temporary place is found, and nobody else's is."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests import leftovers


def test_a_folder_that_a_child_left_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kept one of ours or of a child's is; one that was there, one that is swept, and another process's are not."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def make(pid: int, name: str, *, kept: bool = True) -> Path:
        folder = tmp_path / f"oneroof-pg-{pid}-{name}"
        folder.mkdir()
        if kept:
            (folder / "kept").touch()
        return folder

    children = set(leftovers.STARTED)
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert leftovers.STARTED - children == {child.pid}
    make(child.pid, "before")
    before = leftovers.every()
    left = [make(child.pid, "left"), make(os.getpid(), "left")]
    swept = make(child.pid, "swept", kept=False)
    other = make(1, "other")
    pids = {child.pid, os.getpid()}
    assert leftovers.left(pids, before) == sorted(left)
    assert (swept.exists(), other.exists()) == (False, True)
