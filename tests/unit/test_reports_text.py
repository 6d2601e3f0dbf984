"""Hostile text in documents and on terminals: shown, never obeyed."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from oneroof.reports.text import code, fenced, hidden_characters, prose, visible
from tests.unit.evidence_sample import HOSTILE

MARKDOWN = MarkdownIt("commonmark").enable("table")
TEXT = st.text(max_size=30) | st.sampled_from(HOSTILE) | st.text("`|\\*_<>[]()#-+=&;~$!:.w 1\n\t", max_size=20)


def inline(markdown: str) -> list[Token]:
    """The tokens inside the only cell of a table that holds the text."""
    tokens = MARKDOWN.parse(f"| head | second |\n|---|---|\n| {markdown} | last |\n")
    kinds = [token.type for token in tokens]
    assert kinds.count("tr_open") == 2, "the table has lost its shape"
    assert kinds.count("td_open") == 2, "a cell has ended"
    cells = [token for token in tokens if token.type == "inline"]
    assert cells[-1].content == "last"
    return cells[-2].children or []


def shown(tokens: list[Token]) -> str:
    """What a reader sees."""
    return "".join(token.content for token in tokens)


def squeezed(text: str) -> str:
    """Runs of spaces as a browser shows them."""
    return " ".join(visible(text).split(" ")).strip()


def named(text: str) -> str:
    """Each sign, by its code point where it is hidden or a space that a browser would take away."""
    around = f" {text} "
    return "".join(
        "[U+0020]" if sign == " " and " " in (before, after) else visible(sign)
        for before, sign, after in zip(around, text, around[2:], strict=False)
    )


@given(TEXT)
def test_prose_is_text_and_nothing_else(text: str) -> None:
    """In a cell: no link, no emphasis, no image, no HTML; the reader sees the text itself."""
    tokens = inline(str(prose(text)))
    assert {token.type for token in tokens} <= {"text", "text_special"}
    assert squeezed(shown(tokens)) == squeezed(text).lstrip(" ")


@given(TEXT)
def test_prose_begins_no_block(text: str) -> None:
    """At the start of a paragraph or of a list item it is still a paragraph."""
    for before in ("", "- ", "1. "):
        tokens = MARKDOWN.parse(f"{before}{prose(text)}\n")
        kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
        assert kinds <= {"paragraph", "inline", "bullet_list", "ordered_list", "list_item"}, (before, text)
        assert sum(token.type == "list_item_open" for token in tokens) <= 1


@given(TEXT)
@example("[U+0020]")
@example("“")
@example("a \n")
def test_code_is_the_name_and_nothing_else(text: str) -> None:
    """A name is seen exactly as it is, hidden characters by their code points."""
    tokens = inline(str(code(text)))
    assert {token.type for token in tokens} <= {"text", "text_special", "code_inline"}
    assert shown(tokens) in {text, f"“{named(text)}”"}


@given(TEXT)
def test_a_fence_holds_its_text(text: str) -> None:
    """Whatever stands inside, the block ends where we end it, and holds every line."""
    tokens = MARKDOWN.parse(f"before\n\n{fenced(text, 'sql')}\n\nafter\n")
    assert [token.type for token in tokens if token.level == 0] == [
        "paragraph_open",
        "paragraph_close",
        "fence",
        "paragraph_open",
        "paragraph_close",
    ] or text.strip("\n") == ""
    (block,) = [token for token in tokens if token.type == "fence"]
    lines = text.split("\n")
    expected = "\n".join("".join(c if c == "\t" else visible(c) for c in line) for line in lines)
    assert block.content.rstrip("\n") == expected.rstrip("\n")


@given(TEXT)
def test_visible_text_is_safe_on_a_terminal(text: str) -> None:
    """One line, no control character, nothing that turns the direction of writing."""
    assert all(unicodedata.category(character) not in {"Cc", "Cf", "Zl", "Zp", "Cs"} for character in visible(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("public.orders", "`public.orders`"),
        ("os_proposal_approvals >= 1", "`os_proposal_approvals >= 1`"),
        ('DROP DATABASE "a"', '`DROP DATABASE "a"`'),
        ("a|b", "“a&#124;b”"),
        ("a\u202eb", "“a&#91;U&#43;202E&#93;b”"),
        ("", "“”"),
    ],
)
def test_code_reads_well(text: str, expected: str) -> None:
    """Ordinary names stay ordinary code spans."""
    if ">" in text:
        expected = expected.replace("`", "“", 1).replace("`", "”").replace(">=", "&#62;&#61;").replace("_", "&#95;")
    assert str(code(text)) == expected


@pytest.mark.parametrize(
    "text", ["18.1", "3.2 s", "os_proposal_approvals >= 1, it is 0", "a (b) c: d; e", "gap 210→0", "-5", "100.00 %"]
)
def test_prose_reads_well(text: str) -> None:
    """Ordinary words stay as they are, also for people who read the file itself."""
    assert str(prose(text)) == text


@pytest.mark.parametrize("text", ["https://evil.example", "www.evil.example", "HTTP://X", "see ftp://x"])
def test_no_address_becomes_a_link(text: str) -> None:
    """Renderers that make links of bare addresses find none."""
    assert not re.search(r"(?<!\\)://|www(?<!\\)\.", str(prose(text)))
    assert shown(inline(str(prose(text)))) == text


def test_hidden_characters_are_counted() -> None:
    """So that a document can say that there are some."""
    assert hidden_characters("a\n\tb") == 0
    assert hidden_characters("a\u202eb\r\n\u00a0") == 3
