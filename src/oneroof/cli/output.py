"""Where words go: data to stdout, talk and progress to stderr; one JSON document and nothing else with ``--json``."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from oneroof import config
from oneroof.config import Settings
from oneroof.errors import EnvironmentFault, OneroofError
from oneroof.reports.text import visible
from oneroof.verdict.model import Judgement, StageRecord

#: Words beside colour, so that colour is never the only signal.
STYLE = {"PASS": "bold green", "FAIL": "bold red", "N/A": "dim", "GO": "bold green", "NO-GO": "bold yellow"}

_SCALAR = json.JSONEncoder(ensure_ascii=False).encode
_WORDS = {None: "null", True: "true", False: "false"}


class OutputLost(Exception):
    """What is told breaks off: stdout takes no more, for lack of room or of a reader; or there is no more to be had.

    No `OneroofError`, which would be told on stdout. ``closed``: nobody reads; else ``fault`` is to be said on stderr.
    """

    def __init__(self, cause: OSError | OneroofError) -> None:
        self.closed = isinstance(cause, BrokenPipeError)
        self.fault = cause if isinstance(cause, OneroofError) else _full(cause)
        super().__init__(self.fault.message)


def _full(cause: OSError) -> EnvironmentFault:
    return EnvironmentFault(
        f"The output cannot be written: {cause.strerror}.",
        next_step="Make room where it goes, or send it elsewhere; what the command did before stands.",
    )


@contextmanager
def telling() -> Iterator[None]:
    """Around everything that prints on stdout: it is there to its last byte, or that is an error.

    Raises:
        OutputLost: stdout takes no more; what is left of it goes nowhere, so that ending does not fail again. Or what
            was to be told failed on its way, and a part of it may stand there already.
    """
    try:
        if sys.stdout is None:  # closed before we began
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))  # noqa: TRY301 - an error of the output like any other
        yield
        sys.stdout.flush()
    except OneroofError as error:
        raise OutputLost(error) from error
    except OSError as error:
        if sys.stdout is None:
            raise OutputLost(error) from error
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        raise OutputLost(error) from error


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Not rich's exit code 1, which means that facts say no."""
        raise  # noqa: PLE0704 - rich calls this while it handles the error


@dataclass(frozen=True)
class Invocation:
    """What stands before the command's name: ``--config`` and ``--json``."""

    config_file: Path | None
    as_json: bool

    def settings(self) -> Settings:
        """The settings of this run."""
        return config.load(self.config_file)

    def data(self, document: Mapping[str, Any], human: Callable[[Console], None]) -> None:
        """Print the result: the document with ``--json``, else what ``human`` prints."""
        with telling():
            if self.as_json:
                sys.stdout.writelines(json_pieces(document))
            else:
                human(_Console(highlight=False, soft_wrap=True, emoji=False))

    def talk(self, message: str) -> None:
        """A sentence for the person, on stderr."""
        Console(stderr=True, highlight=False, soft_wrap=True, emoji=False).print(message, markup=False)


def say_lines(lines: Iterable[str]) -> None:
    """Lines for people on stdout, as they are; one by one, however many there are."""
    sys.stdout.writelines(f"{line}\n" for line in lines)


def json_pieces(document: Mapping[str, Any]) -> Iterator[str]:
    """A document as JSON, piece by piece, so that a list that is kept elsewhere is never here as a whole."""
    yield from _pieces(document, "\n")
    yield "\n"


def _pieces(value: Any, line: str) -> Iterator[str]:
    """``line`` begins a line of as much indentation as ``value`` has."""
    inner = f"{line}  "
    if isinstance(value, Mapping):
        before = "{"
        for name, item in value.items():
            yield f"{before}{inner}{_name(name)}: "
            yield from _pieces(item, inner)
            before = ","
        yield "{}" if before == "{" else f"{line}}}"
    elif isinstance(value, Collection) and not isinstance(value, (str, bytes)):
        before = "["
        for item in value:
            yield f"{before}{inner}{_text(item, inner)}"
            before = ","
        yield "[]" if before == "[" else f"{line}]"
    else:
        yield _SCALAR(value)


def _text(value: Any, line: str) -> str:
    """The same for a value that is short: of an element there may be a million, so words are looked up."""
    inner = f"{line}  "
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, dict) and value:
        members = (f"{_name(name)}: {_text(item, inner)}" for name, item in value.items())
        return f"{{{inner}{f',{inner}'.join(members)}{line}}}"
    if isinstance(value, (list, tuple)) and value:
        return f"[{inner}{f',{inner}'.join(_text(item, inner) for item in value)}{line}]"
    return _SCALAR(value)


@lru_cache(maxsize=1024, typed=True)
def _name(name: Any) -> str:
    """A member's name; a number, true, false and null become text, as `json` does it."""
    if isinstance(name, str):
        return _SCALAR(name)
    if name is None or isinstance(name, (int, float)):
        return f'"{_SCALAR(name)}"'
    raise TypeError(f"A member's name must be text, not {type(name).__name__}.")


def error_document(error: OneroofError) -> dict[str, Any]:
    """The contract's form of an error."""
    return {
        "error": {"code": error.code, "message": error.message, "next": error.next_step},
        "exit": error.exit_code,
    }


def print_error(error: OneroofError, *, as_json: bool) -> None:
    """One sentence of what is wrong, one of what to do next; on stdout as JSON when that was asked for."""
    if as_json:
        with telling():
            sys.stdout.writelines(json_pieces(error_document(error)))
        return
    console = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)
    console.print("[bold red]Error:[/] ", end="")
    console.print(error.message, markup=False)
    console.print("[bold]Next:[/]  ", end="")
    console.print(error.next_step, markup=False)


class TerminalTalk:
    """How a rehearsal goes: a progress bar on a terminal, plain lines elsewhere; always on stderr."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._label = ""

    def stage_started(self, number: int, title: str) -> None:
        """Begin the stage's line."""
        self.begin(f"{number:02d} {title}")

    def begin(self, label: str) -> None:
        """Begin a line of long work."""
        self._label = label
        if self._console.is_terminal:
            columns = (
                SpinnerColumn(),
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=24),
                TimeElapsedColumn(),
            )
            self._bar = Progress(*columns, console=self._console, transient=True)
            self._task = self._bar.add_task(self._label, total=None)
            self._bar.start()

    def progress(self, what: str, done: int, total: int) -> None:
        """Move the bar; elsewhere nothing is printed, so that logs stay short."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=f"{self._label}: {what}", completed=done, total=total or None)

    def stage_ended(self, record: StageRecord, judgement: Judgement) -> None:
        """One line with the verdict in a word, then its findings when they matter."""
        self.close()
        word = f"[{STYLE[judgement.verdict]}]{judgement.verdict:<4}[/]"
        self._console.print(f"{record.number:02d} {word} {record.title} ({record.seconds:.1f} s)")
        for finding in judgement.findings:
            if finding.severity == "fail":
                self._console.print("        ", end="")
                self._console.print(finding.message, markup=False)

    def note(self, message: str) -> None:
        """A sentence of its own; what cannot be seen in it is shown."""
        self._console.print("\n".join(map(visible, message.split("\n"))), markup=False)

    def close(self) -> None:
        """Take the bar away, also after an error."""
        if self._bar is not None:
            with suppress(Exception):
                self._bar.stop()
        self._bar = None
        self._task = None
