"""Indexes that are built as soon as their table is full: those that can be, the same as ever, and nothing is left."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oneroof import errors
from oneroof.clone import indexes, tool
from oneroof.clone.messages import Said
from oneroof.clone.model import ClonePlace
from oneroof.clone.tool import TOOLS
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from tests.beside import beside
from tests.pg.clone_world import Cloning, plain_dump

#: Indexes that need their own table's rows alone, under names that a list cannot be split at; and those that need more:
#: an expression and a condition that read another table (early, they would find it empty), an operator class of the
#: user's own, an exclusion, a partitioned table's, a materialised view's.
INDEXED = r'''
CREATE SCHEMA "Äpp 💥"; CREATE EXTENSION citext; CREATE EXTENSION btree_gist;
CREATE TABLE "Äpp 💥"."t; INDEX public ""x""" (
  id int CONSTRAINT "pk - a b" PRIMARY KEY, c citext, j jsonb, r int4range);
INSERT INTO "Äpp 💥"."t; INDEX public ""x""" SELECT g, g, jsonb_build_object('k', g), int4range(g, g + 1)
  FROM generate_series(1, 50) g;
CREATE INDEX "an ext's" ON "Äpp 💥"."t; INDEX public ""x""" (c, j DESC NULLS LAST) INCLUDE (id) WITH (fillfactor = 70);
CREATE INDEX gin ON "Äpp 💥"."t; INDEX public ""x""" USING gin (j jsonb_path_ops);
COMMENT ON INDEX "Äpp 💥".gin IS 'said';
ALTER TABLE "Äpp 💥"."t; INDEX public ""x""" CLUSTER ON "an ext's";
ALTER TABLE "Äpp 💥"."t; INDEX public ""x""" ADD CONSTRAINT apart EXCLUDE USING gist (r WITH &&);
CREATE TABLE z (k int NOT NULL, CONSTRAINT once UNIQUE (k) DEFERRABLE); INSERT INTO z VALUES (1), (2);
CREATE UNIQUE INDEX told ON z (k); ALTER TABLE z REPLICA IDENTITY USING INDEX told;
CREATE TABLE refers (k int REFERENCES z (k)); INSERT INTO refers VALUES (1);
CREATE FUNCTION looks(a int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
  $$ BEGIN IF NOT EXISTS (SELECT FROM public.z) THEN RAISE 'z is empty'; END IF; RETURN a; END $$;
CREATE FUNCTION compares(a int, b int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
  $$ BEGIN RETURN public.looks(pg_catalog.btint4cmp(a, b)); END $$;
CREATE OPERATOR CLASS own FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=,
  OPERATOR 5 >, FUNCTION 1 compares(int, int);
CREATE TABLE looking (a int, b text); INSERT INTO looking SELECT g, repeat('x', 900) FROM generate_series(1, 90) g;
CREATE INDEX by_expression ON looking (looks(a)); CREATE INDEX by_condition ON looking (a) WHERE looks(a) > 1;
CREATE INDEX by_class ON looking (a own);
CREATE TABLE parted (k int PRIMARY KEY, v text) PARTITION BY RANGE (k); CREATE INDEX of_all ON parted (v);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (1) TO (10); INSERT INTO parted VALUES (1, 'a'), (2, 'b');
CREATE MATERIALIZED VIEW kept AS SELECT count(*) AS n FROM z; CREATE UNIQUE INDEX of_view ON kept (n);
'''
EARLY = {"pk - a b", "an ext's", "gin", "once", "told", "parted_1_pkey", "parted_1_v_idx"}
LATE = {"apart", "by_expression", "by_condition", "by_class", "of_all", "of_view"}


@pytest.fixture
def cloning(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloning]:
    """The test's own databases and clones; every table is large enough."""
    monkeypatch.setattr(indexes, "_LEAST", 0)
    world = Cloning(server, tmp_path)
    yield world
    world.close()


@pytest.mark.every_version
def test_what_needs_its_own_table_alone_does_not_wait(cloning: Cloning, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no other: one that reads another table would not find it. The clone is what it always was."""
    taken: list[str] = []

    def build(bindir: Path, clone: Dsn, folder: Path, entries: str, tick: Callable[[], None]) -> Said:
        taken.append(entries)
        return real(bindir, clone, folder, entries, tick)

    real = tool.build
    monkeypatch.setattr(tool, "build", build)
    production = cloning.database(INDEXED)
    clone = cloning.clone(production, jobs=2)
    assert clone.errors == ()
    early = "".join(taken)
    assert {name for name in EARLY | LATE if f" {name} " in early} == EARLY
    assert plain_dump(clone.dsn, clone.place.bindir) == plain_dump(production, clone.place.bindir)
    invalid = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid OR NOT indisready"
    assert cloning.ask(clone.dsn, invalid) == []


def test_an_index_that_cannot_be_built_is_counted(cloning: Cloning) -> None:
    """Production's unique index is broken: the clone says so, once, and has all the rest."""
    script = "CREATE TABLE t (k int, v int); INSERT INTO t VALUES (1, 1), (1, 2); CREATE INDEX one ON t (k);"
    script += "CREATE INDEX two ON t (v); UPDATE pg_index SET indisunique = true WHERE indexrelid = 'one'::regclass"
    clone = cloning.clone(cloning.database(script))
    assert len(clone.errors) == 1
    assert "could not create unique index" in clone.errors[0]
    there = "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = 't'::regclass"
    assert cloning.ask(clone.dsn, there) == [{"name": "two"}]


#: A pg_restore that never comes to its end with an index; it says who it is.
STUCK = """#!/bin/sh
for word; do case "$word" in --use-list=*) list="${{word#--use-list=}}";; esac; done
if [ -n "$list" ] && grep -q ' INDEX public one ' "$list"; then echo $$ > '{said}'; exec sleep 60; fi
exec '{real}/pg_restore' "$@"
"""


@pytest.fixture
def stuck(cloning: Cloning, tmp_path: Path) -> tuple[ClonePlace, Path]:
    """A place with such a tool, and the file in which it says its process id."""
    real, said, bindir = cloning.place().bindir, tmp_path / "said", tmp_path / "bin"
    bindir.mkdir()
    for name in TOOLS:
        (bindir / name).symlink_to(real / name)
    (bindir / "pg_restore").unlink()
    (bindir / "pg_restore").write_text(STUCK.format(said=said, real=real))
    (bindir / "pg_restore").chmod(0o755)
    return cloning.place(bindir=bindir), said


@contextmanager
def _meanwhile(said: Path, act: Callable[[int], None]) -> Iterator[None]:
    """Do something to the process that says its id."""

    def watch() -> None:
        deadline = time.monotonic() + 30
        while not (said.exists() and said.read_text().strip()) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.2)  # not inside Python's own hooks after fork, which would swallow an interruption
        act(int(said.read_text()))

    with beside(watch):
        yield


def test_a_killed_building_leaves_nothing(cloning: Cloning, stuck: tuple[ClonePlace, Path]) -> None:
    """Kill -9 of the tool while the index is built: an error that names it."""
    place, said = stuck
    production = cloning.database("CREATE TABLE t (k int); INSERT INTO t VALUES (1); CREATE INDEX one ON t (k)")
    killed = _meanwhile(said, lambda pid: os.kill(pid, signal.SIGKILL))
    with killed, pytest.raises(errors.ToolFailed, match=r"pg_restore .*signal 9"):
        cloning.clone(production, place=place)
    assert cloning.left_behind() == []


def test_an_interruption_ends_the_building(cloning: Cloning, stuck: tuple[ClonePlace, Path]) -> None:
    """Ctrl-C is heard while an index is built, and by who builds it; so is what another worker meets."""
    place, said = stuck
    production = cloning.database("CREATE TABLE t (k int); INSERT INTO t VALUES (1); CREATE INDEX one ON t (k)")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    begun = time.monotonic()
    try:
        interrupted = _meanwhile(said, lambda _pid: os.kill(os.getpid(), signal.SIGINT))
        with interrupted, pytest.raises(errors.Interrupted, match="Nothing of it was left"):
            cloning.clone(production, place=place, jobs=2)
    finally:
        signal.signal(signal.SIGINT, before)
    assert time.monotonic() - begun < 20
    assert cloning.left_behind() == []
    assert not Path(f"/proc/{int(said.read_text())}").exists()
