"""Effective owners: the nearest statement decides; gap, conflict, dangling rows and coverage follow from it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from oneroof.coverage.way import explain, place_of
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.session import Session
from tests.pg.schema_support import ask, governed_once, refusal, undone, value

pytestmark = pytest.mark.every_version(thorough=True)
SCHEMA = {"governance": Identifier("public")}

#: Registered objects alone, so that the catalog does not matter: a root, two branches, leaves that need an owner.
FOREST = """
    INSERT INTO governance_ruleset (ruleset_version, active, kinds, required_kinds)
    VALUES ('forest', true, '{}', ARRAY['leaf']);
    INSERT INTO governance_principal (principal_ref, kind, display_name, active)
    VALUES ('team:a', 'team', 'A', true), ('team:b', 'team', 'B', true), ('team:gone', 'team', 'Gone', false);
    INSERT INTO governance_object (object_ref, kind, parent_ref, source)
    VALUES ('box:root', 'box', NULL, 'test'), ('box:left', 'box', 'box:root', 'test'),
           ('box:right', 'box', 'box:root', 'test'), ('leaf:l1', 'leaf', 'box:left', 'test'),
           ('leaf:l2', 'leaf', 'box:left', 'test'), ('leaf:r1', 'leaf', 'box:right', 'test'),
           ('leaf:alone', 'leaf', 'box:nowhere', 'test');
"""


@pytest.fixture
def forest(server: embedded.Server) -> Iterator[Session]:
    """A session on a database with the governance part in public and the forest registered; undone afterwards."""
    with undone(governed_once(server.dsn)) as session:
        ask(session, FOREST)
        yield session


def own(session: Session, *rows: tuple[str, str | None]) -> None:
    """State owners; None is a tombstone."""
    for object_ref, owner_ref in rows:
        ask(
            session,
            "INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES (%(object)s, %(owner)s) "
            "RETURNING 1 AS x",
            object=object_ref,
            owner=owner_ref,
        )


def owners(session: Session) -> dict[str, tuple[str, str, str, int]]:
    """Effective owners."""
    rows = ask(session, "SELECT * FROM v_object_owner")
    return {
        row["object_ref"]: (row["owner_ref"], row["resolution"], row["source_object_ref"], row["distance"])
        for row in rows
    }


def gaps(session: Session) -> dict[str, str]:
    """Gaps with their reasons."""
    return {
        row["object_ref"]: row["reason"] for row in ask(session, "SELECT object_ref, reason FROM v_object_owner_gap")
    }


def coverage(session: Session) -> dict[str, Any]:
    """The coverage."""
    return session.row("coverage/read_coverage", SCHEMA)


def test_without_rows_every_leaf_is_a_gap(forest: Session) -> None:
    """Nothing is owned, nothing is in conflict, and the percentage is 0.00."""
    assert owners(forest) == {}
    assert set(gaps(forest).values()) == {"never owned"}
    assert coverage(forest) == {
        "total": 7, "required": 4, "direct": 0, "inherited": 0, "gap": 4, "conflict": 0,
        "coverage_pct": "0.00", "coverage_pct_excluding_catch_all": "0.00",
    }  # fmt: skip


def test_the_nearest_statement_decides(forest: Session) -> None:
    """An inner row overrides an outer one; the rest inherits, with its source and distance."""
    own(forest, ("box:root", "team:a"), ("box:left", "team:b"), ("leaf:l1", "team:a"))
    assert owners(forest) == {
        "box:root": ("team:a", "direct", "box:root", 0),
        "box:left": ("team:b", "direct", "box:left", 0),
        "box:right": ("team:a", "inherited", "box:root", 1),
        "leaf:l1": ("team:a", "direct", "leaf:l1", 0),
        "leaf:l2": ("team:b", "inherited", "box:left", 1),
        "leaf:r1": ("team:a", "inherited", "box:root", 2),
    }
    assert gaps(forest) == {"leaf:alone": "never owned"}
    found = coverage(forest)
    assert (found["direct"], found["inherited"], found["gap"], found["coverage_pct"]) == (3, 3, 1, "75.00")


def test_a_tombstone_stops_inheritance(forest: Session) -> None:
    """Explicitly unowned below an owned container."""
    own(forest, ("box:root", "team:a"), ("box:left", None))
    assert gaps(forest) == {"leaf:l1": "tombstone", "leaf:l2": "tombstone", "leaf:alone": "never owned"}


@pytest.mark.parametrize(("owner", "reason"), [("team:gone", "owner inactive"), ("team:typo", "owner unknown")])
def test_an_owner_who_cannot_own_is_a_gap(forest: Session, owner: str, reason: str) -> None:
    """It does not fall through to the outer owner, silently."""
    own(forest, ("box:root", "team:a"), ("box:left", owner))
    assert {ref: why for ref, why in gaps(forest).items() if ref != "leaf:alone"} == {
        "leaf:l1": reason,
        "leaf:l2": reason,
    }
    own(forest, ("box:left", "team:b"))
    assert owners(forest)["leaf:l1"] == ("team:b", "inherited", "box:left", 1)


def test_two_owners_at_the_nearest_distance_are_a_conflict(forest: Session) -> None:
    """Never a silent choice; an owner beside a tombstone is one, too; the same owner of another type is not."""
    own(forest, ("box:left", "team:a"), ("box:left", "team:b"), ("leaf:l2", "team:a"), ("leaf:r1", "team:a"))
    own(forest, ("leaf:r1", None))
    ask(
        forest,
        "INSERT INTO governance_object_ownership (object_ref, owner_ref, ownership_type) "
        "VALUES ('leaf:l2', 'team:b', 'steward')",
    )
    rows = ask(forest, "SELECT object_ref, owner_refs, requires_owner FROM v_object_owner_conflict ORDER BY 1")
    assert [(row["object_ref"], row["owner_refs"], row["requires_owner"]) for row in rows] == [
        ("box:left", ["team:a", "team:b"], False),
        ("leaf:l1", ["team:a", "team:b"], True),
        ("leaf:r1", ["team:a", None], True),
    ]
    assert owners(forest) == {"leaf:l2": ("team:a", "direct", "leaf:l2", 0)}
    found = coverage(forest)
    assert (found["conflict"], found["gap"], found["coverage_pct"]) == (2, 1, "25.00")
    assert forest.row("coverage/count_ownership", SCHEMA) == {"ownership": 6, "gap": 1, "conflict": 3}


def test_one_fact_is_stated_once(forest: Session) -> None:
    """The natural key holds for tombstones, too."""
    own(forest, ("box:root", "team:a"), ("box:left", None))
    for owner in ("'team:a'", "NULL"):
        place = "box:root" if owner != "NULL" else "box:left"
        row = f"INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES ('{place}', {owner})"
        assert refusal(forest, row) == "23505"


def test_circles_do_not_hang(forest: Session) -> None:
    """A circle without a statement is a gap; with one, all of it and below it inherits."""
    ask(
        forest,
        "ALTER TABLE governance_object DISABLE TRIGGER USER;"
        "INSERT INTO governance_object (object_ref, kind, parent_ref, source) VALUES "
        "('box:x', 'box', 'box:y', 'test'), ('box:y', 'box', 'box:z', 'test'), ('box:z', 'box', 'box:x', 'test'), "
        "('leaf:x1', 'leaf', 'box:x', 'test')",
    )
    assert gaps(forest)["leaf:x1"] == "never owned"
    assert coverage(forest)["gap"] == 5
    own(forest, ("box:z", "team:a"))
    assert owners(forest)["leaf:x1"] == ("team:a", "inherited", "box:z", 3)
    own(forest, ("box:x", "team:b"))
    assert owners(forest)["leaf:x1"] == ("team:b", "inherited", "box:x", 1)
    path = forest.rows("coverage/explain_owner", SCHEMA, object_ref="leaf:x1", ownership_type="accountable")
    assert [step["object_ref"] for step in path] == ["box:x", "box:y", "box:z", "leaf:x1"]
    explained = explain("leaf:x1", [place_of(step) for step in path])
    assert (explained.owner_ref, explained.circle) == ("team:b", ("box:x", "box:y", "box:z"))


def test_an_object_explains_its_owner(forest: Session) -> None:
    """Everything above it with every statement; the nearest one decides."""
    own(forest, ("box:root", "team:a"), ("box:left", None))
    asked = {"ownership_type": "accountable"}
    assert forest.rows("coverage/explain_owner", SCHEMA, object_ref="leaf:none", **asked) == []
    places = [place_of(row) for row in forest.rows("coverage/explain_owner", SCHEMA, object_ref="leaf:l1", **asked)]
    assert [(place.object_ref, len(place.rows)) for place in places] == [
        ("box:left", 1),
        ("box:root", 1),
        ("leaf:l1", 0),
    ]
    explained = explain("leaf:l1", places)
    assert (explained.outcome, explained.lacking) == ("tombstone", True)
    assert [step.object_ref for step in explained.ways[0].steps] == ["leaf:l1", "box:left"]


def test_a_container_that_is_not_under_the_roof_is_inherited_from_all_the_same(forest: Session) -> None:
    """The ruleset names tables alone; a row on their schema still counts for them."""
    ask(
        forest,
        "CREATE TABLE t (id int); INSERT INTO governance_ruleset (ruleset_version, active, kinds, required_kinds) "
        "VALUES ('tables', true, ARRAY['table'], ARRAY['table'])",
    )
    own(forest, ("schema:public", "team:a"))
    assert owners(forest)["table:public.t"] == ("team:a", "inherited", "schema:public", 1)


# -- coverage -------------------------------------------------------------------------------------------------------


def test_nothing_required_is_not_a_hundred_percent(forest: Session) -> None:
    """n/a, not 100."""
    ask(forest, "UPDATE governance_object SET status = 'retired' WHERE kind = 'leaf'")
    found = coverage(forest)
    assert (found["total"], found["coverage_pct"], found["coverage_pct_excluding_catch_all"]) == (3, "n/a", "n/a")


def test_the_percentage_is_cut_off(forest: Session) -> None:
    """One gap among twenty thousand is 99.99, not 100.00."""
    ask(
        forest,
        "INSERT INTO governance_object (object_ref, kind, parent_ref, source) "
        "SELECT 'leaf:n' || i, 'leaf', 'box:left', 'test' FROM generate_series(1, 19997) i;"
        "DELETE FROM governance_object WHERE object_ref = 'leaf:alone'",
    )
    own(forest, ("box:left", "team:a"))
    assert coverage(forest)["required"] == 20_000
    assert coverage(forest)["coverage_pct"] == "99.99"
    own(forest, ("leaf:r1", "team:a"))
    assert coverage(forest)["coverage_pct"] == "100.00"


def test_one_row_on_what_holds_everything_means_nothing(forest: Session) -> None:
    """Full coverage by a catch-all, none without it; a direct row on a leaf counts in both."""
    ask(forest, "DELETE FROM governance_object WHERE object_ref = 'leaf:alone'")
    own(forest, ("box:root", "team:a"))
    found = coverage(forest)
    assert (found["coverage_pct"], found["coverage_pct_excluding_catch_all"]) == ("100.00", "0.00")
    own(forest, ("box:left", "team:b"), ("leaf:r1", "team:a"))
    found = coverage(forest)
    assert (found["coverage_pct"], found["coverage_pct_excluding_catch_all"]) == ("100.00", "100.00")


def test_a_schema_is_a_catch_all_when_it_is_the_whole_application(forest: Session) -> None:
    """One schema with everything is one; with another beside it, it is not; the database always is."""
    ask(
        forest,
        "UPDATE governance_object SET status = 'retired'; CREATE TABLE t (id int); CREATE TABLE u (id int);"
        "INSERT INTO governance_ruleset (ruleset_version, active, kinds, required_kinds) "
        "VALUES ('tables', true, ARRAY['table', 'schema'], ARRAY['table'])",
    )
    held = "SELECT array_agg(object_ref ORDER BY object_ref) FROM v_object_catch_all"
    assert value(forest, held) == ["database:this", "schema:public"]
    ask(forest, "CREATE SCHEMA other; CREATE TABLE other.v (id int)")
    assert value(forest, held) == ["database:this"]
    own(forest, ("schema:public", "team:a"), ("schema:other", "team:a"))
    assert coverage(forest)["coverage_pct_excluding_catch_all"] == "100.00"


# -- dangling -------------------------------------------------------------------------------------------------------


def test_a_row_whose_object_is_gone_dangles_and_finds_the_new_name(forest: Session) -> None:
    """The oid counts only under the identity it was seen in, and only for an object of the same kind."""
    ask(
        forest,
        "CREATE TABLE before (id int); INSERT INTO governance_object_ownership "
        "(object_ref, owner_ref, seen_oid, seen_database_uid) SELECT 'table:public.before', 'team:a', "
        "'before'::regclass, database_uid FROM oneroof.database_identity",
    )
    dangling = "SELECT object_ref, renamed_to FROM v_object_owner_dangling"
    assert ask(forest, dangling) == []
    ask(forest, 'ALTER TABLE before RENAME TO "After"')
    assert ask(forest, dangling) == [{"object_ref": "table:public.before", "renamed_to": 'table:public."After"'}]
    ask(forest, "SELECT oneroof.fn_identity_replace('clone', '{}')")
    assert ask(forest, dangling) == [{"object_ref": "table:public.before", "renamed_to": None}]
    assert len(forest.rows("coverage/list_dangling", SCHEMA)) == 1


# -- against a plain reckoning --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_random_forests_agree_with_a_plain_reckoning(forest: Session, seed: int) -> None:
    """Owners, gaps and conflicts of a random forest, circles included, equal those found by walking up in Python."""
    draw = random.Random(seed)
    size = 300
    parents = {f"leaf:{i}": f"leaf:{draw.randrange(size)}" if draw.random() < 0.9 else None for i in range(size)}
    parents = {ref: parent for ref, parent in parents.items() if parent != ref}
    stated: dict[str, set[str | None]] = {}
    for _ in range(60):
        stated.setdefault(draw.choice(list(parents)), set()).add(draw.choice(["team:a", "team:b", "team:gone", None]))
    with forest.connection.cursor() as cursor:
        cursor.execute(b"DELETE FROM governance_object; ALTER TABLE governance_object DISABLE TRIGGER USER")
        cursor.executemany(
            b"INSERT INTO governance_object (object_ref, kind, parent_ref, source) VALUES (%s, 'leaf', %s, 'test')",
            list(parents.items()),
        )
        cursor.executemany(
            b"INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES (%s, %s)",
            [(ref, owner) for ref, all_of in stated.items() for owner in all_of],
        )
    expected = {ref: reckon(ref, parents, stated) for ref in parents}
    found = {ref: owner for ref, (owner, *_rest) in owners(forest).items()}
    assert found == {ref: said for ref, said in expected.items() if said.startswith("team:")}
    assert gaps(forest) == {
        ref: said for ref, said in expected.items() if said != "conflict" and not said.startswith("team:")
    }
    conflicts = {row["object_ref"] for row in ask(forest, "SELECT object_ref FROM v_object_owner_conflict")}
    assert conflicts == {ref for ref, said in expected.items() if said == "conflict"}


def reckon(ref: str, parents: dict[str, str | None], stated: dict[str, set[str | None]]) -> str:
    """The owner of one object, or why it has none."""
    seen: set[str] = set()
    here: str | None = ref
    while here is not None and here in parents and here not in stated and here not in seen:
        seen.add(here)
        here = parents[here]
    if here is None or here not in stated or here not in parents:
        return "never owned"
    active = stated[here] & {"team:a", "team:b"}
    if len(active) > 1 or (active and None in stated[here]):
        return "conflict"
    return str(active.pop()) if active else "tombstone" if None in stated[here] else "owner inactive"


# -- the reports' statements ----------------------------------------------------------------------------------------


def test_the_statements_of_the_reports_run_verbatim(forest: Session) -> None:
    """Unqualified, with the governance part in public and search_path public, oneroof."""
    own(forest, ("box:root", "team:a"))
    ask(forest, "UPDATE governance_object_ownership SET created_by = 'F6_OWNERSHIP_SEED_COMMIT'")
    forest.execute(SQL("DELETE FROM governance_object_ownership WHERE created_by='F6_OWNERSHIP_SEED_COMMIT'"))
    ask(forest, "SELECT oneroof.fn_identity_replace('clone', '{}'), pg_advisory_xact_lock(oneroof.fn_lock_key_gate())")
    forest.execute(SQL("UPDATE event_type_registry SET active=true"))
    for relation in ("os_proposal_approvals", "event_outbox", "governance_object_ownership", "system_issues"):
        assert value(forest, f"SELECT count(*) FROM {relation}") == 0
    assert value(forest, "SELECT count(*) FROM v_object_owner_gap") == 4
    assert value(forest, "SELECT count(*) FROM v_object_owner_conflict") == 0
    assert value(forest, "SELECT count(*) FROM v_governance_object_inventory") == 7
