"""The owners file: what it says, and each way in which a line of it can be wrong, named with its place."""

from __future__ import annotations

import re

import pytest

from oneroof.coverage.owners import Matched, match_owners, sweeping
from oneroof.coverage.read import TreeObject
from oneroof.errors import ConfigError
from oneroof.sources.entry import Problem
from oneroof.sources.owners_toml import parse_owners

PRINCIPALS = {"team:a": True, "team:b": True, "team:gone": False}
TREE = [
    TreeObject("database:this", None, under_roof=False, requires_owner=False, catch_all=True),
    TreeObject("schema:app", "database:this", under_roof=True, requires_owner=False, catch_all=True),
    TreeObject("schema:other", "database:this", under_roof=False, requires_owner=False, catch_all=False),
    TreeObject("table:app.orders", "schema:app", under_roof=True, requires_owner=True, catch_all=False),
    TreeObject('table:app."Odd [*] name"', "schema:app", under_roof=True, requires_owner=True, catch_all=False),
    TreeObject("view:app.orders_open", "schema:app", under_roof=True, requires_owner=False, catch_all=False),
    TreeObject('table:app."Invoices"', "schema:app", under_roof=True, requires_owner=True, catch_all=False),
    TreeObject('table:app."a.b"', "schema:app", under_roof=True, requires_owner=True, catch_all=False),
    TreeObject("dbt_model:old", None, under_roof=False, requires_owner=False, catch_all=False, status="gone"),
]
REQUIRED = {item.object_ref for item in TREE if item.requires_owner}


def owners(*entries: tuple[str, str]) -> str:
    """A file of entries."""
    return "\n".join(f"[[owner]]\nobject = '{named}'\nowner = '{owner}'" for named, owner in entries)


def matching(*texts: str) -> Matched:
    """What the entries of files 1.toml, 2.toml and so on come to."""
    files = [parse_owners(text, f"{number}.toml") for number, text in enumerate(texts, 1)]
    return match_owners(files, TREE, PRINCIPALS)


def matched(text: str) -> dict[str, str | None]:
    """The same of one file in which all is well."""
    return matching(text).checked()


def test_an_exact_reference_beats_a_pattern_and_the_last_pattern_wins() -> None:
    """As in files of code owners; the order of exact entries does not matter."""
    text = owners(("table:app.orders", "team:a"), ("table:*", "team:a"), ("table:app.*", "team:b"))
    found = matched(text)
    assert found.pop("table:app.orders") == "team:a"
    assert found == dict.fromkeys(REQUIRED - {"table:app.orders"}, "team:b")


def test_a_pattern_does_not_reach_catch_alls_nor_what_is_not_under_the_roof() -> None:
    """One line that owns everything would mean nothing; said exactly, it is meant."""
    assert set(matched(owners(("*", "team:a")))) == REQUIRED | {"view:app.orders_open"}
    assert matched(owners(("schema:app", "team:a"))) == {"schema:app": "team:a"}
    assert matched(owners(("schema:other", "team:a"))) == {"schema:other": "team:a"}


def test_a_name_with_an_asterisk_is_that_name() -> None:
    """A reference that exists is never a pattern, and brackets have no meaning."""
    assert matched(owners(('table:app."Odd [*] name"', "team:b"))) == {'table:app."Odd [*] name"': "team:b"}


def test_explicitly_unowned() -> None:
    """Nobody's, on purpose."""
    text = '[[owner]]\nobject = "table:app.orders"\nunowned = true'
    assert matched(text) == {"table:app.orders": None}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[owner", "is no TOML"),
        ("owner = " + "[" * 20_000, "nested too deep"),
        ("owner = " + "1" * 5_000, "too many digits"),
        ('[[owner]]\nobject = "table:\\u0000"\nowner = "team:a"', "line 1: it has a sign that no name"),
        ("", "has no"),
        ("owner = 3", "has no"),
        ("owner = [3]", "an entry is a table"),
        ("[[owner]]\nobject = 'table:x'\nowner = 'team:a'\n[other]", "other is not known"),
        ("[[owner]]\nobject = 'table:x'\nowner = 'team:a'\nwhy = 'x'", "line 1: why is not known"),
        ("\n\n[[owner]]\nowner = 'team:a'", "line 3: object must be"),
        ("[[owner]]\nobject = 'orders'\nowner = 'team:a'", "line 1: object must be"),
        ("[[owner]]\nobject = 'table:x'", "line 1: give either owner"),
        ("[[owner]]\nobject = 'table:x'\nowner = ''", "line 1: give either owner"),
        ("[[owner]]\nobject = 'table:x'\nowner = 'team:a'\nunowned = true", "line 1: give either owner"),
        ("[[owner]]\nobject = 'table:x'\nunowned = false", "line 1: give either owner"),
        ("owner = [{object = 'table:x', owner = 7}]", "entry 1: give either owner"),
        (
            owners(("table:x", "team:a"), ("table:x", "team:b")),
            r"line 4: table:x stands already at owners\.toml, line 1",
        ),
    ],
)
def test_a_malformed_entry_is_named_with_its_place(text: str, said: str) -> None:
    """Nothing is passed over in silence."""
    (problem,) = parse_owners(text).problems
    assert re.search(said, str(problem))


@pytest.mark.parametrize(
    ("named", "owner", "said"),
    [
        ("table:app.orders", "team:nobody", "team:nobody is no principal of this database"),
        ("table:app.orders", "Team:B", "Team:B is no principal of this database; did you mean team:b?"),
        ("table:app.orders", "team:gone", "team:gone is inactive"),
        ("table:app.order", "team:a", "there is no object table:app.order; did you mean table:app.orders?"),
        ("table:App.Orders", "team:a", "there is no object table:App.Orders; did you mean table:app.orders?"),
        ("table:app.Invoices", "team:a", 'there is no object table:app.Invoices; did you mean table:app."Invoices"?'),
        ("table:app.a.b", "team:a", 'there is no object table:app.a.b; did you mean table:app."a.b"?'),
        ("view:app.orders", "team:a", "there is no object view:app.orders; did you mean table:app.orders?"),
        ("table:orders", "team:a", "there is no object table:orders; did you mean table:app.orders?"),
        ("x:y", "team:a", "there is no object x:y; parts that are not plain lower case stand in double quotes"),
        ("index:*", "team:a", "index:* matches no object"),
        (
            "table:app.invo*",
            "team:a",
            (
                "table:app.invo* matches no object;"
                ' case and quotes count: it would match table:app."Invoices" without them'
            ),
        ),
        (
            "schema:o*",
            "team:a",
            (
                "schema:o* matches only what no pattern reaches (schema:other holds everything or is not under"
                " the roof); name it exactly"
            ),
        ),
        ("dbt_model:old", "team:a", "dbt_model:old is gone; take the entry out"),
    ],
)
def test_an_entry_without_effect_is_a_problem(named: str, owner: str, said: str) -> None:
    """A misspelt line must not lose an owner; what was meant is suggested, and nothing is decided by it."""
    found = matching(owners((named, owner)))
    assert found.problems == (Problem("1.toml, line 1", said),)
    assert found.intended == {}
    with pytest.raises(ConfigError):
        found.checked()


def test_all_that_is_wrong_is_named_at_once_and_the_rest_still_counts() -> None:
    """A person mends a file once, not line by line; a first look shows what the sound entries come to."""
    text = owners(
        ("table:no.one", "team:a"), ("table:no.two", "team:nobody"), ("table:app.orders", "team:b"), ("?", "x")
    )
    found = matching(text)
    assert [problem.place for problem in found.problems] == [
        "1.toml, line 10",
        *["1.toml, line 1"],
        *["1.toml, line 4"] * 2,
    ]
    assert found.intended == {"table:app.orders": "team:b"}
    assert found.places == {"table:app.orders": "1.toml, line 7"}
    with pytest.raises(ConfigError) as caught:
        found.checked()
    assert caught.value.message.count("line ") == 4


def test_an_entry_with_an_unknown_owner_leaves_its_objects_undecided() -> None:
    """They do not fall to an entry that somebody meant to be overruled."""
    found = matching(owners(("table:*", "team:a"), ("table:app.o*", "team:nobody")))
    assert set(found.intended) == REQUIRED - {"table:app.orders"}


@pytest.mark.parametrize(
    ("entries", "named"),
    [
        ((("table:app.*", "team:a"), ("*", "team:b")), [("1.toml, line 1", "* at 1.toml, line 4")]),
        ((("table:app.*", "team:a"), ("*:app.*", "team:b")), [("1.toml, line 1", "*:app.* at 1.toml, line 4")]),
        ((("table:app.o*", "team:a"), ("table:*s", "team:b")), [("1.toml, line 1", "table:*s at 1.toml, line 4")]),
        ((("*", "team:a"), ("table:*", "team:b"), ("view:*", "team:b")), []),
        ((("table:app.o*", "team:a"), ("table:app.orders", "team:b")), []),
        ((("view:*", "team:a"), ("table:*", "team:b")), []),
    ],
)
def test_a_pattern_that_later_ones_leave_nothing_to_is_named(
    entries: tuple[tuple[str, str], ...], named: list[tuple[str, str]]
) -> None:
    """It cannot take effect, and its owner would be lost in silence; a default of which all is an exception stands."""
    found = [(problem.place, problem.what) for problem in matching(owners(*entries)).problems]
    assert [place for place, _ in found] == [place for place, _ in named]
    assert all(f"decides nothing: {other} matches" in what for (_, what), (_, other) in zip(found, named, strict=True))


@pytest.mark.parametrize(
    ("texts", "places"),
    [
        ([owners(("*", "team:a"), ("table:app.orders", "team:b"))], ("1.toml, line 1",)),
        ([owners(("*:app.*", "team:a"))], ("1.toml, line 1",)),
        ([owners(("schema:app", "team:a"))], ()),
        ([owners(("table:app.o*", "team:a"), ('table:app."*', "team:a"))], ()),
    ],
)
def test_an_entry_that_reaches_all_that_must_have_an_owner_is_told(texts: list[str], places: tuple[str, ...]) -> None:
    """It decides as little as one row on a container of everything, which has a figure of its own."""
    files = [parse_owners(text, f"{number}.toml") for number, text in enumerate(texts, 1)]
    assert sweeping(files, TREE) == places


def test_two_files_that_contradict_each_other_are_both_named() -> None:
    """No file is above another; where they agree, they add up; a pattern and an exact reference are equals here."""
    found = matching(
        owners(("table:*", "team:a"), ("view:*", "team:a")), owners(("table:app.o*", "team:b"), ("view:*", "team:a"))
    )
    (problem,) = found.problems
    assert str(problem) == (
        "2.toml, line 1: table:app.o* is meant for team:b, and at 1.toml, line 1 table:* is meant for team:a:"
        " they contradict each other on table:app.orders"
    )
    assert set(found.intended) == (REQUIRED | {"view:app.orders_open"}) - {"table:app.orders"}


def test_without_principals_nobody_is_unknown() -> None:
    """A database without our schema has none, and a first look is still worth it."""
    assert match_owners([parse_owners(owners(("table:app.orders", "team:x")))], TREE).checked()
