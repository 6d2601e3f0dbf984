"""Signing and verifying with stock ``ssh-keygen -Y``, which is the only implementation of both.

No private key and no passphrase passes through this process: ``ssh-keygen`` reads the key's file, asks ssh-agent or the
security key, and talks to the terminal itself. What it says of a signature is taken by its exit status; what it does
not look at (whether a security key was touched, one form for one signature) is read here, from the same bytes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path

from oneroof.errors import SignatureInvalid, ToolFailed, ToolMissing
from oneroof.keys.public import (
    ACT,
    ATTESTATION,
    AllowedKey,
    KeyInvalidError,
    SignatureParts,
    allowed_signers,
    fingerprint,
    parse_public,
    parse_signature,
)

__all__ = ["ACT", "ATTESTATION", "AllowedKey", "allowed_signers", "fingerprint", "sign", "verify"]

#: Older ones are not tried: times in allowed_signers and `-Overify-time` are young (OpenSSH release notes, 8.7 to 8.9).
OLDEST = (8, 9)
_VERSION = re.compile(r"OpenSSH_(\d+)\.(\d+)")
_VERIFY_SECONDS = 60
#: What a person's way to the key may need: home, terminal, agent, askpass program, the security key's library.
_KEPT = (
    *("HOME", "PATH", "TERM", "SSH_AUTH_SOCK", "SSH_SK_PROVIDER", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE"),
    *("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR"),
)


@cache
def _tool(path: str | None) -> str:
    """The absolute path of an `ssh-keygen` that is new enough; `ssh` beside it tells the version of both."""
    found = shutil.which("ssh-keygen", path=path)
    advice = "Install OpenSSH's client, 8.9 or newer (Debian and Ubuntu: apt install openssh-client)."
    if found is None:
        raise ToolMissing("ssh-keygen was not found on PATH.", next_step=advice)
    ssh = Path(found).with_name("ssh")
    try:
        answer = subprocess.run(
            [ssh, "-V"], capture_output=True, text=True, check=False, timeout=_VERIFY_SECONDS, env=_quiet()
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ToolMissing(f"The version of {found} cannot be told: {ssh} does not run.", next_step=advice) from error
    version = _VERSION.search(answer.stderr + answer.stdout)
    if version is None or (int(version[1]), int(version[2])) < OLDEST:
        shown = f"{version[1]}.{version[2]}" if version else "of an unknown version"
        raise ToolMissing(f"{found} is {shown}; 8.9 or newer is needed.", next_step=advice)
    return found


def _quiet() -> dict[str, str]:
    """An environment in which nothing of the caller's changes what a tool says; times are in UTC."""
    return {"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath}


def _with_person(environment: Mapping[str, str]) -> dict[str, str]:
    return {**{name: environment[name] for name in _KEPT if name in environment}, "LC_ALL": "C", "TZ": "UTC"}


def require_tool() -> str:
    """The absolute path of this machine's ``ssh-keygen``.

    Raises:
        ToolMissing: there is none, or it is too old.
    """
    return _tool(os.environ.get("PATH"))


def sign(content: bytes, key: Path, namespace: str) -> str:
    """The armored SSHSIG over some bytes.

    Args:
        content: what is signed, exactly.
        key: a private key's file, or a ``.pub`` file whose private half ssh-agent or a security key holds.
        namespace: what kind of thing is signed (`ACT`, `ATTESTATION`).

    Raises:
        ToolMissing: no ssh-keygen, or one that is too old.
        ToolFailed: ssh-keygen did not sign: no such key, a wrong passphrase, no agent, no touch.
        SignatureInvalid: what it gave is no signature by a key of a type that is used here.
    """
    tool = require_tool()
    if not key.is_file():
        raise ToolFailed(f"There is no key at {key}.", next_step="Name a private key's file, or a .pub file.")
    with tempfile.TemporaryDirectory(prefix="oneroof-sign-") as folder:
        # A file, not a pipe: with its input taken, ssh-keygen could not ask the terminal for a passphrase.
        file = Path(folder) / "content"
        file.write_bytes(content)
        done = subprocess.run(
            [tool, "-q", "-Y", "sign", "-f", key.absolute(), "-n", namespace, file],
            env=_with_person(os.environ),
            stdout=subprocess.DEVNULL,
            stderr=None if sys.stderr.isatty() else subprocess.PIPE,
            check=False,
        )
        written = file.with_name("content.sig")
        if done.returncode != 0 or not written.is_file():
            words = _last_line(done.stderr or b"")
            raise ToolFailed(f"ssh-keygen did not sign with {key}{': ' if words else ''}{words}.")
        signature = written.read_text(encoding="ascii", errors="replace")
    parts = _parts(signature, "The signature that was just made")
    if parts.touched is False:
        raise SignatureInvalid(
            "The security key signed without being touched.",
            next_step="Use a key that was made without `-O no-touch-required`.",
        )
    return signature


def _last_line(words: bytes) -> str:
    lines = [line.strip() for line in words.decode("ascii", "replace").splitlines() if line.strip()]
    shown = "".join(character if character.isprintable() else "?" for character in lines[-1] if lines) if lines else ""
    return shown.rstrip(".")[:300]


def verify(
    content: bytes, signature: str, public_keys: Sequence[AllowedKey], principal: str, namespace: str, at: datetime
) -> str:
    """The fingerprint of the key that signed.

    Args:
        content: the bytes that must have been signed.
        signature: the armored SSHSIG.
        public_keys: who may sign with what, and when; the principal's alone are looked at.
        principal: by whom it must be signed.
        namespace: what kind of thing must have been signed.
        at: the moment at which the key must be valid.

    Raises:
        SignatureInvalid: says why, in one sentence.
        ToolMissing, ToolFailed: ssh-keygen is missing, too old or gave no answer.
    """
    parts = _parts(signature, f"The signature of {principal}")
    if parts.namespace != namespace:
        raise SignatureInvalid(f"The signature of {principal} is not one in the namespace {namespace}.")
    theirs = [key for key in public_keys if key.principal == principal and _is(key, parts)]
    if not theirs:
        raise SignatureInvalid(f"The signature said to be {principal}'s was made with a key that is not theirs.")
    if parts.touched is False:
        raise SignatureInvalid(f"The security key of {principal} signed without being touched.")
    _require_valid(theirs, principal, at)
    _ask(require_tool(), content, signature, tuple(theirs), principal, namespace, at)
    return parts.public.fingerprint


def _parts(signature: str, what: str) -> SignatureParts:
    try:
        return parse_signature(signature)
    except KeyInvalidError as error:
        raise SignatureInvalid(f"{what} cannot be used: {error}.") from error


def _is(key: AllowedKey, parts: SignatureParts) -> bool:
    try:
        return parse_public(key.public) == parts.public
    except KeyInvalidError as error:
        raise SignatureInvalid(f"A key of {key.principal} cannot be used: {error}.") from error


def _require_valid(keys: Sequence[AllowedKey], principal: str, at: datetime) -> None:
    """Looked at here too, because ssh-keygen's words do not say which of the times it was."""
    if any(key.valid_from <= at and (key.valid_until is None or at <= key.valid_until) for key in keys):
        return
    soon = all(at < key.valid_from for key in keys)
    raise SignatureInvalid(
        f"The key of {principal} {'was not valid yet' if soon else 'had expired'} at {at.astimezone(UTC).isoformat()}."
    )


@lru_cache(maxsize=1024)  # a yes follows from these alone; one look at the gate asks for the same several times
def _ask(
    tool: str,
    content: bytes,
    signature: str,
    keys: tuple[AllowedKey, ...],
    principal: str,
    namespace: str,
    at: datetime,
) -> None:
    """Return when ssh-keygen says yes; a no raises, and is asked again."""
    with tempfile.TemporaryDirectory(prefix="oneroof-verify-") as folder:
        signers, file = Path(folder) / "allowed_signers", Path(folder) / "signature"
        # Without "Z", which OpenSSH knows since 9.1: the environment's zone is UTC.
        signers.write_text(allowed_signers(keys, namespaces=(namespace,), utc=False))
        file.write_text(signature)
        moment = at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
        names = ["-I", principal, "-n", namespace, "-O", f"verify-time={moment}"]
        try:
            done = subprocess.run(
                [tool, "-Y", "verify", "-f", signers, "-s", file, *names],
                input=content,
                capture_output=True,
                check=False,
                timeout=_VERIFY_SECONDS,
                env=_quiet(),
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ToolFailed("ssh-keygen gave no answer about a signature.") from error
    if done.returncode != 0:
        raise SignatureInvalid(f"The signature of {principal} is not one over these bytes ({_last_line(done.stderr)}).")
