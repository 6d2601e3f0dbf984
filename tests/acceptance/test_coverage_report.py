"""`oneroof coverage` end to end: parts, comparison, threshold, formats, and what each exit code means."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from oneroof.coverage import read_report
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from tests.acceptance.conftest import Oneroof
from tests.dbt_support import manifest, node, text
from tests.pg.schema_support import ask, catalog, governed_copy, governed_once

WORLD = """
    CREATE SCHEMA shop; CREATE TABLE shop.orders (id int); CREATE TABLE shop."It | ems" (id int);
    CREATE VIEW shop.sold AS SELECT 1 AS one; CREATE TABLE public.left_over (id int);
    INSERT INTO governance_principal (principal_ref, kind, display_name) VALUES ('team:a', 'team', '');
    INSERT INTO governance_object_ownership (object_ref, owner_ref)
    VALUES ('schema:shop', 'team:a'), ('table:public.left_over', NULL);
"""


@pytest.fixture
def shop(make_database: Callable[..., Dsn], server: embedded.Server) -> Dsn:
    """Four objects: three owned through their schema, one explicitly nobody's."""
    dsn = governed_copy(make_database, server.dsn)
    ask(dsn, WORLD)
    return dsn


def test_a_comparison_names_the_new_gaps_and_fails(oneroof: Oneroof, shop: Dsn, tmp_path: Path) -> None:
    """Exit 0 while nobody loses an owner, exit 1 with names when somebody does; the same for people and in markdown."""
    dsn = ("--production", shop.conninfo)
    before = oneroof("coverage", *dsn, "--json", schema="coverage")
    (tmp_path / "before.json").write_text(before.stdout)
    assert before.document["gap_reasons"] == {
        "never owned": 0, "tombstone": 1, "owner inactive": 0, "owner unknown": 0,
    }  # fmt: skip
    same = oneroof("coverage", *dsn, "--compare", "before.json", "--json", schema="coverage")
    assert (same.status, same.document["comparison"]["new_gaps"]) == (0, [])
    ask(
        shop, "UPDATE governance_object_ownership SET object_ref = 'table:shop.orders' WHERE object_ref = 'schema:shop'"
    )
    worse = oneroof("coverage", *dsn, "--compare", "before.json", "--by", "schema", "--json", schema="coverage")
    named = [move["object_ref"] for move in worse.document["comparison"]["new_gaps"]]
    assert (worse.status, named) == (1, ['table:shop."It | ems"', "view:shop.sold"])
    told = oneroof("coverage", *dsn, "--compare", "before.json")
    assert (told.status, "New gaps: 2" in told.stdout, 'table:shop."It | ems"' in told.stdout) == (1, True, True)
    table = oneroof("coverage", *dsn, "--compare", "before.json", "--format", "markdown", "--by", "owner")
    assert (table.status, "**New gaps: 2**" in table.stdout) == (1, True)
    assert all(line.count("|") in {0, 4, 5, 10} for line in table.stdout.splitlines()), table.stdout


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--fail-under", "75"), 0),
        (("--fail-under", "75.01"), 1),
        (("--fail-under", "75", "--without-catch-all"), 0),
        (("--fail-under", "75.001"), 2),
        (("--fail-under", "101"), 2),
        (("--fail-under", "nan"), 2),
        (("--fail-under", "most"), 2),
        (("--without-catch-all",), 2),
        (("--by", "team"), 2),
        (("--format", "html"), 2),
        (("--format", "markdown", "--json"), 2),
        (("--compare", "nowhere.json"), 2),
        (("--compare", "bad.json"), 2),
        (("--compare", "short.json"), 2),
    ],
)
def test_exit_codes(
    oneroof: Oneroof, server: embedded.Server, tmp_path: Path, words: tuple[str, ...], status: int
) -> None:
    """Measured below a threshold is 1; words that do not fit, or a file that is no such document, are 2."""
    dsn = _shop_once(server)
    (tmp_path / "bad.json").write_text("[1, 2")
    if "short.json" in words:
        short = oneroof("coverage", "--production", dsn.conninfo, "--no-objects", "--json", schema="coverage")
        (tmp_path / "short.json").write_text(short.stdout)
        assert short.document["objects"] is None
    answer = oneroof("coverage", "--production", dsn.conninfo, *words)
    assert answer.status == status, answer.stderr
    if status == 2:
        assert "Next:" in answer.stderr or answer.document["error"]["next"]


_made: dict[str, Dsn] = {}


def _shop_once(server: embedded.Server) -> Dsn:
    """The four objects in a database that no test writes to afterwards; it goes with the server."""
    if server.dsn.conninfo not in _made:
        template = governed_once(server.dsn)
        copy = template.with_database(f"coverage_{uuid4().hex[:8]}")
        names = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
            Identifier(copy.database), Identifier(template.database)
        )
        with Session.open(server.dsn) as session:
            session.execute(names)
        ask(copy, WORLD)
        _made[server.dsn.conninfo] = copy
    return _made[server.dsn.conninfo]


def test_a_comparison_with_a_wrong_entry_fails(oneroof: Oneroof, server: embedded.Server, tmp_path: Path) -> None:
    """Nobody lost an owner, but nobody knows what the entry was to say: exit 1, and why."""
    words = ("coverage", "--production", _shop_once(server).conninfo)
    (tmp_path / "before.json").write_text(oneroof(*words, "--json").stdout)
    for named, status in (("table:shop.orders", 0), ("table:shop.ordres", 1)):
        (tmp_path / "owners.toml").write_text(f"[[owner]]\nobject = '{named}'\nowner = 'team:a'\n")
        found = oneroof(*words, "--owners", "owners.toml", "--compare", "before.json", "--json", schema="coverage")
        assert (found.status, found.document["comparison"]["new_gaps"]) == (status, [])
        assert ("problems (1)" in str(found.document["comparison"]["cautions"])) is (status == 1)


def test_a_ruleset_that_was_changed_under_its_name_is_said(oneroof: Oneroof, shop: Dsn, tmp_path: Path) -> None:
    """What it asks for no longer is `gone` and no gap; a comparison says that the measure is another."""
    words = ("coverage", "--production", shop.conninfo, "--json")
    before = oneroof(*words, schema="coverage")
    (tmp_path / "before.json").write_text(before.stdout)
    ask(shop, "UPDATE governance_ruleset SET schemas = '{shop}'")
    found = oneroof(*words, "--compare", "before.json", schema="coverage").document
    said = [caution for caution in found["comparison"]["cautions"] if "changed under its name" in caution]
    assert (len(said), found["coverage_pct"], len(found["comparison"]["gone"])) == (1, "100.00", 1)
    assert before.document["ruleset_digest"] != found["ruleset_digest"]


def test_nothing_required_meets_no_threshold(oneroof: Oneroof, shop: Dsn) -> None:
    """A ruleset that asks nothing of anybody must not pass in silence: n/a is below every threshold, 0 included."""
    ask(shop, "UPDATE governance_ruleset SET required_kinds = '{}'")
    answer = oneroof("coverage", "--production", shop.conninfo, "--fail-under", "0", "--json", schema="coverage")
    assert (answer.status, answer.document["coverage_pct"]) == (1, "n/a")
    assert answer.document["threshold"]["met"] is False
    assert oneroof("coverage", "--production", shop.conninfo).status == 0


def test_a_file_with_a_wrong_entry_meets_no_threshold(
    oneroof: Oneroof, server: embedded.Server, tmp_path: Path
) -> None:
    """The misspelt owner's table is not taken for its schema's, and the exit is 1 whatever the percentage."""
    dsn = _shop_once(server).conninfo
    words = ("coverage", "--production", dsn, "--owners", "owners.toml", "--fail-under", "50")
    for owner, status, covered in (("team:a", 0, "75.00"), ("team:typo", 1, "50.00")):
        (tmp_path / "owners.toml").write_text(f"[[owner]]\nobject = 'table:shop.orders'\nowner = '{owner}'\n")
        answer = oneroof(*words, "--json", schema="coverage")
        assert (answer.status, answer.document["coverage_pct"]) == (status, covered)
        assert answer.document["threshold"]["met"] is (status == 0)
    (tmp_path / "before.json").write_text(oneroof("coverage", "--production", dsn, "--json").stdout)
    compared = oneroof(*words[:5], "--compare", "before.json", "--json", schema="coverage")
    assert (compared.status, compared.document["comparison"]["new_gaps"][0]["object_ref"]) == (1, "table:shop.orders")
    for layout, mark in (("table", ""), ("markdown", "**")):
        told = oneroof(*words, "--format", layout)
        assert (told.status, f"not met{mark}" in told.stdout) == (1, True)
        assert "the files have problems (1), and a seed of them would be refused" in told.stdout


def test_one_row_on_what_holds_everything_can_be_kept_from_passing(oneroof: Oneroof, shop: Dsn) -> None:
    """All is covered by one row on the database; the threshold without such rows is not met."""
    rows = "DELETE FROM governance_object_ownership;"
    ask(
        shop,
        rows + "INSERT INTO governance_object_ownership (object_ref, owner_ref) VALUES ('database:this', 'team:a')",
    )
    words = ("coverage", "--production", shop.conninfo, "--fail-under", "100")
    assert oneroof(*words).status == 0
    answer = oneroof(*words, "--without-catch-all", "--json", schema="coverage")
    assert (answer.status, answer.document["by_catch_all"], answer.document["coverage_pct"]) == (1, 4, "100.00")


def test_lists_say_why_and_what_next(oneroof: Oneroof, shop: Dsn) -> None:
    """Names are whole on a terminal of any width; each reason has a sentence on what to do."""
    ask(shop, f'CREATE TABLE "{"a" * 63}" ()')
    told = oneroof("gaps", "--production", shop.conninfo)
    assert f"table:public.{'a' * 63}  never owned" in told.stdout
    assert "Next: tombstone:" in told.stdout
    listed: dict[str, Any] = oneroof("gaps", "--production", shop.conninfo, "--json", schema="gaps").document
    assert len(listed["objects"]) == len(listed["next_steps"]) == 2


def test_scan_read_is_the_coverage(oneroof: Oneroof, shop: Dsn) -> None:
    """The same figures by either name."""
    answers = [
        json.loads(oneroof(*words, "--production", shop.conninfo, "--json").stdout) | {"measured_at": ""}
        for words in (("coverage",), ("scan", "read"))
    ]
    assert answers[0] == answers[1]


OWNERS = """
[[owner]]
object = "schema:shop"
owner = "team:a"

[[owner]]
object = "table:shop.order"
owner = "team:a"

[[owner]]
object = "table:public.*"
unowned = "yes"
"""
#: The same objects, in a database that has nothing of ours.
PLAIN = WORLD.partition("INSERT")[0]


def test_a_first_look_needs_nothing_there(oneroof: Oneroof, database: Dsn, tmp_path: Path) -> None:
    """No schema of ours: figures, the entries without effect with line and reason, and not a byte written."""
    ask(database, PLAIN)
    (tmp_path / "owners.toml").write_text(OWNERS)
    words = ("coverage", "--owners", "owners.toml", "--production", database.conninfo)
    before = catalog(database)
    answer = oneroof(*words, "--by", "owner", "--fail-under", "75", "--json", schema="coverage")
    found = answer.document
    assert (answer.status, found["coverage_pct"], found["planned_rows"]) == (1, "75.00", 1)
    assert "problems (2)" in found["threshold"]["because"]
    assert [(item["place"], item["what"].partition(";")[0]) for item in found["problems"]] == [
        ("owners.toml, line 10", "give either owner, a principal, or unowned = true"),
        ("owners.toml, line 6", "there is no object table:shop.order"),
    ]
    told = oneroof(*words)
    assert (told.status, "whose owner is no principal  table:public.left_over" in told.stdout) == (0, True)
    assert "owners.toml, line 6: there is no object table:shop.order" in told.stdout
    assert "oneroof is not installed there" in told.stdout
    (tmp_path / "before.json").write_text(answer.stdout)
    (tmp_path / "fewer.toml").write_text(OWNERS.replace("schema:shop", "view:shop.sold"))
    less = ("coverage", "--owners", "fewer.toml", "--production", database.conninfo, "--compare", "before.json")
    compared = oneroof(*less, "--json", schema="coverage")
    named = [move["object_ref"] for move in compared.document["comparison"]["new_gaps"]]
    assert (compared.status, named) == (1, ['table:shop."It | ems"', "table:shop.orders"])
    assert catalog(database) == before


def test_a_database_without_our_schema_is_looked_at_first(oneroof: Oneroof, database: Dsn) -> None:
    """Without a file there is nothing to look by: exit 3, and what to do."""
    answer = oneroof("coverage", "--production", database.conninfo)
    assert (answer.status, "--owners FILE" in answer.stderr) == (3, True)


@pytest.mark.parametrize("said", ["[[owner", "", "[[owner]]\nobject = 7\n", "[principal]\nname = 'a'"])
def test_a_file_in_which_nothing_can_be_read_is_refused(
    oneroof: Oneroof, database: Dsn, tmp_path: Path, said: str
) -> None:
    """Exit 2, with its name and what is wrong with it."""
    (tmp_path / "owners.toml").write_text(said)
    answer = oneroof("coverage", "--owners", "owners.toml", "--production", database.conninfo, "--json", schema="error")
    assert (answer.status, "owners.toml" in answer.document["error"]["message"]) == (2, True)


def test_a_column_is_named_like_anything_else(oneroof: Oneroof, shop: Dsn, database: Dsn, tmp_path: Path) -> None:
    """Columns are many and listed for the asking: who names one asks. It counts in no figure, and can bear a row."""
    ask(database, PLAIN)
    entries = [("schema:shop", "team:a"), ("column:shop.orders.id", "team:a"), ("column:shop.orders.ID", "team:a")]
    file = "".join(f"[[owner]]\nobject = '{ref}'\nowner = '{owner}'\n" for ref, owner in entries)
    (tmp_path / "owners.toml").write_text(file)
    for dsn in (shop, database):
        words = ("coverage", "--owners", "owners.toml", "--production", dsn.conninfo, "--json")
        found = oneroof(*words, schema="coverage").document
        assert [problem["place"] for problem in found["problems"]] == ["owners.toml, line 7"]
        assert (found["required"], found["coverage_pct"]) == (4, "75.00")
    ask(shop, "INSERT INTO governance_principal (principal_ref, kind, display_name) VALUES ('team:b', 'team', '')")
    (tmp_path / "owners.toml").write_text("[[owner]]\nobject = 'column:shop.orders.id'\nowner = 'team:b'\n")
    seed = ("seed", "plan", "--owners", "owners.toml", "--out", "packets", "--production", shop.conninfo, "--json")
    rows = oneroof(*seed, schema="seed-plan").document["rows"]
    assert [row["object_ref"] for row in rows] == ["column:shop.orders.id"]


def test_a_directus_where_nobody_looks_is_said(oneroof: Oneroof, shop: Dsn, database: Dsn, tmp_path: Path) -> None:
    """Its folders and flows would vanish in silence, and its own tables are left out by their names."""
    (tmp_path / "owners.toml").write_text("[[owner]]\nobject = 'table:*'\nowner = 'team:a'\n")
    ask(database, PLAIN)
    for dsn in (shop, database):
        ask(
            dsn,
            'CREATE SCHEMA cms; CREATE TABLE cms.directus_collections (collection varchar(64), "group" varchar(64))',
        )
        words = ("coverage", "--owners", "owners.toml", "--production", dsn.conninfo, "--json")
        said = oneroof(*words, schema="coverage").document["cautions"]
        assert [caution for caution in said if "schema cms" in caution], said
    (caution,) = oneroof("coverage", "--production", shop.conninfo, "--json", schema="coverage").document["cautions"]
    assert "folders" in caution


def test_files_with_a_byte_order_mark_are_read(oneroof: Oneroof, shop: Dsn, tmp_path: Path) -> None:
    """As editors write it on Windows: our file, a manifest, an earlier document."""
    words = ("coverage", "--production", shop.conninfo, "--json")
    (tmp_path / "before.json").write_text(oneroof(*words).stdout, "utf-8-sig")
    assert oneroof(*words, "--compare", "before.json", schema="coverage").status == 0
    entry = "[[owner]]\nobject = 'table:shop.orders'\nowner = 'team:a'\n"
    (tmp_path / "owners.toml").write_text(entry, "utf-8-sig")
    assert oneroof(*words, "--owners", "owners.toml", schema="coverage").document["problems"] == []
    (tmp_path / "manifest.json").write_text(text(manifest(node("model", "model.shop.a"))), "utf-8-sig")
    answer = oneroof(
        "source", "plan", "--dbt", "manifest.json", "--out", "packets", "--production", shop.conninfo, "--json"
    )
    assert answer.status == 0, answer.stderr


def test_with_our_schema_a_file_stands_beside_its_rows(oneroof: Oneroof, shop: Dsn, tmp_path: Path) -> None:
    """What the file would change, beside the rows that stand; an entry that a row contradicts is a problem."""
    (tmp_path / "owners.toml").write_text(OWNERS.replace("schema:shop", "table:public.left_over"))
    words = ("coverage", "--owners", "owners.toml", "--production", shop.conninfo, "--json")
    found = oneroof(*words, schema="coverage").document
    assert (found["basis"], found["coverage_pct"], found["planned_rows"]) == ("owners file", "75.00", 0)
    said = "table:public.left_over is meant for team:a; the row that stands says nobody"
    assert {"place": "owners.toml, line 2", "what": said} in found["problems"]
    ask(shop, "DELETE FROM governance_object_ownership WHERE owner_ref IS NULL")
    assert oneroof(*words, schema="coverage").document["coverage_pct"] == "100.00"


def test_the_command_reads_one_moment(oneroof: Oneroof, shop: Dsn, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that somebody creates between two statements of the command is in neither its figures nor its list."""
    made: list[str] = []

    def meanwhile(*_: Any) -> bool:
        made.append(f"late_{len(made)}")
        ask(shop, f"CREATE TABLE shop.{made[-1]} (id int)")
        return True

    monkeypatch.setattr(read_report, "wants_list", meanwhile)
    found = oneroof("coverage", "--production", shop.conninfo, "--json", schema="coverage").document
    listed = [ref for refs in found["objects"].values() for ref in refs]
    assert (len(made), len(listed)) == (1, found["required"])
    assert not [ref for ref in listed if "late" in ref]


def test_other_files_of_owners_are_looked_through_too(oneroof: Oneroof, database: Dsn, tmp_path: Path) -> None:
    """CODEOWNERS and a dbt manifest, told apart by their names; two files that disagree are a problem with a place."""
    ask(database, PLAIN)
    (tmp_path / "CODEOWNERS").write_text("/.database/table/shop/ @acme/sales\n/.database/table/public/left_over\n")
    model = node("model", "model.shop.sold", group="bi", relation=f'"{database.database}"."shop"."sold"')
    project = manifest(node("group", "group.shop.bi", owner={"name": "team:bi", "email": None}), model)
    (tmp_path / "manifest.json").write_text(text(project))
    words = ("coverage", "--owners", "CODEOWNERS", "--owners", "manifest.json", "--production", database.conninfo)
    found = oneroof(*words, "--by", "owner", "--json", schema="coverage").document
    owners = {group["name"]: group["required"] for group in found["groups"]}
    assert (owners, found["problems"]) == ({"@acme/sales": 2, "team:bi": 1, None: 1}, [])
    assert found["gap_reasons"]["tombstone"] == 1
    assert oneroof(*words, "--fail-under", "10").status == 0
    (tmp_path / "CODEOWNERS").write_text("/.database/table/shop/ @acme/sales\n/.database/table/public/left_ovre\n")
    lost = oneroof(*words, "--fail-under", "10")
    assert (lost.status, "line 2: /.database/table/public/left_ovre matches no object" in lost.stdout) == (1, True)
    (tmp_path / "CODEOWNERS").write_text("/.database/table/shop/ @acme/sales\n/.database/table/public/left_over\n")
    (tmp_path / "owners.toml").write_text('[[owner]]\nobject = "table:shop.orders"\nowner = "team:a"\n')
    (problem,) = oneroof(*words, "--owners", "owners.toml", "--json", schema="coverage").document["problems"]
    assert (problem["place"], "contradict each other" in problem["what"]) == ("owners.toml, line 1", True)
