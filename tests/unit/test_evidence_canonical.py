"""Canonical bytes: one form for one value, and no secret in it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneroof.errors import OneroofError
from oneroof.evidence.canonical import NotCanonicalError, canonical, parse_canonical, plain, sha256_hex
from oneroof.evidence.redact import MARK, redacted

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(TEXT, children, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_canonical_is_a_fixpoint(value: Any) -> None:
    """What was written is read, and written again byte for byte the same."""
    content = canonical(value)
    assert canonical(parse_canonical(content)) == content


def test_key_order_and_spelling_do_not_matter() -> None:
    """Two spellings of one value have one form."""
    assert canonical({"b": 1, "a": (1, 2.0)}) == canonical({"a": [1, 2], "b": 1}) == b'{"a":[1,2],"b":1}'


def test_floats_have_three_places() -> None:
    """Seconds are rounded before they are written."""
    assert canonical({"seconds": 1.23456, "none": -0.0001}) == b'{"none":0,"seconds":1.235}'


def test_whole_numbers_beyond_json_become_text() -> None:
    """A sequence's largest value is kept exactly."""
    assert plain({"last": 2**63 - 1, "safe": 2**53 - 1}) == {"last": "9223372036854775807", "safe": 2**53 - 1}


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), b"bytes", {1: "a"}, {"deep": [{"at": object()}]}, "\ud800", {"\ud800": 1}],
    ids=["nan", "infinity", "bytes", "number as key", "object", "surrogate", "surrogate in a key"],
)
def test_what_evidence_cannot_hold_is_named(value: Any) -> None:
    """A fact that is no JSON value is a bug that says where it stands."""
    with pytest.raises(OneroofError, match=r"Evidence cannot hold .* at \$"):
        canonical(value)


@pytest.mark.parametrize(
    "content",
    [
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":NaN}',
        b'"\\u0061"',
        b"\xff",
        b"",
        b"9007199254740992",
        b"9" * 5000,
        b"[" * 100_000,
        b'"\\ud800"',
        b"\xef\xbb\xbf{}",
    ],
    ids=[
        "key order",
        "space",
        "newline",
        "key twice",
        "float for whole",
        "nan",
        "escape",
        "no utf-8",
        "empty",
        "beyond 2**53",
        "huge",
        "deep",
        "surrogate",
        "byte order mark",
    ],
)
def test_any_other_form_is_refused(content: bytes) -> None:
    """Only the canonical bytes are read."""
    with pytest.raises(NotCanonicalError):
        parse_canonical(content)


def test_sha256_is_hexadecimal() -> None:
    """The digest of nothing, as everybody knows it."""
    assert sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    "text",
    [
        "host=h password=s3cr3t dbname=d",
        "host=h password = 's3cr3t with \\' spaces' dbname=d",
        "PGPASSWORD=s3cr3t psql",
        'PGPASSWORD="s3cr3t" psql',
        "postgresql://user:s3cr3t@host/db",
        "postgres://:s3cr3t@host/db",
        "ALTER ROLE r ENCRYPTED PASSWORD 's3cr3t'",
        "SCRAM-SHA-256$4096:c2FsdA==$s3cr3t=:s3cr3t=",
        "-----BEGIN OPENSSH PRIVATE KEY-----\ns3cr3t\n-----END OPENSSH PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\ns3cr3t cut off",
    ],
)
def test_no_secret_comes_through(text: str) -> None:
    """Whatever has the shape of a secret is replaced, in values and keys, at any depth."""
    assert "s3cr3t" not in redacted(text)
    assert MARK in redacted(text)
    written = canonical({"facts": [{text: {"deep": text}}]}).decode()
    assert "s3cr3t" not in written
    json.loads(written)


@pytest.mark.parametrize(
    "text",
    [
        "table:public.password",
        "postgresql://user@host:5432/db",
        "host=h dbname=d",
        'DROP DATABASE IF EXISTS "directus_gov_test_20260602"',
        "the password of a role is fingerprinted as a salted digest",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    """Names and commands are left as they are."""
    assert redacted(text) == text
