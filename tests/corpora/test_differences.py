"""The corpus of differences: each is found at its object and facet, nothing else is, and none is called cosmetic."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Sequence

import pytest

from oneroof.fingerprint.model import Mode
from oneroof.fingerprint.witness import witness
from oneroof.pg import server as embedded
from oneroof.pg.session import CloneWriter, Session
from tests.corpora.differences_room import FOLDER, Line, Production, Seeded, as_lines, batches, corpus, fingerprint_of
from tests.corpora.differences_room import production as put_into_one_database

NEWEST = 18
#: The kinds that are asked for, each with files that are of it by their names.
KINDS = {
    "view body": "???-view-body.sql",
    "view option": "???-view-security-barrier.sql",
    "ACL": "???-right-*.sql",
    "owner": "???-owner-*.sql",
    "sequence": "???-sequence-*.sql",
    "extension version": "???-extension-version.sql",
    "comment": "???-comment-*.sql",
    "policy": "???-policy-*.sql",
    "one byte in one row": "???-rows-one-byte.sql",
    "two rows that swap a value": "???-rows-swapped-values.sql",
    "int8 values that fold alike": "???-rows-int8-fold.sql",
    "array bounds": "???-rows-array-bounds.sql",
    "1.0 and 1.00": "???-rows-numeric-scale.sql",
    "collation": "???-collation-*.sql",
    "statistics object": "???-statistics-*.sql",
}


def _wrong(batch: Sequence[Seeded], found: Iterable[Line], major: int) -> dict[str, set[Line]]:
    """By file: what was not found of it; and what no file means."""
    found = set(found)
    missed = {seeded.path.name: set(seeded.lines(major) - found) for seeded in batch}
    meant = {line for seeded in batch for line in seeded.lines(major)}
    return {name: lines for name, lines in {**missed, "in no file": found - meant}.items() if lines}


def judge(production: Production, batch: Sequence[Seeded], major: int) -> None:
    """Change a copy as the batch says: exactly its lines are found, and all of them are real."""
    with production.copy(batch) as dsn:
        after = fingerprint_of(dsn, production.fingerprint.mode)
        found = production.found(after)
        assert _wrong(batch, as_lines(found), major) == {}
        with CloneWriter.open(dsn) as session:
            judged = witness(session, production.fingerprint, after, found)
        assert [line.object for line in judged if line.kind != "real"] == []


@pytest.mark.every_version(thorough=True)
def test_every_seeded_difference_is_found_and_nothing_else(server: embedded.Server) -> None:
    """All in one copy; those that could hide each other there (a database has one comment) in copies of a small one."""
    with Session.open(server.dsn) as session:
        major = session.major
    together, *others = batches(corpus(major), major)
    with put_into_one_database(server, major, lambda seeded: seeded in together) as made:
        judge(made, together, major)
    names = {seeded.path for batch in others for seeded in batch}
    with put_into_one_database(server, major, lambda seeded: seeded.path in names) as made:
        for batch in others:
            judge(made, batch, major)


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("mode", ["strict", "portable"])
def test_a_change_of_rows_is_found_in_every_mode(server: embedded.Server, mode: Mode) -> None:
    """Each trap of a row's digest again, where rows are digested otherwise."""
    with Session.open(server.dsn) as session:
        major = session.major
    together, *_ = batches([one for one in corpus(major) if "-rows-" in one.path.name], major)
    with put_into_one_database(server, major, lambda seeded: seeded in together, mode) as made:
        judge(made, together, major)


def test_the_corpus_is_as_large_as_it_must_be_and_every_file_expects_something() -> None:
    """At least forty are asked for, of every kind; a file that expects nothing would prove nothing."""
    seeded = corpus(NEWEST)
    assert len(seeded) >= 40
    assert [one.path.name for one in seeded if not one.lines(NEWEST)] == []
    assert len(seeded) == len(list(FOLDER.iterdir()))
    names = [one.path.name for one in seeded]
    assert [kind for kind, pattern in KINDS.items() if not fnmatch.filter(names, pattern)] == []
    numbers = [one.path.name[:3] for one in seeded]
    assert len(set(numbers)) == len(numbers)
