"""``oneroof seed plan`` end to end: a folder that people review, all of it or nothing, and production only read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from oneroof.packets.load import load
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from tests.acceptance.conftest import Oneroof
from tests.pg.demo_support import ask, tell
from tests.pg.schema_support import governed_copy

CODE = "F6_OWNERSHIP_SEED_COMMIT"
OWNERS = """
[[owner]]
object = "schema:sales"
owner = "team:sales"

[[owner]]
object = 'table:sales."Odd | `name`.x"'
owner = "team:ops"

[[owner]]
object = "table:ops.*"
owner = "team:ops"
"""


@pytest.fixture
def production(make_database: Callable[..., Dsn], server: embedded.Server) -> Dsn:
    """Two schemas with seven tables, one of which has a redundant row and one a pinned one."""
    dsn = governed_copy(make_database, server.dsn)
    tell(
        dsn,
        """CREATE SCHEMA sales; CREATE SCHEMA ops;
        CREATE TABLE sales.orders (id int); CREATE TABLE sales.lines (id int); CREATE TABLE sales.pinned (id int);
        CREATE TABLE sales."Odd | `name`.x" (id int);
        CREATE TABLE ops.hosts (id int); CREATE TABLE ops.disks (id int); CREATE TABLE ops.old (id int);
        INSERT INTO governance_principal (principal_ref, kind, display_name)
        VALUES ('team:sales', 'team', 'Sales'), ('team:ops', 'team', 'Operations');
        INSERT INTO governance_ruleset (ruleset_version, active, kinds, schemas, required_kinds)
        VALUES ('t', true, ARRAY['schema', 'table'], ARRAY['sales', 'ops'], ARRAY['table']);
        INSERT INTO governance_object_ownership (object_ref, owner_ref, pin)
        VALUES ('table:sales.lines', 'team:sales', false), ('table:sales.pinned', 'team:sales', true)""",
    )
    return dsn


def test_a_plan_is_written_beside_its_packet(oneroof: Oneroof, production: Dsn, tmp_path: Path) -> None:
    """Rows, proof, redundant rows by name, blast radius; the same bytes again; the digest is the packet's alone."""
    (tmp_path / "owners.toml").write_text(OWNERS)
    words = ("seed", "plan", "--owners", "owners.toml", "--production", production.conninfo, "--out")
    document = oneroof("--json", *words, "plan", schema="seed-plan").document
    assert [(row["object_ref"], row["owner_ref"]) for row in document["rows"]] == [
        ("schema:ops", "team:ops"),
        ("schema:sales", "team:sales"),
        ('table:sales."Odd | `name`.x"', "team:ops"),
    ]
    assert document["proof"][2]["above"] == [{"object_ref": "schema:sales", "owner_ref": "team:sales"}]
    assert (document["direct_rows"], document["optimal_rows"]) == (5, 4)
    assert document["redundant_rows"] == ["table:sales.lines"]
    assert document["unmatched"] == []
    assert len(document["changes"]) == sum(pair["objects"] for pair in document["changed"]) == 7
    assert document["after"]["coverage_pct"] == "100.00"
    folder = tmp_path / "plan"
    assert sorted(entry.name for entry in folder.iterdir()) == [CODE, "plan.json", "proof.md"]
    assert json.loads((folder / "plan.json").read_text()) == {k: v for k, v in document.items() if k != "folder"}
    assert load(folder / CODE).source_digest == document["source_digest"]
    proof = (folder / "proof.md").read_text()
    assert '| `` table:sales."Odd \\| `name`.x" `` | `team:ops` | 1 | `team:sales` by `schema:sales` |' in proof
    told = oneroof(*words, "again")
    assert "3 rows to insert, 2 already there; of 5 in all 4 would do" in told.stdout
    assert "Rows that could go (they repeat what is inherited, and are no pins): 1\n  table:sales.lines" in told.stdout
    for name in ("plan.json", "proof.md", f"{CODE}/operation.sql", f"{CODE}/packet.toml"):
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    assert ask(production, "SELECT count(*) AS n FROM governance_object_ownership")[0]["n"] == 2
    taken = oneroof("--json", *words, "plan", schema="error")
    assert (taken.status, taken.document["error"]["code"]) == (4, "name-taken")


def test_nothing_is_half_written(oneroof: Oneroof, production: Dsn, tmp_path: Path) -> None:
    """Every entry that cannot take effect is named with its line and what may have been meant; no folder is left."""
    (tmp_path / "owners.toml").write_text(
        OWNERS.replace("schema:sales", "schema:Sales").replace("table:ops", "table:opps")
        + '[[owner]]\nobject = "table:sales.orders"\nowner = "team:slaes"\n'
    )
    (tmp_path / "more.toml").write_text("[[owner]]\nobject = 'table:sales.\"Odd*'\nowner = 'team:sales'\n[[owner]]\n")
    words = ("seed", "plan", "--owners", "owners.toml", "--owners", "more.toml", "--out", "plan")
    answer = oneroof("--json", *words, "--production", production.conninfo, schema="error")
    assert (answer.status, answer.document["error"]["code"]) == (2, "config")
    assert answer.document["error"]["message"].splitlines() == [
        "The intended owners have 5 problems:",
        "  owners.toml, line 2: there is no object schema:Sales; did you mean schema:sales?",
        "  owners.toml, line 10: table:opps.* matches no object",
        "  owners.toml, line 13: team:slaes is no principal of this database; did you mean team:sales?",
        "  more.toml, line 4: object must be a text such as table:public.orders",
        (
            '  more.toml, line 1: table:sales."Odd* is meant for team:sales, and at owners.toml, line 6'
            ' table:sales."Odd | `name`.x" is meant for team:ops: they contradict each other on'
            ' table:sales."Odd | `name`.x"'
        ),
    ]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["more.toml", "owners.toml"]


def test_files_of_several_kinds_make_one_plan(oneroof: Oneroof, production: Dsn, tmp_path: Path) -> None:
    """A CODEOWNERS file beside our own: its names by their aliases, its lines in messages; nobody's is a tombstone."""
    tell(
        production,
        "INSERT INTO governance_principal_alias (alias, principal_ref) VALUES ('@shop/ops', 'team:ops')",
    )
    (tmp_path / "owners.toml").write_text(OWNERS.partition('[[owner]]\nobject = "table:ops')[0])
    code = tmp_path / "CODEOWNERS"
    code.write_text("/.database/table/ops/ @shop/ops\n/.database/table/ops/old\n")
    words = ("--json", "seed", "plan", "--owners", "owners.toml", "--owners", "CODEOWNERS", "--production")
    document = oneroof(*words, production.conninfo, "--out", "plan", schema="seed-plan").document
    assert [(row["object_ref"], row["owner_ref"]) for row in document["rows"]] == [
        ("schema:ops", "team:ops"),
        ("schema:sales", "team:sales"),
        ("table:ops.old", None),
        ('table:sales."Odd | `name`.x"', "team:ops"),
    ]
    code.write_text("/.database/table/ops/ @shop/ops\n/.database/table/ops/old @shop/nobody\n")
    said = oneroof(*words, production.conninfo, "--out", "other", schema="error").document["error"]["message"]
    assert said.startswith("CODEOWNERS, line 2: @shop/nobody is not a principal")


def test_where_nothing_is_to_be_inserted_there_is_no_packet(oneroof: Oneroof, production: Dsn, tmp_path: Path) -> None:
    """What could go is still worth knowing; a database without the governance schema is told so."""
    tell(
        production,
        "INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES ('schema:sales', 'team:sales')",
    )
    (tmp_path / "owners.toml").write_text("[[owner]]\nobject = 'schema:sales'\nowner = 'team:sales'\n")
    (tmp_path / "plan").mkdir()
    words = ("--json", "seed", "plan", "--owners", "owners.toml", "--out", "plan", "--production")
    document = oneroof(*words, production.conninfo, schema="seed-plan").document
    assert (document["packet"], document["rows"], document["redundant_rows"]) == (None, [], ["table:sales.lines"])
    assert len(document["unmatched"]) == 3
    assert sorted(entry.name for entry in (tmp_path / "plan").iterdir()) == ["plan.json", "proof.md"]
    bare = oneroof(*words, production.with_database("postgres").conninfo, schema="error")
    assert (bare.status, bare.document["error"]["code"]) == (3, "schema-missing")
    nameless = oneroof("--json", "seed", "plan", "--out", "x", "--production", production.conninfo, schema="error")
    assert nameless.status == 2
