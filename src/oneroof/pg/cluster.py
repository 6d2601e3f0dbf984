"""A new and empty cluster: by initdb, or as initdb left one before, under a system identifier of its own.

initdb takes the better part of a second, whatever will be in the cluster. What it makes follows from its programs, the
files that they read, its arguments and the locales of this machine, so it is kept as one file, an image, and unpacked
the next time. An image was never started; one that nobody used for a week, as of programs that are gone, is removed
when another is made or used. The identifier is replaced as `pg_createsubscriber` replaces a standby's: in
``pg_control``, whose first eight bytes it is in every version (catalog/pg_control.h), and then in the write-ahead log
by `pg_resetwal`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

from oneroof.errors import DiskFull, OneroofError

_ARGUMENTS = ("-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-k", "-N")
#: Segments of the log, which pg_resetwal makes anew.
_LEFT_OUT = "--exclude=pg_wal/0*"
_NAME = re.compile(r"new-[0-9a-f]{16}\.tar", re.ASCII)
#: Two programs that take turns in one folder keep both their images.
_UNUSED_SECONDS = 7 * 86400


class Run(Protocol):
    """Runs a program in a folder as the account that the server runs as, and waits for its end."""

    def __call__(
        self, arguments: list[str], cwd: Path, *, stdin: IO[bytes] | None = None, stdout: IO[bytes] | None = None
    ) -> None:
        """Raise `ToolFailed` or `DiskFull` when it does not end well."""


def make(bindir: Path, data: Path, superuser: str, run: Run, images: Path | None) -> None:
    """Make an empty cluster.

    Args:
        bindir: initdb and the server.
        data: its folder, which is not there yet; the account may make it.
        superuser: the name of its first role.
        run: runs programs as that account.
        images: our own folder of images; None: initdb makes it.

    Raises:
        ToolFailed, DiskFull: in initdb's words.
    """
    initdb = [str(bindir / "initdb"), "-D", str(data), "-U", superuser, *_ARGUMENTS]
    image = _image(images, bindir, initdb[3:]) if images is not None and shutil.which("tar") else None
    if image is None or not _unpacked(image, bindir, data, run):
        run(initdb, data.parent)
        if image is not None:
            _keep(image, data, run)
    if image is not None:
        _remove_unused(image)


def _image(images: Path, bindir: Path, arguments: Sequence[str]) -> Path | None:
    """Where it is kept; None when it cannot be told from an image that initdb would not make any more."""
    try:
        return images / f"new-{_recipe(bindir, arguments)}.tar"
    except (OSError, subprocess.CalledProcessError):
        return None


def _recipe(bindir: Path, arguments: Sequence[str]) -> str:
    """Of what decides what initdb makes: its programs and the files that it reads, by their bytes; ICU; the locales.

    ICU's libraries are told apart by place, size and time: their versions stand in the collations (collversion).

    Raises:
        OSError, CalledProcessError: a part of it cannot be found out.
    """
    state = hashlib.sha256()
    share = Path(_said(bindir / "pg_config", "--sharedir").rstrip("\n"))
    read = sorted(file for file in (*share.iterdir(), *(share / "extension").glob("plpgsql*")) if file.is_file())
    for path in (bindir / "initdb", bindir / "postgres", *read):
        with path.open("rb") as file:
            state.update(hashlib.file_digest(file, "sha256").digest())
    linked = re.findall(r"^\s*libicu\S+ => (/.+) \(0x", _said("ldd", bindir / "postgres"), re.MULTILINE)
    for library in (Path(found).resolve() for found in linked):
        state.update(f"{library}\0{library.stat().st_size}\0{library.stat().st_mtime_ns}\0".encode())
    libc = os.confstr("CS_GNU_LIBC_VERSION") if "CS_GNU_LIBC_VERSION" in os.confstr_names else sys.platform
    locales = shutil.which("locale")  # initdb makes a collation of each that `locale -a` names
    if locales is not None:
        state.update(subprocess.run([locales, "-a"], capture_output=True, check=False).stdout)
    state.update("\0".join([str(libc), str(Path("/dev/shm").is_dir()), *arguments]).encode())  # noqa: S108 - asked, as initdb does
    return state.hexdigest()[:16]


def _said(*command: str | Path) -> str:
    """What a program says of an installation."""
    environment = {**os.environ, "LC_ALL": "C"}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


def _unpacked(image: Path, bindir: Path, data: Path, run: Run) -> bool:
    """Whether the cluster was made from an image; one that is not ours alone, or not whole, is none."""
    try:
        descriptor = os.open(image, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode) or state.st_uid != os.geteuid() or state.st_mode & 0o022:
            return False
        with suppress(OSError):
            os.utime(descriptor)  # it is used: nobody takes it for old
        try:
            run(["tar", "-xpf", "-"], data.parent, stdin=file)
            _identify(data, run)
            run([str(bindir / "pg_resetwal"), "--force", "-D", str(data)], data.parent)
        except DiskFull:  # which is no fault of the image
            shutil.rmtree(data, ignore_errors=True)
            raise
        except (OneroofError, OSError):
            with suppress(OSError):
                image.unlink()
            shutil.rmtree(data, ignore_errors=True)
            return False
    return True


def _identify(data: Path, run: Run) -> None:
    """Give it another system identifier, made as initdb makes one: of the time and the process.

    The account writes it: the tree is its own, and what it could put in the file's place is nothing that we may follow.
    """
    seconds, nanoseconds = divmod(time.time_ns(), 10**9)
    identifier = seconds << 32 | nanoseconds // 1000 << 12 | os.getpid() & 0xFFF
    end, begin = os.pipe()
    with os.fdopen(end, "rb") as file:
        with os.fdopen(begin, "wb") as pipe:
            pipe.write(struct.pack("=Q", identifier))
        run(["dd", f"of={data / 'global' / 'pg_control'}", "bs=8", "count=1", "conv=notrunc"], data.parent, stdin=file)


def _keep(image: Path, data: Path, run: Run) -> None:
    """Keep what initdb made, whole or not at all: the file has no name before it is (O_TMPFILE, on Linux alone)."""
    if not hasattr(os, "O_TMPFILE"):
        return
    with suppress(OSError, OneroofError):
        descriptor = os.open(image.parent, os.O_TMPFILE | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            run(["tar", "-cf", "-", _LEFT_OUT, data.name], data.parent, stdout=file)
            file.flush()
            os.link(f"/proc/self/fd/{descriptor}", image, src_dir_fd=descriptor)  # any: else no link is followed


def _remove_unused(image: Path) -> None:
    """Remove other images of ours that nobody made or used for a week; who reads one at this moment reads on."""
    long_ago = time.time() - _UNUSED_SECONDS
    with suppress(OSError):
        for other in image.parent.iterdir():
            if other == image or not _NAME.fullmatch(other.name):
                continue
            with suppress(OSError):
                state = other.lstat()
                if stat.S_ISREG(state.st_mode) and state.st_uid == os.geteuid() and state.st_mtime < long_ago:
                    other.unlink()
