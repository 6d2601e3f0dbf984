"""Which lines of a dump's list are built early."""

from __future__ import annotations

from oneroof.clone.indexes import take_indexes
from oneroof.clone.model import StreamedTable

REST = """11; 0 0 ACL public TABLE t me
12; 2606 501 CONSTRAINT public t t_pkey me
13; 1259 502 INDEX public "t; 2606 501 CONSTRAINT" me
14; 1259 503 INDEX public of_a_shard me
15; 2606 502 FK CONSTRAINT public t refers me
16; 1259 504 INDEX public another me
17; 1259 501 INDEX public same_number_of_another_catalog me
18; 0 0 COMMENT public INDEX t_pkey me
"""


def _row(name: str, catalog: int, number: int) -> dict[str, object]:
    return {"schema": "public", "name": name, "catalog": catalog, "object": number}


def _table(name: str, root: tuple[str, str] | None = None) -> StreamedTable:
    return StreamedTable("public", name, ("k",), binary=True, encoding="UTF8", root=root)


def test_a_line_is_known_by_its_numbers() -> None:
    """Never by a name, which may hold anything; what was not named stays, and keeps its order."""
    listed = [_row("t", 2606, 501), _row("t", 1259, 502), _row("shard", 1259, 503), _row("gone", 1259, 504)]
    tables = [_table("t"), _table("shard", root=("public", "all"))]
    taken, left = take_indexes(REST, listed, tables)
    lines = REST.splitlines(keepends=True)
    assert taken == {("public", "t"): lines[1] + lines[2]}
    assert left == "".join([lines[0], *lines[3:]])


def test_nothing_to_take() -> None:
    """Without an index the list is as it was."""
    assert take_indexes(REST, [], [_table("t")]) == ({}, REST)
    assert take_indexes("\n", [], []) == ({}, "\n")
