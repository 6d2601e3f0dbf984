"""Where words go: data to stdout, talk and progress to stderr; one JSON document and nothing else with ``--json``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from oneroof import config
from oneroof.config import Settings
from oneroof.errors import OneroofError
from oneroof.verdict.model import Judgement, StageRecord

#: Words beside colour, so that colour is never the only signal.
STYLE = {"PASS": "bold green", "FAIL": "bold red", "N/A": "dim", "GO": "bold green", "NO-GO": "bold yellow"}


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
        if self.as_json:
            sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
        else:
            human(Console(highlight=False, soft_wrap=True))

    def talk(self, message: str) -> None:
        """A sentence for the person, on stderr."""
        Console(stderr=True, highlight=False, soft_wrap=True).print(message, markup=False)


def error_document(error: OneroofError) -> dict[str, Any]:
    """The contract's form of an error."""
    return {
        "error": {"code": error.code, "message": error.message, "next": error.next_step},
        "exit": error.exit_code,
    }


def print_error(error: OneroofError, *, as_json: bool) -> None:
    """One sentence of what is wrong, one of what to do next; on stdout as JSON when that was asked for."""
    if as_json:
        sys.stdout.write(json.dumps(error_document(error), ensure_ascii=False, indent=2) + "\n")
        return
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print("[bold red]Error:[/] ", end="")
    console.print(error.message, markup=False)
    console.print("[bold]Next:[/]  ", end="")
    console.print(error.next_step, markup=False)


class TerminalTalk:
    """How a rehearsal goes: a progress bar on a terminal, plain lines elsewhere; always on stderr."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
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
        """A sentence of its own."""
        self._console.print(message, markup=False)

    def close(self) -> None:
        """Take the bar away, also after an error."""
        if self._bar is not None:
            with suppress(Exception):
                self._bar.stop()
        self._bar = None
        self._task = None
