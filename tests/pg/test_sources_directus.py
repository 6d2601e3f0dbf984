"""Directus as a source: what it has besides collections, and where each object exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from oneroof.coverage.look import stream_uninstalled
from oneroof.errors import PrivilegeMissing
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL
from oneroof.pg.session import Session
from tests.pg.schema_support import ask, governed_once, undone

pytestmark = pytest.mark.every_version(thorough=True)

#: In the words of Directus: its tables with the columns that the inventory reads, and one that it must never read.
TABLES = """
CREATE TABLE directus_collections (collection varchar(64) PRIMARY KEY, "group" varchar(64), note text);
CREATE TABLE directus_fields (id serial PRIMARY KEY, collection varchar(64), field varchar(64), special varchar(64),
                              options json);
CREATE TABLE directus_flows (id uuid PRIMARY KEY, name varchar(255), options json);
CREATE TABLE directus_dashboards (id uuid PRIMARY KEY, name varchar(255));
CREATE TABLE directus_roles (id uuid PRIMARY KEY, name varchar(100));
"""
CONTENT = """
CREATE TABLE orders (id int PRIMARY KEY, total numeric, "Old Name" text, internal text);
CREATE TABLE "Orders" (id int PRIMARY KEY);
CREATE TABLE untracked (id int PRIMARY KEY);
CREATE VIEW totals AS SELECT 1 AS one;
CREATE TABLE parted (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE SCHEMA elsewhere;
CREATE TABLE elsewhere."Sales" (id int PRIMARY KEY);
INSERT INTO directus_collections VALUES
    ('Sales', NULL), ('orders', 'Sales'), ('Orders', 'Sales'), ('gone_table', 'Sales'), ('totals', NULL),
    ('ORDERS', NULL);
INSERT INTO directus_fields (collection, field, special) VALUES
    ('orders', 'id', NULL), ('orders', 'total', 'cast-number'), ('orders', 'lines', 'o2m'),
    ('orders', 'lines', 'o2m'), ('orders', 'divider', 'alias,no-data'), ('orders', 'renamed away', NULL),
    ('orders', 'OLD NAME', NULL), ('gone_table', 'lines', 'o2m'), ('nowhere', 'a.b', NULL),
    ('directus_users', 'extra', 'alias');
INSERT INTO directus_flows VALUES
    ('11111111-1111-1111-1111-111111111111', 'Nightly'), ('22222222-2222-2222-2222-222222222222', 'Nightly');
INSERT INTO directus_dashboards VALUES ('33333333-3333-3333-3333-333333333333', 'Stock');
INSERT INTO directus_roles VALUES ('44444444-4444-4444-4444-444444444444', 'Editor');
"""
#: What reads Directus' tables with its owner's rights.
DEFINERS = "public.fn_directus_collections(), public.fn_directus_rows(text[])"
FLOW = 'directus_flow:"11111111-1111-1111-1111-111111111111"'


@pytest.fixture
def governed(server: embedded.Server) -> Iterator[Session]:
    """A session on a database with the governance part in public; undone afterwards."""
    with undone(governed_once(server.dsn)) as session:
        yield session


def kinds(session: Session, *names: str) -> None:
    """Put a ruleset of these kinds in force."""
    listed = ", ".join(f"'{name}'" for name in names)
    ask(
        session,
        "INSERT INTO governance_ruleset (ruleset_version, active, kinds, required_kinds) "
        f"VALUES (gen_random_uuid(), true, ARRAY[{listed}], ARRAY['table'])",
    )


def status(session: Session) -> dict[str, str]:
    """Status by reference, of everything there is."""
    rows = ask(session, "SELECT object_ref, status FROM public.v_governance_object_tree")
    assert len({row["object_ref"] for row in rows}) == len(rows), "a reference stands for two objects"
    return {row["object_ref"]: row["status"] for row in rows}


def parents(session: Session) -> dict[str, str]:
    """Container by reference."""
    rows = ask(session, "SELECT object_ref, parent_ref FROM public.v_governance_object_tree")
    return {row["object_ref"]: row["parent_ref"] for row in rows}


def test_an_object_is_managed_untracked_ghost_or_folder_by_where_it_exists(governed: Session) -> None:
    """In both, in the catalog alone, in Directus alone; collection and table are one object, by their exact name."""
    ask(governed, TABLES + CONTENT)
    found = status(governed)
    expected = {
        "table:public.orders": "managed",
        'table:public."Orders"': "managed",
        "view:public.totals": "managed",
        "table:public.untracked": "untracked",
        "partitioned_table:public.parted": "untracked",
        "partition:public.parted_1": "active",
        'directus_folder:"Sales"': "folder",
        "directus_folder:gone_table": "ghost",
        'directus_folder:"ORDERS"': "ghost",
        'table:elsewhere."Sales"': "active",
        "table:public.directus_fields": "active",
        "schema:public": "active",
    }
    assert {ref: found.get(ref) for ref in expected} == expected
    assert "directus_folder:orders" not in found


def test_without_directus_nothing_is_untracked(governed: Session) -> None:
    """There is nothing that could track it."""
    ask(governed, "CREATE TABLE plain (id int)")
    assert status(governed)["table:public.plain"] == "active"


def test_flows_dashboards_and_roles_are_objects_by_their_ids(governed: Session) -> None:
    """Two flows may share a name; where the ruleset does not have their kinds, they are not read."""
    ask(governed, TABLES + CONTENT)
    kinds(governed, "directus_flow", "directus_dashboard", "directus_role")
    found = {ref: parent for ref, parent in parents(governed).items() if ref.startswith("directus_")}
    folders = {ref for ref in found if ref.startswith("directus_folder")}
    assert set(found) - folders == {
        FLOW,
        'directus_flow:"22222222-2222-2222-2222-222222222222"',
        'directus_dashboard:"33333333-3333-3333-3333-333333333333"',
        'directus_role:"44444444-4444-4444-4444-444444444444"',
    }
    assert found[FLOW] == "schema:public"
    kinds(governed, "table")
    assert FLOW not in status(governed)


def test_a_row_that_names_an_object_on_demand_brings_it_into_the_tree(governed: Session) -> None:
    """So what somebody owns does not dangle because the ruleset does not list its kind."""
    ask(governed, TABLES + CONTENT)
    kinds(governed, "table")
    ghost = 'directus_field:orders."renamed away"'
    ask(
        governed,
        "INSERT INTO governance_object_ownership (object_ref, owner_ref) "
        f"VALUES ('{FLOW}', 'team:x'), ('{ghost}', 'team:x')",
    )
    found = status(governed)
    assert (found[FLOW], found[ghost]) == ("active", "ghost")
    assert "directus_field:orders.lines" not in found
    assert ask(governed, "SELECT FROM v_object_owner_dangling") == []
    ask(governed, "DELETE FROM directus_flows")
    assert [row["object_ref"] for row in ask(governed, "SELECT object_ref FROM v_object_owner_dangling")] == [FLOW]


def test_a_field_with_a_column_is_that_column_an_alias_is_no_ghost(governed: Session) -> None:
    """A column renamed in the database leaves its field behind: a ghost, named as it is written there."""
    ask(governed, TABLES + CONTENT)
    kinds(governed, "table", "directus_field")
    found = {ref: state for ref, state in status(governed).items() if ref.startswith("directus_field")}
    assert found == {
        "directus_field:orders.lines": "alias",
        "directus_field:orders.divider": "alias",
        'directus_field:orders."renamed away"': "ghost",
        'directus_field:orders."OLD NAME"': "ghost",
        "directus_field:gone_table.lines": "ghost",
        'directus_field:nowhere."a.b"': "ghost",
        "directus_field:directus_users.extra": "ghost",
    }
    ask(
        governed,
        "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;"
        "CREATE FOREIGN TABLE parted_2 PARTITION OF parted DEFAULT SERVER s;"
        "INSERT INTO directus_fields (collection, field, special) VALUES ('parted_2', 'extra', 'alias')",
    )
    above = parents(governed)
    assert above["directus_field:parted_2.extra"] == "foreign_table:public.parted_2"
    assert above["directus_field:orders.lines"] == "table:public.orders"
    assert above["directus_field:gone_table.lines"] == "directus_folder:gone_table"
    assert above['directus_field:nowhere."a.b"'] == "schema:public"


def test_columns_on_demand_say_whether_directus_has_a_field_for_them(governed: Session) -> None:
    """One object for column and field; what Directus has no metadata for is untracked."""
    ask(governed, TABLES + CONTENT)
    kinds(governed, "column")
    found = status(governed)
    assert found["column:public.orders.total"] == "managed"
    assert found["column:public.orders.internal"] == "untracked"
    assert found['column:public.orders."Old Name"'] == "untracked"
    assert found['column:elsewhere."Sales".id'] == "active"
    assert found["column:public.directus_flows.name"] == "active"


@pytest.mark.parametrize(
    "unfit",
    ["DROP TABLE directus_fields", "ALTER TABLE directus_fields ALTER special TYPE jsonb USING to_jsonb(special)"],
    ids=["absent", "other types"],
)
def test_where_no_field_can_be_read_no_column_is_called_untracked(governed: Session, unfit: str) -> None:
    """Installed or not: whether Directus has a field for it is not known; and what is not known is no object."""
    ask(governed, TABLES + CONTENT)
    kinds(governed, "column", "directus_field")
    fit = _of_orders(status(governed)), _of_orders(_uninstalled(governed))
    assert fit[0] == fit[1]
    assert set(fit[0].values()) == {"managed", "untracked", "alias", "ghost"}
    ask(governed, unfit)
    columns = {ref: "active" for ref in fit[0] if ref.startswith("column:")}
    assert _of_orders(status(governed)) == _of_orders(_uninstalled(governed)) == columns


def _uninstalled(session: Session) -> dict[str, str]:
    """Status by reference, as it is where nothing is installed."""
    rows, _ = stream_uninstalled(session, ("column", "directus_field"))
    return {row["object_ref"]: row["status"] for row in rows}


def _of_orders(found: Mapping[str, str]) -> dict[str, str]:
    """Columns and fields of one table; and whatever has no name."""
    named = ("column:public.orders.", "directus_field:orders.")
    return {ref: state for ref, state in found.items() if not ref or ref.startswith(named)}


def test_what_is_in_the_tree_follows_the_catalog_at_once(governed: Session) -> None:
    """Rename the column: the field becomes a ghost; drop the table: the collection does; make it: managed again."""
    ask(governed, TABLES + CONTENT)
    kinds(governed, "table", "directus_field")
    assert "directus_field:orders.total" not in status(governed)
    ask(governed, "ALTER TABLE orders RENAME total TO amount")
    assert status(governed)["directus_field:orders.total"] == "ghost"
    ask(governed, "DROP TABLE orders")
    found = status(governed)
    assert (found["directus_folder:orders"], "table:public.orders" in found) == ("ghost", False)
    assert found["directus_field:orders.lines"] == "ghost"
    ask(governed, "CREATE TABLE orders (total int)")
    found = status(governed)
    assert (found["table:public.orders"], "directus_folder:orders" in found) == ("managed", False)


def test_tables_that_are_absent_or_not_directus_have_no_rows(governed: Session) -> None:
    """An older Directus has no dashboards; a table of the name with other columns is a table like any other."""
    ask(governed, TABLES + CONTENT)
    ask(
        governed,
        "DROP TABLE directus_dashboards; ALTER TABLE directus_roles ALTER name TYPE jsonb USING to_jsonb(name)",
    )
    kinds(governed, "directus_flow", "directus_dashboard", "directus_role", "directus_field")
    assert {ref.split(":")[0] for ref in status(governed) if ref.startswith("directus_")} == {
        "directus_flow",
        "directus_field",
        "directus_folder",
    }


def test_nothing_of_the_users_runs_with_the_owners_rights(governed: Session) -> None:
    """A view, a generated column, a type whose cast is a function: not read. A policy raises instead of hiding rows."""
    ask(
        governed,
        TABLES + CONTENT + "CREATE FUNCTION spring() RETURNS text LANGUAGE plpgsql AS "
        "'BEGIN RAISE EXCEPTION ''sprung''; END'; ALTER TABLE directus_flows RENAME TO flows;"
        "CREATE VIEW directus_flows AS SELECT id, spring() AS name FROM flows;"
        "CREATE TYPE trap AS ENUM ('a'); CREATE FUNCTION spring(trap) RETURNS text LANGUAGE plpgsql AS "
        "'BEGIN RAISE EXCEPTION ''sprung''; END'; CREATE CAST (trap AS text) WITH FUNCTION spring(trap) AS IMPLICIT;"
        "ALTER TABLE directus_roles DROP name, ADD name trap; UPDATE directus_roles SET name = 'a'",
    )
    kinds(governed, "directus_flow", "directus_role", "directus_dashboard")
    found = status(governed)
    assert not [ref for ref in found if ref.startswith(("directus_flow:", "directus_role:"))]
    ask(
        governed,
        "CREATE ROLE passing_owner; GRANT USAGE ON SCHEMA public TO passing_owner;"
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO passing_owner;"
        "ALTER FUNCTION fn_directus_rows(text[]) OWNER TO passing_owner;"
        "ALTER TABLE directus_dashboards ENABLE ROW LEVEL SECURITY",
    )
    with pytest.raises(PrivilegeMissing, match="row-level security"):
        governed.execute(SQL("SELECT count(*) FROM public.v_governance_object_tree"))


def test_what_is_seen_does_not_depend_on_the_readers_grants(governed: Session) -> None:
    """A role that may read the view and nothing else sees what the owner sees."""
    ask(governed, TABLES + CONTENT)
    kinds(governed, "table", "directus_folder", "directus_field", "directus_flow", "directus_role")
    everything = status(governed)
    ask(
        governed,
        "CREATE ROLE passing_reader; REVOKE ALL ON SCHEMA public FROM PUBLIC;"
        "GRANT USAGE ON SCHEMA public TO passing_reader;"
        f"GRANT SELECT ON public.v_governance_object_tree TO passing_reader; GRANT EXECUTE ON FUNCTION {DEFINERS} "
        "TO passing_reader; SET LOCAL ROLE passing_reader",
    )
    assert status(governed) == everything
    assert len(everything) > 20


def test_names_that_directus_has_are_shown_to_nobody_without_a_right_to_them(governed: Session) -> None:
    """The functions run with their owner's rights: not for PUBLIC. Whoever may read all data may read the views."""
    ask(governed, TABLES + CONTENT + "CREATE ROLE passing_reader; GRANT USAGE ON SCHEMA public TO passing_reader")
    everything = status(governed)
    ask(governed, "SET LOCAL ROLE passing_reader")
    for call in ("public.fn_directus_rows(ARRAY['directus_role'])", "public.fn_directus_collections()"):
        assert governed.attempt(SQL(f"SELECT * FROM {call}")) == "42501"
    ask(governed, "RESET ROLE; GRANT pg_read_all_data TO passing_reader; SET LOCAL ROLE passing_reader")
    assert status(governed) == everything
