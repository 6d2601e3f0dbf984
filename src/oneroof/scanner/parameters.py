"""The parameters of a rule: declared in its file's first lines, given by the ruleset, put into its text as literals.

A line ``-- parameter NAME TYPE = DEFAULT: MEANING`` declares one; the default is JSON, and without it the ruleset must
give the parameter. Types: ``text[]``, ``jsonb`` (an object of texts), ``integer``, ``boolean``. The rule uses it as
``{NAME}``. Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oneroof.errors import ConfigError

_LINE = re.compile(
    r"^-- parameter (?P<name>[a-z_]+) (?P<type>text\[\]|jsonb|integer|boolean)(?: = (?P<default>.+))?"
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


def chosen(rule: str, parameters: tuple[Parameter, ...], given: Mapping[str, Any], ruleset: str) -> dict[str, Any]:
    """The value of each parameter of a rule, as JSON values.

    Args:
        rule: the rule's name, for messages.
        parameters: what it declares.
        given: what the ruleset says.
        ruleset: the ruleset's version, for messages.

    Raises:
        ConfigError: the ruleset gives one that the rule does not have or of another type, or lacks a required one.
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
        if not _fits(parameter.type, value):
            raise ConfigError(f"Ruleset {ruleset}: {name} of {rule} is no {parameter.type}.", next_step=told)
        values[name] = value
    return values


def as_sql(parameter_type: str, value: Any) -> Any:
    """The value as `oneroof.pg.compose.Literal` takes it; an object as its JSON text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if parameter_type == "jsonb" else value


def _says(parameter: Parameter) -> str:
    return f"{parameter.name} ({parameter.type}{', required' if parameter.required else ''}): {parameter.meaning}"


def _fits(parameter_type: str, value: Any) -> bool:
    match parameter_type:
        case "text[]":
            return isinstance(value, list) and all(isinstance(item, str) and "\0" not in item for item in value)
        case "jsonb":
            return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
        case "boolean":
            return isinstance(value, bool)
        case _:
            return isinstance(value, int) and not isinstance(value, bool)
