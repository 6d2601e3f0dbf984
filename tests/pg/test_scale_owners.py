"""Leaves resolved by one join are what the whole reckoning says, and the work grows with the objects, no faster."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest

from oneroof.coverage.catalog import KINDS as KNOWN_KINDS
from oneroof.coverage.catalog import SOURCE_KINDS
from oneroof.coverage.read import compare_views, read_coverage
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier, Literal
from oneroof.pg.queries import load
from oneroof.pg.session import Reader, Session
from tests.matrix import sampled
from tests.pg.schema_support import ask, governed_once, undone, value

#: The view that reads the whole tree, every object in its arrays, is the measure.
SAME = """
    WITH quick AS (SELECT * FROM v_object_owner_resolution),
         whole AS (SELECT object_ref, kind, parent_ref, requires_owner, source_object_ref, distance, stated_owners,
                          owner_ref, outcome, source_object_refs
                     FROM v_object_owner_resolution_by_type WHERE ownership_type = 'accountable')
    SELECT (SELECT count(*) FROM whole) AS objects,
           (SELECT array_agg(x.object_ref) FROM (SELECT * FROM quick EXCEPT ALL SELECT * FROM whole) AS x) AS invented,
           (SELECT array_agg(x.object_ref) FROM (SELECT * FROM whole EXCEPT ALL SELECT * FROM quick) AS x) AS lost
"""
RULES = """
    INSERT INTO governance_ruleset (ruleset_version, active, kinds, required_kinds)
    VALUES ('forest', true, ARRAY['schema', 'table', 'column'], ARRAY['leaf', 'table', 'twig', 'twig:odd', 'database']);
    INSERT INTO governance_principal (principal_ref, kind, display_name, active)
    VALUES ('team:a', 'team', 'A', true), ('team:b', 'team', 'B', true), ('team:gone', 'team', 'Gone', false);
    CREATE SCHEMA "Of, {quotes}"; CREATE TABLE "Of, {quotes}"."A ""b"".c" (id int); CREATE TABLE public.plain (id int);
    ALTER TABLE governance_object DISABLE TRIGGER USER; ALTER TABLE governance_object_link DISABLE TRIGGER USER;
"""
KINDS = ("box", "twig", "leaf", "twig:odd", "Not, {plain}", "table", "database")
LIVE = (
    "database:this",
    "schema:public",
    'schema:"Of, {quotes}"',
    "table:public.plain",
    'table:"Of, {quotes}"."A ""b"".c"',
)
OWNERS = ("team:a", "team:a", "team:b", "team:gone", "team:{no}body", None)


LEAVES = """
    SELECT count(*) FROM v_governance_object_tree AS t
     WHERE NOT EXISTS (SELECT FROM v_object_owner_core AS c WHERE c.object_ref = t.object_ref)
"""


@pytest.fixture
def session(server: embedded.Server) -> Iterator[Session]:
    """On a database with the governance part in public, with rules and a few tables; undone afterwards."""
    with undone(governed_once(server.dsn)) as opened:
        ask(opened, RULES)
        yield opened


def plant(session: Session, seed: int, size: int = 150) -> None:
    """A random forest with every odd thing in it: circles, unknown parents, links, shadows of tables, what is gone."""
    draw = random.Random(seed)
    refs = [f"{draw.choice(KINDS)}:{n}" for n in range(size)]
    holding = draw.sample([kind for kind in KINDS if kind != "leaf"], draw.choice((1, 2, 4)))
    containers = [ref for ref in refs if ref.rsplit(":", 1)[0] in holding and draw.random() < 0.5]
    places = [*containers, *LIVE, "box:nowhere", "no colon", ""]
    layered = seed % 2 == 1  # a kind holds those after it alone, so that some hold nothing but leaves

    def place(ref: str) -> str | None:
        kinds = KINDS[: KINDS.index(ref.rsplit(":", 1)[0])]
        fit = [p for p in places if p.rsplit(":", 1)[0] in kinds] if layered else places
        parent = draw.choice([*fit, *LIVE[1:2], None])
        return None if parent == ref else parent

    objects = [
        (ref, ref.rsplit(":", 1)[0], place(ref), status)
        for ref in refs
        for status in [draw.choice(("active", "active", "active", "gone", "retired", "member"))]
    ]
    objects += [("table:public.plain", "table", draw.choice(("box:nowhere", "schema:public", None)), "active")]
    anything = [*refs, *LIVE, "column:public.plain.id", "leaf:unknown"]
    rows = {(draw.choice(anything), draw.choice(OWNERS), draw.choice(("accountable", "accountable", "steward")))
            for _ in range(draw.choice((5, 60)))}  # fmt: skip
    links = {(draw.choice(anything), draw.choice(anything)) for _ in range(draw.choice((0, 3, 25)))}
    with session.connection.cursor() as cursor:
        cursor.executemany(
            b"INSERT INTO governance_object (object_ref, kind, parent_ref, status, source) "
            b"VALUES (%s, %s, %s, %s, 'test')",
            objects,
        )
        cursor.executemany(
            b"INSERT INTO governance_object_ownership (object_ref, owner_ref, ownership_type) VALUES (%s, %s, %s)",
            sorted(rows, key=str),
        )
        cursor.executemany(
            b"INSERT INTO governance_object_link (object_ref, also_in_ref, source) VALUES (%s, %s, 'test')",
            [link for link in sorted(links) if link[0] != link[1]],
        )


@pytest.mark.every_version
@pytest.mark.parametrize("seed", sampled(range(40), [7, 10, 17, 35]))
def test_random_forests_resolve_as_the_whole_reckoning_says(session: Session, seed: int) -> None:
    """Row by row, every column; and some object is of the core, some is a leaf, some leaf inherits."""
    plant(session, seed)
    (found,) = ask(session, SAME)
    assert found == {"objects": found["objects"], "invented": None, "lost": None}
    assert value(session, LEAVES) > 0 < value(session, "SELECT count(*) FROM v_object_owner_core")


@pytest.mark.parametrize("kind", [*KNOWN_KINDS, *(kind for kind in SOURCE_KINDS if kind.startswith("directus_"))])
def test_what_the_catalog_may_have_too_is_looked_up_there(session: Session, kind: str) -> None:
    """Where something is registered under one of its kinds; a kind that only sources know costs no look."""
    shadowed = "SELECT array_agg(object_ref) FROM v_governance_object_apart WHERE object_ref = 'table:public.plain'"
    ask(session, "INSERT INTO governance_object (object_ref, kind, source) VALUES ('leaf:1', 'leaf', 'test')")
    assert value(session, shadowed) is None
    ask(
        session,
        f"INSERT INTO governance_object (object_ref, kind, source) VALUES ('{kind}:probe', '{kind}', 'test')",
    )
    assert value(session, shadowed) == ["table:public.plain"]


@pytest.mark.every_version
@pytest.mark.parametrize("chosen", [None, "1MB", "128MB"])
def test_a_reader_has_memory_for_it_unless_somebody_chose(server: embedded.Server, chosen: str | None) -> None:
    """For the database or the login; a plain session has what the server gives."""
    dsn = governed_once(server.dsn)
    database = Identifier(str(dsn.parameters["dbname"]))
    with Session.open(dsn) as plain:
        given = value(plain, "SHOW work_mem")
        if chosen is not None:
            plain.execute(SQL("ALTER DATABASE {} SET work_mem = {}").format(database, Literal(chosen)))
    try:
        with Reader.open(dsn) as reader:
            assert given == "4MB"
            assert value(reader, "SHOW work_mem") == (chosen or "64MB")
    finally:
        with Session.open(dsn) as plain:
            plain.execute(SQL("ALTER DATABASE {} RESET work_mem").format(database))


@pytest.mark.every_version
def test_containers_of_leaves_alone_resolve_by_one_join(session: Session) -> None:
    """But for those that a link or a second row sets apart: a layer of folders, and a layer that folders stand in."""
    grow(session, 2_000)
    ask(session, "INSERT INTO governance_object_ownership (object_ref, owner_ref)"
                 "VALUES ('folder:3', 'team:b'), ('folder:4', NULL), ('folder:5', 'team:gone'), ('project:2', NULL);"
                 "INSERT INTO governance_object_link (object_ref, also_in_ref, source)"
                 "VALUES ('folder:7', 'project:1', 'test'), ('leaf:11', 'project:1', 'test');"
                 "INSERT INTO governance_object_ownership (object_ref, ownership_type, owner_ref)"
                 "VALUES ('leaf:14', 'steward', 'team:a'), ('leaf:14', 'steward', 'team:b');"
                 "UPDATE governance_object SET status = 'retired' WHERE object_ref = 'folder:9'")  # fmt: skip
    shallow = "SELECT count(*) FROM v_governance_object_shallow WHERE kind = '{}'"
    assert value(session, shallow.format("folder")) == 100 - len({"folder:3", "folder:7", "folder:12", "folder:15"})
    assert value(session, shallow.format("project")) == 0
    assert value(session, "SELECT source_object_ref FROM v_object_owner WHERE object_ref = 'leaf:14'") == "folder:15"
    (found,) = ask(session, SAME)
    assert found == {"objects": found["objects"], "invented": None, "lost": None}


def test_parents_without_a_colon_are_no_kinds(session: Session) -> None:
    """However many of them are written, each is as good as none; a kind without a name is one like any other."""
    ask(
        session,
        """
        INSERT INTO governance_object (object_ref, kind, parent_ref, source)
        SELECT 'leaf:' || n, 'leaf', CASE WHEN n % 50 = 0 THEN 'box:1' ELSE 'somewhere ' || n END, 'test'
          FROM generate_series(1, 500) AS n;
        INSERT INTO governance_object (object_ref, kind, parent_ref, source)
        VALUES ('box:1', 'box', '', 'test'), (':1', '', NULL, 'test'), ('leaf:0', 'leaf', ':1', 'test');
        INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES (':1', 'team:a');
        """,
    )
    pairs = "SELECT kind, parent_kind FROM v_governance_kind_within ORDER BY kind, parent_kind"
    assert [tuple(row.values()) for row in ask(session, pairs)] == [
        *(("", ":"), ("box", ":"), ("leaf", ""), ("leaf", ":"), ("leaf", "box"))
    ]
    assert value(session, "SELECT owner_ref FROM v_object_owner WHERE object_ref = 'leaf:0'") == "team:a"
    (found,) = ask(session, SAME)
    assert found == {"objects": found["objects"], "invented": None, "lost": None}


#: Leaves on one shelf in one box, the shelf of a kind that holds no containers; the shelf bears a row, the box another.
SHELVED = """
    UPDATE governance_ruleset SET required_kinds = ARRAY['leaf'] WHERE active;
    INSERT INTO governance_object (object_ref, kind, parent_ref, source)
    VALUES ('box:1', 'box', 'schema:public', 'test'), ('shelf:1', 'shelf', 'box:1', 'test'),
           ('shelf:2', 'shelf', 'box:1', 'test'), ('note:1', 'note', 'shelf:2', 'test');
    INSERT INTO governance_object (object_ref, kind, parent_ref, source)
    SELECT 'leaf:' || n, 'leaf', 'shelf:1', 'test' FROM generate_series(1, 9) AS n;
    INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES ('shelf:1', 'team:a'), ('leaf:3', 'team:b');
"""


@pytest.mark.every_version
def test_a_shallow_container_may_hold_everything(session: Session) -> None:
    """The first link of the chain is not reckoned whole; it gives, or what is above it does; or it holds not all."""
    ask(session, SHELVED)
    above = ["box:1", "database:this", "schema:public"]
    assert value(session, HELD) == _held(session) == [*above, "shelf:1"]
    assert ask(session, COUNTED) == ask(session, ONE_BY_ONE)
    only = "SELECT sum(objects)::int FROM v_object_owner_count WHERE by_catch_all AND kind = 'leaf'"
    assert value(session, only) == 8
    ask(session, "UPDATE governance_object_ownership SET object_ref = 'box:1' WHERE object_ref = 'shelf:1'")
    assert ask(session, COUNTED) == ask(session, ONE_BY_ONE)
    assert value(session, only) == 8
    ask(session, "UPDATE governance_object SET parent_ref = 'shelf:2' WHERE object_ref = 'leaf:1'")
    assert value(session, HELD) == _held(session) == above
    ask(session, "UPDATE governance_object SET parent_ref = NULL WHERE object_ref = 'shelf:1'")
    assert value(session, HELD) == _held(session) == ["database:this"]
    assert ask(session, COUNTED) == ask(session, ONE_BY_ONE)


@pytest.mark.every_version
def test_a_fifth_kind_of_shallow_containers_is_reckoned_whole(session: Session) -> None:
    """Four have a place in the quick way; what more there is comes out the same."""
    for kind in ("bag", "bin", "box", "case", "crate", "tray"):
        ask(
            session,
            f"""
            INSERT INTO governance_object (object_ref, kind, parent_ref, source)
            VALUES ('{kind}:1', '{kind}', 'schema:public', 'test'), ('{kind}:2', '{kind}', NULL, 'test'),
                   ('leaf:{kind}1', 'leaf', '{kind}:1', 'test'), ('leaf:{kind}2', 'leaf', '{kind}:2', 'test');
            INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES ('{kind}:2', 'team:b');
            """,
        )
    ask(session, "INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES ('schema:public', 'team:a')")
    kinds = "SELECT array_agg(DISTINCT kind ORDER BY kind) FROM {}"
    assert value(session, kinds.format("v_governance_object_shallow")) == ["bag", "bin", "box", "case"]
    assert {"crate", "tray"} < set(value(session, kinds.format("v_governance_object_deep")))
    (found,) = ask(session, SAME)
    assert found == {"objects": found["objects"], "invented": None, "lost": None}
    assert ask(session, COUNTED) == ask(session, ONE_BY_ONE)


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("seed", sampled(range(10), [0]))
def test_catch_alls_are_what_every_required_object_stands_below(session: Session, seed: int) -> None:
    """Against walking up from each; with one root above all of them, and without."""
    plant(session, seed, size=40)
    ask(session, "DELETE FROM governance_object WHERE parent_ref IN ('no colon', '')")
    assert value(session, HELD) == _held(session)
    ask(session, "UPDATE governance_ruleset SET required_kinds = ARRAY['leaf'] WHERE active;"
                 "UPDATE governance_object SET parent_ref = 'box:below' WHERE kind = 'leaf';"
                 "INSERT INTO governance_object (object_ref, kind, parent_ref, source) VALUES "
                 "('box:top', 'box', 'schema:public', 'test'), ('box:below', 'box', 'box:top', 'test'),"
                 "('leaf:late', 'leaf', 'box:top', 'test')")  # fmt: skip
    assert value(session, HELD) == _held(session) == ["box:top", "database:this", "schema:public"]
    ask(session, "UPDATE governance_object SET parent_ref = 'box:below' WHERE object_ref = 'leaf:late'")
    assert value(session, HELD) == _held(session) == ["box:below", "box:top", "database:this", "schema:public"]
    ask(session, "UPDATE governance_object SET parent_ref = NULL WHERE object_ref = 'leaf:late'")
    assert value(session, HELD) == _held(session) == ["database:this"]


@pytest.mark.every_version(thorough=True)
def test_each_of_a_circle_holds_what_stands_in_it(session: Session) -> None:
    """Whichever of them is met first: folders in each other, a table in each; and what only hangs below stays below."""
    ask(session, CIRCLE)
    assert value(session, HELD) == _held(session) == ["database:this", "directus_folder:a", "directus_folder:b"]
    assert ask(session, COUNTED) == ask(session, ONE_BY_ONE)
    assert value(session, "SELECT coverage_pct_excluding_catch_all FROM v_governance_coverage") == "0.00"
    ask(session, "UPDATE directus_collections SET \"group\" = 'below' WHERE collection IN ('t', 'u')")
    assert value(session, HELD) == _held(session)
    assert "directus_folder:below" in value(session, HELD)


#: Two tables that must have an owner, each in a folder of its own, the folders in each other; one owner for all;
#: what has a longer name is out of it.
CIRCLE = """
    CREATE TABLE directus_collections (collection varchar(64) PRIMARY KEY, "group" varchar(64));
    CREATE TABLE t (id int); CREATE TABLE u (id int);
    INSERT INTO directus_collections VALUES ('a', 'b'), ('b', 'a'), ('t', 'a'), ('u', 'b'), ('below', 'a');
    UPDATE governance_ruleset SET required_kinds = ARRAY['table'], excluded_names = ARRAY['__%'] WHERE active;
    INSERT INTO governance_object_ownership (object_ref, owner_ref)
    VALUES ('directus_folder:a', 'team:a'), ('directus_folder:b', 'team:a');
"""


HELD = 'SELECT array_agg(object_ref ORDER BY object_ref COLLATE "C") FROM v_object_catch_all'


def _held(session: Session) -> list[str]:
    tree = {row["object_ref"]: row for row in ask(session, "SELECT * FROM v_governance_object_tree")}
    required = {ref for ref, row in tree.items() if row["under_roof"] and row["requires_owner"]}
    above = []
    for ref in required:
        seen: set[str] = set()
        here = tree[ref]["parent_ref"]
        while here in tree and here not in seen:
            seen.add(here)
            here = tree[here]["parent_ref"]
        above.append(seen)
    return sorted(((set.intersection(*above) if above else set()) - required) | {"database:this"})


def _rows_touched(plan: dict[str, Any]) -> float:
    own = plan["Actual Rows"] * plan["Actual Loops"] + plan.get("Rows Removed by Join Filter", 0) * plan["Actual Loops"]
    return float(own) + sum(_rows_touched(child) for child in plan.get("Plans", ()))


def _work(session: Session, statement: str) -> float:
    """Rows that pass through all nodes of the plan: what no load of the machine changes."""
    (row,) = ask(session, f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}")
    (plan,) = row["QUERY PLAN"] if not isinstance(row["QUERY PLAN"], str) else json.loads(row["QUERY PLAN"])
    return _rows_touched(plan["Plan"])


def grow(session: Session, leaves: int) -> None:
    """Twenty leaves a folder, twenty folders a project; every third folder has an owner."""
    ask(
        session,
        f"""
        DELETE FROM governance_object; DELETE FROM governance_object_ownership;
        INSERT INTO governance_object (object_ref, kind, parent_ref, source)
        SELECT 'project:' || n, 'project', NULL, 'test' FROM generate_series(1, {leaves // 400}) AS n
        UNION ALL
        SELECT 'folder:' || n, 'folder', 'project:' || 1 + n % {leaves // 400}, 'test'
          FROM generate_series(1, {leaves // 20}) AS n
        UNION ALL
        SELECT 'leaf:' || n, 'leaf', 'folder:' || 1 + n % {leaves // 20}, 'test' FROM generate_series(1, {leaves}) AS n;
        INSERT INTO governance_object_ownership (object_ref, owner_ref)
        SELECT 'folder:' || 3 * n, 'team:a' FROM generate_series(1, {leaves // 60}) AS n;
        """,
    )


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM v_governance_coverage",
        "SELECT count(*) FROM v_object_owner_gap",
        load("coverage/compare_views").text.replace("{governance}", "public"),
    ],
    ids=["coverage", "gap", "views held to each other"],
)
def test_the_work_grows_with_the_objects_and_no_faster(session: Session, statement: str) -> None:
    """Rows through the plan at eight times the objects, without statistics, as after an import."""
    grow(session, 2_000)
    small = _work(session, statement)
    grow(session, 16_000)
    assert small < _work(session, statement) < 9 * small


#: Each leaf is in a second folder, too; so little memory, and so many names by statistics, that no hash of them fits.
LINKED = """
    INSERT INTO governance_object_link (object_ref, also_in_ref, source)
    SELECT o.object_ref, 'folder:1', 'test' FROM governance_object AS o WHERE o.kind = 'leaf';
    ANALYZE governance_object, governance_object_link, governance_object_ownership;
    SET LOCAL work_mem = '64kB';
"""


@pytest.mark.every_version(thorough=True)
def test_many_links_in_little_memory_are_no_square(session: Session) -> None:
    """What is apart is told by a join, never by a look through all names for each."""
    grow(session, 1_000)
    ask(session, LINKED)
    small = _work(session, "SELECT * FROM v_governance_coverage")
    grow(session, 4_000)
    ask(session, "DELETE FROM governance_object_link;" + LINKED)
    assert small < _work(session, "SELECT * FROM v_governance_coverage") < 5 * small


@pytest.mark.parametrize("seed", sampled(range(20), [2, 7]))
def test_counts_are_the_objects_counted(session: Session, seed: int) -> None:
    """Kind, schema, owner, outcome and what only catch-alls own: counted in the workers, or one by one."""
    plant(session, seed)
    ask(session, "UPDATE governance_object SET parent_ref = 'schema:public' WHERE parent_ref IS NULL")
    ask(session, "INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES ('database:this', 'team:a')"
                 "ON CONFLICT DO NOTHING")  # fmt: skip
    assert ask(session, COUNTED) == ask(session, ONE_BY_ONE)
    ask(session, UNDER_ONE_ROOF)
    counted = ask(session, COUNTED)
    assert counted == ask(session, ONE_BY_ONE)
    assert {row["by_catch_all"] for row in counted if row["outcome"] == "owned" and not row["direct"]} == {False, True}


@pytest.mark.every_version
@pytest.mark.parametrize("seed", sampled(range(20), [3, 11]))
def test_sound_views_are_never_apart(session: Session, seed: int) -> None:
    """What stage 05 holds to each other is equal in every odd forest, and tells one owner in another's place."""
    plant(session, seed)
    ask(session, "INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES ('schema:public', 'team:a'),"
                 " ('table:public.plain', 'team:a') ON CONFLICT DO NOTHING")  # fmt: skip
    sound = compare_views(session, "public")
    whole = asdict(read_coverage(session, "public"))
    assert sound.owners_apart == 0
    assert {name: whole[name] for name in sound.counted if name in whole} == {
        name: number for name, number in sound.counted.items() if name != "by_catch_all"
    }
    assert sound.each == {name: whole[name] for name in ("direct", "inherited")}
    assert sum(sound.each.values()) > 0
    ask(
        session,
        """CREATE OR REPLACE VIEW v_object_owner AS
           SELECT object_ref, CASE WHEN object_ref = (SELECT min(object_ref) FROM v_object_owner_resolution
                                                       WHERE owner_ref IS NOT NULL)
                                   THEN owner_ref || 'x' ELSE owner_ref END AS owner_ref,
                  CASE WHEN distance = 0 THEN 'direct' ELSE 'inherited' END AS resolution, source_object_ref, distance
             FROM v_object_owner_resolution WHERE owner_ref IS NOT NULL""",
    )
    swapped = compare_views(session, "public")
    assert (swapped.each, swapped.counted, swapped.owners_apart) == (sound.each, sound.counted, 2)


#: All leaves stand in one box but for one, which is in the box above; one is linked to that, too. Both boxes bear rows.
UNDER_ONE_ROOF = """
    UPDATE governance_ruleset SET required_kinds = ARRAY['leaf'] WHERE active;
    UPDATE governance_object SET parent_ref = 'box:below' WHERE kind = 'leaf';
    INSERT INTO governance_object (object_ref, kind, parent_ref, source)
    VALUES ('box:top', 'box', 'schema:public', 'test'), ('box:below', 'box', 'box:top', 'test'),
           ('leaf:late', 'leaf', 'box:top', 'test'), ('leaf:twice', 'leaf', 'box:below', 'test');
    INSERT INTO governance_object_link (object_ref, also_in_ref, source)
    VALUES ('leaf:twice', 'box:top', 'test');
    DELETE FROM governance_object_ownership WHERE object_ref = 'schema:public';
    INSERT INTO governance_object_ownership (object_ref, owner_ref)
    VALUES ('schema:public', 'team:a'), ('box:top', 'team:a'), ('box:below', 'team:a')
"""


COUNTED = """
    SELECT kind, schema_name, owner_ref, outcome, requires_owner, direct, by_catch_all, sum(objects)::bigint AS objects
      FROM v_object_owner_count GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
"""
ONE_BY_ONE = """
    SELECT r.kind, t.schema_name, r.owner_ref, r.outcome, r.requires_owner, coalesce(r.distance = 0, false) AS direct,
           coalesce(r.distance > 0 AND r.source_object_refs <@ held.refs, false) AS by_catch_all, count(*) AS objects
      FROM v_object_owner_resolution AS r JOIN v_governance_object_tree AS t ON t.object_ref = r.object_ref
     CROSS JOIN (SELECT array_agg(object_ref) AS refs FROM v_object_catch_all) AS held
     GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
"""
