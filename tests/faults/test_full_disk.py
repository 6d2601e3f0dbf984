"""A disk that is full in the midst of a rollout, a rehearsal, a clone: nothing is half-kept, and it is said."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from oneroof import errors
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier, Literal
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from tests.acceptance.conftest import Answer, call
from tests.beside import beside
from tests.conftest import SETTINGS, reachable_home
from tests.faults.killing import PACKETS, shop
from tests.matrix import sampled
from tests.pg.clone_world import Cloning, quoted
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
    """Not a page more, also while others write."""
    with (disk / "filler").open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"\0" * 4096):
            pass


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


@dataclass(frozen=True)
class Shop:
    """A production of some megabytes on a small disk, and the folder from which it is cloned on the same server."""

    made: Cloning
    dsn: Dsn
    disk: Path

    def oneroof(self, *words: str | Path, process: bool = False) -> Answer:
        """Run a command there."""
        more = {"ONEROOF_CLONE_DSN": self.made.server.dsn.conninfo}
        return call(self.made.folder, "--json", *words, environment=more, process=process)

    def left(self) -> tuple[list[str], int]:
        """Databases, folders and tools that are left of a clone, and production's rows."""
        return self.made.left_behind(), int(self.made.ask(self.dsn, "SELECT count(*) AS n FROM price")[0]["n"])

    def drop(self, clones: list[str]) -> None:
        """As the error's next step says, once there is space for the server's own work; then it is full again."""
        (self.disk / "filler").unlink()
        for clone in clones:
            self.made.run_alone(f"DROP DATABASE {quoted(clone)}")
        fill(self.disk)


@pytest.fixture
def small_shop(tiny_disk: Callable[[int], Path], tmp_path: Path) -> Iterator[Shop]:
    """It takes a third of the disk; another third would be enough for its clone.

    On a server of its own: one that cannot write a page makes no checkpoint, so it makes and drops no database either.
    """
    disk = tiny_disk(44)
    with reachable_home() as home, embedded.running(home=home / "postgres", settings=SETTINGS) as server:
        made = Cloning(server, tmp_path)
        (disk / "space").mkdir()
        server.account.own(disk / "space")
        made.run_alone(f"CREATE TABLESPACE small LOCATION '{disk}/space'")
        dsn = made.database(TABLESPACE="small")
        shop(dsn, tmp_path, {"ADD_TABLE": PACKETS["ADD_TABLE"]})
        made.run(dsn, "INSERT INTO price SELECT g, g, md5(g::text) FROM generate_series(51, 60000) g")
        yield Shop(made, dsn, disk)
        (disk / "filler").unlink(missing_ok=True)  # it is stopped in order


@contextmanager
def filled_meanwhile(disk: Path) -> Iterator[None]:
    """Somebody fills the disk as soon as there is a second database on it."""
    given_up = time.monotonic() + 60

    def watch() -> None:
        while len(list(disk.glob("space/*/*"))) < 2 and time.monotonic() < given_up:
            time.sleep(0.005)
        fill(disk)

    with beside(watch):
        yield


COMMANDS = {"rehearse": ["rehearse", "--packet", "ADD_TABLE"], "clone": ["clone", "create"]}


@pytest.mark.parametrize("command", sampled(COMMANDS, ["rehearse"]))
def test_the_clone_fills_the_disk(small_shop: Shop, command: str) -> None:
    """Exit 3 and what was full, before it is begun and in its midst; production has all its rows.

    The clone is gone, or, where the server cannot even drop a database by then, named with the line that drops it.
    """
    words = [*COMMANDS[command], "--production", small_shop.dsn.conninfo]
    with filled_meanwhile(small_shop.disk):
        answer = small_shop.oneroof(*words)
    error = answer.document["error"]
    assert (answer.status, error["code"]) == (3, "disk-full"), answer
    clones, rows = small_shop.left()
    assert rows == 60000
    if clones:
        assert f'DROP DATABASE IF EXISTS "{clones[0]}"' in error["next"]
        small_shop.drop(clones)
    else:
        assert "Free some space" in error["next"]
    early = small_shop.oneroof(*words)
    assert (early.status, early.document["error"]["code"]) == (3, "disk-full")
    assert "bytes free" in early.document["error"]["message"]
    assert small_shop.left() == ([], 60000)


@pytest.mark.thorough
def test_the_package_finds_no_space(small_shop: Shop, tiny_disk: Callable[[int], Path]) -> None:
    """Exit 3 with the clone and the facts that stay; with space the run goes on, and nothing is measured again."""
    disk = tiny_disk(1)
    (disk / "out").mkdir()
    fill(disk)
    words: list[str | Path] = [*COMMANDS["rehearse"], "--production", small_shop.dsn.conninfo, "--out", disk / "out"]
    answer = small_shop.oneroof(*words, process=True)
    error = answer.document["error"]
    assert (answer.status, error["code"]) == (3, "disk-full"), answer
    (clone,) = small_shop.left()[0]
    assert f"the clone {clone} stays" in error["message"]
    assert "--resume" in error["next"]
    (disk / "filler").unlink()
    done = small_shop.oneroof(*error["next"].partition("`oneroof ")[2].partition("`")[0].split())
    assert (done.status, done.document["verdict"], done.document["clone"]) == (0, "PASS", clone), done
    assert done.document["resumed"] == [], "nothing was left but the publication"
    assert list((disk / "out").glob("knowledge/**/12-*.md"))
    assert small_shop.left() == ([clone], 60000)
