"""What is the core's own, by name, and that the list follows the core's migrations."""

from __future__ import annotations

import re

from oneroof.fingerprint.model import Entry
from oneroof.fingerprint.ours import is_ours, owned
from oneroof.pg import queries


def test_the_list_follows_the_migrations_of_the_core() -> None:
    """Every table and function that the core makes is the core's; no other file makes one of these names."""
    for part, expected in (("core", True), ("governance", False)):
        text = "\n".join(queries.load(name).text for name in queries.names(f"schema/{part}/"))
        made = re.findall(r"CREATE (?:OR REPLACE )?(TABLE|FUNCTION|VIEW) (?:oneroof|\{governance\})\.(\w+)", text)
        assert made
        for word, name in made:
            ref = f"{word.lower()}:oneroof.{name}" + ("()" if word == "FUNCTION" else "")
            assert is_ours(ref) is expected, ref


def test_what_an_object_of_the_core_contains_is_the_cores() -> None:
    """Columns, constraints, an index of a constraint; the schema itself, but not all that stands in it."""
    chain = [
        Entry("schema:oneroof", {}, "database:this"),
        Entry("table:oneroof.os_gate_log", {}, "schema:oneroof"),
        Entry("column:oneroof.os_gate_log.hash", {}, "table:oneroof.os_gate_log"),
        Entry("constraint:oneroof.os_gate_log.k", {}, "table:oneroof.os_gate_log"),
        Entry("index:oneroof.k", {}, "constraint:oneroof.os_gate_log.k"),
    ]
    others = [
        Entry("table:oneroof.governance_object", {}, "schema:oneroof"),
        Entry("column:oneroof.governance_object.a", {}, "table:oneroof.governance_object"),
        Entry("table:public.os_gate_log", {}, "schema:public"),
        Entry("function:oneroof.fn_cursor_advance(text)", {}, "schema:oneroof"),
        Entry("view:oneroof.os_view", {}, "schema:oneroof"),
        Entry("schema:public", {}, "database:this"),
    ]
    assert owned({entry.ref: entry for entry in [*chain, *others]}) == {entry.ref for entry in chain}
