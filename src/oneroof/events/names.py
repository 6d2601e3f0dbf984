"""What the queries of events are filled with."""

from __future__ import annotations

from oneroof.pg.compose import Identifier
from oneroof.pg.session import Identifiers


def governance(schema: str) -> Identifiers:
    """The schema that the governance part stands in, as identifier."""
    return {"governance": Identifier(schema)}
