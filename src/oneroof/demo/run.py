"""The run of ``oneroof demo``: an embedded server, a production built by code, then just what `rehearse` calls."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from oneroof import config
from oneroof.demo.ceremony import Cast, Ceremony, ratify_and_roll_out
from oneroof.demo.production import Shape, build
from oneroof.errors import EnvironmentFault, Refused
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.rehearse import Rehearsal, Request, rehearse
from oneroof.stages.context import Talk

_STATE = "server.json"
_STOP_SECONDS = 60.0


@dataclass(frozen=True)
class Demo:
    """The rehearsal; production's DSN when the server was kept; with ``--ratify``, what came of gate and rollout."""

    rehearsal: Rehearsal
    production: str | None = None
    ceremony: Ceremony | None = None

    @property
    def exit_code(self) -> int:
        """The rehearsal's, else the rollout's."""
        if self.rehearsal.exit_code or self.ceremony is None:
            return self.rehearsal.exit_code
        return self.ceremony.exit_code


def run_demo(
    directory: Path,
    *,
    keep: bool,
    scale: float,
    talk: Talk,
    shape: Shape | None = None,
    ratify: bool = False,
    without: Sequence[str] = (),
    rehearsed: Callable[[Rehearsal], None] | None = None,
) -> Demo:
    """Build the demo production below ``directory``, rehearse on it, and go on through the gate where that was asked.

    Args:
        directory: everything that the demo makes lies below it.
        keep: leave the server running, and give production's DSN.
        scale: about how many GB of rows; 0 is the small fixture.
        talk: who is told.
        shape: other figures for the fixture; tests use it.
        ratify: throwaway people with throwaway keys ratify, then the seed is rolled out.
        without: people who do not sign, to see the gate refuse.
        rehearsed: told of the rehearsal before the people begin to sign.

    Raises:
        Refused: a demo server still runs from an earlier ``--keep``.
    """
    home = directory.resolve()
    _refuse_running(home)
    home.mkdir(parents=True, exist_ok=True)
    cast = Cast.invite(home / "gate", without) if ratify else None
    talk.note("Starting an embedded PostgreSQL and building the demo production ...")
    server = embedded.start(home=home / "postgres", detached=keep, throwaway=not keep)
    try:
        production = build(server.dsn, shape=shape or Shape(), scale=scale, folder=home, progress=talk.progress)
        settings = _settings(home, production.dsn, server.dsn.conninfo, production.owners_file, cast)
        done = rehearse(Request(settings), talk)
        ceremony = None
        if cast is not None and done.exit_code == 0:
            if rehearsed is not None:
                rehearsed(done)
            ceremony = ratify_and_roll_out(cast, settings, done.package.folder, talk)
    except BaseException:
        _remove(server, home)
        raise
    if not keep:
        _remove(server, home)
        talk.note("The demo's server and the clone in it are gone again; --keep leaves them running.")
        return Demo(done, None, ceremony)
    (home / _STATE).write_text(json.dumps({"pid": server.pid, "data": str(server.data), "socket": str(server.socket)}))
    return Demo(done, production.dsn.without_password(), ceremony)


def _remove(server: embedded.Server, home: Path) -> None:
    server.stop()
    shutil.rmtree(home / "postgres", ignore_errors=True)


def _settings(home: Path, production: Dsn, maker: str, owners: Path, cast: Cast | None) -> config.Settings:
    """Written as a user would write them, then read as a user's are."""
    file = home / config.DEFAULT_FILE
    quoted = {name: json.dumps(value) for name, value in (("production", production.conninfo), ("maker", maker))}
    file.write_text(
        f"[production]\ndsn = {quoted['production']}\n\n"
        f'[clone]\ndsn = {quoted["maker"]}\nserver = "same"\n\n'
        f'[coverage]\nowners = "{owners.name}"\n\n[report]\nout = "."\n'
        + ("" if cast is None else cast.settings(production))
    )
    return config.load(file, {"ONEROOF_HOME": str(home / ".oneroof")})


def _refuse_running(home: Path) -> None:
    if (home / _STATE).exists() and _running(home) is not None:
        raise Refused(
            f"A demo server is still running from {home}.", next_step=f"End it with `oneroof demo --stop --dir {home}`."
        )


def _running(home: Path) -> tuple[int, Path, Path] | None:
    """Pid, data and socket folder of the kept server, if the pid is really that server's."""
    state = json.loads((home / _STATE).read_text())
    data = Path(state["data"])
    with suppress(OSError, ValueError, IndexError):
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        if pid == state["pid"]:
            os.kill(pid, 0)
            return pid, data, Path(state["socket"])
    return None


def stop_demo(directory: Path) -> bool:
    """End the server that ``--keep`` left running and remove its folder; False when none was running."""
    home = directory.resolve()
    if not (home / _STATE).exists():
        return False
    found = _running(home)
    if found is not None:
        pid, data, socket = found
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + _STOP_SECONDS
        while (data / "postmaster.pid").exists():
            if time.monotonic() > deadline:
                raise EnvironmentFault(f"The demo server (process {pid}) did not stop.")
            time.sleep(0.05)
        shutil.rmtree(socket, ignore_errors=True)
        shutil.rmtree(data.parent, ignore_errors=True)
    (home / _STATE).unlink()
    shutil.rmtree(home / "postgres", ignore_errors=True)
    return found is not None
