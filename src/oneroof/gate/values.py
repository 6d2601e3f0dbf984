"""The values that authority models, statements and acts are made of, each with what it refuses. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictInt,
    StrictStr,
    ValidationError,
)

from oneroof.evidence.canonical import LARGEST_WHOLE
from oneroof.gate.text import safe_text
from oneroof.packets.values import Duration, Line, Text, duration_seconds

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
_VERSION = re.compile(
    r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})(?P<rest>.*)", re.ASCII | re.DOTALL
)
#: No key, proposal or approval of ours lives longer; larger numbers are typing errors, and overflow calendars.
LONGEST_SECONDS = 10 * 366 * 86400
_YEARS = range(2000, 9000)


class Strict(BaseModel):
    """Frozen; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _matching(pattern: str, sentence: str) -> AfterValidator:
    compiled = re.compile(pattern, re.ASCII)

    def check(value: str) -> str:
        if compiled.fullmatch(value) is None:
            raise ValueError(sentence)
        return value

    return AfterValidator(check)


def _bounded(limit: int) -> AfterValidator:
    def check(value: str) -> str:
        if len(value) > limit:
            raise ValueError(f"must have at most {limit} characters")
        return value

    return AfterValidator(check)


def _no_edges(value: str) -> str:
    if value != value.strip():
        raise ValueError("must not begin or end with a space")
    return value


def _foreign(value: str) -> str:
    if "\x00" in value or not value:
        raise ValueError("must not be empty or hold a zero byte")
    return value


def parse_moment(text: str) -> datetime:
    """A moment as it stands in signed bytes: ``2026-11-22T01:00:00Z``.

    Raises:
        ValueError: it has another form, or is no date of the calendar.
    """
    if _TIME.fullmatch(text) is None:
        raise ValueError("must be a time in UTC and whole seconds, as in 2026-11-22T01:00:00Z")
    try:
        return whole_moment(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC))
    except ValueError as error:
        raise ValueError(f"{text} is no moment of the years {_YEARS.start} to {_YEARS.stop - 1}") from error


def whole_moment(value: datetime) -> datetime:
    """A moment in UTC.

    Raises:
        ValueError: without a time zone, with parts of a second, or of a year that nobody means.
    """
    if value.tzinfo is None or value.microsecond:
        raise ValueError("must be a time with its zone and whole seconds, as in 2026-11-22T01:00:00Z")
    if value.year not in _YEARS:
        raise ValueError(f"must be of the years {_YEARS.start} to {_YEARS.stop - 1}")
    return value.astimezone(UTC)


def moment_text(value: datetime) -> str:
    """A moment as it stands in signed bytes; parts of a second are cut off."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _to_moment(value: Any) -> datetime:
    if isinstance(value, str):
        return parse_moment(value)
    if isinstance(value, datetime):
        return whole_moment(value)
    raise ValueError("must be a time")


def _to_seconds(value: str) -> int:
    seconds = duration_seconds(value)
    if seconds != int(seconds) or not 1 <= seconds <= LONGEST_SECONDS:
        raise ValueError("must be whole seconds, and at most ten years")
    return int(seconds)


def seconds_of(duration: str | None) -> int | None:
    """Whole seconds of a duration that was checked before; None for none."""
    return None if duration is None else int(duration_seconds(duration))


def _checked_duration(value: str) -> str:
    _to_seconds(value)
    return value


def version_key(text: str) -> tuple[int, int, int]:
    """Three numbers to compare versions by; what follows them (``.dev1``) is left out.

    Raises:
        ValueError: it does not begin with three numbers.
    """
    found = _VERSION.fullmatch(text)
    if found is None:
        raise ValueError("must be a version of three numbers, as in 0.1.0")
    return int(found[1]), int(found[2]), int(found[3])


def _plain_version(value: str) -> str:
    version_key(value)
    if not value.replace(".", "").isdigit():
        raise ValueError("must be a version of three numbers, as in 0.1.0")
    return value


Ref = Annotated[
    StrictStr,
    _matching(r"[a-z][a-z0-9._-]{0,62}", "must be lower-case letters, digits, dot, _ and -, beginning with a letter"),
]
#: One printed line, as a person's name or a title.
Name = Annotated[Line, AfterValidator(_no_edges), _bounded(200)]
#: What a person wrote: several lines, none of them invisible.
Words = Annotated[Text, _bounded(4000)]
#: A name that somebody else gave in a database: anything that PostgreSQL lets be a name.
Foreign = Annotated[StrictStr, AfterValidator(_foreign), _bounded(1000)]
Digest = Annotated[StrictStr, _matching(r"[0-9a-f]{64}", "must be a SHA-256 in 64 lower-case hexadecimal digits")]
Nonce = Annotated[StrictStr, _matching(r"[0-9a-f]{32}", "must be 32 lower-case hexadecimal digits")]
AprCode = Annotated[
    StrictStr,
    _matching(r"APR-[A-Z0-9]+(-[A-Z0-9]+)*", "must be APR- and capital letters or digits, parts joined by -"),
    _bounded(64),
]
Uid = Annotated[
    StrictStr, _matching(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "must be a UUID in lower case, 8-4-4-4-12")
]
SystemIdentifier = Annotated[StrictStr, _matching(r"[1-9][0-9]{0,19}", "must be a server's system identifier")]
HazardCode = Annotated[StrictStr, _matching(r"[a-z][a-z0-9-]{0,62}", "must be a hazard's code, as in any-rows")]
Version = Annotated[StrictStr, AfterValidator(_plain_version)]
Whole = Annotated[StrictInt, Field(ge=0, le=LARGEST_WHOLE)]
#: A duration as text, which is whole seconds.
Span = Annotated[Duration, AfterValidator(_checked_duration)]
Moment = Annotated[datetime, BeforeValidator(_to_moment), PlainSerializer(moment_text, return_type=str)]


def sentence(error: ValidationError) -> str:
    """The first complaint, with its place, as one line that is safe to show."""
    first = error.errors(include_url=False, include_input=False)[0]
    message = first["msg"].removeprefix("Value error, ")
    kind = first["type"]
    if kind == "missing":
        message = "is missing"
    elif kind == "extra_forbidden":
        message = "is an unknown key"
    elif kind in {"literal_error", "union_tag_invalid"}:
        expected = first.get("ctx", {}).get("expected") or first.get("ctx", {}).get("expected_tags", "")
        message = f"must be {expected}"
    elif kind != "value_error":
        message = message.replace("Input should be", "must be")
    return safe_text(f"{_place(first['loc'])}{message}"[:400])


def _place(location: tuple[int | str, ...]) -> str:
    shown = ""
    for part in location:
        shown += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if shown else str(part)
    return f"{shown[:200]} " if shown else ""
