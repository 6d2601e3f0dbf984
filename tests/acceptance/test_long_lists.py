"""Lists as long as the catalog: the client's memory does not grow with them, and a list is told whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from benchmarks.coverage_memory import most_memory
from benchmarks.effective_owners import build
from oneroof.coverage.spool import Spool
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Row, Session
from tests.acceptance.conftest import PROGRAM, Oneroof
from tests.pg.schema_support import ask
from tests.room import refuse_reading

LARGER = 0.04
#: So many objects more are in the larger forest.
MORE = 1_051_020 * LARGER * 0.9
#: Told by the program without looking at a database.
PROGRAM_ITSELF = (("version",), ("--version",), ("--help",), ("coverage", "--help"), ("gate", "sign", "--help"))
LISTS = (("inventory", "--json"), ("inventory",), ("gaps", "--json"), ("coverage", "--json", "--objects"))


@pytest.fixture(scope="module")
def forest(server: embedded.Server) -> Dsn:
    """42,041 registered objects; it goes with the server."""
    return build(server.dsn, LARGER)


@pytest.fixture(scope="module")
def smaller(server: embedded.Server) -> Dsn:
    """A tenth of it."""
    return build(server.dsn, LARGER / 10)


@pytest.mark.parametrize("words", LISTS)
def test_memory_is_the_same_whatever_the_number(
    smaller: Dsn, forest: Dsn, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Ten times the objects; where the client held no more than their references, it took 59 bytes more for each."""
    grown = most_memory(forest, words, tmp_path) - most_memory(smaller, words, tmp_path)
    assert grown * 1024 / MORE < 30


@pytest.mark.parametrize("words", [("inventory", "--json"), ("gaps",)])
def test_a_list_that_breaks_off_is_not_told(
    oneroof: Oneroof, forest: Dsn, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """The server ends our session in the middle of a list: an error and its exit code, and no word of the list."""
    streamed = Reader.stream
    stopped = []

    def broken_off(self: Reader, name: str, *places: Any, **parameters: Any) -> Iterator[Row]:
        for number, row in enumerate(streamed(self, name, *places, **parameters)):
            if number == 10:
                with Session.open(forest) as other:
                    stopped.append(ask(other, f"SELECT pg_terminate_backend({self.backend_pid}, 10000)"))
            yield row

    monkeypatch.setattr(Reader, "stream", broken_off)
    answer = oneroof(*words, "--production", forest.conninfo)
    assert stopped
    assert answer.status == 3
    if "--json" in words:
        assert set(answer.document) == {"error", "exit"}
    else:
        assert answer.stdout == ""


@pytest.mark.parametrize("words", [("inventory", "--json"), ("status",), *PROGRAM_ITSELF])
def test_an_output_that_is_full_is_no_success(smaller: Dsn, words: tuple[str, ...]) -> None:
    """However little it is: the environment's fault, in a sentence on stderr, and what to do next."""
    with Path("/dev/full").open("wb") as full:
        status, said = _ended(_started(smaller, words, full))
    assert status == 3
    assert said[0] == "Error: The output cannot be written: No space left on device."
    assert [line[:5] for line in said[1:]] == ["Next:"]


@pytest.mark.parametrize("words", [("inventory", "--json"), ("status",), *PROGRAM_ITSELF])
def test_an_output_that_was_closed_is_no_success(smaller: Dsn, words: tuple[str, ...]) -> None:
    """As by a shell's `>&-`: there is none from the beginning."""
    line = [*("sh", "-c", 'exec "$@" >&-', "sh"), str(PROGRAM), *words, *_production(smaller, words)]
    status, said = _ended(subprocess.Popen(line, stderr=subprocess.PIPE, text=True))
    assert status == 3
    assert said[0] == "Error: The output cannot be written: Bad file descriptor."
    assert [line[:5] for line in said[1:]] == ["Next:"]


@pytest.mark.parametrize("words", [("inventory", "--json"), ("coverage", "--json", "--objects")])
def test_a_list_that_cannot_be_read_back_is_no_fault_of_the_output(
    oneroof: Oneroof, forest: Dsn, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """Where it was put aside is named; on stderr when the beginning of the document stands on stdout already."""
    settled = Spool.settled

    def put_aside(self: Spool[Any]) -> Spool[Any]:
        settled(self)
        if len(self) > 1000:
            refuse_reading(self._file.fileno())
        return self

    monkeypatch.setattr(Spool, "settled", put_aside)
    answer = oneroof(*words, "--production", forest.conninfo)
    assert answer.status == 3
    begun = "--objects" in words
    said = answer.stderr.splitlines()[0] if begun else answer.document["error"]["message"]
    assert said.removeprefix("Error: ").startswith("A long list cannot be read back from /")
    assert (answer.stderr == "", '"error"' in answer.stdout) == (not begun, not begun)


def test_an_error_is_told_where_stdout_is_full(smaller: Dsn) -> None:
    """On stderr, with the exit code that it has."""
    with Path("/dev/full").open("wb") as full:
        status, said = _ended(_started(smaller, ("owner", "no_such_kind:x", "--json"), full))
    assert status == 2
    assert "no_such_kind:x" in said[0]
    assert [line[:5] for line in said] == ["Error", "Next:"]


@pytest.mark.parametrize("words", [("inventory", "--json"), ("status",), *PROGRAM_ITSELF])
def test_a_reader_who_had_enough_is_told_no_more(smaller: Dsn, words: tuple[str, ...]) -> None:
    """As with `| head`, after a line or before the first: the exit code is not that of facts that say no."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as reader, os.fdopen(writing, "wb") as writer:
        process = _started(smaller, words, writer)
        writer.close()
        if "--json" in words:
            assert reader.readline() == b"{\n"
        reader.close()
        assert _ended(process) == (141, [])


def _started(dsn: Dsn, words: tuple[str, ...], stdout: IO[bytes]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [PROGRAM, *words, *_production(dsn, words)], stdout=stdout, stderr=subprocess.PIPE, text=True
    )


def _production(dsn: Dsn, words: tuple[str, ...]) -> tuple[str, ...]:
    return () if words in PROGRAM_ITSELF else ("--production", dsn.conninfo)


def _ended(process: subprocess.Popen[str]) -> tuple[int, list[str]]:
    """Its exit code and the lines on stderr."""
    _, said = process.communicate(timeout=60)
    return process.returncode, said.splitlines()


def test_what_is_told_is_what_json_would_write(oneroof: Oneroof, smaller: Dsn) -> None:
    """The same bytes, however many elements there are; in the order of the references."""
    for words in LISTS:
        if "--json" in words:
            answer = oneroof(*words, "--production", smaller.conninfo, schema=words[0])
            assert answer.stdout == json.dumps(answer.document, ensure_ascii=False, indent=2) + "\n"
    owned = oneroof("coverage", "--json", "--objects", "--production", smaller.conninfo).document["objects"]["owned"]
    assert owned == sorted(owned)
    assert len(owned) > 3_000
