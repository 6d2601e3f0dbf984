"""Attacks on signatures, persons and thresholds that need no database to be refused; each is named as the attack.

Every signature here is made by ssh-keygen with a throwaway key and verified by it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from oneroof.errors import AuthorityInvalid, StatementInvalid
from oneroof.gate.act import Act, Meaning, SignedAct, VerifiedAct, parse_act
from oneroof.gate.authority import Authority, parse_authority, refuse_rollback
from oneroof.gate.files import Proposal, parse_proposal, render_proposal
from oneroof.gate.human import human_form
from oneroof.gate.quorum import Quorum
from oneroof.gate.statement import make_statement
from oneroof.keys.public import ATTESTATION
from oneroof.keys.ssh import sign
from tests.gate_support import (
    CANDIDATES,
    DEFAULT,
    HEAD,
    HEADER,
    MADE,
    NAMES,
    NOW,
    SHOP,
    World,
    attestor,
    key_table,
    looked_at,
    model,
    organisation,
    packet,
    person,
    reasons,
    signed,
    statement_fields,
)
from tests.security_key import SecurityKey

Keys = Callable[[str], Path]


class Room:
    """The organisation with real keys, and a table on which signed acts lie."""

    def __init__(self, gate_key: Keys, text: Callable[[str], str] | None = None, **changes: Any) -> None:
        self.key = gate_key
        content = organisation(self.public) if text is None else text(organisation(self.public))
        self.world = World(parse_authority(content.encode()), changes)

    def public(self, name: str) -> str:
        """The public half of a throwaway key, without its comment."""
        return " ".join(self.key(name).with_suffix(".pub").read_text().split()[:2])

    def sign(self, ref: str, meaning: Meaning = "approve", by: str | None = None, **changes: Any) -> SignedAct:
        """An act in the name of ``ref``, signed with the key of ``by``."""
        return signed(self.world.act(ref, meaning, **changes), self.key(by or ref))

    def look(self, *items: SignedAct, recorded_at: datetime | None = None) -> list[VerifiedAct]:
        """What verifying them gives."""
        return [looked_at(item, self.world.authority, recorded_at) for item in items]

    def last(self, *items: SignedAct, ref: str = "grace") -> SignedAct:
        """The President's act, who saw those."""
        return self.sign(ref, seen=tuple(sorted({item.act.digest for item in items})))

    def start(self) -> tuple[SignedAct, SignedAct, SignedAct]:
        """The proposal's own act, and Ada's and Bob's approval."""
        return self.sign(self.world.statement.proposer, "propose"), self.sign("ada"), self.sign("bob")

    def count(self, *items: SignedAct, **options: Any) -> Quorum:
        """The quorum."""
        return self.world.count(self.look(*items), **options)


@pytest.fixture(scope="module")
def room(gate_key: Keys) -> Room:
    """The organisation as it is."""
    return Room(gate_key)


def test_without_an_attack_it_opens(room: Room) -> None:
    """What every attack below falls short of."""
    proposed, ada, bob = room.start()
    assert room.count(proposed, ada, bob, room.last(ada, bob)).open


def test_duplicate_signature(room: Room) -> None:
    """One act twice, and one decision signed twice, are one person."""
    proposed, ada, _ = room.start()
    again = room.sign("ada", signed_at=MADE + timedelta(hours=2))
    for other in (ada, again):
        counted = room.count(proposed, ada, other, room.last(ada, other))
        assert not counted.open
        assert counted.l2_signed == ("ada",)


def test_two_keys_of_one_person(gate_key: Keys) -> None:
    """A second key makes no second person."""
    second = gate_key("ada-second")
    public = " ".join(second.with_suffix(".pub").read_text().split()[:2])
    bob = '[[member]]\nref = "bob"'
    room = Room(gate_key, lambda text: text.replace(bob, key_table("member", public) + bob))
    assert len(room.world.authority.members[0].key) == 2
    proposed, ada, _ = room.start()
    other = room.sign("ada", by="ada-second", signed_at=MADE + timedelta(hours=2))
    counted = room.count(proposed, ada, other, room.last(ada, other))
    assert (counted.open, counted.l2_signed) == (False, ("ada",))


def test_one_key_under_two_members(room: Room) -> None:
    """Such a model is none: nobody can tell who signed."""
    shared = organisation(room.public, replace={"bob": person("bob", room.public("ada") + " another comment")})
    with pytest.raises(AuthorityInvalid, match="member ada and member bob have the same key"):
        parse_authority(shared.encode())


def test_the_l4_signer_in_the_l2_quorum(room: Room) -> None:
    """President and deputy sign; of level L2 only Ada did."""
    proposed, ada, _ = room.start()
    dee = room.last(ada, ref="dee")
    counted = room.count(proposed, ada, dee, room.last(ada, dee))
    assert (counted.open, counted.l2_signed) == (False, ("ada",))
    assert counted.missing == ("one more of Bob Ross, Cyd Charisse (L2)",)


def test_the_proposer_counting(gate_key: Keys) -> None:
    """Ada proposes and approves; and so does the President."""
    room = Room(gate_key, proposer="ada")
    proposed, ada, bob = room.start()
    counted = room.count(proposed, ada, bob, room.last(ada, bob))
    assert not counted.open
    assert "Ada Lovelace is the proposer" in reasons(counted, "ada")
    room = Room(gate_key, proposer="grace")
    proposed, ada, bob = room.start()
    counted = room.count(proposed, ada, bob, room.last(ada, bob))
    assert (counted.open, counted.l4_signed, counted.missing) == (False, (), ("deputy Dee Hock (L4)",))


def test_the_attestor_counting(gate_key: Keys) -> None:
    """Bob vouched for the facts; he cannot also approve what they show, whether or not that was verified."""
    attests = gate_key("bob-attests").with_suffix(".pub").read_text().strip()

    def with_bob(text: str) -> str:
        return text + attestor("bob", attests, "Bob Ross")

    room = Room(gate_key, with_bob, subjects=[packet(attestors=["bob", "ci"], attestations=["c" * 64, "d" * 64])])
    proposed, ada, bob = room.start()
    for attestors in (["bob", "ci"], ["ci"]):
        counted = room.count(proposed, ada, bob, room.last(ada, bob), attestors=attestors)
        assert not counted.open
        assert reasons(counted, "bob") == ["Bob Ross attested the evidence"]


def test_a_proposal_in_anothers_name(room: Room) -> None:
    """Hal writes Lin into the statement: without Lin's own act it never opens."""
    _, ada, bob = room.start()
    forged = room.sign("lin", "propose", by="hal")
    own = room.sign("hal", "propose")
    counted = room.count(forged, own, ada, bob, room.last(ada, bob))
    assert (counted.open, counted.missing) == (False, ("the proposal's own act, signed by Lin Yutang",))
    assert "a key that is not theirs" in reasons(counted, "lin")[0]
    assert reasons(counted, "hal") == ["the statement names another proposer"]


def test_an_approval_in_anothers_name(room: Room) -> None:
    """Ada signs for Bob, with her own key."""
    proposed, ada, _ = room.start()
    forged = room.sign("bob", by="ada")
    counted = room.count(proposed, ada, forged, room.last(ada, forged))
    assert (counted.open, counted.l2_signed) == (False, ("ada",))


def test_a_signed_reject_relabelled_approve(room: Room) -> None:
    """The meaning stands in the bytes: another word is another act, which nobody signed."""
    proposed, ada, _ = room.start()
    reject = room.sign("bob", "reject")
    content = reject.content.replace(b'"meaning":"reject"', b'"meaning":"approve"')
    forged = SignedAct(parse_act(content), content, reject.signature)
    counted = room.count(proposed, ada, forged, room.last(ada, forged))
    assert not counted.open
    assert "not one over these bytes" in reasons(counted, "bob")[0]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"subjects": [packet(digest="c" * 64)]}, "it is about another statement"),
        ({"subjects": [packet(plan_digest="c" * 64)]}, "it is about another statement"),
        ({"subjects": [packet(evidence_digest="c" * 64)]}, "it is about another statement"),
        ({"subjects": [packet(database={**SHOP, "database": "other"})]}, "it is about another statement"),
        ({"nonce": "1" * 32}, "it is about another statement"),
        ({"expires_at": "2026-05-11T12:00:00Z"}, "it is about another statement"),
    ],
    ids=["packet", "plan", "evidence", "database", "nonce", "expiry"],
)
def test_a_signature_for_another_packet_database_or_statement(room: Room, changes: dict[str, Any], why: str) -> None:
    """Ada approved a statement that differs in one thing."""
    proposed, _, bob = room.start()
    other = World(room.world.authority, changes)
    ada = signed(other.act("ada"), room.key("ada"))
    counted = room.count(proposed, ada, bob, room.last(ada, bob))
    assert (counted.open, reasons(counted, "ada")) == (False, [why])


def test_a_signature_for_another_database_alone(room: Room) -> None:
    """The statement is the same, the act names another database."""
    other = {**SHOP, "database_uid": "99999999-2222-3333-4444-555555555555"}
    proposed, _, bob = room.start()
    ada = room.sign("ada", databases=(other,), log_heads={other["database_uid"]: HEAD})
    counted = room.count(proposed, ada, bob, room.last(ada, bob))
    assert (counted.open, reasons(counted, "ada")) == (False, ["it is for other databases"])


def test_a_signature_for_another_namespace(room: Room) -> None:
    """What Ada signed as an attestation, or for git, is no act."""
    proposed, _, bob = room.start()
    act = room.world.act("ada")
    for namespace in (ATTESTATION, "git", "oneroof-act-v1 "):
        ada = SignedAct(act, act.as_bytes(), sign(act.as_bytes(), room.key("ada"), namespace))
        counted = room.count(proposed, ada, bob, room.last(ada, bob))
        assert not counted.open
        assert "namespace" in reasons(counted, "ada")[0]


def test_one_byte_of_an_act_changed(room: Room) -> None:
    """Whatever is written into an act afterwards: its name, its time, what was seen."""
    ada = room.sign("ada")
    seen = b'"seen":["' + b"a" * 64 + b'"]'
    for old, new in ((b"T13:00:00Z", b"T13:00:01Z"), (b'"reason":""', b'"reason":"x"'), (b'"seen":[]', seen)):
        assert old in ada.content
        content = ada.content.replace(old, new)
        (found,) = room.look(SignedAct(parse_act(content), content, ada.signature))
        assert found.problem is not None


def _with_times(**times: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        ada = text.index('ref = "ada"')
        place = text.index("valid_from", ada)
        before, after = text[:place], text[text.index("\n", place) + 1 :]
        dated = {"valid_from": "2026-01-01T00:00:00Z", **times}
        return before + "".join(f"{name} = {when}\n" for name, when in dated.items()) + after

    return edit


SIGNED = MADE + timedelta(hours=1)
KEYS: dict[str, tuple[dict[str, str], timedelta | None, str | None]] = {
    "an expired key": ({"valid_until": "2026-05-03T12:59:59Z"}, None, "had expired"),
    "a key not yet valid": ({"valid_from": "2026-05-03T13:00:01Z"}, None, "was not valid yet"),
    "a revoked key": ({"revoked_at": "2026-05-03T13:00:00Z"}, None, "its key was revoked"),
    "a key revoked before it was recorded": ({"revoked_at": "2026-05-03T14:00:00Z"}, timedelta(hours=2), "was revoked"),
    "a key revoked after it was recorded": ({"revoked_at": "2026-05-03T15:00:00Z"}, timedelta(hours=1), None),
    "a compromised key": ({"compromised_since": "2026-05-03T12:00:00Z"}, timedelta(hours=2), "cannot be trusted"),
    "a compromised key, dated back": ({"compromised_since": "2026-05-03T14:00:00Z"}, timedelta(hours=2), "be trusted"),
    "a compromised key, from a file": ({"compromised_since": "2026-05-03T14:00:00Z"}, None, "cannot be trusted"),
    "a key compromised afterwards": ({"compromised_since": "2026-05-03T15:00:00Z"}, timedelta(hours=1), None),
}


@pytest.mark.parametrize("name", KEYS)
def test_an_expired_not_yet_valid_revoked_or_compromised_key(gate_key: Keys, name: str) -> None:
    """Ada's key; her act is of 13:00 by its own word, and recorded so long after it, or not yet."""
    times, recorded, why = KEYS[name]
    room = Room(gate_key, _with_times(**times))
    proposed, ada, bob = room.start()
    recorded_at = None if recorded is None else SIGNED + recorded
    acts = [*room.look(ada, recorded_at=recorded_at), *room.look(proposed, bob, room.last(ada, bob))]
    counted = room.world.count(acts)
    assert counted.open is (why is None)
    if why is not None:
        assert why in reasons(counted, "ada")[0]


def test_an_expired_statement(room: Room) -> None:
    """Signed in time, ratified too late; or signed too late."""
    proposed, ada, bob = room.start()
    grace = room.last(ada, bob)
    late = NOW + timedelta(days=7)
    assert "expired at 2026-05-10T12:00:00Z" in room.count(proposed, ada, bob, grace, now=late).missing[0]
    slow = room.sign("bob", signed_at=late)
    counted = room.count(proposed, ada, slow, room.last(ada, slow), now=late)
    assert reasons(counted, "bob") == ["it was signed after the statement expired at 2026-05-10T12:00:00Z"]


def _versioned(room: Room, version: int, **parts: Any) -> Authority:
    header = HEADER.replace("version = 1", f"version = {version}", 1)
    return parse_authority(organisation(room.public, header=header, **parts).encode())


def test_a_rolled_back_authority_version(room: Room) -> None:
    """Version 1 let more people in; the pin says version 2."""
    first, second = _versioned(room, 1), _versioned(room, 2)
    with pytest.raises(AuthorityInvalid, match=r"is version 1, and oneroof.toml pins version 2"):
        refuse_rollback(first, second.version, second.digest)
    with pytest.raises(AuthorityInvalid, match="has the digest"):
        refuse_rollback(_versioned(room, 2, more=""), second.version, second.digest)
    back = World(second, {"subjects": [model(first)]})
    acts = [looked_at(signed(back.act(ref), room.key(ref)), second) for ref in ("ada", "bob")]
    grace = back.act("grace", seen=tuple(sorted(item.act.digest for item in acts)))
    proposed = looked_at(signed(back.act("lin", "propose"), room.key("lin")), second)
    counted = back.count([proposed, *acts, looked_at(signed(grace, room.key("grace")), second)], successor=first)
    assert (counted.open, "the one after 2" in counted.missing[0]) == (False, True)


def test_a_key_added_after_ratification(room: Room, gate_key: Keys) -> None:
    """Eve's key in Bob's name is in a later model: not in the one under which the statement stands."""
    eve = " ".join(gate_key("eve").with_suffix(".pub").read_text().split()[:2])
    later = _versioned(room, 1, replace={"bob": person("bob", eve)})
    proposed, ada, _ = room.start()
    forged = signed(room.world.act("bob"), gate_key("eve"))
    acts = [looked_at(item, later) for item in (proposed, ada, forged, room.last(ada, forged))]
    assert acts[2].problem is None
    counted = room.world.count(acts)
    assert (counted.open, reasons(counted, "bob")) == (False, ["it was made with a key that is not theirs"])
    own = World(later).act("bob")
    counted = room.world.count([*acts[:2], looked_at(signed(own, gate_key("eve")), later), acts[3]])
    assert reasons(counted, "bob") == ["it is about another statement"]


def test_an_authority_model_brought_along_by_the_bundle(room: Room, gate_key: Keys) -> None:
    """A proposal's file is complete and consistent under a model of the attacker's own; the pin knows another."""
    text = organisation(lambda ref: gate_key(f"eve-{ref}").with_suffix(".pub").read_text().strip())
    mine = parse_authority(text.encode())
    world = World(mine)
    acts = [signed(world.act("lin", "propose"), gate_key("eve-lin"))]
    acts += [signed(world.act(ref), gate_key(f"eve-{ref}")) for ref in ("ada", "bob")]
    seen = tuple(sorted(item.act.digest for item in acts[1:]))
    acts.append(signed(world.act("grace", seen=seen), gate_key("eve-grace")))
    proposal = parse_proposal(
        render_proposal(Proposal(world.statement, mine, tuple(acts), {SHOP["database_uid"]: HEAD}))
    )
    assert world.count([looked_at(item, mine) for item in proposal.acts]).open
    pinned = room.world.authority
    with pytest.raises(AuthorityInvalid, match=r"and oneroof.toml pins"):
        refuse_rollback(proposal.authority, pinned.version, pinned.digest)
    trusted = World(pinned)
    counted = trusted.count([looked_at(item, pinned) for item in proposal.acts])
    assert (counted.open, counted.signed) == (False, ())


@pytest.mark.parametrize("line", ["l2 = 0", "l2 = -1", "", "l2 = true", 'l2 = "2"', "l2 = 4"])
@pytest.mark.parametrize("place", ["default", "policy"])
def test_zero_missing_or_negative_quorum(room: Room, place: str, line: str) -> None:
    """Nor one that is no number, or that cannot be met."""
    default = DEFAULT.replace("l2 = 2", line) if place == "default" else DEFAULT
    more = CANDIDATES.replace("l2 = 1", line) if place == "policy" else CANDIDATES
    with pytest.raises(AuthorityInvalid):
        parse_authority(organisation(room.public, default=default, more=more).encode())


def test_a_security_key_that_nobody_touched(gate_key: Keys) -> None:
    """Malware on Ada's machine can use her key without her; a signature says whether somebody touched it."""
    key = SecurityKey(b"\x07" * 32)
    room = Room(gate_key)
    room = Room(gate_key, lambda text: text.replace(room.public("ada"), key.public))
    proposed, _, bob = room.start()
    for flags, is_open in ((1, True), (0, False)):
        act = room.world.act("ada")
        ada = SignedAct(act, act.as_bytes(), key.sign(act.as_bytes(), "oneroof-act-v1", flags=flags))
        counted = room.count(proposed, ada, bob, room.last(ada, bob))
        assert counted.open is is_open
        assert [why for why in reasons(counted, "ada") if "without being touched" not in why] == []


HOSTILE = "\x1b[2K\x1b[1A\x1b]0;owned\x07\u202e\u2066\u200b\r\n\tsigned: Grace Hopper (L4)\u2028\x9b31m   \\u{1b}"


def _only_visible(text: str) -> bool:
    return all(character == "\n" or character.isprintable() for character in text)


def test_hostile_text_in_names_and_reasons(room: Room) -> None:
    """People's own words with such characters are refused; names of databases and tables are shown, never obeyed."""
    for changes in ({"title": HOSTILE}, {"reason": HOSTILE}, {"proposer": HOSTILE}, {"apr_code": HOSTILE}):
        with pytest.raises(StatementInvalid) as caught:
            make_statement(**statement_fields(room.world.authority, **changes))
        assert _only_visible(caught.value.message)
    for field in ("reason", "printed_name"):
        value = {**room.world.act("ada").model_dump(mode="json"), field: HOSTILE}
        with pytest.raises(StatementInvalid) as caught:
            parse_act(rfc8785.dumps(value))
        assert _only_visible(caught.value.message)
    subject = packet(
        database={**SHOP, "database": HOSTILE},
        guards=[HOSTILE],
        catalog=[{"object": HOSTILE, "change": "added"}],
        programme={"kind": "scan-write", "ruleset": HOSTILE},
    )
    world = World(room.world.authority, {"subjects": [subject]})
    names, verdicts = {SHOP["database_uid"]: HOSTILE}, {"a" * 64: HOSTILE}
    shown = human_form(world.statement, world.authority, world.count([]), names, verdicts)
    assert _only_visible(shown)
    assert "\n  signed:" not in shown
    assert r"\u{1b}[2K" in shown
    assert r"\\u{1b}" in shown
    assert r" \u{20}\u{20}" in shown


def test_hostile_text_in_an_authority_file(room: Room) -> None:
    """Refused with a sentence that is safe itself."""
    escaped = HOSTILE.encode("unicode_escape").decode().replace("\\x", "\\u00").replace("\\\\", "\\\\\\\\")
    for name in (NAMES["ada"][0], "Example organisation", "candidates"):
        with pytest.raises(AuthorityInvalid) as caught:
            parse_authority(organisation(room.public).replace(name, escaped).encode())
        assert _only_visible(caught.value.message)


def test_an_act_that_is_no_act(room: Room) -> None:
    """A signed attestation's bytes, an empty object, a list: a signature over them is no decision."""
    for content in (b"{}", b"[]", b'{"type":"oneroof-attestation-v1"}', room.world.statement.as_bytes()):
        with pytest.raises(StatementInvalid):
            parse_act(content)
    assert isinstance(parse_act(room.world.act("ada").as_bytes()), Act)
