"""What tells one image of an empty cluster from another: whatever decides what initdb makes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from oneroof.pg.cluster import _image


def _program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.mark.skipif(sys.platform != "linux", reason="an image is kept on Linux alone")
def test_another_name_for_whatever_initdb_would_make_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that initdb reads, a library of ICU's, a program, an argument; what cannot be told has no image at all."""
    programs, share, library = tmp_path / "bin", tmp_path / "share", tmp_path / "libicuuc.so.72"
    programs.mkdir()
    (share / "extension").mkdir(parents=True)
    read = [share / "postgres.bki", share / "system_views.sql", share / "extension" / "plpgsql--1.0.sql"]
    for file in (*read, library, programs / "initdb"):
        file.write_text("one")
    shutil.copy("/bin/true", programs / "postgres")
    _program(programs / "pg_config", f"echo {share}")
    _program(programs / "ldd", f"echo '\tlibicuuc.so.72 => {library} (0x00007f0)'")
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")

    def name(*arguments: str) -> Path | None:
        return _image(tmp_path, programs, arguments)

    assert name() == name() is not None
    changes: list[Callable[[], object]] = [
        *(partial(file.write_text, "two, longer") for file in (*read, library, programs / "initdb")),
        (share / "extension" / "plpgsql--1.1.sql").touch,
    ]
    seen = {name(), name("-k")}
    for number, change in enumerate(changes, 3):
        change()
        seen.add(name())
        assert len(seen) == number
    _program(programs / "ldd", "exit 1")
    assert name() is None
    shutil.rmtree(share)
    assert name() is None
