"""How a fact is written: numbers, sizes, durations, lists. Formatting alone; no figure is made here. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from markupsafe import Markup

from oneroof.reports.text import code, prose

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")
_KILO = 1000
_MINUTE = 60
_LEAST = 0.1


class Missing:
    """The mark of a fact that a stage did not come to measure."""

    def __str__(self) -> str:
        return "not measured"

    def __bool__(self) -> bool:
        return False


MISSING: Final = Missing()
NONE = "none"


def at(facts: Any, path: str) -> Any:
    """A fact by its path (``forecast.free_bytes``); `MISSING` where the stage broke before it."""
    for part in path.split("."):
        if not isinstance(facts, Mapping) or part not in facts:
            return MISSING
        facts = facts[part]
    return facts


def text(value: Any) -> str:
    """Any fact as plain words: yes, no, none, a number with its thousands apart."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return NONE
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    return str(value)


def finalize(value: Any) -> Markup:
    """What every expression of a template passes through: escaped for markdown unless it was made by us."""
    return value if isinstance(value, Markup) else prose(text(value))


def size(value: Any) -> str:
    """Bytes for people: ``1.2 GB (1,234,567,890 bytes)``; None is what could not be measured from here."""
    if value is None:
        return "cannot be measured from here"
    if not isinstance(value, int):
        return text(value)
    scaled, unit = float(value), 0
    while scaled >= _KILO and unit < len(_UNITS) - 1:
        scaled, unit = scaled / _KILO, unit + 1
    return f"{scaled:.1f} {_UNITS[unit]} ({value:,} bytes)" if unit else f"{value:,} bytes"


def seconds(value: Any) -> str:
    """A duration: ``3.2 s``, ``2 min 5 s``; nothing takes no time at all."""
    if not isinstance(value, int | float):
        return text(value)
    if value < _LEAST / 2:
        return f"less than {_LEAST} s"
    if value < _MINUTE:
        return f"{value:.1f} s"
    whole = round(value)
    return f"{whole // _MINUTE} min {whole % _MINUTE} s"


def rows(value: Any) -> str:
    """A number of rows, or the range that a packet allows."""
    if not isinstance(value, Mapping):
        return text(value)
    least, most = value.get("min", 0), value.get("max")
    return f"at least {least:,}" if most is None else f"{least:,} to {most:,}"


def name(value: Any) -> Markup:
    """One name, digest or command as code; what is none or was not measured, in words."""
    return code(value) if isinstance(value, str) and value else finalize("(empty)" if value == "" else value)


def names(values: Any) -> Markup:
    """Names in the order given, as code, or the word none."""
    if isinstance(values, Missing):
        return prose(text(values))
    listed: Iterable[Any] = values or ()
    return Markup(", ").join(name(value) for value in listed) or prose(NONE)


def held(values: Any) -> Markup:
    """The names of a mapping's entries that are true."""
    return names([key for key, value in sorted(values.items()) if value] if isinstance(values, Mapping) else values)


def counted(values: Any) -> str:
    """Counts by kind: ``collation 2, operator 1``."""
    if not isinstance(values, Mapping):
        return text(values)
    return ", ".join(f"{key} {count:,}" for key, count in sorted(values.items())) or NONE


def short(value: Any) -> str:
    """The first twelve digits of a digest, for places where the whole one stands near by."""
    return f"{value[:12]}…" if isinstance(value, str) else text(value)


def either(value: Any, yes: str, no: str) -> str:
    """One of two phrases for a truth value; what was not measured stays so."""
    return text(value) if value is None or isinstance(value, Missing) else yes if value else no


def either_word(value: Any, word: str, yes: str, no: str) -> str:
    """One of two phrases, by whether the value is a word."""
    return either(value if value is None or isinstance(value, Missing) else value == word, yes, no)


def expectation(value: Any) -> Markup:
    """What a guard or verify must give, as its packet says it (`oneroof.packets.values.Expect`)."""
    if value.kind == "pinned":
        return prose("the value that the rehearsal measured")
    if value.kind == "text":
        return name(value.text)
    bounds = ((value.min, "at least"), (value.max, "at most"))
    return prose(" and ".join(f"{words} {bound:,}" for bound, words in bounds if bound is not None))
