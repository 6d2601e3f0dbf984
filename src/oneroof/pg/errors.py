"""Driver errors change coat once, here: SQLSTATE classes become our tree (manual, appendix A)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from oneroof import errors

_BY_SQLSTATE: dict[str, type[errors.OneroofError]] = {
    "42501": errors.PrivilegeMissing,
    "53100": errors.DiskFull,
    "28000": errors.CannotConnect,
    "28P01": errors.CannotConnect,
    "3D000": errors.CannotConnect,
    "53300": errors.CannotConnect,
    "57P01": errors.ServerLost,
    "57P02": errors.ServerLost,
    "57P03": errors.CannotConnect,
    "72000": errors.SnapshotTooOld,
}


def translate(error: psycopg.Error, doing: str) -> errors.OneroofError:
    """Our error for the driver's.

    The server's primary message is kept for people at the terminal; evidence records the SQLSTATE alone, because
    a message can quote a value of a row.
    """
    sqlstate = error.sqlstate or ""
    words = (error.diag.message_primary or str(error)).strip().splitlines()
    said = words[0] if words else type(error).__name__
    message = f"{doing}: {said}" + (f" (SQLSTATE {sqlstate})" if sqlstate else "")
    known = _BY_SQLSTATE.get(sqlstate)
    if known is not None:
        return known(message)
    if sqlstate.startswith("08") or (not sqlstate and isinstance(error, psycopg.OperationalError)):
        return errors.ServerLost(message)
    advice = None if sqlstate else "The driver says so and not the server: it cannot carry what was to be sent or read."
    return errors.SqlFailed(message, sqlstate=sqlstate, next_step=advice)


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Raise our errors for the driver's inside the block; ``doing`` starts the sentence."""
    try:
        yield
    except psycopg.Error as error:
        raise translate(error, doing) from error
