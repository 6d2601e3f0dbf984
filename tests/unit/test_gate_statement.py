"""Statements, acts and the proposal's file: one form, strictly read, a sentence for everything else."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785

from oneroof.errors import AuthorityInvalid, StatementInvalid
from oneroof.evidence.canonical import sha256_hex
from oneroof.gate.act import Act, SignedAct, make_act, parse_act, signed_act
from oneroof.gate.authority import parse_authority
from oneroof.gate.files import Proposal, act_file_name, parse_proposal, proposal_file_name, render_proposal
from oneroof.gate.statement import (
    PAYLOAD_TYPE,
    Statement,
    envelope,
    make_statement,
    open_envelope,
    parse_statement,
)
from tests.gate_support import DIGEST, HEAD, HEADER, SHOP, World, model, organisation, packet, statement_fields

WORLD = World()
OTHER = {**SHOP, "database": "other", "database_uid": "99999999-2222-3333-4444-555555555555"}
ODD_NAMES = ("a.b", 'quo"te', "two  spaces", "SHOUT", "😀", "line\nfeed", "\u202egnp", "\x1b[31m", "ü" * 63)


def _statement(**changes: Any) -> bytes:
    return rfc8785.dumps(statement_fields(WORLD.authority, **changes))


def _refused(parse: Callable[[bytes], Any], content: bytes) -> str:
    with pytest.raises(StatementInvalid) as caught:
        parse(content)
    assert (caught.value.exit_code, caught.value.code) == (4, "statement")
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 600
    return caught.value.message


def test_a_statement_is_its_bytes() -> None:
    """Made, written and read again it is the same; its digest is of the bytes."""
    statement = WORLD.statement
    assert parse_statement(statement.as_bytes()) == statement
    assert statement.as_bytes() == _statement()
    assert statement.digest == sha256_hex(statement.as_bytes())
    assert [item.database for item in statement.databases] == ["shop"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_of_databases_and_tables_may_be_anything(name: str) -> None:
    """They are somebody else's; they come back byte for byte."""
    subject = packet(database={**SHOP, "database": name}, guards=[name], catalog=[{"object": name, "change": "added"}])
    statement = make_statement(**statement_fields(WORLD.authority, subjects=[subject]))
    assert parse_statement(statement.as_bytes()).databases[0].database == name


def test_three_hundred_databases_are_one_statement() -> None:
    """A subject for each; one signature covers all."""
    uids = [f"11111111-2222-3333-4444-{number:012}" for number in range(300)]
    subjects = [packet(database={**SHOP, "database": f"shop {uid}", "database_uid": uid}) for uid in uids]
    statement = make_statement(**statement_fields(WORLD.authority, subjects=subjects))
    assert len(parse_statement(statement.as_bytes()).databases) == 300


def _delta(**changes: Any) -> list[dict[str, Any]]:
    return [{**packet()["deltas"][0], **changes}]


SHAPES: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown key": ({"notes": "x"}, "notes is an unknown key"),
    "another type": ({"type": "oneroof-act-v1"}, "type must be 'oneroof-statement-v1'"),
    "an APR code in small letters": ({"apr_code": "apr-1"}, "apr_code must be APR-"),
    "an APR code that leaves the folder": ({"apr_code": "APR-../../X"}, "apr_code must be APR-"),
    "an APR code with SQL": ({"apr_code": "APR-1'; DROP"}, "apr_code must be APR-"),
    "a title of two lines": ({"title": "a\nb"}, "title must stand on one line"),
    "an invisible title": ({"title": "a\u200bb"}, "title must not hold control characters"),
    "a reason with an escape": ({"reason": "\x1b[2J"}, "reason must not hold control characters"),
    "no reason": ({"reason": ""}, "reason must not be empty"),
    "a reason without an end": ({"reason": "x" * 5000}, "at most 4000 characters"),
    "no subject": ({"subjects": []}, "subjects"),
    "a subject of another kind": ({"subjects": [packet(kind="thing")]}, "subjects[1] must be 'packet'"),
    "a subject that is none": ({"subjects": [1]}, "subjects[1]"),
    "a proposer in capitals": ({"proposer": "Lin"}, "proposer must be lower-case"),
    "a version as text": ({"authority": {"version": "1", "digest": DIGEST}}, "authority.version"),
    "a version that is true": ({"authority": {"version": True, "digest": DIGEST}}, "authority.version"),
    "a digest in capitals": ({"authority": {"version": 1, "digest": "A" * 64}}, "authority.digest must be a SHA-256"),
    "a digest that is short": ({"authority": {"version": 1, "digest": "a" * 63}}, "authority.digest must be a SHA-256"),
    "a digest with a line feed": ({"authority": {"version": 1, "digest": "a" * 64 + "\n"}}, "must be a SHA-256"),
    "a time in another zone": ({"created_at": "2026-05-03T12:00:00+00:00"}, "created_at must be a time in UTC"),
    "a time as a number": ({"created_at": 1777809600}, "created_at must be a time"),
    "an impossible day": ({"created_at": "2026-02-30T12:00:00Z"}, "is no moment"),
    "an end before its beginning": ({"expires_at": "2026-05-03T12:00:00Z"}, "expires before it was made"),
    "a short nonce": ({"nonce": "0" * 31}, "nonce must be 32"),
    "a number for yes": ({"break_glass": 1}, "break_glass must be a valid boolean"),
    "a text for yes": ({"break_glass": "yes"}, "break_glass must be a valid boolean"),
    "a version with a tail": ({"min_version": "0.1.0.dev1"}, "min_version must be a version"),
    "a packet that writes nothing": ({"subjects": [packet(deltas=[])]}, "declares no write"),
    "a delta without its end": ({"subjects": [packet(deltas=_delta(inserted={"min": 1}))]}, "inserted.max is missing"),
    "a delta below zero": ({"subjects": [packet(deltas=_delta(inserted={"min": -1, "max": 1}))]}, "inserted.min"),
    "a delta upside down": ({"subjects": [packet(deltas=_delta(inserted={"min": 2, "max": 1}))]}, "min is above max"),
    "a delta that is true": ({"subjects": [packet(deltas=_delta(inserted={"min": True, "max": 1}))]}, "inserted.min"),
    "a delta in parts": ({"subjects": [packet(deltas=_delta(inserted={"min": 1.5, "max": 2}))]}, "inserted.min"),
    "a table twice": ({"subjects": [packet(deltas=_delta() * 2)]}, "names a delta twice"),
    "an attestor twice": ({"subjects": [packet(attestors=["ci", "ci"])]}, "names a attestor twice"),
    "an attestor without attestation": ({"subjects": [packet(attestations=[])]}, "one attestation for each attestor"),
    "phase 4": ({"subjects": [packet(phase=4)]}, "phase"),
    "a database without identity": ({"subjects": [packet(database={**SHOP, "database_uid": "none"})]}, "be a UUID"),
    "a database without name": ({"subjects": [packet(database={**SHOP, "database": ""})]}, "must not be empty"),
    "a name with a zero byte": ({"subjects": [packet(database={**SHOP, "database": "a\x00"})]}, "a zero byte"),
    "the same subject twice": ({"subjects": [packet(), packet()]}, "the same subject for the same database twice"),
    "one identity under two names": (
        {"subjects": [packet(), packet(database={**SHOP, "database": "other"})]},
        "names one database in two ways",
    ),
    "one name under two identities": (
        {"subjects": [packet(), packet(database={**OTHER, "database": "shop"})]},
        "names one database in two ways",
    ),
    "two authority models": (
        {"subjects": [model(WORLD.authority), model(WORLD.authority, version=2, database=OTHER)]},
        "names two authority models",
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_no_statement(name: str) -> None:
    """Refused when it is read and when it is made, with the place."""
    changes, why = SHAPES[name]
    assert why in _refused(parse_statement, _statement(**changes))
    with pytest.raises(StatementInvalid, match="cannot be made"):
        make_statement(**statement_fields(WORLD.authority, **changes))


def _nested(levels: int) -> bytes:
    return b'{"subjects":' + b"[" * levels + b"]" * levels + b"}"


BYTES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"statement",
    "a list": b"[]",
    "a text": b'"x"',
    "no UTF-8": b"\xff\xfe",
    "spaces": json.dumps(json.loads(_statement()), sort_keys=True).encode(),
    "a line feed at the end": _statement() + b"\n",
    "another order": json.dumps(dict(reversed(json.loads(_statement()).items())), separators=(",", ":")).encode(),
    "a key twice": _statement().replace(b'{"apr_code"', b'{"apr_code":"APR-X","apr_code"', 1),
    "an escaped letter": _statement().replace(b'"A change"', b'"\\u0041 change"'),
    "NaN": _statement().replace(b'"break_glass":false', b'"break_glass":NaN'),
    "Infinity": _statement().replace(b'"break_glass":false', b'"break_glass":Infinity'),
    "a lone surrogate": _statement().replace(b'"A change"', b'"\\ud800"'),
    "1.0 for 1": _statement().replace(b'"version":1', b'"version":1.0'),
    "a number of 6,000 digits": _statement().replace(b'"version":1', b'"version":' + b"9" * 6000),
    "a number beyond 2**53": _statement().replace(b'"version":1', b'"version":9007199254740993'),
    "ten levels": _nested(10),
    "a million levels": _nested(1_000_000),
    "ten megabytes of text": b'{"reason":"' + b"x" * 10_000_000 + b'"}',
    "ten megabytes of zeros": bytes(10_000_000),
}


@pytest.mark.parametrize("name", BYTES)
@pytest.mark.parametrize("parse", [parse_statement, parse_act, parse_proposal])
def test_what_is_not_canonical(parse: Callable[[bytes], Any], name: str) -> None:
    """One sentence for each, whatever is read."""
    _refused(parse, BYTES[name])


def test_a_secret_in_a_reason() -> None:
    """What is signed is published and never changed, so it is refused before anybody signs."""
    for reason in ("use password=hunter2 there", "postgresql://ada:hunter2@db/shop"):
        with pytest.raises(StatementInvalid, match="looks like a password"):
            make_statement(**statement_fields(WORLD.authority, reason=reason))
        assert "looks like a password" in _refused(parse_statement, _statement(reason=reason))
        with pytest.raises(StatementInvalid, match="looks like a password"):
            make_act(**{**WORLD.act("ada").model_dump(), "reason": reason})


def test_the_envelope() -> None:
    """DSSE's three keys, no signatures; anything else is refused."""
    statement = WORLD.statement
    value = envelope(statement)
    assert open_envelope(value) == statement
    assert base64.b64decode(value["payload"]) == statement.as_bytes()
    wrong: list[Any] = [
        None,
        [],
        {**value, "payloadType": "application/vnd.in-toto+json"},
        {**value, "signatures": [{"keyid": "", "sig": ""}]},
        {**value, "payload": value["payload"] + "="},
        {**value, "payload": value["payload"][:-4]},
        {**value, "payload": "\u202e"},
        {**value, "payload": 1},
        {**value, "more": 1},
        {"payload": value["payload"], "payloadType": PAYLOAD_TYPE},
    ]
    for item in wrong:
        with pytest.raises(StatementInvalid):
            open_envelope(item)


def test_an_act_is_its_bytes() -> None:
    """Everything about the statement is the statement's own."""
    act = WORLD.act("ada")
    assert parse_act(act.as_bytes()) == act
    assert (act.statement_digest, act.apr_code) == (WORLD.statement.digest, "APR-TEST-1")
    assert act.digest == sha256_hex(act.as_bytes())
    assert act_file_name(act) == "APR-TEST-1-ada-approve.act"
    assert proposal_file_name(WORLD.statement) == "APR-TEST-1.proposal.json"


ACTS: dict[str, tuple[dict[str, Any], str]] = {
    "another meaning": ({"meaning": "ratify"}, "meaning must be 'propose'"),
    "a meaning in capitals": ({"meaning": "APPROVE"}, "meaning must be 'propose'"),
    "a reject without a reason": ({"meaning": "reject"}, "a reject gives its reason"),
    "no database": ({"databases": []}, "databases"),
    "a database twice": ({"databases": [SHOP, SHOP]}, "in the order of their uid"),
    "no head": ({"log_heads": {}}, "log_heads are not those of its databases"),
    "a head that is none": ({"log_heads": {SHOP["database_uid"]: "x"}}, "log_heads"),
    "a head of another": ({"log_heads": {OTHER["database_uid"]: HEAD}}, "log_heads are not those of its databases"),
    "seen twice": ({"seen": [DIGEST, DIGEST]}, "seen is not sorted, each once"),
    "seen in disorder": ({"seen": [HEAD, DIGEST]}, "seen is not sorted, each once"),
    "a member with a path": ({"member_ref": "../ada"}, "member_ref must be lower-case"),
    "a printed name with an escape": ({"printed_name": "Ada\x1b[A"}, "printed_name must not hold control characters"),
    "an unknown key": ({"vote": 1}, "vote is an unknown key"),
}


@pytest.mark.parametrize("name", ACTS)
def test_what_is_no_act(name: str) -> None:
    """Refused when it is read and when it is made, with the place."""
    changes, why = ACTS[name]
    fields = {**WORLD.act("ada").model_dump(mode="json"), **changes}
    assert why in _refused(parse_act, rfc8785.dumps(fields))
    with pytest.raises(StatementInvalid, match="cannot be made"):
        make_act(**fields)


def test_a_signature_without_an_end() -> None:
    """A signed act does not carry ten megabytes."""
    with pytest.raises(StatementInvalid, match="16384 characters"):
        signed_act(WORLD.act("ada").as_bytes(), "x" * 10_000_000)


def _proposal(**changes: Any) -> Proposal:
    act = WORLD.act("lin", "propose")
    given = {
        "statement": WORLD.statement,
        "authority": WORLD.authority,
        "acts": (SignedAct(act, act.as_bytes(), "signature"),),
        "log_heads": {SHOP["database_uid"]: HEAD},
        "successor": None,
    }
    return Proposal(**{**given, **changes})


def _second() -> Any:
    return parse_authority(organisation(header=HEADER.replace("version = 1", "version = 2", 1)).encode())


def test_the_proposals_file() -> None:
    """Written and read again it is the same; comments of the authority file, secrets' shapes too, stay as they are."""
    assert parse_proposal(render_proposal(_proposal())) == _proposal()
    odd = parse_authority((organisation() + "\n# password=hunter2 ü 😀\n").encode())
    world = World(odd)
    proposal = _proposal(statement=world.statement, authority=odd, acts=())
    assert parse_proposal(render_proposal(proposal)).authority.digest == odd.digest


def test_the_proposals_file_brings_the_next_authority_model() -> None:
    """A signer must be able to read what they put in force."""
    world = World(changes={"subjects": [model(_second())]})
    proposal = _proposal(statement=world.statement, acts=(), successor=_second())
    assert parse_proposal(render_proposal(proposal)) == proposal
    with pytest.raises(StatementInvalid, match="is not in the proposal's file"):
        render_proposal(_proposal(statement=world.statement, acts=()))
    with pytest.raises(StatementInvalid, match="does not bring"):
        render_proposal(_proposal(successor=_second()))


def test_a_proposals_file_of_parts_that_do_not_belong_together() -> None:
    """Another authority model, acts about another statement, an act twice, heads of other databases."""
    foreign = World(changes={"apr_code": "APR-TEST-2"}).act("ada")
    signed = SignedAct(foreign, foreign.as_bytes(), "signature")
    wrong: dict[str, dict[str, Any]] = {
        "not the one that its statement names": {"authority": _second()},
        "an act of ada about another statement": {"acts": (signed,)},
        "holds an act twice": {"acts": _proposal().acts * 2},
        "log heads": {"log_heads": {}},
        "not Unicode": {"acts": (SignedAct(foreign, foreign.as_bytes(), "\ud800"),)},
    }
    for why, changes in wrong.items():
        with pytest.raises(StatementInvalid, match=why):
            render_proposal(_proposal(**changes))


def _changed(edit: Callable[[dict[str, Any]], Any]) -> bytes:
    value = json.loads(render_proposal(_proposal()))
    edit(value)
    return rfc8785.dumps(value)


def test_a_proposals_file_that_was_changed() -> None:
    """Every part is read strictly."""
    edits: dict[str, Callable[[dict[str, Any]], Any]] = {
        "type must be 'oneroof-proposal-v1'": lambda value: value.update(type="x"),
        "file cannot be used: more is an unknown key": lambda value: value.update(more=1),
        "successor is missing": lambda value: value.pop("successor"),
        "payload is not of type": lambda value: value["envelope"].update(payloadType="x"),
        "not the one that its statement names": lambda value: value.update(
            authority=value["authority"].replace("Ada Lovelace", "Ida Lovelace")
        ),
        "The act cannot be read": lambda value: value["acts"][0].update(act="AAAA"),
        r"acts\[1\]\.act must be a valid string": lambda value: value["acts"][0].update(act=None),
        r"acts\[1\]\.signature must be a valid string": lambda value: value["acts"][0].update(signature=1),
        r"acts\[1\]\.more is an unknown key": lambda value: value["acts"][0].update(more=1),
        r"log_heads\..* must be a SHA-256": lambda value: value["log_heads"].update({SHOP["database_uid"]: "x"}),
        "authority file cannot be used: version is missing": lambda value: value.update(authority="format = 1"),
    }
    for why, edit in edits.items():
        with pytest.raises((StatementInvalid, AuthorityInvalid), match=why):
            parse_proposal(_changed(edit))


def test_every_shape_is_frozen() -> None:
    """Nothing that was read can be changed afterwards."""
    for shape in (WORLD.statement, WORLD.act("ada"), WORLD.authority.file):
        assert isinstance(shape, Statement | Act | type(WORLD.authority.file))
        with pytest.raises(ValueError, match="frozen"):
            shape.__class__.__setattr__(shape, next(iter(type(shape).model_fields)), "x")
