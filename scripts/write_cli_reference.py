"""Write docs/reference/cli.md from the commands themselves; `--check` says whether it is in step."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from typer.main import get_command

from oneroof.cli.main import app

TARGET = Path(__file__).parents[1] / "docs" / "reference" / "cli.md"
HEAD = """# The command line

Generated from the code by `scripts/write_cli_reference.py`; a test holds it in step.

`oneroof [--config FILE] [--json] COMMAND …`. Settings: flag > environment (`ONEROOF_*`) > `oneroof.toml` > default;
what is trusted comes from the file alone.
libpq's own `PG*` variables, service files and `.pgpass` are honoured. Data goes to stdout, talk and progress to
stderr. `--json` prints one JSON document on stdout and nothing else; its JSON Schema is in the package,
`oneroof/cli/schemas/`. Both options stand before the command, `--json` also after it;
`oneroof --version` prints the version.

| exit | means |
|---|---|
| 0 | done; verdict PASS; threshold met |
| 1 | measured facts say no: verdict FAIL, coverage under threshold, drift, a guard, a write set, a difference |
| 2 | usage, configuration, a malformed packet or authority file |
| 3 | environment: cannot connect, privilege or tool missing, disk full, also where the output goes |
| 4 | refused before acting: identity, gate, signature, replay, isolation, tampered bundle |
| 5 | outcome unknown: the connection was lost at COMMIT; `rollout status` finds out |
| 70, 130 | a bug; interrupted. Both say what was left behind |
| 141 | whoever read the output closed it before its end, as `head` does; nothing is said |

Every error is one sentence of what is wrong and one of what to do next.
"""

#: What the contract has; the page says which of it is not there yet.
DESIGNED = ("owner", "seed plan", "events", "worker", "report", "hub", "coverage --owners")


def _there(path: str) -> bool:
    """Whether there is such a command, or such an option of one."""
    command: Any = get_command(app)
    for word in path.split():
        if word.startswith("--"):
            return any(word in parameter.opts for parameter in command.params)
        if word not in getattr(command, "commands", {}):
            return False
        command = command.commands[word]
    return True


def _not_yet() -> list[str]:
    missing = [f"`{path}`" for path in DESIGNED if not _there(path)]
    return ["", f"Designed and not there yet: {', '.join(missing)}."] if missing else []


def _rows(command: Any) -> list[str]:
    rows = []
    for parameter in command.params:
        if parameter.name == "help" or getattr(parameter, "hidden", False):
            continue
        names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
        if parameter.param_type_name == "argument":
            names = f"`{(parameter.metavar or parameter.name).upper()}`"
        elif parameter.metavar:
            names += f" `{parameter.metavar}`"
        rows.append(f"| {names} | {getattr(parameter, 'help', None) or ''} |")
    return rows


def _section(path: str, command: Any) -> list[str]:
    if hasattr(command, "commands"):
        own = _entry(path, command) if command.invoke_without_command else []
        return own + [line for name, child in command.commands.items() for line in _section(f"{path} {name}", child)]
    return _entry(path, command)


def _entry(path: str, command: Any) -> list[str]:
    rows = _rows(command)
    table = ["| option | |", "|---|---|", *rows, ""] if rows else []
    return [f"## `{path}`", "", (command.help or "").strip(), "", *table]


def render() -> str:
    """The whole page."""
    root = get_command(app)
    commands: dict[str, Any] = vars(root)["commands"]
    lines = [line for name, child in commands.items() for line in _section(f"oneroof {name}", child)]
    return HEAD + "\n".join([*_not_yet(), "", *lines]).rstrip() + "\n"


def main() -> None:
    """Write the page, or check it."""
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text() == render() else f"{TARGET.name} is out of step: run {Path(__file__).name}")
    TARGET.write_text(render())


if __name__ == "__main__":
    main()
