"""The roles: logins that have no more than their role, and what each may do; made and taken away cleanly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

import pytest

from oneroof import errors
from oneroof.gate import store
from oneroof.gate.state import GateState
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Composable, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer, Ratifier, Reader, Recorder, Session
from oneroof.schema.adopt import adopt
from oneroof.schema.install import install, uninstall
from oneroof.schema.roles import OWNER, read_roles, stand_in
from oneroof.schema.status import status
from tests.pg.gate_support import BOOT, Room, digest, model_subject, packet
from tests.pg.schema_support import ask, catalog, value

# Roles are the server's, so only one test at a time may have them.
pytestmark = [pytest.mark.every_version(thorough=True), pytest.mark.xdist_group("roles")]

ROLES = ("reader", "operator", "recorder", "ratifier", "dispatcher", "activator")
REFUSED = "42501"
NOBODY: frozenset[str] = frozenset()
GATE_READERS = frozenset({"reader", "operator", "recorder", "ratifier"})
OPERATOR = frozenset({"operator"})
RECORDER = frozenset({"recorder"})
#: Statement → which roles the server lets try it. What the gate's own rules then say is not the privilege's matter.
MAY: dict[str, frozenset[str]] = {
    "SELECT count(*) FROM public.governance_object_ownership": frozenset({"reader", "operator"}),
    "SELECT count(*) FROM public.v_object_owner_gap": frozenset({"reader", "operator"}),
    "SELECT * FROM public.v_governance_coverage": frozenset({"reader", "operator"}),
    "SELECT count(*) FROM public.event_outbox": frozenset({"reader", "operator", "dispatcher", "activator"}),
    "SELECT count(*) FROM oneroof.os_proposal": GATE_READERS,
    "SELECT count(*) FROM oneroof.os_proposal_approvals": GATE_READERS,
    "SELECT * FROM oneroof.fn_gate_log_verify()": GATE_READERS,
    "SELECT oneroof.fn_gate_quorum('APR-A')": GATE_READERS,
    "SELECT oneroof.fn_gate_refusal('APR-A', 'd', 'p', 'forward', NULL)": frozenset({"reader", "operator"}),
    # ownership, candidates, cursors
    "INSERT INTO public.governance_object_ownership (object_ref, created_by) VALUES ('a', 'c')": OPERATOR,
    "UPDATE public.governance_object_ownership SET reason = 'r'": OPERATOR,
    "DELETE FROM public.governance_object_ownership": OPERATOR,
    "LOCK TABLE public.governance_object_ownership IN SHARE ROW EXCLUSIVE MODE": OPERATOR,
    "DELETE FROM public.candidate_state": OPERATOR,
    "DELETE FROM public.candidate_object": OPERATOR,
    "DELETE FROM public.candidate_scan_run": OPERATOR,
    "INSERT INTO public.governance_principal VALUES ('team:a', 'team', 'A')": OPERATOR,
    # what contains what: the trigger asks the catalog with the writer's rights
    "INSERT INTO public.governance_object (object_ref, kind, parent_ref, source) VALUES ('b:y','b','c','')": OPERATOR,
    "INSERT INTO public.governance_object_link VALUES ('schema:public', 'b:y', 't')": OPERATOR,
    "SELECT * FROM public.v_governance_object_circle": frozenset({"reader", "operator"}),
    "SELECT * FROM public.v_object_owner_resolution_by_type": frozenset({"reader", "operator"}),
    "SELECT * FROM public.v_object_owner_dangling": frozenset({"reader", "operator"}),
    "SELECT * FROM public.fn_directus_collections()": frozenset({"reader", "operator"}),
    "SELECT * FROM public.fn_directus_rows('{directus_role}')": frozenset({"reader", "operator"}),
    "SELECT public.fn_cursor_advance('c', '0', 0, '5', 1)": frozenset({"operator", "dispatcher"}),
    # events
    "INSERT INTO public.event_dead_letter (consumer, event_id, type, reason, tries)"
    " VALUES ('c', gen_random_uuid(), 't', 'r', 1)": frozenset({"dispatcher"}),
    "INSERT INTO public.event_outbox (aggregatetype, aggregateid, type) VALUES ('a', '1', 't')": NOBODY,
    "INSERT INTO public.system_issues (title) VALUES ('t')": NOBODY,
    "UPDATE public.event_type_registry SET active = true": frozenset({"activator"}),
    "INSERT INTO public.event_type_registry (event_type, domain, active) VALUES ('x', 'y', true)": NOBODY,
    "DELETE FROM public.event_type_registry": NOBODY,
    "SELECT public.fn_event_type_deactivate('governance.issue.moved')": frozenset(
        {"activator", "operator", "dispatcher"}
    ),
    # the gate
    "INSERT INTO oneroof.os_authority_model (content, canonical_content) VALUES ('', '')": RECORDER,
    "INSERT INTO oneroof.os_proposal (statement, proposer_act, proposer_act_signature) VALUES ('', '', '')": RECORDER,
    "INSERT INTO oneroof.os_proposal_signature (act, signature) VALUES ('', '')": RECORDER,
    "INSERT INTO oneroof.os_gate_hold (act, signature) VALUES ('', '')": RECORDER,
    "INSERT INTO oneroof.os_proposal_signature (act, signature, member_ref) VALUES ('', '', 'ada')": NOBODY,
    "INSERT INTO oneroof.os_proposal_approvals (apr_code, subject_kind, subject_digest)"
    " VALUES ('APR-A', 'packet', repeat('a', 64))": NOBODY,
    "SELECT oneroof.fn_ratify('APR-A', '{}')": frozenset({"ratifier"}),
    "INSERT INTO oneroof.os_gate_log (act, subject, content) VALUES ('a', 'b', '{}')": NOBODY,
    "INSERT INTO oneroof.governance_rollout (packet_digest, apr_code, act, packet_code, deltas)"
    " VALUES (repeat('a', 64), 'APR-A', 'executed', 'P', '{}')": NOBODY,
    "SELECT oneroof.fn_rollout_record('APR-A', repeat('a', 64), 'P', 'executed', '{}')": OPERATOR,
    "SELECT oneroof.fn_gate_attempt('APR-A', repeat('a', 64), 'refused', '{}')": OPERATOR,
    "SELECT oneroof.fn_identity_replace('clone', '{}')": NOBODY,
    "INSERT INTO oneroof.database_identity VALUES (gen_random_uuid(), 'production')": NOBODY,
    "INSERT INTO oneroof.schema_object VALUES ('public', 'pg_class', 'x')": NOBODY,
    "UPDATE oneroof.os_proposal_approvals SET expires_at = 'infinity'": NOBODY,
    "DELETE FROM oneroof.os_gate_hold": NOBODY,
    "TRUNCATE oneroof.os_gate_log": NOBODY,
    # what an owner could do
    "ALTER TABLE oneroof.os_proposal_approvals DISABLE TRIGGER ALL": NOBODY,
    "ALTER TABLE oneroof.os_proposal_approvals ALTER expires_at TYPE timestamptz USING 'infinity'": NOBODY,
    "CREATE RULE r AS ON INSERT TO oneroof.os_gate_hold DO INSTEAD NOTHING": NOBODY,
    "CREATE TABLE oneroof.child () INHERITS (oneroof.os_proposal_approvals)": NOBODY,
    "CREATE OR REPLACE FUNCTION oneroof.fn_gate_head() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$": NOBODY,
    "ALTER TABLE public.event_type_registry DISABLE TRIGGER event_type_guard": NOBODY,
    "SET session_replication_role = replica": NOBODY,
    "SET ROLE oneroof_owner": NOBODY,
    "CREATE TABLE oneroof.mine (i int)": NOBODY,
}


@dataclass(frozen=True)
class Logins:
    """A governed database with the roles, and one login for each of them."""

    dsn: Dsn
    prefix: str

    def of(self, role: str) -> Dsn:
        """The login that has this role and nothing else."""
        return self.dsn.with_parameters(user=f"{self.prefix}_{role}")


def sql(dsn: Dsn, script: str) -> None:
    """As the server's superuser."""
    with Session.open(dsn) as session:
        session.connection.execute(script.encode())


@pytest.fixture(scope="module")
def logins(server: embedded.Server) -> Iterator[Logins]:
    """Made once a server; everything, roles and logins too, is gone afterwards."""
    name = f"roles_{uuid4().hex[:8]}"
    dsn, made = server.dsn.with_database(name), Logins(server.dsn.with_database(name), name)
    with Session.open(server.dsn) as session:
        session.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    with Installer.open(dsn) as installer:
        assert f"everything handed over to {OWNER}" in install(
            installer, governance=True, schema="public", with_roles=True
        )
    sql(dsn, "; ".join(f"CREATE ROLE {name}_{role} LOGIN IN ROLE oneroof_{role}" for role in ROLES))
    yield made
    sql(server.dsn, f"DROP ROLE {', '.join(f'{name}_{role}' for role in ROLES)}")
    sql(server.dsn, f'DROP DATABASE "{name}" WITH (FORCE)')
    drop_our_roles(server.dsn)


def drop_our_roles(dsn: Dsn) -> None:
    """None of our roles stays on the server."""
    for role in ("owner", *ROLES):
        with suppress(errors.OneroofError, Exception):
            sql(dsn, f"DROP ROLE IF EXISTS oneroof_{role}")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_its_own_and_nothing_else(logins: Logins, role: str) -> None:
    """Every statement, as a login that has one role: refused for lack of privilege exactly where it must be."""
    with Session.open(logins.of(role)) as session:
        tried = {each: session.attempt(literally(each)) for each in MAY}
    assert {each: sqlstate for each, sqlstate in tried.items() if (sqlstate == REFUSED) is (role in MAY[each])} == {}
    assert {sqlstate for sqlstate in tried.values() if sqlstate[:2] not in {"00", "OR", "23"}} <= {REFUSED}


def literally(statement: str) -> Composable:
    """A statement with braces in it."""
    return SQL(statement.replace("{", "{{").replace("}", "}}")).format()


def test_three_people_s_tools_do_one_rollout(logins: Logins) -> None:
    """Recorder, ratifier, operator: each with its own login, and the rows say who wrote them."""
    room = Room(logins.dsn)
    statement = room.statement(BOOT, [model_subject(room.database, room.model), packet(room.database)])
    with store.open_recorder(logins.of("recorder")) as recorder:
        store.record_authority(recorder, room.model)
        store.record_proposal(recorder, statement, room.act(statement, "lou", "propose"))
        for ref in ("ada", "bob"):
            store.record_act(recorder, room.act(statement, ref, "approve"))
        seen = tuple(row.act_digest for row in store.read_state(recorder).acts)
        store.record_act(recorder, room.act(statement, "pat", "approve", seen=seen))
        store.record_hold(recorder, room.act(statement, "tim", "hold"))
    with store.open_ratifier(logins.of("ratifier")) as early, pytest.raises(errors.Refused, match="held by tim"):
        store.ratify(early, BOOT, room.verified(BOOT))
    for ref in ("ada", "bob"):
        room.say(statement, ref, "lift")
    lifted = tuple(row.act_digest for row in state_of(logins.dsn).holds if row.meaning == "lift")
    room.say(statement, "pat", "lift", seen=lifted)
    with store.open_ratifier(logins.of("ratifier")) as ratifier:
        assert store.ratify(ratifier, BOOT, room.verified(BOOT)) == 2
    run = f"SELECT oneroof.fn_rollout_record('{statement.apr_code}', '{digest('P_ONE')}', 'P_ONE', 'executed', '[]')"
    with Session.open(logins.of("operator")) as session, session.transaction():
        ask(session, "SELECT pg_advisory_xact_lock(oneroof.fn_lock_key_gate())")
        ask(session, run)
    with Reader.open(logins.of("reader")) as reader, reader.snapshot():
        state = store.read_state(reader)
        assert state.log_problems == ()
        assert reader.proof().untouched
    assert {row.logged_by for row in state.log if row.act == "ratified"} == {f"{logins.prefix}_ratifier"}
    assert {row.logged_by for row in state.log if row.act in {"proposed", "held"}} == {f"{logins.prefix}_recorder"}
    assert {row.logged_by for row in state.log if row.act == "executed"} == {f"{logins.prefix}_operator"}


def state_of(dsn: Dsn) -> GateState:
    """The gate as it stands."""
    with Session.open(dsn) as session:
        return store.read_state(session)


def test_status_says_who_owns_and_who_has_which_role(logins: Logins) -> None:
    """The owner is granted to nobody; a member of it is named."""
    with Session.open(logins.dsn) as session:
        found = status(session)
        roles = {role.name: role for role in found.roles}
        assert found.owner == OWNER
        assert roles[OWNER].members == ()
        assert roles["oneroof_ratifier"].members == (f"{logins.prefix}_ratifier",)
        assert f"{logins.prefix}_reader" not in found.owner_candidates
        ask(session, f"GRANT {OWNER} TO {logins.prefix}_reader")
        assert f"{logins.prefix}_reader" in status(session).owner_candidates
        ask(session, f"REVOKE {OWNER} FROM {logins.prefix}_reader")


def test_the_views_show_the_same_to_an_operator(logins: Logins) -> None:
    """Handed over to a role that owns nothing else, the views still see every object of the database."""
    sql(logins.dsn, "CREATE TABLE public.shop (id int)")
    query = "SELECT object_ref FROM public.v_governance_object_inventory ORDER BY 1"
    assert ask(logins.of("operator"), query) == ask(logins.dsn, query)
    assert {"object_ref": "table:public.shop"} in ask(logins.of("reader"), query)


def test_directus_is_seen_once_the_owner_may_read_it(logins: Logins) -> None:
    """`install --roles` again lets the owner read the columns needed; the grant is no change to tell of."""
    sql(
        logins.dsn,
        'CREATE TABLE public.directus_collections (collection varchar, "group" varchar, secret text);'
        "CREATE TABLE public.directus_flows (id uuid, name varchar, options json);"
        "INSERT INTO public.directus_flows VALUES (gen_random_uuid(), 'Nightly', '{}')",
    )
    with Installer.open(logins.dsn) as session:
        assert install(session, governance=True, schema="public", with_roles=True) == ()
    assert value(logins.of("reader"), "SELECT count(*) FROM public.v_governance_object_inventory") > 0
    flows = "SELECT count(*) FROM public.v_governance_object_inventory WHERE kind = 'directus_flow'"
    assert value(logins.of("reader"), flows) == 1
    for table, column in (("directus_collections", "secret"), ("directus_flows", "options")):
        secret = f"has_column_privilege('{OWNER}', 'public.{table}', '{column}', 'SELECT')"
        assert value(logins.dsn, f"SELECT {secret}") is False


def test_what_was_granted_on_directus_is_taken_back(make_database: Callable[..., Dsn], logins: Logins) -> None:
    """After uninstall no column of Directus' tables names a role of ours."""
    assert logins.prefix
    database = make_database()
    sql(database, "CREATE TABLE public.directus_flows (id uuid, name varchar, options json)")
    granted = "SELECT count(*) FROM pg_attribute WHERE attrelid = 'public.directus_flows'::regclass AND attacl <> '{}'"
    with Installer.open(database) as session:
        install(session, governance=True, schema="public", with_roles=True)
        assert value(database, granted) > 0
        uninstall(session)
    assert value(database, granted) == 0


def test_an_upgrade_keeps_everything_in_the_owner_s_hands(logins: Logins) -> None:
    """What an upgrade makes anew belongs to the owner, too, without being asked."""
    with Installer.open(logins.dsn) as session:
        session.connection.execute(
            "DROP TRIGGER event_type_guard ON public.event_type_registry;"
            "DROP FUNCTION public.fn_event_type_guard(), public.fn_event_type_approved(name), "
            "public.fn_event_type_deactivate(text);"
            "DELETE FROM oneroof.schema_migration WHERE part = 'governance' AND version = 7"
        )
        assert install(session) == ("governance 7 activation installed in schema public",)
    owners = (
        "SELECT DISTINCT proowner::regrole::text AS owner FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " UNION SELECT relowner::regrole::text FROM pg_class WHERE relnamespace = 'oneroof'::regnamespace"
    )
    assert ask(logins.dsn, owners) == [{"owner": OWNER}]


def test_roles_are_made_and_taken_away_by_a_login_that_is_no_superuser(
    server: embedded.Server, logins: Logins, make_database: Callable[..., Dsn]
) -> None:
    """CREATEROLE and the database are enough; nothing stays lent, and after uninstall the catalog is as it was."""
    database = make_database()
    login, name = f"{logins.prefix}_installer", database.database
    new = value(database, "SHOW server_version_num") >= "160000"  # there whoever makes a role may grant it, and no more
    admin = f"GRANT {OWNER} TO {login} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE" if new else ""
    sql(database, f'CREATE ROLE {login} LOGIN CREATEROLE; ALTER DATABASE "{name}" OWNER TO {login}; {admin}')
    try:
        with Installer.open(database.with_parameters(user=login)) as session:
            before = catalog(database)
            install(session, governance=True, schema="public", with_roles=True)
            assert stand_in(session)
            installed = catalog(database)
            assert install(session, governance=True, schema="public", with_roles=True) == ()
            assert catalog(database) == installed
            assert not value(database, f"SELECT has_database_privilege('{OWNER}', current_database(), 'CREATE')")
            assert not value(database, f"SELECT has_schema_privilege('{OWNER}', 'public', 'CREATE')")
            old = value(database, "SELECT database_uid FROM oneroof.database_identity")
            (line,) = adopt(session, "production")
            assert str(old) in line
            changes = uninstall(session)
            assert f"role {OWNER} kept: it is granted to somebody, or another database needs it" in changes
            assert normal(catalog(database)) == normal(before)
    finally:
        sql(database, f'ALTER DATABASE "{name}" OWNER TO CURRENT_USER')
        sql(database, f"REVOKE {OWNER} FROM {login}; DROP ROLE {login}")


def normal(lines: list[str]) -> list[str]:
    """Without the rights that a grant and its revocation leave behind in words, though they say the same."""
    return [line for line in lines if not line.startswith("namespace public")]


def test_our_names_with_a_life_of_their_own_are_refused(logins: Logins, database: Dsn) -> None:
    """A role of our name that can log in is not ours to hand anything to."""
    with Installer.open(logins.dsn) as session:
        ask(session, "ALTER ROLE oneroof_dispatcher LOGIN")
        try:
            with Installer.open(database) as other, pytest.raises(errors.NameTaken, match="oneroof_dispatcher"):
                install(other, with_roles=True)
        finally:
            ask(session, "ALTER ROLE oneroof_dispatcher NOLOGIN")
    assert catalog(database) == catalog(database)


def test_where_no_roles_are_the_installer_owns_everything(database: Dsn, logins: Logins) -> None:
    """And status says so; the roles of the server are no roles of this database."""
    with Installer.open(database) as session:
        install(session)
        found = status(session)
        assert found.owner == value(session, "SELECT current_user::text")
        assert not stand_in(session)
        assert {role.name for role in read_roles(session)} == {OWNER, *(f"oneroof_{role}" for role in ROLES)}
        uninstall(session)
    assert value(logins.dsn, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'oneroof\\_%'") == 7


def test_recorder_and_ratifier_refuse_a_clone(make_database: Callable[..., Dsn]) -> None:
    """A session that writes the gate opens on production alone."""
    dsn = make_database()
    with Installer.open(dsn) as session:
        install(session)
        adopt(session, "clone")
    for opening in (store.open_recorder, store.open_ratifier):
        with pytest.raises(errors.IdentityRefused, match="says clone"):
            opening(dsn)
    with Installer.open(dsn) as session:
        adopt(session, "production")
    for opening in (store.open_recorder, store.open_ratifier):
        with opening(dsn) as session:
            assert isinstance(session, Recorder | Ratifier)
