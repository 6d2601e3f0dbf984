"""A fingerprint of all data against `COPY (FORMAT binary)` of the same tables to /dev/null, as many connections.

COPY writes on the server, so nothing of it goes through a client. It is run in two ways, whole tables and the pieces
that the fingerprint reads, and the faster one counts. The fingerprint is whole: its catalog is in its time.

    python -m benchmarks.fingerprint_copy --scale 0.1
"""

from __future__ import annotations

from benchmarks.measure import alternate, fingerprint, ratio, rows_alone, run_all, tables_of
from benchmarks.reference import arguments, reference
from oneroof.fingerprint.workers import cut
from oneroof.pg.dsn import Dsn


def whole_tables(dsn: Dsn) -> list[str]:
    """COPY of each table."""
    return [f"COPY {table.schema}.{table.name} TO '/dev/null' (FORMAT binary)" for table in tables_of(dsn)]


def in_pieces(dsn: Dsn) -> list[str]:
    """COPY of each piece that the fingerprint reads."""
    statements = []
    for piece in (piece for task in cut(tables_of(dsn)) for piece in task):
        end = "" if piece.end is None else f" AND ctid < '({piece.end},0)'"
        query = f"SELECT * FROM ONLY {piece.table.schema}.{piece.table.name} WHERE ctid >= '({piece.first},0)'{end}"
        statements.append(f"COPY ({query}) TO '/dev/null' (FORMAT binary)")
    return statements


def main() -> None:
    """Print the medians, then the ratios."""
    options = arguments(__doc__).parse_args()
    with reference(options) as place:
        print(f"{place}, {options.connections} connections, {options.runs} runs")
        dsn, connections = place.dsn, options.connections
        tables, pieces = whole_tables(dsn), in_pieces(dsn)
        found = alternate(
            {
                "COPY binary, whole tables": lambda: run_all(dsn, tables, connections),
                "COPY binary, in pieces": lambda: run_all(dsn, pieces, connections),
                "fingerprint, everyday": lambda: fingerprint(dsn, connections),
                "rows alone, everyday": lambda: rows_alone(dsn, connections),
                "fingerprint, portable": lambda: fingerprint(dsn, connections, "portable"),
                "fingerprint, strict": lambda: fingerprint(dsn, connections, "strict"),
            },
            options.runs,
        )
    copy = min(found["COPY binary, whole tables"], found["COPY binary, in pieces"])
    ratio("the rows of an everyday fingerprint alone", "COPY (binary)", found["rows alone, everyday"] / copy)
    ratio("a portable fingerprint", "COPY (binary)", found["fingerprint, portable"] / copy)
    ratio("a strict fingerprint", "COPY (binary)", found["fingerprint, strict"] / copy, 4.5)
    ratio("an everyday fingerprint", "COPY (binary)", found["fingerprint, everyday"] / copy, 1.5)


if __name__ == "__main__":
    main()
