"""The parameters of a rule: declared in its file's first lines, given by the ruleset, put into its text as literals.

A line ``-- parameter NAME TYPE = DEFAULT: MEANING`` declares one; the default is JSON, and without it the ruleset must
give the parameter. Types: ``kind[]`` and ``reason[]`` (texts, each one that there is), ``jsonb`` (texts by
principal). None may be empty: a rule told to look at nothing would find nothing, in silence. The rule uses it as
``{NAME}``. Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from oneroof.errors import ConfigError

_LINE = re.compile(
    r"^-- parameter (?P<name>[a-z_]+) (?P<type>kind\[\]|reason\[\]|jsonb)(?: = (?P<default>.+))?"
    r": (?P<meaning>[^:]+)$"
)
_START = "-- parameter "


@dataclass(frozen=True)
class Parameter:
    """A declared parameter. ``required``: the ruleset must give it; else ``default`` is its value, as JSON has it."""

    name: str
    type: str
    meaning: str
    required: bool
    default: Any


def declared(text: str) -> tuple[Parameter, ...]:
    """The parameters that a rule's text declares, in the order of its lines.

    Raises:
        ValueError: a line that begins like a declaration is none; a bug of the file, never a user's error.
    """
    found = []
    for line in text.splitlines():
        if not line.startswith(_START):
            continue
        match = _LINE.match(line)
        if match is None:
            raise ValueError(f"This declares no parameter: {line}")
        default = match["default"]
        value = None if default is None else json.loads(default)
        found.append(Parameter(match["name"], match["type"], match["meaning"], default is None, value))
    return tuple(found)


def chosen(
    rule: str,
    parameters: tuple[Parameter, ...],
    given: Mapping[str, Any],
    ruleset: str,
    choices: Mapping[str, Collection[str]],
) -> dict[str, Any]:
    """The value of each parameter of a rule, as JSON values.

    Args:
        rule: the rule's name, for messages.
        parameters: what it declares.
        given: what the ruleset says.
        ruleset: the ruleset's version, for messages.
        choices: what there is to choose from, by type of parameter; of ``jsonb`` the principals.

    Raises:
        ConfigError: the ruleset gives one that the rule does not have, of another type, empty or with something that
            there is not; or lacks a required one.
    """
    known = {parameter.name: parameter for parameter in parameters}
    told = f"{rule} takes {', '.join(_says(parameter) for parameter in parameters)}." if known else "Leave them empty."
    for name in given:
        if name not in known:
            what = "does not have" if known else "takes none, and it is given"
            raise ConfigError(f"Ruleset {ruleset}: {rule} {what} the parameter {name}.", next_step=told)
    values = {}
    for name, parameter in known.items():
        if name not in given and parameter.required:
            raise ConfigError(f"Ruleset {ruleset} does not give {rule} its parameter {name}.", next_step=told)
        value = given.get(name, parameter.default)
        wrong = _unfit(value, parameter.type, choices[parameter.type])
        if wrong is not None:
            raise ConfigError(f"Ruleset {ruleset}: {name} of {rule} is no {parameter.type}{wrong}.", next_step=told)
        values[name] = value
    return values


def as_sql(parameter_type: str, value: Any) -> Any:
    """The value as `oneroof.pg.compose.Literal` takes it; an object as its JSON text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if parameter_type == "jsonb" else value


def _says(parameter: Parameter) -> str:
    return f"{parameter.name} ({parameter.type}{', required' if parameter.required else ''}): {parameter.meaning}"


def _unfit(value: Any, parameter_type: str, choice: Collection[str]) -> str | None:
    """What is wrong with a value, as the end of a sentence; None: nothing."""
    by_principal = parameter_type == "jsonb"
    texts = value.values() if by_principal and isinstance(value, dict) else value
    if not isinstance(value, dict if by_principal else list) or not all(isinstance(item, str) for item in texts):
        return ""
    if not value:
        return ": it is empty"
    unknown = next((item for item in value if item not in choice), None)
    if unknown is None:
        return None
    among = "" if by_principal else f" among {', '.join(sorted(choice))}"
    return f": there is no {'principal ' if by_principal else ''}{unknown}{among}"
