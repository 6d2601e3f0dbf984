"""The inventory: every kind of object under one name each, whoever reads it and under whatever settings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.compose import Identifier
from oneroof.pg.session import Session
from tests.pg.schema_support import ask, governed_once, undone

pytestmark = pytest.mark.every_version(thorough=True)
TREE = "SELECT object_ref, parent_ref FROM public.v_governance_object_tree"
COLUMNS = "object_ref, kind, parent_ref, requires_owner, source, status"
INVENTORY = f"SELECT {COLUMNS} FROM public.v_governance_object_inventory"

EVERY_KIND = r'''
CREATE SCHEMA "We.ird ""S""";
SET LOCAL search_path = "We.ird ""S""";
CREATE TYPE "Mood.Type" AS ENUM ('a');
CREATE TYPE pair AS (x int, y text);
CREATE TYPE span AS RANGE (subtype = int4);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE "Order ""é"" 🦊" (id serial PRIMARY KEY, Total numeric, "select" "Mood.Type");
CREATE TABLE "select" (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE parted (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE parted_2026 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (id);
CREATE TABLE parted_2026_1 PARTITION OF parted_2026 FOR VALUES IN (1);
CREATE VIEW v AS SELECT 1 AS one;
CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;
CREATE SEQUENCE free;
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER far FOREIGN DATA WRAPPER w;
CREATE FOREIGN TABLE f (id int) SERVER far;
CREATE FUNCTION f1() RETURNS int LANGUAGE sql RETURN 1;
CREATE FUNCTION f1(a int, b "Mood.Type"[], c timestamptz, d varchar, OUT e int, VARIADIC g text[] DEFAULT '{}')
    LANGUAGE sql RETURN 1;
CREATE FUNCTION f1(a "char", b char, c jsonb, d positive) RETURNS int LANGUAGE sql RETURN 1;
CREATE PROCEDURE p1(IN a int, OUT b int) LANGUAGE plpgsql AS 'BEGIN END';
CREATE AGGREGATE "Sum.It"(int) (SFUNC = int4pl, STYPE = int);
CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "T.1" AFTER INSERT ON "Order ""é"" 🦊" FOR EACH ROW EXECUTE FUNCTION tr();
CREATE TRIGGER on_parted AFTER INSERT ON parted FOR EACH ROW EXECUTE FUNCTION tr();
CREATE POLICY "P p" ON "select" USING (true);
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER "E T" ON ddl_command_start EXECUTE FUNCTION et();
ALTER EVENT TRIGGER "E T" DISABLE;
CREATE PUBLICATION "Pub" FOR TABLE parted;
CREATE RULE "R" AS ON INSERT TO v DO INSTEAD NOTHING;
CREATE STATISTICS "St" ON id, at FROM parted;
CREATE FUNCTION same(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN true;
CREATE OPERATOR === (FUNCTION = same, LEFTARG = pair, RIGHTARG = pair);
CREATE FUNCTION turned(pair) RETURNS pair LANGUAGE sql IMMUTABLE RETURN $1;
CREATE OPERATOR !! (FUNCTION = turned, RIGHTARG = pair);
CREATE OPERATOR FAMILY fam USING hash;
CREATE OPERATOR CLASS "Cl" FOR TYPE pair USING hash FAMILY fam AS OPERATOR 1 ===(pair, pair);
CREATE COLLATION "Coll" (provider = libc, locale = 'C');
CREATE CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TEXT SEARCH TEMPLATE tmpl (LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY dict (TEMPLATE = tmpl);
CREATE TEXT SEARCH PARSER pars (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH CONFIGURATION conf (PARSER = pars);
CREATE FUNCTION spelt(pair) RETURNS text LANGUAGE sql IMMUTABLE RETURN 'pair';
CREATE CAST (pair AS text) WITH FUNCTION spelt(pair);
CREATE LANGUAGE "L l" HANDLER plpgsql_call_handler;
CREATE ACCESS METHOD "Heap" TYPE TABLE HANDLER heap_tableam_handler;
CREATE FUNCTION from_sql(internal) RETURNS internal LANGUAGE internal STRICT IMMUTABLE AS 'prsd_lextype';
CREATE TRANSFORM FOR pair LANGUAGE "L l" (FROM SQL WITH FUNCTION from_sql(internal));
CREATE TEMP TABLE passing (id int);
'''
SPACE = 'We.ird "S"'
S = '"' + SPACE.replace('"', '""') + '"'
EXPECTED = {
    f"schema:{S}": "database:this",
    f'enum:{S}."Mood.Type"': f"schema:{S}",
    f"type:{S}.pair": f"schema:{S}",
    f"type:{S}.span": f"schema:{S}",
    f"domain:{S}.positive": f"schema:{S}",
    f'table:{S}."Order ""é"" 🦊"': f"schema:{S}",
    f'sequence:{S}."Order ""é"" 🦊_id_seq"': f'table:{S}."Order ""é"" 🦊"',
    f"table:{S}.select": f"schema:{S}",
    f"sequence:{S}.select_id_seq": f"table:{S}.select",
    f"partitioned_table:{S}.parted": f"schema:{S}",
    f"partition:{S}.parted_2026": f"partitioned_table:{S}.parted",
    f"partition:{S}.parted_2026_1": f"partition:{S}.parted_2026",
    f"view:{S}.v": f"schema:{S}",
    f"materialized_view:{S}.m": f"schema:{S}",
    f"sequence:{S}.free": f"schema:{S}",
    f"foreign_table:{S}.f": f"schema:{S}",
    f"function:{S}.f1()": f"schema:{S}",
    f'function:{S}.f1(integer,{S}."Mood.Type"[],timestamp with time zone,character varying,text[])': f"schema:{S}",
    f'function:{S}.f1("char",character,jsonb,{S}.positive)': f"schema:{S}",
    f"procedure:{S}.p1(integer)": f"schema:{S}",
    f'aggregate:{S}."Sum.It"(integer)': f"schema:{S}",
    f"function:{S}.tr()": f"schema:{S}",
    f"function:{S}.et()": f"schema:{S}",
    f'trigger:{S}."Order ""é"" 🦊"."T.1"': f'table:{S}."Order ""é"" 🦊"',
    f"trigger:{S}.parted.on_parted": f"partitioned_table:{S}.parted",
    f'policy:{S}.select."P p"': f"table:{S}.select",
    'event_trigger:"E T"': "database:this",
    'publication:"Pub"': "database:this",
    f'rule:{S}.v."R"': f"view:{S}.v",
    f'statistics:{S}."St"': f"partitioned_table:{S}.parted",
    f"function:{S}.same({S}.pair,{S}.pair)": f"schema:{S}",
    f"function:{S}.turned({S}.pair)": f"schema:{S}",
    f"function:{S}.spelt({S}.pair)": f"schema:{S}",
    f"function:{S}.from_sql(internal)": f"schema:{S}",
    f'operator:{S}."==="({S}.pair,{S}.pair)': f"schema:{S}",
    f'operator:{S}."!!"(NONE,{S}.pair)': f"schema:{S}",
    f"operator_family:{S}.fam(hash)": f"schema:{S}",
    f'operator_class:{S}."Cl"(hash)': f"schema:{S}",
    f'collation:{S}."Coll"': f"schema:{S}",
    f"conversion:{S}.conv": f"schema:{S}",
    f"text_search_template:{S}.tmpl": f"schema:{S}",
    f"text_search_dictionary:{S}.dict": f"schema:{S}",
    f"text_search_parser:{S}.pars": f"schema:{S}",
    f"text_search_configuration:{S}.conf": f"schema:{S}",
    f"cast:({S}.pair,text)": "database:this",
    'language:"L l"': "database:this",
    f'transform:({S}.pair,"L l")': "database:this",
    'access_method:"Heap"': "database:this",
    "foreign_data_wrapper:w": "database:this",
    "foreign_server:far": "database:this",
    "language:plpgsql": "extension:plpgsql",
    "subscription:sub": "database:this",
    "extension:plpgsql": "database:this",
    "schema:public": "database:this",
    "database:this": None,
}

DIRECTUS = """
CREATE TABLE directus_collections (collection varchar(64) PRIMARY KEY, "group" varchar(64), icon text);
CREATE TABLE orders (id int PRIMARY KEY);
CREATE TABLE "Order lines" (id int PRIMARY KEY);
CREATE TABLE untracked (id int PRIMARY KEY);
CREATE VIEW order_totals AS SELECT 1 AS one;
CREATE SCHEMA elsewhere;
CREATE TABLE elsewhere."Sales" (id int PRIMARY KEY);
INSERT INTO directus_collections VALUES
    ('Sales', NULL), ('Deep "er"', 'Sales'), ('orders', 'Sales'), ('Order lines', 'orders'),
    ('order_totals', 'Deep "er"');
"""


@pytest.fixture
def governed(server: embedded.Server) -> Iterator[Session]:
    """A session on a database with the governance part in public; undone afterwards."""
    with undone(governed_once(server.dsn)) as session:
        yield session


def tree(session: Session) -> dict[str, str | None]:
    """object_ref to parent_ref of everything there is."""
    rows = ask(session, TREE)
    assert len({row["object_ref"] for row in rows}) == len(rows), "a reference stands for two objects"
    return {row["object_ref"]: row["parent_ref"] for row in rows}


def ruleset(session: Session, **columns: str) -> None:
    """Put a ruleset in force; columns are SQL expressions."""
    given = {"kinds": "ARRAY['table']", "required_kinds": "ARRAY['table']", **columns}
    ask(
        session,
        f"INSERT INTO governance_ruleset (ruleset_version, active, {', '.join(given)}) "
        f"VALUES (gen_random_uuid(), true, {', '.join(given.values())})",
    )


def under_roof(session: Session) -> set[str]:
    """The references under the roof."""
    return {row["object_ref"] for row in ask(session, INVENTORY)}


def test_every_kind_is_found_by_its_one_name(governed: Session) -> None:
    """All of them, with their containers, and nothing else: no temporary, system, internal nor own object."""
    ask(governed, EVERY_KIND)
    ask(
        governed,
        "CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE)",
    )
    assert tree(governed) == EXPECTED


@pytest.mark.parametrize("schema", ["oneroof", "public", "governed"])
def test_nothing_of_ours_is_under_the_roof(server: embedded.Server, schema: str) -> None:
    """Wherever the governance part stands, a fresh database has only what PostgreSQL put there."""
    with Session.open(governed_once(server.dsn, schema)) as session:
        rows = session.rows("coverage/list_objects", {"governance": Identifier(schema)}, kind=None)
    found = {row["object_ref"] for row in rows} - {"schema:governed"}
    assert found == {"database:this", "schema:public", "extension:plpgsql", "language:plpgsql"}


def test_a_users_own_relation_of_our_kind_of_name_is_under_the_roof(governed: Session) -> None:
    """Ours are known by the record of the install, not by a prefix."""
    ask(governed, "CREATE TABLE governance_of_mine (); CREATE FUNCTION fn_mine() RETURNS int RETURN 1")
    assert {"table:public.governance_of_mine", "function:public.fn_mine()"} <= under_roof(governed)


@pytest.mark.parametrize(
    "setting",
    ["SET quote_all_identifiers = on", 'SET search_path = "We.ird ""S""", public', "SET search_path = ''"],
)
def test_names_do_not_depend_on_settings(governed: Session, setting: str) -> None:
    """quote_all_identifiers and the search_path change nothing."""
    ask(governed, EVERY_KIND)
    before = tree(governed)
    ask(governed, setting)
    assert tree(governed) == before


def test_shadows_change_nothing(governed: Session) -> None:
    """Temporary tables and functions of the names that the views read do not stand before them."""
    ask(governed, DIRECTUS)
    before = tree(governed)
    ask(
        governed,
        "SET LOCAL search_path = pg_temp, evil, public;"
        "CREATE TEMP TABLE pg_class (x int); CREATE TEMP TABLE governance_ruleset (x int);"
        'CREATE TEMP TABLE directus_collections (collection text, "group" text);'
        "CREATE SCHEMA evil; CREATE FUNCTION evil.replace(text, text, text) RETURNS text RETURN 'evil'",
    )
    assert {ref: parent for ref, parent in tree(governed).items() if "evil" not in ref} == before


def test_the_inventory_does_not_depend_on_the_readers_grants(governed: Session) -> None:
    """A role that may read the view and nothing else sees what the owner sees."""
    ask(governed, EVERY_KIND + "SET LOCAL search_path = public;" + DIRECTUS)
    everything = ask(governed, INVENTORY + " ORDER BY 1")
    ask(
        governed,
        "CREATE ROLE passing_reader; REVOKE ALL ON SCHEMA public FROM PUBLIC; "
        "GRANT USAGE ON SCHEMA public TO passing_reader; "
        "GRANT SELECT ON public.v_governance_object_inventory TO passing_reader; "
        "GRANT EXECUTE ON FUNCTION fn_directus_collections(), fn_directus_rows(text[]) TO passing_reader; "
        "SET LOCAL ROLE passing_reader",
    )
    assert ask(governed, INVENTORY + " ORDER BY 1") == everything != []


# -- Directus -------------------------------------------------------------------------------------------------------


def test_a_collection_with_a_table_is_that_table_and_one_without_is_a_folder(governed: Session) -> None:
    """Its container is its group, a folder or a table; a table unknown to Directus stays in its schema."""
    ask(governed, DIRECTUS)
    found = tree(governed)
    assert found['directus_folder:"Sales"'] == "schema:public"
    assert found['directus_folder:"Deep ""er"""'] == 'directus_folder:"Sales"'
    assert found["table:public.orders"] == 'directus_folder:"Sales"'
    assert found['table:public."Order lines"'] == "table:public.orders"
    assert found["view:public.order_totals"] == 'directus_folder:"Deep ""er"""'
    assert found["table:public.untracked"] == "schema:public"
    assert found['table:elsewhere."Sales"'] == "schema:elsewhere"
    status = {row["object_ref"]: (row["source"], row["status"]) for row in ask(governed, INVENTORY)}
    assert status["table:public.orders"] == ("catalog", "managed")
    assert status["table:public.untracked"] == ("catalog", "untracked")
    assert status['directus_folder:"Sales"'] == ("directus", "folder")
    assert "table:public.directus_collections" not in status


def test_folders_in_a_circle_are_listed_once(governed: Session) -> None:
    """Directus does not refuse a circle of groups; reading it ends."""
    ask(governed, DIRECTUS + "UPDATE directus_collections SET \"group\" = 'Deep \"er\"' WHERE collection = 'Sales'")
    found = tree(governed)
    assert found['directus_folder:"Sales"'] == 'directus_folder:"Deep ""er"""'
    assert found['directus_folder:"Deep ""er"""'] == 'directus_folder:"Sales"'


def test_another_table_of_directus_name_is_not_directus(governed: Session) -> None:
    """Without its columns it is a table like any other."""
    ask(governed, "CREATE TABLE directus_collections (id int); CREATE TABLE t (id int)")
    assert tree(governed)["table:public.t"] == "schema:public"


def test_a_table_posing_as_directus_runs_nothing_with_the_owners_rights(governed: Session) -> None:
    """A column whose cast to text is a user's function is not read; a policy raises instead of hiding rows."""
    ask(
        governed,
        "CREATE TYPE trap AS ENUM ('a'); CREATE FUNCTION spring(trap) RETURNS text LANGUAGE plpgsql AS "
        "'BEGIN RAISE EXCEPTION ''sprung''; END'; CREATE CAST (trap AS text) WITH FUNCTION spring(trap) AS IMPLICIT;"
        'CREATE TABLE directus_collections (collection trap, "group" text);'
        "INSERT INTO directus_collections VALUES ('a', NULL)",
    )
    assert "table:public.directus_collections" in tree(governed)
    ask(governed, "ALTER TABLE directus_collections ALTER collection TYPE text USING 'Folder'")
    assert 'directus_folder:"Folder"' in tree(governed)


# -- the ruleset ----------------------------------------------------------------------------------------------------


def test_only_what_the_active_ruleset_names_is_under_the_roof(governed: Session) -> None:
    """Kinds, schemas and excluded names; what belongs to an excluded relation is excluded with it."""
    ask(governed, EVERY_KIND + "SET LOCAL search_path = public;" + DIRECTUS)
    ruleset(governed)
    assert under_roof(governed) == {
        f'table:{S}."Order ""é"" 🦊"', f"table:{S}.select", "table:public.orders", 'table:public."Order lines"',
        "table:public.untracked", 'table:elsewhere."Sales"', "table:public.directus_collections",
    }  # fmt: skip
    ruleset(governed, schemas="ARRAY['public', 'elsewhere']", excluded_names=r"ARRAY['directus\_%', 'un%']")
    assert under_roof(governed) == {"table:public.orders", 'table:public."Order lines"', 'table:elsewhere."Sales"'}
    ruleset(governed, kinds="ARRAY['trigger', 'sequence', 'policy']", excluded_names="ARRAY['Order%']")
    assert under_roof(governed) == {
        f"sequence:{S}.select_id_seq", f"sequence:{S}.free", f'policy:{S}.select."P p"',
        f"trigger:{S}.parted.on_parted",
    }  # fmt: skip


def test_containers_need_no_owner_whatever_the_ruleset_says(governed: Session) -> None:
    """Database, schema and folder never must have one."""
    ask(governed, DIRECTUS)
    kinds = "ARRAY['database', 'schema', 'directus_folder', 'table']"
    ruleset(governed, kinds=kinds, required_kinds=kinds)
    required = {row["kind"] for row in ask(governed, INVENTORY) if row["requires_owner"]}
    assert required == {"table"}


def test_exactly_one_ruleset_is_active(governed: Session) -> None:
    """The version that becomes active takes the place of the one that was."""
    ruleset(governed)
    ruleset(governed)
    active = ask(governed, "SELECT ruleset_version FROM governance_ruleset WHERE active")
    assert len(active) == 1
    ask(governed, "UPDATE governance_ruleset SET active = true WHERE ruleset_version = 'default'")
    active = ask(governed, "SELECT ruleset_version FROM governance_ruleset WHERE active")
    assert active == [{"ruleset_version": "default"}]


def test_a_registered_object_is_under_the_roof_until_retired(governed: Session) -> None:
    """Whatever its kind and source; the ruleset says whether it must have an owner; what the catalog knows wins."""
    ask(
        governed,
        "CREATE TABLE t (id int); INSERT INTO governance_object (object_ref, kind, parent_ref, source, status) VALUES "
        "('dbt_model:model.shop.orders', 'dbt_model', 'dbt_project:shop', 'dbt', 'active'), "
        "('dbt_model:model.shop.old', 'dbt_model', NULL, 'dbt', 'retired'), "
        "('table:public.t', 'table', 'dbt_project:shop', 'dbt', 'active'), "
        "('database:billing', 'database', NULL, 'by hand', 'active')",
    )
    ruleset(governed, required_kinds="ARRAY['table', 'dbt_model']")
    rows = {row["object_ref"]: row for row in ask(governed, INVENTORY)}
    assert set(rows) == {"dbt_model:model.shop.orders", "table:public.t", "database:billing"}
    assert rows["dbt_model:model.shop.orders"]["requires_owner"]
    assert not rows["database:billing"]["requires_owner"]
    assert (rows["table:public.t"]["source"], rows["table:public.t"]["parent_ref"]) == ("catalog", "schema:public")


def test_members_of_an_extension_belong_to_it(governed: Session) -> None:
    """They are its objects and need no owner of their own; what the user put on one of them is the user's."""
    ask(
        governed,
        "CREATE TABLE plain (id int GENERATED ALWAYS AS IDENTITY, x int); CREATE POLICY p ON plain USING (true);"
        "CREATE FUNCTION of_mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
        "CREATE FUNCTION of_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
        "CREATE TRIGGER by_me AFTER INSERT ON plain FOR EACH ROW EXECUTE FUNCTION of_mine();"
        "CREATE TRIGGER by_it AFTER INSERT ON plain FOR EACH ROW EXECUTE FUNCTION of_it();"
        "ALTER EXTENSION plpgsql ADD TABLE public.plain; ALTER EXTENSION plpgsql ADD FUNCTION public.of_it()",
    )
    kinds = "ARRAY['extension', 'table', 'sequence', 'policy', 'trigger', 'function']"
    ruleset(governed, kinds=kinds, required_kinds=kinds)
    found = {
        row["object_ref"]: (row["parent_ref"], row["status"], row["requires_owner"]) for row in ask(governed, INVENTORY)
    }
    assert found == {
        "extension:plpgsql": ("database:this", "active", True),
        "table:public.plain": ("extension:plpgsql", "member", False),
        "sequence:public.plain_id_seq": ("table:public.plain", "member", False),
        "policy:public.plain.p": ("table:public.plain", "member", False),
        "function:public.of_it()": ("extension:plpgsql", "member", False),
        "trigger:public.plain.by_it": ("table:public.plain", "member", False),
        "trigger:public.plain.by_me": ("table:public.plain", "active", True),
        "function:public.of_mine()": ("schema:public", "active", True),
    }


def test_columns_are_there_where_the_ruleset_or_a_row_names_them(governed: Session) -> None:
    """None by default; one that an ownership row names; all where the ruleset has the kind, save a partition's."""
    ask(
        governed,
        'CREATE TABLE t (a int, "B.b" int, gone int); ALTER TABLE t DROP gone; CREATE VIEW v AS SELECT a FROM t;'
        "CREATE TABLE parted (c int) PARTITION BY LIST (c); CREATE TABLE part PARTITION OF parted DEFAULT",
    )

    def columns() -> dict[str, str | None]:
        return {ref: parent for ref, parent in tree(governed).items() if ref.startswith("column:")}

    assert columns() == {}
    ask(
        governed,
        "INSERT INTO governance_object_ownership (object_ref) VALUES ('column:public.t.\"B.b\"'), ('column:x')",
    )
    assert columns() == {'column:public.t."B.b"': "table:public.t"}
    assert "column:public" not in "".join(under_roof(governed))
    ruleset(governed, kinds="ARRAY['column']", required_kinds="ARRAY['column']")
    assert columns() == {
        "column:public.t.a": "table:public.t",
        'column:public.t."B.b"': "table:public.t",
        "column:public.v.a": "view:public.v",
        "column:public.parted.c": "partitioned_table:public.parted",
    }
    assert under_roof(governed) == set(columns())


def test_what_is_named_as_one_of_ours_and_is_none_is_under_the_roof(governed: Session) -> None:
    """Ours are relations and functions; a collation of such a name is the user's."""
    ask(governed, "CREATE COLLATION governance_object (provider = libc, locale = 'C')")
    assert "collation:public.governance_object" in under_roof(governed)
