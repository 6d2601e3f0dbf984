"""A fingerprint of all data against `md5(t::text)` of every row, the usual way, as many connections.

The usual way is a sum of the rows' MD5, so that their order does not matter, one query a table, the largest first; the
server may run it in parallel as it likes.

    python -m benchmarks.fingerprint_md5 --scale 0.1
"""

from __future__ import annotations

from benchmarks.measure import alternate, fingerprint, ratio, rows_alone, run_all, tables_of
from benchmarks.reference import arguments, reference

USUAL = "SELECT count(*), sum(('x' || left(md5(t::text), 16))::bit(64)::bigint) FROM {schema}.{name} AS t"


def main() -> None:
    """Print the medians, then the ratio."""
    options = arguments(__doc__).parse_args()
    with reference(options) as place:
        print(f"{place}, {options.connections} connections, {options.runs} runs")
        dsn, connections = place.dsn, options.connections
        queries = [USUAL.format(schema=table.schema, name=table.name) for table in tables_of(dsn)]
        found = alternate(
            {
                "md5(t::text) of every row": lambda: run_all(dsn, queries, connections),
                "fingerprint, everyday": lambda: fingerprint(dsn, connections),
                "rows alone, everyday": lambda: rows_alone(dsn, connections),
            },
            options.runs,
        )
    usual = found["md5(t::text) of every row"]
    ratio("the rows of an everyday fingerprint alone", "md5(t::text)", found["rows alone, everyday"] / usual)
    ratio("an everyday fingerprint", "md5(t::text)", found["fingerprint, everyday"] / usual, 0.3)


if __name__ == "__main__":
    main()
