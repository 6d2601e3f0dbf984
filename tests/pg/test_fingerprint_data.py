"""The corpus of row digests: what must show, what must not, and what must never be run or read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oneroof import errors
from oneroof.fingerprint.data import TableDigest, digest_large_objects, digest_table, list_tables
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Session
from tests.pg.fingerprint_world import scratch_database

pytestmark = pytest.mark.every_version

#: What a server says that was built without ICU or libxml.
NOT_BUILT_IN = "0A000"
SETUP = """
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE pair AS (a int, b int);
CREATE DOMAIN short AS char(4);
CREATE EXTENSION citext;
"""


@pytest.fixture(scope="module")
def place(server: Server) -> Iterator[Dsn]:
    """A database with a few types."""
    with scratch_database(server, SETUP) as dsn:
        yield dsn


@pytest.fixture
def session(place: Dsn) -> Iterator[Session]:
    """A session inside a transaction that is rolled back; ``public`` and our settings."""
    with Session.open(place) as opened:
        opened.connection.execute("BEGIN")
        yield opened
        opened.connection.rollback()


def digest(session: Session, columns: str, rows: str) -> TableDigest:
    """The digest of a table made for it."""
    session.connection.execute("DROP TABLE IF EXISTS public.t")
    session.connection.execute(f"CREATE TABLE public.t ({columns})".encode())
    if rows:
        session.connection.execute(f"INSERT INTO public.t VALUES {rows}".encode())
    return digest_table(session, "public", "t")


def test_the_order_of_rows_does_not_matter(session: Session) -> None:
    """A table is a bag of rows."""
    assert digest(session, "a int, b text", "(1, 'x'), (2, 'y')") == digest(
        session, "a int, b text", "(2, 'y'), (1, 'x')"
    )


def test_digests_add_up_over_disjoint_rows(session: Session) -> None:
    """The parts of a table, or its partitions, give the whole."""
    whole = digest(session, "a int", "(1), (2), (3)")
    assert digest(session, "a int", "(1)") + digest(session, "a int", "(2), (3)") == whole
    assert whole.rows == 3


def test_how_rows_are_stored_does_not_matter(session: Session) -> None:
    """Dead rows, dropped columns, compression, a rewrite: the same values."""
    plain = digest(session, "a int, b text", "(1, repeat('x', 9000)), (2, 'y')")
    digest(session, "a int, gone int, b text", "(1, 5, 'q'), (2, 6, 'y')")
    session.connection.execute("ALTER TABLE public.t DROP gone, ALTER b SET STORAGE EXTERNAL")
    session.connection.execute("UPDATE public.t SET b = repeat('x', 9000) WHERE a = 1")
    assert digest_table(session, "public", "t") == plain


def test_the_settings_of_a_role_do_not_matter(place: Dsn) -> None:
    """A session fixes what its output depends on."""
    columns = "a timestamptz, b interval, c float8, d bytea, e money, f xml"
    rows = r"('2020-01-02 03:04:05.678+00', '1 day 2 hours', 0.1, '\xff', '1.5', NULL)"
    odd = {
        "DateStyle": "German", "TimeZone": "Asia/Tokyo", "IntervalStyle": "iso_8601", "extra_float_digits": "-5",
        "bytea_output": "escape",
    }  # fmt: skip
    options = " ".join(f"-c {name}={value}" for name, value in odd.items())
    with Session.open(place) as plain, plain.transaction():
        expected = digest(plain, columns, rows)
        plain.connection.execute("DROP TABLE public.t")
    with Session.open(place.with_parameters(options=options)) as other, other.transaction():
        assert digest(other, columns, rows) == expected
        other.connection.execute("DROP TABLE public.t")


def test_no_cast_of_a_users_is_run(session: Session) -> None:
    """A cast to text lies for an enum and raises for the table's own row type; the digest asks neither."""
    session.connection.execute(b"""
        CREATE FUNCTION public.lie(public.mood) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'same' $$;
        CREATE CAST (public.mood AS text) WITH FUNCTION public.lie(public.mood) AS IMPLICIT;
        CREATE TABLE public.r (m public.mood);
        CREATE FUNCTION public.refuse(public.r) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'run'; END $$;
        CREATE CAST (public.r AS text) WITH FUNCTION public.refuse(public.r) AS IMPLICIT;
        INSERT INTO public.r VALUES ('sad');
    """)
    sad = digest_table(session, "public", "r")
    session.connection.execute("UPDATE public.r SET m = 'ok'")
    assert digest_table(session, "public", "r") != sad


@pytest.mark.parametrize("name", ["t", "oneroof_row", "row", "page", "relation", "columns", 'a"b.c 🙂', "Sel ect"])
def test_columns_and_tables_of_any_name(session: Session, name: str) -> None:
    """Also one that is called as the query calls something."""
    quoted = '"' + name.replace('"', '""') + '"'
    session.connection.execute(
        f"CREATE SCHEMA {quoted}; CREATE TABLE {quoted}.{quoted} ({quoted} text, x int)".encode()
    )
    empty = digest_table(session, name, name)
    session.connection.execute(f"INSERT INTO {quoted}.{quoted} VALUES ('v', 1)".encode())
    assert (empty, digest_table(session, name, name).rows) == (TableDigest(0, 0), 1)


def test_a_table_without_columns_counts(session: Session) -> None:
    """Its rows differ in number alone."""
    session.connection.execute("CREATE TABLE public.none (); INSERT INTO public.none DEFAULT VALUES")
    one = digest_table(session, "public", "none")
    session.connection.execute("INSERT INTO public.none DEFAULT VALUES")
    assert (one.rows, digest_table(session, "public", "none").rows) == (1, 2)


def test_a_parent_holds_only_its_own_rows(session: Session) -> None:
    """Children of an inheritance and partitions are read for themselves."""
    session.connection.execute(b"""
        CREATE TABLE public.p (a int); CREATE TABLE public.c () INHERITS (public.p);
        INSERT INTO public.p VALUES (1); INSERT INTO public.c VALUES (2), (3);
        CREATE TABLE public.w (a int) PARTITION BY LIST (a); CREATE TABLE public.w1 PARTITION OF public.w DEFAULT;
        INSERT INTO public.w VALUES (7), (8);
    """)
    assert [digest_table(session, "public", name).rows for name in ("p", "c", "w", "w1")] == [1, 2, 0, 2]
    assert {table.ref for table in list_tables(session)} >= {"table:public.p", "table:public.c", "table:public.w1"}
    assert "table:public.w" not in {table.ref for table in list_tables(session)}


def test_columns_can_be_left_out(session: Session) -> None:
    """A volatile column is not compared; one that is not there is refused."""
    first = digest(session, 'a int, "Made at" timestamptz', "(1, '2020-01-01')")
    kept = digest_table(session, "public", "t", without=["Made at"])
    session.connection.execute("UPDATE public.t SET \"Made at\" = '2021-01-01'")
    assert digest_table(session, "public", "t", without=["Made at"]) == kept
    assert digest_table(session, "public", "t") != first
    with pytest.raises(errors.UsageError, match="no column made at"):
        digest_table(session, "public", "t", without=["made at"])


def test_stored_generated_columns_count_and_virtual_ones_are_not_computed(session: Session) -> None:
    """On 18 a virtual column has no value; its expression stands in the catalog."""
    session.connection.execute("CREATE TABLE public.g (a int, b int GENERATED ALWAYS AS (a * 2) STORED)")
    session.connection.execute("INSERT INTO public.g VALUES (1)")
    assert digest_table(session, "public", "g").rows == 1
    if session.major >= 18:
        session.connection.execute("CREATE TABLE public.v (a int, b int GENERATED ALWAYS AS (1 / a) VIRTUAL)")
        session.connection.execute("INSERT INTO public.v (a) VALUES (0)")
        plain = digest(session, "a int", "(0)")
        assert digest_table(session, "public", "v") == plain


def test_what_has_no_rows_of_its_own_is_refused(session: Session) -> None:
    """A foreign table is never read; a view and a name that is not there are no tables."""
    session.connection.execute(b"""
        CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
        CREATE FOREIGN TABLE public.f (a int) SERVER s; CREATE VIEW public.v AS SELECT 1 AS a;
    """)
    with pytest.raises(errors.Refused, match="never read"):
        digest_table(session, "public", "f")
    for name in ("v", "nothing"):
        with pytest.raises(errors.UsageError, match="There is no table"):
            digest_table(session, "public", name)
    assert not [table for table in list_tables(session) if table.name in {"f", "v"}]


def test_materialised_views_are_read_and_unpopulated_ones_are_told(session: Session) -> None:
    """Their rows are data."""
    session.connection.execute(b"""
        CREATE MATERIALIZED VIEW public.m AS SELECT 1 AS a;
        CREATE MATERIALIZED VIEW public.n AS SELECT 1 AS a WITH NO DATA
    """)
    assert digest_table(session, "public", "m").rows == 1
    assert {table.name: table.populated for table in list_tables(session)} == {"m": True, "n": False}


def test_large_objects(session: Session) -> None:
    """Content, place and size show; a hole and zeros do not differ; the catalog and the functions agree."""

    def measured() -> TableDigest:
        found = digest_large_objects(session)
        row = session.row("fingerprint/digest_large_objects_by_function")
        assert found == TableDigest(int(row["rows"]), int(row["total"]))
        return found

    def lo(statement: str) -> TableDigest:
        session.connection.execute(f"SELECT {statement}".encode())
        return measured()

    seen = [measured(), lo("lo_create(700)"), lo(r"lo_put(700, 0, '\x01')"), lo(r"lo_put(700, 0, '\x02')")]
    seen.append(lo(r"lo_put(700, 9000, '\x03')"))
    holes = seen[-1]
    assert lo(r"lo_put(700, 4000, '\x0000')") == holes
    seen += [lo(r"lo_put(700, 9001, '\x00')"), lo(r"lo_from_bytea(701, '\x')"), lo("lo_unlink(701), lo_create(702)")]
    assert len(set(seen)) == len(seen)
