"""Effective owners of a million registered objects on four levels, against the plain recursive query on the same keys.

    python -m benchmarks.effective_owners [--scale 1] [--times 10] [--runs 5]

At scale 1 there are 1,051,020 objects: 20 areas, 1,000 projects, 50,000 folders, 1,000,000 models; one in fifty has a
row of its own, and some rows are tombstones. Ours run in the read-only session by which the product reads production,
the plain query in a session with the server's own settings, as anybody would ask it. All must find the same owners of
as many objects: `v_object_owner` object by object, and `v_object_owner_count`, which the coverage is a sum of.
``--times`` adds a second forest, so many times as large, and the growth.

Of the plain query PostgreSQL makes nested loops or hash joins, as it happens: its roots are twenty rows of a million,
and the sample of the last ANALYZE has one of them or, more often, none. Both are forced and measured. Which of them the
target is of, its row tells by what it gives for a bare anti-join of the same tables, 0.02: that is measured beside
them, and is 0.02 of the nested loops. Against the hash joins, which are two to three times as quick, ratios are printed
too.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.measure import alternate, ratio
from benchmarks.reference import SETTINGS
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer, Reader, Session
from oneroof.schema.install import install

MODELS = 1_000_000
TO_REACH = 0.15
TO_REACH_TENFOLD = 11
#: Level, kind of its parent, share of the models; each level's objects are dealt out among the parents in turn.
LEVELS = (("area", None, 50_000), ("project", "area", 1_000), ("folder", "project", 20), ("model", "folder", 1))
_LEVEL = """
INSERT INTO governance_object (object_ref, kind, parent_ref, source)
SELECT '{kind}:' || n, '{kind}', {parent}, 'benchmark' FROM generate_series(0, {count} - 1) AS n
"""
_RULES = """
INSERT INTO governance_ruleset (ruleset_version, active, kinds, required_kinds)
VALUES ('benchmark', true, '{}', ARRAY['model']);
INSERT INTO governance_principal (principal_ref, kind, display_name)
SELECT 'team:' || n, 'team', 'Team ' || n FROM generate_series(0, 49) AS n;
"""
_ROWS = """
INSERT INTO governance_object_ownership (object_ref, owner_ref)
SELECT o.object_ref, CASE WHEN n % 101 = 5 THEN NULL ELSE 'team:' || n % 50 END
  FROM (SELECT object_ref, kind, split_part(object_ref, ':', 2)::int AS n FROM governance_object) AS o
 WHERE CASE kind WHEN 'area' THEN n % 10 <> 3 WHEN 'project' THEN n % 3 = 0 WHEN 'folder' THEN n % 5 = 0
                 ELSE n % 100 = 0 END
"""
#: What anybody would write: from the top down, a row of an object's own before what its parent has.
PLAIN = """
WITH RECURSIVE resolved (object_ref, owner_ref) AS (
    SELECT o.object_ref, w.owner_ref
      FROM {schema}.governance_object AS o
      LEFT JOIN {schema}.governance_object_ownership AS w ON w.object_ref = o.object_ref
     WHERE o.parent_ref IS NULL
    UNION ALL
    SELECT o.object_ref, CASE WHEN w.object_ref IS NULL THEN r.owner_ref ELSE w.owner_ref END
      FROM resolved AS r
      JOIN {schema}.governance_object AS o ON o.parent_ref = r.object_ref
      LEFT JOIN {schema}.governance_object_ownership AS w ON w.object_ref = o.object_ref
)
SELECT owner_ref, count(*) AS objects FROM resolved WHERE owner_ref IS NOT NULL GROUP BY owner_ref ORDER BY owner_ref
"""
EACH = """
SELECT owner_ref, count(*) AS objects FROM {schema}.v_object_owner GROUP BY owner_ref ORDER BY owner_ref
"""
#: As the figures of the coverage are counted: where the objects are read.
COUNTED = """
SELECT owner_ref, sum(objects)::bigint AS objects FROM {schema}.v_object_owner_count
 WHERE outcome = 'owned' GROUP BY owner_ref ORDER BY owner_ref
"""
COVERAGE = "SELECT * FROM {schema}.v_governance_coverage"
#: The least that any answer costs: each object looked up among the rows, in parallel.
ANTI_JOIN = """
SELECT count(*) FROM {schema}.governance_object AS o
 WHERE NOT EXISTS (SELECT FROM {schema}.governance_object_ownership AS w WHERE w.object_ref = o.object_ref)
"""
SCHEMA = "oneroof"
_EACH, _COUNTED, _ANTI = "the owner of each object", "the owners, counted where read", "a bare anti-join"
_PLAIN_LOOPS, _PLAIN_HASHES = "the plain recursive query in nested loops", "the plain recursive query by hash joins"
_HASHES, _LOOPS = "SET enable_nestloop = off", "SET enable_hashjoin = off; SET enable_mergejoin = off"


def main() -> int:
    """Print all sides and the ratios; with ``--times`` also how they grow."""
    options = _arguments()
    with _server(options) as dsn:
        once = _measured(dsn, options.scale, options.runs)
        more = _measured(dsn, options.scale * options.times, options.runs) if options.times > 1 else None
    for plain in (_PLAIN_LOOPS, _PLAIN_HASHES):
        ratio(_ANTI, plain, once[_ANTI] / once[plain])
    for name in (_EACH, _COUNTED):
        ratio(name, _PLAIN_HASHES, once[name] / once[_PLAIN_HASHES])
        ratio(name, _PLAIN_LOOPS, once[name] / once[_PLAIN_LOOPS], TO_REACH)
        if more is not None:
            grown = f"{name}, {options.times:g} times the objects"
            ratio(grown, "once the objects", more[name] / once[name], TO_REACH_TENFOLD)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--scale", type=float, default=1.0, help="1: 1,051,020 objects (default)")
    parser.add_argument("--times", type=float, default=10.0, help="also so many times as many (default 10; 1: not)")
    parser.add_argument("--runs", type=int, default=5, help="of each side, alternating (default 5)")
    parser.add_argument("--dsn", type=Dsn.parse, help="a server to make databases on; default a throwaway one")
    parser.add_argument("--folder", type=Path, help="where the throwaway server's files go; default a temporary folder")
    return parser.parse_args()


@contextmanager
def _server(options: argparse.Namespace) -> Iterator[Dsn]:
    if options.dsn is not None:
        yield options.dsn
        return
    with tempfile.TemporaryDirectory(prefix="oneroof-owners-", dir=options.folder) as folder:
        Path(folder).chmod(0o755)  # the server's account passes through it
        with embedded.running(home=Path(folder) / "postgres", settings=SETTINGS) as server:
            yield server.dsn


def _measured(server: Dsn, scale: float, runs: int) -> dict[str, float]:
    """Seconds of each side."""
    dsn = build(server, scale)
    with Reader.open(dsn) as reader, Session.open(dsn) as hashing, Session.open(dsn) as looping, reader.snapshot():
        hashing.connection.execute(_HASHES.encode())
        looping.connection.execute(_LOOPS.encode())
        if not _ask(reader, EACH) == _ask(reader, COUNTED) == _ask(hashing, PLAIN):
            raise SystemExit("the sides do not find the same owners")
        counted = _ask(reader, COVERAGE)[0]
        sys.stdout.write(f"{counted['total']:,} objects, coverage {counted['coverage_pct']}\n")
        ours = {_EACH: EACH, _COUNTED: COUNTED, "the coverage, catch-alls among it": COVERAGE}
        sides = {name: partial(_ask, reader, text) for name, text in ours.items()}
        plain = {_PLAIN_HASHES: partial(_ask, hashing, PLAIN), _PLAIN_LOOPS: partial(_ask, looping, PLAIN)}
        return alternate({**sides, _ANTI: partial(_ask, reader, ANTI_JOIN), **plain}, runs)


def _ask(session: Session, text: str) -> list[dict[str, object]]:
    cursor = session.connection.execute(SQL(text).format(schema=Identifier(SCHEMA)))
    return cursor.fetchall()


def build(server: Dsn, scale: float) -> Dsn:
    """A database with the governance part and the forest, analysed."""
    name = f"oneroof_owners_{round(MODELS * scale)}"
    with Session.open(server) as session:
        session.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))
        session.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    dsn = server.with_database(name)
    with Installer.open(dsn) as installer:
        install(installer, governance=True, schema=SCHEMA)
    with Session.open(dsn, settings={"search_path": f"pg_catalog, {SCHEMA}"}) as session:
        session.connection.execute(_RULES.encode())
        counts = {kind: max(1, round(MODELS * scale / share)) for kind, _, share in LEVELS}
        for kind, above, _ in LEVELS:
            parent = "NULL" if above is None else f"'{above}:' || n % {counts[above]}"
            session.connection.execute(_LEVEL.format(kind=kind, parent=parent, count=counts[kind]).encode())
        session.connection.execute(_ROWS.encode())
        session.connection.execute(b"VACUUM (FREEZE, ANALYZE)")
    return dsn


if __name__ == "__main__":
    sys.exit(main())
