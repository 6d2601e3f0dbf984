"""Importing a dbt manifest is a packet: it is undone without a trace, runs again, and never takes what people set."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from oneroof.coverage.known import read_known
from oneroof.coverage.look import first_look
from oneroof.coverage.owners import Matched, match_owners, read_owners
from oneroof.coverage.read import read_principals, read_tree
from oneroof.coverage.registration import PlannedImport, import_packet, plan_import, read_manifest
from oneroof.errors import ConfigError, FactsSayNo
from oneroof.packets.load import load
from oneroof.packets.outcome import Declaration
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneWriter, Installer, Reader
from oneroof.schema.install import install
from oneroof.sources.files import settle
from tests.dbt_support import manifest, node, shop, text
from tests.matrix import sampled
from tests.pg.demo_support import SCHEMA, ask, content, governed_clone, run_packet, tell

REGISTERED = "governance_object"
LINKS = "governance_object_link"
BY_HAND = "INSERT INTO governance_object (object_ref, kind, source) VALUES"


@pytest.fixture
def clone(make_database: Callable[..., Dsn], server: embedded.Server) -> Dsn:
    """A clone with the relations that the project shop makes and reads."""
    dsn = governed_clone(make_database, server.dsn)
    tell(
        dsn,
        'CREATE TABLE public."Order facts" (id int); CREATE VIEW public.cust_v2 AS SELECT 1 AS one; CREATE SCHEMA raw;'
        "CREATE TABLE raw.orders (id int)",
    )
    return dsn


@pytest.fixture
def session(clone: Dsn) -> Iterator[CloneWriter]:
    """A session on the clone."""
    with CloneWriter.open(clone) as opened:
        yield opened


class Imports:
    """Imports of manifests into one clone, each as a packet in a folder of its own."""

    def __init__(self, session: CloneWriter, folder: Path) -> None:
        self.session = session
        self.folder = folder
        self.done = 0

    def plan(self, nodes: list[dict[str, Any]] | None = None, *, root: str = "", **how: Any) -> PlannedImport:
        """What a manifest of these nodes changes."""
        file = self.folder / "manifest.json"
        wanted = shop(self.session.dsn.database) if nodes is None else nodes
        file.write_text(text(manifest(*wanted, **how)), "utf-8")
        return plan_import(self.session, SCHEMA, read_manifest(file), root)

    def write(self, planned: PlannedImport) -> Path:
        """Its packet's folder."""
        self.done += 1
        return import_packet(SCHEMA, planned, self.folder / str(self.done))

    def run(self, nodes: list[dict[str, Any]] | None = None, **how: Any) -> PlannedImport:
        """Import, and hold the packet to what it declares."""
        planned = self.plan(nodes, **how)
        done = run_packet(self.session, load(self.write(planned)))
        assert (done.executed, done.deviation) == (True, None)
        return planned


@pytest.fixture
def imports(session: CloneWriter, tmp_path: Path) -> Imports:
    """Imports into the clone."""
    return Imports(session, tmp_path)


def rows(dsn: Dsn) -> dict[str, dict[str, Any]]:
    """Registered objects by reference, as they stand."""
    return {row["object_ref"]: row for row in content_rows(dsn)}


def content_rows(dsn: Dsn) -> list[dict[str, Any]]:
    """Every column of every registered object, but for the moment."""
    columns = "object_ref, parent_ref, source, status, display_name, source_path"
    return ask(dsn, f"SELECT {columns} FROM {REGISTERED} ORDER BY object_ref")


@pytest.mark.every_version(thorough=True)
def test_an_import_runs_twice_is_undone_and_runs_again(session: CloneWriter, clone: Dsn, imports: Imports) -> None:
    """Rows as declared; the second run writes nothing; the rollback leaves what stood before; nothing is no packet."""
    before = content(clone, REGISTERED), content(clone, LINKS)
    planned = imports.plan(root="transform")
    packet = load(imports.write(planned))
    done = run_packet(session, packet)
    assert (done.executed, done.deviation) == (True, None)
    assert [(item.table, item.inserted, item.updated) for item in done.deltas] == [
        (f"public.{REGISTERED}", 12, 0),
        (f"public.{LINKS}", 2, 0),
    ]
    found = rows(clone)
    assert found["dbt_model:model.shop.orders"] == {
        "object_ref": "dbt_model:model.shop.orders",
        "parent_ref": "dbt_group:group.shop.finance",
        "source": "dbt:shop",
        "status": "active",
        "display_name": "orders",
        "source_path": "transform/models/orders.sql",
    }
    assert found['dbt_source:source.shop."Raw Data".orders']["parent_ref"] == "table:raw.orders"
    again = run_packet(session, packet, declared=Declaration.nothing_more())
    assert (again.executed, again.deviation) == (True, None)
    assert not run_packet(session, packet, pins=done.pins).executed, "the guard: it is registered already"
    assert run_packet(session, packet, "rollback", pins=done.pins).executed
    assert (content(clone, REGISTERED), content(clone, LINKS)) == before
    assert run_packet(session, packet, pins=done.pins).executed
    planned = imports.plan(root="transform")
    assert (planned.registration.empty, planned.registration.unchanged) == (True, 12)
    with pytest.raises(FactsSayNo, match="Nothing is to be registered: the database says what"):
        imports.write(planned)


def test_what_people_set_survives_and_rows_that_change_are_put_back(
    session: CloneWriter, clone: Dsn, imports: Imports
) -> None:
    """A container, a name and a retirement by hand stay through every import; ownership rows are not even read."""
    imports.run()
    tell(
        clone,
        "UPDATE governance_object SET parent_ref = 'schema:public' WHERE object_ref = 'dbt_model:model.shop.orders';"
        "UPDATE governance_object SET status = 'retired' WHERE object_ref = 'dbt_seed:seed.shop.countries';"
        "INSERT INTO governance_object_ownership (object_ref, owner_ref)"
        " VALUES ('dbt_model:model.shop.orders', 'team:x');"
        f"{BY_HAND} ('dbt_model:model.shop.byhand', 'dbt_model', 'dbt:shop')",
    )
    owned = content(clone, "governance_object_ownership")
    before = content(clone, REGISTERED)
    moved = [{**item, "original_file_path": "models/new.sql"} for item in shop(clone.database)]
    planned = imports.plan(moved[:-1])
    packet = load(imports.write(planned))
    done = run_packet(session, packet)
    assert done.deviation is None
    found = rows(clone)
    assert found["dbt_model:model.shop.orders"]["parent_ref"] == "schema:public"
    assert found["dbt_model:model.shop.orders"]["source_path"] == "models/new.sql"
    assert found["dbt_seed:seed.shop.countries"]["status"] == "retired"
    assert found["dbt_model:model.shop.byhand"]["status"] == "active"
    assert found["dbt_model:model.dbt_utils.days"]["status"] == "gone"
    assert content(clone, "governance_object_ownership") == owned
    assert {kept.why for kept in planned.registration.kept} == {"parent_ref is set by hand", "status is set by hand"}
    assert run_packet(session, packet, "rollback", pins=done.pins).executed
    assert content(clone, REGISTERED) == before


def test_gone_is_not_under_the_roof_and_its_ownership_dangles(clone: Dsn, imports: Imports) -> None:
    """By a complete manifest alone: one that was cut down ends nothing, whatever it lacks."""
    imports.run()
    tell(
        clone,
        "INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES ('dbt_model:model.shop.helper', 'x')",
    )
    nodes = shop(clone.database)
    part = [item for item in nodes if item["unique_id"] != "model.shop.helper"]
    whole: dict[str, list[str]] = {item["unique_id"]: [] for item in nodes if item["resource_type"] != "group"}
    cut = imports.plan(part, parents=whole)
    assert (cut.registration.empty, cut.manifest.complete) == (True, False)
    planned = imports.run(part)
    assert planned.registration.gone == ("dbt_model:model.shop.helper",)
    assert (
        ask(clone, "SELECT 1 FROM v_governance_object_inventory WHERE object_ref = 'dbt_model:model.shop.helper'") == []
    )
    assert imports.run(nodes).registration.gone == ()
    assert rows(clone)["dbt_model:model.shop.helper"]["status"] == "active"


@pytest.mark.thorough
def test_a_relation_is_also_in_what_makes_it(session: CloneWriter, clone: Dsn, imports: Imports) -> None:
    """So it takes its owner from there; links that people set stay, and those that no longer hold go and come back."""
    by_hand = (
        f"INSERT INTO {LINKS} (object_ref, also_in_ref, source) VALUES ('view:public.cust_v2', 'dbt_project:shop', 'x')"
    )
    imports.run()
    tell(
        clone,
        "INSERT INTO governance_principal (principal_ref, kind, display_name) VALUES ('team:f', 'team', 'F');"
        "INSERT INTO governance_object_ownership (object_ref, owner_ref)"
        " VALUES ('dbt_group:group.shop.finance', 'team:f');" + by_hand,
    )
    owned = "SELECT object_ref FROM v_object_owner WHERE owner_ref = 'team:f' ORDER BY object_ref"
    assert [row["object_ref"] for row in ask(clone, owned)] == [
        "dbt_group:group.shop.finance",
        "dbt_model:model.shop.orders",
        'table:public."Order facts"',
    ]
    tell(clone, 'ALTER TABLE public."Order facts" RENAME TO facts')
    before = content(clone, LINKS)
    planned = imports.plan()
    assert [link.object_ref for link in planned.registration.unlinked] == ['table:public."Order facts"']
    packet = load(imports.write(planned))
    done = run_packet(session, packet)
    assert (done.executed, done.deviation) == (True, None)
    assert len(ask(clone, f"SELECT 1 AS one FROM {LINKS}")) == 2, "one by hand, one of the import"
    assert run_packet(session, packet, "rollback", pins=done.pins).executed
    assert content(clone, LINKS) == before


def test_a_broken_manifest_writes_nothing(clone: Dsn, imports: Imports, tmp_path: Path) -> None:
    """Cut off in the middle, of another version, or empty: no packet, no row."""
    imports.run()
    before = content(clone, REGISTERED)
    whole = text(manifest(*shop(clone.database)))
    for broken in (whole[: len(whole) // 2], whole.replace("/v12.json", "/v13.json"), "{}"):
        (tmp_path / "broken.json").write_text(broken)
        with pytest.raises(ConfigError, match=r"broken\.json"):
            read_manifest(tmp_path / "broken.json")
    assert imports.plan([]).registration.empty, "a manifest that holds nothing ends nothing"
    assert content(clone, REGISTERED) == before


@pytest.mark.parametrize(
    "drift",
    sampled(
        [
            "UPDATE governance_object SET display_name = 'by hand' WHERE object_ref = 'dbt_model:model.shop.orders'",
            f"{BY_HAND} ('dbt_model:model.shop.x', 'dbt_model', 'dbt:shop')",
            "DELETE FROM governance_object WHERE object_ref = 'dbt_exposure:exposure.shop.weekly'",
        ],
        [f"{BY_HAND} ('dbt_model:model.shop.x', 'dbt_model', 'dbt:shop')"],
    ),
)
def test_what_people_change_after_the_planning_stops_the_packet(
    session: CloneWriter, clone: Dsn, imports: Imports, drift: str
) -> None:
    """It would overwrite what it did not see."""
    imports.run()
    moved = [{**item, "original_file_path": "models/new.sql"} for item in shop(clone.database)]
    packet = load(imports.write(imports.plan(moved)))
    tell(clone, drift)
    before = content(clone, REGISTERED)
    done = run_packet(session, packet)
    assert not done.executed
    assert done.deviation is not None
    assert "registered" in done.deviation.what
    assert content(clone, REGISTERED) == before


def test_owners_of_files_of_every_kind_are_read_against_the_register(
    session: CloneWriter, clone: Dsn, imports: Imports, tmp_path: Path
) -> None:
    """CODEOWNERS by the file of each object, the manifest by its groups, both through the aliases of principals."""
    imports.run(root="transform")
    tell(
        clone,
        "INSERT INTO governance_principal (principal_ref, kind, display_name)"
        " VALUES ('team:finance', 'team', 'Finance'), ('team:data', 'team', 'Data');"
        "INSERT INTO governance_principal_alias VALUES ('@Shop/Finance', 'team:finance'), ('@shop/data', 'team:data'),"
        " ('finance@shop.example', 'team:finance')",
    )
    (tmp_path / "CODEOWNERS").write_text(
        "/transform/ @shop/data\n/transform/models/orders.sql @shop/finance\n/transform/models/helper.sql\n"
        "/.database/table/public/Order\\ facts @shop/finance\n*.xyz @nobody-we-know\n"
    )
    tree = read_tree(session, SCHEMA)
    people = read_principals(session, SCHEMA)

    def matched(*files: Path) -> Matched:
        read = settle(read_owners(files), lambda: read_known(session, SCHEMA, tree, people))
        return match_owners(read, tree, people)

    found = matched(tmp_path / "CODEOWNERS")
    assert found.problems == ()
    assert found.intended["dbt_model:model.shop.orders"] == "team:finance"
    assert found.intended["dbt_model:model.shop.helper"] is None
    assert found.intended["dbt_seed:seed.shop.countries"] == "team:data"
    assert found.intended['table:public."Order facts"'] == "team:finance"
    assert "table:raw.orders" not in found.intended
    manifests = matched(tmp_path / "manifest.json")
    assert manifests.intended["dbt_group:group.shop.finance"] == "team:finance"
    assert ["ada@shop.example" in problem.what for problem in manifests.problems] == [True]
    other = {"finance": {"group": "Data Team"}}
    later = [{**item, **other.get(item.get("group") or "", {})} for item in shop(clone.database)]
    (tmp_path / "later.json").write_text(text(manifest(*later, node("model", "model.shop.new", group="finance"))))
    stale = matched(tmp_path / "later.json")
    said = {problem.place.rpartition(", ")[2]: problem.what for problem in stale.problems}
    assert "stands in dbt_group:group.shop.finance in the register" in said["model.shop.orders"]
    assert "is not registered; import the manifest first" in said["model.shop.new"]
    assert "dbt_model:model.shop.orders" in stale.undecided
    tell(clone, "DELETE FROM governance_principal_alias WHERE alias = '@Shop/Finance'")
    lost = matched(tmp_path / "CODEOWNERS")
    assert [problem.place.rsplit("/", 1)[-1] for problem in lost.problems] == [
        "CODEOWNERS, line 2",
        "CODEOWNERS, line 4",
    ]
    assert lost.intended["dbt_seed:seed.shop.countries"] == "team:data", "the other lines are in effect"
    tell(clone, "UPDATE governance_object SET status = 'gone' WHERE object_ref = 'dbt_seed:seed.shop.countries'")
    tree = read_tree(session, SCHEMA)
    (tmp_path / "CODEOWNERS").write_text("/.database/** @shop/data\n")
    beyond = {item.object_ref for item in tree if item.catch_all or not item.under_roof}
    assert {"database:this", "dbt_seed:seed.shop.countries"} <= beyond
    assert not beyond & matched(tmp_path / "CODEOWNERS").intended.keys()
    assert matched(tmp_path / "CODEOWNERS").problems == ()


def test_a_first_look_reads_the_same_files_with_nothing_installed(database: Dsn, tmp_path: Path) -> None:
    """Names stand for themselves; a manifest's owners stand on the relations that its models make, if there."""
    tell(database, 'CREATE TABLE public."Order facts" (id int); CREATE TABLE public.other (id int)')
    (tmp_path / "manifest.json").write_text(text(manifest(*shop(database.database))), "utf-8")
    (tmp_path / "CODEOWNERS").write_text("* @all\n/.database/table/public/ @shop/db\n/.database/table/public/other\n")
    found = {}
    unfound = {"manifest.json": ["group.shop.Data Team"], "CODEOWNERS": []}
    for name in ("manifest.json", "CODEOWNERS"):
        with Reader.open(database) as session, session.snapshot():
            look = first_look(session, read_owners(tmp_path / name), by="owner", objects=True)
        assert [place.rsplit(", ", 1)[-1] for place, _ in look.problems] == unfound[name]
        found[name] = (look.figures.gap, {part.name for part in look.parts or ()})
    assert found["manifest.json"][0] == 1
    assert "finance@shop.example" in found["manifest.json"][1]
    assert found["CODEOWNERS"][0] == 1
    assert "@shop/db" in found["CODEOWNERS"][1]


@pytest.mark.thorough
def test_names_that_need_quoting_work_everywhere(database: Dsn, tmp_path: Path) -> None:
    """A governance schema, a project and models with quotes, blanks, upper case and an emoji."""
    odd = 'Gov "1".x'
    with Installer.open(database) as installer:
        install(installer, governance=True, schema=odd)
    tell(database, "SELECT oneroof.fn_identity_replace('clone', '{}')")
    nodes = [
        node("group", "group.sh'op.Gr\"p \N{PACKAGE}", owner={"name": 'O\'Neil \\ "x"', "email": None}),
        node("model", "model.sh'op.a\"b\\c", group='Gr"p \N{PACKAGE}', original_file_path="models/a'b \N{PACKAGE}.sql"),
    ]
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(manifest(*nodes, project="sh'op")), "utf-8")
    with CloneWriter.open(database) as session:
        planned = plan_import(session, odd, read_manifest(file))
        packet = load(import_packet(odd, planned, tmp_path))
        done = run_packet(session, packet)
        assert (done.deviation, len(planned.registration.inserted)) == (None, 3)
        assert plan_import(session, odd, read_manifest(file)).registration.empty
        assert run_packet(session, packet, "rollback", pins=done.pins).executed
        assert len(plan_import(session, odd, read_manifest(file)).registration.inserted) == 3
