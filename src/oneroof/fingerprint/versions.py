"""What servers of two major versions cannot say alike, and what of it is compared all the same. Pure.

A facet that only the later version has is compared with what the earlier one always does: a constraint of PostgreSQL
15 is enforced, so one of 18 that is not differs. A digest over a server's own built-in objects is that version's alone.
What is handled so is named (`not_compared`), never passed over in silence. Texts of definitions are no matter of this
module: they are for the witness.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from oneroof.fingerprint.model import Branch, Fingerprint
from oneroof.fingerprint.refs import kind_of

Majors = tuple[int, int]


@dataclass(frozen=True)
class _Later:
    """A facet that came with the major version ``since``; ``always`` matches what earlier ones do, in its words."""

    since: int
    always: re.Pattern[str]


_QUOTED = "'(?:[^']|'')*'"
_LATER = {
    ("column", "not_null_constraint"): _Later(18, re.compile(rf"{_QUOTED}(?: local)? inherited \d+")),
    ("type", "not_null_constraint"): _Later(17, re.compile(_QUOTED)),
    ("constraint", "enforced"): _Later(18, re.compile("true")),
    ("publication", "generated"): _Later(18, re.compile("n")),
    ("subscription", "origin"): _Later(16, re.compile("any")),
    ("subscription", "password_required"): _Later(16, re.compile("true")),
    ("subscription", "run_as_owner"): _Later(16, re.compile("false")),
    ("subscription", "failover"): _Later(17, re.compile("false")),
}
#: Digests over what a server brings along.
_OWN = frozenset({("builtin", "digest")})
#: The right that PostgreSQL 17 added to relations, and all that were before it (manual, 5.8). ``GRANT ALL`` and
#: an owner's own rights came to mean one right more.
_ADDED, _ADDED_IN = "MAINTAIN", 17
_BEFORE = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"})
_NAME = r'"(?:[^"]|"")*"|[^", =/]+'
_ITEM = re.compile(rf"(?P<grantee>{_NAME})=(?P<right>[A-Z ]+)(?P<option>\*?)/(?P<grantor>{_NAME})")


def differs(ref: str, facet: str, before: str | None, after: str | None, majors: Majors) -> bool:
    """Whether a facet, of unequal values in fingerprints of these major versions, is a difference.

    Args:
        ref: the object.
        facet: its facet.
        before: the value on the one side, None where there is none.
        after: the value on the other.
        majors: of both sides, unequal.
    """
    key = (kind_of(ref), facet)
    if key in _OWN:
        return False
    earlier, later = (before, after) if majors[0] < majors[1] else (after, before)
    came = _LATER.get(key)
    if came is not None and min(majors) < came.since <= max(majors):
        return earlier is not None or came.always.fullmatch(later or "") is None
    if facet == "acl" and earlier and later and min(majors) < _ADDED_IN <= max(majors):
        return _rights(earlier) != _as_before(_rights(later))
    return True


_Right = tuple[str, str, str, str]


def _rights(acl: str) -> frozenset[_Right]:
    """The items of an ACL: grantee, right, grant option, grantor; an ACL that reads otherwise is one item."""
    found = list(_ITEM.finditer(acl))
    if ", ".join(item[0] for item in found) != acl:
        return frozenset({(acl, "", "", "")})
    return frozenset((item["grantee"], item["right"], item["option"], item["grantor"]) for item in found)


def _as_before(rights: Iterable[_Right]) -> frozenset[_Right]:
    """Without the right that was added, where somebody has all the others from the same grantor."""
    rights = frozenset(rights)
    kept = set(rights)
    for grantee, right, option, grantor in rights:
        held = {other[1] for other in rights if (other[0], other[3]) == (grantee, grantor)}
        if right == _ADDED and held >= _BEFORE:
            kept.discard((grantee, right, option, grantor))
    return frozenset(kept)


def not_compared(expected: Fingerprint, found: Fingerprint) -> tuple[str, ...]:
    """What of the catalogs of two major versions is not compared as it stands, in words, with how often it occurs.

    Empty for fingerprints of one major version.
    """
    if expected.major == found.major:
        return ()
    majors = (expected.major, found.major)
    low, high = sorted(majors)
    counted: Counter[str] = Counter()
    for ref, facet, before, after in _unequal(expected.catalog, found.catalog):
        if not differs(ref, facet, before, after, majors):
            counted[_reason((kind_of(ref), facet), low, high)] += 1
    return tuple(f"{words} ({counted[words]})" for words in sorted(counted))


def _unequal(there: Branch, here: Branch) -> Iterable[tuple[str, str, str | None, str | None]]:
    for ref, entry in there.items():
        other = here[ref].facets if ref in here else entry.facets
        for facet in {**entry.facets, **other}:
            before, after = entry.facets.get(facet), other.get(facet)
            if before != after:
                yield ref, facet, before, after


def _reason(key: tuple[str, str], low: int, high: int) -> str:
    kind, facet = key
    if key in _OWN:
        return f"{facet} of {kind} objects: each major version's own"
    if facet == "acl":
        return f"the right {_ADDED}: PostgreSQL {low} has none; in {high} those have it who have every other right"
    return f"{facet} of a {kind}: PostgreSQL {low} has no such facet; {high} says what {low} always does"
