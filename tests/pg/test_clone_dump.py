"""A clone by dump: equal to production, marked and closed until it is finished, with what a dump leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from oneroof import errors
from oneroof.clone.birth import newborn
from oneroof.clone.dump import create
from oneroof.clone.identity import read_identity
from oneroof.clone.model import NoLedger
from oneroof.clone.properties import DatabaseProperties, read_properties
from oneroof.clone.remove import BIRTH_MARK, PARTIAL_MARK
from oneroof.clone.wish import CloneWish
from oneroof.pg.server import Server
from oneroof.pg.session import Installer, Reader, Session
from oneroof.pg.tools import bindir_for
from oneroof.schema.install import install
from tests.pg.clone_world import DAY, RICH, WEIRD, Books, Cloning, plain_dump, quoted


@pytest.fixture
def cloning(server: Server, tmp_path: Path) -> Iterator[Cloning]:
    """The test's own databases, clones and roles."""
    world = Cloning(server, tmp_path)
    yield world
    world.close()


@pytest.mark.every_version
def test_a_rich_database_with_a_nasty_name_comes_back_the_same(cloning: Cloning) -> None:
    """Every object, row, comment and ACL, as pg_dump itself sees both; no error, no warning, everything carried."""
    production = cloning.database(RICH, WEIRD)
    books = Books()
    clone = cloning.clone(production, ledger=books)
    assert clone.name == f"{WEIRD}_gov_test_20260602"
    assert clone.errors == ()
    assert clone.warnings == ()
    assert set(clone.carried) == {"comment", "settings", "acl", "owner", "connection_limit"}
    assert all(clone.carried.values())
    bindir = cloning.place().bindir
    assert plain_dump(clone.dsn, bindir) == plain_dump(production, bindir)
    assert clone.bytes > 0
    assert [(kind, name) for kind, name, _ in books.open] == [("clone", clone.name)]
    assert not list((cloning.folder / "work").iterdir())


def test_the_clone_is_production_at_the_snapshot(cloning: Cloning) -> None:
    """Rows and tables that came after the snapshot are not in it, although they were there when pg_dump began."""
    production = cloning.database("CREATE TABLE t (a int); INSERT INTO t VALUES (1)")
    with Reader.open(production) as reader, reader.snapshot() as snapshot:
        parent = read_identity(reader)
        cloning.run(production, "INSERT INTO t VALUES (2); CREATE TABLE later (a int)")
        wish = CloneWish(production, snapshot, cloning.place(), parent, "run", DAY, cloning.folder / "work")
        clone = create(reader, wish)
    assert cloning.ask(clone.dsn, "SELECT a FROM t") == [{"a": 1}]
    assert cloning.ask(clone.dsn, "SELECT to_regclass('later')::text AS r") == [{"r": None}]


def test_the_identity_is_the_clones_own(cloning: Cloning) -> None:
    """A database that never saw oneroof gets the schema with the identity table alone; production nothing."""
    production = cloning.database("CREATE TABLE t (a int)")
    clone = cloning.clone(production, life=timedelta(days=3), owner="team-data")
    assert clone.identity.kind == "clone"
    assert clone.identity == cloning.identity(clone.dsn)
    assert clone.expires == "2026-06-05T23:59:00+00:00"
    parent = dict(clone.identity.parent or {})
    assert parent["database"] == production.database
    assert parent["uid"] == "none"
    assert (parent["owner"], parent["expires"]) == ("team-data", clone.expires)
    made = "SELECT relname::text AS n FROM pg_class WHERE relnamespace = 'oneroof'::regnamespace AND relkind = 'r'"
    assert cloning.ask(clone.dsn, made) == [{"n": "database_identity"}]
    assert cloning.ask(production, "SELECT FROM pg_namespace WHERE nspname = 'oneroof'") == []


@pytest.mark.every_version(thorough=True)
def test_the_identity_of_a_governed_production_is_replaced(cloning: Cloning) -> None:
    """With our schema there, its own function does it; production's row stays, the table is append-only as before."""
    production = cloning.database()
    with Installer.open(production) as installer:
        install(installer)
    before = cloning.identity(production)
    clone = cloning.clone(production)
    assert clone.errors == ()
    assert clone.identity.kind == "clone"
    assert clone.identity.database_uid not in {None, before.database_uid}
    assert cloning.identity(production) == before
    assert before.kind == "production"
    with pytest.raises(Exception, match="append-only"):
        cloning.run(clone.dsn, "UPDATE oneroof.database_identity SET kind = 'production'")


@pytest.mark.every_version(thorough=True)
def test_the_lone_identity_table_is_that_of_the_core_schema(cloning: Cloning) -> None:
    """Column by column and check by check: a clone reads the same whether production saw oneroof or not."""
    governed = cloning.database()
    with Installer.open(governed) as installer:
        install(installer)
    clone = cloning.clone(cloning.database())
    columns = (
        "SELECT attname::text, format_type(atttypid, atttypmod) AS type, attnotnull FROM pg_attribute"
        " WHERE attrelid = 'oneroof.database_identity'::regclass AND attnum > 0 ORDER BY attname"
    )
    checks = (
        "SELECT pg_get_constraintdef(oid) AS c FROM pg_constraint"
        " WHERE conrelid = 'oneroof.database_identity'::regclass AND contype IN ('c', 'p') ORDER BY 1"
    )
    for query in (columns, checks):
        assert cloning.ask(clone.dsn, query) == cloning.ask(governed, query)


@pytest.mark.every_version(thorough=True)
def test_comment_settings_acl_owner_and_limit_are_carried(cloning: Cloning) -> None:
    """Also a list of odd names, a setting of a role in the database, and a privilege that somebody passed on."""
    owner, member, third = cloning.role("CREATEDB"), cloning.role(), cloning.role()
    production = cloning.database("CREATE TABLE t (a int)", 'o"dd')
    name = quoted(production.database)
    on_server = cloning.server.dsn
    cloning.run(on_server, f"ALTER DATABASE {name} OWNER TO {owner}")
    cloning.run(on_server, f"COMMENT ON DATABASE {name} IS E'it''s \\\\ 💥'")
    for setting in (
        'search_path = "$user", "we, ""ird", public',
        "app.title = 'a, b'",
        "work_mem = '5MB'",
        "DateStyle = 'SQL, DMY'",
        "search_path = ''",
    ):
        cloning.run(on_server, f"ALTER ROLE {member} IN DATABASE {name} SET {setting}")
        cloning.run(on_server, f"ALTER DATABASE {name} SET {setting}")
    cloning.run(on_server, f'ALTER DATABASE {name} SET search_path = "$user", "we, ""ird", public')
    cloning.run(on_server, f"ALTER DATABASE {name} CONNECTION LIMIT 17")
    cloning.run(on_server, f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
    cloning.run(on_server, f"GRANT CONNECT, TEMP ON DATABASE {name} TO {member} WITH GRANT OPTION")
    cloning.run(on_server, f"SET ROLE {member}; GRANT CONNECT ON DATABASE {name} TO {third}")
    clone = cloning.clone(production)
    assert clone.errors == ()
    assert all(clone.carried.values())
    with Session.open(on_server) as session:
        wanted, found = read_properties(session, production.database), read_properties(session, clone.name)
    assert wanted.settings == found.settings
    assert len(found.settings) == 8
    assert set(wanted.acl) == set(found.acl)
    assert any(grant.grantor == member and grant.grantee == third for grant in found.acl)
    assert (found.owner, found.connection_limit, found.comment) == (owner, 17, "it's \\ 💥")
    shown = cloning.ask(clone.dsn.with_parameters(user=member), "SHOW work_mem")
    assert shown == [{"work_mem": "5MB"}]


def test_a_refused_setting_is_an_error_and_not_carried(cloning: Cloning) -> None:
    """A maker who is no superuser may not carry a superuser's setting: the others come, and the refusal is kept."""
    maker = cloning.role("LOGIN CREATEDB")
    production = cloning.database("CREATE TABLE t (a int)")
    name = quoted(production.database)
    cloning.run(cloning.server.dsn, f"ALTER DATABASE {name} OWNER TO {maker}")
    cloning.run(production, f"ALTER TABLE t OWNER TO {maker}")
    cloning.run(cloning.server.dsn, f"ALTER DATABASE {name} SET session_preload_libraries = 'auto_explain'")
    cloning.run(cloning.server.dsn, f"ALTER DATABASE {name} SET work_mem = '6MB'")
    place = cloning.place(cloning.server.dsn.with_parameters(user=maker))
    clone = cloning.clone(production, place=place)
    assert clone.carried == {
        "comment": True, "settings": False, "acl": True, "owner": True, "connection_limit": True,
    }  # fmt: skip
    assert len(clone.errors) == 1
    assert "session_preload_libraries" in clone.errors[0]
    with Session.open(cloning.server.dsn) as session:
        assert [setting.name for setting in read_properties(session, clone.name).settings] == ["work_mem"]


def test_nobody_connects_before_the_end(cloning: Cloning) -> None:
    """While it is restored the clone carries its mark, and neither PUBLIC nor production's owner gets in."""
    owner, anybody = cloning.role("LOGIN CREATEDB"), cloning.role()
    production = cloning.database("CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 1000)")
    cloning.run(cloning.server.dsn, f"ALTER DATABASE {quoted(production.database)} OWNER TO {owner}")
    slow = "CREATE FUNCTION slow() RETURNS int LANGUAGE sql AS 'SELECT 1 FROM pg_catalog.pg_sleep(1.5)'"
    cloning.run(production, f"{slow}; CREATE MATERIALIZED VIEW m AS SELECT public.slow() AS s")
    seen: list[dict[str, object]] = []

    def progress(what: str, _done: int, _total: int) -> None:
        if what.startswith("Restoring") and not seen:
            (name,) = cloning.made()
            row = cloning.ask(
                cloning.server.dsn,
                "SELECT shobj_description(oid, 'pg_database') AS comment, datconnlimit AS mark FROM pg_database"
                f" WHERE datname = '{name}'",
            )[0]
            for role in (owner, anybody):
                with pytest.raises(errors.CannotConnect, match="CONNECT privilege"):
                    Session.open(cloning.server.dsn.with_database(name).with_parameters(user=role))
            seen.append(row)

    clone = cloning.clone(production, progress=progress)
    assert seen == [{"comment": PARTIAL_MARK + "20260602T235900Z-0a1b2c3d", "mark": BIRTH_MARK}]
    Session.open(clone.dsn.with_parameters(user=anybody)).close()


def test_a_name_that_is_taken_is_left_alone(cloning: Cloning) -> None:
    """The next name is used; the other database, whatever it is, is not touched."""
    production = cloning.database("CREATE TABLE t (a int)")
    first = cloning.database("CREATE TABLE mine (a int)", f"{production.database}_gov_test_20260602")
    second = cloning.clone(production)
    third = cloning.clone(production)
    assert second.name == f"{production.database}_gov_test_20260602_2"
    assert third.name == f"{production.database}_gov_test_20260602_3"
    assert cloning.ask(first, "SELECT FROM mine") == []
    assert second.identity.database_uid != third.identity.database_uid


def test_every_name_taken(cloning: Cloning) -> None:
    """When a caller gives names of its own and none is free, that is said, and what has them is left alone."""
    production = cloning.database("CREATE TABLE t (a int)")
    taken = cloning.database("CREATE TABLE mine (a int)")
    books = Books()
    with pytest.raises(errors.NameTaken):
        cloning.clone(production, names=(taken.database,), ledger=books)
    assert books.open == []
    assert cloning.ask(taken, "SELECT FROM mine") == []


@pytest.mark.every_version(thorough=True)
def test_extensions_come_in_productions_version_with_productions_owner(cloning: Cloning) -> None:
    """A dump names neither; also one in a schema of its own, made by an owner without rights in the clone."""
    owner = cloning.role("LOGIN CREATEDB")
    production = cloning.database()
    cloning.run(cloning.server.dsn, f"ALTER DATABASE {quoted(production.database)} OWNER TO {owner}")
    as_owner = production.with_parameters(user=owner)
    cloning.run(as_owner, 'CREATE SCHEMA "Öwn"; CREATE EXTENSION hstore SCHEMA "Öwn" VERSION \'1.7\'')
    cloning.run(as_owner, "CREATE EXTENSION citext VERSION '1.5'; CREATE TABLE t (c citext)")
    clone = cloning.clone(production)
    assert clone.errors == ()
    assert clone.warnings == ()
    query = "SELECT extname::text AS e, extversion AS v, extowner::regrole::text AS o FROM pg_extension ORDER BY 1"
    assert cloning.ask(clone.dsn, query) == cloning.ask(production, query)
    bindir = cloning.place().bindir
    assert plain_dump(clone.dsn, bindir) == plain_dump(production, bindir)


def test_errors_of_a_restore_are_counted_and_kept(cloning: Cloning) -> None:
    """A row that the clone refuses: the table is named, the row is not."""
    production = cloning.database(
        "CREATE FUNCTION at_home() RETURNS bool LANGUAGE sql AS"
        " $$ SELECT current_database() NOT LIKE '%gov_test%' $$;"
        "CREATE TABLE picky (mail text CHECK (public.at_home())); INSERT INTO picky VALUES ('someone@example.org');"
        "CREATE TABLE t (a int); INSERT INTO t VALUES (1)"
    )
    clone = cloning.clone(production)
    assert len(clone.errors) == 1
    assert "picky" in clone.errors[0]
    assert "someone" not in str(clone)
    assert cloning.ask(clone.dsn, "SELECT a FROM t") == [{"a": 1}]
    assert clone.carried["comment"]


@pytest.mark.every_version(thorough=True)
def test_a_materialised_view_over_a_foreign_table_is_not_refreshed(cloning: Cloning) -> None:
    """A restore runs production's queries; none of them may reach out, and that one is an error and not silence."""
    production = cloning.database(
        "CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;"
        "CREATE FOREIGN TABLE host (l text) SERVER files OPTIONS (filename '/etc/hostname');"
        "CREATE MATERIALIZED VIEW outward AS SELECT * FROM host"
    )
    clone = cloning.clone(production)
    assert len(clone.errors) == 1
    assert "foreign table is restricted" in clone.errors[0]
    assert cloning.ask(clone.dsn, "SELECT relispopulated FROM pg_class WHERE relname = 'outward'") == [
        {"relispopulated": False}
    ]


@pytest.mark.thorough
@pytest.mark.every_version(thorough=True)
def test_event_triggers_do_not_hear_of_our_own_work(cloning: Cloning) -> None:
    """One that refuses every DDL, one that notes it, even always: the identity is given, nothing is noted."""
    production = cloning.database(
        "CREATE TABLE heard (what text);"
        "CREATE FUNCTION hear() RETURNS event_trigger LANGUAGE plpgsql AS"
        " 'BEGIN INSERT INTO public.heard VALUES (tg_tag); END';"
        "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS"
        " 'BEGIN RAISE EXCEPTION ''no DDL here''; END';"
        "CREATE EVENT TRIGGER hears ON ddl_command_end EXECUTE FUNCTION hear(); ALTER EVENT TRIGGER hears ENABLE ALWAYS"
    )
    cloning.run(production, "CREATE EVENT TRIGGER refuses ON ddl_command_start EXECUTE FUNCTION refuse()")
    cloning.run(production, "DELETE FROM heard")
    clone = cloning.clone(production)
    assert clone.errors == ()
    assert cloning.ask(clone.dsn, "SELECT what FROM heard") == []
    state = "SELECT evtname::text AS n, evtenabled::text AS e FROM pg_event_trigger ORDER BY 1"
    assert cloning.ask(clone.dsn, state) == [{"n": "hears", "e": "A"}, {"n": "refuses", "e": "O"}]


LOCALES = {
    "latin": {"ENCODING": "'LATIN1'", "LC_COLLATE": "'C'", "LC_CTYPE": "'C'"},
    "icu": {"LOCALE_PROVIDER": "icu", "ICU_LOCALE": "'de-DE-u-co-phonebk'"},
    "icu with rules": {"LOCALE_PROVIDER": "icu", "ICU_LOCALE": "'und'", "ICU_RULES": "'&a < g'"},
    "builtin": {"LOCALE_PROVIDER": "builtin", "BUILTIN_LOCALE": "'C.UTF-8'"},
    "builtin unicode": {"LOCALE_PROVIDER": "builtin", "BUILTIN_LOCALE": "'PG_UNICODE_FAST'"},
}


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("locale", LOCALES)
def test_encoding_and_locale_are_productions(cloning: Cloning, locale: str) -> None:
    """libc, ICU (where the server was built with it) and PostgreSQL's own; also other encodings."""
    options = LOCALES[locale]
    try:
        production = cloning.database("CREATE TABLE t (a text); INSERT INTO t VALUES ('abc')", **options)
    except errors.SqlFailed:
        # the package's binaries are built without ICU; 15 knows neither rules nor locales of its own
        assert locale.startswith("icu" if cloning.major != 15 else ("builtin", "icu with rules"))
        return
    clone = cloning.clone(production)
    assert clone.errors == ()
    with Session.open(cloning.server.dsn) as session:
        wanted, found = read_properties(session, production.database), read_properties(session, clone.name)
    for name in ("encoding", "provider", "collate", "ctype", "locale", "icu_rules"):
        assert getattr(found, name) == getattr(wanted, name), name


def test_a_locale_that_the_clones_server_lacks(cloning: Cloning) -> None:
    """One sentence that says so, and no database."""
    wanted = DatabaseProperties(
        "shop", "UTF8", "libc", "xx_NO.UTF-8", "xx_NO.UTF-8", None, None, "postgres", "pg_default", -1, None, (), ()
    )
    books = Books()
    with (
        pytest.raises(errors.EnvironmentFault, match="encoding and locale"),
        newborn(cloning.place(), wanted, ["shop_gov_test_20260602"], run_id="run", ledger=books),
    ):
        pytest.fail("the block must not run")
    assert cloning.made() == []
    assert books.open == []


@pytest.mark.every_version(thorough=True)
def test_a_reader_without_rights_beyond_reading(cloning: Cloning) -> None:
    """Only the maker can create: production is read by a role that could not write if it wanted."""
    login = cloning.role("LOGIN")
    production = cloning.database("CREATE TABLE t (a serial); INSERT INTO t VALUES (7)")
    cloning.run(production, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {login}")
    cloning.run(production, f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {login}")
    clone = cloning.clone(production.with_parameters(user=login))
    assert clone.errors == ()
    assert cloning.ask(clone.dsn, "SELECT a FROM t") == [{"a": 7}]


HIDDEN = """
CREATE TABLE readable (a int); CREATE TABLE "sec'ret" (a int); CREATE SEQUENCE hidden; SELECT lo_create(99);
CREATE SCHEMA vault; CREATE TABLE vault.v (a int);
CREATE TABLE veiled (a int); ALTER TABLE veiled ENABLE ROW LEVEL SECURITY;
CREATE TABLE columns_only (a int, b int)
"""


@pytest.mark.every_version(thorough=True)
def test_what_the_reader_may_not_read_is_named_before_anything_is_made(cloning: Cloning) -> None:
    """A table, some columns, a sequence, a schema, rows behind a policy, a large object: PrivilegeMissing, no clone."""
    login = cloning.role()
    production = cloning.database(HIDDEN)
    cloning.run(
        production, f"GRANT SELECT ON readable, veiled, vault.v TO {login}; GRANT SELECT (a) ON columns_only TO {login}"
    )
    as_reader = production.with_parameters(user=login)
    with Reader.open(as_reader) as reader, reader.snapshot():
        found = {(row["kind"], row["schema"], row["name"]) for row in reader.rows("clone/list_unreadable")}
    assert found == {
        ("large_object", None, "99"),
        ("sequence", "public", "hidden"),
        ("table", "public", "sec'ret"),
        ("table", "public", "columns_only"),
        ("table", "public", "veiled"),
        ("table", "vault", "v"),
    }
    books = Books()
    with pytest.raises(errors.PrivilegeMissing, match=r"large object 99 \(and 5 more\)"):
        cloning.clone(as_reader, ledger=books)
    assert cloning.left_behind() == []
    assert books.seen == []


def test_a_privilege_that_goes_meanwhile(cloning: Cloning) -> None:
    """What the catalog allowed and pg_dump is refused: the relation is named, the clone is gone."""
    login = cloning.role()
    production = cloning.database("CREATE TABLE gone (a int)")
    cloning.run(production, f"GRANT SELECT ON gone TO {login}")

    class Revoking(Books):
        def making(self, kind: str, name: str, remedy: str) -> object:
            if kind == "folder":
                cloning.run(production, f"REVOKE SELECT ON gone FROM {login}")
            return super().making(kind, name, remedy)

    books = Revoking()
    with pytest.raises(errors.PrivilegeMissing, match="gone"):
        cloning.clone(production.with_parameters(user=login), ledger=books)
    assert cloning.left_behind() == []
    assert books.open == []


def test_a_schema_named_oneroof_that_is_not_ours(cloning: Cloning) -> None:
    """Its clone could not be given an identity, so none is made."""
    production = cloning.database("CREATE SCHEMA oneroof; CREATE TABLE oneroof.shingles (a int)")
    with pytest.raises(errors.NameTaken):
        cloning.clone(production)
    assert cloning.left_behind() == []


def test_tools_of_another_major_version(cloning: Cloning) -> None:
    """pg_dump of 15 refuses a server of 18; said before anything else goes wrong, with nothing left behind."""
    if 15 not in _majors():
        assert cloning.major != 15
        return
    production = cloning.database("CREATE TABLE t (a int)")
    with pytest.raises(errors.ToolMissing, match="version"):
        cloning.clone(production, place=cloning.place(bindir=bindir_for(15, ["pg_dump"])))
    assert cloning.left_behind() == []


def _majors() -> set[int]:
    try:
        bindir_for(15, ["pg_dump"])
    except errors.ToolMissing:
        return {18}
    return {15, 18}


def test_the_ledger_is_optional(cloning: Cloning) -> None:
    """Who keeps no books gets a clone all the same."""
    ledger = NoLedger()
    assert ledger.making("clone", "x", "y") is None
    assert cloning.clone(cloning.database(), ledger=ledger).errors == ()
