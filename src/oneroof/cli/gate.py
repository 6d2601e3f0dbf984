"""``oneroof gate``: who may open it, and how; one file for each group of its commands."""

from __future__ import annotations

import typer

from oneroof.cli import gate_export, gate_init, gate_propose, gate_ratify, gate_read, gate_sign, gate_submit

commands = typer.Typer(no_args_is_help=True, help="Propose, sign, ratify: the gate that people open.")
for _name, _command in (
    ("init", gate_init.init),
    ("propose", gate_propose.propose),
    ("show", gate_read.show),
    ("status", gate_read.status),
    ("sign", gate_sign.sign),
    ("hold", gate_sign.hold),
    ("export", gate_export.export),
    ("submit", gate_submit.submit),
    ("ratify", gate_ratify.ratify),
    ("verify", gate_read.verify),
):
    commands.command(name=_name)(_command)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="gate")
