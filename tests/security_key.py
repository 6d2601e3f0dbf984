"""A security key in software, for tests: Ed25519 (RFC 8032) and the signature of OpenSSH's PROTOCOL.u2f over it.

Its touch flag is whatever the test says, which no real key would let anybody choose.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from dataclasses import dataclass

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_KIND = b"sk-ssh-ed25519@openssh.com"
_APPLICATION = b"ssh:"

Point = tuple[int, int]


def _x_of(y: int) -> int:
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    x = x if x * x % _P == square else x * _ROOT % _P
    return x if x % 2 == 0 else _P - x


_Y = 4 * pow(5, -1, _P) % _P
_BASE: Point = (_x_of(_Y), _Y)


def _add(one: Point, other: Point) -> Point:
    (a, b), (c, d) = one, other
    product = _D * a * b * c * d
    return (
        (a * d + b * c) * pow(1 + product, -1, _P) % _P,
        (b * d + a * c) * pow(1 - product, -1, _P) % _P,
    )


def _times(count: int) -> bytes:
    total, step = (0, 1), _BASE
    while count:
        total = _add(total, step) if count & 1 else total
        step, count = _add(step, step), count >> 1
    return (total[1] | (total[0] & 1) << 255).to_bytes(32, "little")


def _number(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def _string(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content


@dataclass(frozen=True)
class SecurityKey:
    """A key pair from a seed of 32 bytes."""

    seed: bytes

    def _halves(self) -> tuple[int, bytes]:
        digest = hashlib.sha512(self.seed).digest()
        scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | (1 << 254)
        return scalar, digest[32:]

    @property
    def blob(self) -> bytes:
        """The public key's blob."""
        return _string(_KIND) + _string(_times(self._halves()[0])) + _string(_APPLICATION)

    @property
    def public(self) -> str:
        """The public key, as in a .pub file."""
        return f"{_KIND.decode()} {base64.b64encode(self.blob).decode()}"

    def sign(self, content: bytes, namespace: str, *, flags: int, claimed: int | None = None) -> str:
        """An armored SSHSIG; ``flags`` are what the key signs, ``claimed`` what the signature then says of them."""
        message = b"SSHSIG" + b"".join(
            _string(part) for part in (namespace.encode(), b"", b"sha512", hashlib.sha512(content).digest())
        )
        counter = struct.pack(">I", 7)
        told = hashlib.sha256(_APPLICATION).digest() + bytes([flags]) + counter + hashlib.sha256(message).digest()
        scalar, prefix = self._halves()
        nonce = _number(prefix, told) % _L
        commitment, own = _times(nonce), _times(scalar)
        answer = (nonce + _number(commitment, own, told) * scalar) % _L
        inner = _string(_KIND) + _string(commitment + answer.to_bytes(32, "little"))
        inner += bytes([flags if claimed is None else claimed]) + counter
        fields = (self.blob, namespace.encode(), b"", b"sha512", inner)
        blob = b"SSHSIG" + struct.pack(">I", 1) + b"".join(_string(part) for part in fields)
        text = base64.b64encode(blob).decode()
        lines = [text[start : start + 70] for start in range(0, len(text), 70)]
        return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])
