"""The scanner's read-half: the coverage of this moment."""

from __future__ import annotations

from oneroof.coverage.read import Coverage, read_coverage
from oneroof.pg.session import Session

__all__ = ["scan_read"]


def scan_read(session: Session, schema: str) -> Coverage:
    """Read the coverage; in a read-only transaction of one snapshot, so that its parts belong together."""
    return read_coverage(session, schema)
