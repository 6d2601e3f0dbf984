"""An attestation: an attestor's signed word that the facts of a bundle were measured. Pure: bytes in, data out.

It lies beside the bundle's other files, outside of the manifest, because it signs the manifest's digest:

``attestations/<ref>-<first 16 digits of the SHA-256 of its bytes>.json``, and its armored signature with ``.sig`` after
that. The bytes are canonical JSON:

``{"type", "attestor_ref", "evidence_digest", "run_id", "attested_at", "tool_version", "reproduces"}``

``reproduces`` is null, or names another bundle whose packets were rehearsed again with the same pins:
``{"evidence_digest", "packets": {code: packet digest}}``. Such an attestation belongs to both bundles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from oneroof.evidence.canonical import NotCanonicalError, canonical, parse_canonical, sha256_hex

ATTESTATIONS = "attestations"
TYPE = "oneroof-attestation-v1"
ATTESTOR_REF = re.compile(r"[a-z][a-z0-9._-]{0,62}", re.ASCII)
#: Digits of the digest in a file's name: enough to tell files apart; nothing is trusted by it.
SHOWN_DIGITS = 16
ATTESTATION_PATH = re.compile(
    rf"{ATTESTATIONS}/(?P<ref>{ATTESTOR_REF.pattern})-(?P<digest>[0-9a-f]{{{SHOWN_DIGITS}}})\.json(?P<signature>\.sig)?",
    re.ASCII,
)
_KEYS = frozenset({"type", "attestor_ref", "evidence_digest", "run_id", "attested_at", "tool_version", "reproduces"})
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_TIME_TEXT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_RUN_ID = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}", re.ASCII)
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,99}", re.ASCII)
_VERSION = re.compile(r"[0-9A-Za-z.+!_-]{1,64}", re.ASCII)
#: The armor of an SSH signature (OpenSSH's PROTOCOL.sshsig), as ``ssh-keygen -Y sign`` writes it.
_ARMORED = re.compile(
    rb"-----BEGIN SSH SIGNATURE-----\n(?:[A-Za-z0-9+/=]{1,76}\n){1,400}-----END SSH SIGNATURE-----\n?", re.ASCII
)


class AttestationInvalidError(ValueError):
    """The bytes are no attestation; the message says what is off."""


@dataclass(frozen=True)
class Reproduced:
    """Another bundle, whose packets gave the same pins when they were rehearsed again: packet digests by code."""

    evidence_digest: str
    packets: Mapping[str, str]

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"evidence_digest": self.evidence_digest, "packets": dict(self.packets)}


@dataclass(frozen=True)
class Attestation:
    """What an attestor says: the facts under this evidence digest were measured, in this run.

    ``attested_at`` is the attestor's own word about the time, in UTC, whole seconds.
    """

    attestor_ref: str
    evidence_digest: str
    run_id: str
    attested_at: datetime
    tool_version: str
    reproduces: Reproduced | None = None

    def as_bytes(self) -> bytes:
        """The exact bytes that are signed."""
        return canonical(
            {
                "type": TYPE,
                "attestor_ref": self.attestor_ref,
                "evidence_digest": self.evidence_digest,
                "run_id": self.run_id,
                "attested_at": self.attested_at.astimezone(UTC).strftime(_TIME),
                "tool_version": self.tool_version,
                "reproduces": self.reproduces.as_fact() if self.reproduces is not None else None,
            }
        )

    def is_of(self, evidence_digest: str) -> bool:
        """Whether it is about this bundle: it vouches for its facts, or its packets were rehearsed again."""
        again = self.reproduces.evidence_digest if self.reproduces is not None else None
        return evidence_digest in {self.evidence_digest, again}


@dataclass(frozen=True)
class SignedAttestation:
    """An attestation as it lies beside a bundle: its bytes, and the armored signature over exactly these."""

    attestation: Attestation
    content: bytes
    signature: str

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, by which a statement names it."""
        return sha256_hex(self.content)

    @property
    def path(self) -> str:
        """Where it stands below ``evidence/``; the signature has ``.sig`` after it."""
        return attestation_path(self.attestation.attestor_ref, self.digest)

    def files(self) -> dict[str, bytes]:
        """Its two files by path below ``evidence/``."""
        return {self.path: self.content, f"{self.path}.sig": self.signature.encode()}


def attestation_path(ref: str, digest: str) -> str:
    """The path of an attestor's attestation with this digest."""
    return f"{ATTESTATIONS}/{ref}-{digest[:SHOWN_DIGITS]}.json"


def parse_attestation(content: bytes) -> Attestation:
    """The attestation that bytes are.

    Raises:
        AttestationInvalidError: not canonical, other keys, a malformed value.
    """
    try:
        value = parse_canonical(content)
    except NotCanonicalError as error:
        raise AttestationInvalidError(str(error)) from error
    if not isinstance(value, dict) or set(value) != _KEYS or value["type"] != TYPE:
        raise AttestationInvalidError(f"it is no {TYPE}")
    return Attestation(
        attestor_ref=_matching(value, "attestor_ref", ATTESTOR_REF),
        evidence_digest=_matching(value, "evidence_digest", _SHA256),
        run_id=_matching(value, "run_id", _RUN_ID),
        attested_at=_time(_matching(value, "attested_at", _TIME_TEXT)),
        tool_version=_matching(value, "tool_version", _VERSION),
        reproduces=_reproduced(value["reproduces"], str(value["evidence_digest"])),
    )


def parse_signed(content: bytes, signature: bytes) -> SignedAttestation:
    """An attestation and its signature, both of the right shape; whose signature it is, is not looked at.

    Raises:
        AttestationInvalidError: one of the two is malformed.
    """
    if not _ARMORED.fullmatch(signature):
        raise AttestationInvalidError("its signature is no armored SSH signature")
    return SignedAttestation(parse_attestation(content), content, signature.decode())


def _matching(value: Mapping[str, Any], key: str, pattern: re.Pattern[str]) -> str:
    found = value[key]
    if not isinstance(found, str) or pattern.fullmatch(found) is None:
        raise AttestationInvalidError(f"its {key} is malformed")
    return found


def _time(text: str) -> datetime:
    try:
        return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError as error:
        raise AttestationInvalidError("its attested_at is no time") from error


def _reproduced(value: Any, own_digest: str) -> Reproduced | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != {"evidence_digest", "packets"}:
        raise AttestationInvalidError("its reproduces is malformed")
    packets = value["packets"]
    if not isinstance(packets, dict) or not packets:
        raise AttestationInvalidError("its reproduces names no packet")
    if not all(_CODE.fullmatch(code) for code in packets):
        raise AttestationInvalidError("its reproduces names a malformed packet code")
    digest = _matching(value, "evidence_digest", _SHA256)
    if digest == own_digest:
        raise AttestationInvalidError("it reproduces itself")
    return Reproduced(digest, {code: _matching(packets, code, _SHA256) for code in packets})
