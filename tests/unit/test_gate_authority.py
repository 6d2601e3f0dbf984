"""The authority model: what is accepted, what each doubt says, and what a statement needs under it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oneroof.errors import AuthorityInvalid
from oneroof.evidence.canonical import parse_canonical, sha256_hex
from oneroof.gate.authority import Requirement, parse_authority, refuse_rollback, requirement
from oneroof.gate.statement import make_statement
from tests.gate_support import (
    CANDIDATES,
    DEFAULT,
    GLASS,
    HEADER,
    attestor,
    key_table,
    made_up,
    model,
    organisation,
    packet,
    person,
    statement_fields,
)


def _refused(text: str | bytes) -> str:
    with pytest.raises(AuthorityInvalid) as caught:
        parse_authority(text if isinstance(text, bytes) else text.encode())
    assert (caught.value.exit_code, caught.value.code) == (2, "authority")
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 600
    return caught.value.message


def test_a_sound_model() -> None:
    """Everything is there, and the digest is of the file's bytes."""
    content = organisation().encode()
    authority = parse_authority(content)
    assert (authority.version, authority.name, authority.digest) == (1, "Example organisation", sha256_hex(content))
    assert (authority.proposal_seconds, authority.approval_seconds) == (14 * 86400, 30 * 86400)
    assert authority.president.ref == "grace"
    assert [item.ref for item in authority.deputies] == ["dee"]
    assert authority.member("nobody") is None
    assert authority.attestor("nobody") is None
    assert {key.principal for key in authority.signing_keys()} == {item.ref for item in authority.members}
    assert {key.principal for key in authority.attesting_keys()} == {"ci", "lab"}


def test_the_canonical_form() -> None:
    """The file's keys, durations in seconds, times as text, what is absent as null; and nothing of its layout."""
    authority = parse_authority(organisation(more=CANDIDATES + GLASS).encode())
    value = parse_canonical(authority.canonical())
    assert authority.canonical_digest == sha256_hex(authority.canonical())
    assert (value["proposal_validity"], value["approval_validity"], value["format"]) == (1209600, 2592000, 1)
    assert value["default"] == {"l2": 2, "l4": True, "attestations": 1}
    assert value["member"][0] == {
        "ref": "ada",
        "name": "Ada Lovelace",
        "level": "L2",
        "title": "Title",
        "deputy_for": None,
        "key": [
            {
                "public": made_up("ada"),
                "fingerprint": authority.members[0].key[0].fingerprint,
                "valid_from": "2026-01-01T00:00:00Z",
                "valid_until": None,
                "revoked_at": None,
                "compromised_since": None,
            }
        ],
    }
    assert [item["approval_validity"] for item in value["policy"]] == [7 * 86400, 4 * 3600]
    assert [item["review_within"] for item in value["policy"]] == [None, 72 * 3600]
    again = organisation(more=CANDIDATES + GLASS).replace('"14d"', '"336h"').replace("[[member]]", "\n# x\n[[member]]")
    other = parse_authority(again.encode())
    assert (other.canonical_digest, other.digest != authority.digest) == (authority.canonical_digest, True)


@pytest.mark.parametrize("table", ["default", "policy"])
@pytest.mark.parametrize("value", ["0", "-1", "true", "1.0", '"1"', "nan", "9999999999999999999999", None])
def test_a_quorum_is_a_whole_number_above_zero(table: str, value: str | None) -> None:
    """Zero, negative, missing or of another kind: the gate is closed."""
    line = "" if value is None else f"l2 = {value}\n"
    default = DEFAULT.replace("l2 = 2\n", line) if table == "default" else DEFAULT
    more = CANDIDATES.replace("l2 = 1\n", line) if table == "policy" else CANDIDATES
    assert "l2" in _refused(organisation(default=default, more=more))


def _with(old: str, new: str, **parts: Any) -> str:
    text = organisation(**parts)
    assert old in text
    return text.replace(old, new, 1)


DOUBTS = {
    "an unknown key": (_with("[default]", 'email = "x"\n[default]'), "email is an unknown key"),
    "an unknown key of a member": (_with('level = "L1"', 'level = "L1"\nemail = "x"'), "member[4].email is an unknown"),
    "no format": (_with("format = 1\n", ""), "format is missing"),
    "another format": (_with("format = 1", "format = 2"), "format must be 1"),
    "format true": (_with("format = 1", "format = true"), "format must be a whole number"),
    "version zero": (_with("version = 1", "version = 0"), "version must be greater than or equal to 1"),
    "a level that is none": (_with('"L1"', '"L5"'), "must be 'L1', 'L2', 'L3' or 'L4'"),
    "no title": (_with('title = "Title"\n', ""), "member[1].title is missing"),
    "a name of two lines": (_with("Ada Lovelace", "Ada\\nLovelace"), "must stand on one line"),
    "a name that turns": (_with("Ada Lovelace", "Ada \\u202eecalevoL"), "must not hold control characters"),
    "a name with an escape": (_with("Ada Lovelace", "Ada\\u001b[2K"), "must not hold control characters"),
    "a name with a zero byte": (_with("Ada Lovelace", "Ada\\u0000"), "must not hold control characters"),
    "a name of spaces": (_with("Ada Lovelace", "  "), "must not be empty"),
    "a ref in capitals": (_with('ref = "ada"', 'ref = "Ada"'), "must be lower-case letters"),
    "a ref that is a pattern": (_with('ref = "ada"', 'ref = "*"'), "must be lower-case letters"),
    "a ref twice": (_with('ref = "bob"', 'ref = "ada"'), "ada stands there twice"),
    "a name twice": (_with("Bob Ross", "ADA  LOVELACE"), "ada and bob have the same name"),
    "a name twice in wide letters": (_with("Bob Ross", "Ａｄａ Lovelace"), "ada and bob have the same name"),  # noqa: RUF001
    "a key twice": (_with(made_up("bob"), made_up("ada")), "member ada and member bob have the same key SHA256:"),
    "a key with another comment": (
        _with(made_up("bob"), made_up("ada") + " bob@x"),
        "member bob have the same",
    ),
    "an attestor with a member's key": (
        _with(made_up("ci"), made_up("ada")),
        "attestor ci have the same",
    ),
    "an attestor with a member's ref": (_with('ref = "ci"', 'ref = "ada"'), "share a ref or a name, and not both"),
    "an attestor with a member's name": (_with("ci runner", "Ada Lovelace"), "share a ref or a name, and not both"),
    "no key": (_with(key_table("member", made_up("ada")), ""), "member[1].key is missing"),
    "a key that is none": (_with(made_up("ada"), "ssh-ed25519 AAAA"), "member[1].key[1].public"),
    "a key without a beginning": (_with("valid_from = 2026-01-01T00:00:00Z\n", ""), "valid_from is missing"),
    "a time without a zone": (_with("00:00:00Z", "00:00:00"), "a time with its zone"),
    "a day": (_with("2026-01-01T00:00:00Z", "2026-01-01"), "must be a time"),
    "a time with parts of seconds": (_with("00:00:00Z", "00:00:00.5Z"), "whole seconds"),
    "a year that nobody means": (_with("2026-01-01T", "0001-01-01T"), "of the years"),
    "no President": (_with(person("grace", made_up("grace")), ""), "exactly one member of level L4 is the President"),
    "two Presidents": (_with('deputy_for = "grace"\n', ""), "and not a deputy, here grace, dee"),
    "a deputy of level L2": (_with('level = "L2"\n', 'level = "L2"\ndeputy_for = "grace"\n'), "level L4"),
    "a deputy of somebody else": (
        _with('"grace"\n', '"ada"\n', replace={"grace": ""}),
        "exactly one member of level L4",
    ),
    "a deputy of another": (
        _with('deputy_for = "grace"', 'deputy_for = "ada"'),
        "the deputy of ada, who is not",
    ),
    "a default without L4": (_with("l4 = true", "l4 = false"), "default.l4 must be true"),
    "l4 as a number": (_with("l4 = true", "l4 = 1"), "default.l4 must be a valid boolean"),
    "more than there are": (_with("l2 = 2", "l2 = 4"), "asks for 4 members of level L2, and there are 3"),
    "more attestations": (_with("attestations = 1", "attestations = 3"), "asks for 3 attestations, and there are 2"),
    "a duration of nothing": (_with('"14d"', '"0d"'), "proposal_validity must be a number above 0"),
    "a duration in parts of seconds": (_with('"14d"', '"1500ms"'), "must be whole seconds"),
    "a duration without an end": (_with('"14d"', '"999999999d"'), "at most ten years"),
    "a version of two numbers": (_with('"0.1.0"', '"0.1"'), "must be a version of three numbers"),
    "a policy for nothing": (
        _with("phases = [2]\n", "").replace('hazards = ["any-rows"]\n', ""),
        "names neither",
    ),
    "a policy for phase 4": (_with("phases = [2]", "phases = [4]"), "policy[1].phases[1]"),
    "a policy for phase true": (_with("phases = [2]", "phases = [true]"), "policy[1].phases[1]"),
    "a policy that lengthens": (_with('"7d"', '"31d"'), "lengthens approval_validity"),
    "a policy stricter than the default": (_with("l2 = 1", "l2 = 3"), "which must be the strictest"),
    "policies of one name": (_with(CANDIDATES, CANDIDATES * 2), "two policies have the same name"),
    "break glass without review": (
        _with(GLASS, GLASS.replace('review_within = "72h"\n', ""), more=GLASS),
        "review_within",
    ),
    "a review without break glass": (
        _with('"7d"', '"7d"\nreview_within = "1h"'),
        "belongs to break_glass",
    ),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_every_doubt_closes(name: str) -> None:
    """One sentence that names the place or the people."""
    text, why = DOUBTS[name]
    assert why in _refused(text)


NO_TOML = {
    "nothing": b"",
    "no UTF-8": b"\xff",
    "a byte order mark": b"\xef\xbb\xbf" + organisation().encode(),
    "a zero byte": b"\x00",
    "no TOML": b"format: 1",
    "a key twice": b"format = 1\nformat = 1",
    "a lone surrogate": b'name = "\\ud800"',
    "ten levels": b"format = " + b"[" * 10 + b"]" * 10,
    "a million levels": b"format = " + b"[" * 1_000_000,
    "a number of 6,000 digits": b"version = " + b"9" * 6000,
    "an impossible day": b"x = 2026-02-30T00:00:00Z",
    "ten megabytes": b"#" * 10_000_000,
    "hostile words": 'name = "\u202e'.encode() + b"\x1b[2J",
}


@pytest.mark.parametrize("name", NO_TOML)
def test_what_is_no_authority_file(name: str) -> None:
    """A sentence, never a traceback of another kind, and nothing of it that a terminal would obey."""
    assert _refused(NO_TOML[name]).isprintable()


def test_a_person_who_is_member_and_attestor() -> None:
    """The same ref and name in both lists is one person, with a key for each."""
    text = organisation(replace={"lab": attestor("ada", made_up("ada-attests"), "Ada Lovelace")})
    assert parse_authority(text.encode()).attestor("ada") is not None


def test_the_floor() -> None:
    """An older version, or another file of the pinned version, is refused; a newer one is another question."""
    first = parse_authority(organisation().encode())
    second = parse_authority(organisation(header=HEADER.replace("version = 1", "version = 2", 1)).encode())
    assert second.version == 2
    refuse_rollback(second, 1, first.digest)
    refuse_rollback(first, 1, first.digest)
    with pytest.raises(AuthorityInvalid, match=r"is version 1, and oneroof.toml pins version 2"):
        refuse_rollback(first, 2, second.digest)
    with pytest.raises(AuthorityInvalid, match="has the digest"):
        refuse_rollback(first, 1, second.digest)


STRICT = (2, True, 1)
NEEDS: dict[str, tuple[dict[str, Any], tuple[int, bool, int], tuple[str, ...]]] = {
    "a phase that a policy names": ({"phase": 2}, (1, False, 0), ("candidates",)),
    "its hazard too": ({"phase": 2, "hazards": ["any-rows"]}, (1, False, 0), ("candidates",)),
    "a hazard that no policy names": ({"phase": 2, "hazards": ["clock"]}, STRICT, ("candidates", "default")),
    "a phase that no policy names": ({"phase": 1}, STRICT, ("default",)),
    "a named hazard in an unnamed phase": ({"phase": 1, "hazards": ["any-rows"]}, STRICT, ("candidates", "default")),
    "no phase": ({"phase": None}, STRICT, ("default",)),
}


@pytest.mark.parametrize("name", NEEDS)
def test_what_a_packet_needs(name: str) -> None:
    """The strictest of what matches; the default joins where anything is unnamed."""
    changes, (l2, l4, attestations), policies = NEEDS[name]
    authority = parse_authority(organisation().encode())
    needs = requirement(authority, make_statement(**statement_fields(authority, subjects=[packet(**changes)])))
    seconds = (7 if "candidates" in policies else 30) * 86400
    assert needs == Requirement(l2, l4, attestations, seconds, policies, None)


def test_the_strictest_of_all_subjects() -> None:
    """The authority model beside an easy packet asks for the default; the shortest validity holds for both."""
    authority = parse_authority(organisation().encode())
    subjects = [packet(phase=2), model(authority)]
    needs = requirement(authority, make_statement(**statement_fields(authority, subjects=subjects)))
    assert (needs.l2, needs.l4, needs.approval_seconds) == (2, True, 7 * 86400)


def test_break_glass_matches_only_its_own() -> None:
    """A statement that says break_glass matches policies that say so, and others never do."""
    authority = parse_authority(organisation(more=CANDIDATES + GLASS).encode())
    for said, policies, review in ((True, ("break glass",), 72 * 3600), (False, ("candidates",), None)):
        fields = statement_fields(authority, subjects=[packet(phase=2)], break_glass=said)
        needs = requirement(authority, make_statement(**fields))
        assert (needs.policies, needs.review_seconds) == (policies, review)
    none = parse_authority(organisation().encode())
    needs = requirement(none, make_statement(**statement_fields(none, subjects=[packet(phase=2)], break_glass=True)))
    assert (needs.l2, needs.l4, needs.policies) == (2, True, ("default",))


def test_every_policy_member_is_in_the_canonical_form() -> None:
    """Nothing that a model can say is left out of what SQL counts from."""
    authority = parse_authority(organisation(more=CANDIDATES + GLASS).encode())
    value = json.loads(authority.canonical())
    assert set(value) == set(type(authority.file).model_fields)
    assert set(value["policy"][0]) == set(type(authority.policies[0]).model_fields)
    assert set(value["member"][0]) == set(type(authority.members[0]).model_fields)
