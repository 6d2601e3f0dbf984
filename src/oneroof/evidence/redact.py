"""Secrets do not reach evidence, documents or the journal. Pure.

Nothing of ours puts one there: a DSN is shown by its label, and passwords are fingerprinted as salted digests. This is
the second wall, for what a tool, a server or a person's own command line says. What it knows has a shape: libpq's
password keyword and URI, PostgreSQL's stored verifiers, private keys.
"""

from __future__ import annotations

import re

MARK = "[secret removed]"

_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    # libpq keyword/value and environment (manual, sections 34.1 and 34.15); quoted values may hold spaces
    (
        re.compile(r"(?i)\b((?:pg|ssl)?password\s*=\s*)(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^\s'\",;)]+)"),
        rf"\1{MARK}",
    ),
    # libpq URI: postgresql://user:secret@host
    (re.compile(r"(?i)\b(postgres(?:ql)?://[^\s:/@]*:)[^\s/@]+(?=@)"), rf"\1{MARK}"),
    # pg_authid.rolpassword (manual, section 53.8)
    (re.compile(r"SCRAM-SHA-256\$\d+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+"), MARK),
    (re.compile(r"(?i)\b((?:encrypted\s+)?password\s+)'(?:[^'\\]|''|\\.)*'"), rf"\1{MARK}"),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL), MARK),
)


def redacted(text: str) -> str:
    """The text with everything that has the shape of a secret replaced by a mark."""
    for shape, replacement in _SHAPES:
        text = shape.sub(replacement, text)
    return text
