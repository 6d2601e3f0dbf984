"""Parts of a clone that are data in, data out: lists of names, references, what isolation knows, the drop line."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneroof.clone import known
from oneroof.clone.model import ClonePlace, Identity
from oneroof.clone.remove import drop_line
from oneroof.clone.settings import literals, split_names
from oneroof.clone.ways import ref
from oneroof.pg.dsn import Dsn

STORED = {
    "public, oneroof": ("public", "oneroof"),
    '"$user", public': ("$user", "public"),
    '"a ""b"", c",d': ('a "b", c', "d"),
    '""': ("",),
    "": (),
}


@pytest.mark.parametrize(("value", "names"), STORED.items())
def test_a_stored_list_is_divided_as_postgresql_does(value: str, names: tuple[str, ...]) -> None:
    """Quoted names keep commas and quotes."""
    assert split_names(value) == names


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1))
def test_any_list_of_names_comes_back(names: list[str]) -> None:
    """As `quote_identifier` would store them, all quoted."""
    stored = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
    assert split_names(stored) == tuple(names)


def test_only_list_settings_are_divided() -> None:
    """A value with a comma stays one literal elsewhere; an empty list is one empty name."""
    assert literals("app.title", "a, b") == ("a, b",)
    assert literals("search_path", "a, b") == ("a", "b")
    assert literals("search_path", "") == ("",)


def test_references_are_quoted_as_the_contract_says() -> None:
    """No keyword rule, no case folding."""
    assert ref("table", "public", "select") == "table:public.select"
    assert ref("server", 'We"ird') == 'server:"We""ird"'


def test_what_isolation_knows_does_not_contradict_itself() -> None:
    """Every entry has a reason; nothing is harmless and outward at once; what is disarmable is outward."""
    assert not known.HARMLESS_EXTENSIONS.keys() & known.OUTWARD_EXTENSIONS.keys()
    assert set(known.OUTWARD_EXTENSIONS) >= known.DISARMABLE_EXTENSIONS
    for entries in (
        known.HARMLESS_EXTENSIONS,
        known.OUTWARD_EXTENSIONS,
        known.SAFE_LANGUAGES,
        known.HARMLESS_LIBRARIES,
    ):
        assert all(reason.strip() for reason in entries.values())


def test_one_database_is_one_database() -> None:
    """By server and name, or by uid, whatever the kind."""
    production = Identity("1", "shop", "u1", "production")
    assert production.is_same_database(Identity("1", "shop", "u2", "clone"))
    assert production.is_same_database(Identity("2", "other", "u1", "clone"))
    assert not production.is_same_database(Identity("2", "shop", None, None))
    assert not Identity("1", "shop").is_same_database(Identity("1", "shop_2"))


@pytest.mark.parametrize(
    "name", ["plain", 'We"ird Ünï 💥 db', "it's", "a\nb\u202ec", "back\\slash\t", "$(touch x) `y`"]
)
def test_the_drop_line_is_one_line_that_a_shell_reads_as_meant(name: str) -> None:
    """Four words after the program, the statement whole, no password anywhere."""
    place = ClonePlace(Dsn.parse("host=/tmp dbname=postgres user=me password=hunter2"), "same", Path("/bin"))
    line = drop_line(place, name)
    assert "\n" not in line
    assert "\u202e" not in line
    assert "hunter2" not in line
    words = shlex.split(line)
    assert words[1:3] == ["-X", "-d"]
    assert words[4] == "-c"
    assert words[5].startswith("DROP DATABASE IF EXISTS ")
