"""A restore whose sessions wait for each other: that is no fact about production, and the clone is made again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oneroof.clone import tool
from oneroof.clone.messages import Said
from oneroof.clone.model import silent
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Session
from oneroof.pg.tools import run_tool
from tests.beside import beside
from tests.pg.clone_world import Books, Cloning

TABLES = "CREATE TABLE b (id int PRIMARY KEY); CREATE TABLE a (b int REFERENCES b)"
WAITS = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'public.b'::regclass"
FOUND = "SELECT deadlocks AS n FROM pg_stat_database WHERE datname = current_database()"


@pytest.fixture
def cloning(server: Server, tmp_path: Path) -> Iterator[Cloning]:
    """The test's own databases."""
    world = Cloning(server, tmp_path)
    yield world
    world.close()


@pytest.mark.every_version
def test_a_deadlock_is_an_error_of_its_own_and_none_of_production(cloning: Cloning, tmp_path: Path) -> None:
    """Another session closes the circle, as a second one of pg_restore's can; a single session comes through."""
    production, target = cloning.database(TABLES), cloning.database()
    bindir, folder = cloning.place().bindir, tmp_path / "dump"
    words = ["pg_dump", "--format=directory", "--schema-only", "-f", str(folder)]
    assert run_tool(bindir, words, production, read_only=True).status == 0
    before, after = (tool.table_of_contents(bindir, target, folder, part) for part in ("pre-data", "post-data"))
    last = "".join(line for line in after.splitlines(keepends=True) if "FK CONSTRAINT" in line)
    with Session.open(target) as session:
        for entries in (before, after.replace(last, "")):
            tool.restore(bindir, session, folder, entries, jobs=1, expected_bytes=0, progress=silent)
        cloning.run(target, f'ALTER DATABASE "{target.database}" SET deadlock_timeout = 3000')
        with beside(lambda: _stand_in_the_way(target)):
            _until_held(session)
            with pytest.raises(tool.InItsOwnWay, match="waited for each other"):
                tool.restore(bindir, session, folder, last, jobs=2, expected_bytes=0, progress=silent)
        assert tool.restore(bindir, session, folder, last, jobs=1, expected_bytes=0, progress=silent).errors == ()
    assert cloning.ask(target, FOUND)[0]["n"] > 0


def test_the_clone_is_made_again_with_one_session(cloning: Cloning, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one is gone, and the second is whole."""
    real, asked = tool.restore, []

    def in_its_own_way(*given: Any, jobs: int, **named: Any) -> Said:
        asked.append(jobs)
        done = real(*given, jobs=jobs, **named)
        if jobs > 1:
            raise tool.InItsOwnWay
        return done

    monkeypatch.setattr(tool, "restore", in_its_own_way)
    production, books = cloning.database(TABLES), Books()
    clone = cloning.clone(production, ledger=books)
    assert clone.errors == ()
    assert max(asked) > 1
    assert asked[-1] == 1
    assert [(kind, name) for kind, name, _ in books.open] == [("clone", clone.name)]
    assert cloning.ask(clone.dsn, "SELECT count(*) AS n FROM pg_constraint WHERE contype = 'f'")[0]["n"] == 1
    like = "SELECT count(*) AS n FROM pg_database WHERE datname LIKE %s"
    with Session.open(production) as session:
        found = session.connection.execute(like, [f"{production.database}_gov%"]).fetchone()
    assert found == {"n": 1}


def _stand_in_the_way(target: Dsn) -> None:
    """Hold what the restore will wait for, then wait for what it holds: its own look for a circle comes first."""
    with Session.open(target) as session, Session.open(target) as watch:
        session.connection.execute("SET deadlock_timeout = '60s'")
        with session.connection.transaction(force_rollback=True):
            session.connection.execute("LOCK TABLE public.b IN ROW EXCLUSIVE MODE")
            while not watch.connection.execute(WAITS).fetchone():
                time.sleep(0.01)
            session.connection.execute("LOCK TABLE public.a IN ROW EXCLUSIVE MODE")


def _until_held(session: Session) -> None:
    held = "SELECT 1 FROM pg_locks WHERE granted AND relation = 'public.b'::regclass AND mode = 'RowExclusiveLock'"
    while not session.connection.execute(held).fetchone():
        time.sleep(0.01)
