"""From bytes to approvals: rows derived from what was signed, refusals by rule, ratification of what was verified."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from oneroof import errors
from oneroof.evidence.canonical import canonical
from oneroof.gate import store
from oneroof.gate.act import SignedAct
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Ratifier, Recorder, Session
from tests.pg.gate_support import BOOT, SIGNATURE, Room, authority, digest, model_subject, now, packet
from tests.pg.schema_support import ask, governed_copy, refusal, undone, value

pytestmark = pytest.mark.every_version(thorough=True)


@pytest.fixture
def room(make_database: Callable[..., Dsn], server: embedded.Server) -> Room:
    """A database with an authority model recorded, and nothing ratified."""
    made = Room(governed_copy(make_database, server.dsn))
    made.record_model()
    return made


def boot_statement(room: Room, **changes: Any) -> Any:
    """The first statement: the model and a packet."""
    return room.statement(BOOT, [model_subject(room.database, room.model), packet(room.database)], **changes)


# -- rows are derived -------------------------------------------------------------------------------------------------


def test_every_column_is_the_bytes_word_whatever_was_supplied(room: Room) -> None:
    """Supplied columns that say something else are overwritten."""
    statement = room.propose(boot_statement(room))
    act = room.act(statement, "ada", "approve")
    with Session.open(room.dsn) as session:
        session.connection.execute(
            "INSERT INTO oneroof.os_proposal_signature (act, signature, act_digest, apr_code, member_ref, meaning,"
            " statement_digest, authority_digest, log_head, signed_at, recorded_at, recorded_by)"
            " VALUES (%s, 's', 'x', 'APR-X', 'pat', 'reject', 'x', 'x', 'x', 'epoch', 'epoch', 'me')",
            (act.content,),
        )
        (row,) = ask(session, "SELECT * FROM oneroof.os_proposal_signature")
        (proposal,) = ask(session, "SELECT * FROM oneroof.os_proposal")
    assert (row["act_digest"], row["apr_code"], row["member_ref"], row["meaning"]) == (
        act.act.digest,
        BOOT,
        "ada",
        "approve",
    )
    assert (row["statement_digest"], row["signed_at"]) == (statement.digest, act.act.signed_at)
    assert row["log_head"] == act.act.log_heads[room.database["database_uid"]]
    assert row["recorded_by"] != "me"
    assert (proposal["statement_digest"], proposal["proposer_ref"]) == (statement.digest, "lou")
    assert proposal["expires_at"] == statement.expires_at


def test_a_key_twice_and_any_second_form_are_refused(room: Room) -> None:
    """A jsonb would keep the last of two keys, and people signed other bytes than it shows."""
    statement = room.propose(boot_statement(room))
    good = room.act(statement, "ada", "approve").content
    record = "INSERT INTO oneroof.os_proposal_signature (act, signature) VALUES (%s, 's')"
    for bad in (
        good.replace(b'"meaning":"approve"', b'"meaning":"reject","meaning":"approve"'),
        good.replace(b'{"apr_code"', b'{ "apr_code"'),
        good + b"\n",
        good.replace(b"Ada", b"\\u0041da"),
        good.replace(b"oneroof-act-v1", b"oneroof-act-v2"),
        b'"text"',
        b"\xff",
        b"",
        b"{",
    ):
        assert bad != good
        with Session.open(room.dsn) as session, pytest.raises(Exception, match=r"canonical|of type") as caught:
            session.connection.execute(record, (bad,))
        assert getattr(caught.value, "sqlstate", "") == "OR201"


def test_the_canonical_form_is_the_client_s(room: Room) -> None:
    """The same text from the same value, whatever stands in its strings."""
    sample = {
        "z": ['"\\/\b\f\n\r\t\x01\x1f\x7f', "é ß 🦊 \u2028", -1, 0, 2**53 - 1, True, None, {}, []],
        "a": {"": "é", "B": 1},
    }
    content = canonical(sample)
    with Session.open(room.dsn) as session:
        cursor = session.connection.execute("SELECT oneroof.fn_gate_canonical(%s::jsonb) AS text", (content.decode(),))
        assert cursor.fetchall() == [{"text": content.decode()}]


ELSEWHERE = {"system_identifier": "1", "database": "x", "database_uid": "11111111-1111-4111-8111-111111111111"}
MISFITS: dict[str, tuple[str, Callable[[Room, Any], dict[str, Any]]]] = {
    "another statement": ("OR202", lambda _room, _statement: {"statement_digest": digest("other")}),
    "another authority": ("OR202", lambda _room, _statement: {"authority_digest": digest("other")}),
    "another proposal": ("OR202", lambda _room, _statement: {"apr_code": "APR-NOT-HERE"}),
    "another database": (
        "OR203",
        lambda _room, _statement: {
            "databases": [ELSEWHERE],
            "log_heads": {ELSEWHERE["database_uid"]: digest("x")},
        },
    ),
    "no member": ("OR204", lambda _room, _statement: {"member_ref": "mallory"}),
    "from the future": ("OR205", lambda _room, _statement: {"signed_at": "2099-01-01T00:00:00Z"}),
    "no date": ("OR201", lambda _room, _statement: {"signed_at": "2026-13-01T00:00:00Z"}),
    "a date of another form": ("OR201", lambda _room, _statement: {"signed_at": "2026-11-22"}),
    "another log": ("OR206", lambda room, _statement: {"log_heads": {room.database["database_uid"]: digest("gone")}}),
    "another meaning": ("23514", lambda _room, _statement: {"meaning": "hold"}),
}


def test_an_act_that_does_not_fit_is_not_recorded(room: Room) -> None:
    """Each by its own SQLSTATE; nothing of it stays, not even an entry in the log."""
    statement = room.propose(boot_statement(room))
    head = room.head()
    sound = room.act(statement, "ada", "approve").act.model_dump(mode="json")
    record = "INSERT INTO oneroof.os_proposal_signature (act, signature) VALUES (%s, 's')"
    said: dict[str, str] = {}
    with Session.open(room.dsn) as session:
        for case, (_, change) in MISFITS.items():
            with pytest.raises(Exception, match=r"\w") as caught:
                session.connection.execute(record, (canonical({**sound, **change(room, statement)}),))
            said[case] = getattr(caught.value, "sqlstate", "")
    assert said == {case: sqlstate for case, (sqlstate, _) in MISFITS.items()}
    assert room.head() == head


def test_a_proposal_that_does_not_fit_is_not_recorded(room: Room) -> None:
    """Another database, a model that is not recorded, another's act, one that is expired, too long or not made yet."""
    here, made = room.database, now()
    packets = [packet(here)]
    cases: list[tuple[str, Any, str]] = [
        ("is not for this database", room.statement("APR-A", [packet(ELSEWHERE)]), "lou"),
        ("not recorded here", room.with_model(authority(2)).statement("APR-A", packets), "lou"),
        ("not an act of its proposer", room.statement("APR-A", packets), "ada"),
        (
            "expired",
            room.statement("APR-A", packets, created_at=made - timedelta(days=2), expires_at=made - timedelta(days=1)),
            "lou",
        ),
        ("too long-lived", room.statement("APR-A", packets, expires_at=made + timedelta(days=15)), "lou"),
        ("future", room.statement("APR-A", packets, created_at=made + timedelta(hours=1)), "lou"),
    ]
    with Recorder.open(room.dsn) as session:
        for words, statement, who in cases:
            with pytest.raises(errors.Refused, match=words):
                store.record_proposal(session, statement, room.act(statement, who, "propose"))
        statement = room.propose(room.statement("APR-A", packets))
        with pytest.raises(errors.Refused, match="APR-A is proposed already"):
            store.record_proposal(session, statement, room.act(statement, "lou", "propose"))


def test_the_same_act_twice_is_one(room: Room) -> None:
    """A duplicate signature is refused as such; the same person's later act is another one."""
    statement = room.propose(boot_statement(room))
    act = room.act(statement, "ada", "approve")
    with Recorder.open(room.dsn) as session:
        store.record_act(session, act)
        with pytest.raises(errors.Refused, match="recorded already"):
            store.record_act(session, act)
        with pytest.raises(errors.Refused, match="recorded already"):
            store.record_act(session, SignedAct(act.act, act.content, SIGNATURE + "x"))
        with pytest.raises(errors.Refused, match="means hold"):
            store.record_act(session, room.act(statement, "ada", "hold"))
        with pytest.raises(errors.Refused, match="L1"):
            store.record_hold(session, room.act(statement, "lou", "hold"))


# -- ratification -----------------------------------------------------------------------------------------------------


def test_the_first_ratification_brings_the_model_and_a_packet(room: Room) -> None:
    """One approval for each subject; the model is in force; doing it again is refused and changes nothing."""
    assert value(room.dsn, "SELECT oneroof.fn_authority_active()") is None
    statement = room.propose(boot_statement(room))
    room.sign(statement)
    assert room.ratify(BOOT) == 2
    assert value(room.dsn, "SELECT oneroof.fn_authority_active()") == 1
    (approval,) = ask(room.dsn, "SELECT * FROM oneroof.os_proposal_approvals WHERE subject_kind = 'packet'")
    assert approval["subject_digest"] == digest("P_ONE")
    assert approval["expires_at"] - approval["ratified_at"] == timedelta(days=30)
    assert str(approval["database_uid"]) == room.database["database_uid"]
    with pytest.raises(errors.Refused, match="ratified already"):
        room.ratify(BOOT)
    with pytest.raises(errors.Refused, match="what can still be said is hold"):
        room.say(statement, "eve", "reject")
    assert value(room.dsn, "SELECT count(*) FROM oneroof.os_proposal_approvals") == 2


def test_too_few_too_many_hats_and_an_unseeing_president_do_not_ratify(room: Room) -> None:
    """Structure alone closes it; each signature more is counted anew."""
    statement = room.propose(boot_statement(room))
    first = room.say(statement, "ada", "approve")
    room.say(statement, "tim", "approve")
    room.say(statement, "lou", "approve")
    room.say(statement, "pat", "approve", seen=(first,))
    with pytest.raises(errors.Refused, match="has not the signatures"):
        room.ratify(BOOT)
    second = room.say(statement, "bob", "approve")
    with pytest.raises(errors.Refused, match="has not the signatures"):
        room.ratify(BOOT)
    room.say(statement, "bob", "reject")
    third = room.say(statement, "eve", "approve")
    with pytest.raises(errors.Refused, match="has not the signatures"):
        room.ratify(BOOT)
    room.say(statement, "dee", "approve", seen=(first, second, third))
    assert room.ratify(BOOT) == 2


def test_one_reject_of_level_four_closes(room: Room) -> None:
    """Whoever else has signed; until the same person says otherwise."""
    statement = room.propose(boot_statement(room))
    room.sign(statement)
    room.say(statement, "dee", "reject")
    with pytest.raises(errors.Refused, match=r"rejected_by.*dee"):
        room.ratify(BOOT)
    room.say(statement, "dee", "approve")
    assert room.ratify(BOOT) == 2


def test_what_was_verified_must_be_what_is_there(room: Room) -> None:
    """An act that arrives between verification and ratification, another statement, another head: refused."""
    statement = room.propose(boot_statement(room))
    room.sign(statement)
    verified = room.verified(BOOT)
    room.say(statement, "eve", "reject")
    with Ratifier.open(room.dsn) as session:
        for wrong, word in (
            (verified, "act_digests"),
            ({**room.verified(BOOT), "head": verified["head"]}, "head"),
            ({**room.verified(BOOT), "statement_digest": digest("x")}, "statement_digest"),
            ({**room.verified(BOOT), "authority_digest": None}, "authority_digest"),
            ({}, "act_digests"),
        ):
            with pytest.raises(errors.Refused, match=f"not what is here: {word}"):
                store.ratify(session, BOOT, wrong)
        with pytest.raises(errors.Refused, match="there is no proposal"):
            store.ratify(session, "APR-NONE", verified)
    assert refusal(room.dsn, f"SELECT oneroof.fn_ratify('{BOOT}', NULL)") == "OR213"
    assert room.ratify(BOOT) == 2


def test_an_act_waits_for_a_ratification_under_way(room: Room) -> None:
    """A reject that comes while the ratifier's transaction is open is written after it, or not at all."""
    statement = room.propose(boot_statement(room))
    room.sign(statement)
    reject, verified = room.act(statement, "dee", "reject"), room.verified(BOOT)
    said: list[str] = []

    def late() -> None:
        with Recorder.open(room.dsn) as session:
            try:
                store.record_act(session, reject)
            except errors.Refused as error:
                said.append(error.message)

    with Ratifier.open(room.dsn) as session, session.transaction():
        assert store.ratify(session, BOOT, verified) == 2
        thread = threading.Thread(target=late)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
    thread.join(10)
    assert "what can still be said is hold" in said[0]


def test_a_hold_stops_ratification_until_the_quorum_lifts_it(room: Room) -> None:
    """One of the three who may; lifted by the quorum that signs, the President last; held again it is held."""
    statement = room.propose(boot_statement(room))
    room.sign(statement)
    room.say(statement, "tim", "hold")
    with pytest.raises(errors.Refused, match="held by tim"):
        room.ratify(BOOT)
    lifts = tuple(room.say(statement, ref, "lift") for ref in ("ada", "bob"))
    with pytest.raises(errors.Refused, match="held by tim"):
        room.ratify(BOOT)
    room.say(statement, "pat", "lift", seen=lifts)
    with undone(room.dsn) as session:
        assert value(session, f"SELECT oneroof.fn_gate_held('{BOOT}')") is None
    room.say(statement, "eve", "hold")
    with pytest.raises(errors.Refused, match="held by eve"):
        room.ratify(BOOT)


def test_an_expired_statement_is_not_ratified(room: Room) -> None:
    """By the server's clock, a second after its expiry."""
    made = now()
    statement = room.propose(boot_statement(room, created_at=made, expires_at=made + timedelta(seconds=3)))
    room.sign(statement)
    ask(
        room.dsn,
        "SELECT pg_sleep(extract(epoch FROM (SELECT expires_at - clock_timestamp() FROM oneroof.os_proposal)))",
    )
    with pytest.raises(errors.Refused, match="expired at"):
        room.ratify(BOOT)


def test_a_database_with_another_identity_is_not_ratified(room: Room) -> None:
    """A restored copy that was adopted has the rows and is not the database that was signed for."""
    statement = room.propose(boot_statement(room))
    room.sign(statement)
    ask(room.dsn, "SELECT oneroof.fn_identity_replace('production', '{}')")
    with pytest.raises(errors.Refused, match="not for this database"):
        room.ratify(BOOT)
    assert ask(room.dsn, "SELECT * FROM oneroof.fn_gate_log_verify()") == []


def test_without_a_model_in_force_only_one_that_brings_its_own_is_ratified(room: Room) -> None:
    """A packet alone cannot be first; a model that is not in force cannot be named."""
    statement = room.propose(room.statement("APR-EARLY", [packet(room.database)]))
    room.sign(statement)
    with pytest.raises(errors.Refused, match="no authority model is in force"):
        room.ratify("APR-EARLY")


def test_the_next_model_needs_the_threshold_of_both_and_closes_what_the_old_one_opened(room: Room) -> None:
    """Two of L2 under version 1 and three under version 2; afterwards version 1 opens nothing and cannot come back."""
    room.open_for(boot_statement(room))
    following = authority(2, l2=3)
    room.record_model(following)
    statement = room.propose(room.statement("APR-MODEL-2", [model_subject(room.database, following)]))
    room.sign(statement)
    with pytest.raises(errors.Refused, match="has not the signatures"):
        room.ratify("APR-MODEL-2")
    seen = tuple(room.say(statement, ref, "approve") for ref in ("ada", "bob", "eve"))
    room.say(statement, "pat", "approve", seen=seen)
    assert room.ratify("APR-MODEL-2") == 1
    assert value(room.dsn, "SELECT oneroof.fn_authority_active()") == 2
    back = room.propose(room.statement("APR-MODEL-1", [model_subject(room.database, room.model)]))
    room.sign(back)
    with pytest.raises(errors.Refused, match="in force is version 2"):
        room.ratify("APR-MODEL-1")
    new = room.with_model(following)
    again = new.propose(new.statement("APR-MODEL-1-AGAIN", [model_subject(room.database, room.model)]))
    seen = tuple(room.say(again, ref, "approve") for ref in ("ada", "bob", "eve"))
    room.say(again, "pat", "approve", seen=seen)
    with pytest.raises(errors.Refused, match="would go back to 1"):
        room.ratify("APR-MODEL-1-AGAIN")
    plan = f"'{digest('P_ONE')}', '{digest('plan P_ONE')}', 'forward', NULL"
    assert value(room.dsn, f"SELECT oneroof.fn_gate_refusal('{BOOT}', {plan})->>'code'") == "authority-changed"


def test_a_model_whose_canonical_form_is_not_the_signed_one_is_not_ratified(room: Room) -> None:
    """People sign the digests of both forms; SQL counts from the second."""
    subject = {**model_subject(room.database, room.model), "canonical_digest": digest("kinder")}
    statement = room.propose(room.statement(BOOT, [subject]))
    room.sign(statement)
    with pytest.raises(errors.Refused, match="has not the signatures"):
        room.ratify(BOOT)
