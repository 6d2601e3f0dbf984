"""The proposal's file, and the names of an act's files: bytes in, objects out. Pure.

A proposal's file is all that somebody needs who reads and signs without any database: the statement in its envelope,
the authority model that it names (and the next one, if it brings it), the acts so far, and the heads of the logs. The
authority model in it is there to be read. Whom to trust comes from the pin in oneroof.toml alone, never from the file.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import rfc8785
from pydantic import Field, StrictStr

from oneroof.errors import StatementInvalid
from oneroof.gate.act import MAX_SIGNATURE_CHARACTERS, Act, SignedAct, signed_act
from oneroof.gate.authority import Authority, parse_authority
from oneroof.gate.statement import Statement, envelope, from_base64, open_envelope, parse_as
from oneroof.gate.values import Digest, Strict, Uid

PROPOSAL_TYPE: Literal["oneroof-proposal-v1"] = "oneroof-proposal-v1"
MAX_PROPOSAL_BYTES = 64 * 1024 * 1024
MAX_ACTS = 2000


class _ActItem(Strict):
    act: StrictStr
    signature: Annotated[StrictStr, Field(max_length=MAX_SIGNATURE_CHARACTERS)]


class _ProposalFile(Strict):
    type: Literal["oneroof-proposal-v1"]
    envelope: Mapping[StrictStr, Any]
    authority: StrictStr
    successor: StrictStr | None
    acts: Annotated[tuple[_ActItem, ...], Field(max_length=MAX_ACTS)]
    log_heads: Mapping[Uid, Digest]


@dataclass(frozen=True)
class Proposal:
    """A statement with what one needs to read and sign it.

    ``authority`` is the model that the statement names, ``successor`` the next one where the statement brings it; both
    are copies for reading. ``acts`` are those so far, the proposer's own among them, not verified. ``log_heads``: of
    each database by its uid, the head of its gate log when this was written.
    """

    statement: Statement
    authority: Authority
    acts: tuple[SignedAct, ...]
    log_heads: Mapping[str, str]
    successor: Authority | None = None


def render_proposal(proposal: Proposal) -> bytes:
    """The bytes of a proposal's file, canonical JSON.

    Raises:
        StatementInvalid, AuthorityInvalid: its parts do not belong together.
    """
    successor = proposal.successor
    value = {
        "type": PROPOSAL_TYPE,
        "envelope": envelope(proposal.statement),
        "authority": proposal.authority.content.decode(),
        "successor": None if successor is None else successor.content.decode(),
        "acts": [
            {"act": base64.b64encode(item.content).decode(), "signature": item.signature} for item in proposal.acts
        ],
        "log_heads": dict(proposal.log_heads),
    }
    # Not by way of evidence.canonical, which would mend what looks like a secret: the digests are of these very bytes.
    try:
        content = rfc8785.dumps(value)
    except ValueError as error:  # a signature that is no Unicode text
        raise StatementInvalid("The proposal's file cannot be written: its texts are not Unicode.") from error
    parse_proposal(content)
    return content


def parse_proposal(content: bytes) -> Proposal:
    """A proposal from its file's bytes.

    Raises:
        StatementInvalid: the file, its statement or an act is malformed, or they do not belong together; one sentence.
        AuthorityInvalid: an authority model in it is malformed.
    """
    file = parse_as(_ProposalFile, content, "The proposal's file", MAX_PROPOSAL_BYTES)
    statement = open_envelope(file.envelope)
    authority = parse_authority(file.authority.encode())
    if (authority.version, authority.digest) != (statement.authority.version, statement.authority.digest):
        raise StatementInvalid("The authority model in the proposal's file is not the one that its statement names.")
    successor = None if file.successor is None else parse_authority(file.successor.encode())
    _require_brought(statement, authority, successor)
    if set(file.log_heads) != {item.database_uid for item in statement.databases}:
        raise StatementInvalid("The log heads in the proposal's file are not those of its statement's databases.")
    acts = tuple(
        signed_act(from_base64(item.act, "An act in the proposal's file"), item.signature) for item in file.acts
    )
    _require_own(statement, acts)
    return Proposal(statement, authority, acts, file.log_heads, successor)


def _require_brought(statement: Statement, authority: Authority, successor: Authority | None) -> None:
    """The model that the statement brings, if it brings another than its own, is in the file to be read."""
    brought = {(item.version, item.digest, item.canonical_digest) for item in statement.authority_subjects}
    there = {(item.version, item.digest, item.canonical_digest) for item in (authority, successor) if item is not None}
    if not brought <= there:
        raise StatementInvalid("The authority model that the statement brings is not in the proposal's file.")
    if successor is not None and (successor.version, successor.digest, successor.canonical_digest) not in brought:
        raise StatementInvalid("The proposal's file holds an authority model that its statement does not bring.")


def _require_own(statement: Statement, acts: tuple[SignedAct, ...]) -> None:
    if len({item.act.digest for item in acts}) != len(acts):
        raise StatementInvalid("The proposal's file holds an act twice.")
    for item in acts:
        if item.act.statement_digest != statement.digest or item.act.apr_code != statement.apr_code:
            raise StatementInvalid(f"The file holds an act of {item.act.member_ref} about another statement.")


def proposal_file_name(statement: Statement) -> str:
    """``APR-….proposal.json``."""
    return f"{statement.apr_code}.proposal.json"


def act_file_name(act: Act) -> str:
    """``APR-…-ada-approve.act``; its signature stands beside it with ``.sig`` at the end."""
    return f"{act.apr_code}-{act.member_ref}-{act.meaning}.act"
