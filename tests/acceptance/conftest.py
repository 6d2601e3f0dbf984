"""The command line end to end: the installed program in a process of its own, in a folder of its own."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

PROGRAM = Path(sys.executable).parent / "oneroof"


@dataclass(frozen=True)
class Answer:
    """What the program said."""

    status: int
    stdout: str
    stderr: str

    @property
    def document(self) -> dict[str, Any]:
        """Its one JSON document; anything beside it on stdout is an error."""
        loaded = json.loads(self.stdout)
        assert isinstance(loaded, dict)
        return loaded


Oneroof = Callable[..., Answer]


def call(
    folder: Path, *words: str | Path, schema: str | None = None, environment: Mapping[str, str] | None = None
) -> Answer:
    """Run `oneroof …` in ``folder``; with ``schema`` the JSON answer is held against the package's schema."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ONEROOF_", "PG"))}
    done = subprocess.run(
        [PROGRAM, *words], cwd=folder, env={**clean, **(environment or {})}, capture_output=True, text=True, check=False
    )
    answer = Answer(done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in answer.stderr, answer.stderr
    if schema is not None:
        held = resources.files("oneroof.cli").joinpath("schemas", f"{schema}.json").read_text()
        jsonschema.validate(answer.document, json.loads(held))
    return answer


@pytest.fixture
def oneroof(tmp_path: Path) -> Oneroof:
    """`call` in the test's own temporary folder."""
    return functools.partial(call, tmp_path)
