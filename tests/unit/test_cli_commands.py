"""A command's module is imported when the command is asked for, and the table that says which is right."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import oneroof.cli
from oneroof.cli.commands import MODULES, SENTENCES, commands_of

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


def test_each_command_is_told_in_its_own_words() -> None:
    """The list of all commands says of each what its own help begins with, in its order, and hides none."""
    commands = {name: commands_of(module)[name] for name, module in MODULES.items()}
    assert {name: command.get_short_help_str(1000) for name, command in commands.items()} == dict(SENTENCES)
    assert list(SENTENCES) == list(MODULES)
    assert not [name for name, command in commands.items() if command.hidden]


def helped(*words: str) -> tuple[str, set[str]]:
    """What a process of its own says when it is asked for help, and the modules that it has imported then."""
    program = (
        "import sys; from oneroof.cli.main import run\n"
        f"try: run({[*words, '--help']})\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout, set(done.stderr.split())


def test_the_list_of_commands_imports_none_of_them() -> None:
    """As whoever types ``oneroof --help`` waits for nothing else."""
    said, loaded = helped()
    assert set(MODULES) <= set(said.partition("Commands:")[2].split())
    assert not loaded & {f"oneroof.cli.{module}" for module in {*MODULES.values()} - {"version"}}


def test_a_command_starts_without_the_others() -> None:
    """A process that is asked for one command imports no other's module, and none of a rehearsal."""
    said, loaded = helped("fingerprint")
    assert "Usage: oneroof fingerprint" in said
    assert "oneroof.cli.fingerprint" in loaded
    assert not loaded & {f"oneroof.cli.{module}" for module in {*MODULES.values()} - {"fingerprint", "version"}}
    assert "oneroof.rehearse" not in loaded
