"""A production with an open gate for every test of a rollout, on a server that the test may kill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oneroof.pg import server as embedded
from tests.conftest import reachable_home
from tests.races import SETTINGS
from tests.rollout_world import OPENED, World, copy, keep, rehearse


@pytest.fixture(scope="session")
def shop_server() -> Iterator[embedded.Server]:
    """A server of its own: its databases have fixed names."""
    with reachable_home() as home:
        running = embedded.start(home=home / "postgres", throwaway=True, settings=SETTINGS)
        yield running
        running.stop()


@pytest.fixture(scope="session")
def rehearsed(shop_server: embedded.Server, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The production as it was rehearsed, and its bundle."""
    return rehearse(shop_server, tmp_path_factory.mktemp("rehearsed"))


@pytest.fixture
def world(rehearsed: World, shop_server: embedded.Server, tmp_path: Path) -> World:
    """A production of the test's own, gate closed."""
    return copy(rehearsed, shop_server, tmp_path)


@pytest.fixture(scope="session")
def opened(rehearsed: World, shop_server: embedded.Server, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The same with an open gate."""
    world = copy(rehearsed, shop_server, tmp_path_factory.mktemp("opened"))
    world.open_gate()
    keep(shop_server, OPENED)
    return world


@pytest.fixture
def ready(opened: World, shop_server: embedded.Server, tmp_path: Path) -> World:
    """A production of the test's own, gate open."""
    return copy(opened, shop_server, tmp_path, OPENED)
