"""The quorum: each rule by name, then what must hold of any acts whatever."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneroof.gate.act import Meaning, VerifiedAct
from oneroof.gate.authority import parse_authority
from oneroof.gate.quorum import Quorum, holding, quorum, reviewed_by
from tests.draws import examples
from tests.gate_support import (
    DEFAULT,
    HEADER,
    MADE,
    NAMES,
    NOW,
    SHOP,
    World,
    attestor,
    made_up,
    model,
    organisation,
    packet,
    person,
    reasons,
)

WORLD = World()
EASY = World(changes={"subjects": [packet(phase=2)]})
LATER = MADE + timedelta(hours=2)


def _seeing(world: World, ref: str, twos: Sequence[VerifiedAct], **changes: Any) -> VerifiedAct:
    return world.verified(ref, seen=tuple(sorted(item.act.digest for item in twos)), **changes)


def test_open() -> None:
    """Two of level L2, the President who saw them, the proposal's own act, one attestation."""
    counted = WORLD.count(WORLD.enough())
    assert counted.open
    assert (counted.missing, counted.not_counted, counted.rejected_by) == ((), (), ())
    assert (counted.l2_signed, counted.l4_signed) == (("ada", "bob"), ("grace",))
    assert [item.name for item in counted.signed] == ["Ada Lovelace", "Bob Ross", "Grace Hopper"]


def test_a_deputy_signs_in_the_presidents_stead() -> None:
    """Dee is of level L4, too."""
    assert WORLD.count(WORLD.enough("dee")).l4_signed == ("dee",)


def test_nobody_signed() -> None:
    """All that is missing, by name."""
    assert WORLD.count([]).missing == (
        "the proposal's own act, signed by Lin Yutang",
        "two more of Ada Lovelace, Bob Ross, Cyd Charisse (L2)",
        "the President Grace Hopper (L4) or deputy Dee Hock (L4)",
    )
    assert WORLD.count([], attestors=[]).missing[-1] == "one more attestation of F6_OWNERSHIP_SEED_COMMIT's rehearsal"


def test_one_is_missing() -> None:
    """Those who signed already are not named again."""
    proposed, ada, _bob, _grace = WORLD.enough()
    counted = WORLD.count([proposed, ada, _seeing(WORLD, "grace", [ada])])
    assert counted.missing == ("one more of Bob Ross, Cyd Charisse (L2)",)
    assert not counted.open


def test_nobody_is_left() -> None:
    """Who proposes and who attests cannot sign, so a model can be too small for a proposal."""
    world = World(changes={"proposer": "ada", "subjects": [packet(attestors=["bob"])]})
    assert "one more of" not in world.count([]).missing[1]
    assert "no more than 1 may still sign" in world.count([]).missing[1]


def test_the_presidents_act_must_have_seen_the_others() -> None:
    """Whoever signs last says whose acts were seen; the others do not count."""
    proposed, ada, bob, _ = WORLD.enough()
    counted = WORLD.count([proposed, ada, bob, _seeing(WORLD, "grace", [ada])])
    names = "the President Grace Hopper (L4) or deputy Dee Hock (L4)"
    assert counted.missing == (f"{names}, again and last: the act of level L4 did not see the one of Bob Ross",)
    assert reasons(counted, "bob") == ["the act of level L4 did not see it"]


def test_a_later_act_needs_a_new_look_only_if_it_is_needed() -> None:
    """Cyd signs after the President: not counted, and not missed."""
    cyd = WORLD.verified("cyd", signed_at=LATER)
    counted = WORLD.count([*WORLD.enough(), cyd])
    assert counted.open
    assert reasons(counted, "cyd") == ["the act of level L4 did not see it"]


def test_without_l4_nobody_must_have_seen_anything() -> None:
    """A policy without the President counts L2 by itself."""
    counted = EASY.count([EASY.proposed(), EASY.verified("cyd")], attestors=[])
    assert (counted.open, counted.l2_signed, counted.l4_signed) == (True, ("cyd",), ())


@pytest.mark.parametrize("ref", ["grace", "dee"])
@pytest.mark.parametrize("world", [WORLD, EASY])
def test_one_reject_of_level_l4_closes(world: World, ref: str) -> None:
    """Whoever of level L4, needed or not; and an approval by the other one does not help."""
    counted = world.count([*world.enough("dee" if ref == "grace" else "grace"), world.verified(ref, "reject")])
    assert (counted.open, counted.rejected_by) == (False, (ref,))


def test_a_reject_of_level_l2_only_does_not_count() -> None:
    """It closes nothing."""
    counted = WORLD.count([*WORLD.enough(), WORLD.verified("cyd", "reject")])
    assert counted.open
    assert reasons(counted, "cyd") == ["it is a reject"]


def test_the_latest_act_of_a_person_counts() -> None:
    """By when it was recorded, then by when it was signed; what is not recorded yet is last."""
    first, second = MADE + timedelta(hours=3), MADE + timedelta(hours=4)
    approve = WORLD.verified("ada", recorded_at=second)
    for reject, is_open in (
        (WORLD.verified("ada", "reject", signed_at=LATER, recorded_at=first), True),
        (WORLD.verified("ada", "reject", recorded_at=second + timedelta(seconds=1)), False),
        (WORLD.verified("ada", "reject", signed_at=LATER, recorded_at=second), False),
        (WORLD.verified("ada", "reject", recorded_at=second), False),
        (WORLD.verified("ada", "reject"), False),
    ):
        acts = [WORLD.enough()[0], approve, reject, *WORLD.enough()[2:]]
        counted = WORLD.count(acts)
        assert counted.open is is_open
        assert len(reasons(counted, "ada")) == (1 if is_open else 2)


def test_an_act_signed_again_must_be_seen_again() -> None:
    """The later act replaces the one that the President saw."""
    counted = WORLD.count([*WORLD.enough(), WORLD.verified("ada", signed_at=LATER)])
    assert not counted.open
    assert set(reasons(counted, "ada")) == {
        "a later act of the same person replaces it",
        "the act of level L4 did not see it",
    }


def test_of_two_acts_of_level_l4_the_one_that_saw_more_counts() -> None:
    """President and deputy both signed."""
    ada = WORLD.enough()[1]
    counted = WORLD.count([*WORLD.enough("dee"), _seeing(WORLD, "grace", [ada], signed_at=LATER)])
    assert counted.l4_signed == ("dee",)
    assert reasons(counted, "grace") == ["another act of level L4 counts"]


@pytest.mark.parametrize(
    ("ref", "meaning", "why"),
    [
        ("lin", "approve", "level L1 may not approve"),
        ("hal", "approve", "level L3 may not approve"),
        ("hal", "reject", "level L3 may not reject"),
    ],
)
def test_levels_that_do_not_sign(ref: str, meaning: Any, why: str) -> None:
    """L1 may propose, L3 may hold."""
    counted = WORLD.count([*WORLD.enough(), WORLD.verified(ref, meaning)])
    assert counted.open
    assert reasons(counted, ref) == [why]


FIXED: dict[str, tuple[dict[str, Any], str]] = {
    "another statement": ({"statement_digest": "c" * 64}, "it is about another statement"),
    "another APR code": ({"apr_code": "APR-TEST-2"}, "it is about another statement"),
    "another authority model": ({"authority_digest": "c" * 64}, "it was signed under another authority model"),
    "another printed name": ({"printed_name": "Ada L."}, "its printed name is not Ada Lovelace"),
    "before the statement": (
        {"signed_at": MADE - timedelta(seconds=61)},
        "it was signed before the statement was made",
    ),
    "in the future": ({"signed_at": NOW + timedelta(seconds=61)}, "which has not come yet"),
    "a bad signature": ({"problem": "its signature is not one", "fingerprint": None}, "its signature is not one"),
    "a key that is not theirs": ({"fingerprint": "SHA256:x"}, "it was made with a key that is not theirs"),
    "recorded too late": ({"recorded_at": MADE + timedelta(days=8)}, "it was recorded after the statement expired"),
}


@pytest.mark.parametrize("name", FIXED)
def test_why_an_act_does_not_count(name: str) -> None:
    """Each reason, in the act's place; the quorum is one short."""
    changes, why = FIXED[name]
    if "signed_at" not in changes and "problem" not in changes:
        assert WORLD.count([WORLD.proposed(), WORLD.verified("ada")]).l2_signed == ("ada",)
    counted = WORLD.count([WORLD.proposed(), WORLD.verified("ada", **changes)])
    assert counted.l2_signed == ()
    assert [why in found for found in reasons(counted, "ada")] == [True]


def test_a_minute_of_tolerance() -> None:
    """A signer's clock may be sixty seconds ahead, or behind the server's that made the statement."""
    for signed_at in (NOW + timedelta(seconds=60), MADE - timedelta(seconds=60)):
        assert WORLD.count([WORLD.verified("ada", signed_at=signed_at)]).l2_signed == ("ada",)


def test_an_act_for_other_databases() -> None:
    """All of the statement's databases, and no other."""
    two = [packet(), packet(database={**SHOP, "database": "b", "database_uid": "99999999-2222-3333-4444-555555555555"})]
    world = World(changes={"subjects": two})
    half = world.verified("ada", databases=(SHOP,), log_heads={SHOP["database_uid"]: "b" * 64})
    assert reasons(world.count([half]), "ada") == ["it is for other databases"]


def test_the_expiry_of_the_statement() -> None:
    """After it nothing opens, unless it was ratified before; then it is counted as it was."""
    after = NOW + timedelta(days=30)
    late = WORLD.count(WORLD.enough(), now=after)
    assert (late.open, late.missing) == (
        False,
        ("a new proposal, because this one expired at 2026-05-10T12:00:00Z",),
    )
    assert WORLD.count(WORLD.enough(), now=after, ratified_at=NOW).open
    assert not WORLD.count(WORLD.enough(), now=after, ratified_at=after).open


def test_what_comes_after_the_ratification() -> None:
    """The latest act counts until then; afterwards a hold is the way to stop it."""
    reject = WORLD.verified("grace", "reject", signed_at=LATER, recorded_at=NOW + timedelta(seconds=5))
    recorded = [VerifiedAct(item.act, LATER, None, item.fingerprint) for item in WORLD.enough()]
    after = NOW + timedelta(days=1)
    assert WORLD.count([*recorded, reject], now=after, ratified_at=NOW).open
    assert not WORLD.count([*recorded, reject], now=after).open


def test_a_proposal_that_lives_too_long() -> None:
    """The authority model says how long."""
    world = World(changes={"expires_at": "2026-06-30T12:00:00Z"})
    assert world.count(world.enough()).missing == ("a proposal that lives at most 1209600 seconds",)


def test_attestations() -> None:
    """Distinct, verified, of the statement, known to the authority model: all four."""
    default = DEFAULT.replace("attestations = 1", "attestations = 2")
    authority = parse_authority(organisation(default=default).encode())
    both = packet(attestors=["ci", "lab"], attestations=["c" * 64, "d" * 64])
    world = World(authority, {"subjects": [both]})
    for attestors, missing in ((["ci", "lab"], 0), (["ci"], 1), (["ci", "ci"], 1), (["ci", "eve"], 1), ([], 2)):
        counted = world.count(world.enough(), attestors=attestors)
        assert counted.open is (missing == 0)
        assert len(counted.missing) == min(missing, 1)
    other = World(authority, {"subjects": [packet()]})
    assert not other.count(other.enough(), attestors=["ci", "lab"]).open


def test_the_statement_names_the_authority_model() -> None:
    """Another one, whoever brings it, opens nothing."""
    other = parse_authority(organisation(more="").encode())
    counted = quorum(WORLD.statement, other, WORLD.enough(), ["ci"], NOW)
    assert not counted.open
    assert counted.missing[0] == "the authority model of version 1 that the statement names"


def test_the_first_authority_model_ratifies_itself() -> None:
    """APR-BOOT: version 1 as a subject, under version 1, with the first packet."""
    world = World(changes={"apr_code": "APR-BOOT-AUTHMODEL-1", "subjects": [model(WORLD.authority), packet()]})
    assert world.count(world.enough()).open
    forged = World(changes={"subjects": [model(WORLD.authority, canonical_digest="c" * 64)]})
    counted = forged.count(forged.enough())
    assert counted.missing == ("the canonical form of the authority model of version 1",)


def _next(**parts: Any) -> Any:
    return parse_authority(organisation(header=HEADER.replace("version = 1", "version = 2", 1), **parts).encode())


def test_the_next_authority_model_needs_both() -> None:
    """Version 2 is signed by the threshold of version 1 and of version 2."""
    second = _next(replace={"bob": ""})
    world = World(changes={"subjects": [model(second)]})
    ada, bob, cyd = (world.verified(ref) for ref in ("ada", "bob", "cyd"))
    grace = _seeing(world, "grace", [ada, bob, cyd])
    assert world.count([world.proposed(), ada, cyd, grace], successor=second).open
    counted = world.count([world.proposed(), ada, bob, grace], successor=second)
    assert counted.missing == ("under version 2: one more of Cyd Charisse (L2)",)
    assert reasons(counted, "bob") == ["under version 2: the authority model has no such member"]
    assert not world.count([world.proposed(), ada, grace], successor=second).open


def test_the_next_authority_model_must_be_at_hand_and_the_next() -> None:
    """Without it, with another one, or skipping a version, nothing opens."""
    second = _next()
    world = World(changes={"subjects": [model(second)]})
    assert world.count(world.enough(), successor=second).open
    assert not world.count(world.enough()).open
    assert not world.count(world.enough(), successor=_next(more="")).open
    assert not WORLD.count(WORLD.enough(), successor=second).open
    third = parse_authority(organisation(header=HEADER.replace("version = 1", "version = 3", 1)).encode())
    skipping = World(changes={"subjects": [model(third)]})
    assert "version 2, the one after 1" in skipping.count(skipping.enough(), successor=third).missing[0]
    same = parse_authority(organisation(more="").encode())
    again = World(changes={"subjects": [model(same)]})
    assert not again.count(again.enough(), successor=same).open


def test_a_key_that_the_next_model_revokes() -> None:
    """It counts under the model in which it is valid, and not under the other."""
    second = _next(replace={"ada": person("ada", made_up("ada"), revoked_at="2026-05-01T00:00:00Z")})
    world = World(changes={"subjects": [model(second)]})
    counted = world.count(world.enough(), successor=second)
    assert counted.missing == ("under version 2: one more of Ada Lovelace, Cyd Charisse (L2)",)
    assert counted.l2_signed == ("ada", "bob")


def test_a_hold_and_its_lifting() -> None:
    """Anybody of level L2 and above may hold; lifting needs the quorum, afterwards."""
    world = WORLD
    assert not holding(world.statement, world.authority, world.enough(), NOW).in_force
    hold = world.verified("hal", "hold")
    held = holding(world.statement, world.authority, [*world.enough(), hold], NOW)
    assert (held.in_force, [item.member_ref for item in held.held_by]) == (True, ["hal"])
    lifts = [world.verified(ref, "lift", signed_at=LATER) for ref in ("ada", "bob")]
    digests = tuple(sorted(item.act.digest for item in lifts))
    four = world.verified("grace", "lift", signed_at=LATER, seen=digests)
    assert not holding(world.statement, world.authority, [hold, *lifts, four], NOW).in_force
    assert holding(world.statement, world.authority, [hold, *lifts], NOW).in_force
    again = world.verified("cyd", "hold", signed_at=LATER + timedelta(hours=1))
    assert holding(world.statement, world.authority, [hold, *lifts, four, again], NOW).in_force
    early = [world.verified(ref, "lift", signed_at=MADE) for ref in ("ada", "bob", "grace")]
    assert holding(world.statement, world.authority, [hold, *early], NOW).in_force
    assert not holding(world.statement, world.authority, [world.verified("lin", "hold")], NOW).in_force


def test_a_hold_counts_after_the_statement_expired() -> None:
    """Until the rollout, whenever that is."""
    after = NOW + timedelta(days=20)
    hold = WORLD.verified("hal", "hold", signed_at=after)
    assert holding(WORLD.statement, WORLD.authority, [hold], after).in_force


def test_a_review_is_not_by_its_proposer() -> None:
    """Somebody else of level L2 and above."""
    world = World(changes={"proposer": "ada"})
    acts = [world.verified("ada", "review"), world.verified("hal", "review"), world.verified("lin", "review")]
    found = reviewed_by(world.statement, world.authority, acts, NOW)
    assert [item.member_ref for item in found] == ["hal"]


# What must hold of any acts whatever.

REFS = tuple(NAMES)
TWOS = ("ada", "bob", "cyd")
MEANINGS: tuple[Meaning, ...] = ("approve", "approve", "approve", "reject", "propose")


PHASES = (1, 2, None)
ATTESTED = (("ci",), ("ada",), ("ada", "ci"))


@cache
def _world(phase: int | None, attestors: tuple[str, ...], proposer: str) -> World:
    """A statement by anybody, in a phase that needs the President or not, perhaps attested by a member."""
    ada_attests = attestor("ada", made_up("ada-attests"), "Ada Lovelace")
    authority = parse_authority(organisation(replace={"lab": ada_attests}).encode())
    attestations = ["c" * 64, "d" * 64][: len(attestors)]
    subject = packet(phase=phase, attestors=list(attestors), attestations=attestations)
    return World(authority, {"subjects": [subject], "proposer": proposer})


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Any of them."""
    parts = (draw(st.sampled_from(choices)) for choices in (PHASES, ATTESTED, ("lin", *REFS)))
    return _world(*parts)


@st.composite
def histories(draw: st.DrawFn, world: World, size: int = 7) -> list[VerifiedAct]:
    """Acts of anybody at any time, good and bad, some recorded, L4 acts that saw some of those before."""
    acts: list[VerifiedAct] = []
    if draw(st.integers(0, 3)):
        acts += [world.proposed(), *(world.verified(ref) for ref in draw(st.sets(st.sampled_from(TWOS), min_size=1)))]
    for _ in range(draw(st.integers(0, size))):
        ref = draw(st.sampled_from(REFS))
        seen: tuple[str, ...] = ()
        if NAMES[ref][1] == "L4" and acts:
            seen = tuple(sorted({item.act.digest for item in draw(st.lists(st.sampled_from(acts), max_size=4))}))
        signed_at = MADE + timedelta(hours=draw(st.integers(0, 3)))
        recorded = draw(st.sampled_from([None, MADE + timedelta(hours=4), MADE + timedelta(hours=5)]))
        problem = draw(st.sampled_from([None, None, None, "it is forged"]))
        meaning = draw(st.sampled_from(MEANINGS))
        acts.append(world.verified(ref, meaning, recorded_at=recorded, problem=problem, signed_at=signed_at, seen=seen))
    if draw(st.integers(0, 3)):
        digests = tuple(sorted({item.act.digest for item in acts}))
        acts.append(world.verified(draw(st.sampled_from(["grace", "dee"])), seen=digests))
    return acts


@st.composite
def cases(draw: st.DrawFn) -> tuple[World, list[VerifiedAct]]:
    """A world and its history."""
    world = draw(worlds())
    return world, draw(histories(world))


ALL = ("ci", "ada")
Case = tuple[World, list[VerifiedAct]]
MANY = settings(max_examples=examples(40))


def _count(world: World, acts: Sequence[VerifiedAct]) -> Quorum:
    return world.count(acts, attestors=ALL)


@MANY
@given(cases())
def test_it_never_opens_without_distinct_people(case: Case) -> None:
    """Whatever is there: l2 distinct L2 people who are neither proposer nor attestor, an L4 act that saw them all."""
    world, acts = case
    counted = _count(world, acts)
    by_digest = {item.act.digest: item for item in acts}
    barred = {world.statement.proposer, *world.statement.packets[0].attestors, *ALL}
    twos = [item for item in counted.signed if item.level == "L2"]
    assert len({item.member_ref for item in counted.signed}) == len(counted.signed)
    assert not {item.member_ref for item in counted.signed} & barred
    for item in counted.signed:
        assert NAMES[item.member_ref][1] == item.level
        assert by_digest[item.act_digest].act.meaning == "approve"
    if not counted.open:
        return
    assert len(twos) >= counted.threshold.l2
    assert not counted.missing
    assert not counted.rejected_by
    if counted.threshold.l4:
        (four,) = [item for item in counted.signed if item.level == "L4"]
        assert {item.act_digest for item in twos} <= set(by_digest[four.act_digest].act.seen)


@MANY
@given(cases(), st.data())
def test_acts_of_one_person_change_that_person_alone(case: Case, data: st.DataObject) -> None:
    """However much somebody of level L1 to L3 signs, no other person starts or stops to count."""
    world, acts = case
    ref = data.draw(st.sampled_from([name for name in REFS if NAMES[name][1] != "L4"]))
    more = [item for item in data.draw(histories(world)) if item.act.member_ref == ref]
    before, after = (_count(world, found) for found in (acts, [*acts, *more]))
    fours = {item.act.member_ref for item in acts if NAMES[item.act.member_ref][1] == "L4"}
    if len(fours) > 1:  # then which of the two L4 acts saw more may turn
        return
    assert set(before.l2_signed) - {ref} == set(after.l2_signed) - {ref}
    assert before.l4_signed == after.l4_signed
    assert before.rejected_by == after.rejected_by


@MANY
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_list_means_nothing(case: Case, source: random.Random) -> None:
    """Times order acts, not their place in a list; and an act that is there twice counts once."""
    world, acts = case
    shuffled = [*acts]
    source.shuffle(shuffled)
    assert _count(world, shuffled) == _count(world, acts)
    twice = _count(world, [*acts, *acts])
    assert (twice.signed, twice.missing, twice.open) == (
        _count(world, acts).signed,
        _count(world, acts).missing,
        _count(world, acts).open,
    )


def _one_less(acts: list[VerifiedAct]) -> Iterator[list[VerifiedAct]]:
    return ([*acts[:place], *acts[place + 1 :]] for place in range(len(acts)))


@MANY
@given(cases())
def test_every_counted_act_of_a_minimal_set_is_needed(case: Case) -> None:
    """Take acts away as long as it stays open; then each of the rest is needed.

    Again from the first where one went: without somebody's reject, the approval that replaced it is needed no more.
    """
    world, acts = case
    kept = [*acts]
    if not _count(world, kept).open:
        return
    while rest := next((less for less in _one_less(kept) if _count(world, less).open), None):
        kept = rest
    counted = _count(world, kept)
    needed = {item.act_digest for item in counted.signed}
    assert len(counted.l2_signed) == counted.threshold.l2
    for digest in needed:
        assert not _count(world, [item for item in kept if item.act.digest != digest]).open


@MANY
@given(cases())
def test_every_act_is_accounted_for(case: Case) -> None:
    """Each decision either counts or stands there with a reason, a sentence's worth; nobody is silently left out."""
    world, acts = case
    counted = _count(world, acts)
    told = {item.act_digest for item in counted.signed} | {item.act_digest for item in counted.not_counted}
    assert {item.act.digest for item in acts if item.act.meaning != "propose"} <= told
    assert all(item.why for item in counted.not_counted)
    assert counted.open == (not counted.missing and not counted.rejected_by)
