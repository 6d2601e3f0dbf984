"""What stands in authority.toml, table by table, each with what it refuses by itself. Pure."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StrictStr, model_validator

from oneroof.gate.values import HazardCode, Moment, Name, Ref, Span, Strict, Version, seconds_of
from oneroof.keys.public import KeyInvalidError, parse_public
from oneroof.packets.values import Format, Phase

_MOST = 1000
Level = Literal["L1", "L2", "L3", "L4"]


def _public(value: str) -> str:
    """The key without its comment, so that one key has one text."""
    try:
        return parse_public(value).text
    except KeyInvalidError as error:
        raise ValueError(str(error)) from error


class Key(Strict):
    """A public key and when it may be used. ``valid_until`` belongs to the time; the two others end it at once."""

    public: Annotated[StrictStr, AfterValidator(_public)]
    valid_from: Moment
    valid_until: Moment | None = None
    revoked_at: Moment | None = None
    compromised_since: Moment | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Key:
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise ValueError("valid_until is not after valid_from")
        return self

    @cached_property
    def fingerprint(self) -> str:
        """``SHA256:…``, as ``ssh-keygen -l`` prints it."""
        return parse_public(self.public).fingerprint


class Member(Strict):
    """A person. ``deputy_for``: the President in whose stead this member of level L4 may sign."""

    ref: Ref
    name: Name
    level: Level
    title: Name
    deputy_for: Ref | None = None
    key: Annotated[tuple[Key, ...], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _sound(self) -> Member:
        if self.deputy_for is not None and self.level != "L4":
            raise ValueError("deputy_for stands only on a member of level L4")
        return self


class Attestor(Strict):
    """Who vouches that a bundle's facts were measured; a person who is also a member has the same ref and name."""

    ref: Ref
    name: Name
    key: Annotated[tuple[Key, ...], Field(min_length=1, max_length=100)]


class Needs(Strict):
    """How many must sign and attest."""

    l2: Annotated[StrictInt, Field(ge=1, le=_MOST)]
    l4: StrictBool
    attestations: Annotated[StrictInt, Field(ge=0, le=_MOST)]


class Policy(Needs):
    """What packets of some phases, or with some hazards, need instead of the default."""

    name: Name
    phases: Annotated[tuple[Phase, ...], Field(max_length=3)] = ()
    hazards: Annotated[tuple[HazardCode, ...], Field(max_length=_MOST)] = ()
    break_glass: StrictBool = False
    approval_validity: Span | None = None
    review_within: Span | None = None

    @model_validator(mode="after")
    def _sound(self) -> Policy:
        if not self.phases and not self.hazards:
            raise ValueError("names neither phases nor hazards")
        if len(set(self.phases)) != len(self.phases) or len(set(self.hazards)) != len(self.hazards):
            raise ValueError("names a phase or a hazard twice")
        if self.break_glass != (self.review_within is not None):
            raise ValueError("review_within belongs to break_glass, and break_glass needs it")
        return self


class AuthorityFile(Strict):
    """The content of authority.toml, format 1, as its keys are named."""

    format: Format
    version: Annotated[StrictInt, Field(ge=1, le=1_000_000)]
    name: Name
    min_version: Version
    proposal_validity: Span
    approval_validity: Span
    default: Needs
    member: Annotated[tuple[Member, ...], Field(min_length=1, max_length=_MOST)]
    attestor: Annotated[tuple[Attestor, ...], Field(max_length=_MOST)] = ()
    policy: Annotated[tuple[Policy, ...], Field(max_length=_MOST)] = ()


def canonical_value(file: AuthorityFile) -> dict[str, Any]:
    """Plain JSON values for the canonical form; a policy without an approval validity of its own has the file's."""
    value: dict[str, Any] = file.model_dump(mode="json")
    for key in ("proposal_validity", "approval_validity"):
        value[key] = seconds_of(value[key])
    for policy in value["policy"]:
        policy["approval_validity"] = seconds_of(policy["approval_validity"]) or value["approval_validity"]
        policy["review_within"] = seconds_of(policy["review_within"])
    for person in (*value["member"], *value["attestor"]):
        for key in person["key"]:
            key["fingerprint"] = parse_public(key["public"]).fingerprint
    return value
