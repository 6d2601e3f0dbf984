"""Packets of our own: whole folders, and values put into their manifests without changing what these say."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneroof.errors import EnvironmentFault, NameTaken
from oneroof.packets.aside import write_folder
from oneroof.packets.builtin import codes, in_toml
from oneroof.packets.model import SOURCE_FILES
from tests.room import files_of_at_most


def test_each_packet_is_a_whole_folder() -> None:
    """Three files; one packet a phase, and the registration of a source."""
    assert [code.split("_")[0] for code in codes()] == ["F6", "F7", "F8", "F9"]
    for code in codes():
        folder = resources.files("oneroof.packets.builtin").joinpath(code)
        assert sorted(entry.name for entry in folder.iterdir()) == sorted(SOURCE_FILES)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_from_a_manifest(text: str) -> None:
    """Quotes, backslashes and control characters are escaped as TOML wants."""
    assert tomllib.loads(f'value = "{in_toml(text)}"')["value"] == text


@pytest.mark.parametrize("number", [0, 30])
def test_numbers_stay_numbers(number: int) -> None:
    """Not texts."""
    assert tomllib.loads(f"value = {in_toml(number)}")["value"] == number


@pytest.mark.parametrize("there", [False, True], ids=["new", "an empty folder"])
def test_a_packet_is_written_whole_or_not_at_all(tmp_path: Path, there: bool) -> None:
    """A disk that is full after the first file leaves nothing behind, and says so in one sentence."""
    folder, files = tmp_path / "packets" / "P", {"a": b"small", "b": bytes(5000)}
    folder.parent.mkdir()
    if there:
        folder.mkdir()
    with pytest.raises(EnvironmentFault, match="P cannot be written: File too large"), files_of_at_most(1000):
        write_folder(folder, files)
    assert [path.name for path in folder.parent.rglob("*")] == (["P"] if there else [])
    write_folder(folder, files)
    assert sorted(path.name for path in folder.parent.rglob("*")) == ["P", "a", "b"]
    with pytest.raises(NameTaken):
        write_folder(folder, files)


def test_a_packet_whose_folder_cannot_be_made_is_an_error_of_the_environment(tmp_path: Path) -> None:
    """A file stands in the way."""
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFault, match="P cannot be written"):
        write_folder(tmp_path / "file" / "P", {})
