"""What a superuser's packet does with the counters turned off, by SQL put together at run time, is measured."""

from __future__ import annotations

from tests.stages.conftest import Small, own_packet, rehearse_with

TABLES = """
CREATE TABLE aside.pair (k int PRIMARY KEY);
CREATE TABLE aside."Än.audit" (v text); CREATE TABLE aside.price (k int, n int); CREATE TABLE aside.gone (k int);
CREATE TABLE aside.still (k int); CREATE MATERIALIZED VIEW aside.empty AS TABLE aside.still WITH NO DATA;
INSERT INTO aside.price VALUES (1, 10); INSERT INTO aside.gone VALUES (1), (2); INSERT INTO aside.still VALUES (1);
"""


def _blind(*statements: str) -> str:
    """Statements between two settings that reading the packet cannot see, and that are back at its end."""
    settings = (("track", "_counts", "off", "on"), ("session_repl", "ication_role", "replica", "origin"))
    first, last = (
        "".join(f"EXECUTE 'SET LOCAL {one}' || '{two} = {words[which]}'; " for one, two, *words in settings)
        for which in (0, 1)
    )
    return f"DO $$ BEGIN {first}{'; '.join(statements)}; {last}END $$;"


def test_writes_that_the_counters_do_not_see_and_the_rollback_undoes(bare: Small) -> None:
    """An insert, an update, a delete and a large object, each in nobody's declaration: named after stage 04."""
    bare.sql(TABLES)
    packet = own_packet(
        bare.folder,
        '[[delta]]\ntable = "aside.pair"\ninserted = 1\n',
        "INSERT INTO aside.pair VALUES (1);"
        + _blind(
            """INSERT INTO aside."Än.audit" VALUES ('x')""",
            "UPDATE aside.price SET n = 11",
            "DELETE FROM aside.gone WHERE k = 2",
            "PERFORM lo_from_bytea(4711, 'x')",
        ),
        "DELETE FROM aside.pair;"
        + _blind(
            'DELETE FROM aside."Än.audit"',
            "UPDATE aside.price SET n = 10",
            "INSERT INTO aside.gone VALUES (2)",
            "PERFORM lo_unlink(4711)",
        ),
    )
    result = rehearse_with(bare, packets=(packet,))
    assert result.codes("seed") == {"hidden-write"}, result.failed()
    hidden = [line["object"] for line in result.listed("seed", "hidden_writes")]
    assert hidden == ["large_objects:this", 'table:aside."Än.audit"', "table:aside.gone", "table:aside.price"]
