"""The reference of objects: every kind stands in it once, and each example is found as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from oneroof.coverage.catalog import KINDS, SOURCE_KINDS
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer, Session
from oneroof.schema.install import install
from tests.pg.catalog_reading import DirectusCollection, read_catalog
from tests.pg.schema_support import value

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "objects.md"
EXAMPLES = Path(__file__).with_name("object_examples.sql")


CATALOG, SOURCES = PAGE.read_text(encoding="utf-8").split("## Objects of Directus")


def stated() -> dict[str, tuple[str, str | None]]:
    """Kind to its example and what that is contained in, as the page has them for the catalog."""
    rows = {}
    for line in CATALOG.splitlines():
        if line.startswith("| `"):
            kind, example, parent = (cell.strip().strip("`") for cell in line.split("|")[1:4])
            assert kind not in rows
            rows[kind] = (example, parent or None)
    return rows


def test_every_kind_is_in_the_table_once() -> None:
    """Those that the query knows, and no other; then those of the sources, all in the order of the code."""
    assert tuple(stated()) == KINDS
    of_sources = [row.split("|")[1] for row in SOURCES.splitlines() if re.match(r"\| `(directus|dbt)_", row)]
    assert tuple(re.findall(r"`(\w+)`", " ".join(of_sources))) == SOURCE_KINDS


@pytest.mark.every_version
def test_each_example_is_found_as_it_says(database: Dsn) -> None:
    """Its kind, its reference and its container; and no object of a kind that is not in the table."""
    with Session.open(database) as session, session.connection.transaction(force_rollback=True):
        session.connection.execute(EXAMPLES.read_bytes())
        session.connection.execute(b"SET LOCAL search_path = pg_catalog, pg_temp")
        found = read_catalog(
            session,
            directus=[DirectusCollection("shop", "Sales", None)],
            named=["column:shop.orders.total"],
        )
    by_ref = {each.object_ref: each for each in found}
    for kind, (example, parent) in stated().items():
        assert example in by_ref, example
        assert (by_ref[example].kind, by_ref[example].parent_ref) == (kind, parent), example
    assert {each.kind for each in found} == set(KINDS)
    assert [each.object_ref for each in found if not each.object_ref.startswith(f"{each.kind}:")] == []


def test_the_ruleset_of_the_install_has_every_kind_but_columns(database: Dsn) -> None:
    """Its title says: everything that the catalog has."""
    with Installer.open(database) as session:
        install(session, governance=True, schema="public")
        kinds = value(session, "SELECT kinds FROM public.governance_ruleset")
    assert sorted({*kinds, "column"} - set(SOURCE_KINDS)) == sorted(KINDS)
