"""The command line end to end, in a folder of its own.

Most tests call the program's entry point in this process, which saves starting Python each time; what else differs from
a process of its own (folder, environment, both outputs down to their file descriptors) is made alike. Where the process
is the point (the demo, signals, one command for each exit code), ``process=True`` starts the installed program.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import pytest
from jsonschema import Draft202012Validator

from oneroof.cli.main import run

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
    folder: Path,
    *words: str | Path,
    schema: str | None = None,
    environment: Mapping[str, str] | None = None,
    process: bool = False,
) -> Answer:
    """Run `oneroof …` in ``folder``; with ``schema`` the JSON answer is held against the package's schema."""
    answer = (_started if process else _entered)(folder, [str(word) for word in words], environment or {})
    assert "Traceback" not in answer.stderr, answer.stderr
    if schema is not None:
        _validator(schema).validate(answer.document)
    return answer


def drop_embedded(folder: Path) -> None:
    """Drop the clones in embedded servers that commands in ``folder`` made, as a user would."""
    for clone in call(folder, "--json", "clone", "list").document["clones"]:
        if clone["state"] in {"embedded", "unfinished"}:
            dropped = call(folder, "clone", "drop", clone["run_id"])
            assert dropped.status == 0, dropped.stderr


@functools.cache
def _validator(schema: str) -> Draft202012Validator:
    """The package's schema of that name, itself held against the meta-schema."""
    held = json.loads(resources.files("oneroof.cli").joinpath("schemas", f"{schema}.json").read_text())
    Draft202012Validator.check_schema(held)
    return Draft202012Validator(held)


def _clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ONEROOF_", "PG"))}
    return {**clean, **environment}


def _started(folder: Path, words: list[str], environment: Mapping[str, str]) -> Answer:
    """The installed program, in a process of its own."""
    env = _clean_environment(environment)
    done = subprocess.run([PROGRAM, *words], cwd=folder, env=env, capture_output=True, text=True, check=False)
    return Answer(done.returncode, done.stdout, done.stderr)


def _entered(folder: Path, words: list[str], environment: Mapping[str, str]) -> Answer:
    """The program's entry point, in this process."""
    with pytest.MonkeyPatch.context() as patch, _captured() as (stdout, stderr):
        wanted = _clean_environment(environment)
        for name in os.environ.keys() - wanted.keys():
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.chdir(folder)
        with pytest.raises(SystemExit) as ended:
            run(words)
        assert isinstance(ended.value.code, int)
        for stream in (stdout, stderr):
            stream.seek(0)
        return Answer(ended.value.code, stdout.read(), stderr.read())


@contextmanager
def _captured() -> Iterator[tuple[IO[str], IO[str]]]:
    """Both outputs go to files, also what a tool that inherits them prints."""
    with TemporaryFile("w+") as stdout, TemporaryFile("w+") as stderr:
        kept = {number: os.dup(number) for number in (1, 2)}
        os.dup2(stdout.fileno(), 1)
        os.dup2(stderr.fileno(), 2)
        try:
            with redirect_stdout(stdout), redirect_stderr(stderr):
                yield stdout, stderr
        finally:
            for number, copy in kept.items():
                os.dup2(copy, number)
                os.close(copy)


@pytest.fixture
def oneroof(tmp_path: Path) -> Oneroof:
    """`call` in the test's own temporary folder."""
    return functools.partial(call, tmp_path)
