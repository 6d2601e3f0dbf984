"""Tables in pieces: every row once, whatever the pieces, sessions, versions and modes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from threading import Event
from typing import get_args

import pytest

from oneroof import errors
from oneroof.clone.model import Progress, silent
from oneroof.fingerprint import workers
from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.data import ListedTable, TableDigest, digest_table, list_tables
from oneroof.fingerprint.model import Mode
from oneroof.fingerprint.plan import EVERYTHING, DataPlan
from oneroof.fingerprint.recompute import recomputed
from oneroof.fingerprint.refs import LARGE_OBJECTS
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.fingerprint.shape import read_shape
from oneroof.fingerprint.workers import Piece, cut, digest_all
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Reader, Session
from tests.conftest import VERSIONS
from tests.pg.fingerprint_world import run, scratch_database

MODES: tuple[Mode, ...] = get_args(Mode)
WORLD = """
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE "Big 🙂.t" AS
SELECT n AS id, n::int8 * 4294967296 AS wide, 'text ' || n AS label, n / 7.0 AS ratio, n / 3.0::float8 AS float,
       timestamptz '2020-01-01+00' + n * interval '1 s' AS made, jsonb_build_object('n', n) AS doc,
       ARRAY[n, NULL] AS list, 'ok'::mood AS mood, NULLIF(n % 5, 0) AS often, md5(n::text)::uuid AS uid,
       decode(md5(n::text), 'hex') AS bytes, (n || 'x')::char(9) AS padded, date '2000-01-01' + n AS day,
       n % 2 = 0 AS even
FROM generate_series(1, 6000) AS n;
DELETE FROM "Big 🙂.t" WHERE id % 10 = 0;
CREATE TABLE long (a text); ALTER TABLE long ALTER a SET STORAGE EXTERNAL;
INSERT INTO long SELECT repeat(n::text, 20000) FROM generate_series(1, 40) AS n;
CREATE TABLE empty (a int);
CREATE TABLE small AS SELECT 1 AS a;
CREATE TABLE parent (a int) PARTITION BY LIST (a); CREATE TABLE leaf PARTITION OF parent DEFAULT;
INSERT INTO parent VALUES (1), (2);
CREATE MATERIALIZED VIEW seen AS SELECT id, mood, doc FROM "Big 🙂.t" WHERE id < 100;
CREATE MATERIALIZED VIEW unseen AS SELECT 1 AS a WITH NO DATA;
CREATE VIEW plain AS SELECT 1 AS a;
SELECT lo_from_bytea(0, 'content');
"""


@pytest.fixture(scope="module")
def place(server: Server) -> Iterator[Dsn]:
    """Tables of several sizes."""
    with scratch_database(server, WORLD) as dsn:
        yield dsn


@contextmanager
def moment(dsn: Dsn, count: int, kind: type[Reader] = Reader) -> Iterator[list[Reader]]:
    """Sessions of one snapshot."""
    with ExitStack() as opened:
        first, *others = (opened.enter_context(kind.open(dsn)) for _ in range(count))
        snapshot = opened.enter_context(first.snapshot())
        for other in others:
            opened.enter_context(other.snapshot(snapshot))
        yield [first, *others]


def whole(session: Session, plan: DataPlan) -> dict[str, TableDigest]:
    """Every table by one statement for each."""
    return {
        table.ref: digest_table(session, table.schema, table.name, plan=plan) if table.populated else TableDigest(0, 0)
        for table in list_tables(session)
    }


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("mode", MODES)
def test_pieces_of_any_size_give_the_whole(place: Dsn, mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of a page or two, two sessions: the digests of whole tables, and every row once."""
    plan = DataPlan(mode, salt="s")
    with moment(place, 2) as sessions:
        expected = whole(sessions[0], plan)
        tables = list_tables(sessions[0])
        assert digest_all(sessions, tables, plan, silent) == expected
        monkeypatch.setattr(workers, "PIECE_BYTES", 20_000)
        assert len(cut(tables)) > 30
        assert digest_all(sessions, tables, plan, silent) == expected
    assert expected['table:public."Big 🙂.t"'].rows == 5400


@pytest.mark.every_version(thorough=True)
def test_a_piece_reads_its_own_pages_alone(place: Dsn) -> None:
    """The server scans the range, not the table; also on a table that nobody ever analysed."""
    with Session.open(place) as session:
        shape = read_shape(session, "public", "Big 🙂.t")
        for mode in MODES:
            query = shape.digest(DataPlan(mode), session.major, pages=(10, 20))
            plan = session.connection.execute(SQL("EXPLAIN (COSTS OFF) {}").format(query)).fetchall()
            assert any("Tid Range Scan" in line["QUERY PLAN"] for line in plan)


def test_rows_that_others_add_meanwhile_are_not_read(place: Dsn, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last piece has no end: what was there at the snapshot counts, moved or not, and nothing that came after."""
    monkeypatch.setattr(workers, "PIECE_BYTES", 20_000)
    with moment(place, 2) as sessions:
        expected = whole(sessions[0], EVERYTHING)
        tables = list_tables(sessions[0])
        run(place, 'UPDATE "Big 🙂.t" SET often = 7 WHERE id % 3 = 0; INSERT INTO small VALUES (2)')
        assert digest_all(sessions, tables, EVERYTHING, silent) == expected
    with moment(place, 1) as sessions:
        assert digest_all(sessions, list_tables(sessions[0]), EVERYTHING, silent) != expected


class _Chunked(Reader):
    """A reader that wants its pieces in chunks of three pages."""

    asked = 0

    def chunks(self, pages: int) -> Iterator[tuple[int, int | None]]:
        """Three pages at a time."""
        for first in range(0, pages, 3):
            self.asked += 1
            yield first, first + 3 if first + 3 < pages else None

    def was_a_chunk(self) -> None:
        """What was read whole is not counted here."""


def test_a_session_may_want_smaller_chunks(place: Dsn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of a governor: within its piece, to the same digest."""
    monkeypatch.setattr(workers, "PIECE_BYTES", 100_000)
    with moment(place, 2, _Chunked) as sessions:
        tables = list_tables(sessions[0])
        assert digest_all(sessions, tables, EVERYTHING, silent) == whole(sessions[0], EVERYTHING)
        assert sum(session.asked for session in sessions if isinstance(session, _Chunked)) > 40


def test_what_goes_wrong_in_a_piece_ends_all(place: Dsn, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that cannot be read: an error, no partial sum, and sessions that can be used on."""
    monkeypatch.setattr(workers, "PIECE_BYTES", 20_000)
    with moment(place, 2) as sessions:
        tables = list_tables(sessions[0])
        wrong = [replace(table, populated=True) for table in tables]  # a view WITH NO DATA refuses to be read
        with pytest.raises(errors.SqlFailed, match="digest_parts"):
            digest_all(sessions, wrong, EVERYTHING, silent)
        assert digest_all(sessions, tables[:1], EVERYTHING, silent)


def test_what_one_session_does_first_does_not_keep_the_others(place: Dsn, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends when the others have done a piece, every row is counted once, and it is done without a table, too."""
    monkeypatch.setattr(workers, "PIECE_BYTES", 20_000)
    begun, done = Event(), list[Session]()

    def first(session: Session) -> None:
        assert begun.wait(30)
        done.append(session)

    with moment(place, 2) as sessions:
        tables, expected = list_tables(sessions[0]), whole(sessions[0], EVERYTHING)
        heard: Progress = lambda *_heard: begun.set()  # noqa: E731
        assert digest_all(sessions, tables, EVERYTHING, heard, first=first) == expected
        assert digest_all(sessions, [], EVERYTHING, silent, first=first) == {}
        assert done == [sessions[0]] * 2


def test_what_goes_wrong_first_is_raised(place: Dsn) -> None:
    """With tables to digest and without: the error itself, and nothing else."""

    def first(session: Session) -> None:
        session.rows("fingerprint/count_rows", {"catalog": Identifier("nothing of the kind")})

    for some in (slice(None), slice(0)):
        with moment(place, 2) as sessions:
            tables = list_tables(sessions[0])[some]
            with pytest.raises(errors.SqlFailed, match="nothing of the kind"), sessions[0].savepoint():
                digest_all(sessions, tables, EVERYTHING, silent, first=first)


def _table(name: str, size: int, pages: int) -> ListedTable:
    return ListedTable("s", name, "table", size, pages, 0.0, populated=True, readable=True)


def test_the_largest_first_and_the_small_ones_together() -> None:
    """A piece is at most 32 MB; a table that cannot be cut is one piece; at most fifty tables in a statement."""
    mega = 1 << 20
    tables = [
        _table("toasted", 64 * mega, 1), _table("huge", 3200 * mega, 400_000), _table("other", 96 * mega, 0),
        *(_table(f"t{place:03}", mega // 100, 1) for place in range(70)), _table("middle", 20 * mega, 2560),
    ]  # fmt: skip
    tasks = cut(tables)
    assert [task[0].table.name for task in tasks if task[0].first == 0] == [
        "huge", "other", "toasted", "middle", "t000", "t050",
    ]  # fmt: skip
    assert [len(task) for task in tasks[-3:]] == [1, 50, 20]
    assert [(piece.first, piece.end) for (piece,) in tasks[:2]] == [(0, 4000), (4000, 8000)]
    huge = [task[0].pages for task in tasks if task[0].table.name == "huge"]
    assert huge[:98] == [4000] * 98
    assert sum(huge) == 400_000
    assert cut([]) == []
    assert cut([_table("none", 0, 0)]) == [(Piece(_table("none", 0, 0)),)]


def test_pieces_get_smaller_towards_the_end() -> None:
    """So that no session works alone for long: each page once, and the last pieces an eighth of the largest."""
    mega = 1 << 20
    pieces = [piece for (piece,) in cut([_table("a", 800 * mega, 102_400), _table("b", 90 * mega, 11_520)])]
    for name, pages in (("a", 102_400), ("b", 11_520)):
        mine = [piece for piece in pieces if piece.table.name == name]
        assert [piece.first for piece in mine[1:]] + [None] == [piece.end for piece in mine]
        assert mine[0].first == 0
        assert sum(piece.pages for piece in mine) == pages
    sizes = [piece.pages for piece in pieces if piece.end is not None]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (4096, 512)


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("mode", MODES)
def test_a_view_computed_anew_is_comparable_with_its_table(place: Dsn, mode: Mode) -> None:
    """In each mode: its own rows, computed by its query, have the digest of its rows as they are stored."""
    with moment(place, 1) as (reader,):
        stored = digest_table(reader, "public", "seen", plan=DataPlan(mode, salt="s"))
        assert recomputed(reader, "materialized_view:public.seen", (), DataPlan(mode, salt="s")) == stored


def test_a_scope_says_what_was_left_out(place: Dsn) -> None:
    """Tables outside have no entry, are named, and are not compared; a narrow fingerprint is still of the catalog."""
    full = settled_fingerprint(lambda: Reader.open(place))
    touched = DataPlan(scope="touched", touched=frozenset({"table:public.small", "table:public.leaf"}))
    part = settled_fingerprint(lambda: Reader.open(place), plan=touched)
    none = settled_fingerprint(lambda: Reader.open(place), plan=DataPlan(scope="none"))
    assert set(part.data) == touched.touched
    assert set(part.undigested) == {*full.data} - touched.touched
    assert LARGE_OBJECTS in part.undigested
    assert (none.data, set(none.undigested)) == ({}, set(full.data))
    assert (full.undigested, full.scope, part.scope, none.scope) == ((), "full", "touched", "none")
    run(place, "UPDATE small SET a = a + 100; INSERT INTO empty VALUES (1)")
    after = settled_fingerprint(lambda: Reader.open(place), plan=touched)
    assert [line.object for line in differences(part, after)] == ["table:public.small"]
    assert [line.object for line in differences(full, after)] == ["table:public.small"]
    assert differences(none, after) == ()


@pytest.mark.skipif("15" not in VERSIONS, reason="no PostgreSQL 15 on this machine; the header says so")
def test_modes_are_equal_across_major_versions(servers: Callable[[str], Server]) -> None:
    """Portable promises it; the others do so where the server's hashes are the same, as they are from 15 to 18."""
    plans = [DataPlan(mode, salt="s") for mode in MODES]
    with (
        scratch_database(servers("default"), WORLD) as new,
        scratch_database(servers("15"), WORLD) as old,
        Session.open(new) as here,
        Session.open(old) as there,
    ):
        assert (here.major, there.major) == (18, 15)
        for plan in plans:
            assert whole(here, plan) == whole(there, plan), plan.mode
