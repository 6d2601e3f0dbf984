"""A clone by `template` against `CREATE DATABASE … STRATEGY file_copy` alone, on one server.

Ours is all that a rehearsal does: a session on production, the place found fit, everybody gone, the copy, an identity
of its own, and what a template leaves behind.

    python -m benchmarks.clone_template --scale 0.2
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.cloning import chosen, cloned, drop
from benchmarks.measure import alternate, ratio
from benchmarks.reference import NAME, arguments, reference
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.session import Session

COPY = "copied"


def main() -> None:
    """Copy in turns, print the medians and the ratio."""
    options = arguments(__doc__).parse_args()
    with (
        reference(options) as place,
        tempfile.TemporaryDirectory(prefix="oneroof-clone-", dir=options.folder) as folder,
    ):
        production, maintenance = place.dsn, place.dsn.with_database("postgres")

        def alone() -> float:
            statement = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
            with Session.open(maintenance) as session:
                begun = time.perf_counter()
                session.execute(statement.format(Identifier(COPY), Identifier(NAME)))
                seconds = time.perf_counter() - begun
            drop(maintenance, COPY)
            return seconds

        def ours() -> float:
            find = chosen(production, maintenance, "template")
            seconds, made = cloned(production, Path(folder), find, jobs=options.connections, strategy="template")
            drop(maintenance, made.name)
            return seconds

        print(f"{place}, {options.runs} runs", flush=True)
        found = alternate({"CREATE DATABASE alone": alone, "clone by template": ours}, options.runs)
    reached = found["clone by template"] / found["CREATE DATABASE alone"]
    ratio("a clone by template", "CREATE DATABASE ... STRATEGY file_copy alone", reached, 1.1)


if __name__ == "__main__":
    main()
