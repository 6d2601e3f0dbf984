"""One frozen settings object: flag > environment (``ONEROOF_*``) > ``oneroof.toml`` > default.

libpq's own ``PG*`` variables, service files and ``.pgpass`` are left to libpq. Unknown keys are errors: a misspelt
setting must never be a silent default.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from oneroof.errors import ConfigError

DEFAULT_FILE = "oneroof.toml"
#: Environment variable to the setting's place in the file.
VARIABLES: Mapping[str, tuple[str, str]] = {
    "ONEROOF_PRODUCTION": ("production", "dsn"),
    "ONEROOF_CLONE_DSN": ("clone", "dsn"),
    "ONEROOF_CLONE_SERVER": ("clone", "server"),
    "ONEROOF_CLONE_JOBS": ("clone", "jobs"),
    "ONEROOF_COVERAGE_OWNERS": ("coverage", "owners"),
    "ONEROOF_TOOLS_BINDIR": ("tools", "bindir"),
    "ONEROOF_REPORT_OUT": ("report", "out"),
}


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProductionSettings(_Section):
    """``[production]``: where production is; read with a role that needs no right to write."""

    dsn: str | None = None


class CloneSettings(_Section):
    """``[clone]``: where clones go. ``dsn`` is the clone maker's own, never the reader's.

    ``server`` is ``same``, ``embedded`` or a DSN; by default the same server where there is a maker, else embedded.
    """

    dsn: str | None = None
    server: str | None = None
    jobs: int = Field(default=2, ge=1, le=32)
    expires_days: int = Field(default=7, ge=1)
    free_bytes: int | None = Field(default=None, ge=0)


class CoverageSettings(_Section):
    """``[coverage]``: the file of intended owners that the ownership seed is planned from."""

    owners: Path | None = None


class ToolSettings(_Section):
    """``[tools]``: the folder of PostgreSQL's own tools, in the server's major version."""

    bindir: Path | None = None


class ReportSettings(_Section):
    """``[report]``: where packages are published."""

    out: Path = Path()


class Settings(_Section):
    """All settings. ``home`` is ``$ONEROOF_HOME``: runs and their journals."""

    production: ProductionSettings = ProductionSettings()
    clone: CloneSettings = CloneSettings()
    coverage: CoverageSettings = CoverageSettings()
    tools: ToolSettings = ToolSettings()
    report: ReportSettings = ReportSettings()
    home: Path = Path(".oneroof")

    def with_flags(self, **sections: Mapping[str, Any]) -> Settings:
        """A copy in which flags that were given (not None) replace what stood there."""
        merged = self.model_dump()
        for section, values in sections.items():
            merged[section].update({key: value for key, value in values.items() if value is not None})
        return _validated(merged, "the command line")

    def production_dsn(self, environment: Mapping[str, str] | None = None) -> str:
        """Production's connection string; empty means: as libpq's own variables say.

        Raises:
            ConfigError: neither a setting nor a libpq variable names it.
        """
        if self.production.dsn is not None:
            return self.production.dsn
        variables = os.environ if environment is None else environment
        if any(name in variables for name in ("PGDATABASE", "PGSERVICE", "PGHOST")):
            return ""
        raise ConfigError(
            "No production database is named.",
            next_step="Give --production DSN, ONEROOF_PRODUCTION, [production] dsn in oneroof.toml, or libpq's PG*.",
        )


def _validated(values: Mapping[str, Any], where: str) -> Settings:
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]  # an input may be a DSN with a password
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{where}: {place}: {first['msg']}.") from error


def load(file: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of this run.

    Args:
        file: the file of ``--config``; default ``oneroof.toml`` in the working folder when it is there. Relative paths
            in it are relative to its folder.
        environment: default ``os.environ``.

    Raises:
        ConfigError: the file is named and missing, is no TOML, or a key or value is not known.
    """
    variables = os.environ if environment is None else environment
    chosen = file or (Path(variables["ONEROOF_CONFIG"]) if "ONEROOF_CONFIG" in variables else None)
    path = chosen or Path(DEFAULT_FILE)
    values: dict[str, Any] = {}
    if chosen is not None or path.exists():
        values = _read(path)
    if "home" in values:
        raise ConfigError(f"{path}: home is set by ONEROOF_HOME alone.")
    for name, (section, key) in VARIABLES.items():
        if name in variables:
            values.setdefault(section, {})[key] = variables[name]
    values["home"] = Path(variables.get("ONEROOF_HOME", ".oneroof"))
    return _validated(values, str(path))


def _read(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from error
    for section, key in (("coverage", "owners"), ("tools", "bindir"), ("report", "out")):
        entry = values.get(section)
        if isinstance(entry, dict) and isinstance(entry.get(key), str):
            entry[key] = str(path.parent / entry[key])
    return values
