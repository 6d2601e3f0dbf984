"""How much space is free on a clone's server, where that can be known from here."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from oneroof.pg.session import Session

_IDENTIFIER_BYTES = 8


def measure(session: Session, system_identifier: str, tablespace: str) -> int | None:
    """Bytes that an ordinary user can still write where a database of that tablespace would stand.

    Returns:
        None where it cannot be known: the role may not see the data directory (pg_read_all_settings), or the folder of
        that name on this machine is not this server's, which its control file's system identifier says.
    """
    row = session.row("clone/read_data_directory", tablespace=tablespace)
    if row["data_directory"] is None:
        return None
    data = Path(row["data_directory"])
    if _identifier_of(data) != system_identifier:
        return None
    try:
        state = os.statvfs(data / (row["tablespace_location"] or ""))
    except OSError:
        return None
    return state.f_bavail * state.f_frsize


def _identifier_of(data: Path) -> str | None:
    """The system identifier in the control file: its first eight bytes, in the machine's own order (pg_control.h)."""
    try:
        with (data / "global" / "pg_control").open("rb") as file:
            content = file.read(_IDENTIFIER_BYTES)
    except OSError:
        return None
    return str(int.from_bytes(content, sys.byteorder, signed=True))
