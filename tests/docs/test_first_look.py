"""The page of the first look is its own test: its SQL, its file, its commands, and every line of what they print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from tests.acceptance.conftest import call
from tests.pg.schema_support import ask

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "first-look.md"
_FENCE = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
#: What a comparison that finds a new gap ends with.
EXITS = {"--compare": 1}


def _blocks(kind: str) -> list[str]:
    return [found["text"] for found in _FENCE.finditer(PAGE.read_text()) if found["kind"] == kind]


def _commands(block: str) -> list[tuple[str, str]]:
    """Each command of a console with what it prints."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(command, said) for command, _, said in (part.partition("\n") for part in parts)]


def _run(folder: Path, dsn: Dsn, command: str) -> str:
    """One command of the page; its output, or nothing where it goes into a file."""
    words = [dsn.conninfo if word.startswith("dbname=") else word for word in shlex.split(command)]
    if words[0] == "psql":
        ask(dsn, words[words.index("-c") + 1])
        return ""
    target = folder / words[words.index(">") + 1] if ">" in words else None
    given = words[1 : words.index(">")] if target else words[1:]
    answer = call(folder, *given)
    assert answer.status == next((EXITS[word] for word in words if word in EXITS), 0), answer.stderr
    if target is None:
        return answer.stdout
    target.write_text(answer.stdout)
    return ""


def test_the_page_shows_what_happens(server: embedded.Server, tmp_path: Path) -> None:
    """The database is made by the page's SQL and read as the page says; each output is the page's, moments apart."""
    shop = server.dsn.with_database("shop")
    with Session.open(server.dsn) as session:
        session.execute(SQL("CREATE DATABASE {}").format(Identifier(shop.database)))
    try:
        (world,), (owners,) = _blocks("sql"), _blocks("toml")
        ask(shop, world)
        (tmp_path / "owners.toml").write_text(owners)
        shown = [item for block in _blocks("console") for item in _commands(block)]
        assert len(shown) > 4
        for command, said in shown:
            printed = _run(tmp_path, shop, command)
            assert _MOMENT.sub("…", printed).rstrip() == _MOMENT.sub("…", said).rstrip(), command
    finally:
        with Session.open(server.dsn) as session:
            session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(shop.database)))


def test_the_readme_shows_what_the_page_shows() -> None:
    """Its short example is lines of the page's first output."""
    readme = (PAGE.parents[2] / "README.md").read_text()
    shown = next(text for text in _FENCE.findall(readme) if "coverage --owners" in text[1])[1].splitlines()
    assert [line for line in shown if line != "…" and line not in _blocks("console")[0].splitlines()] == []
