"""Stages 01 and 10: what is broken on production, by us or by others, and the reason that is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from oneroof import errors
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Session
from tests.stages.conftest import Result, Small, drop_login, reader_login, run, with_clone, with_tools

Rehearsed = Callable[..., Result]


def test_01_a_table_the_role_cannot_read(bare: Small, rehearsed_bare: Rehearsed) -> None:
    """The table is named; nothing is proven of it, so nothing is."""
    reader = reader_login(bare, "blind", "pg_read_all_settings")
    bare.sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO blind")
    bare.sql("CREATE TABLE public.hidden (v int); REVOKE ALL ON public.hidden FROM blind")
    try:
        result = rehearsed_bare(settings=bare.settings(reader))
        assert result.failed()[0] == "preflight"
        assert "unreadable" in result.codes("preflight")
        assert "public.hidden" in result.said("preflight")
        assert result.rehearsal.conclusion.verdict == "FAIL"
        assert bare.clones() == []
    finally:
        drop_login(bare, "blind")


def test_01_row_security_hides_rows(bare: Small, rehearsed_bare: Rehearsed) -> None:
    """A reader without BYPASSRLS: rows that it would not see make a FAIL, not a digest of the rest."""
    reader = reader_login(bare, "narrow", "pg_read_all_data")
    bare.sql("CREATE TABLE public.guarded (v int); INSERT INTO public.guarded VALUES (1), (2)")
    bare.sql("ALTER TABLE public.guarded ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON public.guarded USING (v = 1)")
    try:
        result = rehearsed_bare(settings=bare.settings(reader))
        assert "public.guarded" in result.said("preflight")
    finally:
        drop_login(bare, "narrow")


def test_01_no_space_for_the_clone(bare: Small, rehearsed_bare: Rehearsed) -> None:
    """The forecast is compared with what the operator says is free."""
    with pytest.raises(errors.DiskFull):
        rehearsed_bare(settings=with_clone(bare.settings(), free_bytes=1000))
    assert bare.clones() == []


def test_01_missing_tools_are_an_error_of_the_environment(
    bare: Small, rehearsed_bare: Rehearsed, tmp_path: Path
) -> None:
    """Exit 3 before anything is made."""
    with pytest.raises(errors.ToolMissing):
        rehearsed_bare(settings=with_tools(bare.settings(), tmp_path))
    assert bare.clones() == []


def test_01_a_session_that_is_not_read_only_is_refused(
    bare: Small, rehearsed_bare: Rehearsed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy that drops connection options must not become a writing session."""
    monkeypatch.setattr(Reader, "startup_options", "")
    with pytest.raises(errors.NotReadOnly):
        rehearsed_bare()
    assert bare.clones() == []


OF_OTHERS = {
    "table:aside.busy": "INSERT INTO aside.busy SELECT generate_series(1, 5)",
    "index:aside.busy_v": "CREATE INDEX busy_v ON aside.busy (v)",
    "sequence:aside.busy_s": "SELECT setval('aside.busy_s', 9)",
}


def test_10_what_others_do_on_production_is_attributed_not_failed(
    bare: Small, rehearsed_bare: Rehearsed, make_database: Callable[..., Dsn]
) -> None:
    """Rows, DDL and sequences during the rehearsal: PASS, each is named, and our sessions prove that it was not us.

    The write-ahead log says so itself: pg_walinspect is in another database of the cluster.
    """
    run(make_database(), "CREATE EXTENSION pg_walinspect")
    bare.sql("CREATE TABLE aside.busy (v int); CREATE TABLE aside.still (v int); CREATE SEQUENCE aside.busy_s")
    result = rehearsed_bare({6: bare.on_production("; ".join(OF_OTHERS.values()))})
    assert result.failed() == []
    assert result.facts("impact")["identical"] is False
    assert {item["object"] for item in result.listed("impact", "changed_by_others")} == set(OF_OTHERS)
    said: Any = result.facts("impact")
    assert (said["impact_by"], said["wal"]["why_not"]) == ("wal", None)
    assert said["wal"]["kept"] > 0
    named = {item["object"]: item for item in said["wal_relations"]}
    assert "table:aside.still" not in named
    assert (named["table:aside.busy"]["why"], named["table:aside.busy"]["records"]) == (["written"], 5)


def test_10_a_session_of_ours_that_writes_fails(
    bare: Small, rehearsed_bare: Rehearsed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A difference is never attributed to others by default: our own writing session turns the verdict."""
    bare.sql("CREATE TABLE aside.busy (v int)")
    honest = Reader.snapshot

    @contextmanager
    def writing(self: Reader, imported: str | None = None) -> Iterator[str]:
        if writing_now:
            with Session.transaction(self):
                self.connection.execute("INSERT INTO aside.busy VALUES (1)")
                self._note_end()
            writing_now.clear()
        with honest(self, imported) as snapshot:
            yield snapshot

    writing_now: list[bool] = []
    monkeypatch.setattr(Reader, "snapshot", writing)
    result = rehearsed_bare({10: lambda: writing_now.append(True)})
    assert result.failed() == ["impact", "verdict"]
    assert "we-wrote" in result.codes("impact")


def test_10_tools_that_could_have_written_fail(
    bare: Small, rehearsed_bare: Rehearsed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection on which the option is lost, as some proxies lose it: no clone is made, and the answer is kept."""
    honest = Dsn.tool_environment

    def loses(self: Dsn, base: dict[str, str], *, read_only: bool) -> dict[str, str]:
        return {**honest(self, base, read_only=read_only), "PGOPTIONS": ""}

    monkeypatch.setattr(Dsn, "tool_environment", loses)
    result = rehearsed_bare()
    assert isinstance(result.rehearsal.error, errors.NotReadOnly)
    assert bare.clones() == []
    assert result.facts("impact")["tools_read_only"] is False
    assert result.codes("impact") == {"tool-writable"}


def test_10_a_table_taken_from_the_reader_fails(bare: Small, rehearsed_bare: Rehearsed) -> None:
    """What can no longer be read is not unchanged."""
    bare.sql("CREATE TABLE aside.busy (v int)")
    reader = reader_login(bare, "fading", "pg_read_all_data")
    try:
        result = rehearsed_bare(
            {10: bare.on_production("REVOKE pg_read_all_data FROM fading")}, settings=bare.settings(reader)
        )
        assert "impact" in result.failed()
    finally:
        drop_login(bare, "fading")


def test_01_a_large_object_the_role_cannot_open(bare: Small, rehearsed_bare: Rehearsed) -> None:
    """pg_read_all_data does not reach large objects: known in stage 01, not when the clone is begun."""
    reader = reader_login(bare, "handless", "pg_read_all_data")
    bare.sql("SELECT pg_catalog.lo_from_bytea(424242, 'x')")
    try:
        result = rehearsed_bare(settings=bare.settings(reader))
        assert "large_object:424242" in result.said("preflight")
        assert bare.clones() == []
    finally:
        drop_login(bare, "handless")
