"""The rules that a ruleset picks: each finds what is bad and leaves what is good; each is told what it may be told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oneroof.coverage.catalog import KINDS
from oneroof.demo.catalogue import RULES
from oneroof.errors import ConfigError
from oneroof.pg import queries
from oneroof.pg import server as embedded
from oneroof.pg.session import Session
from oneroof.scanner.rules import CHOICES, known_rules, parameters, read_ruleset
from oneroof.scanner.write import evaluate
from tests.pg.schema_support import ask, governed_once, undone

pytestmark = pytest.mark.every_version(thorough=True)

EXAMPLES = Path(__file__).with_name("object_examples.sql")
SETUP = """
DELETE FROM governance_ruleset_rule;
INSERT INTO governance_principal (principal_ref, kind, display_name, active)
VALUES ('team:a', 'team', 'A', true), ('team:b', 'team', 'B', true), ('team:gone', 'team', 'Gone', false);
CREATE SCHEMA app; COMMENT ON SCHEMA app IS 'x';
CREATE SCHEMA other;
CREATE TABLE app."Bad.One ""x"" 🦊" (id int PRIMARY KEY);
CREATE TABLE app.good (id int PRIMARY KEY); COMMENT ON TABLE app.good IS 'x';
CREATE TABLE other.third (id int PRIMARY KEY);
"""
BAD = 'table:app."Bad.One ""x"" 🦊"'


def own(*rows: tuple[str, str | None], pin: bool = False) -> str:
    """Statements that state owners."""
    quoted = [(ref.replace("'", "''"), "NULL" if owner is None else f"'{owner}'") for ref, owner in rows]
    listed = ", ".join(f"('{ref}', {owner}, {pin})" for ref, owner in quoted)
    return f"INSERT INTO governance_object_ownership (object_ref, owner_ref, pin) VALUES {listed};"


#: rule: (parameters, script, what it then finds of the objects in app and other).
CASES: dict[str, tuple[dict[str, Any], str, set[str]]] = {
    "gap": (
        {},
        own(("table:app.good", "team:a"), (BAD, "team:gone"), ("schema:other", None)),
        {BAD, "table:other.third"},
    ),
    "conflict": ({}, own((BAD, "team:a"), (BAD, "team:b"), ("table:app.good", "team:a")), {BAD}),
    "inactive_owner": (
        {},
        own((BAD, "team:gone"), ("table:other.third", "team:typo"), ("table:app.good", "team:a")),
        {BAD, "table:other.third"},
    ),
    "redundant_row": (
        {},
        own(("schema:app", "team:a"), (BAD, "team:a"), ("schema:other", "team:a"), ("table:other.third", "team:b")),
        {BAD},
    ),
    "dangling_row": (
        {},
        own(('table:app."Gone"', "team:a"), (BAD, "team:a")),
        {'table:app."Gone"'},
    ),
    "catch_all_only": (
        {},
        own(("database:this", "team:a"), ("table:app.good", "team:b"), ("schema:other", "team:b")),
        {BAD},
    ),
    "other_owner_in_postgresql": (
        {"roles": {"team:a": "rules_team"}},
        "CREATE ROLE rules_team; CREATE ROLE rules_person IN ROLE rules_team;"
        "ALTER TABLE app.good OWNER TO rules_team; ALTER TABLE other.third OWNER TO rules_person;"
        + own(("schema:app", "team:a"), ("schema:other", "team:b"), ("table:other.third", "team:a")),
        {BAD, "schema:app"},
    ),
    "undocumented": ({}, "", {BAD, "schema:other", "table:other.third"}),
    "definer_function_without_path": (
        {},
        """CREATE FUNCTION app.bad() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1;
        CREATE FUNCTION app.good() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' RETURN 1;
        CREATE FUNCTION app.mine() RETURNS int LANGUAGE sql RETURN 1""",
        {"function:app.bad()"},
    ),
    "policy_without_row_security": (
        {},
        """CREATE POLICY p ON app."Bad.One ""x"" 🦊"; CREATE POLICY p ON app.good;
        ALTER TABLE app.good ENABLE ROW LEVEL SECURITY""",
        {BAD},
    ),
}


@pytest.fixture
def governed(server: embedded.Server) -> Iterator[Session]:
    """A session on a database with two schemas, three tables and three principals; undone afterwards."""
    with undone(governed_once(server.dsn)) as session:
        ask(session, SETUP)
        yield session


def pick(session: Session, rule: str, given: dict[str, Any], state: str = "STATE") -> None:
    """Put the rule into the ruleset in force, under a state."""
    ask(
        session,
        "INSERT INTO governance_ruleset_rule (ruleset_version, state_code, rule, severity, parameters) "
        "VALUES ('default', %(state)s, %(rule)s, 'low', %(given)s)",
        state=state,
        rule=rule,
        given=json.dumps(given),
    )


def found(session: Session) -> set[str]:
    """Each object that the rules single out in app and other."""
    rows = evaluate(session, "public", read_ruleset(session, "public"))
    refs = {row["object_ref"] for row in rows if row["relation"] == "object"}
    return {ref for ref in refs if ref.split(":", 1)[1].split(".")[0] in {"app", "other"}}


def test_every_rule_has_a_case() -> None:
    """A rule that nobody has seen to find anything is none; the demo's objects break those of the demo."""
    assert set(known_rules()) == set(CASES) | set(RULES)


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_finds_what_is_bad_and_nothing_else(governed: Session, rule: str) -> None:
    """The one bad object is singled out, the good ones beside it are not."""
    given, script, expected = CASES[rule]
    pick(governed, rule, given)
    ask(governed, script or "SELECT")
    assert found(governed) == expected


def test_a_mended_object_is_singled_out_no_longer(governed: Session) -> None:
    """One bad object fewer is one candidate fewer."""
    pick(governed, "undocumented", {})
    before = found(governed)
    ask(governed, "COMMENT ON TABLE other.third IS 'x'")
    assert found(governed) == before - {"table:other.third"}


def test_a_comment_is_looked_for_where_its_kind_has_it(governed: Session) -> None:
    """Numbers of objects mean nothing outside of their catalog; a subscription's comment stands with shared ones."""
    ask(
        governed,
        """CREATE DOMAIN app.told AS int; COMMENT ON DOMAIN app.told IS 'x';
        CREATE DOMAIN app.untold AS int;
        CREATE OPERATOR app.<#> (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl);
        COMMENT ON OPERATOR app.<#> (int, int) IS 'x';
        CREATE SUBSCRIPTION told CONNECTION 'dbname=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE);
        COMMENT ON SUBSCRIPTION told IS 'x'""",
    )
    pick(governed, "undocumented", {"kinds": ["domain", "operator", "subscription"]})
    rows = evaluate(governed, "public", read_ruleset(governed, "public"))
    assert [row["object_ref"] for row in rows if row["relation"] == "object"] == ["domain:app.untold"]


def test_parameters_choose(governed: Session) -> None:
    """Kinds and reasons that are not asked for are not looked at."""
    pick(governed, "undocumented", {"kinds": ["schema"]})
    assert found(governed) == {"schema:other"}
    ask(governed, "DELETE FROM governance_ruleset_rule")
    ask(governed, own((BAD, "team:gone")))
    pick(governed, "gap", {"reasons": ["owner inactive"]})
    assert found(governed) == {BAD}


def test_a_pinned_row_is_not_redundant(governed: Session) -> None:
    """It stays although it repeats what is above; so does a tombstone, and a row beside another one."""
    pick(governed, "redundant_row", {})
    ask(governed, own(("schema:app", "team:a"), ("schema:other", None), ("table:other.third", None)))
    ask(governed, own((BAD, "team:a"), pin=True))
    ask(governed, own(("table:app.good", "team:a"), ("table:app.good", "team:b")))
    assert not found(governed)


#: Bad in every way that a rule looks for in the catalog.
BROUGHT = """
    CREATE TABLE app."Its" (id int, other int REFERENCES app.good); GRANT DELETE ON app."Its" TO PUBLIC;
    CREATE POLICY p ON app."Its";
    CREATE FUNCTION app.its() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1;
    ALTER EXTENSION plpgsql ADD TABLE app."Its"; ALTER EXTENSION plpgsql ADD FUNCTION app.its();
"""


def test_what_an_extension_brought_along_is_no_candidate(governed: Session) -> None:
    """Nobody here can mend it. The same objects, once they are the user's own, are found by each rule that looks."""
    for rule in known_rules():
        given = {"roles": {"team:a": "rules_nobody"}} if rule == "other_owner_in_postgresql" else {}
        pick(governed, rule, given, state=rule)
    ask(governed, BROUGHT + own(("extension:plpgsql", "team:a"), ("schema:app", "team:a")))
    its = {'table:app."Its"', "function:app.its()"}

    def finding() -> set[str]:
        rows = evaluate(governed, "public", read_ruleset(governed, "public"))
        return {row["state_code"] for row in rows if row["relation"] == "object" and row["object_ref"] in its}

    assert finding() == set()
    ask(governed, 'ALTER EXTENSION plpgsql DROP TABLE app."Its"; ALTER EXTENSION plpgsql DROP FUNCTION app.its()')
    of_catalog = {rule for rule in known_rules() if "status <> 'member'" in queries.load(f"scanner/rules/{rule}").text}
    assert finding() == of_catalog


LINKED = """
    INSERT INTO governance_object (object_ref, kind, source, status)
    VALUES ('box:b', 'box', 'test', 'active'), ('box:old', 'box', 'test', 'retired');
    INSERT INTO governance_object_link (object_ref, also_in_ref, source) VALUES ('table:app.good', 'box:b', 'test');
"""
OUTSIDE = """
    CREATE TABLE app.directus_x (); UPDATE governance_object_link SET also_in_ref = 'table:app.directus_x';
"""


def test_an_owner_by_a_catch_all_and_by_something_else_is_chosen(governed: Session) -> None:
    """As in the figures: whoever named the second way has looked at the object, however far away that stands."""
    pick(governed, "catch_all_only", {})
    ask(governed, LINKED + own(("database:this", "team:a"), ("schema:other", "team:b")))
    assert found(governed) == {"table:app.good", BAD}
    ask(
        governed,
        "INSERT INTO governance_object (object_ref, kind, parent_ref, source)"
        "VALUES ('box:far', 'box', NULL, 'test'), ('box:farther', 'box', 'box:far', 'test');"
        "UPDATE governance_object SET parent_ref = 'box:farther' WHERE object_ref = 'box:b';"
        + own(("box:far", "team:a")),
    )
    row = ask(governed, "SELECT * FROM v_object_owner_resolution WHERE object_ref = 'table:app.good'")[0]
    assert (row["outcome"], row["source_object_refs"]) == ("owned", ["database:this", "box:far"])
    assert found(governed) == {BAD}


@pytest.mark.parametrize(
    ("change", "redundant"),
    [
        ("SELECT", True),
        (own(("box:b", "team:a")), True),
        (own(("box:b", "team:b")), False),
        ("UPDATE governance_object SET status = 'retired', parent_ref = 'schema:other' WHERE object_ref = 'box:b';"
         + own(("schema:other", "team:b")), False),
        (OUTSIDE + own(("table:app.directus_x", "team:b")), False),
        (OUTSIDE, True),
    ],
)  # fmt: skip
def test_a_row_is_redundant_only_if_every_way_up_says_the_same(
    governed: Session, change: str, *, redundant: bool
) -> None:
    """A container outside of the roof, or one that is retired, hands its owner down like any other."""
    pick(governed, "redundant_row", {})
    ask(governed, LINKED + own(("schema:app", "team:a"), ("table:app.good", "team:a")) + change)
    assert ("table:app.good" in found(governed)) is redundant
    ask(governed, "DELETE FROM governance_object_ownership WHERE object_ref = 'table:app.good'")
    without = ask(governed, "SELECT owner_ref FROM v_object_owner WHERE object_ref = 'table:app.good'")
    assert (without == [{"owner_ref": "team:a"}]) is redundant


def test_a_row_that_is_its_own_source_is_not_redundant(governed: Session) -> None:
    """Directus' groups can make a circle: what stands above the object has its owner from the object's own row."""
    pick(governed, "redundant_row", {})
    ask(
        governed,
        """CREATE TABLE directus_collections (collection varchar(64) PRIMARY KEY, "group" varchar(64));
        CREATE TABLE plain (); INSERT INTO directus_collections VALUES ('plain', 'Folder'), ('Folder', 'plain');"""
        + own(("table:public.plain", "team:a")),
    )
    folder = "SELECT source_object_ref FROM v_object_owner WHERE object_ref = 'directus_folder:\"Folder\"'"
    assert ask(governed, folder) == [{"source_object_ref": "table:public.plain"}]
    rows = evaluate(governed, "public", read_ruleset(governed, "public"))
    assert [row["object_ref"] for row in rows if row["relation"] == "object"] == []


@pytest.mark.parametrize(
    ("rule", "given", "said"),
    [
        ("gap", {"reason": ["tombstone"]}, "gap does not have the parameter reason"),
        ("gap", {"reasons": "tombstone"}, r"reasons of gap is no reason\[\]"),
        ("gap", {"reasons": [1]}, r"reasons of gap is no reason\[\]"),
        ("gap", {"reasons": []}, r"reasons of gap is no reason\[\]: it is empty"),
        ("gap", {"reasons": ["tombstone", "nobody"]}, r"reasons of gap is no reason\[\]: there is no nobody"),
        ("undocumented", {"kinds": []}, r"kinds of undocumented is no kind\[\]: it is empty"),
        ("undocumented", {"kinds": ["Table"]}, r"kinds of undocumented is no kind\[\]: there is no Table"),
        ("undocumented", {"kinds": ["column"]}, r"kinds of undocumented is no kind\[\]: there is no column"),
        ("conflict", {"reasons": []}, "takes none, and it is given the parameter reasons"),
        ("other_owner_in_postgresql", {}, "does not give other_owner_in_postgresql its parameter roles"),
        ("other_owner_in_postgresql", {"roles": {"team:a": 1}}, "roles of other_owner_in_postgresql is no jsonb"),
        ("other_owner_in_postgresql", {"roles": {}}, "roles of other_owner_in_postgresql is no jsonb: it is empty"),
        ("other_owner_in_postgresql", {"roles": {"team:a": "x", "team:A": "x"}}, "there is no principal team:A"),
    ],
)
def test_a_parameter_that_cannot_be_applied_is_refused(
    governed: Session, rule: str, given: dict[str, Any], said: str
) -> None:
    """What is not understood is never passed over; the advice names what the rule takes."""
    pick(governed, rule, given)
    with pytest.raises(ConfigError, match=said) as refused:
        read_ruleset(governed, "public")
    if parameters(rule):
        assert all(parameter.name in refused.value.next_step for parameter in parameters(rule))


def test_each_kind_that_can_be_chosen_can_be_found(governed: Session) -> None:
    """What the parameter's type lets pass, the rule knows where to look for the comment of."""
    pick(governed, "undocumented", {"kinds": sorted(CHOICES["kind[]"])})
    ask(
        governed,
        EXAMPLES.read_text("utf-8")
        + "COMMENT ON EXTENSION plpgsql IS NULL; CREATE LANGUAGE mine HANDLER plpgsql_call_handler",
    )
    rows = evaluate(governed, "public", read_ruleset(governed, "public"))
    singled_out = {row["object_ref"].split(":")[0] for row in rows if row["relation"] == "object"}
    assert singled_out == CHOICES["kind[]"]


def test_each_kind_that_has_an_owner_in_postgresql_can_have_another(governed: Session) -> None:
    """Beside relations, routines, types and schemas: the database, servers, publications, operators and all others."""
    pick(governed, "other_owner_in_postgresql", {"roles": {"team:a": "no_such_role"}})
    ask(governed, own(("database:this", "team:a")))
    ask(governed, EXAMPLES.read_text("utf-8") + "CREATE LANGUAGE mine HANDLER plpgsql_call_handler;")
    rows = evaluate(governed, "public", read_ruleset(governed, "public"))
    singled_out = {row["object_ref"].split(":")[0] for row in rows if row["relation"] == "object"}
    of_something = {"column", "trigger", "policy", "rule", "directus_folder"}
    nobodys = {"text_search_parser", "text_search_template", "access_method", "cast", "transform"}
    assert singled_out == set(KINDS) - of_something - nobodys


def test_a_parameter_cannot_become_sql(governed: Session) -> None:
    """Quotes, backslashes, braces and percent signs in a value are that value."""
    odd = {f"team:{word}": word for word in ("x'); DROP TABLE app.good; --", "\\", "{governance}", "%s")}
    for name in odd:
        governed.connection.execute(
            "INSERT INTO governance_principal (principal_ref, kind, display_name) VALUES (%s, 'team', 'Odd')", [name]
        )
    pick(governed, "other_owner_in_postgresql", {"roles": {"team:a": "no_such_role", **odd}})
    ask(governed, own(("table:app.good", "team:a")))
    assert found(governed) == {"table:app.good"}
