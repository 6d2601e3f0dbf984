"""The nasty cases, found by a role that has no grant at all, where nothing of ours is installed, under any settings.

Directus' ghost fields are one of the fifteen and need the adapter: they are looked for where that is tested.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from oneroof.coverage.catalog import CatalogObject, read_catalog
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer, Reader, Session
from oneroof.schema.install import install
from tests.pg.inventory_cases import CASES, Case, collections, placed, schema_of
from tests.pg.schema_support import ask

pytestmark = pytest.mark.every_version
#: The fourteen of the catalog, and ghost fields.
WANTED = 15


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


def read(dsn: Dsn, settings: dict[str, str] | None = None, *, every_column: bool = False) -> tuple[CatalogObject, ...]:
    """The catalog, as a reader has it who may do nothing but connect."""
    columns = [placed(case, ref) for case in CASES for ref in case.expected if ref.startswith("column:")]
    directus = [row for case in CASES for row in collections(case)]
    with Reader.open(dsn, settings=settings) as session, session.snapshot():
        return read_catalog(session, directus=directus, every_column=every_column, named_columns=columns)


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


def test_every_case_is_found_without_a_grant(nasty: tuple[Dsn, Dsn]) -> None:
    """Each object once, by its one name, in what contains it; nothing else. The fifteenth is the adapter's."""
    objects = read(nasty[1])
    found = [case.name for case in CASES if told(case, objects) == wanted(case)]
    for case in CASES:
        assert told(case, objects) == wanted(case), case.name
    assert len({each.object_ref for each in objects}) == len(objects), "a reference stands for two objects"
    assert len(found) == WANTED - 1
    print(f"{len(found)} of {WANTED}, and Directus' ghost fields by its adapter")  # noqa: T201


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
    before = {each for each in read(nasty[1], every_column=True) if each.source != "directus"}
    renamed = {each.object_ref: each for each in before}
    with Installer.open(nasty[0]) as session:
        install(session, governance=True, schema="governed")
        rows = {CatalogObject(**row) for row in ask(session, "SELECT * FROM governed.fn_catalog_objects(true)")}
    after = {each.object_ref: each for each in rows if each.schema_name != "governed"}
    assert after.keys() == renamed.keys()
    differ = {ref for ref, each in after.items() if each != renamed[ref]}
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
