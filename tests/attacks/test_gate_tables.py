"""Attacks on the gate's tables, each by its name in the trust model: refused by the database itself.

What an owner or a superuser does by changing the catalog is not refused here (a packet's run finds it by measuring);
here stands what holds whatever the client is: privileges, triggers that replicas fire, `FROM ONLY`, qualified names.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from oneroof import errors
from oneroof.gate import store
from oneroof.gate.statement import Statement, parse_statement
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Ratifier, Session
from tests.pg.gate_support import BOOT, Room, digest, model_subject, packet
from tests.pg.schema_support import ask, governed_copy, refusal, value

GATE = (
    "database_identity",
    "os_authority_model",
    "os_proposal",
    "os_proposal_signature",
    "os_proposal_approvals",
    "os_gate_hold",
    "governance_rollout",
    "os_gate_log",
)
ASK = (
    f"SELECT oneroof.fn_gate_refusal('{BOOT}', '{digest('P_ONE')}', '{digest('plan P_ONE')}', 'forward', NULL)->>'code'"
)


@pytest.fixture
def room(make_database: Callable[..., Dsn], server: embedded.Server) -> Room:
    """The model and a packet, proposed and signed by one of L2 alone."""
    made = Room(governed_copy(make_database, server.dsn))
    made.record_model()
    statement = made.propose(made.statement(BOOT, [model_subject(made.database, made.model), packet(made.database)]))
    made.say(statement, "ada", "approve")
    return made


@pytest.fixture
def ratified(make_database: Callable[..., Dsn], server: embedded.Server) -> Room:
    """Rows in every table of the gate."""
    made = Room(governed_copy(make_database, server.dsn))
    statement = made.boot(packet(made.database))
    made.say(statement, "tim", "hold")
    for ref in ("ada", "bob"):
        made.say(statement, ref, "lift")
    return made


def recorded(room: Room) -> Statement:
    """The statement that is there."""
    return parse_statement(bytes(value(room.dsn, "SELECT statement FROM oneroof.os_proposal")))


def forged_approval(room: Room) -> str:
    """All columns as a ratification would have them."""
    here = room.database
    return (
        "INSERT INTO oneroof.os_proposal_approvals (apr_code, subject_kind, subject_digest, statement_digest,"
        " authority_digest, system_identifier, database_name, database_uid, expires_at)"
        f" SELECT apr_code, 'packet', '{digest('P_ONE')}', statement_digest, '{room.model.digest}',"
        f" '{here['system_identifier']}', '{here['database']}', '{here['database_uid']}', 'infinity'"
        " FROM oneroof.os_proposal"
    )


@pytest.mark.parametrize("replica", [False, True], ids=["origin", "replica"])
def test_an_approval_row_inserted_without_its_quorum(room: Room, replica: bool) -> None:
    """Not by the owner, not by a superuser, not as a replica, not by COPY: the trigger counts again."""
    assert refusal(room.dsn, forged_approval(room), replica=replica) == "OR211"
    copied = "COPY oneroof.os_proposal_approvals (apr_code, subject_kind, subject_digest) FROM STDIN"
    with (
        Session.open(room.dsn) as session,
        session.connection.cursor() as cursor,
        pytest.raises(Exception, match="has not the signatures"),
        cursor.copy(copied) as copy,
    ):
        copy.write_row((BOOT, "packet", digest("P_ONE")))
    assert value(room.dsn, "SELECT count(*) FROM oneroof.os_proposal_approvals") == 0


def test_an_approval_row_prolonged_at_its_insert(room: Room) -> None:
    """With the quorum there: what the row says of itself is overwritten, its expiry first of all."""
    statement = recorded(room)
    first = value(room.dsn, "SELECT act_digest FROM oneroof.os_proposal_signature")
    second = room.say(statement, "bob", "approve")
    room.say(statement, "pat", "approve", seen=(first, second))
    with Session.open(room.dsn) as session, session.connection.transaction(force_rollback=True):
        ask(session, forged_approval(room))
        soon = "SELECT expires_at < clock_timestamp() + interval '31 days' FROM oneroof.os_proposal_approvals"
        assert value(session, soon)


def test_update_delete_truncate(ratified: Room) -> None:
    """On every table, with rows and with none that match, as origin and as a replica, whole and by inheritance."""
    with Session.open(ratified.dsn) as session:
        for table in GATE:
            column = value(
                session, f"SELECT attname FROM pg_attribute WHERE attrelid = 'oneroof.{table}'::regclass AND attnum = 1"
            )
            for statement in (
                f"UPDATE oneroof.{table} SET {column} = {column}",
                f"UPDATE ONLY oneroof.{table} SET {column} = {column} WHERE false",
                f"DELETE FROM oneroof.{table}",
                f"TRUNCATE oneroof.{table} CASCADE",
                f"MERGE INTO oneroof.{table} t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
            ):
                for replica in (False, True):
                    assert refusal(session, statement, replica=replica) == "OR001", statement
        upsert = "INSERT INTO oneroof.os_gate_hold (act, signature) SELECT act, signature FROM oneroof.os_gate_hold"
        assert refusal(session, f"{upsert} ON CONFLICT (act_digest) DO UPDATE SET signature = 'x'") == "OR001"
    assert ask(ratified.dsn, "SELECT * FROM oneroof.fn_gate_log_verify()") == []


def test_an_inheriting_child(ratified: Room) -> None:
    """Rows of a child are freely changed, so none of them counts: neither as approval, act, model nor as log."""
    with Session.open(ratified.dsn) as session, session.connection.transaction(force_rollback=True):
        before = value(session, f"SELECT oneroof.fn_gate_quorum('{BOOT}')")
        for table in GATE:
            ask(session, f"CREATE TABLE public.child_{table} () INHERITS (oneroof.{table})")
        ask(
            session,
            "INSERT INTO public.child_os_proposal_approvals SELECT gen_random_uuid(), apr_code, subject_kind,"
            f" '{digest('P_TWO')}', statement_digest, authority_digest, system_identifier, database_name, database_uid,"
            " 'infinity' FROM oneroof.os_proposal_approvals WHERE subject_kind = 'packet'",
        )
        ask(
            session,
            "INSERT INTO public.child_os_proposal_signature SELECT act_digest, apr_code, act, 's', 'dee', 'reject',"
            " 'd', 'd', 'h', now() FROM oneroof.os_proposal_signature LIMIT 1",
        )
        ask(session, "INSERT INTO public.child_os_gate_log VALUES ('h', 'p', 99, 'a', 's', '{}', now(), 'me')")
        ask(session, "INSERT INTO public.child_database_identity VALUES (gen_random_uuid(), 'clone', '{}')")
        assert value(session, "SELECT count(*) FROM oneroof.os_proposal_approvals") == 3
        assert value(session, f"SELECT oneroof.fn_gate_quorum('{BOOT}')") == before
        assert value(session, "SELECT oneroof.fn_gate_head()") != "h"
        assert ask(session, "SELECT * FROM oneroof.fn_gate_log_verify()") == []
        assert value(session, ASK) == "held"
        two = ASK.replace(digest("P_ONE"), digest("P_TWO"))
        assert value(session, two) == "wrong-packet"


def test_a_temporary_table_that_shadows_a_gate_table(ratified: Room) -> None:
    """Gate relations are always named with their schema, and pg_temp is searched last."""
    with Session.open(ratified.dsn, settings={"search_path": "pg_temp, oneroof, public"}) as session:
        before = value(session, ASK), value(session, "SELECT oneroof.fn_gate_head()")
        for table in GATE:
            session.execute(SQL(f"CREATE TEMP TABLE {table} (LIKE oneroof.{table})"))
        for name, body in (
            ("sha256(bytea)", "RETURNS bytea RETURN 'x'::bytea"),
            ("clock_timestamp()", "RETURNS timestamptz RETURN 'epoch'::timestamptz"),
        ):
            session.execute(SQL(f"CREATE FUNCTION public.{name} {body}"))
        assert (value(session, ASK), value(session, "SELECT oneroof.fn_gate_head()")) == before
        assert ask(session, "SELECT * FROM oneroof.fn_gate_log_verify()") == []
        assert refusal(session, forged_approval(ratified)) == "OR212"


def test_a_do_instead_rule_and_alter_using_need_the_owner(ratified: Room) -> None:
    """A login with every privilege on the tables short of owning them."""
    role = f"{ratified.dsn.database}_writer"
    with Session.open(ratified.dsn) as session:
        ask(session, f"CREATE ROLE {role}; GRANT ALL ON ALL TABLES IN SCHEMA oneroof TO {role}")
        ask(session, f"GRANT ALL ON SCHEMA oneroof TO {role}")
        try:
            ask(session, f"SET ROLE {role}")
            for table in GATE:
                for statement in (
                    f"CREATE RULE r AS ON UPDATE TO oneroof.{table} DO INSTEAD NOTHING",
                    f"CREATE RULE r AS ON INSERT TO oneroof.{table} DO INSTEAD NOTHING",
                    f"CREATE TABLE oneroof.child () INHERITS (oneroof.{table})",
                    f"ALTER TABLE oneroof.{table} DISABLE TRIGGER append_only",
                    f"ALTER TABLE oneroof.{table} ALTER CONSTRAINT x DEFERRABLE",
                    f"DROP TABLE oneroof.{table} CASCADE",
                    f"CREATE POLICY p ON oneroof.{table} USING (false)",
                ):
                    assert refusal(session, statement) == "42501", statement
            eternal = "ALTER TABLE oneroof.os_proposal_approvals ALTER expires_at TYPE timestamptz USING 'infinity'"
            assert refusal(session, eternal) == "42501"
            assert refusal(session, "SELECT oneroof.fn_identity_replace('clone', '{}')") == "42501"
            assert refusal(session, "DELETE FROM oneroof.os_gate_log") == "OR001"
            assert refusal(session, forged_approval(ratified)) == "OR212"
        finally:
            ask(session, f"RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}")


def test_a_reject_relabelled_approve(room: Room) -> None:
    """What the act means stands in its bytes; what the writer says beside them is overwritten."""
    statement = recorded(room)
    reject = room.act(statement, "pat", "reject")
    with Session.open(room.dsn) as session:
        session.connection.execute(
            "INSERT INTO oneroof.os_proposal_signature (act, signature, meaning) VALUES (%s, 's', 'approve')",
            (reject.content,),
        )
    assert value(room.dsn, "SELECT meaning FROM oneroof.os_proposal_signature WHERE member_ref = 'pat'") == "reject"
    assert value(room.dsn, f"SELECT oneroof.fn_gate_quorum('{BOOT}')->'rejected_by'") == ["pat"]


def test_a_replay_of_a_ratification(ratified: Room) -> None:
    """Again with what was verified then, and with what is there now: refused, and no row more."""
    with pytest.raises(errors.Refused, match="ratified already"):
        ratified.ratify(BOOT)
    assert refusal(ratified.dsn, forged_approval(ratified)) == "OR212"
    assert value(ratified.dsn, "SELECT count(*) FROM oneroof.os_proposal_approvals") == 2


def test_an_old_snapshot_cannot_see_less_than_there_is(ratified: Room) -> None:
    """A REPEATABLE READ ratifier that did not see a later act writes nothing."""
    statement = ratified.propose(ratified.statement("APR-LATE", [packet(ratified.database, "P_TWO")]))
    ratified.sign(statement)
    verified = ratified.verified("APR-LATE")
    with Ratifier.open(ratified.dsn) as session, session.transaction(repeatable=True):
        ask(session, "SELECT count(*) FROM oneroof.os_proposal_signature")
        ratified.say(statement, "dee", "reject")
        with pytest.raises(errors.OneroofError, match="needs READ COMMITTED"):
            store.ratify(session, "APR-LATE", verified)
        session.connection.rollback()
    assert value(ratified.dsn, "SELECT count(*) FROM oneroof.os_proposal_approvals WHERE apr_code = 'APR-LATE'") == 0
