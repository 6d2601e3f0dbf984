"""Differences between two fingerprints, as pure functions of both."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from oneroof.errors import UsageError
from oneroof.fingerprint.compare import differences, sequence_interval
from oneroof.fingerprint.model import UNSEEN, Branch, Difference, Entry, Fingerprint, Scope
from oneroof.fingerprint.plan import DataPlan
from oneroof.fingerprint.refs import kind_of, make_ref, quote, split_ref

EMPTY = Fingerprint(catalog={}, data={}, sequences={}, ours={}, cluster={}, major=18)


def branch(*entries: Entry) -> Branch:
    """Entries by their refs."""
    return {entry.ref: entry for entry in entries}


def catalog(*entries: Entry) -> Fingerprint:
    """A fingerprint that has a catalog alone."""
    return replace(EMPTY, catalog=branch(*entries))


def column(name: str, position: int) -> Entry:
    """A column of ``table:s.t``."""
    return Entry(f"column:s.t.{name}", {"position": str(position), "type": "text"}, "table:s.t")


def told(found: tuple[Difference, ...]) -> list[str]:
    """Object, change and facet of each line."""
    return [" ".join(part for part in (line.object, line.change, line.facet) if part) for line in found]


DATABASE = Entry("database:this", {"encoding": "UTF8"})
SCHEMA = Entry("schema:s", {"owner": "o"}, "database:this")
TABLE = Entry("table:s.t", {"owner": "o"}, "schema:s")


def test_equal_fingerprints_have_no_difference() -> None:
    """And equal digests."""
    one, other = catalog(SCHEMA, TABLE, column("a", 1)), catalog(column("a", 1), TABLE, SCHEMA)
    assert differences(one, other) == ()
    assert one.digest == other.digest


def test_every_facet_has_a_line() -> None:
    """Changed, new and gone facets of one object, sorted."""
    changed = replace(TABLE, facets={"acl": "x", "owner": "p"})
    assert told(differences(catalog(SCHEMA, TABLE), catalog(SCHEMA, changed))) == [
        "table:s.t changed acl", "table:s.t changed owner",
    ]  # fmt: skip
    assert told(differences(catalog(SCHEMA, changed), catalog(SCHEMA, TABLE))) == [
        "table:s.t changed acl", "table:s.t changed owner",
    ]  # fmt: skip


def test_what_came_or_went_swallows_what_it_contains() -> None:
    """One line for the schema, none for its table and column."""
    full = catalog(SCHEMA, TABLE, column("a", 1))
    assert told(differences(full, EMPTY)) == ["schema:s removed"]
    assert told(differences(EMPTY, full)) == ["schema:s added"]
    assert told(differences(full, catalog(SCHEMA))) == ["table:s.t removed"]


def test_what_is_not_contained_is_not_swallowed() -> None:
    """A child that came to a table that stayed has its own line; one that changed too."""
    found = differences(catalog(SCHEMA, TABLE, column("a", 1)), catalog(SCHEMA, TABLE, column("b", 1)))
    assert told(found) == ["column:s.t.a removed", "column:s.t.b added"]


def test_what_follows_a_partitioned_tables_object_goes_with_it() -> None:
    """An index on each partition needs no line when the parent's came."""
    parent = Entry("index:s.p", {"definition": "d"}, "table:s.t")
    child = Entry("index:s.c", {"definition": "d", "follows": "index:s.p"}, "table:s.part")
    part = Entry("table:s.part", {"owner": "o"}, "schema:s")
    assert told(differences(catalog(SCHEMA, TABLE, part), catalog(SCHEMA, TABLE, part, parent, child))) == [
        "index:s.p added"
    ]


def test_rows_of_a_table_that_came_need_no_line_beside_it() -> None:
    """Unless the catalog is not compared."""
    full = replace(
        catalog(SCHEMA, TABLE),
        data=branch(Entry("table:s.t", {"rows": "3", "digest": "9"})),
        sequences=branch(Entry("sequence:s.q", {"last_value": "1", "is_called": "true", "increment": "1"})),
    )
    assert told(differences(catalog(SCHEMA), full)) == ["table:s.t added", "sequence:s.q added"]
    assert told(differences(catalog(SCHEMA), full, branches=("data",))) == ["table:s.t added"]
    assert differences(catalog(SCHEMA), full, branches=("data",))[0].detail == "3 rows"


def test_a_dropped_column_does_not_move_those_after_it() -> None:
    """Positions are compared as an order among the columns that both have."""
    before = catalog(SCHEMA, TABLE, column("a", 1), column("b", 2), column("c", 3))
    assert told(differences(before, catalog(SCHEMA, TABLE, column("a", 1), column("c", 2)))) == ["column:s.t.b removed"]
    swapped = catalog(SCHEMA, TABLE, column("a", 1), column("b", 3), column("c", 2))
    assert told(differences(before, swapped)) == ["column:s.t.b changed position", "column:s.t.c changed position"]


def test_what_was_hidden_on_either_side_is_not_compared() -> None:
    """It is named as unseen elsewhere; a guess would be worse."""
    seen = Entry("user_mapping:s.r", {"role": "r", "options": "digest"})
    hidden = replace(seen, facets={"role": "r", "options": UNSEEN})
    other = replace(seen, facets={"role": "r", "options": "another"})
    assert differences(catalog(seen), catalog(hidden)) == ()
    assert told(differences(catalog(seen), catalog(other))) == ["user_mapping:s.r changed options"]


def test_an_extension_of_another_version_speaks_for_its_members() -> None:
    """Hundreds of functions say nothing more; a member of an extension that stayed has its line."""

    def with_version(version: str, cost: str) -> Fingerprint:
        return catalog(
            Entry("extension:x", {"version": version}, "database:this"),
            Entry("function:s.f()", {"cost": cost}, "extension:x"),
            *([Entry("function:s.new()", {"cost": "1"}, "extension:x")] if version == "2" else []),
        )

    assert told(differences(with_version("1", "1"), with_version("2", "5"))) == ["extension:x changed version"]
    assert told(differences(with_version("1", "1"), with_version("1", "5"))) == ["function:s.f() changed cost"]


@pytest.mark.parametrize(
    ("facet", "before", "after", "detail"),
    [
        ("owner", "alice", "bob", "alice expected, bob found"),
        ("definition", "SELECT secret", "SELECT other", "another value"),
        ("settings", "a=secret", "a=other", "another value"),
        ("comment", "secret", "other", "another value"),
        ("default", "'secret'", None, "not there any more"),
        ("type", "x" * 90, "y", "another value"),
    ],
)
def test_details_show_only_what_holds_nothing_of_a_users(
    facet: str, before: str, after: str | None, detail: str
) -> None:
    """Words of PostgreSQL and names, when short; no text that a person wrote."""
    changed = {} if after is None else {facet: after}
    found = differences(
        catalog(replace(TABLE, facets={"kind": "k", facet: before})),
        catalog(replace(TABLE, facets={"kind": "k", **changed})),
    )
    assert [line.detail for line in found] == [detail]


def test_rows_are_one_line_with_counts() -> None:
    """Other values of as many rows, or another number of rows."""

    def rows(count: int, digest: int) -> Fingerprint:
        return replace(catalog(DATABASE), data=branch(Entry("table:s.t", {"rows": str(count), "digest": str(digest)})))

    assert [line.detail for line in differences(rows(2, 5), rows(2, 6))] == ["2 rows in both, other values"]
    assert [line.detail for line in differences(rows(2, 5), rows(3, 9))] == ["2 rows expected, 3 found"]


def sequence(last: int, *, called: bool = True, increment: int = 1) -> Fingerprint:
    """One sequence."""
    facets = {"last_value": str(last), "is_called": "true" if called else "false", "increment": str(increment)}
    return replace(EMPTY, sequences=branch(Entry("sequence:s.q", facets)))


@pytest.mark.parametrize(
    ("before", "after", "copy", "fits"),
    [
        (sequence(5), sequence(5), sequence(5), True),
        (sequence(5), sequence(5), sequence(6), False),
        (sequence(5), sequence(9), sequence(7), True),
        (sequence(5), sequence(9), sequence(10), False),
        (sequence(5), sequence(9), sequence(4), False),
        (sequence(1, called=False), sequence(1), sequence(1), True),
        (sequence(1), sequence(1), sequence(1, called=False), False),
        (sequence(-5, increment=-1), sequence(-9, increment=-1), sequence(-7, increment=-1), True),
        (sequence(-5, increment=-1), sequence(-9, increment=-1), sequence(-10, increment=-1), False),
        (sequence(5), sequence(9), sequence(7, increment=2), False),
        (sequence(9), sequence(5), sequence(7), True),
    ],
)
def test_a_copied_sequence_lies_in_its_interval(
    before: Fingerprint, after: Fingerprint, copy: Fingerprint, fits: bool
) -> None:
    """Between production's value before and after the copying, in its own direction; equal when nothing moved."""
    assert (sequence_interval(before, after, copy) == ()) is fits


def test_a_sequence_that_is_missing_or_too_many_is_told() -> None:
    """Also when it is new in the copy alone; one that production dropped meanwhile is not asked for."""
    assert told(sequence_interval(sequence(5), sequence(5), EMPTY)) == ["sequence:s.q removed"]
    assert told(sequence_interval(EMPTY, EMPTY, sequence(5))) == ["sequence:s.q added"]
    assert sequence_interval(sequence(5), EMPTY, sequence(5)) == ()


@pytest.mark.parametrize(
    "parts",
    [("public", "orders"), ('Sch.e"ma 🙂', "a.b", ""), ("a\nb", "A"), ('"', '""', "."), ("_x1", "1x", "é")],
)
def test_references_are_read_as_they_are_written(parts: tuple[str, ...]) -> None:
    """Quoted by our rule, whatever the name."""
    ref = make_ref("column", *parts)
    assert split_ref(ref) == ("column", parts)
    assert kind_of(ref) == "column"


@pytest.mark.parametrize(("name", "written"), [
    ("abc", "abc"), ("_a9", "_a9"), ("Abc", '"Abc"'), ("9a", '"9a"'), ("", '""'), ("select", "select"),
    ("a\n", '"a\n"'), ('a"b', '"a""b"'),
])  # fmt: skip
def test_the_rule_of_quoting(name: str, written: str) -> None:
    """No keyword is special, no case is folded."""
    assert quote(name) == written


@pytest.mark.parametrize("ref", ["table", "table:", "table:a..b", 'table:"a', "table:a.", 'table:"a"b'])
def test_what_is_no_reference_is_refused(ref: str) -> None:
    """Rather than read halfway."""
    with pytest.raises(ValueError, match="not a reference"):
        split_ref(ref)


def rows_of(*refs: str) -> Branch:
    """A data branch of tables with one row each."""
    return branch(*(Entry(ref, {"rows": "1", "digest": ref}) for ref in refs))


def test_fingerprints_of_different_modes_are_never_compared() -> None:
    """Their digests differ without a reason; only branches without rows can be looked at."""
    everyday, strict = replace(EMPTY, mode="everyday"), replace(EMPTY, mode="strict")
    with pytest.raises(UsageError, match="of mode strict"):
        differences(everyday, strict)
    with pytest.raises(UsageError, match="of mode everyday"):
        differences(strict, everyday, ("ours",))
    assert differences(everyday, strict, ("catalog", "sequences")) == ()


def test_what_either_side_left_undigested_is_not_compared() -> None:
    """It is neither gone nor new; what both have is."""
    full = replace(catalog(DATABASE), data=rows_of("table:s.a", "table:s.b"))
    part = replace(catalog(DATABASE), data=rows_of("table:s.a"), scope="touched", undigested=("table:s.b",))
    assert differences(full, part) == differences(part, full) == ()
    less = replace(part, data={})
    assert told(differences(full, less)) == ["table:s.a removed"]


def test_a_plan_covers_by_its_scope() -> None:
    """Everything, the tables named, nothing."""
    touched = frozenset({"table:s.a"})
    covered = {scope: DataPlan(scope=scope, touched=touched).covers for scope in get_args(Scope)}
    assert [covers("table:s.a") for covers in covered.values()] == [True, True, False]
    assert [covers("table:s.b") for covers in covered.values()] == [True, False, False]


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("UTF8", "LATIN1", "in the encoding UTF8"),
        ("UTF8", "SQL_ASCII", "nobody knows"),
        ("UTF8", None, "not said"),
        (None, None, "not said"),
    ],
)
def test_rows_of_different_or_unknown_encodings_are_not_compared(
    one: str | None, other: str | None, words: str
) -> None:
    """A digest is over bytes, so what they mean must be known of both sides; the catalogs alone need nothing of it."""
    expected, found = (
        replace(
            catalog(*([] if encoding is None else [Entry("database:this", {"encoding": encoding})])),
            data=branch(Entry("table:s.t", {"rows": "1", "digest": "1"})),
        )
        for encoding in (one, other)
    )
    with pytest.raises(UsageError, match=words):
        differences(expected, found)
    differences(expected, found, branches=("catalog",))
