"""The plan against the database: what it forecasts is what the views say once its packet has run."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from oneroof.coverage.plan import Effective, effective_owners
from oneroof.coverage.read import governance, read_counts, read_coverage, read_ownership, read_tree
from oneroof.coverage.seed import PlannedSeed, plan_objects, plan_seed, seed_packet
from oneroof.errors import ConfigError, FactsSayNo
from oneroof.packets.load import load
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneWriter
from oneroof.sources.entry import Owner
from tests.matrix import sampled
from tests.pg.demo_support import SCHEMA, ask, governed_clone, run_packet, tell

OWNERS = ("team:a", "team:b", None)
TREES, NODES = 12, 8
SETUP = """
INSERT INTO governance_principal (principal_ref, kind, display_name)
VALUES ('team:a', 'team', 'A'), ('team:b', 'team', 'B'), ('team:c', 'team', 'C');
INSERT INTO governance_ruleset (ruleset_version, active, kinds, required_kinds)
VALUES ('t', true, ARRAY['schema', 'table'], ARRAY['thing', 'table'])
"""


def _literal(text: Owner) -> str:
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"


def _register(clone: Dsn, source: random.Random) -> dict[str, Owner]:
    """A forest of registered objects, some with links and some with rows that stand, pinned or not; the rows."""
    things, links, rows = [], [], {}
    for tree in range(TREES):
        refs: list[str] = []
        for node in range(NODES):
            parent = source.choice(refs) if refs else None
            inner = node < NODES // 2
            ref = f"{'box' if inner else 'thing'}:t{tree}.n{node}"
            things.append(f"('{ref}', '{ref.partition(':')[0]}', {_literal(parent)}, 'test')")
            if len(refs) > 1 and source.random() < 0.25:
                links.append((ref, source.choice([other for other in refs if other != parent])))
            if source.random() < 0.2:
                rows[ref] = source.choice(OWNERS)
            refs.append(ref)
    standing = [f"('{ref}', {_literal(owner)}, {source.random() < 0.3}, 'people')" for ref, owner in rows.items()]
    linked = [f"('{ref}', '{other}', 'test')" for ref, other in links]
    for table, columns, values in (
        ("governance_object", "object_ref, kind, parent_ref, source", things),
        ("governance_object_ownership", "object_ref, owner_ref, pin, created_by", standing),
        ("governance_object_link", "object_ref, also_in_ref, source", linked),
    ):
        tell(clone, f"INSERT INTO {table} ({columns}) VALUES {', '.join(values)}")
    return rows


def _file(entries: dict[str, Owner], folder: Path) -> Path:
    """A file of intended owners."""
    file = folder / "owners.toml"
    said = [
        f"[[owner]]\nobject = '{ref}'\n" + ("unowned = true" if owner is None else f"owner = '{owner}'")
        for ref, owner in entries.items()
    ]
    file.write_text("\n".join(said))
    return file


def _settle_what_is_contested(session: CloneWriter, entries: dict[str, Owner], folder: Path) -> PlannedSeed:
    """What people would do: name each object that is said to be in containers that disagree."""
    for _ in range(NODES):
        try:
            return plan_seed(session, SCHEMA, _file(entries, folder))
        except ConfigError as error:
            lines = [line.strip() for line in error.message.splitlines() if "disagree" in line]
            assert lines
            for line in lines:
                entries[":".join(line.split(":")[:2])] = "team:c"
    raise AssertionError("there is always something else")


def _views(clone: Dsn) -> dict[str, Effective]:
    """What the database says of each registered object."""
    rows = ask(clone, "SELECT object_ref, owner_ref, source_object_ref, outcome FROM v_object_owner_resolution")
    return {
        row["object_ref"]: Effective(row["owner_ref"], row["source_object_ref"], row["outcome"] == "conflict")
        for row in rows
        if row["object_ref"].startswith(("box:", "thing:"))
    }


@pytest.mark.parametrize("seed", sampled([1, 2, 3, 4, 5, 6], [1]))
def test_the_views_say_what_the_plan_forecast(
    make_database: Callable[..., Dsn], server: embedded.Server, tmp_path: Path, seed: int
) -> None:
    """Objects with parents, links, rows and pins: owners, sources, counts; and redundant rows are not missed."""
    source = random.Random(seed)
    clone = governed_clone(make_database, server.dsn)
    tell(clone, SETUP)
    standing = _register(clone, source)
    with CloneWriter.open(clone) as session:
        every = [item.object_ref for item in read_tree(session, SCHEMA) if item.under_roof]
        registered = [ref for ref in every if ref.startswith(("box:", "thing:"))]
        entries = {ref: standing.get(ref, source.choice(OWNERS)) for ref in registered if source.random() < 0.5}
        planned = _settle_what_is_contested(session, entries, tmp_path)
        done = run_packet(session, load(seed_packet(session, SCHEMA, tmp_path / "owners.toml", tmp_path).folder))
        assert (done.executed, done.deviation) == (True, None)
        rows = read_ownership(session, SCHEMA)
        objects = plan_objects(read_tree(session, SCHEMA), entries, rows)
        coverage, counts = read_coverage(session, SCHEMA), read_counts(session, SCHEMA)
    ours = effective_owners(objects, {row.object_ref: row.owner_ref for row in rows})
    said = _views(clone)
    assert said == {ref: ours[ref] for ref in said}
    assert {ref: said[ref].owner_ref for ref in entries} == entries
    assert (coverage.direct, coverage.inherited, coverage.gap) == (
        planned.outlook.direct,
        planned.outlook.inherited,
        planned.outlook.gap,
    )
    assert (counts.conflict, counts.ownership) == (0, planned.plan.direct_rows)
    with CloneWriter.open(clone) as session:
        found = {row["object_ref"] for row in session.rows("scanner/rules/redundant_row", governance(SCHEMA))}
    # The rule leaves out tombstones, and rows whose owner comes by a link alone.
    assert found <= set(planned.plan.redundant)
    redundant = ", ".join(_literal(ref) for ref in planned.plan.redundant) or "''"
    tell(clone, f"DELETE FROM governance_object_ownership WHERE object_ref IN ({redundant})")
    without = _views(clone)
    assert {ref: state.owner_ref for ref, state in without.items()} == {ref: s.owner_ref for ref, s in said.items()}


def test_all_that_keeps_a_seed_from_being_written_is_named_at_once(
    make_database: Callable[..., Dsn], server: embedded.Server, tmp_path: Path
) -> None:
    """An entry against a row, rows and containers against each other; an inactive owner beside another is no second."""
    clone = governed_clone(make_database, server.dsn)
    tell(
        clone,
        f"""{SETUP}; CREATE TABLE one (id int); CREATE TABLE two (id int); CREATE TABLE three (id int);
        CREATE TABLE "Four" (id int);
        INSERT INTO governance_principal (principal_ref, kind, display_name, active)
        VALUES ('team:old', 'team', 'O', false);
        INSERT INTO governance_object (object_ref, kind, source) VALUES ('model:m', 'model', 'test');
        INSERT INTO governance_object_link (object_ref, also_in_ref, source)
        VALUES ('table:public."Four"', 'model:m', 't');
        INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES ('table:public.one', 'team:a'),
               ('table:public.two', 'team:a'), ('table:public.two', 'team:b'),
               ('table:public.three', 'team:a'), ('table:public.three', 'team:old')""",
    )
    file = _file({"table:public.one": "team:b", "table:public.three": "team:a"}, tmp_path)
    with CloneWriter.open(clone) as session:
        with pytest.raises(FactsSayNo) as rows:
            plan_seed(session, SCHEMA, file)
        assert rows.value.message == (
            "The rows that stand have 2 problems:\n"
            f"  {file}, line 1: table:public.one is meant for team:b; the row that stands says team:a\n"
            "  table:public.two: its rows name team:a and team:b"
        )
        file = _file(
            {"table:public.one": "team:b", "schema:public": "team:c", "model:m": None, "x:y": "team:x"}, tmp_path
        )
        with pytest.raises(ConfigError) as entries:
            plan_seed(session, SCHEMA, [file])
    said = entries.value.message.splitlines()
    assert said[0] == "The intended owners have 5 problems:"
    assert "line 10: team:x is no principal" in said[1]
    assert "line 10: there is no object x:y" in said[2]
    assert said[3] == (
        '  table:public."Four": it stands in several containers that disagree, schema:public says team:c'
        f" ({file}, line 4) and model:m says nobody ({file}, line 7); name it"
    )
    assert "table:public.one" in said[4]
    assert "table:public.two" in said[5]
