"""The act: one person's signed decision on a statement. Pure.

An act says by its bytes who decides what, about which statement, for which databases, under which authority model, and
what the signer saw of the log. Rows and file names are derived from these bytes; nobody's word but theirs counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, ValidationError, model_validator

from oneroof.errors import StatementInvalid
from oneroof.gate.statement import MAX_SUBJECTS, Canonical, Database, Statement, parse_as
from oneroof.gate.values import AprCode, Digest, Moment, Name, Ref, Uid, sentence
from oneroof.packets.values import Text

ACT_TYPE: Literal["oneroof-act-v1"] = "oneroof-act-v1"
MAX_ACT_BYTES = 4 * 1024 * 1024
MAX_SIGNATURE_CHARACTERS = 16 * 1024
Meaning = Literal["propose", "approve", "reject", "hold", "lift", "review"]
Reason = Annotated[Text, Field(max_length=4000)] | Literal[""]


class Act(Canonical):
    """One person's decision. ``seen``: the digests of the L2 acts that an L4 signer saw, sorted; else empty.

    ``log_heads`` has, for each database by its uid, the head of its gate log that the signer saw.
    """

    called: ClassVar[str] = "The act"
    type: Literal["oneroof-act-v1"] = ACT_TYPE
    apr_code: AprCode
    statement_digest: Digest
    meaning: Meaning
    member_ref: Ref
    printed_name: Name
    signed_at: Moment
    authority_digest: Digest
    databases: Annotated[tuple[Database, ...], Field(min_length=1, max_length=MAX_SUBJECTS)]
    log_heads: Mapping[Uid, Digest]
    seen: Annotated[tuple[Digest, ...], Field(max_length=10_000)]
    reason: Reason

    @model_validator(mode="after")
    def _sound(self) -> Act:
        uids = [item.database_uid for item in self.databases]
        if uids != sorted(set(uids)):
            raise ValueError("databases are not in the order of their uid, each once")
        if set(self.log_heads) != set(uids):
            raise ValueError("log_heads are not those of its databases")
        if list(self.seen) != sorted(set(self.seen)):
            raise ValueError("seen is not sorted, each once")
        if self.meaning == "reject" and not self.reason:
            raise ValueError("a reject gives its reason")
        return self


@dataclass(frozen=True)
class SignedAct:
    """An act, the very bytes that were signed, and the armored signature over them."""

    act: Act
    content: bytes
    signature: str


@dataclass(frozen=True)
class RecordedAct:
    """A signed act and when the database recorded it; None: it comes from a file."""

    signed: SignedAct
    recorded_at: datetime | None = None


@dataclass(frozen=True)
class VerifiedAct:
    """An act whose signature was looked at: by which key it was made, or the problem, as part of a sentence."""

    act: Act
    recorded_at: datetime | None
    problem: str | None
    fingerprint: str | None


def make_act(**fields: Any) -> Act:
    """An act from its parts.

    Raises:
        StatementInvalid: one sentence with the place of what does not fit.
    """
    try:
        act = Act.model_validate(fields)
    except ValidationError as error:
        raise StatementInvalid(f"The act cannot be made: {sentence(error)}.") from error
    return parse_act(act.as_bytes())


def act_on(
    statement: Statement,
    *,
    meaning: Meaning,
    member_ref: str,
    printed_name: str,
    signed_at: datetime,
    log_heads: Mapping[str, str],
    seen: tuple[str, ...] = (),
    reason: str = "",
) -> Act:
    """An act about a statement: what must be the statement's own is taken from it.

    Raises:
        StatementInvalid: as `make_act`.
    """
    return make_act(
        apr_code=statement.apr_code,
        statement_digest=statement.digest,
        meaning=meaning,
        member_ref=member_ref,
        printed_name=printed_name,
        signed_at=signed_at.replace(microsecond=0),
        authority_digest=statement.authority.digest,
        databases=statement.databases,
        log_heads=dict(log_heads),
        seen=tuple(sorted(set(seen))),
        reason=reason,
    )


@lru_cache(maxsize=256)  # one look at the gate reads the same bytes several times
def parse_act(content: bytes) -> Act:
    """An act from its exact bytes.

    Raises:
        StatementInvalid: the bytes are not canonical, too many, or do not say what an act says; one sentence.
    """
    act = parse_as(Act, content, "The act", MAX_ACT_BYTES)
    if act.as_bytes() != content:
        raise StatementInvalid("The act is not in the form in which oneroof writes it.")
    return act


def signed_act(content: bytes, signature: str) -> SignedAct:
    """A signed act from its bytes and its signature, which is not verified here.

    Raises:
        StatementInvalid: as `parse_act`, or the signature is too long to be one.
    """
    if len(signature) > MAX_SIGNATURE_CHARACTERS:
        raise StatementInvalid(f"The act's signature has more than {MAX_SIGNATURE_CHARACTERS} characters.")
    return SignedAct(parse_act(content), content, signature)
