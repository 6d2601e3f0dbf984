"""What `oneroof grants` prints makes a database readable, applied as it stands; and what a platform may hide."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oneroof.coverage.read import read_coverage
from oneroof.fingerprint.grants import Grants, least_grants
from oneroof.fingerprint.model import Fingerprint
from oneroof.fingerprint.platform import HIDDEN, PLATFORMS, Platform, detect, judged
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Installer, Reader
from oneroof.schema.install import install
from tests.pg.fingerprint_world import run, scratch_database

READER = 'Gr.rea"der 🙂'
SETUP = """
CREATE SCHEMA "Odd.sch""ema 🙂";
CREATE TABLE "Odd.sch""ema 🙂"."T 🙂" (a int); INSERT INTO "Odd.sch""ema 🙂"."T 🙂" VALUES (1);
CREATE TABLE public.plain (id serial PRIMARY KEY, v text); INSERT INTO public.plain (v) VALUES ('a');
CREATE MATERIALIZED VIEW public.seen AS SELECT v FROM public.plain;
CREATE TABLE public.guarded (a int); INSERT INTO public.guarded VALUES (1), (2);
ALTER TABLE public.guarded ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON public.guarded USING (true);
SELECT pg_catalog.lo_from_bytea(0, 'content');
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE USER MAPPING FOR postgres SERVER s OPTIONS (password 'secret');
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'gr_owner') THEN CREATE ROLE gr_owner; END IF;
END $$;
ALTER TABLE public.guarded OWNER TO gr_owner;
"""


@pytest.fixture
def place(server: Server) -> Iterator[Dsn]:
    """A database with what is hard to read, and a role that may log in and no more."""
    with scratch_database(server, SETUP) as dsn:
        run(dsn, f"DROP ROLE IF EXISTS {_quoted()}")
        try:
            yield dsn
        finally:
            run(dsn, f"DROP OWNED BY {_quoted()}; DROP ROLE {_quoted()}")


def _quoted() -> str:
    return '"' + READER.replace('"', '""') + '"'


def grants(dsn: Dsn, platform: Platform = "self") -> Grants:
    """What the reader lacks, as somebody else asks."""
    with Reader.open(dsn) as session, session.snapshot():
        return least_grants(session, platform, READER)


def fingerprint(dsn: Dsn) -> Fingerprint:
    """As the reader sees it."""
    return settled_fingerprint(lambda: Reader.open(dsn.with_parameters(user=READER)), workers=1)


@pytest.mark.every_version(thorough=True)
def test_the_statements_applied_make_everything_readable(place: Dsn) -> None:
    """From a role that does not exist to a whole fingerprint, a superuser's; asked again, nothing is missing."""
    printed = grants(place)
    assert printed.statements[0] == f"CREATE ROLE {_quoted()} LOGIN"
    assert f"ALTER ROLE {_quoted()} BYPASSRLS" in printed.statements
    assert "USING (true) does not help" in printed.notes[0]
    assert "secret" not in str(printed)
    run(place, ";".join(printed.statements))
    found = fingerprint(place)
    assert (found.unreadable, found.unseen) == ((), ())
    assert found.digest == settled_fingerprint(lambda: Reader.open(place), workers=1).digest
    assert grants(place).statements == ()
    with Reader.open(place.with_parameters(user=READER)) as session, session.snapshot():
        role = session.row("preflight/read_role")
        assert [name for name, held in role.items() if held] == ["bypassrls"], "it reads, and no more"
        assert session.rows("clone/list_unreadable") == [], "pg_dump would read all of it, too"


def test_the_statements_make_the_coverage_readable(place: Dsn) -> None:
    """Of our functions that run with their owner's rights, too, which the views ask; for whoever did not lend them."""
    with Installer.open(place) as installer:
        install(installer, governance=True, schema="Gov.erned")
    printed = [statement for statement in grants(place).statements if "fn_directus" in statement]
    assert len(printed) == len(set(printed)) == 2
    run(place, ";".join(grants(place).statements))
    assert grants(place).statements == ()
    with Reader.open(place.with_parameters(user=READER)) as session, session.snapshot():
        assert read_coverage(session, "Gov.erned").total


def test_without_bypassrls_row_security_is_unreadable_whatever_its_policy(place: Dsn) -> None:
    """USING (true) shows every row, and is not believed; where BYPASSRLS is not to be had, an owner's member reads."""
    here = [statement for statement in grants(place).statements if "BYPASSRLS" not in statement]
    run(place, ";".join(here))
    assert fingerprint(place).unreadable == ("table:public.guarded",)
    printed = grants(place, "rds")
    assert printed.statements == (f"GRANT gr_owner TO {_quoted()}",)
    assert printed.notes[-1].startswith("The server looks like self")
    run(place, ";".join(printed.statements))
    assert fingerprint(place).unreadable == ()
    run(place, "ALTER TABLE public.guarded FORCE ROW LEVEL SECURITY")
    assert fingerprint(place).unreadable == ("table:public.guarded",)
    assert any("forced on public.guarded" in note for note in grants(place, "rds").notes)


def test_what_is_hidden_is_unreadable_at_home_and_declared_on_a_platform(place: Dsn) -> None:
    """Nobody keeps a superuser of an own server from granting it: there it is a FAIL, and a platform's is declared."""
    run(place, ";".join(grants(place).statements))
    run(place, f"REVOKE SELECT ON pg_catalog.pg_user_mapping FROM {_quoted()}")
    found = fingerprint(place)
    assert (found.unreadable, found.unseen, found.platform) == (("user_mapping:s.postgres",), (), "self")
    assert "options of user mappings" in grants(place, "cloudsql").unseen
    assert grants(place).statements == (f"GRANT SELECT ON pg_catalog.pg_user_mapping TO {_quoted()}",)


def test_a_platform_is_detected_and_cannot_be_claimed(place: Dsn) -> None:
    """A role of that name and a setting that somebody made up are no platform: what is hidden stays unreadable."""
    assert judged(["rds_superuser"], ["rds"], aurora_function=False) == "rds"
    assert judged(["rds_superuser"], ["rds"], aurora_function=True) == "aurora"
    assert judged(["cloudsqlsuperuser"], ["cloudsql"], aurora_function=False) == "cloudsql"
    assert judged(["azure_pg_admin"], ["azure"], aurora_function=False) == "azure"
    assert judged(["rds_superuser"], [], aurora_function=True) == "self"
    assert set(HIDDEN) == set(PLATFORMS)
    run(place, f"CREATE ROLE {_quoted()}; CREATE ROLE rds_superuser")
    run(place, f"""ALTER DATABASE "{place.database}" SET rds.extensions = 'x'""")
    try:
        with Reader.open(place) as session, session.snapshot():
            assert detect(session) == "self"
    finally:
        run(place, "DROP ROLE rds_superuser")
