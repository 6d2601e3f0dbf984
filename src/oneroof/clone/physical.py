"""pg_basebackup and pg_verifybackup: production's files copied, and the copy held against the server's own manifest."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from oneroof import errors
from oneroof.clone import messages, outward, process
from oneroof.clone.model import Identity, Probed, nobody_asks
from oneroof.pg.dsn import Dsn

#: What a folder of PostgreSQL's programs must hold; pg_verifybackup has pg_waldump read the log.
PROGRAMS = ("postgres", "pg_basebackup", "pg_verifybackup", "pg_waldump")
_PROBE = ("IDENTIFY_SYSTEM", "SHOW default_transaction_read_only")
#: Files by which a copied server would go on as production's standby.
_SIGNALS = ("standby.signal", "recovery.signal", "tablespace_map.old", "postmaster.pid")


def require_source(bindir: Path, replication: Dsn, parent: Identity, probed: Probed = nobody_asks) -> None:
    """Ask a walsender, opened as pg_basebackup will open its own, which server it is on and whether it is read-only.

    Raises:
        PrivilegeMissing: the login may not replicate. IdentityRefused: another server than the reader's.
        NotReadOnly: it could write.
    """
    arguments = ["--no-psqlrc", "--no-password", "--no-align", "--tuples-only", "--quiet"]
    arguments += [f"--command={command}" for command in _PROBE]
    walsender = replication.with_parameters(replication="true")
    probed(False)  # until it has answered otherwise
    end = process.run(bindir / "psql", arguments, walsender, read_only=True)
    if end.status != 0:
        said = " ".join(end.stderr)
        if "REPLICATION" in said or "replication" in said:
            raise errors.PrivilegeMissing(
                f"The login for a base backup of {replication.label} may not replicate.",
                next_step="Give [clone] replication_dsn a login with REPLICATION that pg_hba.conf lets in for it,"
                " or use --clone dump.",
            )
        raise messages.failure("psql", end.status, end.stderr, about=replication.label)
    system, read_only = end.stdout.splitlines()[:2]
    probed(read_only == "on")
    if system.split("|", 1)[0] != parent.system_identifier:
        raise errors.IdentityRefused(f"The login for a base backup reaches another server than {replication.label}.")
    if read_only != "on":
        raise errors.NotReadOnly(f"PostgreSQL's tools would not be read-only on {replication.label}.")


def base_backup(
    bindir: Path,
    replication: Dsn,
    data: Path,
    *,
    tablespaces: Mapping[str, Path],
    checkpoint: Literal["spread", "fast"],
) -> None:
    """Copy the whole cluster into ``data``, with the log that makes it consistent; no replication slot is made.

    Checksums of pages are verified on the way, where the server has them; SHA-256 of each file by the manifest after.

    Args:
        bindir: the programs.
        replication: a login with REPLICATION.
        data: a folder that does not exist yet.
        tablespaces: where each tablespace stands at production, and where its copy goes.
        checkpoint: ``spread`` waits for production's own pace, ``fast`` has it write at once.

    Raises:
        DiskFull, ServerLost, ToolMissing, ToolFailed, PrivilegeMissing: with the tool's own words.
    """
    arguments = [f"--pgdata={data}", "--format=plain", "--wal-method=stream", "--no-slot", "--no-password"]
    arguments += ["--manifest-checksums=SHA256", f"--checkpoint={checkpoint}", "--no-sync", "--label=oneroof"]
    for source, target in tablespaces.items():
        arguments.append(f"--tablespace-mapping={_escaped(source)}={_escaped(str(target))}")
    end = process.run(bindir / "pg_basebackup", arguments, replication, read_only=True)
    if end.status != 0:
        raise messages.failure("pg_basebackup", end.status, end.stderr, about=replication.label)
    verify(bindir, data)


def _escaped(path: str) -> str:
    return path.replace("=", "\\=")


def verify(bindir: Path, data: Path) -> None:
    """Every file of the manifest is there with its size and SHA-256, no other is, and the log can be read.

    Raises:
        ToolFailed: names the first file that is not so.
    """
    done = subprocess.run(
        [str(bindir / "pg_verifybackup"), "--exit-on-error", str(data)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise messages.failure("pg_verifybackup", done.returncode, said, about="the base backup")


def take_over(data: Path, settings: Mapping[str, str], superuser: str) -> None:
    """Replace production's own configuration in a copied data folder, so that it says nothing of what will run."""
    for name in _SIGNALS:
        (data / name).unlink(missing_ok=True)
    (data / "postgresql.conf").write_text(outward.configuration(settings), encoding="utf-8")
    (data / "postgresql.auto.conf").write_text("", encoding="utf-8")
    (data / "pg_hba.conf").write_text(outward.host_rules(superuser), encoding="utf-8")
    (data / "pg_ident.conf").write_text("", encoding="utf-8")
    shutil.rmtree(data / "log", ignore_errors=True)
