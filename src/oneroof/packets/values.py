"""The values that a manifest is made of, each with what it refuses. Pure."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    model_validator,
)

from oneroof.packets.names import parse_relation

_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,99}")
_DURATION = re.compile(r"([1-9][0-9]{0,8})(ms|s|min|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_OBJECT = re.compile(r"[a-z_]+:.+", re.DOTALL)
_MAX_COUNT = 2**63 - 1


def _matching(pattern: re.Pattern[str], sentence: str) -> AfterValidator:
    def check(value: str) -> str:
        if pattern.fullmatch(value) is None:
            raise ValueError(sentence)
        return value

    return AfterValidator(check)


def _relation(value: str) -> str:
    parse_relation(value)
    return value


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    if any(not character.isprintable() and character not in "\n\t" for character in value):
        raise ValueError("must not hold control characters")
    return value


def _line(value: str) -> str:
    if {"\n", "\t"} & set(value):
        raise ValueError("must stand on one line")
    return _text(value)


Text = Annotated[StrictStr, AfterValidator(_text)]
Line = Annotated[StrictStr, AfterValidator(_line)]
Name = Annotated[StrictStr, _matching(re.compile(r"[^\x00]+", re.DOTALL), "must not be empty")]
Code = Annotated[StrictStr, _matching(_CODE, "must be capital letters, digits and _, beginning with a letter")]
Duration = Annotated[StrictStr, _matching(_DURATION, 'must be a number above 0 and ms, s, min, h or d, as in "60s"')]
Relation = Annotated[StrictStr, AfterValidator(_relation)]
ObjectRef = Annotated[StrictStr, _matching(_OBJECT, 'must be kind:name, as in "index:public.owner_idx"')]


def duration_seconds(duration: str) -> float:
    """Seconds of a duration as a manifest writes it (``60s``, ``72h``)."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise ValueError(f"{duration!r} is no duration")
    return int(found[1]) * _SECONDS[found[2]]


def _whole(value: Any) -> Any:
    """1.0 and true are no whole numbers, although Python calls them equal to 1."""
    if type(value) is not int:
        raise ValueError("must be a whole number")
    return value


Format = Annotated[Literal[1], BeforeValidator(_whole)]
Phase = Annotated[Literal[1, 2, 3], BeforeValidator(_whole)]


class Strict(BaseModel):
    """Frozen, and unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Count(Strict):
    """How many rows: at least ``min``, at most ``max`` (None: no limit). A plain number n is both."""

    min: Annotated[StrictInt, Field(ge=0, le=_MAX_COUNT)] = 0
    max: Annotated[StrictInt, Field(ge=0, le=_MAX_COUNT)] | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Count:
        if self.max is not None and self.max < self.min:
            raise ValueError("min is above max")
        return self

    @property
    def exact(self) -> int | None:
        """The number, where only one is allowed."""
        return self.min if self.min == self.max else None

    def as_fact(self) -> int | dict[str, int | None]:
        """A number, or its bounds."""
        return self.min if self.min == self.max else {"min": self.min, "max": self.max}


def _to_count(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | dict | Count):
        raise ValueError("must be a whole number or {min = …, max = …}")  # noqa: TRY004 - pydantic turns ValueError into its own
    if isinstance(value, int):
        return {"min": value, "max": value}
    if value == {}:
        raise ValueError("must name min or max")
    return value


RowCount = Annotated[Count, BeforeValidator(_to_count)]


class Expect(Strict):
    """The value that a guard must have: the one measured at rehearsal, this text, or a number within a range."""

    kind: Literal["pinned", "text", "range"]
    text: StrictStr | None = None
    min: StrictInt | None = None
    max: StrictInt | None = None


def _to_expect(value: Any) -> Any:
    """A TOML value as what PostgreSQL prints: numbers in digits, booleans as ``t`` and ``f``."""
    if isinstance(value, Expect):
        return value
    if isinstance(value, bool):
        return {"kind": "text", "text": "t" if value else "f"}
    if isinstance(value, int):
        return {"kind": "text", "text": str(value)}
    if isinstance(value, str):
        return {"kind": "pinned"} if value == "pinned" else {"kind": "text", "text": value}
    bounds = isinstance(value, dict) and set(value) <= {"min", "max"} and value
    if not bounds or any(isinstance(bound, bool) or not isinstance(bound, int) for bound in value.values()):
        raise ValueError('must be "pinned", a text, a whole number, true or false, or {min = …, max = …}')
    if value.get("min", 0) > value.get("max", value.get("min", 0)):
        raise ValueError("min is above max")
    return {"kind": "range", **value}


Expectation = Annotated[Expect, BeforeValidator(_to_expect)]
NO_ROWS = Count(min=0, max=0)
