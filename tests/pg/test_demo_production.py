"""The demo production: its figures are what the database says of it, and each follows from what was built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from oneroof.coverage.read import read_coverage
from oneroof.demo.catalogue import RULES, Shape
from oneroof.demo.production import DemoProduction, build
from oneroof.errors import SqlFailed, UsageError
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Row, Session
from oneroof.pg.tools import bindir_for, run_tool
from oneroof.scanner.rules import read_ruleset
from oneroof.scanner.write import evaluate
from tests.pg.demo_support import SCHEMA, SMALL, ask, demo

every_version = pytest.mark.every_version(thorough=True)


def coverage(production: DemoProduction) -> tuple[int, int, int]:
    """Objects, how many must have an owner, how many have none."""
    with Session.open(production.dsn) as session:
        found = read_coverage(session, SCHEMA)
    return found.total, found.required, found.gap


def counted(changes: list[Row]) -> Counter[str]:
    """Candidates by state."""
    return Counter(row["state_code"] for row in changes if row["relation"] == "object")


def candidates(dsn: Dsn) -> Counter[str]:
    """Candidates by state, evaluated."""
    with Session.open(dsn) as session:
        return counted(evaluate(session, SCHEMA, read_ruleset(session, SCHEMA)))


def literal(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"


@every_version
def test_the_figures_of_the_whole_demo(server: embedded.Server) -> None:
    """240 objects, 210 of them without the owner that they must have; 35 candidates in five states below their cap."""
    production = demo(server.dsn)
    assert coverage(production) == (240, 210, 210)
    found = candidates(production.dsn)
    assert (len(found), found.total()) == (5, 35)
    (ruleset,) = ask(production.dsn, "SELECT cap_per_state FROM governance_ruleset WHERE active")
    assert max(found.values()) < ruleset["cap_per_state"]


def test_a_folder_a_collection_and_a_bad_object_more_are_seen(server: embedded.Server, tmp_path: Path) -> None:
    """Every figure follows from the fixture."""
    usual = demo(server.dsn, SMALL)
    total, required, gap = coverage(usual)
    shape = replace(SMALL, folders=4, collections=22, bad={**(SMALL.bad or {}), "table_without_comment": 2})
    name = f"more_{uuid4().hex[:8]}"
    more = build(server.dsn, folder=tmp_path, shape=shape, database=name)
    try:
        assert coverage(more) == (total + 2, required + 1, gap + 1)
        assert candidates(more.dsn).total() == candidates(usual.dsn).total() + 1
        assert more.owners_file.read_text().count("[[owner]]") == 4
    finally:
        with Session.open(server.dsn) as session:
            session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


MENDED = {
    "NO_PRIMARY_KEY": "ALTER TABLE {} ADD PRIMARY KEY ({key})",
    "NO_COMMENT": "COMMENT ON TABLE {} IS 'now described'",
    "UNINDEXED_KEY": "CREATE INDEX ON {} (reviewed_by)",
    "QUOTED_NAME": "ALTER TABLE {} RENAME TO mended; "
    "UPDATE directus_collections SET collection = 'mended' WHERE collection = {literal}",
    "OPEN_TO_PUBLIC": "REVOKE ALL ON {} FROM PUBLIC",
}


@pytest.mark.thorough
@every_version
def test_a_mended_object_is_one_candidate_fewer(server: embedded.Server) -> None:
    """For each rule: its object, put right, is no candidate any more, and nothing else changes."""
    with Session.open(demo(server.dsn).dsn, settings={"search_path": "public"}) as session:
        ruleset = read_ruleset(session, SCHEMA)
        before = evaluate(session, SCHEMA, ruleset)
        for state, remedy in MENDED.items():
            ref = next(row["object_ref"] for row in before if row["state_code"] == state and row["object_ref"])
            table = ref.removeprefix("table:")
            with session.connection.transaction(force_rollback=True):
                facts = session.connection.execute(
                    f"SELECT attname AS key, quote_literal(relname) AS literal FROM pg_attribute, pg_class AS c"
                    f" WHERE attrelid = c.oid AND c.oid = {literal(table)}::regclass AND attnum = 1".encode()
                ).fetchone()
                session.connection.execute(remedy.format(table, **(facts or {})).encode())
                after = evaluate(session, SCHEMA, ruleset)
            assert counted(before) - counted(after) == Counter({state: 1})
            assert counted(after) - counted(before) == Counter()


def test_it_holds_what_a_real_database_holds(server: embedded.Server) -> None:
    """Kinds of relations and objects, rows, grants, comments, settings."""
    dsn = demo(server.dsn).dsn
    kinds = ask(
        dsn, "SELECT relkind, count(*) AS n FROM pg_class WHERE relnamespace = 'public'::regnamespace GROUP BY 1"
    )
    assert {row["relkind"] for row in kinds} >= {"r", "p", "v", "m", "S", "i", "I"}
    (counted,) = ask(
        dsn,
        "SELECT (SELECT count(*) FROM pg_constraint WHERE contype = 'f') AS keys,"
        " (SELECT count(*) FROM pg_type WHERE typtype = 'e' AND typnamespace = 'public'::regnamespace) AS enums,"
        " (SELECT count(*) FROM pg_proc WHERE proname = 'order_total') AS functions,"
        " (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'system_issues'::regclass AND NOT tgisinternal) AS triggers,"
        " (SELECT count(*) FROM system_issues) AS issues,"
        " (SELECT count(*) FROM event_type_registry WHERE active) AS active,"
        " (SELECT count(*) FROM governance_principal) AS teams",
    )
    assert counted["keys"] > 150
    assert (counted["enums"], counted["functions"], counted["triggers"], counted["active"]) == (5, 1, 9, 0)
    assert min(counted["issues"], counted["teams"]) > 0
    (path,) = ask(
        dsn,
        "SELECT setconfig FROM pg_db_role_setting AS s, pg_database AS d WHERE d.oid = s.setdatabase"
        " AND d.datname = current_database()",
    )
    assert "search_path=public, oneroof" in path["setconfig"]


def tables(dsn: Dsn) -> dict[str, tuple[int, str]]:
    """Rows and a digest of them, by table; oneroof's own are left out."""
    (composed,) = ask(
        dsn,
        "SELECT string_agg(format('SELECT %L AS name, count(*) AS n, md5(string_agg(t::text, ''|'' ORDER BY t::text))"
        " AS digest FROM ONLY %s AS t', relname, oid::regclass), ' UNION ALL ') AS query FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND relname NOT IN (SELECT object_name FROM oneroof.schema_object)",
    )
    return {row["name"]: (row["n"], row["digest"]) for row in ask(dsn, composed["query"])}


def test_every_table_has_rows(server: embedded.Server) -> None:
    """Real rows: a few thousand over all, none without."""
    found = tables(demo(server.dsn).dsn)
    assert [name for name, (rows, _) in found.items() if rows == 0] == []
    assert 2000 < sum(rows for rows, _ in found.values()) < 10000


def test_two_builds_hold_the_same_rows(server: embedded.Server, tmp_path: Path) -> None:
    """Nothing is random: every collection and platform table has the same content."""
    name = f"again_{uuid4().hex[:8]}"
    again = build(server.dsn, folder=tmp_path, shape=SMALL, database=name)
    try:
        assert tables(again.dsn) == tables(demo(server.dsn, SMALL).dsn)
    finally:
        with Session.open(server.dsn) as session:
            session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@every_version
def test_dump_and_reload_rewrites_the_view_and_the_check(
    server: embedded.Server, make_database: Callable[..., Dsn], tmp_path: Path
) -> None:
    """The seeds' cosmetic difference is real here: the text changes, its meaning does not."""
    source, copy = demo(server.dsn, SMALL).dsn, make_database()
    with Session.open(source) as session:
        bindir = bindir_for(session.major, ["pg_dump", "pg_restore"])
    dumped = tmp_path / "dump"
    assert run_tool(bindir, ["pg_dump", "-Fc", "-f", str(dumped)], source, read_only=True).status == 0
    restored = run_tool(bindir, ["pg_restore", "-d", copy.database, str(dumped)], copy, read_only=False)
    assert (restored.status, restored.stderr) == (0, ())
    for text in (
        "SELECT pg_get_viewdef('public.open_quotes'::regclass) AS text",
        "SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname = 'quotes_status_check'",
    ):
        assert ask(source, text) != ask(copy, text)
    rows = "SELECT * FROM open_quotes ORDER BY id"
    assert ask(source, rows) == ask(copy, rows)


def test_it_grows(server: embedded.Server, tmp_path: Path) -> None:
    """Real rows are added until the database has the size asked for."""
    name = f"large_{uuid4().hex[:8]}"
    told: list[str] = []
    large = build(
        server.dsn,
        folder=tmp_path,
        shape=Shape(folders=5, collections=35, bad=dict.fromkeys(RULES, 1)),
        scale=0.03,
        database=name,
        progress=lambda what, _done, _total: told.append(what),
    )
    try:
        assert ask(large.dsn, "SELECT pg_database_size(current_database()) >= 30000000 AS grown")[0]["grown"] is True
        assert "add rows" in told
    finally:
        with Session.open(server.dsn) as session:
            session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def test_a_taken_name_and_a_wrong_scale_are_refused(server: embedded.Server, tmp_path: Path) -> None:
    """Nothing of what stands there is touched."""
    taken = demo(server.dsn, SMALL).dsn.database
    with pytest.raises(SqlFailed, match="already exists"):
        build(server.dsn, folder=tmp_path, shape=SMALL, database=taken)
    with pytest.raises(UsageError, match="-1"):
        build(server.dsn, folder=tmp_path, scale=-1, database="never")


def test_what_fails_half_way_leaves_no_database(server: embedded.Server, tmp_path: Path) -> None:
    """Here: a shape in which nothing can grow, found out when the tables stand."""
    name = f"half_{uuid4().hex[:8]}"
    with pytest.raises(UsageError, match="can grow"):
        build(server.dsn, folder=tmp_path, shape=Shape(folders=1, collections=3), scale=0.1, database=name)
    with Session.open(server.dsn) as session:
        found = session.connection.execute(
            "SELECT count(*) AS n FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
    assert found == {"n": 0}
    assert list(tmp_path.iterdir()) == []
