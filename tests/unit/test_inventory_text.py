"""The inventory is one text: the function of an installed database and the bare query cannot drift apart."""

from __future__ import annotations

import re

from oneroof.pg import queries
from oneroof.schema.install import migrations, render

QUERY = "coverage/catalog_objects"
PLACE = "{catalog_objects}"


def test_the_newest_migration_that_makes_the_function_names_the_text_that_stands() -> None:
    """A change of the query needs a migration that makes the function anew: installed databases have the old one."""
    making = [each for each in migrations("governance") if PLACE in queries.load(each.query).text]
    stated = re.findall(r"^-- ([0-9a-f]{64})\.$", queries.load(making[-1].query).text, re.MULTILINE)
    assert stated == [queries.load(QUERY).sha256]


def test_the_functions_body_is_the_querys_text() -> None:
    """Word for word, but for what stands in its places."""
    bare = queries.load(QUERY).text
    pieces = re.split(r"\{(?:directus|home|fields|kinds|named)\}", bare)
    assert len(pieces) > 3
    script, place = render(governance=True, schema="governed"), 0
    for piece in pieces:
        place = script.index(piece, place) + len(piece)


def test_no_place_stands_in_a_comment() -> None:
    """What is put there may hold a line break, and would then go on as SQL."""
    for line in queries.load(QUERY).text.splitlines():
        _, _, comment = line.partition("--")
        assert "{" not in comment
