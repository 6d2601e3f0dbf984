"""`oneroof inventory` end to end: objects, counts, columns for the asking, a kind that nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer
from oneroof.schema.install import install
from tests.acceptance.conftest import Answer, Oneroof
from tests.pg.schema_support import ask, governed_copy
from tests.pg.test_sources_directus import CONTENT, TABLES

WORLD = """
    CREATE SCHEMA shop; CREATE TABLE shop.orders (id int, "To.tal" int); CREATE TABLE shop.left_over (id int);
    INSERT INTO governance_principal (principal_ref, kind, display_name)
    VALUES ('team:a', 'team', ''), ('team:b', 'team', '');
    INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES
        ('table:shop.orders', 'team:a'), ('column:shop.orders."To.tal"', 'team:b');
"""
OWNED = """
    INSERT INTO governance_principal (principal_ref, kind, display_name)
    VALUES ('team:a', 'team', ''), ('team:b', 'team', '');
    INSERT INTO governance_object_ownership (object_ref, owner_ref)
    VALUES ('directus_folder:"Sales"', 'team:a'), ('directus_field:orders.divider', 'team:b');
"""
#: Two columns that also stand in what another team owns.
LINKED = """
    ALTER TABLE shop.orders ADD torn int; ALTER TABLE shop.left_over ADD linked int;
    INSERT INTO governance_object (object_ref, kind, source) VALUES ('box:b', 'box', 'test');
    INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES ('box:b', 'team:b');
    INSERT INTO governance_object_link (object_ref, also_in_ref, source)
    VALUES ('column:shop.orders.torn', 'box:b', 'test'), ('column:shop.left_over.linked', 'box:b', 'test');
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
    ask(shop, LINKED)
    answer = oneroof("inventory", "--kind", "column", "--production", shop.conninfo, "--json", schema="inventory")
    told = {each["object_ref"]: (each["owner_ref"], each["resolution"]) for each in answer.document["objects"]}
    assert told == {
        "column:shop.orders.id": ("team:a", "inherited"),
        'column:shop.orders."To.tal"': ("team:b", "direct"),
        "column:shop.left_over.id": (None, None),
        "column:shop.left_over.linked": ("team:b", "inherited"),
        "column:shop.orders.torn": (None, None),
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
    assert again.document["objects"] == answer.document["objects"]
    assert again.stderr == ""


def test_nothing_needs_to_be_installed(oneroof: Oneroof, database: Dsn) -> None:
    """The same objects of each kind as after installing, with the same status, without an owner."""
    ask(database, TABLES + CONTENT + 'CREATE SCHEMA shop; CREATE TABLE shop.t (id int, "To.tal" int)')

    def told(*words: str) -> Answer:
        answer = oneroof("inventory", *words, "--production", database.conninfo, "--json", schema="inventory")
        assert answer.status == 0
        return answer

    kinds = ("table", "column", "directus_folder", "directus_field", "directus_flow")
    asked = [(), *(("--kind", kind) for kind in kinds)]
    before = [told(*words) for words in asked]
    assert "not installed" in before[0].document["cautions"][0]
    with Installer.open(database) as session:
        install(session, governance=True, schema="public")
    for words, earlier in zip(asked, before, strict=True):
        assert told(*words).document["objects"] == earlier.document["objects"] != [], words
    fields = {each["object_ref"]: each["status"] for each in before[4].document["objects"]}
    assert fields == {
        "directus_field:orders.lines": "alias",
        "directus_field:orders.divider": "alias",
        'directus_field:orders."renamed away"': "ghost",
        'directus_field:orders."OLD NAME"': "ghost",
        "directus_field:gone_table.lines": "ghost",
        'directus_field:nowhere."a.b"': "ghost",
    }
    columns = {each["object_ref"]: each["status"] for each in before[2].document["objects"]}
    assert columns["column:public.orders.total"] == "managed"
    assert columns["column:public.orders.internal"] == "untracked"


@pytest.mark.every_version(thorough=True)
def test_what_is_for_the_asking_has_the_owner_and_the_status_that_the_tree_gives(
    oneroof: Oneroof, make_database: Callable[..., Dsn], server: embedded.Server
) -> None:
    """Fields and columns: listed alone, explained alone, and as the tree has them where the ruleset does."""
    dsn = governed_copy(make_database, server.dsn)
    ask(dsn, TABLES + CONTENT + OWNED)

    def listed(kind: str) -> list[dict[str, Any]]:
        answer = oneroof("inventory", "--kind", kind, "--production", dsn.conninfo, "--json", schema="inventory")
        return list(answer.document["objects"])

    alone = {kind: listed(kind) for kind in ("column", "directus_field")}
    owners = {each["object_ref"]: each["owner_ref"] for each in alone["directus_field"]}
    assert owners["directus_field:orders.lines"] == owners["directus_field:gone_table.lines"] == "team:a"
    assert (owners["directus_field:orders.divider"], owners['directus_field:nowhere."a.b"']) == ("team:b", None)
    for ref in ("directus_field:orders.lines", "column:public.orders.total", "column:public.orders.internal"):
        said = oneroof("owner", ref, "--production", dsn.conninfo, "--json", schema="owner").document
        (row,) = [each for each in [*alone["column"], *alone["directus_field"]] if each["object_ref"] == ref]
        assert (said["owner_ref"], said["status"]) == (row["owner_ref"], row["status"])
    ask(dsn, "UPDATE governance_ruleset SET kinds = kinds || ARRAY['column', 'directus_field']")
    assert {kind: listed(kind) for kind in alone} == alone
