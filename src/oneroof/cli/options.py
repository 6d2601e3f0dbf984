"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from oneroof.config import Settings
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
