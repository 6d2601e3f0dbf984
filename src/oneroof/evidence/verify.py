"""Offline verification: read a bundle, refuse it when a byte is off, else compute everything again."""

from __future__ import annotations

from pathlib import Path

from oneroof.evidence.bundle import read_bundle
from oneroof.evidence.check import check_bundle
from oneroof.evidence.model import Check, Verification

__all__ = ["Check", "Verification", "verify"]


def verify(folder: Path) -> Verification:
    """Check a bundle without a database.

    1. every file is the one that the manifest names, byte for byte (else it is refused);
    2. everything of `oneroof.evidence.check`: the verdict from the facts above all.

    Whoever can change every file of a bundle can also renew every digest: then the facts themselves must still give the
    verdict. That the facts were measured is what an attestor's signature says, not this.

    Args:
        folder: a package's folder, or its ``evidence/``.

    Raises:
        UsageError: there is no bundle.
        BundleTampered: the bundle is not what was written; the file is named.
    """
    return check_bundle(read_bundle(folder))
