"""The program in processes of their own, without Python's start each time: imported once, forked for each.

A line of JSON on stdin asks, a line on stdout answers: ``{"start": words, "folder", "environment", "output"}`` gives a
process id; ``{"poll": pid}`` its exit status as `subprocess` has it, or null while it runs. With ``"stop": {"event",
"number"}`` the process stops itself (SIGSTOP) as soon as such a line is in its journal, and waits there to be killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, NoReturn


def main() -> None:
    """Answer until stdin ends."""
    from oneroof.cli.commands import MODULES  # noqa: PLC0415 - all that is imported is what the forks need not import
    from oneroof.cli.main import run  # noqa: PLC0415 - likewise

    for module in {*MODULES.values()}:
        import_module(f"oneroof.cli.{module}")
    for line in sys.stdin:
        asked = json.loads(line)
        answer = _poll(asked["poll"]) if "poll" in asked else _start(asked, run)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _start(asked: dict[str, Any], run: Any) -> int:
    pid = os.fork()
    if pid == 0:
        _become(asked, run)
    return pid


def _become(asked: dict[str, Any], run: Any) -> NoReturn:
    """The program as a shell would start it: a session, a folder, an environment and outputs of its own."""
    status = 70
    try:
        os.setsid()
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environment"])
        output = os.open(asked["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for number, descriptor in ((0, nothing), (1, output), (2, output)):
            os.dup2(descriptor, number)
        if asked.get("stop"):
            _stop_after(asked["stop"])
        run(asked["start"])
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 70
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _stop_after(line: Mapping[str, Any]) -> None:
    """Between two lines of a journal there may be no time to be killed in: this makes it, in a fork of its own."""
    from oneroof.evidence.journal import Journal  # noqa: PLC0415 - as above

    honest = Journal.event

    def event(self: Journal, event: str, **data: Any) -> str:
        at = honest(self, event, **data)
        if {**data, "event": event}.items() >= line.items():
            os.kill(os.getpid(), signal.SIGSTOP)
        return at

    Journal.event = event  # type: ignore[method-assign]


def _poll(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return None if found == 0 else os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    main()
