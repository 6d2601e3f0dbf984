"""Rows that differ between two databases: found, named by digests of their keys, never by a value unless asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from oneroof import errors
from oneroof.fingerprint import rows
from oneroof.fingerprint.rows import TableRows, Value, differing_rows
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Reader
from tests.pg.fingerprint_world import run, scratch_database

#: Twenty thousand rows, as ``benchmarks/one_byte.py`` has ten million; small tables with what makes rows hard to name.
SETUP = """
CREATE TABLE public.big (id bigint PRIMARY KEY, name text, note text, filler int);
INSERT INTO public.big SELECT i, 'name ' || i, 'note ' || i, i FROM generate_series(1, 20000) AS i;
CREATE SCHEMA "Sch.e""ma 🙂";
CREATE TABLE "Sch.e""ma 🙂"."T.a""b 🙂" ("K 1" int, "k.2" text, "🙂" text, PRIMARY KEY ("K 1", "k.2"));
INSERT INTO "Sch.e""ma 🙂"."T.a""b 🙂" VALUES (1, 'a', 'x'), (1, 'b', 'x'), (2, 'a', NULL);
CREATE TABLE public.keyless (a int, b text);
INSERT INTO public.keyless VALUES (1, 'x'), (1, 'x'), (1, 'x'), (2, NULL), (NULL, NULL);
CREATE TABLE public.nullable (a int UNIQUE, b int NOT NULL, c text);
CREATE UNIQUE INDEX ON public.nullable (b);
CREATE UNIQUE INDEX ON public.nullable (c) WHERE c <> '';
INSERT INTO public.nullable VALUES (NULL, 1, 'p'), (NULL, 2, 'q');
CREATE TYPE public.pair AS (a int, b int);
CREATE TABLE public.nulls (id int PRIMARY KEY, t text, p public.pair, n numeric, x int[]);
INSERT INTO public.nulls VALUES (1, '', NULL, 1.0, '{1,2}'), (2, NULL, ROW(NULL, NULL), 1.00, '[0:1]={1,2}');
CREATE TABLE public.parts (id int, v text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE public.low PARTITION OF public.parts FOR VALUES FROM (0) TO (100);
CREATE TABLE public.high PARTITION OF public.parts FOR VALUES FROM (100) TO (200);
INSERT INTO public.parts SELECT i, 'v' FROM generate_series(0, 199) AS i;
CREATE MATERIALIZED VIEW public.seen AS SELECT id, v FROM public.parts;
CREATE FUNCTION public.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.f(text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE public.named (id int PRIMARY KEY, "100%" regproc, o regoper[]);
INSERT INTO public.named VALUES (1, 'public.f(int)'::regprocedure, ARRAY['+(int2,int2)'::regoperator]);
CREATE TABLE public.secret (id int PRIMARY KEY, v text);
ALTER TABLE public.secret ENABLE ROW LEVEL SECURITY;
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rows_login') THEN CREATE ROLE rows_login LOGIN; END IF;
END $$;
GRANT SELECT ON public.secret TO rows_login;
"""
ODD = ('Sch.e"ma 🙂', 'T.a"b 🙂')


@pytest.fixture(scope="module")
def pair(server: Server) -> Iterator[tuple[Dsn, Dsn]]:
    """Two databases with the same rows; a test changes the second and puts it right again."""
    with scratch_database(server, SETUP) as first, scratch_database(server, template=first.database) as second:
        yield first, second


@contextmanager
def changed(dsn: Dsn, change: str, back: str) -> Iterator[None]:
    """A change for the length of a block."""
    run(dsn, change)
    try:
        yield
    finally:
        run(dsn, back)


def found(pair: tuple[Dsn, Dsn], schema: str, name: str, **options: bool | int | str) -> TableRows:
    """What differs, each side in a snapshot of its own."""
    with ExitStack() as stack:
        sessions = [stack.enter_context(Reader.open(dsn)) for dsn in pair]
        for session in sessions:
            stack.enter_context(session.snapshot())
        return differing_rows(sessions[0], sessions[1], schema, name, **options)  # type: ignore[arg-type]


@pytest.mark.every_version(thorough=True)
def test_one_changed_byte_names_that_row(pair: tuple[Dsn, Dsn]) -> None:
    """Among twenty thousand: the row by a digest of its key, the column by its name; the values only when asked for."""
    with changed(
        pair[1],
        "UPDATE public.big SET note = 'notE 7777' WHERE id = 7777",
        "UPDATE public.big SET note = 'note 7777' WHERE id = 7777",
    ):
        plain, told = found(pair, "public", "big"), found(pair, "public", "big", show_values=True)
    assert (plain.added, plain.removed, plain.changed, plain.exact) == (0, 0, 1, True)
    assert plain.identified_by == ("id",)
    assert plain.rows[0].columns == ("note",)
    assert "7777" not in json.dumps(plain.as_document())
    assert told.rows[0].key == plain.rows[0].key
    assert told.rows[0].key_values == {"id": "7777"}
    assert told.rows[0].values == (Value("note", "note 7777", "notE 7777"),)


@pytest.mark.every_version(thorough=True)
def test_two_swapped_values_name_both_rows(pair: tuple[Dsn, Dsn]) -> None:
    """Sums of columns are equal then; both rows are named."""
    swap = """UPDATE public.big SET name = CASE id WHEN 11 THEN 'name {}' ELSE 'name {}' END WHERE id IN (11, 19999)"""
    with changed(pair[1], swap.format(19999, 11), swap.format(11, 19999)):
        told = found(pair, "public", "big", show_values=True)
    assert (told.added, told.removed, told.changed) == (0, 0, 2)
    assert {row.key_values["id"]: row.values for row in told.rows if row.key_values} == {
        "11": (Value("name", "name 11", "name 19999"),),
        "19999": (Value("name", "name 19999", "name 11"),),
    }


@pytest.mark.parametrize("salt", ["", "pepper"])
def test_a_name_without_its_arguments_is_told_apart_as_in_the_fingerprint(pair: tuple[Dsn, Dsn], salt: str) -> None:
    """Both print the same; the fingerprint takes them with their arguments, and so does what names the row."""
    change = "UPDATE public.named SET \"100%\" = 'public.f({})'::regprocedure, o = ARRAY['+({})'::regoperator]"
    with changed(pair[1], change.format("text", "int4,int4"), change.format("int", "int2,int2")):
        told = found(pair, "public", "named", show_values=True, salt=salt)
    assert (told.added, told.removed, told.changed) == (0, 0, 1)
    assert told.rows[0].values == (
        Value("100%", "public.f(integer)", "public.f(text)"),
        Value("o", '{"+(smallint,smallint)"}', '{"+(integer,integer)"}'),
    )


def test_equal_tables_have_no_such_rows(pair: tuple[Dsn, Dsn]) -> None:
    """Also where rows lie elsewhere in the file."""
    with changed(pair[1], "UPDATE public.big SET name = name WHERE id < 500", "SELECT 1"):
        assert found(pair, "public", "big").total == 0


def test_rows_that_came_and_went(pair: tuple[Dsn, Dsn]) -> None:
    """Removed from the first's point of view is what the second lacks."""
    with changed(
        pair[1],
        "DELETE FROM public.big WHERE id = 5; INSERT INTO public.big VALUES (20001, 'new', '', 0)",
        "DELETE FROM public.big WHERE id = 20001; INSERT INTO public.big VALUES (5, 'name 5', 'note 5', 5)",
    ):
        told = found(pair, "public", "big", show_values=True)
    assert {(row.change, (row.key_values or {})["id"]) for row in told.rows} == {("removed", "5"), ("added", "20001")}


def test_what_is_shown_is_bounded_and_the_rest_is_counted(
    pair: tuple[Dsn, Dsn], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every row differs: three are shown, all are counted; above what is examined the count is "at least"."""
    with changed(pair[1], "UPDATE public.big SET filler = filler + 1", "UPDATE public.big SET filler = filler - 1"):
        whole = found(pair, "public", "big", limit=3)
        monkeypatch.setattr(rows, "EXAMINED", 1000)
        bounded = found(pair, "public", "big", limit=3)
    assert (len(whole.rows), whole.changed, whole.exact) == (3, 20000, True)
    assert whole.as_document()["not_shown"] == 19997
    assert len(bounded.rows) == 3
    assert 0 < bounded.changed <= 1000
    assert not bounded.exact


def test_a_key_of_two_columns_under_odd_names(pair: tuple[Dsn, Dsn]) -> None:
    """Dots, quotes, spaces and emoji in every name; NULL becomes a value."""
    table = '"Sch.e""ma 🙂"."T.a""b 🙂"'
    with changed(
        pair[1],
        f'UPDATE {table} SET "🙂" = \'\' WHERE "K 1" = 2',
        f'UPDATE {table} SET "🙂" = NULL WHERE "K 1" = 2',
    ):
        told = found(pair, *ODD, show_values=True)
    assert told.object == 'table:"Sch.e""ma 🙂"."T.a""b 🙂"'
    assert told.rows[0].key_values == {"K 1": "2", "k.2": "a"}
    assert told.rows[0].values == (Value("🙂", None, ""),)


def test_a_table_without_a_key_is_a_multiset(pair: tuple[Dsn, Dsn]) -> None:
    """Two of three equal rows are gone, another has come: copies are counted."""
    with changed(
        pair[1],
        "DELETE FROM public.keyless WHERE ctid IN (SELECT ctid FROM public.keyless WHERE a = 1 LIMIT 2);"
        "INSERT INTO public.keyless VALUES (NULL, NULL)",
        "TRUNCATE public.keyless;"
        "INSERT INTO public.keyless VALUES (1, 'x'), (1, 'x'), (1, 'x'), (2, NULL), (NULL, NULL)",
    ):
        told = found(pair, "public", "keyless", show_values=True)
    assert told.identified_by == ()
    assert (told.added, told.removed, told.changed) == (1, 2, 0)
    assert {(row.change, row.copies, str(row.key_values)) for row in told.rows} == {
        ("removed", 2, "{'a': '1', 'b': 'x'}"),
        ("added", 1, "{'a': None, 'b': None}"),
    }


def test_a_unique_index_serves_where_it_covers_every_row(pair: tuple[Dsn, Dsn]) -> None:
    """Not one over a column that may be NULL, nor one over some rows."""
    change = "UPDATE public.nullable SET c = '{}' WHERE b = 2"
    with changed(pair[1], change.format("r"), change.format("q")):
        told = found(pair, "public", "nullable", show_values=True)
    assert told.identified_by == ("b",)
    assert told.rows[0].values == (Value("c", "q", "r"),)


def test_values_that_equal_each_other_and_are_not_the_same(pair: tuple[Dsn, Dsn]) -> None:
    """1.0 and 1.00, NULL and a row of NULLs, bounds of arrays, NULL and nothing: each is a difference of its column."""
    with changed(
        pair[1],
        "UPDATE public.nulls SET t = CASE id WHEN 1 THEN NULL ELSE '' END,"
        " p = CASE id WHEN 1 THEN ROW(NULL, NULL)::public.pair END, n = CASE id WHEN 1 THEN 1.00 ELSE 1.0 END,"
        " x = CASE id WHEN 1 THEN '[0:1]={1,2}' ELSE '{1,2}'::int[] END",
        "UPDATE public.nulls SET t = CASE id WHEN 1 THEN '' END,"
        " p = CASE id WHEN 2 THEN ROW(NULL, NULL)::public.pair END,"
        " n = CASE id WHEN 1 THEN 1.0 ELSE 1.00 END, x = CASE id WHEN 1 THEN '{1,2}' ELSE '[0:1]={1,2}'::int[] END",
    ):
        told = found(pair, "public", "nulls", show_values=True)
    assert [row.columns for row in told.rows] == [("n", "p", "t", "x")] * 2
    first = next(row for row in told.rows if row.key_values == {"id": "1"})
    assert first.values == (
        Value("n", "1.0", "1.00"), Value("p", None, "(,)"), Value("t", "", None), Value("x", "{1,2}", "[0:1]={1,2}"),
    )  # fmt: skip
    assert found(pair, "public", "nulls").total == 0


def test_a_leaf_of_a_partitioned_table_and_a_materialised_view(pair: tuple[Dsn, Dsn]) -> None:
    """A leaf has its own rows and its own index; a view has none, so its rows are a multiset."""
    with changed(
        pair[1],
        "UPDATE public.parts SET v = 'w' WHERE id = 150; REFRESH MATERIALIZED VIEW public.seen",
        "UPDATE public.parts SET v = 'v' WHERE id = 150; REFRESH MATERIALIZED VIEW public.seen",
    ):
        assert found(pair, "public", "low").total == 0
        leaf, view = found(pair, "public", "high", show_values=True), found(pair, "public", "seen")
    assert leaf.rows[0].key_values == {"id": "150"}
    assert (view.added, view.removed, view.identified_by) == (1, 1, ())


def test_tables_of_other_columns_are_compared_on_those_that_both_have(pair: tuple[Dsn, Dsn]) -> None:
    """And it is said; a column's own difference is the catalog's to tell."""
    with changed(pair[1], "ALTER TABLE public.nullable ADD d int DEFAULT 4", "ALTER TABLE public.nullable DROP d"):
        told = found(pair, "public", "nullable")
    assert (told.total, told.compared) == (0, ("a", "b", "c"))


def test_row_security_raises_and_hides_nothing(pair: tuple[Dsn, Dsn]) -> None:
    """A reader whose rows would be filtered gets an error, never a difference of what it happens to see."""
    one, other = (dsn.with_parameters(user="rows_login") for dsn in pair)
    with pytest.raises(errors.PrivilegeMissing, match="row-level security"):
        found((one, other), "public", "secret")


def test_a_long_value_is_cut_and_still_found(pair: tuple[Dsn, Dsn]) -> None:
    """What differs behind the part that is shown is a difference all the same."""
    change, back = "UPDATE public.big SET note = {} WHERE id = 1", "UPDATE public.big SET note = 'note 1' WHERE id = 1"
    with (
        changed(pair[0], change.format("repeat('x', 5000) || 'a'"), back),
        changed(pair[1], change.format("repeat('x', 5000) || 'b'"), back),
    ):
        told = found(pair, "public", "big", show_values=True)
    assert told.rows[0].values == (Value("note", "x" * rows.LONGEST_VALUE + "…", "x" * rows.LONGEST_VALUE + "…"),)


def test_between_versions_and_encodings(servers: Callable[[str], Server], pair: tuple[Dsn, Dsn]) -> None:
    """Digests of UTF-8 texts: equal rows are equal, one changed byte is found, an umlaut is itself in both."""
    script = """
        CREATE TABLE public.t (id int PRIMARY KEY, v text);
        INSERT INTO public.t SELECT i, 'Grüße ' || i FROM generate_series(1, 300) AS i;
    """
    first = pair[0]
    run(first, script)
    server = servers("default")
    run(server.dsn, "CREATE DATABASE rows_latin1 TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    other = server.dsn.with_database("rows_latin1")
    try:
        run(other, script)
        assert found((first, other), "public", "t").total == 0
        run(other, "UPDATE public.t SET v = 'Grüsse 9' WHERE id = 9")
        told = found((first, other), "public", "t", show_values=True)
        assert told.rows[0].values == (Value("v", "Grüße 9", "Grüsse 9"),)
    finally:
        run(first, "DROP TABLE public.t")
        run(server.dsn, "DROP DATABASE rows_latin1 WITH (FORCE)")


@pytest.mark.parametrize("salt", ["", "pepper"])
def test_columns_of_other_types_are_compared_as_text(pair: tuple[Dsn, Dsn], salt: str) -> None:
    """An int that became a bigint, or a text a varchar, holds the same values: rows differ where texts do.

    A name may hold a percent.
    """
    add = 'ALTER TABLE public.nullable ADD "100 %%s %(d)s" int DEFAULT 1'
    for dsn in pair:
        run(dsn, add)
    try:
        run(pair[1], "ALTER TABLE public.nullable ALTER b TYPE bigint, ALTER c TYPE varchar")
        run(pair[1], "UPDATE public.nullable SET c = 'r' WHERE b = 1")
        told = found(pair, "public", "nullable", show_values=True, salt=salt)
        assert [(row.key_values, row.values) for row in told.rows] == [({"b": "1"}, (Value("c", "p", "r"),))]
    finally:
        for dsn in pair:
            run(dsn, 'ALTER TABLE public.nullable DROP "100 %%s %(d)s"')
        run(pair[1], "ALTER TABLE public.nullable ALTER b TYPE int, ALTER c TYPE text")
        run(pair[1], "UPDATE public.nullable SET c = 'p' WHERE b = 1")
