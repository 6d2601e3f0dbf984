"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated, get_args

import typer

from oneroof.config import Settings
from oneroof.errors import UsageError
from oneroof.fingerprint.model import Mode, Scope
from oneroof.pg.dsn import Dsn

Production = Annotated[
    str | None,
    typer.Option(help="Production's DSN, without a password; else ONEROOF_PRODUCTION or oneroof.toml.", metavar="DSN"),
]


def checked_dsn(text: str | None) -> str | None:
    """The DSN as given on the command line; one with a password is refused."""
    return None if text is None else Dsn.from_command_line(text).conninfo


def rollout_settings(settings: Settings, flag: str | None) -> Settings:
    """Settings in which ``--production`` says where packets run, too: a flag goes before the file."""
    dsn = checked_dsn(flag)
    return settings.with_flags(production={"dsn": dsn}, rollout={"dsn": dsn})


def production_of(settings: Settings, flag: str | None) -> Dsn:
    """Where production is: the flag, else the settings."""
    return Dsn.parse(settings.with_flags(production={"dsn": checked_dsn(flag)}).production_dsn())


FingerprintMode = Annotated[
    str,
    typer.Option(
        help="How rows are digested: everyday (against accidents), strict (SHA-256 of each row, against deceit) or"
        " portable (equal across major versions).",
        metavar="MODE",
    ),
]
DataScope = Annotated[
    str | None,
    typer.Option(
        help="Whose rows are digested: full, touched (by the packets named) or none; default full, above 50 GB what is"
        " touched.",
        metavar="SCOPE",
    ),
]
MaxLoad = Annotated[
    float | None,
    typer.Option(
        help="Keep the load on the server under this: the share of time in which our sessions are at work there, summed"
        " over them. 0.5: half a session's time; 2: two sessions all the time. Tables are read in chunks that aim at"
        " 50 ms. The catalog, large objects, a materialised view, a table of another access method and the search for"
        " rows that differ are not cut: statements as long as they take, with a rest after each.",
        metavar="LOAD",
    ),
]
ProductionLoad = Annotated[
    float | None,
    typer.Option(
        help="Keep the load of our own sessions on production under this, as fingerprint --max-load does, the rows that"
        " stream into a clone among them; else [production] max_load. pg_dump (definitions, large objects),"
        " pg_basebackup, the server's own copy of a template, and the clone are outside of the limit.",
        metavar="LOAD",
    ),
]


def checked_mode(text: str) -> Mode:
    """A mode by its name."""
    for mode in get_args(Mode):
        if text == mode:
            return mode  # type: ignore[no-any-return]  # get_args forgets the literals
    raise UsageError(f"There is no mode {text!r}.", next_step=f"Use one of: {', '.join(get_args(Mode))}.")


def checked_scope(text: str | None) -> Scope | None:
    """A scope by its name; None: nobody asked for one."""
    if text is None:
        return None
    for scope in get_args(Scope):
        if text == scope:
            return scope  # type: ignore[no-any-return]  # get_args forgets the literals
    raise UsageError(f"There is no --data {text!r}.", next_step=f"Use one of: {', '.join(get_args(Scope))}.")
