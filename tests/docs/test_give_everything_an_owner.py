"""The how-to about owners is run as it stands: its SQL, its files, its commands, and what they print."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer
from oneroof.schema.install import install
from tests.acceptance.conftest import call

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "give-everything-an-owner.md"
_FENCE = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE)


def _blocks() -> Iterator[tuple[str, str]]:
    for fence in _FENCE.finditer(PAGE.read_text()):
        yield fence["kind"], fence["text"]


def _printed(command: str, folder: Path, production: Dsn) -> str:
    """What a command of the page prints, on both outputs."""
    program, *words = command.split()
    if program != "oneroof":
        done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=True)
        return done.stdout
    answer = call(folder, *words, environment={"ONEROOF_PRODUCTION": production.conninfo})
    return answer.stdout + answer.stderr


def run_page(folder: Path, production: Dsn, run_sql: Callable[[Dsn, str], None]) -> Iterator[tuple[str, str, str]]:
    """Each command with what the page says it prints, and what it prints."""
    for kind, text in _blocks():
        if kind == "sql":
            run_sql(production, text)
        elif kind == "toml":
            (folder / text.split("\n", 1)[0].removeprefix("# ")).write_text(text)
        elif kind == "sh" and "oneroof install --governance" in text:
            with Installer.open(production) as installer:
                install(installer, governance=True)
        elif kind == "console":
            command, _, said = text.removeprefix("$ ").partition("\n")
            yield command, said, _printed(command, folder, production)


def test_the_page_prints_what_it_says(
    database: Dsn, server: embedded.Server, run_sql: Callable[[Dsn, str], None], tmp_path: Path
) -> None:
    """Line by line, errors too."""
    del server
    ran = 0
    for command, said, printed in run_page(tmp_path, database, run_sql):
        assert [line.rstrip() for line in printed.strip().splitlines()] == said.strip().splitlines(), command
        ran += 1
    assert ran == 3
