"""The docs say what the code does: generated pages, stages, facts, dependencies, links."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from oneroof.config import VARIABLES
from oneroof.verdict.judge import STAGES
from tests.samples import sound_facts
from tests.unit.test_house import SOURCE, SUBJECTS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")])


@pytest.mark.parametrize("script", ["draw_flow.py", "draw_way.py", "write_cli_reference.py"])
def test_generated_pages_are_in_step(script: str) -> None:
    """What a script writes is what stands in docs/."""
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / script, "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_stage_and_fact_is_in_the_reference() -> None:
    """A fact that the code knows is described; its stage has a heading."""
    text = (ROOT / "docs" / "reference" / "facts.md").read_text()
    for number, key, _ in STAGES:
        assert f"## {number:02d} `{key}`" in text
    for key, facts in sound_facts().items():
        for fact in facts:
            assert f"`{fact}`" in text, f"{key}: {fact}"


def test_every_dependency_earns_its_line() -> None:
    """Each package of pyproject.toml is in the table, with a reason."""
    text = (ROOT / "docs" / "reference" / "dependencies.md").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    for requirement in wanted:
        name = re.split(r"[<>=\[ ]", requirement)[0]
        if name not in {"oneroof", "types-jsonschema"}:
            assert name in text, name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Relative links and pictures exist."""
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_every_setting_is_documented() -> None:
    """Environment variables and the file's sections are in the configuration page."""
    text = (ROOT / "docs" / "reference" / "configuration.md").read_text()
    for variable, (section, key) in VARIABLES.items():
        assert variable in text
        assert f"[{section}]" in text
        assert key in text


def test_decisions_are_numbered_and_listed() -> None:
    """No number twice or missing, and the list has each decision under its own title."""
    folder = ROOT / "docs" / "adr"
    files = sorted(folder.glob("[0-9]*.md"))
    assert [file.name[:4] for file in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
    listed = (folder / "README.md").read_text()
    for file in files:
        title = file.read_text().split("\n", 1)[0].removeprefix(f"# {file.name[:4]}: ")
        assert f"| [{file.name[:4]}]({file.name}) | {title} |" in listed


def test_the_promise_stands_in_the_same_words_everywhere() -> None:
    """What is promised, and what is not: the explanation and the auditor's manual say one thing."""
    pages = [ROOT / "docs" / "explanation" / "trust.md", ROOT / "docs" / "manuals" / "auditor.md"]
    said = [
        [" ".join(part.split()) for part in page.read_text().split("\n\n") if part.startswith("**What we ")]
        for page in pages
    ]
    assert len(said[0]) == 2
    assert said[0] == said[1]


def test_the_way_shows_commands_that_exist() -> None:
    """Each box of the picture names a command of ours."""
    drawn = (ROOT / "docs" / "images" / "way.svg").read_text()
    reference = (ROOT / "docs" / "reference" / "cli.md").read_text()
    commands = re.findall(r'class="c">([^<]+)<', drawn)
    assert len(commands) > 1
    for command in commands:
        assert f"oneroof {command.split(' --')[0]}" in reference, command


def test_the_house_is_drawn_as_it_stands() -> None:
    """Every room is in the plan, and every arrow between subject rooms in its table."""
    text = (ROOT / "docs" / "explanation" / "architecture.md").read_text()
    for path in SOURCE.iterdir():
        name = f"{path.name}/" if path.is_dir() else path.name
        assert name.startswith("_") or name == "py.typed" or re.search(rf"^  {re.escape(name)} ", text, re.MULTILINE), (
            name
        )
    rows = {
        room.strip(): {other for other in known.split(", ") if other != "none"}
        for rooms, known in re.findall(r"^\| ([a-z, ]+) \| ([a-z, ]+) \|$", text, re.MULTILINE)
        for room in rooms.split(",")
    }
    assert {room: rows[room] for room in SUBJECTS} == SUBJECTS
