"""The ownership seed as a packet: what the plan says happens, in one transaction, and is undone without a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oneroof.coverage.read import read_counts, read_coverage, read_ownership
from oneroof.coverage.seed import SEED_CODE, ownership_id, plan_seed, seed_packet
from oneroof.errors import ConfigError, FactsSayNo, NameTaken
from oneroof.packets.load import load
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneWriter, Installer, Session
from oneroof.schema.install import install
from tests.pg.demo_support import SCHEMA, SMALL, ask, content, demo, demo_clone, run_packet, tell

every_version = pytest.mark.every_version(thorough=True)
INSERT = "INSERT INTO governance_object_ownership (object_ref, owner_ref, created_by) VALUES "
OWNERSHIP = "governance_object_ownership"
ODD = 'Gov "1".x'


@pytest.fixture
def clone(make_database: Callable[..., Dsn], server: embedded.Server) -> Dsn:
    """A clone of a small demo."""
    return demo_clone(make_database, server.dsn, SMALL)


@pytest.fixture
def owners(server: embedded.Server) -> Path:
    """The small demo's owners file."""
    return demo(server.dsn, SMALL).owners_file


@pytest.fixture
def session(clone: Dsn) -> Iterator[CloneWriter]:
    """A session on the clone."""
    with CloneWriter.open(clone) as opened:
        yield opened


def test_the_seed_of_the_whole_demo_is_minimal_and_closes_the_gap(server: embedded.Server, tmp_path: Path) -> None:
    """Thirty rows for 240 objects, no fewer will do; the packet says what they will come to."""
    production = demo(server.dsn)
    with Session.open(production.dsn) as reading:
        planned = plan_seed(reading, SCHEMA, production.owners_file)
        written = seed_packet(reading, SCHEMA, production.owners_file, tmp_path)
    assert (len(planned.plan.rows), planned.plan.optimal_rows, planned.plan.redundant) == (30, 30, ())
    assert (planned.outlook.direct, planned.outlook.inherited, planned.outlook.gap) == (30, 210, 0)
    assert {edge.above for edge in planned.plan.edges} == {()}
    assert written.as_fact()["direct_rows"] == 30
    packet = load(written.folder)
    assert (packet.phase, packet.automation, packet.code) == (1, "after-gate", SEED_CODE)
    rollback = (written.folder / "rollback.sql").read_text().strip()
    assert rollback == f"DELETE FROM {OWNERSHIP} WHERE created_by='{SEED_CODE}';"


@every_version
def test_the_seed_runs_is_undone_and_runs_again(session: CloneWriter, clone: Dsn, owners: Path, tmp_path: Path) -> None:
    """Rows as planned, nothing else written; the rollback leaves what stood before; pinned, it runs once more."""
    before, gap = content(clone, OWNERSHIP), read_counts(session, SCHEMA).gap
    written = seed_packet(session, SCHEMA, owners, tmp_path)
    packet = load(written.folder)
    done = run_packet(session, packet)
    assert (done.executed, done.deviation) == (True, None)
    assert [(item.table, item.inserted) for item in done.deltas] == [(f"public.{OWNERSHIP}", 3)]
    coverage = read_coverage(session, SCHEMA)
    assert (coverage.gap, coverage.coverage_pct, coverage.direct, coverage.inherited) == (0, "100.00", 3, gap)
    assert run_packet(session, packet, "rollback", pins=done.pins).executed
    assert content(clone, OWNERSHIP) == before
    assert read_counts(session, SCHEMA).gap == gap
    assert run_packet(session, packet, pins=done.pins).executed


def test_a_seeded_object_is_found_again_by_its_oid(
    session: CloneWriter, clone: Dsn, owners: Path, tmp_path: Path
) -> None:
    """The oid is that of this database, under its identity; what has none, a folder, gets neither."""
    tell(clone, "CREATE TABLE public.seeded_by_oid (id int)")
    (principal,) = {row["ref"] for row in ask(clone, "SELECT min(principal_ref) AS ref FROM governance_principal")}
    file = tmp_path / "owners.toml"
    entry = f"[[owner]]\nobject = 'table:public.seeded_by_oid'\nowner = '{principal}'\n"
    file.write_text(f"{owners.read_text()}\n{entry}")
    packet = load(seed_packet(session, SCHEMA, file, tmp_path).folder)
    done = run_packet(session, packet)
    assert (done.executed, done.deviation) == (True, None)
    seen = ask(
        clone,
        "SELECT split_part(object_ref, ':', 1) AS kind, seen_oid::regclass::text AS named, "
        "seen_database_uid = database_uid AS here FROM governance_object_ownership, oneroof.database_identity",
    )
    assert {tuple(row.values()) for row in seen} == {
        ("directus_folder", None, None),
        ("table", "seeded_by_oid", True),
    }
    tell(clone, "ALTER TABLE public.seeded_by_oid RENAME TO found_by_oid")
    assert ask(clone, "SELECT renamed_to FROM v_object_owner_dangling") == [{"renamed_to": "table:public.found_by_oid"}]


@pytest.mark.parametrize(
    ("drift", "what"),
    [
        (f"{INSERT} ('view:public.open_quotes', 'team:legal', 'x')", "guard own"),
        ("CREATE TABLE late (id int); INSERT INTO directus_collections VALUES ('late')", "guard gap"),
        (
            (
                "ALTER TABLE brands RENAME TO other;"
                " UPDATE directus_collections SET collection = 'other' WHERE collection = 'brands'"
            ),
            "v_object_owner_gap",
        ),
    ],
    ids=["a row", "an object", "as many objects, but others"],
)
def test_drift_since_the_rehearsal_stops_the_seed(
    session: CloneWriter, clone: Dsn, owners: Path, tmp_path: Path, drift: str, what: str
) -> None:
    """The guards hold the pinned numbers; nothing is written."""
    packet = load(seed_packet(session, SCHEMA, owners, tmp_path).folder)
    done = run_packet(session, packet)
    assert run_packet(session, packet, "rollback", pins=done.pins).executed
    tell(clone, drift)
    before = content(clone, OWNERSHIP)
    late = run_packet(session, packet, pins=done.pins)
    assert not late.executed
    assert late.deviation is not None
    assert what in late.deviation.what
    assert content(clone, OWNERSHIP) == before


def test_a_row_of_the_packets_name_stops_it(session: CloneWriter, clone: Dsn, owners: Path, tmp_path: Path) -> None:
    """The rollback goes by that name and would take it away, too."""
    packet = load(seed_packet(session, SCHEMA, owners, tmp_path).folder)
    tell(clone, f"{INSERT} ('view:public.x', 'team:legal', '{SEED_CODE}')")
    done = run_packet(session, packet)
    assert not done.executed
    assert done.deviation is not None
    assert "own of this packet" in done.deviation.what


def test_rows_that_stand_are_kept_and_only_what_is_missing_is_added(
    session: CloneWriter, clone: Dsn, owners: Path, tmp_path: Path
) -> None:
    """The second seed of a database that has rows already."""
    tell(clone, f"INSERT INTO {OWNERSHIP} (object_ref, owner_ref) VALUES ('directus_folder:\"Sales\"', 'team:sales')")
    written = seed_packet(session, SCHEMA, owners, tmp_path)
    assert written.as_fact()["standing_rows"] == 1
    assert written.as_fact()["direct_rows"] == 2
    assert run_packet(session, load(written.folder)).executed
    assert len(read_ownership(session, SCHEMA)) == 3
    assert read_counts(session, SCHEMA).gap == 0


def test_a_later_seed_adds_what_is_new_and_takes_back_its_own(
    session: CloneWriter, clone: Dsn, owners: Path, tmp_path: Path
) -> None:
    """A seed, then a table that nobody named, then a seed of it: its rollback leaves the rows of the first."""
    assert run_packet(session, load(seed_packet(session, SCHEMA, owners, tmp_path / "first").folder)).executed
    tell(clone, "CREATE SCHEMA late; CREATE TABLE late.t (id int PRIMARY KEY)")
    first, gap = content(clone, OWNERSHIP), read_counts(session, SCHEMA).gap
    more = tmp_path / "more.toml"
    more.write_text(owners.read_text("utf-8") + '\n[[owner]]\nobject = "schema:late"\nowner = "team:sales"\n', "utf-8")
    packet = load(seed_packet(session, SCHEMA, more, tmp_path / "second").folder)
    done = run_packet(session, packet)
    assert (done.executed, done.deviation, read_counts(session, SCHEMA).gap) == (True, None, 0)
    assert [(item.table, item.inserted) for item in done.deltas] == [(f"public.{OWNERSHIP}", 1)]
    assert run_packet(session, packet, "rollback", pins=done.pins).executed
    assert (content(clone, OWNERSHIP), read_counts(session, SCHEMA).gap) == (first, gap)


def test_a_contradiction_and_nothing_to_do_are_said(
    session: CloneWriter, clone: Dsn, owners: Path, tmp_path: Path
) -> None:
    """A seed only inserts; it neither changes an owner nor does nothing."""
    tell(clone, f"INSERT INTO {OWNERSHIP} (object_ref, owner_ref) VALUES ('directus_folder:\"Sales\"', 'team:legal')")
    with pytest.raises(FactsSayNo, match="Sales"):
        seed_packet(session, SCHEMA, owners, tmp_path)
    tell(clone, f"UPDATE {OWNERSHIP} SET owner_ref = 'team:sales'")
    assert run_packet(session, load(seed_packet(session, SCHEMA, owners, tmp_path).folder)).executed
    with pytest.raises(FactsSayNo, match="Nothing is to be seeded"):
        seed_packet(session, SCHEMA, owners, tmp_path / "again")


def test_what_the_file_does_not_reach_stays_a_gap(session: CloneWriter, tmp_path: Path) -> None:
    """Unmatched objects are named, get no owner, and the packet expects them in the gap."""
    file = tmp_path / "some.toml"
    file.write_text("[[owner]]\nobject = 'table:public.order*'\nowner = 'team:sales'\n")
    written = seed_packet(session, SCHEMA, file, tmp_path)
    fact = written.as_fact()
    assert fact["direct_rows"] == 2
    assert "table:public.customers" in fact["unmatched"]
    assert run_packet(session, load(written.folder)).executed
    assert read_counts(session, SCHEMA).gap == len(fact["unmatched"]) == read_coverage(session, SCHEMA).required - 2


def test_a_folder_written_already_and_a_missing_file_are_refused(
    session: CloneWriter, owners: Path, tmp_path: Path
) -> None:
    """Nothing is overwritten."""
    seed_packet(session, SCHEMA, owners, tmp_path)
    with pytest.raises(NameTaken):
        seed_packet(session, SCHEMA, owners, tmp_path)
    with pytest.raises(ConfigError, match="cannot be read"):
        seed_packet(session, SCHEMA, tmp_path / "none.toml", tmp_path)


@every_version
def test_names_that_need_quoting_work_everywhere(database: Dsn, tmp_path: Path) -> None:
    """A governance schema and objects with quotes, dots, blanks, upper case and an emoji."""
    with Installer.open(database) as installer:
        install(installer, governance=True, schema=ODD)
    quoted = '"Gov ""1"".x"'
    tell(
        database,
        f"""CREATE SCHEMA "App's"; CREATE TABLE "App's"."Order \N{PACKAGE}.x" (id int);
        CREATE TABLE "App's".plain (id int);
        INSERT INTO {quoted}.governance_ruleset (ruleset_version, active, kinds, required_kinds)
        VALUES ('v''1', true, ARRAY['schema', 'table'], ARRAY['table']);
        INSERT INTO {quoted}.governance_principal (principal_ref, kind, display_name)
        VALUES ('team:a "b" ''c''', 'team', 'A');
        SELECT oneroof.fn_identity_replace('clone', '{{}}')""",
    )
    file = tmp_path / "owners.toml"
    file.write_text("[[owner]]\nobject = '''table:\"App's\".*'''\nowner = \"team:a \\\"b\\\" 'c'\"\n", "utf-8")
    with CloneWriter.open(database) as session:
        written = seed_packet(session, ODD, file, tmp_path)
        done = run_packet(session, load(written.folder))
        assert (done.deviation, read_counts(session, ODD).gap) == (None, 0)
        assert run_packet(session, load(written.folder), "rollback", pins=done.pins).executed
        assert read_counts(session, ODD).gap == 2


def test_keys_follow_from_what_a_row_says(server: embedded.Server, tmp_path: Path) -> None:
    """The same on every clone, and different for a tombstone and for any other owner."""
    production = demo(server.dsn, SMALL)
    with Session.open(production.dsn) as session:
        one = seed_packet(session, SCHEMA, production.owners_file, tmp_path / "1").folder
        two = seed_packet(session, SCHEMA, production.owners_file, tmp_path / "2").folder
    assert load(one).source_digest == load(two).source_digest
    assert len({ownership_id("x:a", owner) for owner in ("team:a", "team:b", None, "tombstone")}) == 4
    assert ask(production.dsn, f"SELECT count(*) AS n FROM {OWNERSHIP}")[0]["n"] == 0
