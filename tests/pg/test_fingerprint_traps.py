"""The corpus of traps: pairs of tables that some hash calls equal, and pairs that must be equal; in every mode.

``tests/corpora/digest_traps`` has a file a trap. In ``differ`` the tables ``l`` and ``r`` hold other values, in
``equal`` the same ones otherwise stored; in ``reload`` ``t`` must not change by what comes after ``-- again``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import psycopg
import pytest

from oneroof.fingerprint.data import TableDigest, digest_table
from oneroof.fingerprint.model import Mode
from oneroof.fingerprint.plan import DataPlan
from oneroof.fingerprint.shape import digest_parts, read_shapes
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Session
from tests.pg.fingerprint_world import scratch_database

pytestmark = pytest.mark.every_version(thorough=True)

TRAPS = Path(__file__).parents[1] / "corpora" / "digest_traps"
MODES: tuple[Mode, ...] = get_args(Mode)
#: What a server says that was built without ICU or libxml.
NOT_BUILT_IN = "0A000"


def traps(kind: str) -> list[Path]:
    """The files of one kind; none is a mistake."""
    found = sorted((TRAPS / kind).glob("*.sql"))
    assert found
    return found


@pytest.fixture(scope="module")
def place(server: Server) -> Iterator[Dsn]:
    """An empty database."""
    with scratch_database(server, "") as dsn:
        yield dsn


@pytest.fixture(scope="module")
def shared(place: Dsn) -> Iterator[Session]:
    """One session for all traps."""
    with Session.open(place) as opened:
        yield opened


@pytest.fixture
def session(shared: Session) -> Iterator[Session]:
    """A session inside a transaction that is rolled back."""
    shared.connection.execute("BEGIN")
    yield shared
    shared.connection.rollback()


def digests(session: Session, *tables: str) -> list[dict[Mode, TableDigest]]:
    """Of each table in each mode, by two queries."""
    shapes = read_shapes(session)
    wanted = [(table, mode) for table in tables for mode in MODES]
    parts = [
        shapes["public", table].digest(DataPlan(mode, salt="s"), session.major, place=place)
        for place, (table, mode) in enumerate(wanted)
    ]
    found: dict[str, dict[Mode, TableDigest]] = {table: {} for table in tables}
    for row in digest_parts(session, parts):
        table, mode = wanted[row["place"]]
        found[table][mode] = TableDigest.of(row)
    return list(found.values())


def run_traps(session: Session, kind: str) -> Iterator[str]:
    """Each trap of a kind, run in a transaction that is rolled back; not those that this server was not built for."""
    for path in traps(kind):
        text = path.read_text()
        with session.connection.transaction(force_rollback=True):
            try:
                session.connection.execute(text.split("-- again\n")[0].encode())
            except psycopg.errors.FeatureNotSupported:
                assert "-- needs:" in text, path.stem
            else:
                yield path.stem


def test_a_change_of_a_value_or_its_place_shows(shared: Session) -> None:
    """Every trap, in each mode."""
    fallen = []
    for name in run_traps(shared, "differ"):
        left, right = digests(shared, "l", "r")
        fallen += [f"{name}, mode {mode}" for mode in MODES if left[mode] == right[mode]]
    assert fallen == []


def test_what_is_the_same_has_the_same_digest(shared: Session) -> None:
    """Otherwise stored, with other numbers of types, elsewhere."""
    fallen = []
    for name in run_traps(shared, "equal"):
        left, right = digests(shared, "l", "r")
        fallen += [f"{name}, mode {mode}" for mode in MODES if left[mode] != right[mode]]
    assert fallen == []


def test_what_is_made_again_has_the_same_digest(shared: Session) -> None:
    """Another number, the same name."""
    for name in run_traps(shared, "reload"):
        before = digests(shared, "t")
        again = (TRAPS / "reload" / f"{name}.sql").read_text().split("-- again\n")[1]
        shared.connection.execute(again.encode())
        assert digests(shared, "t") == before, name


SETTINGS = {
    "DateStyle": "German", "TimeZone": "Asia/Tokyo", "IntervalStyle": "sql_standard", "extra_float_digits": "-15",
    "bytea_output": "escape", "quote_all_identifiers": "on", "xmloption": "document", "search_path": "public",
    "lc_monetary": "C.UTF-8", "client_encoding": "LATIN1", "enable_seqscan": "off", "row_security": "on",
    "transform_null_equals": "on", "backslash_quote": "on", "array_nulls": "off",
}  # fmt: skip


def test_settings_of_the_role_and_the_database_do_not_matter(place: Dsn) -> None:
    """A session fixes what its output depends on, and what is not set cannot come in by a default."""
    columns = "a timestamptz, b interval, c float8, d bytea, e money, f date, g regclass, h text, i float4, j timetz"
    rows = r"""('2020-01-02 03:04:05.678+00', '1 day 2 hours -3 months', 0.1, '\xff', '1.5', '2020-02-03', 'pg_class',
                'NULL ä', 0.3, '01:02+03')"""
    with Session.open(place) as plain:
        plain.connection.execute(f"CREATE TABLE public.s ({columns}); INSERT INTO public.s VALUES {rows}".encode())
        expected = digests(plain, "s")
        name = plain.connection.info.dbname
        for setting, value in SETTINGS.items():
            plain.connection.execute(f"ALTER DATABASE {name} SET {setting} = '{value}'".encode())
    try:
        with Session.open(place) as other:
            assert other.connection.execute("SHOW quote_all_identifiers").fetchone() == {"quote_all_identifiers": "off"}
            assert digests(other, "s") == expected
    finally:
        with Session.open(place) as plain:
            plain.connection.execute(f"ALTER DATABASE {name} RESET ALL; DROP TABLE public.s".encode())


def test_no_swap_of_any_two_rows_goes_unseen(session: Session) -> None:
    """Swaps of some columns between two rows taken at random, undone each time: every one shows, in each mode."""
    session.connection.execute(b"""
        CREATE TABLE public.w AS SELECT n AS k, n % 17 AS a, n::int8 * 4294967296 AS b, 'v' || n % 13 AS c
        FROM generate_series(1, 60) AS n
    """)
    (before,) = digests(session, "w")
    chance = random.Random(7)
    for _ in range(25):
        one, other = chance.sample(range(1, 61), 2)
        columns = chance.sample("abc", chance.randint(1, 3))
        rows = session.connection.execute(
            "SELECT k, a, b, c FROM public.w WHERE k IN (%s, %s)", (one, other)
        ).fetchall()
        if all(rows[0][column] == rows[1][column] for column in columns):
            continue
        swap = ", ".join(f"{column} = o.{column}" for column in columns)
        statement = (
            f"UPDATE public.w SET {swap} FROM public.w AS o WHERE w.k IN ({one}, {other}) AND o.k = {one + other} - w.k"
        ).encode()
        session.connection.execute(statement)
        (after,) = digests(session, "w")
        assert [mode for mode in MODES if after[mode] == before[mode]] == []
        session.connection.execute(statement)
        assert digests(session, "w") == [before]


def test_every_type_of_the_server_goes_in(session: Session) -> None:
    """A column of each base type, array, range and row that the catalog has: no type is an error."""
    types = session.connection.execute(b"""
        SELECT format_type(oid, NULL) AS name FROM pg_type
        WHERE typtype IN ('b', 'c', 'd', 'e', 'm', 'r') AND typname !~ '^pg_toast|^_cstring$|^_record$' AND typisdefined
        ORDER BY oid
    """).fetchall()
    columns = ", ".join(f"c{place} {row['name']}" for place, row in enumerate(types))
    session.connection.execute("SET LOCAL allow_system_table_mods = on")
    session.connection.execute(
        f"CREATE TABLE public.every ({columns}); INSERT INTO public.every VALUES (NULL)".encode()
    )
    assert {digest.rows for digest in digests(session, "every")[0].values()} == {1}


def test_as_many_columns_as_there_can_be(session: Session) -> None:
    """1,600: no deep stack, no limit of arguments."""
    columns = ", ".join(f"c{place} int" for place in range(1600))
    session.connection.execute(f"CREATE TABLE public.wide ({columns}); INSERT INTO public.wide VALUES (1)".encode())
    (before,) = digests(session, "wide")
    session.connection.execute("UPDATE public.wide SET c0 = NULL, c1599 = 1")
    (after,) = digests(session, "wide")
    assert [mode for mode in MODES if after[mode] == before[mode]] == []


def test_a_salt_changes_every_digest_of_mode_strict(session: Session) -> None:
    """Sums of strict digests are of 256 bits; with another salt all of them are others."""
    session.connection.execute("CREATE TABLE public.x AS SELECT n FROM generate_series(1, 50) AS n")
    salted = [digest_table(session, "public", "x", plan=DataPlan("strict", salt=salt)) for salt in ("", "a", "b")]
    assert len({digest.total for digest in salted}) == 3
    assert all(abs(digest.total) > 1 << 240 for digest in salted)
