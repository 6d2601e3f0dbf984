"""The reader of SQL: what stands in a literal or a comment is no code, however it is quoted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneroof.packets.tokens import UnreadableSqlError, statements, tokens

#: Text that would be refused if it were code.
CODE = st.text(alphabet="abcXY_ 019;()'\"\\$-/*\n\u00e9\U0001f418", max_size=30) | st.sampled_from(
    ["COMMIT; -- x", "'; DROP TABLE t; --", "/* */ COMMIT", "$$ COMMIT $$", "$a$", "\\! rm", "E'\\''", '"']
)


def _words(text: str) -> list[str]:
    return [token.text for token in tokens(text) if token.kind == "word"]


@given(CODE)
def test_a_plain_string_hides_everything(inside: str) -> None:
    """Quotes doubled, nothing else means anything."""
    text = "before '" + inside.replace("'", "''") + "' after"
    assert _words(text) == ["before", "after"]
    assert [token.kind for token in tokens(text)] == ["word", "string", "word"]


@given(CODE)
def test_an_escape_string_hides_everything(inside: str) -> None:
    """Quotes and backslashes escaped."""
    escaped = inside.replace("\\", "\\\\").replace("'", "\\'")
    assert _words(f"before e'{escaped}' after") == ["before", "after"]


@given(CODE)
def test_a_quoted_name_hides_everything(inside: str) -> None:
    """Double quotes doubled; the name comes out as it was."""
    found = list(tokens('before "' + inside.replace('"', '""') + '" after'))
    assert [(token.kind, token.text) for token in found[1:2]] == [("quoted", inside)]
    assert found[-1].text == "after"


@given(CODE, st.sampled_from(["", "a", "Tag_1", "\u00e9"]))
def test_a_dollar_quote_hides_everything_but_its_tag(inside: str, tag: str) -> None:
    """Whatever its tag; the inside comes out as it was."""
    quote = f"${tag}$"
    if quote in inside + quote[:-1]:
        return
    found = list(tokens(f"before {quote}{inside}{quote} after"))
    assert [token.text for token in found] == ["before", inside, "after"]


@given(CODE)
def test_a_line_comment_ends_with_its_line(inside: str) -> None:
    """And no earlier."""
    comment = inside.replace("\n", " ")
    assert _words(f"before --{comment}\nafter") == ["before", "after"]


@given(CODE, st.integers(0, 3))
def test_block_comments_nest(inside: str, depth: int) -> None:
    """As deep as they like."""
    comment = inside.replace("*", " ").replace("/", " ")
    assert _words("before " + "/*" * (depth + 1) + comment + "*/" * (depth + 1) + " after") == ["before", "after"]


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Never another error, never a token lost: the lines are counted right."""
    try:
        lines = [token.line for token in tokens(text)]
    except UnreadableSqlError as error:
        lines = [error.line]
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)
    assert lines == sorted(lines)


@given(
    st.lists(
        st.sampled_from(["SELECT 1", "INSERT INTO t VALUES (';')", "DO $$ a; b $$", "-- c;\nSELECT 2"]), max_size=6
    )
)
def test_statements_are_told_apart(texts: list[str]) -> None:
    """As many as were joined."""
    assert len(statements(";\n".join(texts))) == len(texts)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("'abc", 1),
        ("SELECT 1;\n'abc''", 2),
        ("e'abc\\'", 1),
        ('\n\n"abc', 3),
        ("$a$ $b$", 1),
        ("/* /* */", 1),
        ("'a'\n'b", 2),
    ],
)
def test_what_is_never_closed_is_refused_where_it_began(text: str, line: int) -> None:
    """The line is that of the opening quote."""
    with pytest.raises(UnreadableSqlError) as caught:
        list(tokens(text))
    assert caught.value.line == line


def test_an_escape_string_goes_on_in_the_next_line() -> None:
    """The continuation is of the same form, so its backslash escapes, too."""
    assert _words("e'a' -- comment\n  '\\'' COMMIT") == ["commit"]
    with pytest.raises(UnreadableSqlError):
        list(tokens("'a'\n'\\'' COMMIT"))


def test_a_dollar_inside_a_name_begins_no_string() -> None:
    """PostgreSQL allows it there."""
    assert _words("a$b$c COMMIT $1") == ["a$b$c", "commit"]


def test_bodies_and_rules_are_one_statement() -> None:
    """BEGIN ATOMIC … END with CASE … END inside, and brackets."""
    text = (
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END; "
        "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); COMMIT"
    )
    found = statements(text)
    assert [statement[0].text for statement in found] == ["create", "create", "commit"]
    assert found[-1][0].line == 1
