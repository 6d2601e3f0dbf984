"""What could reach out of a clone: found, disarmed for real, and looked at again. Production keeps all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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

#: A language of no extension, not trusted: PL/pgSQL's own library under other names; and all that it can be used for.
SNEAKY = """
CREATE FUNCTION sneaky_call() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION sneaky_inline(internal) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION sneaky_check(oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE LANGUAGE plsneaky HANDLER sneaky_call INLINE sneaky_inline VALIDATOR sneaky_check;
CREATE FUNCTION sneak(a int, OUT b text, OUT c int) LANGUAGE plsneaky AS 'BEGIN b := a; END';
CREATE PROCEDURE sneaks(x text DEFAULT 'y') LANGUAGE plsneaky AS 'BEGIN NULL; END';
CREATE FUNCTION sneaky() RETURNS trigger LANGUAGE plsneaky AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION rows() RETURNS TABLE (a int, b text) LANGUAGE plsneaky STABLE AS 'BEGIN RETURN; END';
CREATE FUNCTION native(text) RETURNS text STRICT LANGUAGE c AS '$libdir/dblink', 'dblink_connect';
CREATE TABLE t (a int); CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION sneaky();
"""
FOREIGN = """
CREATE EXTENSION file_fdw; CREATE SERVER "Fïles" FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE host (l text) SERVER "Fïles" OPTIONS (filename '/etc/hostname'); CREATE VIEW hosts AS TABLE host;
CREATE EXTENSION postgres_fdw; CREATE SERVER remote FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '/nowhere');
CREATE USER MAPPING FOR PUBLIC SERVER remote OPTIONS (password 'hunter2');
CREATE FOREIGN DATA WRAPPER plain; CREATE SERVER inert FOREIGN DATA WRAPPER plain;
CREATE EXTENSION dblink; CREATE VIEW linked AS SELECT dblink_connect('host=/nowhere') AS c;
CREATE FUNCTION "Cälls"() RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN public.dblink_exec(''x'', ''y''); END';
CREATE SUBSCRIPTION "Sübs" CONNECTION 'host=/nowhere dbname=x password=hunter2' PUBLICATION p
    WITH (connect = false, slot_name = 'productions_slot');
"""
TEXTS = """
CREATE FUNCTION runs() RETURNS void LANGUAGE plpgsql AS 'BEGIN COPY (SELECT 1) TO PROGRAM ''cat >/dev/null''; END';
CREATE FUNCTION reads() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT pg_read_file('/etc/hostname'); END;
CREATE FUNCTION alias(text) RETURNS text LANGUAGE internal AS 'pg_read_file_all';
CREATE FUNCTION programme(copy text) RETURNS text LANGUAGE sql AS 'SELECT copy';
"""
JOBS = """
CREATE SCHEMA cron; CREATE TABLE cron.job (jobid int, command text, active boolean);
INSERT INTO cron.job VALUES (1, 'CALL x()', true), (2, 'CALL y()', false);
CREATE SCHEMA timetable; CREATE TABLE timetable.chain (chain_id int, live boolean);
"""
EVENTS = """
CREATE FUNCTION hear() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE FUNCTION sneak_out() RETURNS event_trigger LANGUAGE plsneaky AS 'BEGIN RAISE EXCEPTION ''out''; END';
CREATE EVENT TRIGGER hears ON ddl_command_end EXECUTE FUNCTION hear();
CREATE EVENT TRIGGER sleeps ON ddl_command_end EXECUTE FUNCTION sneak_out(); ALTER EVENT TRIGGER sleeps DISABLE;
CREATE EVENT TRIGGER sneaks ON sql_drop EXECUTE FUNCTION sneak_out(); ALTER EVENT TRIGGER sneaks ENABLE ALWAYS;
"""
#: What runs by itself and calls what reaches out: functions of PostgreSQL's own, and one of them by another name.
EXPRESSIONS = """
CREATE FUNCTION imm(int) RETURNS boolean IMMUTABLE STRICT LANGUAGE internal AS 'pg_cancel_backend';
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE "T.ä" (a int DEFAULT length(pg_read_file('/etc/hostname')), b text CHECK (pg_reload_conf()),
                    g boolean GENERATED ALWAYS AS (imm(a)) STORED);
CREATE INDEX ix ON "T.ä" (a) WHERE imm(a);
CREATE DOMAIN dom AS text DEFAULT pg_read_file('x') CONSTRAINT same CHECK (VALUE <> pg_read_file('y'));
CREATE RULE also AS ON INSERT TO "T.ä" DO ALSO SELECT pg_switch_wal();
CREATE POLICY pol ON "T.ä" USING (pg_terminate_backend(1));
CREATE TRIGGER tr BEFORE INSERT ON "T.ä" FOR EACH ROW WHEN (pg_rotate_logfile()) EXECUTE FUNCTION noted();
CREATE VIEW seen AS SELECT pg_ls_dir('.');
CREATE FUNCTION param(x text DEFAULT pg_read_file('z')) RETURNS text LANGUAGE sql AS 'SELECT x';
CREATE OPERATOR @@@@ (RIGHTARG = text, FUNCTION = pg_read_file);
CREATE AGGREGATE agg(text) (SFUNC = pg_catalog.textcat, STYPE = text, FINALFUNC = pg_read_file);
CREATE FUNCTION kill() RETURNS void LANGUAGE plpgsql AS 'BEGIN PERFORM pg_catalog."pg_terminate_backend" (1); END';
"""
#: Sound, although it looks like it: texts that mention, messages and notifications that stay in the clone.
SOUND = """
CREATE TABLE mentions (a text DEFAULT 'pg_read_file(x)', l pg_lsn DEFAULT pg_current_wal_lsn());
CREATE FUNCTION emits() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_logical_emit_message(true, ''outbox'', ''x''), pg_notify(''c'', ''x''); RETURN NEW; END';
CREATE TRIGGER emits BEFORE INSERT ON mentions FOR EACH ROW WHEN (pg_backend_pid() > 0) EXECUTE FUNCTION emits();
CREATE RULE notes AS ON INSERT TO mentions DO ALSO NOTIFY heard;
COMMENT ON TABLE mentions IS 'pg_reload_conf()';
"""
Findings = dict[str, IsolationFinding]


@pytest.fixture
def cloning(server: Server, tmp_path: Path) -> Iterator[Cloning]:
    """The test's own databases, clones and roles."""
    world = Cloning(server, tmp_path)
    yield world
    world.close()


@dataclass(frozen=True)
class Armed:
    """A production with every way out that can be made here, its clone, and what isolation found twice."""

    cloning: Cloning
    production: Dsn
    clone: Clone
    first: Findings
    second: Findings
    one: str
    two: str


@pytest.fixture(scope="module")
def armed(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Armed]:
    """Made once for each version."""
    world = Cloning(server, tmp_path_factory.mktemp("armed"))
    try:
        one, two = world.role(), world.role()
        production = world.database(f"{SNEAKY}{FOREIGN}{TEXTS}{JOBS}{EVENTS}")
        name = production.database
        for statement in (
            f"ALTER DATABASE {name} SET session_preload_libraries = 'auto_explain', '$libdir/pg_stat_statements'",
            f"ALTER ROLE {one} IN DATABASE {name} SET local_preload_libraries = 'not_known'",
            f"ALTER ROLE {two} IN DATABASE {name} SET session_preload_libraries = 'auto_explain', 'not_known'",
            f"ALTER DATABASE {name} SET dynamic_library_path = '$libdir:/tmp'",
            f"ALTER DATABASE {name} SET shop.tenant = 'x'",
        ):
            world.run(server.dsn, statement)
        clone = world.clone(production)
        assert clone.errors == ()
        first, second = (_isolated(world, production, clone) for _ in range(2))
        yield Armed(world, production, clone, first, second, one, two)
        world.run(production, "DROP EVENT TRIGGER sneaks")  # it would refuse what clears up
    finally:
        world.close()


def _isolated(cloning: Cloning, production: Dsn, clone: Clone, maker: str = "postgres") -> Findings:
    """The findings by object, without the note that the server is shared."""
    with open_clone(clone.dsn.with_parameters(user=maker), cloning.identity(production)) as writer:
        found = check_isolation(writer, same_server=True)
    return {finding.object: finding for finding in found if finding.code != "shared-server"}


def _refused(dsn: Dsn, statement: str) -> str:
    """The SQLSTATE of a statement in a session of its own."""
    with Session.open(dsn, settings={"search_path": "public"}) as session:
        return session.attempt(SQL(statement))


@pytest.mark.every_version(thorough=True)
def test_an_ordinary_database_has_nothing_to_find(cloning: Cloning) -> None:
    """Views, functions, triggers, policies, harmless extensions, our own schema: no finding but a publication."""
    production = cloning.database(RICH)
    with Installer.open(production) as installer:
        install(installer, governance=True)
    found = _isolated(cloning, production, cloning.clone(production))
    assert set(found) == {"publication:published"}
    assert found["publication:published"].resolved


@pytest.mark.every_version(thorough=True)
def test_what_runs_by_itself_and_reaches_out(cloning: Cloning) -> None:
    """Each stays open and is named with what it calls; what calls a disarmed function is told, and a view is."""
    production = cloning.database(EXPRESSIONS)
    clone = cloning.clone(production)
    assert clone.errors == ()
    found = _isolated(cloning, production, clone)
    assert {name: finding.message for name, finding in found.items() if not finding.resolved}.keys() == {
        'column:public."T.ä".a', 'constraint:public."T.ä"."T.ä_check"', "type:public.dom",
        "constraint:public.dom.same", 'rule:public."T.ä".also', 'policy:public."T.ä".pol', 'trigger:public."T.ä".tr',
        "function:public.param", 'operator:public."@@@@"', "aggregate:public.agg",
    }  # fmt: skip
    assert "pg_switch_wal, which reaches the server's write-ahead log" in found['rule:public."T.ä".also'].message
    assert found["function:public.imm(integer)"].disarmed == "it raises an error now"
    assert found["function:public.kill()"].disarmed == "it raises an error now"
    assert {name for name, finding in found.items() if finding.code == "calls-disarmed"} == {
        'column:public."T.ä".g', "index:public.ix",
    }  # fmt: skip
    assert found["view:public.seen"].code == "view-reaches-out"


@pytest.mark.every_version(thorough=True)
def test_what_only_looks_like_reaching_out_is_left_alone(cloning: Cloning) -> None:
    """No finding, so no false FAIL, and the functions still do what they did."""
    production = cloning.database(SOUND)
    clone = cloning.clone(production)
    assert _isolated(cloning, production, clone) == {}
    assert _refused(clone.dsn, "INSERT INTO mentions DEFAULT VALUES") == "00000"


@pytest.mark.every_version(thorough=True)
def test_everything_is_resolved_and_stays_so(armed: Armed) -> None:
    """Each finding says what was done; no secret stands in one; the second time less is left to find."""
    assert [finding.object for finding in armed.first.values() if not finding.resolved] == []
    assert [finding.object for finding in armed.second.values() if not finding.resolved] == []
    assert set(armed.second) < set(armed.first)
    assert [finding.object for finding in armed.second.values() if finding.disarmed] == []
    facts = str([finding.as_fact() for finding in armed.first.values()])
    assert "hunter2" not in facts
    assert "nowhere" not in facts


@pytest.mark.every_version(thorough=True)
def test_foreign_servers(armed: Armed) -> None:
    """Their wrapper loses its handler: the tables stay, and reading one is an error; production reads as before."""
    for name in ('server:"Fïles"', "server:remote"):
        assert armed.first[name].disarmed == "its handler was taken away"
    assert armed.first["server:inert"].disarmed == ""
    assert {"extension:file_fdw", "extension:postgres_fdw"} <= set(armed.first)
    assert _refused(armed.clone.dsn, "TABLE hosts") == "55000"
    assert _refused(armed.production, "TABLE hosts") == "00000"


@pytest.mark.every_version(thorough=True)
def test_dblink(armed: Armed) -> None:
    """Its functions raise, for a superuser too; a function that calls them is named; views on them stay."""
    assert "functions raise an error now" in armed.first["extension:dblink"].disarmed
    assert armed.first['function:public."Cälls"()'].code == "function-calls-extension"
    calls = (
        "TABLE linked",
        'SELECT "Cälls"()',
        "SELECT dblink_get_connections()",
        "SELECT * FROM dblink('') d (a int)",
    )
    for statement in calls:
        assert _refused(armed.clone.dsn, statement) == "0A000", statement
    assert _refused(armed.production, "TABLE linked") == "08001"
    assert _refused(armed.clone.dsn, "DROP EXTENSION dblink CASCADE") == "00000"


@pytest.mark.every_version(thorough=True)
def test_subscriptions(armed: Armed) -> None:
    """Dropped without a word to the publisher; production's own stays."""
    assert "dropped" in armed.first['subscription:"Sübs"'].disarmed
    where = "SELECT d.datname::text AS d FROM pg_subscription s JOIN pg_database d ON d.oid = subdbid"
    assert armed.cloning.ask(armed.production, where) == [{"d": armed.production.database}]


@pytest.mark.every_version(thorough=True)
def test_event_triggers(armed: Armed) -> None:
    """One in PL/pgSQL is kept, because production's packet will meet it; one in an unknown language is disabled."""
    assert armed.first["event_trigger:hears"].disarmed == ""
    assert armed.first["event_trigger:sneaks"].disarmed == "disabled"
    state = "SELECT evtname::text AS n, evtenabled::text AS e FROM pg_event_trigger ORDER BY 1"
    wanted = {"hears": "O", "sleeps": "D", "sneaks": "D"}
    assert {row["n"]: row["e"] for row in armed.cloning.ask(armed.clone.dsn, state)} == wanted


@pytest.mark.every_version(thorough=True)
def test_languages_and_functions_that_may_do_anything(armed: Armed) -> None:
    """Functions of an unknown language and C functions of no extension raise; the language is gone."""
    assert armed.first["language:plsneaky"].disarmed == "removed"
    for name in ("sneak(integer)", "sneaks(text)", "sneaky()", "rows()", "native(text)", "sneaky_check(oid)"):
        assert armed.first[f"function:public.{name}"].disarmed == "it raises an error now", name
    for name in ("sneaky_call()", "sneaky_inline(internal)"):
        assert armed.first[f"function:public.{name}"].disarmed == "nothing uses it any more", name
    calls = ("SELECT sneak(1)", "CALL sneaks()", "INSERT INTO t VALUES (1)", "SELECT native('x')", "SELECT rows()")
    for statement in calls:
        assert _refused(armed.clone.dsn, statement) == "0A000", statement
    assert _refused(armed.production, "INSERT INTO t VALUES (1)") == "00000"


@pytest.mark.every_version(thorough=True)
def test_functions_whose_text_reaches_out(armed: Armed) -> None:
    """Programs and files by what PostgreSQL itself has, also in a SQL body and under another name."""
    assert "function:public.programme(text)" not in armed.first
    for name in ("runs()", "reads()", "alias(text)"):
        assert armed.first[f"function:public.{name}"].disarmed == "it raises an error now", name
    for statement in ("SELECT runs()", "SELECT reads()", "SELECT alias('/etc/hostname')"):
        assert _refused(armed.clone.dsn, statement) == "0A000", statement
        assert _refused(armed.production, statement) == "00000", statement


@pytest.mark.every_version(thorough=True)
def test_jobs_of_schedulers(armed: Armed) -> None:
    """They are switched off in the clone, and stay on in production."""
    assert armed.first["table:cron.job"].disarmed == "1 jobs switched off"
    assert armed.first["table:timetable.chain"].disarmed == ""
    count = "SELECT count(*) FILTER (WHERE active) AS n FROM cron.job"
    assert armed.cloning.ask(armed.clone.dsn, count) == [{"n": 0}]
    assert armed.cloning.ask(armed.production, count) == [{"n": 1}]


@pytest.mark.every_version(thorough=True)
def test_settings_that_load_code(armed: Armed) -> None:
    """A library that is not known is reset, for the database and for a role in it; a known one stays."""
    assert armed.first[f"setting:{armed.one}.local_preload_libraries"].disarmed == "reset"
    assert armed.first[f"setting:{armed.two}.session_preload_libraries"].disarmed == "reset"
    assert armed.first["setting:dynamic_library_path"].disarmed == "reset"
    assert armed.first['setting:"shop.tenant"'].code == "unknown-setting"
    assert "setting:session_preload_libraries" not in armed.first
    with Session.open(armed.cloning.server.dsn) as session:
        rows = session.rows("clone/list_database_settings", database=armed.clone.name)
    assert {row["name"] for row in rows} == {"session_preload_libraries", "shop.tenant"}


@pytest.mark.every_version(thorough=True)
def test_a_maker_who_is_no_superuser(cloning: Cloning) -> None:
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
    again = _isolated(cloning, production, clone, maker)["server:remote"]
    assert (again.resolved, again.disarmed) == (True, "")
    assert _refused(clone.dsn.with_parameters(user=maker), "TABLE far") == "42704"
    assert not found["server:files"].resolved
    assert "could not be disarmed" in found["server:files"].message


def test_what_cannot_be_disarmed_stays_open(cloning: Cloning) -> None:
    """A C function whose signature no other language can have; jobs whose table refuses to be updated."""
    production = cloning.database(
        "CREATE FUNCTION takes(cstring) RETURNS text LANGUAGE c STRICT AS '$libdir/hstore', 'hstore_in';"
        "CREATE SCHEMA cron; CREATE TABLE cron.job (active boolean); INSERT INTO cron.job VALUES (true);"
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
        "CREATE TRIGGER keeps BEFORE UPDATE ON cron.job FOR EACH ROW EXECUTE FUNCTION keep()"
    )
    found = _isolated(cloning, production, cloning.clone(production))
    assert {name for name, finding in found.items() if not finding.resolved} == {
        "function:public.takes(cstring)",
        "table:cron.job",
    }
    assert all(finding.disarmed == "" for finding in found.values())


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
