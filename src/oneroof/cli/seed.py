"""``oneroof seed plan``: the fewest ownership rows, as a packet with its proof."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli import options
from oneroof.cli.output import Invocation
from oneroof.coverage.proof import SHOWN, summary
from oneroof.coverage.seed import plan_seed
from oneroof.coverage.seed_plan import PLAN, PROOF, write_plan
from oneroof.errors import ConfigError
from oneroof.pg.session import Reader
from oneroof.schema.status import require_governance

seeds = typer.Typer(no_args_is_help=True, help="Ownership rows from files of intended owners.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.add_typer(seeds, name="seed")


@seeds.command(name="plan")
def plan(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The folder for the packet, proof.md and plan.json.", metavar="DIR")],
    owners: Annotated[
        list[Path] | None,
        typer.Option(
            help="Intended owners: TOML, CODEOWNERS or dbt's manifest.json; may be repeated.",
            metavar="FILE",
        ),
    ] = None,
    production: options.Production = None,
) -> None:
    """Write the smallest ownership packet, its proof and its blast radius; production is only read."""
    call: Invocation = context.obj
    settings = call.settings()
    files = owners or ([settings.coverage.owners] if settings.coverage.owners is not None else [])
    if not files:
        raise ConfigError(
            "No file of intended owners is named.", next_step="Give --owners FILE, or set [coverage] owners."
        )
    with Reader.open(options.production_of(settings, production)) as session, session.snapshot():
        schema = require_governance(
            session, "Run `oneroof install --governance` there; `oneroof coverage --owners FILE` needs nothing."
        )
        planned = plan_seed(session, schema, files)
    document = {"folder": str(out), **write_plan(planned, schema, files, out)}
    call.data(document, lambda console: _print(console, out, document))


def _print(console: Console, out: Path, document: dict[str, Any]) -> None:
    def say(text: str) -> None:
        console.print(text, markup=False)

    say(summary(document))
    for row in document["rows"][:SHOWN]:
        say(f"  {row['object_ref']}: {row['owner_ref'] or 'nobody'} ({row['reach']} objects)")
    _say_more(say, document["rows"])
    for pair in document["changed"]:
        before, now = pair["before"] or "nobody", pair["after"] or "nobody"
        say(f"Owner changes from {before} to {now}: {pair['objects']} objects.")
    for name, text in (
        ("redundant_rows", "Rows that could go (they repeat what is inherited, and are no pins)"),
        ("unmatched", "No entry names these, so they stay in the gap"),
    ):
        if document[name]:
            say(f"{text}: {len(document[name])}")
            for ref in document[name][:SHOWN]:
                say(f"  {ref}")
            _say_more(say, document[name])
    after = document["after"]
    owned = f"{after['direct']} direct, {after['inherited']} inherited"
    say(f"Afterwards: {owned}, gap {after['gap']}, coverage {after['coverage_pct']}.")
    written = [name for name in (document["packet"], PROOF, PLAN) if name is not None]
    say(f"Wrote {', '.join(str(out / name) for name in written)}.")
    if document["packet"] is None:
        say("No packet: there is nothing to insert.")
    else:
        say(f"Next: oneroof rehearse --packet {out / document['packet']}")


def _say_more(say: Any, items: list[Any]) -> None:
    if len(items) > SHOWN:
        say(f"  and {len(items) - SHOWN} more, all in {PLAN}")
