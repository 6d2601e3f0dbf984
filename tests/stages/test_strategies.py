"""Whole rehearsals on clones that are made in another way than by a dump: each passes, and each can fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from oneroof.clone.folder import kept_clones
from oneroof.fingerprint.model import Fingerprint
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.session import Session
from oneroof.stages import s02_clone
from oneroof.stages.context import Context
from tests.matrix import sampled
from tests.stages.conftest import Result, Small, one_table, rehearse_with, run, with_clone

WAYS = ("template", "basebackup", "external")


@contextmanager
def _word(bare: Small, way: str) -> Iterator[str]:
    """What ``--clone`` says; for ``external``, the DSN of a copy that somebody else has made."""
    if way != "external":
        yield way
        return
    theirs = f"{bare.dsn.database}_theirs"
    with Session.open(bare.server.dsn) as session:
        create = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        session.execute(create.format(Identifier(theirs), Identifier(bare.dsn.database)))
    try:
        yield bare.server.dsn.with_database(theirs).conninfo
    finally:
        with Session.open(bare.server.dsn) as session:
            session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(theirs)))


def _rehearsed(bare: Small, way: str) -> Result:
    """One packet of one's own, in order, on a clone made so."""
    bare.sql("CREATE TABLE aside.pair (k int PRIMARY KEY, v text); INSERT INTO aside.pair VALUES (1, 'a'), (2, 'b')")
    with _word(bare, way) as word:
        settings = with_clone(bare.settings(), strategy=word, checkpoint="fast")
        return rehearse_with(bare, settings=settings, packets=(one_table(bare),))


@pytest.mark.parametrize("way", sampled(WAYS, ["external", "basebackup"]))
def test_all_stages_pass(bare: Small, way: str) -> None:
    """Twelve stages, the verdict, and what the clone says of how it was made; production is as it was."""
    result = _rehearsed(bare, way)
    assert result.failed() == [], [result.said(key) for key in result.failed()]
    assert result.rehearsal.conclusion.verdict == "PASS"
    made = result.facts("clone")
    assert (made["strategy"], made["identical"], made["errors"]) == (way, True, 0)
    assert made["placement"] == ("embedded" if way == "basebackup" else "same")
    kept = [(clone.name, clone.folder) for clone in kept_clones(bare.settings().home / "clones")]
    assert kept == ([(made["clone"], made["clone_folder"])] if way == "basebackup" else [])
    assert result.facts("rollback")["identical"] is True
    assert result.facts("impact")["identical"] is True


@pytest.mark.parametrize("way", sampled(WAYS, ["template"]))
def test_a_clone_with_another_row_fails(bare: Small, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """A value is changed in the clone before it is compared: nothing is claimed of it, and nothing runs on it."""
    honest = s02_clone.fingerprint_clone

    def spoilt(context: Context) -> Fingerprint:
        assert context.clone is not None
        run(context.clone.dsn, "UPDATE aside.pair SET v = 'A' WHERE k = 1")
        return honest(context)

    monkeypatch.setattr(s02_clone, "fingerprint_clone", spoilt)
    result = _rehearsed(bare, way)
    assert result.failed()[0] == "clone"
    assert "aside.pair" in result.said("clone")
    assert result.judgements["seed"].findings[0].code == "not-run"
    assert result.rehearsal.conclusion.verdict == "FAIL"
    assert result.judgements["impact"].verdict == "PASS"
