"""CODEOWNERS as GitHub reads it: its manual's own examples, and each line that it does not read, named."""

from __future__ import annotations

import pytest

from oneroof.errors import ConfigError
from oneroof.sources.codeowners import LARGEST, CodeOwners, owners_of_objects, parse_codeowners
from oneroof.sources.refs import path_of

#: The rules of the example in GitHub's manual ("About code owners"), in our words.
MANUAL = """
# who is asked
*       @everyone-1 @everyone-2

*.js    @js-owner #an inline comment
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
"""


def owners(text: str, path: str) -> tuple[str, ...] | None:
    """Who owns a path; None is unmatched, an empty tuple explicitly unowned."""
    file = parse_codeowners(text)
    assert not file.problems
    rule = file.of_path(path)
    return None if rule is None else rule.owners


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("any/deep/file.rb", ("@everyone-1", "@everyone-2")),
        ("top", ("@everyone-1", "@everyone-2")),
        ("a/b.js", ("@js-owner",)),
        ("b.go", ("docs@example.com",)),
        ("x/y.txt", ("@octo-org/octocats",)),
        ("build/logs/a/b", ("@octocat",)),
        ("docs/a.md", ("@doctocat",)),
        ("x/docs/a.md", ("@everyone-1", "@everyone-2")),
        ("x/apps/deep/er", ("@octocat",)),
        ("scripts/a/b", ("@doctocat", "@octocat")),
        ("deeply/nested/logs/f", ("@octocat",)),
        ("apps/main.rs", ("@octocat",)),
        ("apps/github", ()),
        ("apps/github/deep/file", ()),
        ("apps/github2", ("@octocat",)),
    ],
)
def test_the_manuals_example(path: str, expected: tuple[str, ...]) -> None:
    """The last rule that matches counts, and one without owners is a statement."""
    assert owners(MANUAL, path) == expected


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("docs/*", ("docs/a.md",), ("docs/b/c.md", "x/docs/a.md", "docs")),
        ("/*", ("a",), ("a/b",)),
        ("*", ("a", "a/b/c"), ()),
        ("**", ("a", "a/b/c"), ()),
        ("docs/", ("docs/a", "x/docs/a/b"), ("docs", "docs2/a")),
        ("/docs/", ("docs/a/b",), ("x/docs/a",)),
        ("docs", ("docs", "docs/a/b", "x/docs"), ("docs.md",)),
        ("a/b", ("a/b", "a/b/c"), ("x/a/b",)),
        ("a/**/z", ("a/z", "a/b/c/z", "a/z/deep"), ("b/z", "az")),
        ("/a/**", ("a/b", "a/b/c"), ("a", "x/a/b")),
        ("**/x.sql", ("x.sql", "a/b/x.sql"), ("ax.sql",)),
        ("*.sql", ("a.sql", "b/a.sql", "a.sql/file"), ("a.sqlx",)),
        ("m?del.sql", ("model.sql",), ("mdel.sql", "m/del.sql")),
        (r"a\ b/c", ("a b/c",), ("a/b/c",)),
        (r"/st\*r", ("st*r",), ("star",)),
        ("Docs/", ("Docs/a",), ("docs/a",)),
        ("/a.b+(c)", ("a.b+(c)",), ("aXb+(c)",)),
    ],
)
def test_patterns(pattern: str, matching: tuple[str, ...], others: tuple[str, ...]) -> None:
    """Anchored by a slash that is not the last sign, folders with all that is in them, `docs/*` not nested."""
    text = f"{pattern} @a"
    assert [path for path in matching if owners(text, path) is None] == []
    assert [path for path in others if owners(text, path) is not None] == []


def test_unowned_is_not_unmatched() -> None:
    """A line without owners says so; a path that no line reaches is nobody's word."""
    assert owners("/apps/ @a\n/apps/old\n", "apps/old/x") == ()
    assert owners("/apps/ @a\n/apps/old\n", "models/x") is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("!/docs/keep @a", "begins with !"),
        ("/docs/[a-z].md @a", "range in brackets"),
        (r"\#file @a", "cannot be escaped"),
        ("fi#le @a", "begins a comment"),
        ("[Documentation] @a", "sections are GitLab's"),
        ("[Two words]", "sections are GitLab's"),
        ("^[Optional][2] @a", "sections are GitLab's"),
        ("/docs/ nobody", "nobody is no owner"),
        ("/docs/ @a b@", "b@ is no owner"),
        ("/docs/ @a@b", "is no owner"),
        ("/ @a", "names nothing"),
    ],
)
def test_lines_that_github_does_not_read_are_named_and_the_rest_is_read(line: str, said: str) -> None:
    """Each with its line; GitHub passes over such a line in silence."""
    file = parse_codeowners(f"# first\n* @all\n{line}\n/last @z\n")
    assert [(problem.place, said in problem.what) for problem in file.problems] == [("CODEOWNERS, line 3", True)]
    assert [rule.pattern for rule in file.rules if rule.wrong is None] == ["*", "/last"]


@pytest.mark.parametrize(
    "line",
    [
        "!/.database/table/public/orders",
        "/.database/table/public/o[a-z]ders @x",
        "/.database/table/public/orders team",
    ],
)
def test_what_such_a_line_may_speak_of_is_undecided(line: str) -> None:
    """It does not fall to the line before; what the line does not speak of does."""
    file = parse_codeowners(f"/.database/table/ @db\n{line}")
    found = owners_of_objects(file, FILES, REFS, set(REFS))
    assert (found.undecided, [row.object_ref for row in found.rows]) == (
        ("table:public.orders",),
        ['table:public."Order lines"'],
    )
    assert (found.problems, found.idle) == ((), ())


def test_windows_ends_of_lines_a_mark_and_separators_within_a_line() -> None:
    """CR LF, a byte order mark, tabs; a form feed does not end a line."""
    file = parse_codeowners("\ufeff*.a\t@a   @b\r\n\r\n# c\x0c\r\n/x @c\r\n")
    assert [(rule.pattern, rule.owners, rule.place) for rule in file.rules] == [
        ("*.a", ("@a", "@b"), "CODEOWNERS, line 1"),
        ("/x", ("@c",), "CODEOWNERS, line 4"),
    ]
    assert file.problems == ()


def test_a_file_that_github_would_not_load_is_refused() -> None:
    """Above 3 MB."""
    with pytest.raises(ConfigError, match="3 MB"):
        parse_codeowners("#" * (LARGEST + 1))


# -- objects --------------------------------------------------------------------------------------------------------

FILES = (
    ("dbt_model:model.shop.orders", "models/finance/orders.sql"),
    ("dbt_model:model.shop.stock", "models/stock.sql"),
)
REFS = ("dbt_model:model.shop.orders", "table:public.orders", 'table:public."Order lines"', "schema:public")


def meant(file: CodeOwners, *, beyond: frozenset[str] = frozenset()) -> dict[str, tuple[str, ...]]:
    """Names by object; what no pattern reaches is ``beyond``."""
    reachable = {*REFS, *(ref for ref, _ in FILES)} - beyond
    return {row.object_ref: row.names for row in owners_of_objects(file, FILES, REFS, reachable).rows}


def test_a_rule_for_files_is_no_statement_about_tables() -> None:
    """`*` reaches every file, and nothing in the database: no catch-all by accident."""
    assert meant(parse_codeowners("* @all\n/models/finance/ @fin\norders @no")) == {
        "dbt_model:model.shop.orders": ("@fin",),
        "dbt_model:model.shop.stock": ("@all",),
    }


def test_objects_of_the_database_lie_below_a_root_of_their_own() -> None:
    """Kind, then the parts of the name; who names the object itself means it, not the file that it is written in."""
    text = "* @all\n/.database/table/public/ @db\n/.database/table/public/Order\\ lines\n/.database/dbt_model/** @x"
    assert meant(parse_codeowners(text)) == {
        "table:public.orders": ("@db",),
        'table:public."Order lines"': (),
        "dbt_model:model.shop.orders": ("@x",),
        "dbt_model:model.shop.stock": ("@all",),
    }


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("/.database/** @x\n* @x\n**/*.sql @x", None),
        ("/.database/*/public @x\nmodels/stoc?.sql @x\n/models/ @x", None),
        ("/.database/schema/ @x\nstock.sql @x", None),
        ("/.database/schema/public @x\n/.database/** @y", "schema:public"),
        ("/models/stock.sql @x\n*.sql @y", "dbt_model:model.shop.stock"),
        ("models/stock.sql @x\n", "dbt_model:model.shop.stock"),
    ],
)
def test_what_no_pattern_reaches_is_named_exactly_or_not_at_all(text: str, reached: str | None) -> None:
    """What holds everything, is gone or not under the roof; a later pattern takes nothing away from the exact line."""
    beyond = frozenset({"schema:public", "dbt_model:model.shop.stock"})
    found = meant(parse_codeowners(text), beyond=beyond)
    assert {ref: found[ref] for ref in found if ref in beyond} == ({} if reached is None else {reached: ("@x",)})


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/.database/table/public/ordres @x", "; did you mean /.database/table/public/orders?"),
        ("/.database/table/public/orders/ @x", "; did you mean /.database/table/public/orders?"),
        ('/.database/table/public/"Order\\ lines" @x', "; did you mean /.database/table/public/Order\\ lines?"),
        ("/.database/tables/public/ @x", "; did you mean /.database/table/public/?"),
        ("/.database/table/Public @x", "; did you mean /.database/table/public/?"),
        ("/.database/table/nothere/ @x", ""),
        ("/.database/**/nothere @x", ""),
        (".database/view/ @x", ""),
        ("/.database/table/public/ord", ""),
    ],
)
def test_a_line_about_the_database_that_reaches_nothing_is_named(line: str, said: str) -> None:
    """It is meant for oneroof alone, so it is no line about code; also an exception without an owner."""
    file = parse_codeowners(f"* @all\n/.database/table/public/ @db\n{line}\n/nothing/of/the/kind @all")
    found = owners_of_objects(file, FILES, REFS, set(REFS))
    pattern = file.rules[2].pattern
    assert [str(problem) for problem in found.problems] == [
        f"CODEOWNERS, line 3: {pattern} matches no object of the database{said}"
    ]
    assert [row.object_ref for row in found.idle] == [pattern]


@pytest.mark.parametrize(
    ("first", "then", "named"),
    [
        ("/.database/table/public/orders @x", "/.database/table/public/ @db", True),
        ("/.database/table/public/ @x", "/.database/ @db", True),
        ("/.database/table/public/ @x", "/.database/*/public/** @db", True),
        ("/.database/table/ @x", "/.database/table/public/ @db", False),
        ("/.database/table/public/ord* @x", "/.database/table/public/orders", False),
    ],
)
def test_a_line_about_the_database_that_a_wider_one_after_it_overrules_is_named(
    first: str, then: str, named: bool
) -> None:
    """An exception belongs after its rule; a rule from which all is an exception stands."""
    found = owners_of_objects(parse_codeowners(f"{first}\n{then}"), FILES, REFS, set(REFS))
    place = f"{first.split(maxsplit=1)[0]} decides nothing: {then.split(maxsplit=1)[0]} at CODEOWNERS, line 2"
    assert [problem.what.partition(" matches")[0] for problem in found.problems] == ([place] if named else [])


def test_a_line_about_the_database_that_reaches_only_what_no_pattern_reaches_is_named() -> None:
    """A database's only schema, say, by a pattern."""
    file = parse_codeowners("/.database/schema/ @x\n/.database/schema/public @y")
    found = owners_of_objects(file, FILES, REFS, set(REFS) - {"schema:public"})
    assert [problem.place for problem in found.problems] == ["CODEOWNERS, line 1"]
    assert "name it exactly" in found.problems[0].what


def test_the_root_may_be_written_without_its_slash() -> None:
    """GitHub reads both as one: a slash that is not the last sign anchors a pattern."""
    assert meant(parse_codeowners(".database/table/public/orders @x")) == {"table:public.orders": ("@x",)}
    assert set(meant(parse_codeowners(".database @x"))) == set(REFS)


@pytest.mark.parametrize(
    ("ref", "path"),
    [
        ("table:public.orders", ".database/table/public/orders"),
        ('table:"We.ird ""S""".x', '.database/table/We.ird "S"/x'),
        ("function:public.f(integer,public.money_t)", ".database/function/public/f(integer,public.money_t)"),
        ('function:public."F.g"("char")', '.database/function/public/F.g("char")'),
        ('directus_folder:"a/b 100%"', ".database/directus_folder/a%2Fb 100%25"),
        ("database:this", ".database/database/this"),
        ("cast:(integer,text)", ".database/cast/(integer,text)"),
        ('operator:public."<->"(integer,integer)', ".database/operator/public/<->(integer,integer)"),
    ],
)
def test_paths_of_objects(ref: str, path: str) -> None:
    """Parts without their quotes; a slash in a name is escaped, so that no two objects share a path."""
    assert path_of(ref) == path
