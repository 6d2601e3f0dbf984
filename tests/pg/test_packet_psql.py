"""The rendered file against whatever stands around it: options, a hostile psqlrc, an edit, a cut, hostile codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from oneroof.packets.render import REFUSED_MARK, RESULT_MARK, file_name
from oneroof.packets.tokens import tokens
from oneroof.pg import server as embedded
from oneroof.pg.tools import bindirs
from tests.pg.both_ways import CONTENT, LOG, Pair, PsqlRun, ask, named, tell
from tests.pg.gate_support import BOOT
from tests.pg.packet_room import delta, guard, packet

CODE = "A_SEED_COMMIT"
DRIFTED = "A_SEED_LATER"
SEED = packet(
    guard("SELECT count(*) FROM item", "pinned") + delta("public.item", inserted=30, volatile=["touched"]),
    "INSERT INTO item SELECT n, 'new' FROM generate_series(1001, 1030) n;",
    "DELETE FROM item WHERE id > 1000;",
)
#: Writes to a table whose name a terminal would obey.
HOSTILE = "A_HOSTILE_NAME"
OBEYED = packet(
    delta("public.item", inserted=30),
    "DO $$ BEGIN EXECUTE format('INSERT INTO %I VALUES (1)', 'x' || chr(27) || '[2J' || chr(8238) || 'y'); END $$;",
)
#: Ends its own session, in words that reading does not find.
LOST = "A_LOST_CONNECTION"
ENDS = packet(
    delta("public.item", inserted=30),
    "DO $$ BEGIN EXECUTE 'SELECT pg_terminate' || '_backend(pg_backend_pid()), pg_sleep(9)'; END $$;",
)
PROGRAMS = [folder / "psql" for folder in bindirs() if (folder / "psql").is_file()]
#: A psqlrc that goes on after errors, shows everything otherwise, and sets what the file keeps its measurements in.
HOSTILE_RC = r"""
\set ON_ERROR_STOP off
\set ON_ERROR_ROLLBACK on
\set AUTOCOMMIT on
\set QUIET off
\set SINGLELINE off
\set VERBOSITY sqlstate
\set SHOW_CONTEXT never
\set ECHO all
\set ECHO_HIDDEN on
\set FETCH_COUNT 1
\set deviation '{"what": "x", "expected": "y", "found": "z"}'
\set deviations '[{"step": 1}]'
\set plan x
\set operation 'DROP TABLE item'
\pset format html
\pset tuples_only off
\pset null hidden
\pset expanded on
\timing on
\o /dev/null
SET search_path = pg_temp;
CREATE TEMPORARY TABLE item (id int);
CREATE TEMPORARY TABLE os_proposal_approvals (id int);
SET standard_conforming_strings = off;
SET client_encoding = 'LATIN1';
SET session_replication_role = replica;
SET track_counts = off;
SET default_transaction_isolation = 'repeatable read';
SET default_transaction_read_only = on;
SET DateStyle = 'German';
SET bytea_output = 'escape';
SET quote_all_identifiers = on;
SET lock_timeout = '1ms';
"""


@pytest.fixture(scope="module")
def pair(server: embedded.Server) -> Iterator[Pair]:
    """An open gate; only the database that psql runs in is used."""
    pair = Pair.furnish(server)
    codes = (CODE, DRIFTED, *(f"BY_PSQL_{place}" for place in range(len(PROGRAMS))))
    pair.open_gates(
        [*((named(SEED, code), True) for code in codes), (named(OBEYED, HOSTILE), False), (named(ENDS, LOST), False)]
    )
    yield pair
    pair.drop()


@pytest.fixture
def untouched(pair: Pair) -> Iterator[Pair]:
    """What the test does leaves no trace, in content or log."""
    before = [ask(pair.by_psql, query) for query in (CONTENT, LOG)]
    yield pair
    assert [ask(pair.by_psql, query) for query in (CONTENT, LOG)] == before


def _runs(run: PsqlRun) -> None:
    assert run.outcome().executed


def _refused(run: PsqlRun, *said: str) -> None:
    assert run.status != 0
    assert RESULT_MARK not in run.out
    for words in said:
        assert words in run.err, run.err


@pytest.mark.every_version(thorough=True)
def test_no_psqlrc_changes_a_run(pair: Pair) -> None:
    """The file sets what it relies on itself: it runs and is undone, and the result is the last line."""
    given = ("-v", f"ratified_apr={BOOT}")
    _runs(pair.psql(pair.file(CODE), *given, rc=HOSTILE_RC))
    undone = pair.psql(pair.file(CODE, "rollback"), *given, rc=HOSTILE_RC)
    _runs(undone)
    assert undone.out.splitlines()[-1].startswith(RESULT_MARK)


def test_a_refusal_is_one_too_under_a_psqlrc_that_goes_on_after_errors(untouched: Pair) -> None:
    """ON_ERROR_STOP off in psqlrc: the exit code is 3 all the same."""
    tell(untouched.by_psql, "INSERT INTO item VALUES (500, 'x')")
    try:
        run = untouched.psql(untouched.file(DRIFTED), "-v", f"ratified_apr={BOOT}", rc=HOSTILE_RC)
    finally:
        tell(untouched.by_psql, "DELETE FROM item WHERE id = 500")
    _refused(run, "OR201: guard g: expected 100, found 101")
    assert run.status == 3


WITHOUT_A_CODE = {
    "no code": (),
    "an empty code": ("-v", "ratified_apr="),
    "another form": ("-v", "ratified_apr=apr-boot"),
    "SQL": ("-v", "ratified_apr=APR-X'; DROP TABLE item; --"),
    "SQL in a second line": ("-v", f"ratified_apr={BOOT}\n; DROP TABLE item;"),
    "a psql command": ("-v", "ratified_apr=\\! touch {folder}/pwned"),
    "a shell command": ("-v", "ratified_apr=`touch {folder}/pwned`"),
    "a variable": ("-v", "ratified_apr=:'plan'"),
    "dollars": ("-v", "ratified_apr=$oneroof_0$; DROP TABLE item; $oneroof_0$"),
    "a backslash": ("-v", "ratified_apr=\\'; DROP TABLE item; --"),
}


@pytest.mark.parametrize("name", WITHOUT_A_CODE)
def test_what_is_no_apr_code_is_refused_and_never_executed(untouched: Pair, tmp_path: Path, name: str) -> None:
    """Neither SQL nor psql's or the shell's commands get through ratified_apr."""
    words = [word.replace("{folder}", str(tmp_path)) for word in WITHOUT_A_CODE[name]]
    run = untouched.psql(untouched.file(CODE), *words)
    _refused(run, "OR202: ratified_apr: expected an APR code")
    assert run.status == 3
    assert list(tmp_path.iterdir()) == []


def test_a_closed_gate_does_not_end_with_0(untouched: Pair, tmp_path: Path) -> None:
    """Called exactly as in the reports, with no other option: as a file, and piped."""
    file = tmp_path / file_name(CODE)
    file.write_text(untouched.file(CODE))
    assert file.name == "commit_ready_a_seed.sql"
    piped = untouched.psql(file.read_text(), "-v", "ratified_apr=APR-NOBODY-1")
    named_file = untouched.psql("", "-v", "ratified_apr=APR-NOBODY-1", "-f", str(file))
    for run in (piped, named_file):
        _refused(run, "OR202: proposal: expected APR-NOBODY-1, found none of this code")
        assert run.status == 3


def test_an_open_transaction_is_refused(untouched: Pair) -> None:
    """Whether psql opens it (-1) or a psqlrc did."""
    given = ("-v", f"ratified_apr={BOOT}")
    for run in (
        untouched.psql(untouched.file(CODE), "-1", *given),
        untouched.psql(untouched.file(CODE), *given, rc="BEGIN;"),
        untouched.psql(untouched.file(CODE), *given, rc="\\set AUTOCOMMIT off\nSELECT 1;"),
    ):
        _refused(run, "25001")


def _edited(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


EDITS = {
    "the operation": ("'new' FROM generate_series(1001, 1030) n;", "'new' FROM generate_series(1001, 1031) n;"),
    "the undoing": ("DELETE FROM item WHERE id > 1000;", "DELETE FROM item WHERE id > 900;"),
    "the manifest": ("inserted = 30", "inserted = 31"),
    "the pins": ("source_digest = ", "source_digest  = "),
    "the plan": ('"inserted":{"max":"30","min":"30"}', '"inserted":{"max":"99","min":"1"}'),
}


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("name", EDITS)
def test_an_edited_literal_is_refused(untouched: Pair, name: str) -> None:
    """By the file itself; and, where its digests are edited, too, by the gate."""
    text = _edited(untouched.file(CODE), *EDITS[name])
    given = ("-v", f"ratified_apr={BOOT}")
    run = untouched.psql(text, *given)
    _refused(run, "OR202: this file's ")
    first = run.line(REFUSED_MARK)[0]
    assert re.fullmatch("[0-9a-f]{64}", first["found"])
    thorough = untouched.psql(text.replace(first["expected"], first["found"]), *given)
    _refused(thorough, "OR202")
    assert thorough.line(REFUSED_MARK)[0]["code"] == ("wrong-plan" if name == "the plan" else "wrong-packet")


def test_a_file_that_was_cut_off_keeps_nothing(untouched: Pair) -> None:
    """At many places, within statements and between them, up to COMMIT; psql ends with 0 behind one kind of line alone.

    Where psql goes on after an error it ends with 0 at the end of its input, whatever is still open.
    """
    text = untouched.file(DRIFTED)
    lines = text[: text.rindex("COMMIT;")].splitlines(keepends=True)
    begin = next(place for place, line in enumerate(lines) if line.startswith("\\if true"))
    goes_on = [place for place, line in enumerate(lines, 1) if line.endswith(" \\set ON_ERROR_STOP on\n")]
    assert sum("ON_ERROR_STOP off" in line for line in lines) == len(goes_on)
    beside = {place + step for place in goes_on[:2] for step in (-2, -1, 0, 1)}
    for place in {*range(begin + 1, len(lines), max(1, len(lines) // 12)), *beside}:
        run = untouched.psql("".join(lines[:place]), "-v", f"ratified_apr={BOOT}")
        assert RESULT_MARK not in run.out
        assert (run.status == 0) == (place in goes_on), lines[place - 1]


@pytest.mark.parametrize("place", range(len(PROGRAMS)))
def test_every_psql_of_this_machine_runs_it(pair: Pair, place: int) -> None:
    """Whatever its version and the server's."""
    code, given = f"BY_PSQL_{place}", ("-v", f"ratified_apr={BOOT}")
    _runs(pair.psql(pair.file(code), *given, program=PROGRAMS[place]))
    _runs(pair.psql(pair.file(code, "rollback"), *given, program=PROGRAMS[place]))


def test_a_terminal_is_shown_nothing_that_it_would_obey(untouched: Pair) -> None:
    """Escapes and changes of direction in the names of objects."""
    tell(untouched.by_psql, 'CREATE TABLE "x\x1b[2J\u202ey" (id int)')
    try:
        run = untouched.psql(untouched.file(HOSTILE), "-v", f"ratified_apr={BOOT}")
    finally:
        tell(untouched.by_psql, 'DROP TABLE "x\x1b[2J\u202ey"')
    _refused(run, 'public."x?[2J?y" inserted: expected 0 (not declared), found 1')
    assert "\x1b" not in run.out + run.err


def test_a_connection_that_is_lost_ends_psql(untouched: Pair) -> None:
    """Also where the file itself looks at what the server refuses: no statement after it is sent."""
    run = untouched.psql(untouched.file(LOST), "-v", f"ratified_apr={BOOT}")
    _refused(run, "connection to server was lost")
    assert run.status == 2


def test_nothing_in_the_file_is_a_variable_by_accident(pair: Pair) -> None:
    """Outside of literals, names and comments, a colon before a word is a variable that the file sets itself."""
    text = pair.file(CODE)
    prefixes = tuple(re.findall(r"^\\gset (\w+)", text, re.MULTILINE))
    known = set(re.findall(r"^\\set (\w+)", text, re.MULTILINE)) | set(re.findall(r" AS (\w+) \\gset", text))
    code = "\n".join(line for line in text.splitlines() if not line.startswith("\\"))
    found = list(tokens(code))
    for before, colon, name in zip(found, found[1:], found[2:], strict=False):
        if colon.text == ":" and colon.kind == "symbol" and before.text != ":" and name.kind == "word":
            assert name.text in known or name.text.startswith(prefixes), name
