"""The digests of a packet, as its specification fixes them. Pure.

SHA-256 over the domain tag, then for each file in bytewise order of its path: the length of the path (u64, big endian),
the path in UTF-8, the length of the bytes, the bytes. *Source digest*: the three files that people write. *Packet
digest*: those and ``pins.toml``; only this one is proposed, signed, rolled out and logged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

DOMAIN = b"oneroof-packet-v1\x00"
PINS = "pins.toml"


def digest_files(files: Mapping[str, bytes]) -> str:
    """The digest over files by path, as 64 hexadecimal digits."""
    state = hashlib.sha256(DOMAIN)
    for path, content in sorted((path.encode(), content) for path, content in files.items()):
        for part in (path, content):
            state.update(len(part).to_bytes(8, "big"))
            state.update(part)
    return state.hexdigest()


def source_digest(files: Mapping[str, bytes]) -> str:
    """The digest of the three files that people write; pins among them are left out."""
    return digest_files({path: content for path, content in files.items() if path != PINS})


def packet_digest(files: Mapping[str, bytes], pins: bytes) -> str:
    """The digest of the pinned packet: the three files and the bytes of pins.toml."""
    return digest_files({**files, PINS: pins})
