"""From the names of a source to principals: an unknown one is named, and never takes a rule away in silence."""

from __future__ import annotations

import pytest

from oneroof.coverage.owners import match_owners
from oneroof.sources.entry import OwnerEntry, OwnersFile
from oneroof.sources.files import Known, parse_file, settle
from oneroof.sources.principals import Directory, Named, resolve

DIRECTORY = Directory(
    {"team:finance": True, "team:data": True, "team:gone": False, "@shop/direct": True},
    {
        "@shop/finance": "team:finance",
        "ada@shop.example": "team:finance",
        "@bob": "team:finance",
        "@carol": "team:data",
        "finance": "team:finance",
        "data": "team:data",
        "@old": "team:gone",
        "@lost": "team:never",
    },
)


def read(names: tuple[str, ...], *, alternatives: bool = False, directory: Directory = DIRECTORY) -> OwnersFile:
    """What one row comes to."""
    return resolve("F", [Named("table:a.b", names, "F, line 7", alternatives)], directory)


@pytest.mark.parametrize(
    ("names", "alternatives", "owner"),
    [
        (("@shop/finance",), False, "team:finance"),
        (("@Shop/Finance",), False, "team:finance"),
        (("@shop/direct",), False, "@shop/direct"),
        (("@bob", "ada@shop.example"), False, "team:finance"),
        ((), False, None),
        (("nobody@shop.example", "Finance"), True, "team:finance"),
    ],
)
def test_names_that_lead_to_one_principal(names: tuple[str, ...], alternatives: bool, owner: str | None) -> None:
    """A reference itself, an alias in whatever case, several names of one team; no name is explicitly nobody."""
    assert read(names, alternatives=alternatives) == OwnersFile("F", (OwnerEntry("table:a.b", owner, "F, line 7"),))


@pytest.mark.parametrize(
    ("names", "alternatives", "said"),
    [
        (("@who",), False, "@who is not a principal or an alias of one"),
        (("@bob", "@who"), False, "@who is not a principal"),
        (("x@y.example", "X"), True, "neither x@y.example nor X is a principal"),
        (("@bob", "@carol"), False, "2 principals; one is accountable"),
        (("Finance", "Data"), True, "2 principals"),
        (("@old",), False, "team:gone is inactive"),
        (("@lost",), False, "team:never is an alias of nobody"),
    ],
)
def test_names_that_do_not_are_problems_with_their_line(names: tuple[str, ...], alternatives: bool, said: str) -> None:
    """Unknown, several, inactive, dangling: each said, with place, and no owner chosen."""
    file = read(names, alternatives=alternatives)
    assert file.entries == ()
    assert [problem.place for problem in file.problems] == ["F, line 7"]
    assert said in file.problems[0].what


def test_a_line_that_decides_on_many_objects_is_one_problem() -> None:
    """Not one for each object."""
    rows = [Named(f"table:a.t{number}", ("@who",), "F, line 1") for number in range(50)]
    assert len(resolve("F", rows, DIRECTORY).problems) == 1


def test_where_nobody_is_known_a_name_stands_for_itself() -> None:
    """A first look at a database without our schema; two owners are still not one."""
    nobody = Directory(None, {})
    assert read(("@who",), directory=nobody).entries[0].owner == "@who"
    assert read(("a@b.example", "A"), alternatives=True, directory=nobody).entries[0].owner == "a@b.example"
    assert read(("@a", "@b"), directory=nobody).problems


def test_files_are_told_apart_by_name_and_unread_ones_are_problems() -> None:
    """CODEOWNERS, *.json, else TOML; what cannot be read at all is a problem of that file, and others are read."""
    known = Known("shop", {"table:public.a"}, {"table:public.a"}, {}, DIRECTORY)
    read = [
        parse_file("/.database/table/public/a @bob", ".github/CODEOWNERS"),
        parse_file('{"metadata": ', "target/manifest.json"),
        parse_file("[[owner]]\nobject = 'table:*'\nowner = 'x'", "owners.toml"),
    ]
    one, two, three = settle(read, lambda: known)
    assert one.entries == (OwnerEntry("table:public.a", "team:finance", ".github/CODEOWNERS, line 1"),)
    assert [str(problem) for problem in two.problems] == [
        "target/manifest.json: it is no whole JSON: Expecting value at line 1, column 14"
    ]
    assert three.entries[0].object == "table:*"
    assert settle([three], lambda: pytest.fail("asked")) == (three,)


def test_a_file_that_waits_is_never_taken_for_an_empty_one() -> None:
    """Who forgets to read it against the database is told."""
    found = match_owners([parse_file("* @bob", "CODEOWNERS")], [], {})
    assert ["not read against the database" in problem.what for problem in found.problems] == [True]


def settled(text: str, known: Known) -> OwnersFile:
    """A file of code owners, read against what is known."""
    (file,) = settle([parse_file(text, "CODEOWNERS")], lambda: known)
    return file


def test_a_file_of_code_owners_that_reaches_nothing_says_so() -> None:
    """Or a whole file would be without effect, in silence."""
    file = settled("* @bob", Known("shop", {"table:public.a"}, {"table:public.a"}, {}, DIRECTORY))
    assert "reaches an object" in file.problems[0].what


def test_a_rule_whose_owner_is_unknown_but_that_decides_nothing_is_no_problem() -> None:
    """A repository's file speaks of much else."""
    text = "*.js @someone-else\n/.database/** @bob"
    file = settled(text, Known("shop", {"table:public.a"}, {"table:public.a"}, {}, DIRECTORY))
    assert (len(file.entries), file.problems) == (1, ())


def test_a_rule_about_the_database_that_reaches_nothing_is_a_problem_and_so_is_its_owner() -> None:
    """A misspelt exception must not give its object to the line before it: who writes a packet is stopped."""
    refs = {"table:s.aa", "table:s.b"}
    text = "/.database/table/s/ @bob\n/.database/table/s/a\n/.database/table/nothere/ @nobody"
    file = settled(text, Known("shop", refs, refs, {}, DIRECTORY))
    assert sorted((problem.place, problem.what.partition(" (")[0]) for problem in file.problems) == [
        ("CODEOWNERS, line 2", "/.database/table/s/a matches no object of the database"),
        ("CODEOWNERS, line 3", "/.database/table/nothere/ matches no object of the database"),
        ("CODEOWNERS, line 3", "@nobody is not a principal or an alias of one"),
    ]
