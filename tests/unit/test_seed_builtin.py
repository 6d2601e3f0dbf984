"""Packets of our own: whole folders, and values put into their manifests without changing what these say."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneroof.packets.builtin import codes, in_toml
from oneroof.packets.model import SOURCE_FILES


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
