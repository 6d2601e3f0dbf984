"""The command line: names the commands, catches every error once, turns it into a sentence and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import Abort, TyperException
from typer.exceptions import Exit as TyperExit
from typer.main import get_command

from oneroof import errors
from oneroof.cli.commands import Program, new_app, tell_help
from oneroof.cli.output import Invocation, OutputLost, print_error
from oneroof.cli.version import version

#: What a shell says of a program that ended because nobody reads its output any more: 128 and SIGPIPE.
_NOBODY_READS = 141

app = new_app(
    cls=Program,
    no_args_is_help=True,
    help="Rehearse a governed change on a clone, prove production untouched, run exactly that, or nothing.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        version()
        raise TyperExit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help="Settings file; default oneroof.toml here.", metavar="FILE")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")
    ] = False,
    show_version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Options of every command; they stand before its name, --json also after it."""
    del show_version
    context.obj = Invocation(config, as_json)


def run(arguments: list[str] | None = None) -> None:
    """Entry point: never a traceback, always an exit code of the contract."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in words
    if as_json:
        words.remove("--json")
        words.insert(0, "--json")
    sys.exit(_refused(words, as_json=as_json) or _told(words, as_json=as_json))


def _refused(words: list[str], *, as_json: bool) -> int:
    """The exit code where an argument is no text: Python hands on its bytes as halves of surrogate pairs."""
    unread = next((word for word in words if not word.isascii() and not _is_text(word)), None)
    if unread is None:
        return 0
    shown = os.fsencode(unread).decode("utf-8", "backslashreplace")
    return _report(
        errors.UsageError(f"The argument {shown} is not UTF-8.", next_step="Write it in UTF-8."), as_json=as_json
    )


def _is_text(word: str) -> bool:
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


@cache
def _command() -> Callable[..., Any]:
    """The commands, put together once a process."""
    command = get_command(app)
    tell_help(command)
    return command


def _told(words: list[str], *, as_json: bool) -> int:
    """The exit code, also where what is told breaks off: why is said on stderr; of a closed pipe nothing is."""
    try:
        return _run(words, as_json=as_json)
    except OutputLost as lost:
        return _NOBODY_READS if lost.closed else _report(lost.fault, as_json=False)


def _run(words: list[str], *, as_json: bool) -> int:
    try:
        code = _command()(args=words, prog_name="oneroof", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except TyperExit as ended:
        return ended.exit_code
    except TyperException as error:
        return _report(errors.UsageError(error.format_message().rstrip(".") + "."), as_json=as_json)
    except (Abort, KeyboardInterrupt):
        return _report(errors.Interrupted("Interrupted."), as_json=as_json)
    except errors.OneroofError as error:
        return _report(error, as_json=as_json)
    except OutputLost:
        raise
    except Exception as error:  # no traceback reaches a user; ONEROOF_DEBUG shows it to us
        if "ONEROOF_DEBUG" in os.environ:
            raise
        unexpected = errors.OneroofError(
            f"A bug: {type(error).__name__}: {error}.",
            next_step="Run again with ONEROOF_DEBUG=1 for the traceback, and please report it.",
        )
        return _report(unexpected, as_json=as_json)


def _report(error: errors.OneroofError, *, as_json: bool) -> int:
    try:
        print_error(error, as_json=as_json)
    except OutputLost:  # the error itself says more than that stdout did not take it
        print_error(error, as_json=False)
    return error.exit_code
