"""The migrations as files, and the script that a DBA reads before anything is installed."""

from __future__ import annotations

import re

import pytest

from oneroof.errors import UsageError
from oneroof.pg import queries
from oneroof.schema.install import Part, migrations, render


def test_the_script_is_one_transaction_without_placeholders() -> None:
    """It begins, it commits, and every name stands in it."""
    script = render(governance=True, schema="governed")
    assert script.startswith("BEGIN;")
    assert script.rstrip().endswith("COMMIT;")
    assert not re.search(r"\{[a-z_]+\}", script)
    assert 'CREATE SCHEMA "governed";' in script
    assert '"governed".governance_object_ownership' in script


def test_the_core_alone_has_nothing_of_governance() -> None:
    """A user's own packets need the gate and the log, not the ownership tables."""
    script = render(governance=False)
    assert "governance_object_ownership" not in script
    assert "CREATE TABLE oneroof.os_proposal_approvals" in script


@pytest.mark.parametrize(("schema", "made"), [("public", False), ("oneroof", False), ("mine", True)])
def test_a_schema_is_made_unless_it_is_there_by_nature(schema: str, made: bool) -> None:
    """``public`` exists, ``oneroof`` is the core's own; told otherwise, the script obeys."""
    statement = f'CREATE SCHEMA "{schema}";'
    assert (statement in render(governance=True, schema=schema)) is made
    assert statement not in render(governance=True, schema=schema, create_schema=False)


def test_names_are_quoted_in_the_script() -> None:
    """A hostile schema name stays a name."""
    assert '"x""; DROP TABLE y; --".governance_ruleset' in render(governance=True, schema='x"; DROP TABLE y; --')


@pytest.mark.parametrize("schema", ["", "pg_catalog", "pg_mine", "information_schema", "é" * 32, "a\0b"])
def test_names_that_no_schema_of_ours_can_have_are_refused(schema: str) -> None:
    """PostgreSQL's own, and those that it would cut off."""
    with pytest.raises(UsageError):
        render(governance=True, schema=schema)


@pytest.mark.parametrize("part", ["core", "governance"])
def test_migrations_are_numbered_without_a_hole(part: Part) -> None:
    """From 1, each once; no file of the folder is left out; none is too long to review."""
    found = migrations(part)
    assert [migration.version for migration in found] == list(range(1, len(found) + 1))
    assert len(found) == len(queries.names(f"schema/{part}/"))
    assert all(len(queries.load(migration.query).text.splitlines()) <= 400 for migration in found)
