"""A disk that is full in the middle of a rollout: nothing was kept, it is said, and with space the same packet runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from oneroof import errors
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier, Literal
from oneroof.pg.session import Session
from tests.matrix import sampled
from tests.rollout_world import NAME, OPENED, World, copy

STATE = "SELECT jsonb_build_array(count(*), sum(amount), (SELECT count(*) FROM oneroof.governance_rollout)) FROM price"


@pytest.fixture
def disk(tiny_disk: Callable[[int], Path], opened: World, shop_server: embedded.Server) -> Iterator[Path]:
    """The whole production on a file system of its own, which is nearly full of it."""
    folder = tiny_disk(32)
    (folder / "space").mkdir()
    shop_server.account.own(folder / "space")
    with Session.open(shop_server.dsn) as session:
        place = Literal(str(folder / "space"))
        session.execute(SQL("CREATE TABLESPACE tiny LOCATION {}").format(place))
    yield folder
    with Session.open(shop_server.dsn) as session:
        session.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(NAME)))
        session.execute(SQL("DROP TABLESPACE tiny"))


@pytest.fixture
def crowded(disk: Path, opened: World, shop_server: embedded.Server, tmp_path: Path) -> World:
    """The gate is open, and the disk has some megabytes left."""
    world = copy(opened, shop_server, tmp_path, OPENED)
    with Session.open(shop_server.dsn) as session:
        move = SQL("ALTER DATABASE {} SET TABLESPACE tiny")
        session.execute(move.format(Identifier(NAME)))
    return world


def fill(disk: Path) -> None:
    """Not a page more."""
    with (disk / "filler").open("wb") as file:
        left = os.statvfs(disk)
        os.posix_fallocate(file.fileno(), 0, left.f_bavail * left.f_bsize)


def use_up(world: World, statement: str, *, keep: bool) -> None:
    """What space is left in the pages of a table, until nothing more goes in."""
    with Session.open(world.dsn, settings={"search_path": "public"}) as session, suppress(errors.DiskFull):
        for _ in range(1000):
            with session.transaction():
                for _ in range(1 if keep else 10_000):
                    session.execute(SQL(statement))
        pytest.fail("the disk is not full")


#: In which phase there is no space: what has used it up, and whether that is kept or leaves only dead rows behind.
PHASES = {
    "operation": ("INSERT INTO price SELECT max(id) + 1, 1 FROM price", False),
    "log": ("SELECT oneroof.fn_gate_attempt('APR-X', 'x', 'refused', '{}')", True),
}


@pytest.mark.parametrize("phase", sampled(PHASES, list(PHASES)[:1]))
def test_a_full_disk_leaves_nothing(crowded: World, disk: Path, phase: str) -> None:
    """Exit 3, nothing kept; `rollout status` agrees; with space again the same packet runs under the same approval."""
    before = crowded.one(STATE)
    fill(disk)
    statement, keep = PHASES[phase]
    use_up(crowded, statement, keep=keep)
    answer = crowded.run()
    assert (answer.status, answer.document["executed"]) == (3, False), answer.stdout
    assert "No space left" in answer.document["refused_because"]
    assert crowded.one(STATE) == before
    (disk / "filler").unlink()
    status = crowded.oneroof("--json", "rollout", "status", schema="rollout-status")
    assert [attempt["outcome"] for attempt in status.document["attempts"]] == ["aborted"]
    assert (crowded.run().status, crowded.raised) == (0, 10)
    crowded.done("gate", "verify")
