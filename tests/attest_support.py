"""Throwaway keys, attestors and signed attestations for tests; made with stock ssh-keygen."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from oneroof.evidence.attestation import Attestation, SignedAttestation, parse_signed
from oneroof.gate.people import Attestor
from oneroof.keys.ssh import ATTESTATION, sign

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def make_key(folder: Path, name: str) -> Path:
    """A private key without a passphrase; its public half stands beside it."""
    path = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path], check=True)
    return path


def public(key: Path) -> str:
    """The line of a key's public file."""
    return key.with_name(f"{key.name}.pub").read_text().strip()


def attestor(ref: str, *keys: Path, **times: datetime) -> Attestor:
    """An attestor as an authority model has it; ``times`` replace those of its keys."""
    windows: dict[str, Any] = {"valid_from": NOW - 30 * DAY, **times}
    return Attestor.model_validate(
        {"ref": ref, "name": f"Runner {ref}", "key": [{"public": public(key), **windows} for key in keys]}
    )


def signed(said: Attestation, key: Path, namespace: str = ATTESTATION) -> SignedAttestation:
    """An attestation with a real signature."""
    content = said.as_bytes()
    return parse_signed(content, sign(content, key, namespace).encode())
