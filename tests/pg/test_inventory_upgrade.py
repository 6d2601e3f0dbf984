"""Migration 8 on a database that stands at 7; and the one text that the function and the bare query share."""

from __future__ import annotations

import pytest

from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer
from oneroof.schema import install as installing
from oneroof.schema.install import Migration, Part, install, migrations, uninstall
from tests.pg.schema_support import ask, catalog, value

#: The columns that the view has had since its first version.
TREE = (
    "SELECT object_ref, kind, parent_ref, source, status, schema_name, object_oid, under_roof, requires_owner "
    "FROM v_governance_object_tree ORDER BY object_ref"
)
ROW = (
    "INSERT INTO public.governance_principal VALUES ('team:a', 'team', 'A');"
    "INSERT INTO public.governance_object_ownership (object_ref, owner_ref) VALUES ('table:public.t', 'team:a');"
)


@pytest.mark.every_version
def test_a_database_that_stands_at_seven_is_brought_up(database: Dsn, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was stated stays; what is new is under the roof of the default ruleset; and all of it goes again."""

    def older(part: Part) -> tuple[Migration, ...]:
        return tuple(each for each in migrations(part) if part == "core" or each.version < 8)

    with Installer.open(database, settings={"search_path": "public"}) as session:
        session.connection.execute(b"CREATE TABLE t (id int); CREATE COLLATION c (provider = libc, locale = 'C')")
        before = catalog(session)
        with monkeypatch.context() as patched:
            patched.setattr(installing, "migrations", older)
            install(session, governance=True, schema="public")
        session.connection.execute(ROW.encode())
        assert value(session, "SELECT kinds @> ARRAY['collation'] FROM governance_ruleset") is False
        old = ask(session, TREE)
        assert "governance 8 inventory installed in schema public" in install(session)
        new = ask(session, TREE)
        assert [row for row in new if row["kind"] not in {"collation", "language"}] == old
        assert {row["object_ref"] for row in new if row not in old} == {"collation:public.c", "language:plpgsql"}
        assert all(row["under_roof"] and not row["requires_owner"] for row in new if row not in old)
        assert value(session, "SELECT owner_ref FROM v_object_owner WHERE object_ref = 'table:public.t'") == "team:a"
        assert install(session) == ()
        uninstall(session)
        assert catalog(session) == before


def test_a_ruleset_that_somebody_changed_stays(database: Dsn, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is under the roof is the operator's word; only the beginning that nobody touched follows."""

    def older(part: Part) -> tuple[Migration, ...]:
        return tuple(each for each in migrations(part) if part == "core" or each.version < 8)

    with Installer.open(database, settings={"search_path": "public"}) as session:
        with monkeypatch.context() as patched:
            patched.setattr(installing, "migrations", older)
            install(session, governance=True, schema="public")
        ask(session, "UPDATE governance_ruleset SET kinds = ARRAY['table']")
        install(session)
        assert value(session, "SELECT kinds FROM governance_ruleset") == ["table"]
