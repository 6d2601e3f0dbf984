"""Public keys and signatures as bytes: read strictly, nothing is run and nothing verified here. Pure.

Sources: the formats are those of OpenSSH's documents ``PROTOCOL``, ``PROTOCOL.sshsig`` and ``PROTOCOL.u2f``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

ACT = "oneroof-act-v1"
ATTESTATION = "oneroof-attestation-v1"
MIN_RSA_BITS = 3072
MAX_SIGNATURE_CHARACTERS = 16 * 1024
MAX_KEY_CHARACTERS = 8 * 1024
_CURVES = {"ecdsa-sha2-nistp256": 65, "ecdsa-sha2-nistp384": 97, "ecdsa-sha2-nistp521": 133}
_SECURITY_KEYS = ("sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com")
KEY_TYPES = ("ssh-ed25519", *_CURVES, *_SECURITY_KEYS, "ssh-rsa")
_RSA_ALGORITHMS = ("rsa-sha2-256", "rsa-sha2-512")
#: The bit of a security key's flags that says that somebody touched it (FIDO "user present").
_USER_PRESENT = 0x01
_PRINCIPAL = re.compile(r"[a-z][a-z0-9._-]{0,62}", re.ASCII)
_ARMOR = re.compile(
    r"-----BEGIN SSH SIGNATURE-----\n(?P<body>(?:[A-Za-z0-9+/=]{1,76}\n)+)-----END SSH SIGNATURE-----\n?", re.ASCII
)


class KeyInvalidError(ValueError):
    """A public key or a signature is not what it must be; the message is part of a sentence."""


@dataclass(frozen=True)
class PublicKey:
    """A public key: its type, and its blob, by which keys are told apart."""

    kind: str
    blob: bytes

    @property
    def text(self) -> str:
        """Type and base64, without a comment."""
        return f"{self.kind} {base64.b64encode(self.blob).decode()}"

    @property
    def fingerprint(self) -> str:
        """``SHA256:`` and base64 without padding, as ``ssh-keygen -l`` prints it."""
        return "SHA256:" + base64.b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")

    @property
    def on_security_key(self) -> bool:
        """Whether the private half lives on a FIDO security key."""
        return self.kind in _SECURITY_KEYS


@dataclass(frozen=True)
class AllowedKey:
    """A key that a principal may sign with, and when; ``valid_until`` belongs to the time, None is no end."""

    principal: str
    public: str
    valid_from: datetime
    valid_until: datetime | None = None


@dataclass(frozen=True)
class SignatureParts:
    """What a signature says of itself. ``touched``: of a security key, whether somebody touched it; else None."""

    public: PublicKey
    namespace: str
    hash_algorithm: str
    algorithm: str
    touched: bool | None


class _Reader:
    """The fields of an SSH blob, one after the other (RFC 4251, section 5)."""

    def __init__(self, content: bytes, what: str) -> None:
        self._content, self._at, self._what = content, 0, what

    def take(self, count: int) -> bytes:
        found = self._content[self._at : self._at + count]
        if len(found) != count:
            raise KeyInvalidError(f"{self._what} is cut off")
        self._at += count
        return found

    def number(self) -> int:
        return int(struct.unpack(">I", self.take(4))[0])

    def string(self) -> bytes:
        return self.take(self.number())

    def text(self) -> str:
        try:
            return self.string().decode("ascii")
        except UnicodeDecodeError as error:
            raise KeyInvalidError(f"{self._what} holds a name that is not ASCII") from error

    def end(self) -> None:
        if self._at != len(self._content):
            raise KeyInvalidError(f"{self._what} holds more than it should")


def parse_public(text: str) -> PublicKey:
    """A public key as it stands in a ``.pub`` file: one line, type, base64 and perhaps a comment.

    Raises:
        KeyInvalidError: it is none, of a type that is not used here, or an RSA key that is too short.
    """
    line = text.removesuffix("\n")
    words = line.split() if line.isprintable() and len(line) <= MAX_KEY_CHARACTERS else []
    if len(words) < 2:  # noqa: PLR2004 - type and base64
        raise KeyInvalidError("a public key is one line: its type and its base64, as in a .pub file")
    if words[0] not in KEY_TYPES:
        raise KeyInvalidError(f"a key of this type is not used here; use one of {', '.join(KEY_TYPES)}")
    return _checked(PublicKey(words[0], _from_base64(words[1], "the public key")))


def _from_base64(text: str, what: str) -> bytes:
    try:
        content = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise KeyInvalidError(f"{what} is not base64") from error
    if base64.b64encode(content).decode() != text:
        raise KeyInvalidError(f"{what} is not base64 in its one form")
    return content


def _checked(key: PublicKey) -> PublicKey:
    """The blob read field by field, because two readings of one key would be two keys."""
    reader = _Reader(key.blob, "the public key")
    if reader.text() != key.kind:
        raise KeyInvalidError("the public key's type is not the one in its blob")
    if key.kind == "ssh-rsa":
        _positive(reader.string())
        bits = _positive(reader.string()).bit_length()
        if bits < MIN_RSA_BITS:
            raise KeyInvalidError(f"an RSA key needs at least {MIN_RSA_BITS} bits, this one has {bits}")
    elif key.kind.endswith("ssh-ed25519@openssh.com") or key.kind == "ssh-ed25519":
        _sized(reader.string(), 32)
    else:
        curve = key.kind.removeprefix("sk-").removesuffix("@openssh.com")
        if reader.text() != curve.removeprefix("ecdsa-sha2-"):
            raise KeyInvalidError("the public key's curve is not the one of its type")
        _sized(reader.string(), _CURVES[curve])
    if key.on_security_key and not reader.text():
        raise KeyInvalidError("the security key names no application")
    reader.end()
    return key


def _positive(content: bytes) -> int:
    """An mpint in its shortest form (RFC 4251, section 5)."""
    number = int.from_bytes(content, "big", signed=True)
    if number <= 0 or len(content) != number.bit_length() // 8 + 1:
        raise KeyInvalidError("the public key's numbers are not in their one form")
    return number


def _sized(content: bytes, size: int) -> None:
    if len(content) != size:
        raise KeyInvalidError(f"the public key has {len(content)} bytes and needs {size}")


def fingerprint(public: str) -> str:
    """``SHA256:…`` of a public key, as ``ssh-keygen -l`` prints it.

    Raises:
        KeyInvalidError: it is no key that is used here.
    """
    return parse_public(public).fingerprint


def parse_signature(armored: str) -> SignatureParts:
    """What an armored SSHSIG says of itself; nothing is verified by this.

    Stricter than the format: no reserved field, no certificate, nothing after the end; so a signature has one form.

    Raises:
        KeyInvalidError: says what is off.
    """
    found = _ARMOR.fullmatch(armored) if len(armored) <= MAX_SIGNATURE_CHARACTERS else None
    if found is None:
        raise KeyInvalidError("it is no armored SSH signature")
    reader = _Reader(_from_base64(found["body"].replace("\n", ""), "the signature"), "the signature")
    if reader.take(6) != b"SSHSIG" or reader.number() != 1:
        raise KeyInvalidError("it is no SSH signature of version 1")
    key = _signing_key(reader.string())
    namespace, reserved, hash_algorithm = reader.text(), reader.string(), reader.text()
    algorithm, touched = _read_inner(reader.string(), key)
    reader.end()
    if reserved or hash_algorithm not in {"sha256", "sha512"}:
        raise KeyInvalidError("it has fields that are not used here")
    return SignatureParts(key, namespace, hash_algorithm, algorithm, touched)


def _signing_key(blob: bytes) -> PublicKey:
    kind = _Reader(blob, "the signature's key").text()
    if kind not in KEY_TYPES:
        raise KeyInvalidError("it was made with a key of a type that is not used here")
    return _checked(PublicKey(kind, blob))


def _read_inner(content: bytes, key: PublicKey) -> tuple[str, bool | None]:
    """Algorithm, and of a security key whether it was touched: its flags are part of what it signed."""
    reader = _Reader(content, "the signature")
    algorithm = reader.text()
    if algorithm not in (_RSA_ALGORITHMS if key.kind == "ssh-rsa" else (key.kind,)):
        raise KeyInvalidError("its algorithm is not one of its key's type")
    reader.string()
    touched: bool | None = None
    if key.on_security_key:
        touched = bool(reader.take(1)[0] & _USER_PRESENT)
        reader.number()
    reader.end()
    return algorithm, touched


def allowed_signers(keys: Sequence[AllowedKey], *, namespaces: Sequence[str] = (ACT,), utc: bool = True) -> str:
    """The text of an ``allowed_signers`` file (``ssh-keygen(1)``), one line a key.

    Args:
        keys: who may sign with what, and when.
        namespaces: what they may sign.
        utc: times end with ``Z``, which OpenSSH knows since 9.1; without it they are in the reader's own time zone.

    Raises:
        KeyInvalidError: a principal that the file would read as a pattern, or a key that is not used here.
    """
    return "".join(_line(key, namespaces, "Z" if utc else "") for key in keys)


def _line(key: AllowedKey, namespaces: Sequence[str], zone: str) -> str:
    if _PRINCIPAL.fullmatch(key.principal) is None:
        raise KeyInvalidError("a principal is lower-case letters, digits, dot, _ and -, beginning with a letter")
    options = [f'namespaces="{",".join(namespaces)}"', f'valid-after="{_time(key.valid_from)}{zone}"']
    if key.valid_until is not None:
        options.append(f'valid-before="{_time(key.valid_until)}{zone}"')
    return f"{key.principal} {','.join(options)} {parse_public(key.public).text}\n"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")
