"""When reading the log takes longer than reading the tables: its bytes and its records both count, added up."""

from __future__ import annotations

import pytest

from oneroof.fingerprint.wal_reading import takes_longer

MB = 1 << 20


@pytest.mark.parametrize(
    ("log", "records", "rows", "longer"),
    [
        (400 * MB, 60_000, 200 * MB, False),  # a bulk load: fewer bytes of tables, and still they take longer
        (400 * MB, 60_000, 150 * MB, True),  # neither its bytes nor its records alone
        (400 * MB, 0, 99 * MB, True),
        (20 * MB, 300_000, 200 * MB, True),  # small writes: ten times as many bytes of tables, and still quicker
        (20 * MB, 300_000, 400 * MB, False),
    ],
)
def test_bytes_and_records_are_weighed_together(log: int, records: int, rows: int, *, longer: bool) -> None:
    """Neither the bytes alone decide, nor the records alone."""
    assert takes_longer(log, records, rows) is longer
