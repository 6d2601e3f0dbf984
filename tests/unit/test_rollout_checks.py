"""What the checks before a rollout say of themselves."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from oneroof.production.prepare import CHECKS


@pytest.mark.parametrize("asked", [("0.9.0", "0.10.0"), ("0.10.0", "0.9.0")])
def test_the_newer_of_two_versions_is_named(asked: tuple[str, str]) -> None:
    """By their numbers, not by their letters."""
    statement, authority = (SimpleNamespace(min_version=version) for version in asked)
    at = cast("Any", SimpleNamespace(opening=SimpleNamespace(statement=statement, authority=authority)))
    assert dict(CHECKS)["version"](at).endswith("asked for 0.10.0")
