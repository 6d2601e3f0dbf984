"""What could reach out of a clone: found, disarmed for real, and looked at again. Production keeps all of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oneroof.clone.identity import open_clone
from oneroof.clone.isolation import check_isolation
from oneroof.clone.model import Clone, IsolationFinding
from oneroof.pg.compose import SQL
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Installer, Session
from oneroof.schema.install import install
from tests.pg.clone_world import RICH, Cloning

#: A language of no extension, not trusted: PL/pgSQL's own library under other names.
SNEAKY = """
CREATE FUNCTION sneaky_call() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION sneaky_inline(internal) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION sneaky_check(oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE LANGUAGE plsneaky HANDLER sneaky_call INLINE sneaky_inline VALIDATOR sneaky_check;
"""


@pytest.fixture
def cloning(server: Server, tmp_path: Path) -> Iterator[Cloning]:
    """The test's own databases, clones and roles."""
    world = Cloning(server, tmp_path)
    yield world
    world.close()


def _isolated(cloning: Cloning, production: Dsn, clone: Clone, maker: str = "postgres") -> dict[str, IsolationFinding]:
    """The findings by object, without the note that the server is shared."""
    with open_clone(clone.dsn.with_parameters(user=maker), cloning.identity(production)) as writer:
        found = check_isolation(writer, same_server=True)
    return {finding.object: finding for finding in found if finding.code != "shared-server"}


def _refused(dsn: Dsn, statement: str) -> str:
    """The SQLSTATE of a statement in a session of its own."""
    with Session.open(dsn, settings={"search_path": "public"}) as session:
        return session.attempt(SQL(statement))


@pytest.mark.every_version
def test_an_ordinary_database_has_nothing_to_find(cloning: Cloning) -> None:
    """Views, functions, triggers, policies, harmless extensions, our own schema: no finding but a publication."""
    production = cloning.database(RICH)
    with Installer.open(production) as installer:
        install(installer, governance=True)
    found = _isolated(cloning, production, cloning.clone(production))
    assert set(found) == {"publication:published"}
    assert found["publication:published"].resolved


@pytest.mark.every_version
def test_foreign_servers(cloning: Cloning) -> None:
    """Their wrapper loses its handler: the tables stay, and reading one is an error; production reads as before."""
    production = cloning.database(
        'CREATE EXTENSION file_fdw; CREATE SERVER "Fïles" FOREIGN DATA WRAPPER file_fdw;'
        "CREATE FOREIGN TABLE host (l text) SERVER \"Fïles\" OPTIONS (filename '/etc/hostname');"
        "CREATE VIEW v AS TABLE host; CREATE EXTENSION postgres_fdw;"
        "CREATE SERVER remote FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '/nowhere');"
        "CREATE USER MAPPING FOR PUBLIC SERVER remote OPTIONS (password 'hunter2'); CREATE FOREIGN DATA WRAPPER plain;"
        "CREATE SERVER inert FOREIGN DATA WRAPPER plain"
    )
    clone = cloning.clone(production)
    assert clone.errors == ()
    found = _isolated(cloning, production, clone)
    for name in ('server:"Fïles"', "server:remote"):
        assert found[name].resolved
        assert found[name].disarmed == "its handler was taken away"
    assert found["server:inert"].resolved
    assert found["extension:file_fdw"].resolved
    assert found["extension:postgres_fdw"].resolved
    assert "hunter2" not in str(found)
    assert _refused(clone.dsn, "TABLE v") == "55000"
    assert _refused(production, "TABLE v") == "00000"


@pytest.mark.every_version
def test_foreign_servers_for_a_maker_who_is_no_superuser(cloning: Cloning) -> None:
    """A wrapper's handler is a superuser's; without user mappings postgres_fdw connects to nothing all the same."""
    maker = cloning.role("LOGIN CREATEDB")
    production = cloning.database("CREATE TABLE t (a int)")
    clone = cloning.clone(production)
    cloning.run(
        clone.dsn,
        "CREATE EXTENSION postgres_fdw; CREATE EXTENSION file_fdw;"
        f"GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw, file_fdw TO {maker};"
        f"GRANT CREATE ON SCHEMA public TO {maker}; GRANT USAGE ON SCHEMA oneroof TO {maker};"
        f"GRANT SELECT ON oneroof.database_identity TO {maker}; SET ROLE {maker};"
        "CREATE SERVER remote FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '/nowhere');"
        "CREATE USER MAPPING FOR CURRENT_USER SERVER remote OPTIONS (password 'x');"
        "CREATE FOREIGN TABLE far (a int) SERVER remote; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw",
    )
    found = _isolated(cloning, production, clone, maker)
    assert found["server:remote"].resolved
    assert found["server:remote"].disarmed == "its user mappings were dropped"
    assert _refused(clone.dsn.with_parameters(user=maker), "TABLE far") == "42704"
    assert not found["server:files"].resolved
    assert "could not be disarmed" in found["server:files"].message


@pytest.mark.every_version
def test_dblink(cloning: Cloning) -> None:
    """Its functions raise, for a superuser too; a function that calls them is named; views on them stay."""
    production = cloning.database(
        "CREATE EXTENSION dblink; CREATE VIEW v AS SELECT dblink_connect('host=/nowhere') AS c;"
        'CREATE FUNCTION "Cälls"() RETURNS text LANGUAGE plpgsql AS'
        " 'BEGIN RETURN public.dblink_exec(''x'', ''y''); END'"
    )
    clone = cloning.clone(production)
    found = _isolated(cloning, production, clone)
    assert found["extension:dblink"].resolved
    assert "functions raise an error now" in found["extension:dblink"].disarmed
    assert found['function:public."Cälls"()'].code == "function-calls-extension"
    for statement in (
        "TABLE v",
        'SELECT "Cälls"()',
        "SELECT dblink_get_connections()",
        "SELECT * FROM dblink('') d (a int)",
    ):
        assert _refused(clone.dsn, statement) == "0A000", statement
    assert _refused(production, "TABLE v") == "08001"
    assert _refused(clone.dsn, "DROP EXTENSION dblink CASCADE") == "00000"


@pytest.mark.every_version
def test_subscriptions(cloning: Cloning) -> None:
    """Dropped without a word to the publisher; production's own stays; then the clone can be dropped."""
    production = cloning.database(
        "CREATE TABLE t (a int); CREATE SUBSCRIPTION \"Sübs\" CONNECTION 'host=/nowhere dbname=x password=hunter2'"
        " PUBLICATION p WITH (connect = false, slot_name = 'productions_slot')"
    )
    clone = cloning.clone(production)
    assert clone.errors == ()
    found = _isolated(cloning, production, clone)
    assert found['subscription:"Sübs"'].resolved
    assert "dropped" in found['subscription:"Sübs"'].disarmed
    assert "hunter2" not in str(found)
    left = cloning.ask(
        production, "SELECT d.datname::text AS d FROM pg_subscription s JOIN pg_database d ON d.oid = subdbid"
    )
    assert left == [{"d": production.database}]


@pytest.mark.every_version
def test_event_triggers(cloning: Cloning) -> None:
    """One in PL/pgSQL is kept, because production's packet will meet it; one in an unknown language is disabled."""
    production = cloning.database(
        SNEAKY + "CREATE FUNCTION hear() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';"
        "CREATE FUNCTION sneak() RETURNS event_trigger LANGUAGE plsneaky AS 'BEGIN RAISE EXCEPTION ''out''; END';"
        "CREATE EVENT TRIGGER hears ON ddl_command_end EXECUTE FUNCTION hear();"
        "CREATE EVENT TRIGGER sleeps ON ddl_command_end EXECUTE FUNCTION sneak(); ALTER EVENT TRIGGER sleeps DISABLE;"
        "CREATE EVENT TRIGGER sneaks ON sql_drop EXECUTE FUNCTION sneak(); ALTER EVENT TRIGGER sneaks ENABLE ALWAYS"
    )
    clone = cloning.clone(production)
    found = _isolated(cloning, production, clone)
    assert (found["event_trigger:hears"].resolved, found["event_trigger:hears"].disarmed) == (True, "")
    assert found["event_trigger:sneaks"].disarmed == "disabled"
    state = "SELECT evtname::text AS n, evtenabled::text AS e FROM pg_event_trigger ORDER BY 1"
    assert cloning.ask(clone.dsn, state) == [
        {"n": "hears", "e": "O"},
        {"n": "sleeps", "e": "D"},
        {"n": "sneaks", "e": "D"},
    ]


@pytest.mark.every_version
def test_languages_and_functions_that_may_do_anything(cloning: Cloning) -> None:
    """Functions of an unknown language and C functions of no extension raise; the language is gone."""
    library = "$libdir/dblink"
    production = cloning.database(
        SNEAKY + "CREATE FUNCTION sneak(a int, OUT b text, OUT c int) LANGUAGE plsneaky AS 'BEGIN b := a; END';"
        "CREATE PROCEDURE sneaks(x text DEFAULT 'y') LANGUAGE plsneaky AS 'BEGIN NULL; END';"
        "CREATE FUNCTION sneaky() RETURNS trigger LANGUAGE plsneaky AS 'BEGIN RETURN NEW; END';"
        "CREATE FUNCTION rows() RETURNS TABLE (a int, b text) LANGUAGE plsneaky STABLE AS 'BEGIN RETURN; END';"
        "CREATE TABLE t (a int); CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION sneaky();"
        f"CREATE FUNCTION native(text) RETURNS text STRICT LANGUAGE c AS '{library}', 'dblink_connect'"
    )
    clone = cloning.clone(production)
    assert clone.errors == ()
    found = _isolated(cloning, production, clone)
    assert found["language:plsneaky"].disarmed == "removed"
    for name in ("sneak(integer)", "sneaks(text)", "sneaky()", "rows()", "native(text)"):
        assert found[f"function:public.{name}"].resolved, name
        assert found[f"function:public.{name}"].disarmed == "it raises an error now"
    for statement in (
        "SELECT sneak(1)",
        "CALL sneaks()",
        "INSERT INTO t VALUES (1)",
        "SELECT native('x')",
        "SELECT rows()",
    ):
        assert _refused(clone.dsn, statement) == "0A000", statement
    assert _refused(production, "INSERT INTO t VALUES (1)") == "00000"


@pytest.mark.every_version
def test_functions_whose_text_reaches_out(cloning: Cloning) -> None:
    """Programs and files by what PostgreSQL itself has, also in a SQL body and under another name."""
    production = cloning.database(
        "CREATE FUNCTION runs() RETURNS void LANGUAGE plpgsql AS"
        " 'BEGIN COPY (SELECT 1) TO PROGRAM ''cat >/dev/null''; END';"
        "CREATE FUNCTION reads() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT pg_read_file('/etc/hostname'); END;"
        "CREATE FUNCTION alias(text) RETURNS text LANGUAGE internal AS 'pg_read_file_all';"
        "CREATE FUNCTION programme(copy text) RETURNS text LANGUAGE sql AS 'SELECT copy'"
    )
    clone = cloning.clone(production)
    found = _isolated(cloning, production, clone)
    assert set(found) == {f"function:public.{name}" for name in ("runs()", "reads()", "alias(text)")}
    for statement in ("SELECT runs()", "SELECT reads()", "SELECT alias('/etc/hostname')"):
        assert _refused(clone.dsn, statement) == "0A000", statement
        assert _refused(production, statement) == "00000", statement


def test_what_cannot_be_disarmed_is_not_resolved(cloning: Cloning) -> None:
    """A C function whose signature no other language can have: the finding stays open."""
    production = cloning.database(
        "CREATE FUNCTION takes(cstring) RETURNS text LANGUAGE c STRICT AS '$libdir/hstore', 'hstore_in'"
    )
    found = _isolated(cloning, production, cloning.clone(production))
    assert not found["function:public.takes(cstring)"].resolved
    assert found["function:public.takes(cstring)"].disarmed == ""


def test_an_unknown_extension(cloning: Cloning) -> None:
    """A name that isolation does not know: with C functions it is open, with SQL alone it is noted."""
    production = cloning.database("CREATE EXTENSION citext; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    clone = cloning.clone(production)
    cloning.run(
        clone.dsn,
        "UPDATE pg_extension SET extname = 'home_made' WHERE extname = 'citext';"
        "INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)"
        " VALUES (99999, 'home_grown', 10, 2200, false, '1');"
        "INSERT INTO pg_depend VALUES ('pg_proc'::regclass, 'f'::regproc, 0, 'pg_extension'::regclass, 99999, 0, 'e')",
    )
    found = _isolated(cloning, production, clone)
    assert not found["extension:home_made"].resolved
    assert found["extension:home_grown"].resolved
    assert "SQL alone" in found["extension:home_grown"].message


def test_jobs_of_schedulers(cloning: Cloning) -> None:
    """They are switched off in the clone, and stay on in production; a trigger on the table does not stop it."""
    production = cloning.database(
        "CREATE SCHEMA cron; CREATE TABLE cron.job (jobid int, command text, active boolean);"
        "INSERT INTO cron.job VALUES (1, 'CALL x()', true), (2, 'CALL y()', false);"
        "CREATE SCHEMA timetable; CREATE TABLE timetable.chain (chain_id int, live boolean)"
    )
    clone = cloning.clone(production)
    found = _isolated(cloning, production, clone)
    assert found["table:cron.job"].resolved
    assert found["table:cron.job"].disarmed == "1 jobs switched off"
    assert (found["table:timetable.chain"].resolved, found["table:timetable.chain"].disarmed) == (True, "")
    count = "SELECT count(*) FILTER (WHERE active) AS n FROM cron.job"
    assert cloning.ask(clone.dsn, count) == [{"n": 0}]
    assert cloning.ask(production, count) == [{"n": 1}]


def test_jobs_that_cannot_be_switched_off(cloning: Cloning) -> None:
    """A trigger that refuses the update: the finding stays open."""
    production = cloning.database(
        "CREATE SCHEMA cron; CREATE TABLE cron.job (active boolean); INSERT INTO cron.job VALUES (true);"
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
        "CREATE TRIGGER keeps BEFORE UPDATE ON cron.job FOR EACH ROW EXECUTE FUNCTION keep()"
    )
    assert not _isolated(cloning, production, cloning.clone(production))["table:cron.job"].resolved


@pytest.mark.every_version
def test_settings_that_load_code(cloning: Cloning) -> None:
    """A library that is not known is reset, for the database and for a role in it; a known one stays."""
    one, two = cloning.role(), cloning.role()
    production = cloning.database("CREATE TABLE t (a int)")
    name = production.database
    for statement in (
        f"ALTER DATABASE {name} SET session_preload_libraries = 'auto_explain', '$libdir/pg_stat_statements'",
        f"ALTER ROLE {one} IN DATABASE {name} SET local_preload_libraries = 'not_known'",
        f"ALTER ROLE {two} IN DATABASE {name} SET session_preload_libraries = 'auto_explain', 'not_known'",
        f"ALTER DATABASE {name} SET dynamic_library_path = '$libdir:/tmp'",
        f"ALTER DATABASE {name} SET shop.tenant = 'x'",
    ):
        cloning.run(cloning.server.dsn, statement)
    clone = cloning.clone(production)
    assert clone.errors == ()
    found = _isolated(cloning, production, clone)
    assert found[f"setting:{one}.local_preload_libraries"].disarmed == "reset"
    assert found[f"setting:{two}.session_preload_libraries"].disarmed == "reset"
    assert found["setting:dynamic_library_path"].disarmed == "reset"
    assert found['setting:"shop.tenant"'].code == "unknown-setting"
    assert "setting:session_preload_libraries" not in found
    with Session.open(cloning.server.dsn) as session:
        rows = session.rows("clone/list_database_settings", database=clone.name)
    assert {row["name"] for row in rows} == {"session_preload_libraries", "shop.tenant"}


def test_slots_and_the_shared_server(cloning: Cloning) -> None:
    """No slot reads from a clone; a writer who is a superuser of production's server is noted."""
    production = cloning.database()
    clone = cloning.clone(production)
    with open_clone(clone.dsn, cloning.identity(production)) as writer:
        assert writer.rows("clone/list_slots") == []
        shared = check_isolation(writer, same_server=True)
        alone = check_isolation(writer, same_server=False)
    assert [finding.code for finding in shared] == ["shared-server"]
    assert all(finding.resolved for finding in shared)
    assert alone == ()


def test_nothing_is_found_the_second_time(cloning: Cloning) -> None:
    """What was disarmed stays disarmed, and is found as it is now."""
    production = cloning.database("CREATE EXTENSION dblink; CREATE EXTENSION file_fdw; CREATE TABLE t (a int)")
    clone = cloning.clone(production)
    first = _isolated(cloning, production, clone)
    second = _isolated(cloning, production, clone)
    assert all(finding.resolved for finding in (*first.values(), *second.values()))
    assert "functions raise an error now" in first["extension:dblink"].disarmed
