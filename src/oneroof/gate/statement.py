"""The statement: the exact bytes that people decide on, and the DSSE envelope that carries them. Pure.

Its bytes are canonical JSON (RFC 8785). A statement that exists is a valid one: the shapes below refuse whatever does
not fit. The envelope is DSSE v1's; it carries no signatures, because each person signs an act with words of their own.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import Field, StrictBool, ValidationError, model_validator

from oneroof.errors import StatementInvalid
from oneroof.evidence.canonical import NotCanonicalError, canonical, parse_canonical, sha256_hex
from oneroof.gate.values import (
    LONGEST_SECONDS,
    AprCode,
    Digest,
    Foreign,
    HazardCode,
    Moment,
    Name,
    Nonce,
    Ref,
    Strict,
    SystemIdentifier,
    Uid,
    Version,
    Whole,
    Words,
    sentence,
)
from oneroof.packets.values import Code, Line, Phase

STATEMENT_TYPE: Literal["oneroof-statement-v1"] = "oneroof-statement-v1"
PAYLOAD_TYPE = "application/vnd.oneroof.statement.v1+json"
MAX_STATEMENT_BYTES = 8 * 1024 * 1024
MAX_SUBJECTS = 5000

Shape = TypeVar("Shape", bound=Strict)
Seconds = Annotated[Whole, Field(le=LONGEST_SECONDS)]


class Database(Strict):
    """One database: its server's system identifier, its name, and the random identity in it."""

    system_identifier: SystemIdentifier
    database: Annotated[Foreign, Field(max_length=255)]
    database_uid: Uid


class RowRange(Strict):
    """How many rows: at least ``min``, at most ``max`` (None: no limit)."""

    min: Whole
    max: Whole | None

    @model_validator(mode="after")
    def _ordered(self) -> RowRange:
        if self.max is not None and self.max < self.min:
            raise ValueError("min is above max")
        return self


class DeclaredDelta(Strict):
    """What a packet writes to one table, as it declares it."""

    table: Foreign
    inserted: RowRange
    updated: RowRange
    deleted: RowRange
    truncated: StrictBool
    rewritten: StrictBool


class DeclaredChange(Strict):
    """One object that a packet adds, removes or changes."""

    object: Foreign
    change: Literal["added", "removed", "changed"]


class Programme(Strict):
    """What an approval lets run again and again until it expires."""

    kind: Literal["scan-write"]
    ruleset: Foreign


class PacketSubject(Strict):
    """A pinned packet for one database. ``rollback_within`` is in seconds; ``attestations`` one for each attestor."""

    kind: Literal["packet"]
    code: Code
    title: Annotated[Line, Field(max_length=1000)]
    digest: Digest
    plan_digest: Digest
    source_digest: Digest
    evidence_digest: Digest
    run_id: Annotated[str, Field(pattern=r"^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$", strict=True)]
    phase: Phase | None
    automation: Literal["never", "after-gate"]
    database: Database
    deltas: tuple[DeclaredDelta, ...]
    catalog: tuple[DeclaredChange, ...]
    guards: tuple[Foreign, ...]
    rollback_within: Seconds
    hazards: tuple[HazardCode, ...]
    attestors: tuple[Ref, ...]
    attestations: tuple[Digest, ...]
    login_roles: Literal["separate", "one-login"]
    programme: Programme | None

    @model_validator(mode="after")
    def _sound(self) -> PacketSubject:
        if not self.deltas and not self.catalog:
            raise ValueError("declares no write")
        for names, what in (
            ([item.table for item in self.deltas], "delta"),
            ([item.object for item in self.catalog], "object"),
            (self.hazards, "hazard"),
            (self.attestors, "attestor"),
            (self.attestations, "attestation"),
        ):
            if len(set(names)) != len(names):
                raise ValueError(f"names a {what} twice")
        if len(self.attestors) != len(self.attestations):
            raise ValueError("has not exactly one attestation for each attestor")
        return self


class AuthoritySubject(Strict):
    """A version of the authority model, to be in force on one database."""

    kind: Literal["authority-model"]
    version: Annotated[Whole, Field(ge=1)]
    digest: Digest
    canonical_digest: Digest
    database: Database


Subject = Annotated[PacketSubject | AuthoritySubject, Field(discriminator="kind")]


class AuthorityRef(Strict):
    """The authority model under which people sign: its version, and the SHA-256 of its file."""

    version: Annotated[Whole, Field(ge=1)]
    digest: Digest


class Canonical(Strict):
    """What is decided on or signed by its exact bytes: canonical JSON (RFC 8785)."""

    #: How it begins a sentence.
    called: ClassVar[str]

    @cached_property
    def content(self) -> bytes:
        """The canonical bytes.

        Raises:
            StatementInvalid: a text in it has the shape of a secret; evidence would mend it, people would publish it.
        """
        value = self.model_dump(mode="json")
        content = canonical(value)
        if parse_canonical(content) != value:
            raise StatementInvalid(
                f"{self.called} holds a text that looks like a password or a key; what is signed is published."
            )
        return content

    def as_bytes(self) -> bytes:
        """The same: what the digest and every signature are over."""
        return self.content

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return sha256_hex(self.content)


class Statement(Canonical):
    """What people decide on. Made by keyword or by `parse_statement`; both refuse what does not fit."""

    called: ClassVar[str] = "The statement"
    type: Literal["oneroof-statement-v1"] = STATEMENT_TYPE
    apr_code: AprCode
    title: Name
    reason: Words
    subjects: Annotated[tuple[Subject, ...], Field(min_length=1, max_length=MAX_SUBJECTS)]
    proposer: Ref
    authority: AuthorityRef
    created_at: Moment
    expires_at: Moment
    nonce: Nonce
    min_version: Version
    break_glass: StrictBool

    @model_validator(mode="after")
    def _sound(self) -> Statement:
        if self.expires_at <= self.created_at:
            raise ValueError("expires before it was made")
        _refuse_ambiguous([subject.database for subject in self.subjects])
        keys = [(item.kind, item.digest, item.database.database_uid) for item in self.subjects]
        if len(set(keys)) != len(keys):
            raise ValueError("names the same subject for the same database twice")
        models = {(item.version, item.digest, item.canonical_digest) for item in self.authority_subjects}
        if len(models) > 1:
            raise ValueError("names two authority models")
        return self

    @cached_property
    def databases(self) -> tuple[Database, ...]:
        """Every database that is named, once, by its identity."""
        return tuple(sorted(set(_databases(self.subjects)), key=lambda item: item.database_uid))

    @property
    def packets(self) -> tuple[PacketSubject, ...]:
        """The subjects that are packets."""
        return tuple(item for item in self.subjects if isinstance(item, PacketSubject))

    @property
    def authority_subjects(self) -> tuple[AuthoritySubject, ...]:
        """The subjects that are the authority model, one for each database that it is for."""
        return tuple(item for item in self.subjects if isinstance(item, AuthoritySubject))


def _databases(subjects: tuple[PacketSubject | AuthoritySubject, ...]) -> Iterator[Database]:
    yield from (subject.database for subject in subjects)


def _refuse_ambiguous(databases: list[Database]) -> None:
    """Two descriptions of one database, or one place with two identities, are no list of databases."""
    by_uid: dict[str, Database] = {}
    by_place: dict[tuple[str, str], Database] = {}
    for item in databases:
        same = (by_uid.setdefault(item.database_uid, item), by_place.setdefault(_place(item), item))
        if same != (item, item):
            raise ValueError("names one database in two ways")


def _place(item: Database) -> tuple[str, str]:
    return item.system_identifier, item.database


def make_statement(**fields: Any) -> Statement:
    """A statement from its parts (dataclasses of this module, or plain JSON values).

    Raises:
        StatementInvalid: one sentence with the place of what does not fit.
    """
    try:
        statement = Statement.model_validate(fields)
    except ValidationError as error:
        raise StatementInvalid(f"The statement cannot be made: {sentence(error)}.") from error
    return parse_statement(statement.as_bytes())


@lru_cache(maxsize=256)  # one look at the gate reads the same bytes several times
def parse_statement(content: bytes) -> Statement:
    """A statement from its exact bytes.

    Raises:
        StatementInvalid: the bytes are not canonical, too many, or do not say what a statement says; one sentence.
    """
    statement = parse_as(Statement, content, "The statement", MAX_STATEMENT_BYTES)
    if statement.as_bytes() != content:
        raise StatementInvalid("The statement is not in the form in which oneroof writes it.")
    return statement


def parse_as(shape: type[Shape], content: bytes, what: str, limit: int) -> Shape:
    """Canonical JSON bytes as one of our shapes.

    Raises:
        StatementInvalid: begins with ``what``; one sentence.
    """
    if len(content) > limit:
        raise StatementInvalid(f"{what} has more than {limit} bytes.")
    try:
        return shape.model_validate(parse_canonical(content))
    except NotCanonicalError as error:
        raise StatementInvalid(f"{what} cannot be read: {error}.") from error
    except ValidationError as error:
        raise StatementInvalid(f"{what} cannot be used: {sentence(error)}.") from error


def envelope(statement: Statement) -> dict[str, Any]:
    """The DSSE envelope as plain JSON values; its signatures are empty, because people sign acts."""
    payload = base64.b64encode(statement.as_bytes()).decode()
    return {"payloadType": PAYLOAD_TYPE, "payload": payload, "signatures": []}


def open_envelope(value: Any) -> Statement:
    """The statement in a DSSE envelope.

    Raises:
        StatementInvalid: another payload type, signatures of its own, or a payload that is no statement.
    """
    if not isinstance(value, Mapping) or set(value) != {"payloadType", "payload", "signatures"}:
        raise StatementInvalid("The envelope has not exactly payloadType, payload and signatures.")
    if value["payloadType"] != PAYLOAD_TYPE:
        raise StatementInvalid(f"The envelope's payload is not of type {PAYLOAD_TYPE}.")
    if value["signatures"] != []:
        raise StatementInvalid("The envelope carries signatures of its own; people sign acts.")
    return parse_statement(from_base64(value["payload"], "The envelope's payload"))


def from_base64(text: Any, what: str) -> bytes:
    """The bytes of standard base64 in its one form (RFC 4648, with padding, no line breaks).

    Raises:
        StatementInvalid: it has another form.
    """
    try:
        content = base64.b64decode(text.encode("ascii"), validate=True) if isinstance(text, str) else None
    except (binascii.Error, UnicodeEncodeError):
        content = None
    if content is None or base64.b64encode(content).decode() != text:
        raise StatementInvalid(f"{what} is not base64.")
    return content
