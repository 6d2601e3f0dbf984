"""install, status and uninstall: idempotent, refused where a name is taken, and leaving nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from oneroof import errors
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer, Reader, Session
from oneroof.pg.tools import bindir_for, run_tool
from oneroof.schema.export import export_gate
from oneroof.schema.install import Migration, Part, install, migrations, render, uninstall
from oneroof.schema.status import governance_schema, status
from tests.matrix import sampled
from tests.pg.gate_support import Room, authority, packet
from tests.pg.schema_support import OPERATOR, activation, ask, catalog, governed_copy, governed_once, refusal, value

RunSql = Callable[[Dsn, str], None]
NASTY = 'We.ird "S" {x} 🦊'
pytestmark = pytest.mark.every_version(thorough=True)


@pytest.mark.parametrize("schema", ["oneroof", "public", NASTY])
def test_install_is_idempotent_and_uninstall_leaves_an_equal_catalog(
    database: Dsn, run_sql: RunSql, schema: str
) -> None:
    """A second install changes nothing; after uninstall the catalog is what it was, the user's own things included."""
    run_sql(database, "CREATE TABLE mine (id serial PRIMARY KEY); CREATE VIEW seen AS SELECT id FROM mine;")
    with Installer.open(database) as session:
        before = catalog(session)
        assert install(session, governance=True, schema=schema)
        installed = catalog(session)
        assert install(session, governance=True, schema=schema) == ()
        assert install(session) == ()
        assert catalog(session) == installed != before
        assert governance_schema(session) == schema
        assert uninstall(session)
        assert catalog(session) == before
        assert uninstall(session) == ()


def test_core_comes_first_and_governance_is_added_in_place(database: Dsn) -> None:
    """The core stands alone; the governance part comes to it later, and the identity stays."""
    with Installer.open(database) as session:
        install(session)
        alone = status(session)
        assert (alone.governance_schema, alone.governance_version) == (None, None)
        assert alone.core_version == len(migrations("core"))
        install(session, governance=True, schema="governed")
        both = status(session)
    assert both.governance_schema == "governed"
    assert both.governance_version == migrations("governance")[-1].version
    assert both.database_uid == alone.database_uid
    assert both.kind == "production"


@pytest.mark.parametrize("standing", sampled([*range(1, len(migrations("governance")))], [7]))
def test_later_migrations_are_installed_in_place(
    make_database: Callable[..., Dsn], monkeypatch: pytest.MonkeyPatch, standing: int
) -> None:
    """A database of an older version is brought up by the rest, and is then as one that is installed today."""
    fresh, older = make_database(), make_database()
    with Installer.open(fresh) as session:
        install(session, governance=True, schema="public")
    with monkeypatch.context() as patch, Installer.open(older) as session:
        patch.setattr("oneroof.schema.install.migrations", lambda part: _first(part, standing))
        install(session, governance=True, schema="public")
    with Installer.open(older) as session:
        assert len(install(session)) == len(migrations("governance")) - len(_first("governance", standing))
        assert sorted(catalog(older)) == sorted(catalog(fresh))
        assert uninstall(session)


def _first(part: Part, standing: int) -> tuple[Migration, ...]:
    return tuple(each for each in migrations(part) if part == "core" or each.version <= standing)


def test_a_part_is_refused_in_a_second_schema(database: Dsn) -> None:
    """One database has one governance schema; another name is refused, not obeyed."""
    with Installer.open(database) as session:
        install(session, governance=True, schema="public")
        with pytest.raises(errors.Refused, match="stands in the schema public"):
            install(session, governance=True, schema="other")


def test_a_name_that_is_not_ours_is_refused(database: Dsn) -> None:
    """A name that exists and is not ours stops the install and nothing of it stays; without it, it goes through."""
    with Installer.open(database, settings={"search_path": "public"}) as session:
        before = catalog(session)
        for mine, undo, schema in (
            ("SCHEMA oneroof", "SCHEMA oneroof", "oneroof"),
            ("TABLE system_issues (id int)", "TABLE system_issues", "public"),
            ("VIEW v_object_owner AS SELECT 1 AS x", "VIEW v_object_owner", "public"),
            ("FUNCTION fn_event_type_validate() RETURNS int RETURN 1", "FUNCTION fn_event_type_validate()", "public"),
            ("TYPE event_outbox AS ENUM ('a')", "TYPE event_outbox", "public"),
        ):
            session.execute(SQL("CREATE " + mine))
            with pytest.raises(errors.NameTaken):
                install(session, governance=True, schema=schema)
            session.execute(SQL("DROP " + undo))
            assert catalog(session) == before
        assert install(session, governance=True, schema="public")


def test_a_clone_with_its_identity_alone_is_told_what_it_is(database: Dsn, run_sql: RunSql) -> None:
    """A clone of a database that never saw us has the identity table alone: nothing is installed beside it."""
    run_sql(database, "CREATE SCHEMA oneroof; CREATE TABLE oneroof.database_identity (database_uid uuid, kind text)")
    with Installer.open(database) as session:
        with pytest.raises(errors.IdentityRefused, match="clone"):
            install(session)
        assert status(session).core_version is None


def test_uninstall_leaves_a_schema_of_that_name_alone_when_it_is_not_ours(database: Dsn, run_sql: RunSql) -> None:
    """A foreign schema named oneroof is refused, not dropped."""
    run_sql(database, "CREATE SCHEMA oneroof; CREATE TABLE oneroof.mine (id int)")
    before = catalog(database)
    with Installer.open(database) as session, pytest.raises(errors.NameTaken):
        uninstall(session)
    assert catalog(database) == before


def test_uninstall_refuses_while_something_of_the_users_depends_on_us(database: Dsn, run_sql: RunSql) -> None:
    """Nothing is dropped by CASCADE."""
    with Installer.open(database) as session:
        install(session, governance=True, schema="public")
        run_sql(database, "CREATE VIEW my_gaps AS SELECT * FROM v_object_owner_gap")
        before = catalog(database)
        with pytest.raises(errors.Refused, match="depends on our schema"):
            uninstall(session)
    assert catalog(database) == before


def test_uninstall_refuses_to_lose_approvals(make_database: Callable[..., Dsn], server: embedded.Server) -> None:
    """What people decided stays."""
    dsn = governed_copy(make_database, server.dsn)
    approve_a_packet(dsn)
    with Installer.open(dsn) as session, pytest.raises(errors.Refused, match="2 approvals"):
        uninstall(session)
    with Reader.open(dsn) as reader:
        found = status(reader)
    assert found.approvals == 2
    assert len(found.approved_packets) == 1


def test_uninstall_takes_the_gate_away_once_all_of_it_is_exported(
    make_database: Callable[..., Dsn], server: embedded.Server
) -> None:
    """An export of this very moment lets it go; an older one, another database's, an edited one and none do not."""
    dsn, other = governed_copy(make_database, server.dsn), governed_copy(make_database, server.dsn)
    approve_a_packet(dsn)
    with Installer.open(dsn) as session, Installer.open(other) as elsewhere:
        early, foreign = export_gate(session), export_gate(elsewhere)
        Room(dsn).record_model(authority(2))
        exported = export_gate(session)
        for wrong in (early, foreign, exported.replace(b'"ratified"', b'"Ratified"')):
            with pytest.raises(errors.Refused, match="does not hold what stands in os_gate_log now"):
                uninstall(session, exported=wrong)
        for wrong in (b"", b"[]", b'{"type": "oneroof-gate-export-v1"}', b"{" * 100_000):
            with pytest.raises(errors.UsageError, match="no export"):
                uninstall(session, exported=wrong)
        assert uninstall(session, exported=exported)


def approve_a_packet(dsn: Dsn) -> None:
    """The authority model and one packet, ratified."""
    room = Room(dsn)
    room.boot(packet(room.database))


def test_an_approval_for_another_database_approves_nothing_here(
    make_database: Callable[..., Dsn], server: embedded.Server
) -> None:
    """The count is what it is; the digest counts only under the identity that it was approved for."""
    dsn = governed_copy(make_database, server.dsn)
    approve_a_packet(dsn)
    ask_nothing(dsn, "SELECT oneroof.fn_identity_replace('clone', '{}')")
    with Reader.open(dsn) as reader:
        found = status(reader)
    assert (found.approvals, found.approved_packets, found.kind) == (2, (), "clone")


def ask_nothing(dsn: Dsn, script: str) -> None:
    """Run statements as an operator."""
    with Session.open(dsn, settings=OPERATOR) as session:
        session.connection.execute(script.encode())


def test_status_reads_in_a_read_only_session_and_where_nothing_is(database: Dsn) -> None:
    """A database that never saw us has nothing of ours, and nothing is written to find out."""
    with Reader.open(database) as reader, reader.snapshot():
        found = status(reader)
        assert governance_schema(reader) is None
        assert reader.proof().untouched
    assert found.core_version is None
    assert found.approvals is None
    assert found.migrations == ()
    assert found.owner_candidates == ()
    with Installer.open(database) as session:
        install(session, governance=True, schema=NASTY)
    with Reader.open(database) as reader:
        with reader.snapshot():
            found = status(reader)
        assert reader.proof().untouched
    assert found.governance_schema == NASTY
    assert found.approvals == 0
    assert found.counts["event_types_active"] == 0
    assert found.as_document()["schema_version"] == found.core_version


def test_a_migration_that_was_installed_from_another_text_is_named(database: Dsn) -> None:
    """What stands there is not what this program believes: nothing is put on top of it, and it can be taken away."""
    with Installer.open(database) as session:
        install(session, governance=True, schema=NASTY)
        assert status(session).other_texts == ()
        session.execute(SQL("UPDATE oneroof.schema_migration SET sha256 = 'x' WHERE (part, version) = ('core', 3)"))
        assert status(session).other_texts == ("core 3 gate_log",)
        assert status(session).as_document()["other_texts"] == ["core 3 gate_log"]
        with pytest.raises(errors.SchemaAltered, match=r"core 3 gate_log"):
            install(session)
        assert uninstall(session)


def test_status_names_who_could_become_the_owner(database: Dsn, server: embedded.Server) -> None:
    """A member of the owning role could change any row of ours, so it is named; a stranger is not."""
    names = [f"{database.database}_{role}" for role in ("owner", "member", "stranger")]
    owner, member, stranger = names
    with Session.open(server.dsn.with_database(database.database)) as session:
        session.connection.execute(
            f"CREATE ROLE {owner}; CREATE ROLE {member} IN ROLE {owner}; CREATE ROLE {stranger};"
            f'GRANT CREATE ON DATABASE "{database.database}" TO {owner}'.encode()
        )
    try:
        with Installer.open(database) as session:
            session.connection.execute(f"SET ROLE {owner}".encode())
            install(session)
            session.connection.execute(b"RESET ROLE")
            candidates = status(session).owner_candidates
            assert owner in candidates
            assert member in candidates
            assert stranger not in candidates
            uninstall(session)
            session.connection.execute(
                f'REVOKE CREATE ON DATABASE "{database.database}" FROM {owner}; '
                f"DROP ROLE {member}, {owner}, {stranger}".encode()
            )
    finally:
        with Session.open(database) as session:
            for name in names:
                session.connection.execute(f"DROP ROLE IF EXISTS {name}".encode())


def test_a_databases_owner_installs_without_being_a_superuser(database: Dsn) -> None:
    """Everything works under an ordinary owner: inventory, outbox, cursor, log, uninstall."""
    owner, name = f"{database.database}_owner", database.database
    with Session.open(database) as session:
        session.connection.execute(f'CREATE ROLE {owner} LOGIN; ALTER DATABASE "{name}" OWNER TO {owner}'.encode())
    try:
        with Installer.open(database.with_parameters(user=owner), settings=OPERATOR) as session:
            before = catalog(session)
            install(session, governance=True, schema="public")
            ask(session, activation() + "; INSERT INTO system_issues (title) VALUES ('t')")
            ask(session, "INSERT INTO os_gate_log (act, subject, content) VALUES ('test', 's', '{}')")
            assert value(session, "SELECT count(*) FROM event_outbox") == 1
            assert value(session, "SELECT fn_cursor_advance('c', '0', 0, '5', 1)") is True
            assert value(session, "SELECT count(*) FROM v_governance_object_inventory") > 0
            uninstall(session)
            assert catalog(session) == before
    finally:
        with Session.open(database) as session:
            session.connection.execute(f'ALTER DATABASE "{name}" OWNER TO CURRENT_USER; DROP ROLE {owner}'.encode())


def test_a_role_without_the_right_is_told_so(database: Dsn) -> None:
    """No CREATE on the database: one clear error, nothing half done."""
    role = f"{database.database}_plain"
    with Installer.open(database) as session:
        session.connection.execute(f"CREATE ROLE {role}; SET ROLE {role}".encode())
        try:
            with pytest.raises(errors.PrivilegeMissing):
                install(session)
        finally:
            session.connection.execute(f"RESET ROLE; DROP ROLE {role}".encode())


def test_the_printed_sql_installs_the_same_by_psql(make_database: Callable[..., Dsn], tmp_path: Path) -> None:
    """``install --print`` and ``install`` make one catalog, though psql runs under a search_path of the user's own."""
    by_us, by_hand = make_database(), make_database()
    with Installer.open(by_us) as session:
        install(session, governance=True, schema=NASTY)
        bindir = bindir_for(session.major, ["pg_dump", "psql"])
    script = tmp_path / "install.sql"
    script.write_text(render(governance=True, schema=NASTY), encoding="utf-8")
    done = run_tool(bindir, ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(script)], by_hand, read_only=False)
    assert (done.status, done.stderr) == (0, ())
    assert catalog(by_hand) == catalog(by_us)
    with Installer.open(by_hand) as session:
        assert install(session, governance=True, schema=NASTY) == ()


def test_every_table_has_a_key_and_comments_and_no_sequence(server: embedded.Server) -> None:
    """Each table has a primary key; all that is ours has comments; no sequence is ours."""
    dsn = governed_once(server.dsn, "oneroof")
    ours = "relnamespace = 'oneroof'::regnamespace"
    tables = f"SELECT oid FROM pg_class WHERE {ours} AND relkind = 'r'"
    assert value(dsn, f"SELECT count(*) FROM pg_class WHERE {ours} AND relkind = 'S'") == 0
    assert value(dsn, f"SELECT count(*) FROM pg_attribute WHERE attrelid IN ({tables}) AND attidentity <> ''") == 0
    assert (
        ask(
            dsn,
            f"SELECT relname FROM pg_class c WHERE {ours} AND relkind = 'r' AND NOT EXISTS "
            "(SELECT FROM pg_constraint WHERE conrelid = c.oid AND contype = 'p')",
        )
        == []
    )
    assert (
        ask(
            dsn,
            f"SELECT relname FROM pg_class WHERE {ours} AND relkind IN ('r', 'v') "
            "AND obj_description(oid, 'pg_class') IS NULL",
        )
        == []
    )
    assert (
        ask(
            dsn,
            f"SELECT attrelid::regclass, attname FROM pg_attribute WHERE attrelid IN ({tables}) AND attnum > 0 "
            "AND NOT attisdropped AND col_description(attrelid, attnum) IS NULL",
        )
        == []
    )
    assert (
        ask(
            dsn,
            "SELECT proname FROM pg_proc WHERE pronamespace = 'oneroof'::regnamespace "
            "AND obj_description(oid, 'pg_proc') IS NULL",
        )
        == []
    )


def test_functions_pin_their_path_or_are_bound_when_made(server: embedded.Server) -> None:
    """Each function's search_path ends with pg_temp, or its body was parsed when it was made."""
    dsn = governed_once(server.dsn, "oneroof")
    loose = ask(
        dsn,
        "SELECT proname FROM pg_proc WHERE pronamespace = 'oneroof'::regnamespace AND prosqlbody IS NULL "
        "AND NOT coalesce(proconfig @> ARRAY['search_path=pg_catalog, pg_temp'], false)",
    )
    assert loose == []


def test_uninstall_drops_all_that_install_records(server: embedded.Server) -> None:
    """What is recorded as ours is what is there: no relation or function of the schema is missing from the record."""
    dsn = governed_once(server.dsn, NASTY)
    unrecorded = ask(
        dsn,
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = ANY (ARRAY['oneroof', %(schema)s::text]) AND NOT EXISTS (SELECT FROM oneroof.schema_object "
        "WHERE in_schema = n.nspname AND catalog = 'pg_class' AND object_name = c.relname) UNION ALL "
        "SELECT n.nspname, p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        "WHERE n.nspname = ANY (ARRAY['oneroof', %(schema)s::text]) AND NOT EXISTS (SELECT FROM oneroof.schema_object "
        "WHERE in_schema = n.nspname AND catalog = 'pg_proc' AND object_name = p.proname)",
        schema=NASTY,
    )
    assert unrecorded == []


def test_two_installs_at_once_are_one(database: Dsn) -> None:
    """The second waits for the first and finds everything there."""
    with Installer.open(database) as one, Installer.open(database, settings={"lock_timeout": "100ms"}) as two:
        with one.transaction():
            one.rows("schema/lock_install")
            with pytest.raises(errors.SqlFailed) as caught:
                install(two)
        assert caught.value.sqlstate == "55P03"
        assert install(two)
        assert install(one) == ()


def test_a_dump_and_reload_keeps_what_it_means(
    make_database: Callable[..., Dsn], server: embedded.Server, tmp_path: Path
) -> None:
    """A clone made by PostgreSQL's tools has working triggers, views and rows, and is not installed again."""
    source, target = governed_copy(make_database, server.dsn), make_database()
    ask_nothing(
        source, "INSERT INTO public.governance_principal VALUES ('team:a', 'team', 'A'); CREATE TABLE t (i int)"
    )
    with Installer.open(source) as session:
        bindir = bindir_for(session.major, ["pg_dump", "pg_restore"])
    dump = tmp_path / "dump"
    assert run_tool(bindir, ["pg_dump", "-Fc", "-f", str(dump)], source, read_only=True).status == 0
    done = run_tool(
        bindir, ["pg_restore", "--exit-on-error", "-d", target.database, str(dump)], target, read_only=False
    )
    assert done.status == 0, done.stderr
    inventory = "SELECT object_ref FROM public.v_governance_object_inventory ORDER BY 1"
    assert ask(target, inventory) == ask(source, inventory) != []
    assert refusal(target, "DELETE FROM oneroof.os_gate_log") == "OR001"
    assert (
        refusal(target, "INSERT INTO event_outbox (aggregatetype, aggregateid, type) VALUES ('a', 'b', 'no')")
        == "OR101"
    )
    with Installer.open(target) as session:
        assert install(session, governance=True, schema="public") == ()
