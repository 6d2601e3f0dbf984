"""`oneroof fingerprint diff` of two databases with one changed byte in ten million rows, then with two swapped values.

    python -m benchmarks.one_byte --scale 0.1

Both must name exactly the rows that differ, by key and column. The last lines have the ratios of the whole command's
time to that of reading both tables by COPY (binary), one after the other, on the same server in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.measure import alternate, ratio
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session

ROWS = 10_000_000
PROGRAM = Path(sys.executable).parent / "oneroof"


def run(dsn: Dsn, statement: str) -> None:
    """One statement, as the superuser."""
    with Session.open(dsn, settings={"search_path": "public"}) as session:
        session.connection.execute(statement.encode())


def copied(server: embedded.Server, dsn: Dsn) -> None:
    """COPY (binary) of the table through psql."""
    command = [server.bindir / "psql", "-qX", "-d", dsn.conninfo, "-c", r"\copy orders TO /dev/null (FORMAT binary)"]
    subprocess.run([str(word) for word in command], check=True)


def diff(first: Dsn, second: Dsn, expected: dict[str, dict[str, tuple[str, str]]]) -> tuple[float, int]:
    """Seconds and megabytes that the command takes; it must find the rows expected, and no other."""
    begun = time.monotonic()
    words = ["fingerprint", "diff", first.conninfo, second.conninfo, "--show-values", "--json"]
    with subprocess.Popen([PROGRAM, *words], stdout=subprocess.PIPE, text=True) as started:
        said = started.stdout.read() if started.stdout else ""
        _, status, usage = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
    took = time.monotonic() - begun
    assert started.returncode == 1, said
    (table,) = json.loads(said)["tables"]
    found = {
        row["key_values"]["id"]: {value["column"]: (value["before"], value["after"]) for value in row["values"]}
        for row in table["rows"]
    }
    assert (found, table["exact"], table["changed"]) == (expected, True, len(expected)), found
    return took, usage.ru_maxrss // 1024


def main() -> None:
    """Make; then change, compare and change back, as often as asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--scale", type=float, default=1.0, help=f"1: {ROWS} rows (default)")
    parser.add_argument("--runs", type=int, default=3, help="of each side, in turns (default 3)")
    options = parser.parse_args()
    rows = round(ROWS * options.scale)
    memory: list[int] = []
    with embedded.running(settings={"shared_buffers": "512MB", "max_wal_size": "8GB"}) as server:
        run(server.dsn, "CREATE DATABASE first")
        first = server.dsn.with_database("first")
        run(
            first,
            "CREATE TABLE orders AS SELECT i::bigint AS id, 'customer ' || i % 100000 AS customer,"
            f" 'note ' || i AS note, i * 1.10 AS total, now() AS placed FROM generate_series(1, {rows}) AS i",
        )
        run(first, "ALTER TABLE orders ADD PRIMARY KEY (id)")
        run(first, "VACUUM ANALYZE orders")
        run(server.dsn, "CREATE DATABASE second TEMPLATE first STRATEGY file_copy")
        second = server.dsn.with_database("second")
        one, other = rows // 3, rows - 7

        def reading() -> None:
            copied(server, first)
            copied(server, second)

        def byte() -> float:
            run(second, f"UPDATE orders SET note = 'notE {one}' WHERE id = {one}")
            seconds, had = diff(first, second, {str(one): {"note": (f"note {one}", f"notE {one}")}})
            memory.append(had)
            run(second, f"UPDATE orders SET note = 'note {one}' WHERE id = {one}")
            return seconds

        def swapped() -> float:
            swap = f"UPDATE orders SET note = 'note ' || CASE id WHEN {one} THEN {{}} ELSE {{}} END"
            where = f" WHERE id IN ({one}, {other})"
            run(second, swap.format(other, one) + where)
            there, back = (f"note {one}", f"note {other}"), (f"note {other}", f"note {one}")
            seconds, _ = diff(first, second, {str(one): {"note": there}, str(other): {"note": back}})
            run(second, swap.format(one, other) + where)
            return seconds

        print(f"{rows} rows, {options.runs} runs", flush=True)
        sides = {"COPY (binary) of both tables": reading, "one changed byte": byte, "two swapped values": swapped}
        found = alternate(sides, options.runs)
    print(
        f"the rows {one} and {other} and the column note were named each time; the client had {max(memory)} MB at most"
    )
    copy = found["COPY (binary) of both tables"]
    ratio("naming two swapped values", "COPY (binary) of both tables", found["two swapped values"] / copy)
    ratio("naming one changed byte", "COPY (binary) of both tables", found["one changed byte"] / copy)


if __name__ == "__main__":
    main()
