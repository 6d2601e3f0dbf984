"""Databases that were dumped and reloaded, from one version to another too; for the tests of the witness."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.model import Difference, Fingerprint
from oneroof.fingerprint.plan import DataPlan
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.fingerprint.witness import witness
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import CloneWriter, Reader, Session
from oneroof.pg.tools import run_tool
from tests.pg.fingerprint_world import run, scratch_database

FOLDER = Path(__file__).parents[1] / "corpora" / "reload"
#: What other files build on, in this order; every other file comes after them by name.
_FIRST = ("tables", "views", "queries", "indexes", "columns")
_FROM = re.compile(r"_from(\d+)$")
_OWN_MARK = re.compile(r"(?<=[( ])pg_attver=\d+(?:, )?|, pg_attver=\d+(?=\))")
_NO_OPTION = re.compile(r"^ALTER [^;\n]* SET \(\);\n", re.MULTILINE)


@dataclass(frozen=True)
class Pair:
    """A production and what stands for its clone, with the fingerprints of both."""

    production: Dsn
    clone: Dsn
    before: Fingerprint
    after: Fingerprint


def corpus(major: int) -> list[Path]:
    """The files that a server of this version can load."""
    files = {path.stem: path for path in FOLDER.glob("*.sql")}
    names = [*_FIRST, *sorted(set(files) - set(_FIRST))]
    return [files[name] for name in names if (found := _FROM.search(name)) is None or int(found[1]) <= major]


def portable(dsn: Dsn) -> Fingerprint:
    """Of a quiet database, to be compared across versions."""
    return settled_fingerprint(lambda: Reader.open(dsn), workers=1, plan=DataPlan(mode="portable"))


def reload(production: Dsn, clone: Dsn, server: Server, folder: Path) -> None:
    """By the tools of the version that is gone to: those of an older one cannot read a newer server.

    Where these are of an older minor version than what they read, they take the server's own mark on each column
    (pg_attver, from 15.20 on) for an option of its, which no other server takes: it is struck out.
    """
    dump = folder / "dump.sql"
    assert run_tool(server.bindir, ["pg_dump", "-f", str(dump)], production, read_only=True).status == 0
    text = _OWN_MARK.sub("", dump.read_text(encoding="utf-8"))
    dump.write_text(_NO_OPTION.sub("", text), encoding="utf-8")
    load = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", clone.database, "-f", str(dump)]
    done = run_tool(server.bindir, load, clone, read_only=False)
    assert done.status == 0, done.stderr


@contextmanager
def reloaded(source: Server, target: Server, folder: Path) -> Iterator[Pair]:
    """The corpus, as the source's version has it, dumped and reloaded into the target."""
    with scratch_database(source) as production, scratch_database(target) as clone:
        with Session.open(source.dsn) as session:
            major = session.major
        for path in corpus(major):
            run(production, path.read_text())
        reload(production, clone, target, folder)
        yield Pair(production, clone, portable(production), portable(clone))


def judged(pair: Pair) -> tuple[Difference, ...]:
    """What differs, each with its kind; the clone is as it was."""
    with CloneWriter.open(pair.clone) as session:
        told = witness(session, pair.before, pair.after, differences(pair.before, pair.after))
    assert portable(pair.clone).digest == pair.after.digest, "the witness left something behind"
    return told
