"""A report's parts add up to its summary, and its summary is what the view says; all of it from one moment."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, get_args

import pytest

from oneroof.coverage.read_report import read_report
from oneroof.coverage.report import By, Report
from oneroof.pg import server as embedded
from oneroof.pg.compose import Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Session
from tests.matrix import sampled
from tests.pg.schema_support import OPERATOR, ask, governed_copy, governed_once, undone

COUNTS = ("total", "required", "direct", "inherited", "gap", "conflict", "by_catch_all")
OWNERS = ("team:a", 'team:"b | B"', "nobody", "in conflict", "team:gone", "team:typo", None)
#: Tables in schemas with names that a report must not take for its own words, and objects in no schema.
CATALOG = """
    CREATE SCHEMA shop; CREATE SCHEMA "no schema"; CREATE SCHEMA "Nobody's | schema";
    CREATE TABLE shop.a (id int); CREATE TABLE shop.b (id int); CREATE VIEW shop.v AS SELECT 1 AS one;
    CREATE TABLE "no schema".c (id int); CREATE TABLE "Nobody's | schema"."D 🦆" (id int);
    INSERT INTO governance_principal (principal_ref, kind, display_name, active) VALUES ('team:a', 'team', '', true),
        ('team:"b | B"', 'team', '', true), ('nobody', 'team', '', true), ('in conflict', 'team', '', true),
        ('team:gone', 'team', '', false);
    INSERT INTO governance_ruleset (ruleset_version, active, kinds, required_kinds)
    SELECT 'test', true, kinds, required_kinds || '{leaf,box}' FROM governance_ruleset;
"""


def _fill(session: Session, draw: random.Random) -> None:
    """A random forest of registered objects beside the catalog's, and random statements on both."""
    ask(session, CATALOG)
    parents = ["schema:shop", "database:this", None, *(f"box:{place}" for place in range(6))]
    objects = [(f"box:{place}", "box", draw.choice(parents[: place + 3])) for place in range(6)]
    objects += [(f"leaf:{place}", "leaf", draw.choice(parents)) for place in range(draw.randrange(60))]
    named = ["database:this", "schema:shop", "table:shop.a", 'table:"Nobody\'s | schema"."D 🦆"', "table:no.where"]
    named += [ref for ref, *_ in objects]
    links = {(draw.choice(objects[6:] or objects)[0], f"box:{draw.randrange(6)}") for _ in range(draw.randrange(12))}
    stated = {(draw.choice(named), draw.choice(OWNERS)) for _ in range(draw.randrange(30))}
    with session.connection.cursor() as cursor:
        cursor.executemany(
            b"INSERT INTO governance_object (object_ref, kind, parent_ref, source) VALUES (%s, %s, %s, 'test')", objects
        )
        cursor.executemany(
            b"INSERT INTO governance_object_link (object_ref, also_in_ref, source) VALUES (%s, %s, 'test')",
            sorted(link for link in links if link[0].startswith("leaf:")),
        )
        cursor.executemany(
            b"INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES (%s, %s)", sorted(stated, key=str)
        )


def _summed(report: Report) -> dict[str, int]:
    return {name: sum(getattr(part.figures, name) for part in report.parts) for name in COUNTS}


@pytest.mark.every_version
@pytest.mark.parametrize("seed", sampled(range(12), [3]))
def test_parts_add_up_to_the_summary_and_the_summary_is_the_view(server: embedded.Server, seed: int) -> None:
    """By kind, schema and owner alike; lists are as long as the figures say and as the views list them."""
    with undone(governed_once(server.dsn)) as session:
        _fill(session, random.Random(seed))
        reports = {by: read_report(session, "public", by=by, objects=True) for by in (None, *get_args(By))}
        view = session.row("coverage/read_coverage", {"governance": Identifier("public")})
        gap = ask(session, 'SELECT reason, object_ref FROM v_object_owner_gap ORDER BY object_ref COLLATE "C"')
        conflict = ask(session, "SELECT object_ref FROM v_object_owner_conflict WHERE requires_owner")
        owned = ask(session, "SELECT owner_ref, count(*) FROM v_object_owner GROUP BY 1")
    plain = reports[None]
    assert plain.figures.required > 0
    for report in reports.values():
        document = report.as_document()
        assert {name: document[name] for name in view} == view
        assert _summed(report) == {name: document[name] for name in COUNTS}
        assert report.figures == plain.figures
        assert sum(report.figures.reasons.values()) == report.figures.gap
    assert plain.objects is not None
    assert sum(len(refs) for refs in plain.objects.values()) == plain.figures.required
    for reason in plain.figures.reasons:
        assert list(plain.objects[reason]) == [row["object_ref"] for row in gap if row["reason"] == reason]
    assert set(plain.objects["conflict"]) == {row["object_ref"] for row in conflict}
    by_owner = {part.name: part.figures.total for part in reports["owner"].parts if part.rest is None}
    assert by_owner == {row["owner_ref"]: row["count"] for row in owned}
    assert {part.rest for part in reports["owner"].parts} <= {None, "nobody", "in conflict"}


def test_a_word_of_ours_as_a_name_is_a_name(server: embedded.Server) -> None:
    """A schema called "no schema" is not what stands in none, nor a team "nobody" what is nobody's."""
    with undone(governed_once(server.dsn)) as session:
        ask(session, CATALOG)
        ask(session, "INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES ('schema:shop', 'nobody')")
        by_schema = read_report(session, "public", by="schema", objects=None)
        by_owner = read_report(session, "public", by="owner", objects=None)
    groups = {(part.name, part.rest): part.figures.required for part in by_schema.parts}
    assert (groups["no schema", None], groups[None, "no schema"]) == (1, 0)
    owners = {(part.name, part.rest): part.figures.required for part in by_owner.parts}
    assert (owners["nobody", None], owners[None, "nobody"]) == (3, by_schema.figures.required - 3)


def test_all_of_a_report_is_of_one_moment(make_database: Callable[..., Dsn], server: embedded.Server) -> None:
    """What others commit between a report's statements, tables and rows alike, is in none of its parts."""
    dsn = governed_copy(make_database, server.dsn)
    ask(dsn, CATALOG)
    with Reader.open(dsn) as reader, reader.snapshot():
        before = read_report(reader, "public", by="kind", objects=True)
        with Session.open(dsn, settings=OPERATOR) as other:
            ask(
                other,
                "CREATE TABLE shop.late (id int); DROP VIEW shop.v; CREATE FUNCTION shop.f() RETURNS int RETURN 1;",
            )
            ask(
                other,
                "INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES ('schema:shop', 'team:a')",
            )
        again = read_report(reader, "public", by="kind", objects=True)
    assert again == before
    with Reader.open(dsn) as reader, reader.snapshot():
        after = read_report(reader, "public", by="kind", objects=True)
    moved: dict[str, Any] = {name: getattr(after.figures, name) - getattr(before.figures, name) for name in COUNTS}
    assert (moved["required"], moved["gap"], after.figures.inherited > 0) == (1, -3, True)
