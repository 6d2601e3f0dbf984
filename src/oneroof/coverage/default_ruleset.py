"""The ruleset that a fresh installation has in force, for databases that have none: the migrations' own words."""

from __future__ import annotations

import re
from functools import cache

from oneroof.pg import queries
from oneroof.pg.compose import SQL, Composable

DEFAULT_RULESET = "default"
_MIGRATIONS = "schema/governance/"
_BEGINNING = re.compile(r"VALUES \('default',(?P<row>.*?)\);", re.DOTALL)
_ADDED = re.compile(r"SET kinds = kinds \|\| (?P<kinds>ARRAY\[[^\]]*\])\s+WHERE ruleset_version = 'default'")


@cache
def default_ruleset() -> Composable:
    """A query that gives its kinds, schemas, excluded_names and required_kinds.

    It is put together of the values that the migrations write, so there is no second copy; a test holds it against what
    stands in a database after installing.
    """
    texts = [queries.load(name).text for name in queries.names(_MIGRATIONS)]
    beginning = next(found for text in texts if (found := _BEGINNING.search(text)) is not None)
    added = [found["kinds"] for text in texts for found in _ADDED.finditer(text)]
    kinds = " || ".join(["kinds", *added])
    return SQL(
        f"SELECT {kinds} AS kinds, schemas::text[] AS schemas, excluded_names, required_kinds"  # noqa: S608 - of migrations
        f" FROM (VALUES ({beginning['row']})) AS begun (title, active, kinds, schemas, excluded_names, required_kinds)"
    )
