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
