"""What a clone is called: ``<db>_gov_test_<YYYYMMDD>``. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date

#: PostgreSQL keeps this many bytes of a name and silently cuts the rest (NAMEDATALEN - 1; manual, section 4.1.1).
MAX_BYTES = 63
_PATTERN = re.compile(r"_gov_test_\d{8}(_[2-9]|_[1-9]\d+)?\Z")
_TWINS_ENDING = "_pristine"


def candidates(database: str, day: date) -> Iterator[str]:
    """Names for a clone of ``database`` made on ``day`` (UTC), best first, without end.

    The database's part is shortened, never inside a character, until the whole name fits into 63 bytes of UTF-8.
    """
    for number in itertools.count(1):
        suffix = f"_gov_test_{day:%Y%m%d}" + ("" if number == 1 else f"_{number}")
        yield shorten(database, MAX_BYTES - len(suffix.encode())) + suffix


def shorten(text: str, limit: int) -> str:
    """The longest beginning of ``text`` that has at most ``limit`` bytes in UTF-8."""
    return text.encode()[:limit].decode(errors="ignore")


def twin_of(name: str) -> str:
    """What a clone's pristine twin is called; where it is too long, of a clone's name the database's part is cut."""
    found = _PATTERN.search(name)
    database, kept = (name[: found.start()], found.group()) if found else (name, "")
    ending = kept + _TWINS_ENDING
    return shorten(database, MAX_BYTES - len(ending)) + ending


def is_clone_name(name: str) -> bool:
    """Whether a name has the form that clones get; says nothing about what the database is."""
    return _PATTERN.search(name) is not None
