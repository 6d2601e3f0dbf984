"""The fifteen nasty cases of an inventory, on every version.

Fourteen are the catalog's: found by a role that has no grant at all, where nothing of ours is installed, under any
settings. The fifteenth is in Directus' rows, which a role without a grant sees through our view alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer, Reader, Session
from oneroof.schema.install import install
from tests.pg.catalog_reading import CatalogObject, read_catalog
from tests.pg.inventory_cases import CASES, Case, collections, placed, schema_of
from tests.pg.schema_support import ask, undone

pytestmark = pytest.mark.every_version
WANTED = 15
#: A field whose column is gone, one that never had any, and one that is a column; and a collection whose table is gone.
GHOSTS = """
    CREATE TABLE public.directus_collections (collection varchar(64) PRIMARY KEY, "group" varchar(64));
    CREATE TABLE public.directus_fields (id int PRIMARY KEY, collection varchar(64), field varchar(64), special text);
    CREATE TABLE public."Cus.tomers" (id int PRIMARY KEY);
    INSERT INTO public.directus_collections VALUES ('Cus.tomers', NULL), ('gone', NULL);
    INSERT INTO public.directus_fields VALUES
        (1, 'Cus.tomers', 'id', NULL), (2, 'Cus.tomers', 'Re.named', NULL), (3, 'Cus.tomers', 'lines', 'o2m');
    UPDATE governed.governance_ruleset SET kinds = kinds || ARRAY['directus_field'];
    GRANT USAGE ON SCHEMA governed TO {role}; GRANT SELECT ON governed.v_governance_object_tree TO {role};
    GRANT EXECUTE ON FUNCTION governed.fn_directus_collections(), governed.fn_directus_rows(text[]) TO {role};
    SET LOCAL ROLE {role}
"""
GHOSTLY = {
    'table:public."Cus.tomers"': ("schema:public", "managed"),
    'directus_field:"Cus.tomers"."Re.named"': ('table:public."Cus.tomers"', "ghost"),
    'directus_field:"Cus.tomers".lines': ('table:public."Cus.tomers"', "alias"),
    "directus_folder:gone": ("schema:public", "ghost"),
}


@pytest.fixture(scope="module")
def nasty(server: embedded.Server) -> Iterator[tuple[Dsn, Dsn]]:
    """A database with every case: for its superuser, and for a login that was granted nothing and lost the rest."""
    name = f"nasty_{uuid4().hex[:8]}"
    with Session.open(server.dsn) as session:
        session.execute(SQL("CREATE DATABASE {0}").format(Identifier(name)))
        session.execute(SQL("CREATE ROLE {} LOGIN NOINHERIT").format(Identifier(name)))
    mine = server.dsn.with_database(name)
    with Session.open(mine, settings={"search_path": "public"}) as session:
        for case in CASES:
            script = f"CREATE SCHEMA {schema_of(case)}; {placed(case, case.script)}"
            session.connection.execute(script.encode())
        session.connection.execute(b"REVOKE ALL ON SCHEMA public, information_schema FROM PUBLIC")
    yield mine, mine.with_parameters(user=name)
    with Session.open(server.dsn) as session:
        session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
        session.execute(SQL("DROP ROLE {}").format(Identifier(name)))


def read(dsn: Dsn, settings: dict[str, str] | None = None, kinds: tuple[str, ...] = ()) -> tuple[CatalogObject, ...]:
    """The catalog, as a reader has it who may do nothing but connect."""
    columns = [placed(case, ref) for case in CASES for ref in case.expected if ref.startswith("column:")]
    directus = [row for case in CASES for row in collections(case)]
    with Reader.open(dsn, settings=settings) as session, session.snapshot():
        return read_catalog(session, directus=directus, kinds=kinds, named=columns)


def told(case: Case, objects: tuple[CatalogObject, ...]) -> dict[str, tuple[str | None, bool]]:
    """What was found in the case's schema: its containers, and whether it is an extension's."""
    return {
        each.object_ref: (each.parent_ref, each.status == "member")
        for each in objects
        if each.schema_name == schema_of(case) and each.kind != "schema"
    }


def wanted(case: Case) -> dict[str, tuple[str | None, bool]]:
    """What must be found there."""
    return {placed(case, ref): (placed(case, parent), ref in case.members) for ref, parent in case.expected.items()}


def ghosts(nasty: tuple[Dsn, Dsn]) -> dict[str, tuple[str, str]]:
    """Directus' collections and fields as our view tells them to a role that may read it and nothing else; undone."""
    with Installer.open(nasty[0]) as session:
        install(session, governance=True, schema="governed")
    with undone(nasty[0]) as session:
        ask(session, GHOSTS.format(role=nasty[1].parameters["user"]))
        rows = ask(
            session,
            "SELECT object_ref, parent_ref, status FROM governed.v_governance_object_tree "
            "WHERE schema_name = 'public' AND object_ref NOT LIKE '%.directus%' AND kind <> 'schema'",
        )
    return {row["object_ref"]: (row["parent_ref"], row["status"]) for row in rows}


def test_every_case_is_found_without_a_grant(nasty: tuple[Dsn, Dsn]) -> None:
    """Each object once, by its one name, in what contains it; nothing else: fifteen of fifteen."""
    objects = read(nasty[1])
    found = [case.name for case in CASES if told(case, objects) == wanted(case)]
    for case in CASES:
        assert told(case, objects) == wanted(case), case.name
    assert len({each.object_ref for each in objects}) == len(objects), "a reference stands for two objects"
    assert ghosts(nasty) == GHOSTLY
    found.append("ghost fields")
    assert len(found) == WANTED
    print(f"{len(found)} of {WANTED}: {'; '.join(found)}")  # noqa: T201 - the closing line of the proof


@pytest.mark.parametrize(
    "settings",
    [
        {"quote_all_identifiers": "on", "search_path": '"case_6 types", case_1, public', "row_security": "on"},
        {"search_path": "", "lc_numeric": "C", "escape_string_warning": "off", "enable_hashjoin": "off"},
    ],
)
def test_no_setting_changes_a_name(nasty: tuple[Dsn, Dsn], settings: dict[str, str]) -> None:
    """Nor what contains it."""
    assert set(read(nasty[1], settings)) == set(read(nasty[0]))


def test_the_installed_function_says_the_same(nasty: tuple[Dsn, Dsn]) -> None:
    """One text: what a role without grants reads is what the function of an installed database gives its owner."""
    read_bare = read(nasty[1], kinds=("column",))
    bare = {each.object_ref: each for each in read_bare if each.source != "directus" and each.schema_name != "governed"}
    with Installer.open(nasty[0]) as session:
        install(session, governance=True, schema="governed")
        rows = {CatalogObject(**row) for row in ask(session, "SELECT * FROM governed.fn_catalog_objects('{column}')")}
    after = {each.object_ref: each for each in rows if each.schema_name != "governed"}
    assert after.keys() == bare.keys()
    differ = {ref for ref, each in after.items() if each != bare[ref]}
    assert differ == {"table:case_12.orders"}, "it alone is in a folder of Directus"


def test_the_query_quotes_as_the_function_does(nasty: tuple[Dsn, Dsn]) -> None:
    """``fn_object_ref_part``, with which other SQL puts references together, has the query's rule."""
    with Installer.open(nasty[0]) as session:
        install(session, governance=True, schema="governed")
        rows = ask(
            session,
            "SELECT object_ref, 'schema:' || governed.fn_object_ref_part(own_name) AS schema, kind || ':' "
            "|| governed.fn_object_ref_part(schema_name) || '.' || governed.fn_object_ref_part(own_name) AS rest, kind "
            "FROM governed.fn_catalog_objects() "
            "WHERE kind IN ('schema', 'table', 'view', 'sequence', 'enum', 'domain', 'statistics')",
        )
    wrong = [row for row in rows if row["object_ref"] not in {row["schema"], row["rest"]}]
    assert (wrong, len(rows) > len(CASES)) == ([], True)
