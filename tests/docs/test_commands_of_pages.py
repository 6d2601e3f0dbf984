"""Every command line that a page shows exists: the command, its options, and no more arguments than it takes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from oneroof.cli.main import app

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")])
#: Where a shell ends one command and begins the next.
_BREAKS = {"|", "||", "&&", ";", "&", ">", ">>", "<", "2>", "2>&1", "(", ")"}
_FENCE = re.compile(r"^```(?P<kind>\w*)\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_PROGRAM = re.compile(r"^(?:\.venv/bin/)?oneroof$")


@dataclass(frozen=True)
class Shown:
    """A call of the program as a page shows it: the words after its name."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(("oneroof", *self.words))


def _calls(line: str) -> Iterator[Shown]:
    """The calls of the program in one line of a shell."""
    try:
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;()<>")
        lexer.whitespace_split = True
        lexer.commenters = "#"
        words = list(lexer)
    except ValueError:
        return
    for place, word in enumerate(words):
        starts = place == 0 or words[place - 1] in _BREAKS or words[place - 1] in {"$", "run:", "-", "sudo"}
        assigned = place > 0 and re.match(r"^[A-Z_]+=", words[place - 1]) is not None
        if _PROGRAM.match(word) and (starts or assigned):
            rest = words[place + 1 :]
            end = next((at for at, item in enumerate(rest) if item in _BREAKS), len(rest))
            yield Shown(tuple(rest[:end]))


def calls_of(text: str) -> list[Shown]:
    """Every call in a page: after ``$`` in consoles, in shell and YAML blocks, and in running text."""
    found: list[Shown] = []
    for fence in _FENCE.finditer(text):
        lines = re.sub(r"\\\n\s*", " ", fence["text"]).splitlines()
        if fence["kind"] == "console":
            lines = [line[2:] for line in lines if line.startswith("$ ")]
        elif fence["kind"] not in {"sh", "bash", "yaml"}:
            continue
        found += [call for line in lines for call in _calls(line.strip())]
    for code in _INLINE.findall(_FENCE.sub("", text)):
        if code.startswith("oneroof "):
            found += _calls(code)
    return found


@cache
def _program() -> Any:
    """The commands, put together once."""
    return get_command(app)


@dataclass
class _Reader:
    """Reads the words of a call as the program would."""

    command: Any = field(default_factory=_program)
    known: dict[str, bool] = field(default_factory=dict)
    taken: int = 0

    def __post_init__(self) -> None:
        self._enter(self.command)

    def fault(self, words: Sequence[str]) -> str | None:
        """Why there is no such call, or None."""
        left = [stripped for word in words if (stripped := word.strip("[]"))]
        while left:
            word = left.pop(0)
            if word in {"…", "...", "COMMAND"}:
                return None
            fault = self._option(word, left) if word.startswith("--") else self._word(word)
            if fault is not None:
                return fault
        return None

    def _option(self, word: str, left: list[str]) -> str | None:
        name, _, given = word.partition("=")
        if name in {"--help", "--json"}:
            return None
        if name not in self.known:
            return f"no option {name}"
        if self.known[name] and not given:
            if not left:
                return f"{name} has no value"
            left.pop(0)
        return None

    def _word(self, word: str) -> str | None:
        children = getattr(self.command, "commands", None)
        if children is None:
            self.taken += 1
            return f"takes no further argument {word}" if self.taken > self._most() else None
        if word not in children:
            return f"no command {word}"
        self._enter(children[word])
        return None

    def _enter(self, command: Any) -> None:
        self.command = command
        for parameter in command.params:
            if parameter.param_type_name == "option":
                names = (*parameter.opts, *parameter.secondary_opts)
                self.known.update(dict.fromkeys(names, not parameter.is_flag))

    def _most(self) -> float:
        arguments = [item for item in self.command.params if item.param_type_name == "argument"]
        return float("inf") if any(item.nargs == -1 for item in arguments) else len(arguments)


def _fault(shown: Shown) -> str | None:
    return _Reader().fault(shown.words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_exist(page: Path) -> None:
    """A page that shows a command or an option that there is not is out of step."""
    faults = [f"{shown}: {fault}" for shown in calls_of(page.read_text()) if (fault := _fault(shown)) is not None]
    assert not faults


def test_the_reader_of_pages_sees() -> None:
    """It finds calls in every kind of place, and says what is off."""
    text = (
        "Run `oneroof verify BUNDLE` and not `oneroof.toml`.\n\n```console\n$ A=1 oneroof --json status | jq .\n"
        "oneroof said\n"
        "$ oneroof rehearse \\\n    --packet DIR\n```\n\n"
        "```yaml\n- run: oneroof packet check DIR && oneroof nothing\n```\n"
    )
    shown = [str(call) for call in calls_of(text)]
    assert shown == [
        "oneroof --json status",
        "oneroof rehearse --packet DIR",
        "oneroof packet check DIR",
        "oneroof nothing",
        "oneroof verify BUNDLE",
    ]
    assert [_fault(call) for call in calls_of(text)] == [None, None, None, "no command nothing", None]
    assert _fault(Shown(("rehearse", "--pakcet", "DIR"))) == "no option --pakcet"
    assert _fault(Shown(("rehearse", "--packet"))) == "--packet has no value"
    assert _fault(Shown(("status", "B"))) == "takes no further argument B"
