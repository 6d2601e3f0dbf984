"""The ruleset in force, and its rules as queries: each is a file in ``sql/scanner/rules`` that says what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from oneroof.coverage.catalog import KINDS
from oneroof.coverage.read import governance, read_principals
from oneroof.coverage.report import REASONS
from oneroof.errors import ConfigError
from oneroof.pg import queries
from oneroof.pg.compose import SQL, Composable, Identifier, Literal
from oneroof.pg.session import Session
from oneroof.scanner.parameters import Parameter, as_sql, chosen, declared

_FOLDER = "scanner/rules/"
#: What a parameter of the type may name: kinds whose objects can have a comment and a number, reasons of a gap.
CHOICES = {"kind[]": frozenset(KINDS) - {"directus_folder", "column"}, "reason[]": frozenset(REASONS)}


@dataclass(frozen=True)
class Rule:
    """A rule of a ruleset: the state that its candidates are in, and which of the scanner's rules it is.

    ``parameters``: the value of each that the rule declares, the ruleset's or the default, as JSON has it.
    """

    state_code: str
    rule: str
    severity: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ruleset:
    """The ruleset in force. ``cap`` is the most candidates that a state may have."""

    version: str
    cap: int
    rules: tuple[Rule, ...]


def known_rules() -> tuple[str, ...]:
    """The names of the scanner's rules."""
    return tuple(name.removeprefix(_FOLDER) for name in queries.names(_FOLDER))


def meaning(rule: str) -> str:
    """What a rule means, in the words of its file's first lines."""
    lines = queries.load(f"{_FOLDER}{rule}").text.splitlines()
    says = [line for line in lines if line.startswith("--") and not line.startswith("-- parameter ")]
    return " ".join(line.removeprefix("--").strip() for line in says)


def parameters(rule: str) -> tuple[Parameter, ...]:
    """What a rule can be told, as its file's first lines declare."""
    return declared(queries.load(f"{_FOLDER}{rule}").text)


def read_ruleset(session: Session, schema: str) -> Ruleset:
    """The ruleset in force with its rules.

    Raises:
        ConfigError: none is in force, or it names a rule that the scanner does not have, or gives one parameters that
            it does not take.
    """
    active = session.rows("scanner/list_rulesets", governance(schema))
    if not active:
        raise ConfigError(
            f"No ruleset is in force in schema {schema}.", next_step="Set one active in governance_ruleset."
        )
    version, cap = str(active[0]["ruleset_version"]), int(active[0]["cap_per_state"])
    rows = session.rows("scanner/list_rules", governance(schema), ruleset_version=version)
    known = set(known_rules())
    for row in rows:
        if row["rule"] not in known:
            raise ConfigError(
                f"Ruleset {version} names a rule {row['rule']} that the scanner does not have.",
                next_step=f"It has {', '.join(sorted(known))}.",
            )
    by_principal = any(parameter.type == "jsonb" for row in rows for parameter in parameters(row["rule"]))
    choices = CHOICES | ({"jsonb": frozenset(read_principals(session, schema))} if by_principal else {})
    rules = tuple(
        Rule(
            row["state_code"],
            row["rule"],
            row["severity"],
            chosen(row["rule"], parameters(row["rule"]), row["parameters"], version, choices),
        )
        for row in rows
    )
    return Ruleset(version, cap, rules)


def found_query(ruleset: Ruleset, schema: str) -> Composable:
    """One query of everything that the rules single out: ``state_code``, ``object_ref``, ``detail``."""
    parts: list[Composable] = [
        SQL("SELECT {}::text AS state_code, rule.object_ref, rule.detail FROM (\n{}) AS rule").format(
            Literal(rule.state_code), _composed(rule, schema)
        )
        for rule in ruleset.rules
    ]
    return SQL("\nUNION ALL\n").join(parts) if parts else SQL(queries.load("scanner/no_objects").text)


def _composed(rule: Rule, schema: str) -> Composable:
    given = {
        parameter.name: Literal(as_sql(parameter.type, rule.parameters[parameter.name]))
        for parameter in parameters(rule.rule)
    }
    return SQL(queries.load(f"{_FOLDER}{rule.rule}").text).format(governance=Identifier(schema), **given)


def changes_query(ruleset: Ruleset, schema: str) -> Composable:
    """The query that compares what the rules single out with what stands; see ``sql/scanner/list_changes.sql``."""
    return SQL(queries.load("scanner/list_changes").text).format(
        found=found_query(ruleset, schema),
        governance=Identifier(schema),
        ruleset_version=Literal(ruleset.version),
        cap=Literal(ruleset.cap),
    )
