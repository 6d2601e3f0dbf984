"""The templates of the package, read once. The one place where the renderers' room reads a file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

_FOLDER = "oneroof.reports"
_SUFFIX = ".j2"


@cache
def templates() -> Mapping[str, str]:
    """Template name (``12-final.md``) to its text."""
    folder = resources.files(_FOLDER).joinpath("templates")
    entries = (entry for entry in folder.iterdir() if entry.name.endswith(_SUFFIX))
    return {entry.name.removesuffix(_SUFFIX): entry.read_text(encoding="utf-8") for entry in entries}
