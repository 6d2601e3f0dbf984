"""Attesting a bundle: signing its manifest's digest with an attestor's SSH key, and finding out whose word counts.

The facts of a bundle give its verdict; an attestor vouches that the facts were measured. Nothing else is vouched for:
what can be computed again needs nobody's word.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any, Protocol

from oneroof import __version__
from oneroof.errors import ConfigError, SignatureInvalid
from oneroof.evidence.attestation import (
    ATTESTATIONS,
    ATTESTOR_REF,
    Attestation,
    Reproduced,
    SignedAttestation,
    parse_signed,
)
from oneroof.evidence.bundle import UNDER_WAY, disk_errors, locate, read_bundle, sync_folder, write_atomically
from oneroof.evidence.parse import require_about
from oneroof.keys.ssh import ATTESTATION, AllowedKey, fingerprint, sign, verify

#: A clock may be ahead by this much.
TOLERANCE = timedelta(seconds=60)


class AttestorKey(Protocol):
    """A public key of an attestor, as an authority model has it."""

    @property
    def public(self) -> str:
        """The line of a ``.pub`` file."""

    @property
    def valid_from(self) -> datetime:
        """It counts from here."""

    @property
    def valid_until(self) -> datetime | None:
        """It counts until here."""

    @property
    def revoked_at(self) -> datetime | None:
        """Nothing signed or recorded after it counts."""

    @property
    def compromised_since(self) -> datetime | None:
        """Nothing since then counts, whatever it says about its own time, unless it was recorded before."""


class Attestor(Protocol):
    """Who may attest, as an authority model has it."""

    @property
    def ref(self) -> str:
        """By which attestations name it."""

    @property
    def name(self) -> str:
        """For people."""

    @property
    def key(self) -> Sequence[AttestorKey]:
        """Its keys."""


@dataclass(frozen=True)
class Attested:
    """An attestation that counts: whose it is, by which key, which one, when, and whether by a second rehearsal."""

    ref: str
    name: str
    fingerprint: str
    digest: str
    attested_at: datetime
    reproduced: bool


@dataclass(frozen=True)
class NotCounted:
    """An attestation that does not count, and why; ``forged``: no key of the attestor made the signature."""

    ref: str
    digest: str
    why: str
    forged: bool


@dataclass(frozen=True)
class Attestors:
    """Whose word counts for a bundle, and whose does not; one attestor is counted once."""

    counted: tuple[Attested, ...]
    not_counted: tuple[NotCounted, ...]

    @property
    def refs(self) -> tuple[str, ...]:
        """The attestors that count, by their refs."""
        return tuple(sorted({item.ref for item in self.counted}))

    def as_fact(self) -> list[dict[str, Any]]:
        """Plain JSON values, an entry for each attestation."""
        return [
            *({"ref": item.ref, "digest": item.digest, "counts": True, "why": None} for item in self.counted),
            *({"ref": item.ref, "digest": item.digest, "counts": False, "why": item.why} for item in self.not_counted),
        ]


def check_attestor(key: Path | None, ref: str | None) -> tuple[Path, str] | None:
    """The attestor's key and ref, looked at before hours of work end in a signature that cannot be made.

    Returns:
        None when no key is named: then nothing is attested.

    Raises:
        ConfigError: there is no such file, or nobody is named whose key it is.
    """
    if key is None:
        return None
    if ref is None or ATTESTOR_REF.fullmatch(ref) is None:
        raise ConfigError(
            "Whose key attests is not said." if ref is None else f"{ref!r} is no attestor's ref.",
            next_step="Give --attest-as REF, or [attest] ref in oneroof.toml, as the authority model has it.",
        )
    if not key.is_file():
        raise ConfigError(
            f"There is no key file {key} to attest with.",
            next_step="Name the attestor's private key, or its .pub file when the private half is in ssh-agent.",
        )
    return key, ref


def attest(
    folder: Path, key: Path, ref: str, *, reproduces: Reproduced | None = None, now: datetime | None = None
) -> SignedAttestation:
    """Sign a bundle as an attestor and lay the attestation beside it.

    Args:
        folder: a package's folder, or its ``evidence/``.
        key: a private key's file, or a public one whose private half is in ssh-agent or on a token.
        ref: the attestor's in the authority model.
        reproduces: another bundle, whose packets were rehearsed again here with the same pins.
        now: the time that is signed; default: this moment.

    Raises:
        BundleTampered: the bundle is not what was written; nothing is signed.
        ToolMissing, ToolFailed: ``ssh-keygen`` is missing, or did not sign.
        DiskFull, EnvironmentFault: it cannot be written.
    """
    bundle = read_bundle(folder)
    moment = (now or datetime.now(UTC)).replace(microsecond=0)
    said = Attestation(ref, bundle.digest, bundle.run.run_id, moment, __version__, reproduces)
    content = said.as_bytes()
    signed = parse_signed(content, sign(content, key, ATTESTATION).encode())
    place_attestation(folder, signed)
    return signed


def place_attestation(folder: Path, signed: SignedAttestation) -> None:
    """Lay an attestation beside a bundle that it is about; the same one again changes nothing.

    Raises:
        BundleTampered: the bundle is not what was written, or another than the one that was attested.
        DiskFull, EnvironmentFault: it cannot be written.
    """
    bundle, root = read_bundle(folder), locate(folder)
    if signed in bundle.attestations:
        return
    require_about(signed, bundle)
    # made aside, then it appears: neither half a file nor an empty folder is ever part of the bundle
    under_way = root.parent / f"{UNDER_WAY}{token_hex(4)}"
    with disk_errors(root):
        try:
            _write(under_way, signed)
            _appear(under_way, root / ATTESTATIONS, signed)
            sync_folder(root)
        finally:
            shutil.rmtree(under_way, ignore_errors=True)


def _write(folder: Path, signed: SignedAttestation) -> None:
    folder.mkdir()
    for path, content in signed.files().items():
        write_atomically(folder / Path(path).name, content)
    sync_folder(folder)


def _appear(under_way: Path, place: Path, signed: SignedAttestation) -> None:
    if not place.exists():
        under_way.rename(place)
        return
    for path in signed.files():
        (under_way / Path(path).name).rename(place / Path(path).name)
    sync_folder(place)


def read_attestations(folder: Path) -> tuple[SignedAttestation, ...]:
    """The attestations beside a bundle, every byte of which is read and checked; their signatures are not.

    Raises:
        UsageError, BundleTampered, EnvironmentFault: see `oneroof.evidence.bundle.read_bundle`.
    """
    return read_bundle(folder).attestations


def verified_attestors(
    attestations: Iterable[SignedAttestation], attestors: Iterable[Attestor], evidence_digest: str, at: datetime
) -> Attestors:
    """Which attestors' word counts for a bundle.

    An attestation counts when it is about this bundle; when a key of the attestor that it names made the signature, in
    the namespace of attestations, over exactly these bytes; when that key was valid at the time that it says, which is
    not in the future; and when the key was neither revoked nor compromised, at that time and at ``at``.

    Args:
        attestations: as `read_attestations` gives them.
        attestors: of an authority model that the caller trusts.
        evidence_digest: of the bundle.
        at: when the attestations were first recorded; for a bundle at hand: now.
    """
    known = {attestor.ref: attestor for attestor in attestors}
    counted: dict[str, Attested] = {}
    not_counted: list[NotCounted] = []
    for signed in sorted(attestations, key=lambda item: (item.attestation.attested_at, item.digest)):
        found = _weigh(signed, known, evidence_digest, at)
        if isinstance(found, NotCounted):
            not_counted.append(found)
        elif found.ref in counted:
            not_counted.append(NotCounted(found.ref, found.digest, f"{found.ref} is counted once", forged=False))
        else:
            counted[found.ref] = found
    return Attestors(tuple(counted.values()), tuple(not_counted))


def _weigh(
    signed: SignedAttestation, known: Mapping[str, Attestor], evidence_digest: str, at: datetime
) -> Attested | NotCounted:
    said = signed.attestation
    without = NotCounted(said.attestor_ref, signed.digest, "", forged=False)
    attestor = known.get(said.attestor_ref)
    if attestor is None:
        return replace(without, why=f"{said.attestor_ref} is no attestor of the authority model")
    if not said.is_of(evidence_digest):
        return replace(without, why=f"it is about the bundle {said.evidence_digest}")
    if said.attested_at > at + TOLERANCE:
        return replace(without, why=f"its time, {said.attested_at.isoformat()}, is not yet")
    allowed = [AllowedKey(attestor.ref, key.public, key.valid_from, key.valid_until) for key in attestor.key]
    try:
        made_by = verify(signed.content, signed.signature, allowed, attestor.ref, ATTESTATION, said.attested_at)
    except SignatureInvalid as error:
        return replace(without, why=error.message, forged=True)
    key = next(key for key in attestor.key if fingerprint(key.public) == made_by)
    for word, since in (("revoked", key.revoked_at), ("compromised", key.compromised_since)):
        if since is not None and max(said.attested_at, at) >= since:
            return replace(without, why=f"the key {made_by} is {word} since {since.isoformat()}")
    again = said.evidence_digest != evidence_digest
    return Attested(attestor.ref, attestor.name, made_by, signed.digest, said.attested_at, reproduced=again)
