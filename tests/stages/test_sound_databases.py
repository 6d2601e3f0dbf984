"""Databases that are sound and awkward to copy: the rehearsal of a small change of one's own must pass on them."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from oneroof.errors import ConfigError, EnvironmentFault
from oneroof.rehearse import Request, preflight
from oneroof.verdict.judge import STAGES
from tests.stages.conftest import Result, Sabotage, Small, own_packet, rehearse_with, with_clone

KEPT = "CREATE TABLE aside.kept (k int PRIMARY KEY);"
#: Columns that a dump cannot bring back in their order: a parent, and a parent of a parent, that got one later.
INHERITANCE = """
CREATE TABLE "Pa.rent" (a int, "B b" text);
CREATE TABLE child (x int, y text DEFAULT 'y') INHERITS ("Pa.rent");
CREATE TABLE grand (z int) INHERITS (child);
INSERT INTO child VALUES (1, 'b', 2, 'y'); INSERT INTO grand VALUES (1, 'b', 2, 'y', 3);
ALTER TABLE "Pa.rent" ADD c int DEFAULT 7; ALTER TABLE child ADD v int;
UPDATE grand SET v = 9;
"""
#: Views that are older than their queries: one over another, one through a view, in several schemas.
STALE = """
CREATE SCHEMA raw; CREATE SCHEMA "Äpp"; CREATE TABLE raw.sale (n int); INSERT INTO raw.sale VALUES (1), (2);
CREATE MATERIALIZED VIEW raw.sales AS SELECT n, n * 2 AS twice FROM raw.sale;
CREATE MATERIALIZED VIEW "Äpp"."Su.m" AS SELECT count(*) AS sales, sum(sales.twice) AS twice FROM raw.sales;
CREATE VIEW "Äpp"."Be.tween" AS SELECT sales + 1 AS more FROM "Äpp"."Su.m";
CREATE MATERIALIZED VIEW last AS SELECT b.more, r.n, s.n AS m FROM "Äpp"."Be.tween" b, raw.sales r, raw.sale s;
INSERT INTO raw.sale VALUES (3);
"""


def _rehearse(bare: Small, at: Mapping[int, Sabotage] | None = None) -> Result:
    manifest = '[[delta]]\ntable = "aside.kept"\ninserted = 1\n'
    rollback = "DELETE FROM aside.kept WHERE k = 1;"
    packet = own_packet(bare.folder, manifest, "INSERT INTO aside.kept VALUES (1);", rollback)
    return rehearse_with(bare, at, packets=(packet,))


def test_a_parent_that_got_a_column_later_and_a_chain_of_stale_views(bare: Small) -> None:
    """A reload gives children another order of columns and refreshes views over stale ones: both pass and are named."""
    bare.sql(KEPT + INHERITANCE + STALE)
    result = _rehearse(bare)
    assert result.failed() == [], result.said("clone") + result.said("baseline")
    told = [line for line in result.listed("baseline", "differences") if line["facet"] == "position"]
    assert {line["object"].rpartition(".")[0] for line in told} == {"column:public.child", "column:public.grand"}
    rows = {line["object"]: line["kind"] for line in result.listed("clone", "differences")}
    views = ("materialized_view:raw.sales", 'materialized_view:"Äpp"."Su.m"', "materialized_view:public.last")
    assert rows == dict.fromkeys(views, "recomputed")


#: DDL is written down, refreshing included; other DDL is forbidden; and a view that a reload writes in other words.
EVENTS = """
CREATE TABLE ddl_log (tag text, at timestamptz DEFAULT now());
CREATE FUNCTION log_ddl() RETURNS event_trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO public.ddl_log (tag) VALUES (tg_tag); END';
CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''not now''; END';
CREATE VIEW listed AS SELECT k FROM aside.kept WHERE k::varchar IN ('1', '2');
CREATE MATERIALIZED VIEW summed AS SELECT count(*) AS n FROM aside.kept; CREATE MATERIALIZED VIEW twice AS TABLE summed;
CREATE MATERIALIZED VIEW thrice AS TABLE twice; CREATE MATERIALIZED VIEW often AS TABLE thrice;
CREATE EVENT TRIGGER "Lögs" ON ddl_command_end EXECUTE FUNCTION log_ddl();
ALTER EVENT TRIGGER "Lögs" ENABLE ALWAYS;
CREATE EVENT TRIGGER forbids ON ddl_command_start WHEN TAG IN ('CREATE VIEW', 'CREATE SCHEMA')
    EXECUTE FUNCTION forbid();
COMMENT ON EVENT TRIGGER forbids IS 'only in the maintenance window';
REFRESH MATERIALIZED VIEW summed;
"""


def test_event_triggers_that_write_and_forbid(bare: Small) -> None:
    """They sleep while the clone is loaded, refreshed, stamped and looked at; what they wrote is production's alone."""
    bare.sql(KEPT + EVENTS)
    result = _rehearse(bare)
    assert result.failed() == [], result.said("clone") + result.said("baseline")
    told = {line["object"]: line["kind"] for line in result.listed("baseline", "differences")}
    assert told == {"view:public.listed": "cosmetic"}


@pytest.mark.thorough
def test_what_was_measured_outlives_a_package_that_cannot_be_published(bare: Small) -> None:
    """Somebody puts a file where the packages go: exit code 3, and the sentence says where the facts stand."""
    bare.sql(KEPT)

    def spoil() -> None:
        (bare.folder / "knowledge").write_text("in the way")

    with pytest.raises(EnvironmentFault) as refused:
        _rehearse(bare, {12: spoil})
    (folder,) = (bare.folder / ".oneroof" / "runs").glob("*/facts")
    assert f"kept in {folder}" in refused.value.message
    kept = {file.name: json.loads(file.read_text()) for file in folder.iterdir()}
    assert len(kept) == len(STAGES)
    assert kept["04-seed.json"]["facts"]["packets"][0]["executed"] is True
    assert {file.stat().st_mode & 0o077 for file in folder.iterdir()} == {0}


def test_a_key_s_passphrase_in_the_dsn_is_refused_before_anything_is_made(bare: Small) -> None:
    """PostgreSQL's tools cannot be given it, so stage 01 says so; stage 02 would be too late."""
    secret = {"sslpassword": "x"}
    production, maker = bare.dsn.with_parameters(**secret), bare.server.dsn.with_parameters(**secret)
    for settings in (bare.settings(production), with_clone(bare.settings(), dsn=maker.conninfo)):
        with pytest.raises(ConfigError, match="sslpassword"):
            preflight(Request(settings))
