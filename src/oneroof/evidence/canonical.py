"""Canonical bytes: one JSON value has exactly one form (RFC 8785), so that a digest of it means something.

Three things are settled before: a float (they are seconds) has at most three places; a whole number beyond 2**53 - 1,
which RFC 8785 cannot hold, becomes its decimal text; a secret that found its way into a text is replaced by a mark.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

import rfc8785

from oneroof.errors import OneroofError
from oneroof.evidence.redact import redacted

#: The largest whole number that every JSON reader keeps exactly (RFC 8785, section 3.2.2.3).
LARGEST_WHOLE = 2**53 - 1
FLOAT_PLACES = 3


def plain(value: Any, place: str = "$") -> Any:
    """A value of facts as plain JSON: dictionaries, lists, text, whole numbers, rounded floats, true, false, null.

    Raises:
        OneroofError: a value that evidence cannot hold (bytes, a date, NaN, a key that is no text); its place is named.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value, place)
    if isinstance(value, int):
        return value if abs(value) <= LARGEST_WHOLE else str(value)
    if isinstance(value, float) and math.isfinite(value):
        return round(value, FLOAT_PLACES) if abs(value) <= LARGEST_WHOLE else str(int(value))
    if isinstance(value, Mapping):
        return {_key(key, place): plain(item, f"{place}.{key}") for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, f"{place}[{position}]") for position, item in enumerate(value)]
    raise OneroofError(f"Evidence cannot hold the {type(value).__name__} at {place}.")


def _text(value: str, place: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise OneroofError(f"Evidence cannot hold the text at {place}: it is not Unicode.") from error
    return redacted(value)


def _key(key: Any, place: str) -> str:
    if not isinstance(key, str):
        raise OneroofError(f"Evidence cannot hold the key {key!r} at {place}: it is no text.")
    return _text(key, place)


def canonical(value: Any) -> bytes:
    """The canonical bytes of a value (RFC 8785), after `plain`."""
    return rfc8785.dumps(plain(value))


def sha256_hex(content: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


class NotCanonicalError(ValueError):
    """The bytes are not the canonical form of a JSON value."""


def parse_canonical(content: bytes) -> Any:
    """The value of canonical bytes; whatever is not byte for byte what `canonical` would write is refused.

    Raises:
        NotCanonicalError: no JSON, a second form of it, a key twice, a number JSON does not know, nested too deeply.
    """
    try:
        value = json.loads(content.decode(), parse_constant=_no_constant)
        same = rfc8785.dumps(value) == content
    except (ValueError, RecursionError) as error:
        raise NotCanonicalError("it is no canonical JSON") from error
    if not same:
        raise NotCanonicalError("it is JSON, and not in its canonical form")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
