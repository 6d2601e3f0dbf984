"""Attestations under an authority model: whose word counts for a bundle, and whether people signed for that word."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from oneroof.errors import GateClosed
from oneroof.evidence.attest import Attestors, verified_attestors
from oneroof.evidence.attestation import SignedAttestation
from oneroof.evidence.model import Bundle, Check
from oneroof.gate.authority import Authority
from oneroof.gate.statement import PacketSubject
from oneroof.gate.text import safe_text


class NeedsAttestations(Protocol):
    """What says how many distinct attestors must vouch."""

    @property
    def attestations(self) -> int:
        """How many."""


def attestors_of(bundle: Bundle, authority: Authority, at: datetime) -> Attestors:
    """Whose word counts for a bundle under an authority model, and whose does not.

    Args:
        bundle: as it was read, with the attestations beside it.
        authority: of the caller's own choice, never one that came with the bundle.
        at: see `oneroof.evidence.attest.verified_attestors`.
    """
    return verified_attestors(bundle.attestations, authority.attestors, bundle.digest, at)


def require_attestations(
    attestations: Iterable[SignedAttestation],
    authority: Authority,
    subject: PacketSubject,
    evidence_digest: str,
    needs: NeedsAttestations,
    at: datetime,
) -> tuple[str, ...]:
    """The attestors who vouch for a subject's evidence, of those that its statement names; none other counts.

    Args:
        attestations: those beside the bundle.
        authority: the one in force.
        subject: as it was signed: it names the attestations by their digests.
        evidence_digest: of the bundle at hand.
        needs: the requirement of the statement.
        at: see `oneroof.evidence.attest.verified_attestors`.

    Raises:
        GateClosed: an attestation that was signed for is missing or does not count, or there are too few; it is named.
    """
    signed_for = [item for item in attestations if item.digest in subject.attestations]
    found = verified_attestors(signed_for, authority.attestors, evidence_digest, at)
    refs = {item.digest: item.ref for item in found.counted}
    why = {item.digest: item.why for item in found.not_counted}
    for ref, digest in zip(subject.attestors, subject.attestations, strict=True):
        if refs.get(digest) != ref:
            raise GateClosed(
                f"The attestation of {safe_text(ref)} that was signed for does not count: "
                f"{safe_text(why.get(digest, 'it does not lie beside the bundle'))}.",
                next_step="Get the bundle with its attestations from where it was proposed, or propose it anew.",
            )
    counted = tuple(sorted(set(subject.attestors)))
    if len(counted) < needs.attestations:
        raise GateClosed(
            f"{needs.attestations} attestors must vouch for the evidence of {subject.code}; "
            f"the statement carries {', '.join(counted) or 'none'}.",
            next_step="Rehearse with --attest, or --reproduce by another attestor, then propose again.",
        )
    return counted


def check_attestations(found: Attestors, authority: Authority) -> Check:
    """For an auditor: as many attestors vouch as the authority model asks for by default, and no word is forged."""
    forged = [f"{item.ref}: {item.why}" for item in found.not_counted if item.forged]
    needed = authority.default.attestations
    vouch = ", ".join(item.ref for item in found.counted)
    said = f"attested by {vouch or 'nobody whom the authority model names'}; by default it asks for {needed}"
    faults = [f"not counted: {item.ref}: {item.why}" for item in found.not_counted]
    detail = safe_text("; ".join([said, *faults]))
    return Check("attestations", not forged and len(found.counted) >= needed, detail)
