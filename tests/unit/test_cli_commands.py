"""A command's module is imported when the command is asked for, and the table that says which is right."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import oneroof.cli
from oneroof.cli.commands import MODULES, commands_of

FOLDER = Path(oneroof.cli.__file__).parent


def test_each_module_registers_what_the_table_says() -> None:
    """No command is missing, none is another module's; no module that registers commands is forgotten."""
    registering = {
        path.stem
        for path in FOLDER.glob("*.py")
        if any(
            isinstance(node, ast.FunctionDef) and node.name == "register" for node in ast.parse(path.read_text()).body
        )
    }
    assert {name: module for module in registering for name in commands_of(module)} == dict(MODULES)


def test_a_command_starts_without_the_others() -> None:
    """A process that is asked for one command imports no other's module, and none of a rehearsal."""
    program = (
        "import sys; from oneroof.cli.main import run\n"
        "try: run(['fingerprint', '--help'])\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "Usage: oneroof fingerprint" in done.stdout
    loaded = set(done.stderr.split())
    assert "oneroof.cli.fingerprint" in loaded
    assert not loaded & {f"oneroof.cli.{module}" for module in {*MODULES.values()} - {"fingerprint", "version"}}
    assert "oneroof.rehearse" not in loaded
