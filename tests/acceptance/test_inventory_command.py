"""`oneroof inventory` end to end: objects, counts, columns for the asking, a kind that nobody knows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer
from oneroof.schema.install import install
from tests.acceptance.conftest import Oneroof
from tests.pg.schema_support import ask, governed_copy

WORLD = """
    CREATE SCHEMA shop; CREATE TABLE shop.orders (id int, "To.tal" int); CREATE TABLE shop.left_over (id int);
    INSERT INTO governance_principal (principal_ref, kind, display_name)
    VALUES ('team:a', 'team', ''), ('team:b', 'team', '');
    INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES
        ('table:shop.orders', 'team:a'), ('column:shop.orders."To.tal"', 'team:b');
"""


@pytest.fixture
def shop(make_database: Callable[..., Dsn], server: embedded.Server) -> Dsn:
    """Two tables, one of them owned, one of its columns by another."""
    dsn = governed_copy(make_database, server.dsn)
    ask(dsn, WORLD)
    return dsn


def test_the_inventory_and_its_counts(oneroof: Oneroof, shop: Dsn) -> None:
    """The counts are the sum of the list; a kind without objects is no error, one that nobody knows is."""
    dsn = ("--production", shop.conninfo)
    answer = oneroof("inventory", *dsn, "--json", schema="inventory")
    assert answer.status == 0
    owners = {each["object_ref"]: each["owner_ref"] for each in answer.document["objects"]}
    assert (owners["table:shop.orders"], owners["table:shop.left_over"]) == ("team:a", None)
    assert not any(each["kind"] == "column" for each in answer.document["objects"])
    counts = oneroof("inventory", *dsn, "--counts", "--json", schema="inventory")
    assert counts.document == {"counts": answer.document["counts"], "cautions": []}
    assert sum(each["objects"] for each in counts.document["counts"]) == len(answer.document["objects"])
    tables = next(each for each in counts.document["counts"] if each["kind"] == "table")
    assert tables == {"kind": "table", "objects": 2, "required": 2, "owned": 1, "members": 0}
    told = oneroof("inventory", *dsn)
    assert "(none)" in next(line for line in told.stdout.splitlines() if "table:shop.left_over" in line)
    none = oneroof("inventory", *dsn, "--kind", "cast", "--json", schema="inventory")
    assert (none.status, none.document) == (0, {"objects": [], "counts": [], "cautions": []})
    wrong = oneroof("inventory", *dsn, "--kind", "tabel", "--json", schema="error")
    assert wrong.status == 2
    assert "Did you mean table?" in wrong.document["error"]["next"]


def test_columns_are_listed_for_the_asking(oneroof: Oneroof, shop: Dsn) -> None:
    """Each with the owner of its relation, or with its own; they count in no figure, and the command says so."""
    answer = oneroof("inventory", "--kind", "column", "--production", shop.conninfo, "--json", schema="inventory")
    told = {each["object_ref"]: (each["owner_ref"], each["resolution"]) for each in answer.document["objects"]}
    assert told == {
        "column:shop.orders.id": ("team:a", "inherited"),
        'column:shop.orders."To.tal"': ("team:b", "direct"),
        "column:shop.left_over.id": (None, None),
    }
    assert "does not have the kind column" in answer.stderr
    of_column = oneroof("owner", "column:shop.orders.id", "--production", shop.conninfo, "--json", schema="owner")
    assert (of_column.status, of_column.document["owner_ref"], of_column.document["resolution"]) == (
        0, "team:a", "inherited",
    )  # fmt: skip
    ours = oneroof("owner", "column:public.governance_object.kind", "--production", shop.conninfo)
    assert ours.status == 2
    ask(shop, "UPDATE governance_ruleset SET kinds = kinds || ARRAY['column']")
    again = oneroof("inventory", "--kind", "column", "--production", shop.conninfo, "--json", schema="inventory")
    assert {each["object_ref"]: (each["owner_ref"], each["resolution"]) for each in again.document["objects"]} == told
    assert again.stderr == ""


def test_nothing_needs_to_be_installed(oneroof: Oneroof, database: Dsn) -> None:
    """The same objects as after installing, without an owner; what is missing is said."""
    ask(database, 'CREATE SCHEMA shop; CREATE TABLE shop.orders (id int, "To.tal" int); CREATE VIEW shop.v AS SELECT')
    before = oneroof("inventory", "--production", database.conninfo, "--json", schema="inventory")
    columns = oneroof("inventory", "--kind", "column", "--production", database.conninfo, "--json", schema="inventory")
    assert (before.status, columns.status) == (0, 0)
    assert "not installed" in before.document["cautions"][0]
    with Installer.open(database) as session:
        install(session, governance=True, schema="public")
    after = oneroof("inventory", "--production", database.conninfo, "--json", schema="inventory")
    assert before.document["objects"] == after.document["objects"] != []
    later = oneroof("inventory", "--kind", "column", "--production", database.conninfo, "--json", schema="inventory")
    assert columns.document["objects"] == later.document["objects"] != []
