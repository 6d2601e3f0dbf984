"""The authority model: who may sign, at which level, with which keys, and how many must. Pure.

Any doubt closes the gate: what is missing, zero, negative, unknown, said twice or cannot be met raises. What one table
sees by itself is refused in `oneroof.gate.people`; what only the whole shows, in the order of `parse_authority`.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from pydantic import ValidationError

from oneroof.errors import AuthorityInvalid
from oneroof.evidence.canonical import canonical, sha256_hex
from oneroof.gate.people import Attestor, AuthorityFile, Level, Member, Needs, Policy, canonical_value
from oneroof.gate.statement import AuthoritySubject, PacketSubject, Statement
from oneroof.gate.text import safe_text
from oneroof.gate.values import seconds_of, sentence, version_key
from oneroof.keys.public import AllowedKey

__all__ = [
    "Attestor",
    "Authority",
    "Level",
    "Member",
    "Policy",
    "Requirement",
    "parse_authority",
    "refuse_rollback",
    "requirement",
]

MAX_AUTHORITY_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Requirement:
    """What a statement needs: of the policies that match its subjects the strictest, and when a review is due."""

    l2: int
    l4: bool
    attestations: int
    approval_seconds: int
    policies: tuple[str, ...]
    review_seconds: int | None


@dataclass(frozen=True)
class Authority:
    """A valid authority model. Made by `parse_authority` alone; ``content`` are its file's exact bytes."""

    content: bytes
    file: AuthorityFile

    @property
    def version(self) -> int:
        """From 1; each next one is one higher."""
        return self.file.version

    @property
    def name(self) -> str:
        """Whose it is."""
        return self.file.name

    @property
    def min_version(self) -> str:
        """The oldest oneroof that may act under it."""
        return self.file.min_version

    @property
    def members(self) -> tuple[Member, ...]:
        """All people."""
        return self.file.member

    @property
    def attestors(self) -> tuple[Attestor, ...]:
        """All attestors."""
        return self.file.attestor

    @property
    def policies(self) -> tuple[Policy, ...]:
        """All policies."""
        return self.file.policy

    @property
    def default(self) -> Needs:
        """The strictest, for what no policy names."""
        return self.file.default

    @property
    def proposal_seconds(self) -> int:
        """The longest life of a proposal until it is ratified."""
        return seconds_of(self.file.proposal_validity) or 0

    @property
    def approval_seconds(self) -> int:
        """How long an approval opens the gate at most."""
        return seconds_of(self.file.approval_validity) or 0

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the file's bytes."""
        return sha256_hex(self.content)

    @cached_property
    def _canonical(self) -> bytes:
        return canonical(canonical_value(self.file))

    def canonical(self) -> bytes:
        """The same content as canonical JSON: the file's own keys, absent ones as null, durations in seconds."""
        return self._canonical

    @cached_property
    def canonical_digest(self) -> str:
        """SHA-256 of the canonical form, from which a database counts."""
        return sha256_hex(self._canonical)

    def member(self, ref: str) -> Member | None:
        """The member of that ref, or None."""
        return next((item for item in self.members if item.ref == ref), None)

    def attestor(self, ref: str) -> Attestor | None:
        """The attestor of that ref, or None."""
        return next((item for item in self.attestors if item.ref == ref), None)

    @property
    def president(self) -> Member:
        """The one member of level L4 who is nobody's deputy."""
        return next(item for item in self.members if item.level == "L4" and item.deputy_for is None)

    @property
    def deputies(self) -> tuple[Member, ...]:
        """Who may sign in the President's stead."""
        return tuple(item for item in self.members if item.deputy_for is not None)

    def signing_keys(self) -> tuple[AllowedKey, ...]:
        """The members' keys for acts, each in its time; whether it was revoked or compromised is not looked at here."""
        return _allowed(self.members)

    def attesting_keys(self) -> tuple[AllowedKey, ...]:
        """The attestors' keys likewise, for attestations."""
        return _allowed(self.attestors)


def _allowed(people: Sequence[Member | Attestor]) -> tuple[AllowedKey, ...]:
    return tuple(
        AllowedKey(item.ref, key.public, key.valid_from, key.valid_until) for item in people for key in item.key
    )


def parse_authority(content: bytes) -> Authority:
    """An authority model from its file's bytes.

    Refused, in this order: bytes that are no TOML of the format's shape; a ref, name or key that stands for two; not
    exactly one President, or a deputy of somebody else; a default that is not the strictest; a quorum or a number of
    attestations that cannot be met.

    Raises:
        AuthorityInvalid: one sentence that names the place or the people.
    """
    file = _read(content)
    for why in (*_people(file), *_levels(file), *_strictest(file), *_possible(file)):
        raise AuthorityInvalid(f"The authority model cannot be used: {why}.")
    return Authority(content, file)


def _read(content: bytes) -> AuthorityFile:
    if len(content) > MAX_AUTHORITY_BYTES:
        raise AuthorityInvalid(f"The authority file has more than {MAX_AUTHORITY_BYTES} bytes.")
    try:
        return AuthorityFile.model_validate(tomllib.loads(content.decode()))
    except ValidationError as error:
        raise AuthorityInvalid(f"The authority file cannot be used: {sentence(error)}.") from error
    except UnicodeDecodeError as error:
        raise AuthorityInvalid("The authority file is not UTF-8.") from error
    except RecursionError as error:
        raise AuthorityInvalid("The authority file is nested too deeply.") from error
    except (ValueError, OverflowError) as error:
        raise AuthorityInvalid(f"The authority file is not TOML: {safe_text(str(error)[:200])}.") from error


def _people(file: AuthorityFile) -> Iterator[str]:
    """One person is one ref, one name and keys of their own; only a member who also attests stands in both lists."""
    yield from _namesakes(file.member)
    yield from _namesakes(file.attestor)
    for member, attestor in product(file.member, file.attestor):
        if (member.ref == attestor.ref) != (_folded(member) == _folded(attestor)):
            yield f"member {member.ref} and attestor {attestor.ref} share a ref or a name, and not both"
    members = [(f"member {person.ref}", key) for person in file.member for key in person.key]
    attestors = [(f"attestor {person.ref}", key) for person in file.attestor for key in person.key]
    holders: dict[str, str] = {}
    for who, key in (*members, *attestors):
        if key.public in holders:
            yield f"{holders[key.public]} and {who} have the same key {key.fingerprint}"
        holders[key.public] = who


def _namesakes(people: Sequence[Member | Attestor]) -> Iterator[str]:
    refs: set[str] = set()
    names: dict[str, str] = {}
    for person in people:
        if person.ref in refs:
            yield f"{person.ref} stands there twice"
        refs.add(person.ref)
        other = names.setdefault(_folded(person), person.ref)
        if other != person.ref:
            yield f"{other} and {person.ref} have the same name"


def _folded(person: Member | Attestor) -> str:
    """A name as people hear it: case, width, accents' encoding and spaces do not make another person."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", person.name).casefold()).split())


def _levels(file: AuthorityFile) -> Iterator[str]:
    presidents = [member.ref for member in file.member if member.level == "L4" and member.deputy_for is None]
    if len(presidents) != 1:
        shown = ", ".join(presidents) or "nobody"
        yield f"exactly one member of level L4 is the President and not a deputy, here {shown}"
    for member in file.member:
        if member.deputy_for is not None and [member.deputy_for] != presidents:
            yield f"{member.ref} is the deputy of {member.deputy_for}, who is not the President"


def _strictest(file: AuthorityFile) -> Iterator[str]:
    default = file.default
    if not default.l4:
        yield "default.l4 must be true"
    names = [policy.name for policy in file.policy]
    if len(set(names)) != len(names):
        yield "two policies have the same name"
    for policy in file.policy:
        if policy.l2 > default.l2 or policy.attestations > default.attestations:
            yield f"policy {policy.name} asks for more than the default, which must be the strictest"
        if (seconds_of(policy.approval_validity) or 0) > (seconds_of(file.approval_validity) or 0):
            yield f"policy {policy.name} lengthens approval_validity, which a policy may only shorten"


def _possible(file: AuthorityFile) -> Iterator[str]:
    signers = sum(member.level == "L2" for member in file.member)
    for needs, what in ((file.default, "default"), *((policy, f"policy {policy.name}") for policy in file.policy)):
        if needs.l2 > signers:
            yield f"{what} asks for {needs.l2} members of level L2, and there are {signers}"
        if needs.attestations > len(file.attestor):
            yield f"{what} asks for {needs.attestations} attestations, and there are {len(file.attestor)} attestors"


def requirement(authority: Authority, statement: Statement) -> Requirement:
    """What a statement needs: the strictest of what its subjects need.

    A subject needs the strictest of the policies that match its phase and of those that match any of its hazards. A
    phase or a hazard that no policy names brings the default in; so do no phase at all, and the authority model itself.
    A statement that says break_glass matches the policies that say so, and no other statement does.
    """
    policies = [policy for policy in authority.policies if policy.break_glass == statement.break_glass]
    matched: dict[str, Policy] = {}
    default = False
    for subject in statement.subjects:
        found, joins = _matching(policies, subject)
        matched.update({policy.name: policy for policy in found})
        default = default or joins
    needs: list[Needs] = [*matched.values(), *([authority.default] if default else [])]
    reviews = [seconds for policy in matched.values() if (seconds := seconds_of(policy.review_within)) is not None]
    return Requirement(
        l2=max(item.l2 for item in needs),
        l4=any(item.l4 for item in needs),
        attestations=max(item.attestations for item in needs),
        approval_seconds=min(
            (seconds_of(item.approval_validity) or authority.approval_seconds for item in matched.values()),
            default=authority.approval_seconds,
        ),
        policies=(*sorted(matched), *(["default"] if default else [])),
        review_seconds=min(reviews, default=None),
    )


def _matching(policies: Sequence[Policy], subject: PacketSubject | AuthoritySubject) -> tuple[list[Policy], bool]:
    """The policies that match a subject, and whether the default joins them."""
    if isinstance(subject, AuthoritySubject):
        return [], True
    hazards = set(subject.hazards)
    found = [policy for policy in policies if subject.phase in policy.phases or hazards & set(policy.hazards)]
    named = {hazard for policy in policies for hazard in policy.hazards}
    phases = {phase for policy in policies for phase in policy.phases}
    return found, subject.phase not in phases or not hazards <= named


def asked_version(authority: Authority, statement: Statement) -> str:
    """The oldest oneroof that may act: the newer of what the authority model and the statement ask for."""
    return max(authority.min_version, statement.min_version, key=version_key)


def refuse_rollback(authority: Authority, floor_version: int, floor_digest: str) -> None:
    """Raise when an authority model is older than the pinned one, or another of the same version.

    Raises:
        AuthorityInvalid: names both versions, or both digests.
    """
    if authority.version < floor_version:
        raise AuthorityInvalid(
            f"The authority model is version {authority.version}, and oneroof.toml pins version {floor_version}."
        )
    if authority.version == floor_version and authority.digest != floor_digest:
        raise AuthorityInvalid(
            f"The authority model has the digest {authority.digest}, and oneroof.toml pins {floor_digest}."
        )
