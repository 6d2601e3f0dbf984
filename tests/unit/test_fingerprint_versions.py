"""What two major versions cannot say alike: named, compared where it can be, never passed over."""

from __future__ import annotations

import pytest

from oneroof.errors import UsageError
from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.model import Entry, Fingerprint, Mode
from oneroof.fingerprint.versions import differs, not_compared

_ALL = [f"o={right}/o" for right in ("DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE")]


def _acl(*items: str) -> str:
    return ", ".join(sorted(items))


def _print(major: int, *entries: Entry, mode: Mode = "everyday") -> Fingerprint:
    return Fingerprint({entry.ref: entry for entry in entries}, {}, {}, {}, {}, major, mode=mode)


#: The object, the facet, its value on the earlier and on the later server, and whether that is a difference.
CASES = [
    ("constraint:public.t.c", "enforced", None, "true", False),
    ("constraint:public.t.c", "enforced", None, "false", True),
    ("column:public.t.c", "not_null_constraint", None, "'it''s' local inherited 0", False),
    ("column:public.t.c", "not_null_constraint", None, "'n' inherited 2", False),
    ("column:public.t.c", "not_null_constraint", None, "'n' NO INHERIT local inherited 0", True),
    ("column:public.t.c", "not_null_constraint", None, "'n' NOT VALID local inherited 0", True),
    ("column:public.t.c", "not_null_comment", None, "why", True),
    ("column:public.t.c", "not_null", "false", "true", True),
    ("type:public.d", "not_null_constraint", None, "'n'", False),
    ("type:public.d", "not_null_constraint", None, "'n' NOT VALID", True),
    ("publication:p", "generated", None, "n", False),
    ("publication:p", "generated", None, "s", True),
    ("subscription:s", "failover", None, "true", True),
    ("builtin:functions", "digest", "a", "b", False),
    ("table:public.t", "owner", "a", "b", True),
    ("table:public.t", "acl", _acl(*_ALL), _acl(*_ALL, "o=MAINTAIN/o"), False),
    ("table:public.t", "acl", _acl(*_ALL, "r=SELECT/o"), _acl(*_ALL, "o=MAINTAIN/o", "r=SELECT/o"), False),
    ("table:public.t", "acl", _acl(*_ALL, "r=SELECT/o"), _acl(*_ALL, "r=MAINTAIN/o", "r=SELECT/o"), True),
    ("table:public.t", "acl", _acl(*_ALL), _acl(*_ALL, "o=MAINTAIN/o", "-=SELECT/o"), True),
    ("table:public.t", "acl", _acl(*_ALL), "none", True),
    ("table:public.t", "acl", '"a, b=c"=SELECT/"o=/p"', '"a, b=c"=SELECT*/"o=/p"', True),
]


@pytest.mark.parametrize(("ref", "facet", "earlier", "later", "expected"), CASES)
def test_a_facet_of_two_versions(
    ref: str, facet: str, earlier: str | None, later: str | None, *, expected: bool
) -> None:
    """The same answer from both sides."""
    assert differs(ref, facet, earlier, later, (15, 18)) is expected
    assert differs(ref, facet, later, earlier, (18, 15)) is expected


def test_between_versions_that_both_have_a_facet_it_is_compared_as_it_stands() -> None:
    """From 17 to 18 a domain's NOT NULL has a row on both sides, and MAINTAIN is known to both."""
    assert differs("type:public.d", "not_null_constraint", None, "'n'", (17, 18))
    assert differs("table:public.t", "acl", _acl(*_ALL), _acl(*_ALL, "o=MAINTAIN/o"), (17, 18))


def test_what_is_of_one_version_is_named_and_counted() -> None:
    """Two constraints that 18 alone can have disabled, and a digest of what each server brings."""
    names = ("constraint:public.t.a", "constraint:public.t.b", "constraint:public.t.c")
    old = [Entry(name, {"type": "c"}) for name in names]
    new = [
        Entry(name, {"type": "c", "enforced": state})
        for name, state in zip(names, ("true", "true", "false"), strict=True)
    ]
    before = _print(15, Entry("builtin:functions", {"digest": "x"}), *old)
    after = _print(18, Entry("builtin:functions", {"digest": "y"}), *new)
    assert [line.object for line in differences(before, after, branches=("catalog",))] == ["constraint:public.t.c"]
    assert not_compared(before, after) == (
        "digest of builtin objects: each major version's own (1)",
        "enforced of a constraint: PostgreSQL 15 has no such facet; 18 says what 15 always does (2)",
    )
    assert not_compared(before, before) == ()


def test_rows_of_two_versions_are_compared_in_the_portable_mode_alone() -> None:
    """Hash functions of the server are no promise from one version to the next."""
    with pytest.raises(UsageError, match=r"15.*18"):
        differences(_print(15), _print(18))
    assert differences(_print(15), _print(18), branches=("catalog",)) == ()
    assert differences(_print(15, mode="portable"), _print(18, mode="portable")) == ()
