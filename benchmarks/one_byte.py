"""`oneroof fingerprint diff` of two databases with one changed byte in ten million rows, then with two swapped values.

    python -m benchmarks.one_byte [ROWS]

Both must name exactly the rows that differ, by key and column. The last line has the ratio of the whole command's time
to that of reading both tables by COPY (binary), one after the other, on the same server in the same run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session

ROWS = 10_000_000
PROGRAM = Path(sys.executable).parent / "oneroof"


def run(dsn: Dsn, statement: str) -> None:
    """One statement, as the superuser."""
    with Session.open(dsn, settings={"search_path": "public"}) as session:
        session.connection.execute(statement.encode())


def copied(server: embedded.Server, dsn: Dsn) -> float:
    """Seconds that COPY (binary) of the table takes."""
    begun = time.monotonic()
    command = [server.bindir / "psql", "-qX", "-d", dsn.conninfo, "-c", r"\copy orders TO /dev/null (FORMAT binary)"]
    subprocess.run([str(word) for word in command], check=True)
    return time.monotonic() - begun


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
    """Make, change, compare."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
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
        reading = copied(server, first) + copied(server, second)
        run(second, f"UPDATE orders SET note = 'notE {one}' WHERE id = {one}")
        byte, memory = diff(first, second, {str(one): {"note": (f"note {one}", f"notE {one}")}})
        print(f"one changed byte in {rows} rows: row {one}, column note, {byte:.1f} s")
        run(second, f"UPDATE orders SET note = 'note {one}' WHERE id = {one}")
        swap = f"UPDATE orders SET note = 'note ' || CASE id WHEN {one} THEN {other} ELSE {one} END"
        run(second, f"{swap} WHERE id IN ({one}, {other})")
        swapped = {"note": (f"note {one}", f"note {other}")}
        back = {"note": (f"note {other}", f"note {one}")}
        both, _ = diff(first, second, {str(one): swapped, str(other): back})
        print(f"two swapped values in {rows} rows: rows {one} and {other}, column note, {both:.1f} s")
    print(f"COPY (binary) of both tables {reading:.1f} s; memory of the client {memory} MB")
    print(f"ratio {byte / reading:.2f}")


if __name__ == "__main__":
    main()
