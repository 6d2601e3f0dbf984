"""An organisation, a statement and acts for tests of the gate; keys by ssh-keygen, or made up where none signs.

Ada, Bob and Cyd are of level L2; Lin L1, Hal L3; Grace is the President, Dee her deputy; `ci` and `lab` attest.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from oneroof.errors import SignatureInvalid
from oneroof.gate.act import Act, Meaning, SignedAct, VerifiedAct, signed_act
from oneroof.gate.authority import Authority, parse_authority
from oneroof.gate.quorum import Quorum, quorum
from oneroof.gate.statement import Statement, make_statement
from oneroof.keys.public import ACT
from oneroof.keys.ssh import sign, verify

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
MADE = NOW - timedelta(days=1)
DIGEST = "a" * 64
HEAD = "b" * 64
SHOP: dict[str, Any] = {
    "system_identifier": "7123456789012345678",
    "database": "shop",
    "database_uid": "11111111-2222-3333-4444-555555555555",
}
NAMES = {
    "ada": ("Ada Lovelace", "L2"),
    "bob": ("Bob Ross", "L2"),
    "cyd": ("Cyd Charisse", "L2"),
    "lin": ("Lin Yutang", "L1"),
    "hal": ("Hal Abelson", "L3"),
    "grace": ("Grace Hopper", "L4"),
    "dee": ("Dee Hock", "L4"),
}
HEADER = """\
format = 1
version = 1
name = "Example organisation"
min_version = "0.1.0"
proposal_validity = "14d"
approval_validity = "30d"
"""
DEFAULT = "[default]\nl2 = 2\nl4 = true\nattestations = 1\n"
CANDIDATES = """\
[[policy]]
name = "candidates"
phases = [2]
hazards = ["any-rows"]
l2 = 1
l4 = false
attestations = 0
approval_validity = "7d"
"""
GLASS = """\
[[policy]]
name = "break glass"
phases = [1, 2, 3]
break_glass = true
l2 = 1
l4 = false
attestations = 0
approval_validity = "4h"
review_within = "72h"
"""
Publics = Callable[[str], str]


def made_up(name: str) -> str:
    """A public key of the right form whose private half nobody has."""
    kind = b"ssh-ed25519"
    blob = struct.pack(">I", len(kind)) + kind + struct.pack(">I", 32) + hashlib.sha256(name.encode()).digest()
    return f"ssh-ed25519 {base64.b64encode(blob).decode()}"


def key_table(kind: str, public: str, **times: str) -> str:
    """A key's table in TOML; times as text, without quotation marks."""
    dated = {"valid_from": "2026-01-01T00:00:00Z", **times}
    return f'[[{kind}.key]]\npublic = "{public}"\n' + "".join(f"{name} = {when}\n" for name, when in dated.items())


def person(ref: str, public: str, **times: str) -> str:
    """A member's table with one key."""
    name, level = NAMES[ref]
    deputy = 'deputy_for = "grace"\n' if ref == "dee" else ""
    table = f'[[member]]\nref = "{ref}"\nname = "{name}"\nlevel = "{level}"\ntitle = "Title"\n{deputy}'
    return table + key_table("member", public, **times)


def attestor(ref: str, public: str, name: str | None = None) -> str:
    """An attestor's table with one key."""
    return f'[[attestor]]\nref = "{ref}"\nname = "{name or ref + " runner"}"\n' + key_table("attestor", public)


def organisation(
    public: Publics = made_up,
    *,
    header: str = HEADER,
    default: str = DEFAULT,
    more: str = CANDIDATES,
    replace: Mapping[str, str] | None = None,
) -> str:
    """The text of an authority file. ``replace``: another table for a ref; an empty one leaves the person out."""
    tables = {ref: person(ref, public(ref)) for ref in NAMES}
    tables.update({ref: attestor(ref, public(ref)) for ref in ("ci", "lab")})
    return header + default + "".join({**tables, **(replace or {})}.values()) + more


def packet(**changes: Any) -> dict[str, Any]:
    """A packet as a subject, as plain JSON values."""
    rows, none = {"min": 30, "max": 30}, {"min": 0, "max": 0}
    delta = {"table": "public.t", "inserted": rows, "updated": none, "deleted": none}
    return {
        "kind": "packet",
        "code": "F6_OWNERSHIP_SEED_COMMIT",
        "title": "Ownership seed",
        "digest": DIGEST,
        "plan_digest": DIGEST,
        "source_digest": DIGEST,
        "evidence_digest": DIGEST,
        "run_id": "20260503T010000Z-0123abcd",
        "phase": 1,
        "automation": "after-gate",
        "database": SHOP,
        "deltas": [{**delta, "truncated": False, "rewritten": False}],
        "catalog": [],
        "guards": ["gap"],
        "rollback_within": 259200,
        "hazards": [],
        "attestors": ["ci"],
        "attestations": [DIGEST],
        "login_roles": "separate",
        "programme": None,
        **changes,
    }


def model(authority: Authority, **changes: Any) -> dict[str, Any]:
    """The authority model as a subject."""
    return {
        "kind": "authority-model",
        "version": authority.version,
        "digest": authority.digest,
        "canonical_digest": authority.canonical_digest,
        "database": SHOP,
        **changes,
    }


def statement_fields(under: Authority, /, **changes: Any) -> dict[str, Any]:
    """The parts of a statement as plain JSON values."""
    return {
        "type": "oneroof-statement-v1",
        "apr_code": "APR-TEST-1",
        "title": "A change",
        "reason": "It is needed.",
        "subjects": [packet()],
        "proposer": "lin",
        "authority": {"version": under.version, "digest": under.digest},
        "created_at": "2026-05-03T12:00:00Z",
        "expires_at": "2026-05-10T12:00:00Z",
        "nonce": "0" * 32,
        "min_version": "0.1.0",
        "break_glass": False,
        **changes,
    }


@dataclass(frozen=True)
class World:
    """An authority model, a statement under it, and acts by its members."""

    authority: Authority = field(default_factory=lambda: parse_authority(organisation().encode()))
    changes: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def statement(self) -> Statement:
        """The statement."""
        return make_statement(**statement_fields(self.authority, **self.changes))

    def act(self, ref: str, meaning: Meaning = "approve", **changes: Any) -> Act:
        """An act of a member, an hour after the statement was made."""
        member = self.authority.member(ref)
        fields: dict[str, Any] = {
            "apr_code": self.statement.apr_code,
            "statement_digest": self.statement.digest,
            "meaning": meaning,
            "member_ref": ref,
            "printed_name": member.name if member else ref,
            "signed_at": MADE + timedelta(hours=1),
            "authority_digest": self.statement.authority.digest,
            "databases": self.statement.databases,
            "log_heads": {item.database_uid: HEAD for item in self.statement.databases},
            "seen": (),
            "reason": "no" if meaning == "reject" else "",
        }
        return Act.model_validate({**fields, **changes})

    def verified(self, ref: str, meaning: Meaning = "approve", **changes: Any) -> VerifiedAct:
        """An act whose signature is taken to have verified, by the first key of its member.

        ``recorded_at``, ``problem`` and ``fingerprint`` are of what verifying gave, the other changes of the act.
        """
        member = self.authority.member(ref)
        mine = member.key[0].fingerprint if member else None
        given: dict[str, Any] = {"recorded_at": None, "problem": None, "fingerprint": mine}
        given.update({name: changes.pop(name) for name in list(changes) if name in given})
        return VerifiedAct(self.act(ref, meaning, **changes), **given)

    def proposed(self) -> VerifiedAct:
        """The proposer's own act."""
        return self.verified(self.statement.proposer, "propose")

    def enough(self, four: str = "grace") -> tuple[VerifiedAct, ...]:
        """The acts that open: the proposer's, two of level L2, and one of level L4 that saw them."""
        twos = (self.verified("ada"), self.verified("bob"))
        seen = sorted(item.act.digest for item in twos)
        return (self.proposed(), *twos, self.verified(four, seen=tuple(seen)))

    def count(self, acts: Sequence[VerifiedAct], **options: Any) -> Quorum:
        """The quorum with one verified attestation."""
        given = {"attestors": ["ci"], "now": NOW, **options}
        return quorum(self.statement, self.authority, acts, **given)


def signed(act: Act, key: Path, namespace: str = ACT) -> SignedAct:
    """An act signed for real."""
    return signed_act(act.as_bytes(), sign(act.as_bytes(), key, namespace))


def looked_at(item: SignedAct, authority: Authority, recorded_at: datetime | None = None) -> VerifiedAct:
    """An act whose signature was looked at for real."""
    try:
        by = verify(
            item.content, item.signature, authority.signing_keys(), item.act.member_ref, ACT, item.act.signed_at
        )
    except SignatureInvalid as error:
        return VerifiedAct(item.act, recorded_at, error.message, None)
    return VerifiedAct(item.act, recorded_at, None, by)


def reasons(counted: Quorum, ref: str) -> list[str]:
    """Why acts of somebody do not count."""
    return [item.why for item in counted.not_counted if item.who == ref]
