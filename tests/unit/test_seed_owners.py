"""The owners file: what it says, and each way in which a line of it can be wrong, named with its place."""

from __future__ import annotations

import pytest

from oneroof.coverage.owners import match_owners, parse_owners
from oneroof.coverage.read import TreeObject
from oneroof.errors import ConfigError

PRINCIPALS = {"team:a": True, "team:b": True, "team:gone": False}
TREE = [
    TreeObject("database:this", None, under_roof=False, requires_owner=False, catch_all=True),
    TreeObject("schema:app", "database:this", under_roof=True, requires_owner=False, catch_all=True),
    TreeObject("schema:other", "database:this", under_roof=False, requires_owner=False, catch_all=False),
    TreeObject("table:app.orders", "schema:app", under_roof=True, requires_owner=True, catch_all=False),
    TreeObject('table:app."Odd [*] name"', "schema:app", under_roof=True, requires_owner=True, catch_all=False),
    TreeObject("view:app.orders_open", "schema:app", under_roof=True, requires_owner=False, catch_all=False),
]


def owners(*entries: tuple[str, str]) -> str:
    """A file of entries."""
    return "\n".join(f"[[owner]]\nobject = '{named}'\nowner = '{owner}'" for named, owner in entries)


def matched(text: str) -> dict[str, str | None]:
    """What the entries come to."""
    return match_owners(parse_owners(text), TREE, PRINCIPALS)


def test_an_exact_reference_beats_a_pattern_and_the_last_pattern_wins() -> None:
    """As in files of code owners; the order of exact entries does not matter."""
    text = owners(("table:app.orders", "team:a"), ("table:*", "team:a"), ("table:app.*", "team:b"))
    assert matched(text) == {"table:app.orders": "team:a", 'table:app."Odd [*] name"': "team:b"}


def test_a_pattern_does_not_reach_catch_alls_nor_what_is_not_under_the_roof() -> None:
    """One line that owns everything would mean nothing; said exactly, it is meant."""
    assert set(matched(owners(("*", "team:a")))) == {item.object_ref for item in TREE[3:]}
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
    ],
)
def test_a_malformed_entry_is_named_with_its_place(text: str, said: str) -> None:
    """Nothing is passed over in silence."""
    with pytest.raises(ConfigError, match=said):
        parse_owners(text)


def test_one_object_twice_is_refused() -> None:
    """Both places are named."""
    with pytest.raises(ConfigError, match=r"line 4: table:x stands already at owners\.toml, line 1"):
        parse_owners(owners(("table:x", "team:a"), ("table:x", "team:b")))


@pytest.mark.parametrize(
    ("named", "owner", "said"),
    [
        ("table:app.orders", "team:nobody", "line 1: team:nobody is no principal"),
        ("table:app.orders", "team:gone", "line 1: team:gone is inactive"),
        ("table:app.order", "team:a", "line 1: table:app.order matches no object; parts that"),
        ("index:*", "team:a", r"line 1: index:\* matches no object"),
    ],
)
def test_an_entry_without_effect_is_an_error(named: str, owner: str, said: str) -> None:
    """A misspelt line must not lose an owner."""
    with pytest.raises(ConfigError, match=said):
        matched(owners((named, owner)))


def test_all_that_is_wrong_is_named_at_once() -> None:
    """A person mends a file once, not line by line."""
    with pytest.raises(ConfigError) as caught:
        matched(owners(("table:no.one", "team:a"), ("table:no.two", "team:nobody")))
    assert caught.value.message.count("line") == 3
