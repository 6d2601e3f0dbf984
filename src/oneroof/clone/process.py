"""PostgreSQL's tools as processes that we watch: progress while they run, and none of them outlives us.

A tool runs in a process group of its own, so that a Ctrl-C at the terminal reaches us alone and we end the tool; where
the kernel can (Linux), it is interrupted when we are killed. pg_dump and pg_restore end their workers themselves.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from oneroof.pg.dsn import Dsn

_PR_SET_PDEATHSIG = 1
_INTERVAL_SECONDS = 0.2
_END_SECONDS = 10.0
#: Bytes that a pipe is asked to hold, so what can be heard at once.
PIPE_BYTES = 1 << 20
#: Linux: of the usual priority, but woken up it takes the core from nobody.
_BATCH = getattr(os, "SCHED_BATCH", None)
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None  # before any fork


@dataclass(frozen=True)
class ToolEnd:
    """How a tool ended: exit status (negative: by that signal), stdout, the lines of stderr that are not empty."""

    status: int
    stdout: str
    stderr: tuple[str, ...]


def run(
    program: Path,
    arguments: Sequence[str],
    dsn: Dsn,
    *,
    read_only: bool,
    settings: Sequence[str] = (),
    tick: Callable[[], None] | None = None,
) -> ToolEnd:
    """Run a tool to its end, however we end.

    The place is given in full on the command line, without the password: an environment variable would lose against a
    service file, and the tool would work on another database than the one that we looked at.

    Args:
        program: the tool.
        arguments: without the connection.
        dsn: its database; the password and the read-only option go by environment.
        read_only: every session of the tool starts read-only.
        settings: more server settings for its sessions, each ``name=value`` without spaces.
        tick: called some times a second while it runs; what it raises ends the tool.
    """
    process = _spawn(program, arguments, dsn, read_only=read_only, settings=settings)
    try:
        said, complained = _wait(process, tick)
    finally:
        _end(process)
    lines = complained.decode(errors="replace").splitlines()
    return ToolEnd(process.returncode, said.decode(errors="replace"), tuple(line for line in lines if line.strip()))


def _spawn(
    program: Path,
    arguments: Sequence[str],
    dsn: Dsn,
    *,
    read_only: bool,
    settings: Sequence[str],
    stdin: int = subprocess.DEVNULL,
    stderr: int = subprocess.PIPE,
    policy: int | None = None,
) -> subprocess.Popen[bytes]:
    environment = dsn.tool_environment(os.environ, read_only=read_only)
    environment["LC_ALL"] = "C.UTF-8"
    options = [environment["PGOPTIONS"], *(f"-c {setting}" for setting in settings)]
    environment["PGOPTIONS"] = " ".join(part for part in options if part)
    return subprocess.Popen(
        [str(program), f"--dbname={dsn.without_password()}", *arguments],
        env=environment,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        bufsize=0,
        start_new_session=True,
        preexec_fn=_prepared(os.getpid(), policy),  # noqa: PLW1509 - two system calls, prepared before the fork
    )


class Conversation:
    """A tool that is told what to do while it runs, and answers in large blocks on a wide pipe.

    It is ended by `close`, however far it is; the end of its output before the end of an answer means that it died.
    Where the kernel can, it takes the core from nobody when it is woken up (`giving_way`).
    """

    def __init__(
        self, program: Path, arguments: Sequence[str], dsn: Dsn, *, read_only: bool, settings: Sequence[str] = ()
    ) -> None:
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - without a name, and gone with us
        self.process = _spawn(
            program,
            arguments,
            dsn,
            read_only=read_only,
            settings=settings,
            stdin=subprocess.PIPE,
            stderr=self._complaints.fileno(),
            policy=_BATCH,
        )
        self._out = self.process.stdout
        if self._out is not None and sys.platform == "linux":
            with contextlib.suppress(OSError):  # above the user's limit: the usual width will do
                fcntl.fcntl(self._out.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)

    def say(self, words: str) -> None:
        """Hand it a part of its script. A tool that is gone is noticed by the next `hear`."""
        if self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.write(words.encode())

    def hear(self, into: memoryview) -> int:
        """Put into a buffer what it has answered meanwhile; waits for a byte at least. Gives how many, 0 at the end."""
        return 0 if self._out is None else os.readv(self._out.fileno(), [into])

    def ended(self) -> ToolEnd:
        """How it ended, when it has or is about to."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_END_SECONDS)
        self.kill()
        self.process.wait()
        self._complaints.seek(0)
        lines = self._complaints.read().decode(errors="replace").splitlines()
        return ToolEnd(self.process.returncode, "", tuple(line for line in lines if line.strip()))

    def kill(self) -> None:
        """End it at once; from any thread."""
        if self.process.poll() is None:
            self.process.kill()

    def close(self) -> None:
        """End it, so that its query ends too, and release its pipes; closing twice is harmless."""
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(_END_SECONDS)
        self.kill()
        self.process.wait()
        for stream in (self.process.stdin, self._out):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        self._complaints.close()


def _wait(process: subprocess.Popen[bytes], tick: Callable[[], None] | None) -> tuple[bytes, bytes]:
    while True:
        try:
            return process.communicate(timeout=_INTERVAL_SECONDS)
        except subprocess.TimeoutExpired:
            if process.poll() is not None:  # killed: its workers live on and hold its output open
                _end(process)
            elif tick is not None:
                tick()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the tool, first politely, so that it cancels its queries; then workers that outlived a killed leader."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=_END_SECONDS)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def giving_way() -> Iterator[None]:
    """Let this thread, when it is woken up, wait until a core is free instead of taking one, for the block (Linux).

    For who carries away what a server makes: PostgreSQL sends 8 KB at a time, and each would wake its reader, which
    then interrupts the very process that was about to send more. Where it may not be so, nothing changes.
    """
    before = None
    if _BATCH is not None:
        with contextlib.suppress(OSError):
            now = os.sched_getscheduler(0)
            if now == os.SCHED_OTHER:
                os.sched_setscheduler(0, _BATCH, os.sched_param(0))
                before = now
    try:
        yield
    finally:
        if before is not None:
            with contextlib.suppress(OSError):
                os.sched_setscheduler(0, before, os.sched_param(0))


def _prepared(parent: int, policy: int | None) -> Callable[[], None] | None:
    """For the child, between fork and exec: be ended when our process is killed (PR_SET_PDEATHSIG).

    ``policy``: of the kernel's scheduler, where it is not the usual one that is wanted.
    """
    libc = _LIBC
    if libc is None:
        return None

    def prepare() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
        if policy is not None:
            with contextlib.suppress(OSError):  # a sandbox may forbid it
                os.sched_setscheduler(0, policy, os.sched_param(0))

    return prepare
