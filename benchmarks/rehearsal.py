"""A whole rehearsal against its own clone and four fingerprints of the database, in one run.

The twelve stages with one small packet on the reference database, the package published; against a clone by `dump` and
four fingerprints of production, as many connections. What the rehearsal reads in full is production once while it is
cloned and the clone twice; its second look at production goes by the write-ahead log where pg_walinspect is installed,
which it is here, and by all rows where it is not (`--no-walinspect`).

    python -m benchmarks.rehearsal --scale 0.2
"""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.cloning import beside, cloned, drop
from benchmarks.measure import alternate, fingerprint, ratio
from benchmarks.reference import arguments, reference
from oneroof.config import Settings
from oneroof.pg.session import Session
from oneroof.rehearse import Request, rehearse

PACKET = {
    "packet.toml": 'format = 1\ncode = "TELLERS_NOTE"\ntitle = "A note for ten tellers"\n'
    '[[delta]]\ntable = "public.pgbench_tellers"\nupdated = 10\n',
    "operation.sql": "UPDATE public.pgbench_tellers SET tbalance = tbalance + 1 WHERE tid <= 10;\n",
    "rollback.sql": "UPDATE public.pgbench_tellers SET tbalance = tbalance - 1 WHERE tid <= 10;\n",
}
FINGERPRINTS = 4


def main() -> None:
    """Rehearse and do its parts in turns, print the medians and the ratio."""
    parser = arguments(__doc__)
    parser.add_argument("--no-walinspect", action="store_true", help="the second look at production reads all rows")
    options = parser.parse_args()
    with ExitStack() as opened:
        place = opened.enter_context(reference(options))
        work = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="oneroof-rehearsal-", dir=options.folder)))
        work.chmod(0o755)
        production, maintenance = place.dsn, place.dsn.with_database("postgres")
        if not options.no_walinspect:
            with Session.open(maintenance) as session:
                session.connection.execute("CREATE EXTENSION IF NOT EXISTS pg_walinspect")
        packet = work / "TELLERS_NOTE"
        packet.mkdir()
        for name, text in PACKET.items():
            (packet / name).write_text(text)
        settings = Settings.model_validate(
            {
                "production": {"dsn": production.conninfo, "data": "full"},
                "clone": {"dsn": maintenance.conninfo, "jobs": options.connections},
                "report": {"out": work / "out"},
                "home": work / "home",
            }
        )

        def whole() -> float:
            begun = time.perf_counter()
            done = rehearse(Request(settings, (packet,)))
            seconds = time.perf_counter() - begun
            if done.conclusion.verdict != "PASS":
                raise SystemExit(f"The rehearsal did not pass: {done.conclusion.blocker}")
            drop(maintenance, *(str(record.facts["clone"]) for record in done.records if record.key == "clone"))
            return seconds

        def clone() -> float:
            seconds, made = cloned(production, work / "dump", beside(maintenance), jobs=options.connections)
            drop(maintenance, made.name)
            return seconds

        def fingerprints() -> None:
            for _ in range(FINGERPRINTS):
                fingerprint(production, options.connections)

        print(f"{place}, {options.connections} connections, {options.runs} runs", flush=True)
        found = alternate(
            {"a whole rehearsal": whole, "its clone": clone, "four fingerprints": fingerprints}, options.runs
        )
    parts = found["its clone"] + found["four fingerprints"]
    ratio("a whole rehearsal", "its own clone + four fingerprints", found["a whole rehearsal"] / parts, 1.1)


if __name__ == "__main__":
    main()
