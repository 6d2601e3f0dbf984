"""The scanner's write-half as a packet: bounded, idempotent, without side effects, and undone row by row."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from oneroof.demo.catalogue import RULES
from oneroof.errors import ConfigError
from oneroof.events.boundary import probe_boundary
from oneroof.events.cursor import probe_cursor, remove_cursor
from oneroof.packets.builtin.activation import activation_packet
from oneroof.packets.load import load
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneWriter, Installer, Session
from oneroof.scanner.read import scan_read
from oneroof.scanner.rules import known_rules, meaning, read_ruleset
from oneroof.scanner.write import (
    CANDIDATE_CODE,
    ScanPacket,
    candidate_packet,
    evaluate,
    read_candidates,
    rollback_declaration,
    second_run_declaration,
)
from oneroof.schema.install import install
from tests.matrix import sampled
from tests.pg.demo_support import SCHEMA, SMALL, ask, content, demo, demo_clone, run_packet, tell

every_version = pytest.mark.every_version(thorough=True)
TABLES = ("candidate_state", "candidate_object", "candidate_scan_run", "governance_source_snapshot")
SNAPSHOT = "ab" * 32
WAITING = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def clone(make_database: Callable[..., Dsn], server: embedded.Server) -> Dsn:
    """A clone of a small demo, one bad object a rule."""
    return demo_clone(make_database, server.dsn, SMALL)


@pytest.fixture
def session(clone: Dsn) -> Iterator[CloneWriter]:
    """A session on the clone."""
    with CloneWriter.open(clone) as opened:
        yield opened


@pytest.fixture
def planned(session: CloneWriter, tmp_path: Path) -> ScanPacket:
    """The packet for the state of the clone."""
    return candidate_packet(session, SCHEMA, SNAPSHOT, tmp_path)


@every_version
def test_it_runs_twice_and_is_undone(session: CloneWriter, clone: Dsn, planned: ScanPacket) -> None:
    """The first run writes what was forecast, the second its run row alone; the rollback leaves nothing."""
    before, issues = content(clone, *TABLES), content(clone, "system_issues", "event_outbox")
    packet = load(planned.folder)
    assert (packet.code, packet.phase, packet.automation) == (CANDIDATE_CODE, 2, "after-gate")
    first = run_packet(session, packet)
    assert (first.executed, first.deviation) == (True, None)
    assert {item.table: item.inserted for item in first.deltas} == {
        f"public.{table}": count for table, count in planned.forecast.inserted.items()
    }
    second = run_packet(session, packet, declared=second_run_declaration(planned))
    assert (second.executed, second.deviation) == (True, None)
    assert [(item.table, item.inserted, item.updated) for item in second.deltas] == [
        ("public.candidate_scan_run", 1, 0)
    ]
    fact = read_candidates(session, SCHEMA, planned).as_fact()
    assert (fact["candidate_state"], fact["candidate_object"], fact["truncated"], fact["at_cap"]) == (5, 5, False, [])
    assert fact["first_run"] == {"inserted": 10, "updated": 0, "unchanged": 0}
    assert fact["second_run"] == {"inserted": 0, "updated": 0, "runs_appended": 1}
    assert content(clone, "system_issues", "event_outbox") == issues
    undone = run_packet(session, packet, "rollback", pins=first.pins, declared=rollback_declaration(planned, runs=2))
    assert (undone.executed, undone.deviation) == (True, None)
    assert content(clone, *TABLES) == before
    assert run_packet(session, packet, pins=first.pins).executed
    assert run_packet(session, packet, "rollback", pins=first.pins).executed
    assert content(clone, *TABLES) == before


def _waiting(clone: Dsn, count: int) -> None:
    """Until so many sessions in the clone wait for a lock."""
    deadline = time.monotonic() + 20
    while len(ask(clone, WAITING)) < count:
        assert time.monotonic() < deadline, "nobody waits"
        time.sleep(0.01)


@every_version
def test_two_at_once_run_one_after_the_other(clone: Dsn, session: CloneWriter, planned: ScanPacket) -> None:
    """The second waits for the first, then finds nothing to do: its run's row alone, or refused by its old forecast."""
    packet, second = load(planned.folder), second_run_declaration(planned)
    with ThreadPoolExecutor(3) as pool, ExitStack() as stack:
        others = [stack.enter_context(CloneWriter.open(clone)) for _ in range(2)]
        with Session.open(clone) as holder, holder.transaction():
            holder.connection.execute("SELECT pg_advisory_xact_lock(8029466727818421763)")
            first = pool.submit(run_packet, session, packet)
            _waiting(clone, 1)
            alike = pool.submit(run_packet, others[0], packet, declared=second)
            _waiting(clone, 2)
            late = pool.submit(run_packet, others[1], packet)
            _waiting(clone, 3)
        assert (first.result().executed, alike.result().executed, late.result().executed) == (True, True, False)
    deviation = late.result().deviation
    assert deviation is not None
    runs = read_candidates(session, SCHEMA, planned).runs
    assert [(run.inserted, run.updated, run.unchanged) for run in runs] == [(10, 0, 0), (0, 0, 10)]
    assert {item.table: item.inserted for item in alike.result().deltas} == {"public.candidate_scan_run": 1}


def test_a_later_run_marks_what_no_longer_qualifies_and_is_undone_to_what_stood(
    session: CloneWriter, clone: Dsn, planned: ScanPacket, tmp_path: Path
) -> None:
    """One object mended, one broken: one row marked, one added; the rollback restores the earlier scan exactly."""
    assert run_packet(session, load(planned.folder)).executed
    (mended,) = ask(clone, "SELECT object_ref FROM candidate_object WHERE state_code = 'NO_COMMENT'")
    tell(clone, f"COMMENT ON TABLE {mended['object_ref'].removeprefix('table:')} IS 'now described'")
    tell(clone, "COMMENT ON TABLE customers IS NULL")
    before = content(clone, *TABLES)
    later = candidate_packet(session, SCHEMA, SNAPSHOT, tmp_path / "later")
    assert later.forecast.inserted == {
        "governance_source_snapshot": 0,
        "candidate_state": 0,
        "candidate_object": 1,
        "candidate_scan_run": 1,
    }
    assert later.forecast.updated == {"candidate_state": 1, "candidate_object": 1}
    done = run_packet(session, load(later.folder))
    assert (done.executed, done.deviation) == (True, None)
    rows = ask(clone, "SELECT object_ref, qualifies FROM candidate_object WHERE state_code = 'NO_COMMENT'")
    assert {row["object_ref"]: row["qualifies"] for row in rows} == {
        mended["object_ref"]: False,
        "table:public.customers": True,
    }
    assert read_candidates(session, SCHEMA, later).as_fact()["first_run"]["updated"] == 2
    assert run_packet(session, load(later.folder), "rollback", pins=done.pins).executed
    assert content(clone, *TABLES) == before


def test_the_cap_bounds_the_candidates_in_a_fixed_order(session: CloneWriter, clone: Dsn, tmp_path: Path) -> None:
    """More qualify than the cap lets in: the first by reference are kept, all are counted, and the run says so."""
    tell(
        clone,
        "UPDATE governance_ruleset SET cap_per_state = 2 WHERE active;"
        "COMMENT ON TABLE customers IS NULL; COMMENT ON TABLE orders IS NULL; COMMENT ON TABLE brands IS NULL",
    )
    packet = candidate_packet(session, SCHEMA, SNAPSHOT, tmp_path)
    assert run_packet(session, load(packet.folder)).executed
    fact = read_candidates(session, SCHEMA, packet).as_fact()
    assert (fact["truncated"], fact["at_cap"], fact["candidate_object"]) == (True, ["NO_COMMENT"], 6)
    kept = ask(clone, "SELECT object_ref FROM candidate_object WHERE state_code = 'NO_COMMENT' ORDER BY 1")
    every = ask(clone, "SELECT object_count FROM candidate_state WHERE state_code = 'NO_COMMENT'")
    assert ([row["object_ref"] for row in kept], every[0]["object_count"]) == (
        ["table:public.brands", "table:public.customers"],
        4,
    )


SABOTAGE = {
    "an object broken since": ("COMMENT ON TABLE customers IS NULL", "verify candidates"),
    "another ruleset in force": (
        (
            "INSERT INTO governance_ruleset (ruleset_version, active, kinds, required_kinds)"
            " VALUES ('x', true, '{}', '{}')"
        ),
        "ruleset in force",
    ),
    "a trigger that writes elsewhere": (
        (
            "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " INSERT INTO directus_settings (project_name) VALUES ('x'); RETURN NULL; END $$;"
            "CREATE TRIGGER note AFTER INSERT ON candidate_object EXECUTE FUNCTION note()"
        ),
        "directus_settings",
    ),
    "a scan that reports itself as an issue": (
        (
            "CREATE FUNCTION report() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " INSERT INTO public.system_issues (title) VALUES ('scanned'); RETURN NULL; END $$;"
            "CREATE TRIGGER report AFTER INSERT ON candidate_scan_run EXECUTE FUNCTION report()"
        ),
        "system_issue",
    ),
    "a second run that is not idempotent": (
        (
            "CREATE FUNCTION churn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " NEW.detail := jsonb_build_object('at', clock_timestamp()); RETURN NEW; END $$;"
            "CREATE TRIGGER churn BEFORE INSERT OR UPDATE ON candidate_object FOR EACH ROW EXECUTE FUNCTION churn()"
        ),
        "candidate_object",
    ),
}


@pytest.mark.parametrize("case", sampled(SABOTAGE, list(SABOTAGE)[::3]))
def test_what_is_not_as_declared_stops_it(session: CloneWriter, clone: Dsn, planned: ScanPacket, case: str) -> None:
    """Drift, side effects and a second run that writes again: refused with the right name, nothing kept."""
    script, named = SABOTAGE[case]
    tell(clone, script)
    packet = load(planned.folder)
    before = content(clone, *TABLES)
    done = run_packet(session, packet)
    if "second run" in case:
        assert done.executed
        before = content(clone, *TABLES)
        done = run_packet(session, packet, declared=second_run_declaration(planned))
    assert not done.executed
    assert done.deviation is not None
    assert named in done.deviation.what
    assert content(clone, *TABLES) == before


def test_a_run_names_the_fingerprint_that_it_belongs_to(clone: Dsn, session: CloneWriter, planned: ScanPacket) -> None:
    """One that is not recorded, or is recorded under the same reference as another: refused, nothing is written."""
    before, operation = content(clone, *TABLES), planned.folder / "operation.sql"
    whole = operation.read_text()
    recording = whole.index("INSERT INTO governance_source_snapshot"), whole.index("-- States and candidates")
    operation.write_text(whole[: recording[0]] + whole[recording[1] :])
    nowhere = run_packet(session, load(planned.folder))
    operation.write_text(whole)
    assert nowhere.deviation is not None
    assert "23503" in nowhere.deviation.found
    assert content(clone, *TABLES) == before
    tell(
        clone,
        "INSERT INTO governance_source_snapshot (snapshot_ref, database_uid, fingerprint, server_major)"
        f" SELECT '{SNAPSHOT}', database_uid, 'another', 18 FROM oneroof.database_identity",
    )
    before = content(clone, *TABLES)
    packet = candidate_packet(session, SCHEMA, SNAPSHOT, planned.folder.parent / "other")
    done = run_packet(session, load(packet.folder))
    assert content(clone, *TABLES) == before
    assert done.deviation is not None
    assert "source snapshot" in done.deviation.what


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("UPDATE governance_ruleset SET active = false", "No ruleset is in force"),
        (
            "UPDATE governance_ruleset_rule SET rule = 'phase_of_moon' WHERE severity = 'critical'",
            "phase_of_moon",
        ),
        ("UPDATE governance_ruleset_rule SET parameters = '{\"a\": 1}'", "it is given the parameter a"),
    ],
)
def test_a_ruleset_that_cannot_be_applied_is_refused(session: CloneWriter, clone: Dsn, script: str, said: str) -> None:
    """A rule that is not understood is never passed over."""
    tell(clone, script)
    with pytest.raises(ConfigError, match=said):
        read_ruleset(session, SCHEMA)


@pytest.mark.thorough
def test_a_ruleset_without_rules_singles_out_nothing(session: CloneWriter, clone: Dsn, tmp_path: Path) -> None:
    """Its run is a row of its own and no more."""
    tell(clone, "DELETE FROM governance_ruleset_rule")
    packet = candidate_packet(session, SCHEMA, SNAPSHOT, tmp_path)
    assert run_packet(session, load(packet.folder)).executed
    assert read_candidates(session, SCHEMA, packet).as_fact()["candidate_state"] == 0


def test_every_rule_says_what_it_means_and_names_only_what_is_under_the_roof(server: embedded.Server) -> None:
    """The platform's own tables are not under the demo's roof, so no rule names one; oneroof's never are."""
    assert all(meaning(rule).endswith(".") for rule in known_rules())
    with Session.open(demo(server.dsn).dsn) as session:
        ruleset = read_ruleset(session, SCHEMA)
        assert {rule.rule for rule in ruleset.rules} == set(RULES) < set(known_rules())
        assert scan_read(session, SCHEMA).coverage_pct == "0.00"
        found = {row["object_ref"] for row in evaluate(session, SCHEMA, ruleset) if row["relation"] == "object"}
    inventory = ask(demo(server.dsn).dsn, "SELECT object_ref FROM v_governance_object_inventory")
    assert len(found) == 35
    assert found <= {row["object_ref"] for row in inventory}


KEYS = """
CREATE TABLE parent (a int, b int, PRIMARY KEY (a, b)); COMMENT ON TABLE parent IS 'x';
CREATE TABLE covered (id int PRIMARY KEY, x int, y int, z int, FOREIGN KEY (x, y) REFERENCES parent);
CREATE INDEX ON covered (y, x, z);
CREATE TABLE partly (id int PRIMARY KEY, x int, y int, z int, FOREIGN KEY (x, y) REFERENCES parent);
CREATE INDEX ON partly (x, z, y);
CREATE TABLE filtered (id int PRIMARY KEY, x int, y int, FOREIGN KEY (x, y) REFERENCES parent);
CREATE INDEX ON filtered (x, y) WHERE x > 0;
CREATE TABLE included (id int PRIMARY KEY, x int, y int, FOREIGN KEY (x, y) REFERENCES parent);
CREATE INDEX ON included (x) INCLUDE (y);
CREATE TABLE split (id int, x int, y int, FOREIGN KEY (x, y) REFERENCES parent) PARTITION BY RANGE (id);
CREATE TABLE split_1 PARTITION OF split FOR VALUES FROM (0) TO (9);
"""


@every_version
def test_an_index_serves_a_foreign_key_when_it_begins_with_its_columns(session: CloneWriter, clone: Dsn) -> None:
    """In any order; not partial, not by INCLUDE; a partitioned table's key is named once."""
    tell(clone, KEYS)
    ruleset = read_ruleset(session, SCHEMA)
    rows = evaluate(session, SCHEMA, ruleset)
    found = {row["object_ref"] for row in rows if row["state_code"] == "UNINDEXED_KEY" and row["object_ref"]}
    assert found >= {f"table:public.{name}" for name in ("partly", "filtered", "included")}
    assert "partitioned_table:public.split" in found
    assert "table:public.covered" not in found


ODD = 'Gov "1".x'


@every_version
def test_names_that_need_quoting_work_everywhere(database: Dsn, tmp_path: Path) -> None:
    """Schema, ruleset, state and objects with quotes, dots, blanks, upper case, an emoji and what TOML escapes."""
    with Installer.open(database) as installer:
        install(installer, governance=True, schema=ODD)
    quoted = '"Gov ""1"".x"'
    tell(
        database,
        f"""CREATE SCHEMA "App's"; CREATE TABLE "App's"."Order \N{PACKAGE} ""x"" \\.y" (id int);
        INSERT INTO {quoted}.governance_ruleset (ruleset_version, active, kinds, required_kinds)
        VALUES ('v''1 "\\\N{PACKAGE}', true, ARRAY['schema', 'table'], ARRAY['table']);
        INSERT INTO {quoted}.governance_ruleset_rule (ruleset_version, state_code, rule, severity)
        SELECT ruleset_version, 'It''s "bad"', 'name_needs_quoting', 'low' FROM {quoted}.governance_ruleset;
        SELECT oneroof.fn_identity_replace('clone', '{{}}')""",
    )
    with CloneWriter.open(database) as session:
        written = candidate_packet(session, ODD, SNAPSHOT, tmp_path)
        done = run_packet(session, load(written.folder))
        assert done.deviation is None
        assert read_candidates(session, ODD, written).as_fact()["candidate_object"] == 1
        assert run_packet(session, load(written.folder), declared=second_run_declaration(written)).executed
        undone = run_packet(
            session, load(written.folder), "rollback", pins=done.pins, declared=rollback_declaration(written, runs=2)
        )
        assert undone.deviation is None
        facts = probe_boundary(session, ODD)
        assert {item["sqlstate"] for item in facts["attempts"]} == {"OR102"}
        assert (facts["positive_control"]["sqlstate"], facts["validation_trigger"]) == ("00000", "A")
        assert probe_cursor(session, ODD, "c")["advanced"] is True
        remove_cursor(session, ODD, "c")
        packet = load(activation_packet(session, ODD, tmp_path))
        assert run_packet(session, packet).deviation is None
