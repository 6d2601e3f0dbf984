"""Signing, and the files that proposals and acts travel in: between people, machines and databases.

No private key passes through here: `oneroof.keys.ssh.sign` has ``ssh-keygen`` sign, and what it made is verified at
once against the keys that the authority model has for the signer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from oneroof.errors import GateClosed, NameTaken, SignatureInvalid, StatementInvalid, UsageError
from oneroof.evidence.bundle import disk_errors
from oneroof.gate.act import Act, Meaning, RecordedAct, SignedAct, VerifiedAct, act_on, signed_act
from oneroof.gate.admissible import MAY, TOLERANCE
from oneroof.gate.authority import Authority
from oneroof.gate.files import MAX_PROPOSAL_BYTES, Proposal, act_file_name, parse_proposal, render_proposal
from oneroof.gate.judge import verify_acts
from oneroof.gate.people import Member
from oneroof.gate.text import safe_text
from oneroof.gate.values import moment_text
from oneroof.keys.public import ACT, AllowedKey
from oneroof.keys.ssh import sign, verify

SIGNATURE_SUFFIX = ".sig"
_PROPOSAL_MARK = b'"oneroof-proposal-v1"'


@dataclass(frozen=True)
class Wish:
    """What a person wants to say of a proposal: who they are in the authority model, what they mean, and why."""

    member_ref: str
    meaning: Meaning
    reason: str = ""


def member_of(proposal: Proposal, ref: str) -> Member:
    """The person of that ref, under the model that the statement names, or under the next one that it brings.

    Raises:
        GateClosed: neither has such a member; those there are are named.
    """
    for authority in (proposal.authority, proposal.successor):
        found = authority.member(ref) if authority is not None else None
        if found is not None:
            return found
    names = ", ".join(item.ref for item in proposal.authority.members)
    raise GateClosed(
        f"The authority model has no member {safe_text(ref)}.", next_step=f"Name one of its members: {names}."
    )


def make_unsigned(proposal: Proposal, wish: Wish, verified: Sequence[VerifiedAct], now: datetime) -> Act:
    """The act that a person is about to sign.

    Args:
        proposal: what it is about, with the log heads that the signer saw.
        wish: who says what.
        verified: the acts on it so far; a signer of level L4 says which of them they saw.
        now: when it is signed.

    Raises:
        GateClosed: no such member, a level that may not say this, or a statement that has expired.
        StatementInvalid: a reject without a reason.
    """
    member = member_of(proposal, wish.member_ref)
    if member.level not in MAY[wish.meaning]:
        raise GateClosed(
            f"{member.name} is of level {member.level}, which may not {wish.meaning}.",
            next_step=f"Levels that may: {', '.join(sorted(MAY[wish.meaning]))}.",
        )
    expires_at = proposal.statement.expires_at
    if now < proposal.statement.created_at - TOLERANCE:
        raise GateClosed(
            f"By this clock it is {moment_text(now)}; {proposal.statement.apr_code} was made at"
            f" {moment_text(proposal.statement.created_at)}, so what is signed now would not count.",
            next_step="Set this machine's clock.",
        )
    if wish.meaning in {"propose", "approve", "reject"} and now > expires_at:
        raise GateClosed(
            f"{proposal.statement.apr_code} expired at {moment_text(expires_at)}.",
            next_step="Propose it again; what expired can no longer be ratified.",
        )
    return act_on(
        proposal.statement,
        meaning=wish.meaning,
        member_ref=member.ref,
        printed_name=member.name,
        signed_at=now,
        log_heads=proposal.log_heads,
        seen=_seen(proposal, wish.meaning, verified) if member.level == "L4" else (),
        reason=wish.reason,
    )


def _seen(proposal: Proposal, meaning: Meaning, verified: Sequence[VerifiedAct]) -> tuple[str, ...]:
    """The acts of level L2 of the same meaning whose signatures hold: what a signer of level L4 saw."""
    levels = {
        member.ref: member.level
        for authority in (proposal.authority, proposal.successor)
        if authority is not None
        for member in authority.members
    }
    return tuple(
        item.act.digest
        for item in verified
        if item.problem is None and item.act.meaning == meaning and levels.get(item.act.member_ref) == "L2"
    )


def sign_act(proposal: Proposal, act: Act, key: Path) -> SignedAct:
    """Have ``ssh-keygen`` sign an act, and look at once whether it is the signer's own key.

    Raises:
        ToolMissing, ToolFailed: ``ssh-keygen`` is missing, too old or did not sign.
        SignatureInvalid: the key is not one that the authority model has for this member, or not valid now.
    """
    content = act.as_bytes()
    signature = sign(content, key, ACT)
    verify(content, signature, signers(proposal), act.member_ref, ACT, act.signed_at)
    return signed_act(content, signature)


def signers(proposal: Proposal) -> list[AllowedKey]:
    """The keys of everybody who may sign: of the model that the statement names, and of the one that it brings."""
    found = list(proposal.authority.signing_keys())
    if proposal.successor is not None:
        found += [key for key in proposal.successor.signing_keys() if key not in found]
    return found


def verify_signed(proposal: Proposal, acts: Iterable[SignedAct]) -> tuple[VerifiedAct, ...]:
    """Acts from a file, each with its signature looked at."""
    models: list[Authority] = [proposal.authority, *([proposal.successor] if proposal.successor is not None else [])]
    return verify_acts(models, [RecordedAct(item) for item in acts])


def require_valid(proposal: Proposal, signed: SignedAct) -> None:
    """Raise unless an act is one on this proposal, signed by whom it says.

    Raises:
        StatementInvalid: it is about another statement.
        SignatureInvalid: a signature over other bytes, or by a key that is not theirs.
    """
    act = signed.act
    if (act.apr_code, act.statement_digest) != (proposal.statement.apr_code, proposal.statement.digest):
        raise StatementInvalid(
            f"The act of {act.member_ref} is about the statement {act.statement_digest};"
            f" that of {proposal.statement.apr_code} is {proposal.statement.digest}."
        )
    (found,) = verify_signed(proposal, [signed])
    if found.problem is not None:
        raise SignatureInvalid(f"{found.problem}.")


# -- files ----------------------------------------------------------------------------------------------------------


def write_new(path: Path, content: bytes) -> Path:
    """Write a file that is not there yet.

    Raises:
        NameTaken: something is there. DiskFull, EnvironmentFault: it cannot be written.
    """
    with disk_errors(path):
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError as error:
            raise NameTaken(f"{path} exists; nothing was overwritten.", next_step="Name another file.") from error
    return path


def write_proposal(path: Path, proposal: Proposal) -> Path:
    """Write a proposal's file; one that is there stays."""
    return write_new(path, render_proposal(proposal))


def write_act(place: Path, signed: SignedAct) -> tuple[Path, Path]:
    """Write an act and its signature, which ``ssh-keygen -Y verify`` takes as they are.

    Args:
        place: a folder, in which they get their usual names, or the act's file.
        signed: the act.
    """
    path = place / act_file_name(signed.act) if place.is_dir() else place
    signature = path.with_name(path.name + SIGNATURE_SUFFIX)
    if signature.exists():
        raise NameTaken(f"{signature} exists; nothing was overwritten.", next_step="Name another file.")
    return write_new(path, signed.content), write_new(signature, signed.signature.encode())


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise UsageError(f"There is no file {path}.", next_step="Name a .proposal.json or an .act file.")
    with disk_errors(path), path.open("rb") as file:
        return file.read(MAX_PROPOSAL_BYTES + 1)


def read_file(path: Path) -> Proposal | SignedAct:
    """A proposal's file, or an act with its signature beside it (``X.act`` and ``X.act.sig``).

    Raises:
        UsageError: there is no such file, or no signature beside an act.
        StatementInvalid, AuthorityInvalid: its content is malformed.
    """
    content = _read(path)
    if _PROPOSAL_MARK in content:
        return parse_proposal(content)
    signature = path.with_name(path.name + SIGNATURE_SUFFIX)
    if not signature.is_file():
        raise UsageError(
            f"{path} has no signature beside it.",
            next_step=f"Sign it: ssh-keygen -Y sign -f YOUR_KEY -n {ACT} {path}",
        )
    return signed_act(content, _read(signature).decode("ascii", errors="replace"))


def read_proposal(path: Path) -> Proposal:
    """A proposal's file.

    Raises:
        UsageError: there is none. StatementInvalid, AuthorityInvalid: its content is malformed.
    """
    return parse_proposal(_read(path))


def with_heads(proposal: Proposal, heads: Mapping[str, str]) -> Proposal:
    """The proposal with newer log heads, of the databases that were looked at."""
    own = {uid: head for uid, head in heads.items() if uid in proposal.log_heads}
    return Proposal(
        proposal.statement,
        proposal.authority,
        proposal.acts,
        {**proposal.log_heads, **own},
        proposal.successor,
    )
