"""A real sshd on 127.0.0.1 with keys of its own, run by this account, for one test; nothing of it stays."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

#: Where Debian's openssh-server has it; ONEROOF_TEST_SSHD names another.
SSHD = Path(os.environ.get("ONEROOF_TEST_SSHD", shutil.which("sshd") or "/usr/sbin/sshd"))
#: As root, sshd insists on this empty folder (sshd(8), FILES).
_PRIVILEGE_SEPARATION = Path("/run/sshd")
BANNER = "Authorised use only. oneroof-result {} is not here.\n"
_DAEMON = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/client.pub
PidFile none
StrictModes no
UsePAM no
UseDNS no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
Banner {folder}/banner
"""
_CLIENT = """\
Host 127.0.0.1
  Port {port}
  User {user}
  IdentityFile {folder}/client
  IdentitiesOnly yes
  UserKnownHostsFile {folder}/known
  GlobalKnownHostsFile none
  StrictHostKeyChecking yes
  BatchMode yes
  ControlPath {folder}/c
"""


def is_there() -> bool:
    """Whether this machine has both ends."""
    return SSHD.is_file() and shutil.which("ssh") is not None


@contextmanager
def secure_shell(folder: Path) -> Iterator[str]:
    """The beginning of a command that leads through sshd to this machine's own shell."""
    port = _free_port()
    for name in ("host", "client"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    (folder / "known").write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text()}")
    (folder / "banner").write_text(BANNER)
    (folder / "sshd_config").write_text(_DAEMON.format(port=port, folder=folder))
    (folder / "ssh_config").write_text(_CLIENT.format(port=port, folder=folder, user=getpass.getuser()))
    made = os.geteuid() == 0 and not _PRIVILEGE_SEPARATION.exists()
    if made:
        _PRIVILEGE_SEPARATION.mkdir(mode=0o755)
    try:
        with (folder / "sshd.log").open("wb") as log:
            daemon = subprocess.Popen([SSHD, "-D", "-e", "-f", folder / "sshd_config"], stderr=log)
        try:
            _wait_for(port, daemon, folder / "sshd.log")
            command = f"ssh -F {folder}/ssh_config 127.0.0.1"
            with _one_connection(command.split(), folder / "c"):
                yield command
        finally:
            daemon.terminate()
            daemon.wait(20)
    finally:
        if made:
            with suppress(OSError):
                _PRIVILEGE_SEPARATION.rmdir()


@contextmanager
def _one_connection(command: list[str], control: Path) -> Iterator[None]:
    """One connection for all sessions, as people who often go there set it up: each call is a session of its own."""
    master = subprocess.Popen(
        [*command[:1], "-M", "-N", *command[1:]], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        deadline = time.monotonic() + 20
        while not control.exists():
            assert master.poll() is None, master.communicate()[1]
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield
    finally:
        master.terminate()
        master.communicate(timeout=20)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, daemon: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 20
    while True:
        assert daemon.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
