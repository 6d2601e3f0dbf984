"""Witnesses on the clone's own table or domain: what can be made a second time, or take the place of the real one.

None of them looks at a row: defaults, checks that are not validated, policies, rules, triggers, extended statistics,
filters of publications.
"""

from __future__ import annotations

from dataclasses import replace

from oneroof.fingerprint.refs import kind_of, split_ref
from oneroof.fingerprint.witness.model import Case, Meaning, describe, meaning, relation, run, text
from oneroof.pg.compose import SQL, Composable, Identifier
from oneroof.pg.session import CloneWriter


def default(session: CloneWriter, case: Case) -> tuple[Meaning, Meaning]:
    """The column's default is set to production's."""
    schema, table, column = case.parts
    host = relation(session, schema, table)["host"]

    def look() -> Meaning:
        return meaning(session, describe(session, "describe_column", host=host, name=column), host)

    before = look()
    parts = {"relation": Identifier(schema, table), "column": Identifier(column)}
    run(session, "set_default", **parts, definition=text(case.text))
    return before, look()


def domain_default(session: CloneWriter, case: Case) -> tuple[Meaning, Meaning]:
    """The domain's default is set to production's."""
    schema, name = case.parts

    def look() -> Meaning:
        return meaning(session, describe(session, "describe_domain", schema=schema, name=name))

    before = look()
    run(session, "set_domain_default", domain=Identifier(schema, name), definition=text(case.text))
    return before, look()


def check(session: CloneWriter, case: Case) -> tuple[Meaning, Meaning]:
    """A second CHECK on the table or domain, not validated."""
    schema, holder, name = case.parts
    of_domain = kind_of(case.there.parent or "") == "type"
    host = 0 if of_domain else relation(session, schema, holder)["host"]

    def look(called: str) -> Meaning:
        row = describe(session, "describe_check", host=host, schema=schema, holder=holder, name=called)
        return meaning(session, row, host)

    before = look(name)
    parts = {"holder": Identifier(schema, holder), "scratch": Identifier(case.scratch), "definition": text(case.text)}
    run(session, "add_domain_check" if of_domain else "add_table_check", **parts)
    return before, look(case.scratch)


_COMMANDS = {"*": SQL("ALL"), "r": SQL("SELECT"), "a": SQL("INSERT"), "w": SQL("UPDATE"), "d": SQL("DELETE")}


def policy(session: CloneWriter, case: Case) -> tuple[Meaning, Meaning]:
    """The policy again, with production's expressions."""
    schema, table, name = case.parts
    host = relation(session, schema, table)["host"]

    def look() -> Meaning:
        return meaning(session, describe(session, "describe_policy", host=host, name=name), host, case.facet)

    before = look()
    parts = {"name": Identifier(name), "relation": Identifier(schema, table)}
    run(session, "drop_policy", **parts)
    expected = case.expected.facets
    parts_of_text = {
        "using": _clause("USING (", expected.get("using")),
        "with_check": _clause("WITH CHECK (", expected.get("with_check")),
    }
    run(session, "create_policy", **parts, **parts_of_text, command=_COMMANDS[expected["command"]])
    return before, look()


def _clause(opening: str, expression: str | None) -> Composable:
    return SQL("") if expression is None else SQL(opening) + text(expression) + SQL(")")


def rule(session: CloneWriter, case: Case) -> tuple[Meaning, Meaning]:
    """Production's statement in the place of the rule."""
    schema, table, name = case.parts
    host = relation(session, schema, table)["host"]

    def look() -> Meaning:
        return meaning(session, describe(session, "describe_rule", host=host, name=name), host)

    before = look()
    run(session, "drop_rule", name=Identifier(name), relation=Identifier(schema, table))
    run(session, "run_definition", definition=text(case.text))
    return before, look()


def trigger(session: CloneWriter, case: Case) -> tuple[Meaning, Meaning]:
    """Production's statement in the place of the trigger.

    PostgreSQL notes no dependencies of what it made on a partition: they are those of the trigger that it follows,
    which goes with it.
    """
    first = case.there
    while "follows" in first.facets:
        first = case.found[first.facets["follows"]]
    before = replace(_trigger(session, first.ref), definition=_trigger(session, case.ref).definition)
    _, (schema, table, name) = split_ref(first.ref)
    run(session, "drop_trigger", name=Identifier(name), relation=Identifier(schema, table))
    run(session, "run_definition", definition=text(case.text))
    return before, _trigger(session, case.ref)


def _trigger(session: CloneWriter, ref: str) -> Meaning:
    _, (schema, table, name) = split_ref(ref)
    host = relation(session, schema, table)["host"]
    return meaning(session, describe(session, "describe_trigger", host=host, name=name), host)


def statistics(session: CloneWriter, case: Case) -> tuple[Meaning, Meaning]:
    """Production's statement in the place of the statistics object."""
    schema, name = case.parts

    def look() -> Meaning:
        row = describe(session, "describe_statistics", schema=schema, name=name)
        return meaning(session, row, row["host"])

    before = look()
    run(session, "drop_statistics", name=Identifier(schema, name))
    run(session, "run_definition", definition=text(case.text))
    return before, look()


def row_filter(session: CloneWriter, case: Case) -> tuple[Meaning, Meaning]:
    """The table again in its publication, with production's filter."""
    publication, schema, table = case.parts
    host = relation(session, schema, table)["host"]
    row = describe(session, "describe_row_filter", host=host, publication=publication)
    before = meaning(session, row, host)
    parts = {"publication": Identifier(publication), "relation": Identifier(schema, table)}
    run(session, "drop_published", **parts)
    run(session, "add_published", **parts, columns=_listed(row["columns"]), definition=text(case.text))
    again = describe(session, "describe_row_filter", host=host, publication=publication)
    return before, meaning(session, again, host)


def _listed(columns: list[str] | None) -> Composable:
    if columns is None:
        return SQL("")
    return SQL("(") + SQL(", ").join(Identifier(column) for column in columns) + SQL(")")
