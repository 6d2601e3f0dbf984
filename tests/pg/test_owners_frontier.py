"""Objects in two places: ways that do not agree are a conflict; types of ownership; what dangles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.compose import Identifier
from oneroof.pg.session import Session
from tests.pg.schema_support import ask, governed_once, undone, value

SCHEMA = {"governance": Identifier("public")}

#: A diamond: the leaf stands in left and, by a link, in right; both stand in the root.
DIAMOND = """
    INSERT INTO governance_ruleset (ruleset_version, active, kinds, required_kinds)
    VALUES ('diamond', true, '{}', ARRAY['leaf']);
    INSERT INTO governance_principal (principal_ref, kind, display_name, active)
    VALUES ('team:a', 'team', 'A', true), ('team:b', 'team', 'B', true), ('team:gone', 'team', 'Gone', false);
    INSERT INTO governance_object (object_ref, kind, parent_ref, source)
    VALUES ('box:root', 'box', NULL, 'test'), ('box:left', 'box', 'box:root', 'test'),
           ('box:right', 'box', 'box:top', 'test'), ('box:top', 'box', 'box:root', 'test'),
           ('leaf:l', 'leaf', 'box:left', 'test'), ('leaf:below', 'leaf', 'leaf:l', 'test');
    INSERT INTO governance_object_link (object_ref, also_in_ref, source) VALUES ('leaf:l', 'box:right', 'test');
"""


@pytest.fixture
def diamond(server: embedded.Server) -> Iterator[Session]:
    """A session on a database with the governance part in public and the diamond registered; undone afterwards."""
    with undone(governed_once(server.dsn)) as session:
        ask(session, DIAMOND)
        yield session


def own(session: Session, *rows: tuple[str, str | None], kind: str = "accountable") -> None:
    """State owners; None is a tombstone."""
    for object_ref, owner_ref in rows:
        ask(
            session,
            "INSERT INTO governance_object_ownership (object_ref, owner_ref, ownership_type) "
            "VALUES (%(object)s, %(owner)s, %(kind)s) RETURNING 1 AS x",
            object=object_ref,
            owner=owner_ref,
            kind=kind,
        )


def resolved(session: Session, object_ref: str = "leaf:l") -> tuple[Any, ...]:
    """Outcome, owner, the nearest source, its distance, and all sources."""
    (row,) = ask(
        session,
        "SELECT outcome, owner_ref, source_object_ref, distance, source_object_refs FROM v_object_owner_resolution "
        "WHERE object_ref = %(ref)s",
        ref=object_ref,
    )
    return tuple(row.values())


@pytest.mark.every_version
def test_one_bearer_above_two_ways_is_one_source(diamond: Session) -> None:
    """The shorter way gives the distance; what hangs below takes the same."""
    own(diamond, ("box:root", "team:a"))
    assert resolved(diamond) == ("owned", "team:a", "box:root", 2, ["box:root"])
    assert resolved(diamond, "leaf:below") == ("owned", "team:a", "box:root", 3, ["box:root"])


@pytest.mark.every_version
def test_two_ways_with_two_owners_are_a_conflict_whatever_the_distances(diamond: Session) -> None:
    """Left is nearer than top, and yet nothing is chosen; both are named with what says so."""
    own(diamond, ("box:left", "team:a"), ("box:top", "team:b"), ("box:root", "team:b"))
    assert resolved(diamond) == ("conflict", None, "box:left", 1, ["box:left", "box:top"])
    rows = ask(diamond, "SELECT object_ref, owner_refs, claims FROM v_object_owner_conflict ORDER BY 1")
    claims = [
        {"owner_ref": "team:a", "source_object_ref": "box:left"},
        {"owner_ref": "team:b", "source_object_ref": "box:top"},
    ]
    assert rows == [
        {"object_ref": ref, "owner_refs": ["team:a", "team:b"], "claims": claims} for ref in ("leaf:below", "leaf:l")
    ]
    found = diamond.row("coverage/read_coverage", SCHEMA)
    assert (found["required"], found["conflict"], found["gap"], found["coverage_pct"]) == (2, 2, 0, "0.00")
    own(diamond, ("leaf:l", "team:b"))
    assert resolved(diamond, "leaf:below") == ("owned", "team:b", "leaf:l", 1, ["leaf:l"])


@pytest.mark.parametrize(
    ("left", "right", "outcome"),
    [
        ("team:a", "team:a", "owned"),
        ("team:a", None, "conflict"),
        (None, None, "tombstone"),
        ("team:a", "team:gone", "conflict"),
        ("team:gone", "team:gone", "owner inactive"),
        ("team:gone", "nobody", "conflict"),
        ("nobody", "nobody", "owner unknown"),
        (None, "nobody", "conflict"),
    ],
)
def test_the_ways_must_say_the_same(diamond: Session, left: str | None, right: str | None, outcome: str) -> None:
    """A tombstone is one thing to say, an owner who cannot own another."""
    own(diamond, ("box:left", left), ("box:right", right))
    found = resolved(diamond)
    assert (found[0], found[4]) == (outcome, ["box:left", "box:right"])


def test_a_way_that_nothing_stands_on_claims_nothing(diamond: Session) -> None:
    """One owner on one way is the owner; a bearer hides what is behind it on its own way only."""
    own(diamond, ("box:right", "team:b"))
    assert resolved(diamond) == ("owned", "team:b", "box:right", 1, ["box:right"])
    own(diamond, ("box:root", "team:a"))
    assert resolved(diamond)[0] == "conflict"  # the way by left leads to the root
    own(diamond, ("box:left", "team:b"))
    assert resolved(diamond) == ("owned", "team:b", "box:left", 1, ["box:left", "box:right"])


def test_links_beyond_links_and_links_to_nothing(diamond: Session) -> None:
    """Twenty diamonds on each other have a million ways up, and one answer; a link to nothing says nothing."""
    ask(
        diamond,
        "INSERT INTO governance_object (object_ref, kind, parent_ref, source) "
        "SELECT 'box:' || side || i, 'box', 'box:l' || i + 1, 'test' "
        "FROM generate_series(1, 20) i, unnest('{l,r}'::text[]) side;"
        "INSERT INTO governance_object_link (object_ref, also_in_ref, source) "
        "SELECT 'box:' || side || i, 'box:r' || i + 1, 'test' "
        "FROM generate_series(1, 20) i, unnest('{l,r}'::text[]) side;"
        "INSERT INTO governance_object (object_ref, kind, parent_ref, source) "
        "VALUES ('box:l21', 'box', 'box:root', 't');"
        "INSERT INTO governance_object_link (object_ref, also_in_ref, source) VALUES ('box:left', 'box:r1', 'test'), "
        "('box:left', 'nothing:there', 'test')",
    )
    own(diamond, ("box:root", "team:a"))
    assert resolved(diamond, "box:r1") == ("owned", "team:a", "box:root", 21, ["box:root"])
    own(diamond, ("box:l21", "team:b"))
    assert resolved(diamond, "box:left") == ("conflict", None, "box:root", 1, ["box:root", "box:l21"])


def test_a_relation_is_also_in_the_model_that_makes_it(diamond: Session) -> None:
    """A link from an object of the catalog."""
    ask(
        diamond,
        "CREATE TABLE orders (id int); INSERT INTO governance_ruleset (ruleset_version, active, kinds, required_kinds) "
        "VALUES ('tables', true, ARRAY['table'], ARRAY['table']);"
        "INSERT INTO governance_object_link (object_ref, also_in_ref, source) "
        "VALUES ('table:public.orders', 'box:right', 'dbt')",
    )
    own(diamond, ("box:right", "team:b"))
    assert resolved(diamond, "table:public.orders")[:2] == ("owned", "team:b")
    own(diamond, ("schema:public", "team:a"))
    assert resolved(diamond, "table:public.orders")[0] == "conflict"


def test_a_catch_all_counts_where_it_is_the_only_source(diamond: Session) -> None:
    """The root holds all; with another source of the same owner the coverage means something."""
    own(diamond, ("box:root", "team:a"))
    assert diamond.row("coverage/read_coverage", SCHEMA)["coverage_pct_excluding_catch_all"] == "0.00"
    own(diamond, ("box:right", "team:a"))
    assert resolved(diamond)[4] == ["box:right", "box:root"]
    assert diamond.row("coverage/read_coverage", SCHEMA)["coverage_pct_excluding_catch_all"] == "100.00"


@pytest.mark.every_version
def test_each_type_of_ownership_is_resolved_by_itself(diamond: Session) -> None:
    """Coverage means accountable; another type is asked for, and has ways, tombstones and conflicts of its own."""
    own(diamond, ("box:root", "team:a"))
    own(diamond, ("box:left", "team:b"), kind="data steward")
    own(diamond, ("leaf:below", None), kind="data steward")
    by_type = "SELECT object_ref, owner_ref, outcome FROM v_object_owner_resolution_by_type WHERE ownership_type = {} "
    stewards = ask(diamond, by_type.format("'data steward'") + "AND outcome <> 'never owned' ORDER BY 1")
    assert [tuple(row.values()) for row in stewards] == [
        ("box:left", "team:b", "owned"),
        ("leaf:below", None, "tombstone"),
        ("leaf:l", "team:b", "owned"),
    ]
    assert resolved(diamond, "leaf:below")[1] == "team:a"
    types = "SELECT array_agg(DISTINCT ownership_type ORDER BY ownership_type) FROM v_object_owner_resolution_by_type"
    assert value(diamond, types) == ["accountable", "data steward"]
    ask(diamond, "DELETE FROM governance_object_ownership")
    assert value(diamond, types) == ["accountable"]


def test_a_pin_is_a_row_like_any_other(diamond: Session) -> None:
    """It gives the owner although it repeats what would be inherited."""
    own(diamond, ("box:root", "team:a"), ("leaf:l", "team:a"))
    ask(diamond, "UPDATE governance_object_ownership SET pin = true WHERE object_ref = 'leaf:l'")
    assert resolved(diamond) == ("owned", "team:a", "leaf:l", 0, ["leaf:l"])


def test_the_ownership_table_carries_no_trigger(diamond: Session) -> None:
    """Not even a foreign key's, whatever the migrations add around it."""
    assert diamond.value("coverage/count_triggers", schema="public") == 0


# -- dangling -------------------------------------------------------------------------------------------------------

DANGLING = (
    "SELECT object_ref, status, renamed_to, suggestion, suggested_because FROM v_object_owner_dangling ORDER BY 1"
)


@pytest.mark.every_version
@pytest.mark.parametrize("status", ["gone", "retired"])
def test_what_is_gone_bears_nothing_and_its_rows_dangle(diamond: Session, status: str) -> None:
    """What stands in it looks further up; the row is listed, with what is like it."""
    own(diamond, ("box:left", "team:b"), ("box:root", "team:a"))
    ask(diamond, f"UPDATE governance_object SET status = '{status}' WHERE object_ref = 'box:left'")
    assert resolved(diamond) == ("owned", "team:a", "box:root", 2, ["box:root"])
    (row,) = ask(diamond, DANGLING)
    assert (row["object_ref"], row["status"]) == ("box:left", status)


@pytest.mark.every_version
@pytest.mark.parametrize(
    ("lost", "made", "suggestion", "because"),
    [
        ("table:public.orders", 'public."Orders"', 'table:public."Orders"', "the same name, written otherwise"),
        ("table:public.Or", 'public."Or"', 'table:public."Or"', "the same name, written otherwise"),
        ("view:public.orders", "public.orders", "table:public.orders", "the same name, of another kind"),
        ("table:public.orders", "sales.orders", "table:sales.orders", "the same name, elsewhere"),
        ("table:public.customer", "public.customers", "table:public.customers", "a similar name in the same place"),
        ('table:public."Or.d ""e"" 🦊"', 'sales."Or.d ""e"" 🦊"', 'table:sales."Or.d ""e"" 🦊"',
         "the same name, elsewhere"),
        ("table:public.customer", "sales.customers", None, None),
        ("table:public.zebra", "public.orders", None, None),
    ],
)  # fmt: skip
def test_a_row_that_dangles_has_a_suggestion_by_likeness(
    diamond: Session, lost: str, made: str, suggestion: str | None, because: str | None
) -> None:
    """Written otherwise, moved, of another kind, or alike; where nothing is like it, nothing is said."""
    ask(diamond, f"CREATE SCHEMA sales; CREATE TABLE {made} (id int); CREATE TABLE public.beside (id int)")
    own(diamond, (lost, "team:a"))
    (row,) = ask(diamond, DANGLING)
    assert (row["suggestion"], row["suggested_because"]) == (suggestion, because)
    assert (row["renamed_to"], row["status"]) == (None, "absent")


def test_a_function_with_other_arguments_is_suggested(diamond: Session) -> None:
    """The same name in the same place."""
    ask(diamond, "CREATE FUNCTION public.f(a bigint, b text) RETURNS int RETURN 1")
    own(diamond, ("function:public.f(integer)", "team:a"))
    (row,) = ask(diamond, DANGLING)
    assert row["suggestion"] == "function:public.f(bigint,text)"
    assert row["suggested_because"] == "the same name, with other arguments"


def test_an_oid_finds_what_became_a_partition_and_no_column(diamond: Session) -> None:
    """The kind changes, the oid stays; a relation's oid finds no column of it; an oid beats likeness."""
    ask(
        diamond,
        "CREATE TABLE part (id int); CREATE TABLE parted (id int) PARTITION BY LIST (id); CREATE TABLE part_2 (id int);"
        "CREATE TABLE wide (kept int);"
        "INSERT INTO governance_object_ownership (object_ref, owner_ref, seen_oid, seen_database_uid) "
        "SELECT ref, 'team:a', seen::regclass, database_uid FROM oneroof.database_identity, "
        "(VALUES ('table:public.part', 'part'), ('column:public.wide.kept', 'wide'), "
        "('column:public.wide.gone', 'wide')) AS stated (ref, seen);"
        "ALTER TABLE parted ATTACH PARTITION part FOR VALUES IN (1); ALTER TABLE part RENAME TO part_1",
    )
    rows = {row["object_ref"]: row for row in ask(diamond, DANGLING)}
    table = rows["table:public.part"]
    assert table["renamed_to"] == table["suggestion"] == "partition:public.part_1"
    assert table["suggested_because"] == "renamed: it has the oid that was seen"
    assert rows.keys() == {"table:public.part", "column:public.wide.gone"}, "the other column is there"
    assert rows["column:public.wide.gone"]["renamed_to"] is None
