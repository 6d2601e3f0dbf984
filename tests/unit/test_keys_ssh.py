"""Signing and verifying through stock ssh-keygen: what is accepted, what is refused, whose the terminal is."""

from __future__ import annotations

import base64
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from oneroof.errors import SignatureInvalid, ToolFailed, ToolMissing
from oneroof.keys.public import KeyInvalidError, parse_public, parse_signature
from oneroof.keys.ssh import ACT, ATTESTATION, AllowedKey, allowed_signers, fingerprint, sign, verify
from tests.security_key import SecurityKey

NOW = datetime(2026, 5, 4, 12, 0, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(days=30)
CONTENT = b'{"type":"oneroof-act-v1"}'
Keys = Callable[[str], Path]


def _public(path: Path) -> str:
    return path.with_suffix(".pub").read_text()


def _allowed(public: str, ref: str = "ada", until: datetime | None = None) -> list[AllowedKey]:
    return [AllowedKey(ref, public, BEFORE, until)]


def _make(folder: Path, kind: str, bits: int, passphrase: str = "") -> Path:
    path = folder / f"{kind}-{bits}"
    size = ["-b", str(bits)] if bits else []
    subprocess.run(["ssh-keygen", "-q", "-t", kind, *size, "-N", passphrase, "-f", path], check=True)
    return path


def _stock(command: list[str | Path]) -> int:
    return subprocess.run(command, input=CONTENT, capture_output=True, check=False).returncode


@pytest.fixture(scope="module")
def signature(gate_key: Keys) -> str:
    """Ada's signature over the content."""
    return sign(CONTENT, gate_key("ada"), ACT)


@pytest.mark.parametrize(
    ("kind", "bits"), [("ed25519", 0), ("ecdsa", 256), ("ecdsa", 384), ("ecdsa", 521), ("rsa", 3072)]
)
def test_every_kind_of_key_signs_and_verifies(kind: str, bits: int, tmp_path: Path) -> None:
    """Sign, verify, and the fingerprint that ssh-keygen prints."""
    key = _make(tmp_path, kind, bits)
    found = verify(CONTENT, sign(CONTENT, key, ACT), _allowed(_public(key)), "ada", ACT, NOW)
    told = subprocess.run(["ssh-keygen", "-lf", key.with_suffix(".pub")], capture_output=True, text=True, check=True)
    assert found == fingerprint(_public(key)) == told.stdout.split()[1]


def test_stock_ssh_keygen_takes_our_allowed_signers(gate_key: Keys, signature: str, tmp_path: Path) -> None:
    """What an auditor does by hand, with the file as it is written for them."""
    signers, file = tmp_path / "allowed_signers", tmp_path / "X.act.sig"
    signers.write_text(allowed_signers(_allowed(_public(gate_key("ada")), until=NOW + timedelta(days=30))))
    file.write_text(signature)
    command: list[str | Path] = ["ssh-keygen", "-Y", "verify", "-f", signers, "-I", "ada", "-n", ACT, "-s", file]
    for moment, status in (("20260504120000Z", 0), ("20260101000000Z", 255), ("20270101000000Z", 255)):
        done = subprocess.run(
            [*command, "-O", f"verify-time={moment}"], input=CONTENT, capture_output=True, check=False
        )
        assert done.returncode == status, moment


def test_other_bytes(gate_key: Keys, signature: str) -> None:
    """One byte more and the signature is of something else."""
    with pytest.raises(SignatureInvalid, match="not one over these bytes"):
        verify(CONTENT + b" ", signature, _allowed(_public(gate_key("ada"))), "ada", ACT, NOW)


def test_another_namespace(gate_key: Keys) -> None:
    """A signature for an attestation is none for an act."""
    other = sign(CONTENT, gate_key("ada"), ATTESTATION)
    with pytest.raises(SignatureInvalid, match="not one in the namespace oneroof-act-v1"):
        verify(CONTENT, other, _allowed(_public(gate_key("ada"))), "ada", ACT, NOW)


def test_another_persons_key(gate_key: Keys, signature: str) -> None:
    """Bob's list does not hold Ada's key, although it is in the file."""
    keys = [*_allowed(_public(gate_key("ada"))), *_allowed(_public(gate_key("bob")), "bob")]
    with pytest.raises(SignatureInvalid, match="a key that is not theirs"):
        verify(CONTENT, signature, keys, "bob", ACT, NOW)
    with pytest.raises(SignatureInvalid, match="a key that is not theirs"):
        verify(CONTENT, signature, [], "ada", ACT, NOW)


@pytest.mark.parametrize(
    ("seconds", "why"), [(-30 * 86400 - 1, "was not valid yet"), (-30 * 86400, None), (60, None), (61, "had expired")]
)
def test_a_key_is_valid_from_the_first_to_the_last_second(
    gate_key: Keys, signature: str, seconds: int, why: str | None
) -> None:
    """Both ends belong to the time; ssh-keygen sees it the same way."""
    keys = _allowed(_public(gate_key("ada")), until=NOW + timedelta(seconds=60))
    moment = NOW + timedelta(seconds=seconds)
    if why is None:
        assert verify(CONTENT, signature, keys, "ada", ACT, moment)
    else:
        with pytest.raises(SignatureInvalid, match=why):
            verify(CONTENT, signature, keys, "ada", ACT, moment)


def test_no_time_zone_of_the_machine_matters(gate_key: Keys, signature: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller's TZ and locale do not reach ssh-keygen."""
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("LC_ALL", "ar_EG.UTF-8")
    keys = _allowed(_public(gate_key("ada")), until=NOW)
    assert verify(CONTENT, signature, keys, "ada", ACT, NOW)


def test_a_principal_is_no_pattern(gate_key: Keys, signature: str) -> None:
    """An allowed_signers file would read * as everybody."""
    for name in ("*", "a?a", "!bob,*", "ada bob", "", "Ada"):
        with pytest.raises(KeyInvalidError, match="principal"):
            allowed_signers(_allowed(_public(gate_key("ada")), name))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "one line"),
        ("ssh-ed25519", "one line"),
        ("ssh-ed25519 AAAA\nssh-ed25519 BBBB", "one line"),
        ("ssh-dss AAAA", "not used here"),
        ("ssh-ed25519-cert-v01@openssh.com AAAA", "not used here"),
        ("restrict,ssh-ed25519 AAAA", "not used here"),
        ("ssh-ed25519 AAA", "base64"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "cut off"),
        ("ssh-ed25519 " + "A" * 100_000, "one line"),
        ("ssh-ed25519 \u202e", "one line"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAAA==", "needs 32"),
        ("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAAA==", "not the one in its blob"),
    ],
)
def test_what_is_no_public_key(text: str, why: str) -> None:
    """One sentence's worth of reason, never a traceback of another kind."""
    with pytest.raises(KeyInvalidError, match=why):
        parse_public(text)


def test_a_key_has_one_form(gate_key: Keys) -> None:
    """What follows the key in its blob would make another blob of the same key."""
    kind, body = _public(gate_key("ada")).split()[:2]
    longer = base64.b64encode(base64.b64decode(body) + b"\0").decode()
    with pytest.raises(KeyInvalidError, match="more than it should"):
        parse_public(f"{kind} {longer}")
    assert parse_public(f"{kind} {body} a comment").text == f"{kind} {body}"


def test_a_short_rsa_key(tmp_path: Path) -> None:
    """2048 bits are too few; the sentence says how many there are."""
    key = _make(tmp_path, "rsa", 2048)
    with pytest.raises(KeyInvalidError, match="at least 3072 bits, this one has 2048"):
        parse_public(_public(key))
    with pytest.raises(SignatureInvalid, match="3072"):
        sign(CONTENT, key, ACT)


def _edited(signature: str, at: bytes, by: bytes) -> str:
    body = base64.b64decode("".join(signature.splitlines()[1:-1])).replace(at, by)
    text = base64.b64encode(body).decode()
    lines = [text[start : start + 70] for start in range(0, len(text), 70)]
    return "\n".join([signature.splitlines()[0], *lines, signature.splitlines()[-1], ""])


def test_a_signature_has_one_form(gate_key: Keys, signature: str) -> None:
    """A reserved field, bytes after the end, other armor: another text of the same signature is refused."""
    ssh = ACT.encode()
    forms = {
        "reserved": _edited(signature, ssh + b"\0\0\0\0", ssh + b"\0\0\0\1x"),
        "version": _edited(signature, b"SSHSIG\0\0\0\1", b"SSHSIG\0\0\0\2"),
        "hash": _edited(signature, b"sha512", b"sha513"),
        "crlf": signature.replace("\n", "\r\n"),
        "twice": signature + signature,
        "before": "x\n" + signature,
        "empty": "",
        "large": "-----BEGIN SSH SIGNATURE-----\n" + "A\n" * 5_000_000,
        "surrogate": signature.replace("A", "\udc80", 1),
    }
    for name, form in forms.items():
        with pytest.raises(SignatureInvalid):
            verify(CONTENT, form, _allowed(_public(gate_key("ada"))), "ada", ACT, NOW)
        with pytest.raises(KeyInvalidError):
            parse_signature(form)
        assert form != signature, name


def test_a_security_keys_touch(tmp_path: Path) -> None:
    """Stock ssh-keygen accepts a signature that nobody touched the key for; here it does not count."""
    key = SecurityKey(b"\x01" * 32)
    keys = _allowed(key.public)
    touched, untouched = (key.sign(CONTENT, ACT, flags=flags) for flags in (1, 0))
    assert verify(CONTENT, touched, keys, "ada", ACT, NOW) == fingerprint(key.public)
    with pytest.raises(SignatureInvalid, match="without being touched"):
        verify(CONTENT, untouched, keys, "ada", ACT, NOW)
    (tmp_path / "signers").write_text(allowed_signers(keys))
    (tmp_path / "sig").write_text(untouched)
    names: list[str | Path] = ["-I", "ada", "-n", ACT, "-s", tmp_path / "sig"]
    command = ["ssh-keygen", "-Y", "verify", "-f", tmp_path / "signers", *names]
    stock = subprocess.run(
        [*command, "-O", "verify-time=20260504120000Z"], input=CONTENT, capture_output=True, check=False
    )
    assert stock.returncode == 0, stock.stderr


def test_a_touch_that_is_only_claimed() -> None:
    """The flags are part of what the security key signed: writing the bit in afterwards breaks the signature."""
    key = SecurityKey(b"\x01" * 32)
    forged = key.sign(CONTENT, ACT, flags=0, claimed=1)
    with pytest.raises(SignatureInvalid, match="not one over these bytes"):
        verify(CONTENT, forged, _allowed(key.public), "ada", ACT, NOW)


@pytest.fixture
def agent() -> Iterator[str]:
    """An ssh-agent; gives its socket."""
    told = subprocess.run(["ssh-agent", "-s"], capture_output=True, text=True, check=True).stdout
    parts = dict(item.split("=", 1) for item in told.replace("\n", "").split(";") if "=" in item)
    yield parts["SSH_AUTH_SOCK"]
    os.kill(int(parts["SSH_AGENT_PID"]), 15)


def test_a_key_in_the_agent(agent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .pub file names the key; its private half is nowhere but in ssh-agent."""
    key = _make(tmp_path, "ed25519", 0)
    monkeypatch.setenv("SSH_AUTH_SOCK", agent)
    subprocess.run(["ssh-add", "-q", key], check=True)
    key.unlink()
    made = sign(CONTENT, key.with_suffix(".pub"), ACT)
    assert verify(CONTENT, made, _allowed(_public(key)), "ada", ACT, NOW)
    monkeypatch.delenv("SSH_AUTH_SOCK")
    with pytest.raises(ToolFailed, match="did not sign"):
        sign(CONTENT, key.with_suffix(".pub"), ACT)


CHILD = """
import fcntl, sys, termios
from pathlib import Path
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from oneroof.keys.ssh import ACT, sign
print("MADE" if sign(b"x", Path(sys.argv[1]), ACT).startswith("-----BEGIN") else "NOT")
"""


def test_the_passphrase_is_typed_to_ssh_keygen(tmp_path: Path) -> None:
    """At a terminal, ssh-keygen asks and reads by itself; nothing of it passes through us."""
    key = _make(tmp_path, "ed25519", 0, "correct horse")
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, key],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env={**os.environ, "SSH_ASKPASS_REQUIRE": "never"},
    )
    os.close(theirs)
    seen = b""
    typed = False
    while b"MADE" not in seen and b"Error" not in seen:
        try:
            seen += os.read(ours, 4096)
        except OSError:
            break
        if b"passphrase" in seen and not typed:
            typed = bool(os.write(ours, b"correct horse\n"))
    os.close(ours)
    child.wait(30)
    assert typed
    assert b"MADE" in seen, seen
    assert b"correct horse" not in seen


def test_a_wrong_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The askpass program of a desktop is reached; what it gives is wrong, and the sentence is ssh-keygen's."""
    key = _make(tmp_path, "ed25519", 0, "correct horse")
    for word, works in (("wrong", False), ("correct horse", True)):
        asks = tmp_path / "ask pass"
        asks.write_text(f"#!/bin/sh\necho '{word}'\n")
        asks.chmod(0o700)
        monkeypatch.setenv("SSH_ASKPASS", str(asks))
        monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
        if works:
            assert sign(CONTENT, key, ACT)
        else:
            with pytest.raises(ToolFailed, match="incorrect passphrase"):
                sign(CONTENT, key, ACT)


def test_no_such_key(tmp_path: Path) -> None:
    """Named before anything is run."""
    with pytest.raises(ToolFailed, match="There is no key at"):
        sign(CONTENT, tmp_path / "nobody", ACT)


def _fake(folder: Path, version: str | None) -> None:
    real = shutil.which("ssh-keygen")
    assert real is not None
    (folder / "ssh-keygen").symlink_to(real)
    if version is not None:
        (folder / "ssh").write_text(f"#!/bin/sh\necho '{version}' >&2\n")
        (folder / "ssh").chmod(0o700)


@pytest.mark.parametrize(
    ("version", "why"),
    [
        ("OpenSSH_8.8p1 Debian-1, OpenSSL 1.1.1", "8.8; 8.9 or newer"),
        ("OpenSSH_7.10p1", "7.10; 8.9 or newer"),
        ("PuTTY", "unknown version"),
        (None, "cannot be told"),
    ],
)
def test_an_old_or_foreign_tool(
    version: str | None, why: str, gate_key: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 3, with the name of the package that has it."""
    _fake(tmp_path, version)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing, match=why) as caught:
        sign(CONTENT, gate_key("ada"), ACT)
    assert caught.value.exit_code == 3
    assert "openssh-client" in caught.value.next_step


def test_newer_tools_are_taken(gate_key: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """10.0 is newer than 8.9."""
    _fake(tmp_path, "OpenSSH_10.0p2")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert sign(CONTENT, gate_key("ada"), ACT)


def test_no_tool(gate_key: Keys, signature: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither signing nor verifying guesses."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing, match="was not found"):
        sign(CONTENT, gate_key("ada"), ACT)
    with pytest.raises(ToolMissing, match="was not found"):
        verify(CONTENT, signature, _allowed(_public(gate_key("ada"))), "ada", ACT, NOW)


def test_nothing_is_left_behind(gate_key: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporary files of both go, also when verifying refuses."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    made = sign(CONTENT, gate_key("ada"), ACT)
    with pytest.raises(SignatureInvalid):
        verify(b"other", made, _allowed(_public(gate_key("ada"))), "ada", ACT, NOW)
    assert not list(tmp_path.iterdir())
