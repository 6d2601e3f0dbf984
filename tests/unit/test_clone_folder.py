"""Notes of clones in embedded servers: what is listed by them, and what is never removed because a note says so."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from oneroof.clone.folder import drop_kept, drop_left, find_embedded, kept_clones, left_clone, write_note
from oneroof.clone.manage import ListedClone
from oneroof.errors import CloneInUse, EnvironmentFault, IdentityRefused, UsageError
from oneroof.pg.dsn import Dsn

LOGIN = Dsn.parse("host=/nowhere user=postgres dbname=postgres")
NAME = 'We"ird 💥_gov_test_20260602'


def _keep(home: Path, run: str, name: str = NAME) -> Path:
    """A folder with a cluster in it, as far as a note cares, and the note."""
    folder = home / run
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "PG_VERSION").write_text("18\n")
    clone = ListedClone(name, "clone", 1, "dba", "2026-06-09T00:00:00+00:00", run, "shop", ("column:a.b.c",))
    write_note(folder, folder, [clone, ListedClone("other", "partial", None)], LOGIN)
    return folder


def test_what_a_note_says_is_listed_and_goes_with_its_folder(tmp_path: Path) -> None:
    """By name or by run; two clones of one name are told apart by their runs; a folder that is gone is no clone."""
    first, second = _keep(tmp_path, "run-1"), _keep(tmp_path, "run-2")
    listed = kept_clones(tmp_path)
    assert [(clone.name, clone.state, clone.run_id) for clone in listed] == [
        (NAME, "embedded", "run-1"),
        (NAME, "embedded", "run-2"),
    ]
    assert (listed[0].owner, listed[0].masked, listed[0].folder) == ("dba", ("column:a.b.c",), str(first))
    with pytest.raises(UsageError, match="2 clones") as refused:
        find_embedded(kept_clones(tmp_path), NAME)
    assert "run-1, run-2" in refused.value.next_step
    found = find_embedded(kept_clones(tmp_path), "run-2")
    assert found is not None
    drop_kept(tmp_path, found)
    assert (first.exists(), second.exists(), len(kept_clones(tmp_path))) == (True, False, 1)
    assert find_embedded(kept_clones(tmp_path), "nobody") is None


@pytest.mark.parametrize("text", ["", "[]", '{"name": "x"}'])
def test_a_note_that_cannot_be_read_says_nothing(tmp_path: Path, text: str) -> None:
    """It is listed as unreadable, and its folder stays."""
    folder = _keep(tmp_path, "run-1")
    (tmp_path / "run-1.json").write_text(text)
    (clone,) = kept_clones(tmp_path)
    assert (clone.name, clone.state) == ("run-1", "unreadable")
    with pytest.raises(IdentityRefused):
        drop_kept(tmp_path, clone)
    assert folder.exists()


def test_a_note_leads_to_no_other_folder(tmp_path: Path) -> None:
    """One that names somebody's own cluster, or has a link in its place, removes nothing."""
    precious = _keep(tmp_path / "elsewhere", "data-of-mine")
    _keep(tmp_path, "run-1")
    note = tmp_path / "run-1.json"
    note.write_text(json.dumps({**json.loads(note.read_text()), "folder": str(precious)}))
    linked = _keep(tmp_path, "run-2")
    linked.rename(tmp_path / "moved")
    linked.symlink_to(precious)
    for clone in kept_clones(tmp_path):
        with pytest.raises(IdentityRefused):
            drop_kept(tmp_path, clone)
    assert (precious / "data" / "PG_VERSION").exists()


def test_a_server_that_cannot_be_asked_keeps_its_clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process works in the folder and answers no question; or its notes cannot be read."""
    folder = _keep(tmp_path, "run-1")
    (clone,) = kept_clones(tmp_path)
    (folder / "data" / "postmaster.pid").write_text("no number\n")
    with pytest.raises(CloneInUse):
        drop_kept(tmp_path, clone)
    (folder / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}/data\n0\n5432\n/nowhere\n")
    monkeypatch.chdir(folder / "data")
    with pytest.raises(CloneInUse, match="cannot be asked"):
        drop_kept(tmp_path, clone)
    monkeypatch.undo()
    drop_kept(tmp_path, clone)  # the process of that number works elsewhere: the server is gone
    assert not folder.exists()


def test_what_a_killed_run_left_is_removed_from_its_own_place_alone(tmp_path: Path) -> None:
    """Not another folder that a journal names, not a link; a cluster half made goes."""
    precious, run = _keep(tmp_path / "elsewhere", "data-of-mine"), tmp_path / "run-1"
    run.mkdir()
    (run / "half").write_text("x")
    with pytest.raises(IdentityRefused):
        drop_left(tmp_path, left_clone("run-1", precious, None, None))
    (tmp_path / "run-2").symlink_to(precious)
    with pytest.raises(IdentityRefused):
        drop_left(tmp_path, left_clone("run-2", tmp_path / "run-2", None, None))
    assert (precious / "data" / "PG_VERSION").exists()
    left = left_clone("run-1", run, None, "shop")
    assert (left.name, left.state, left.bytes, left.is_overdue(datetime.now(UTC))) == ("run-1", "unfinished", 1, False)
    drop_left(tmp_path, left)
    assert not run.exists()


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A temporary place of the test's own."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def _of_nobody(place: Path) -> Path:
    """A folder there as a run that is gone would have made it."""
    gone = subprocess.Popen(["/bin/true"])
    gone.wait()
    folder = place / f"oneroof-pg-{gone.pid}-x"
    folder.mkdir()
    return folder


def test_a_journal_leads_to_no_temporary_folder_but_its_runs_own(tmp_path: Path, temporary: Path) -> None:
    """Not one whose maker is there, not another run's kept clone, not another account's, not a link; its own goes."""
    alive, home = temporary / f"oneroof-pg-{os.getpid()}-x", tmp_path / "home"
    alive.mkdir()
    kept, own = _of_nobody(temporary), _of_nobody(temporary)
    (kept / "data").mkdir()
    (home / "run-2").mkdir(parents=True)
    write_note(home / "run-2", kept, [ListedClone(NAME, "clone", 1, run_id="run-2")], LOGIN)
    linked = _of_nobody(temporary)
    linked.rmdir()
    linked.symlink_to(kept)
    wrong = [alive, kept, linked]
    if os.geteuid() == 0:
        wrong.append(_of_nobody(temporary))
        os.chown(wrong[-1], 12345, 12345)
    for folder in wrong:
        with pytest.raises(IdentityRefused):
            drop_left(home, left_clone("run-1", folder, None, None))
        assert folder.exists(), folder
    drop_left(home, left_clone("run-1", own, None, None))
    assert not own.exists()


def test_a_link_in_the_place_of_a_runs_folder_leads_nowhere(tmp_path: Path) -> None:
    """A journal and a note that name what the link leads to are refused: they would remove somebody's own cluster."""
    precious = _keep(tmp_path / "elsewhere", "data-of-mine")
    moved = _keep(tmp_path, "run-1")
    moved.rename(tmp_path / "moved")
    moved.symlink_to(precious)
    note = tmp_path / "run-1.json"
    note.write_text(json.dumps({**json.loads(note.read_text()), "folder": str(precious)}))
    (clone,) = kept_clones(tmp_path)
    with pytest.raises(IdentityRefused):
        drop_kept(tmp_path, clone)
    with pytest.raises(IdentityRefused):
        drop_left(tmp_path, left_clone("run-1", precious, None, None))
    assert (precious / "data" / "PG_VERSION").exists()


def test_files_that_vanish_while_they_are_counted_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is about to end removes files of its own: the list of clones is given all the same."""
    for name in ("goes", "stays"):
        (tmp_path / name).write_text("x")
    honest = Path.lstat

    def late(file: Path) -> os.stat_result:
        if file.name == "goes":
            file.unlink()  # listed, and gone before it is looked at
        return honest(file)

    monkeypatch.setattr(Path, "lstat", late)
    assert left_clone("run-1", tmp_path, None, None).bytes == 1


def test_a_note_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """It names the clone and the folder that stay."""
    clone = ListedClone("x_gov_test_20260602", "clone", 1)
    with pytest.raises(EnvironmentFault, match="x_gov_test_20260602 stays in"):
        write_note(tmp_path / "nowhere" / "run-1", tmp_path / "folder", [clone], LOGIN)
