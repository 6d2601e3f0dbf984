"""One frozen settings object: flag > environment (``ONEROOF_*``) > ``oneroof.toml`` > default.

libpq's own ``PG*`` variables, service files and ``.pgpass`` are left to libpq. Unknown keys are errors: a misspelt
setting must never be a silent default. ``[trust]`` comes from the file alone: no variable sets it, no flag replaces it.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError, model_validator

from oneroof.errors import ConfigError

DEFAULT_FILE = "oneroof.toml"
#: What names another file.
FLAG, VARIABLE = "--config", "ONEROOF_CONFIG"
#: Environment variable to the setting's place in the file.
VARIABLES: Mapping[str, tuple[str, str]] = {
    "ONEROOF_PRODUCTION": ("production", "dsn"),
    "ONEROOF_PRODUCTION_DATA": ("production", "data"),
    "ONEROOF_PRODUCTION_MAX_LOAD": ("production", "max_load"),
    "ONEROOF_CLONE_DSN": ("clone", "dsn"),
    "ONEROOF_CLONE_SERVER": ("clone", "server"),
    "ONEROOF_CLONE_STRATEGY": ("clone", "strategy"),
    "ONEROOF_CLONE_REPLICATION_DSN": ("clone", "replication_dsn"),
    "ONEROOF_CLONE_JOBS": ("clone", "jobs"),
    "ONEROOF_COVERAGE_OWNERS": ("coverage", "owners"),
    "ONEROOF_TOOLS_BINDIR": ("tools", "bindir"),
    "ONEROOF_REPORT_OUT": ("report", "out"),
    "ONEROOF_GATE_RECORDER_DSN": ("gate", "recorder_dsn"),
    "ONEROOF_GATE_RATIFIER_DSN": ("gate", "ratifier_dsn"),
    "ONEROOF_ATTEST_KEY": ("attest", "key"),
    "ONEROOF_ATTEST_REF": ("attest", "ref"),
    "ONEROOF_ROLLOUT_DSN": ("rollout", "dsn"),
}
#: Read elsewhere, or no setting.
_OTHER_VARIABLES = frozenset({VARIABLE, "ONEROOF_HOME", "ONEROOF_DEBUG", "ONEROOF_PG_USER"})
#: Settings of ``[clone]`` that no flag and no variable sets.
_FILE_ALONE = frozenset({"mask", "plain", "require_mask"})
#: A hundred years: the longest that a clone can be kept for.
MAX_EXPIRES_DAYS = 36_500
_TEST_PREFIX = "ONEROOF_TEST_"
#: Settings that name a file or folder; relative ones are relative to the settings file's folder.
_PATHS = (("coverage", "owners"), ("tools", "bindir"), ("report", "out"), ("attest", "key"))
_SHA256 = r"^[0-9a-f]{64}$"
_UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProductionSettings(_Section):
    """``[production]``: where production is; read with a role that needs no right to write.

    ``data`` says whose rows a rehearsal and a preflight digest there (`oneroof.fingerprint.plan`); by default all, and
    above 50 GB what the packets can reach. ``max_load`` limits what our own sessions do there meanwhile
    (`oneroof.fingerprint.load`); by default nothing does.
    """

    dsn: str | None = None
    data: Literal["full", "touched", "none"] | None = None
    max_load: float | None = Field(default=None, ge=0.001, allow_inf_nan=False)


class ConstantMask(_Section):
    """A mask by one text for every row."""

    constant: str


class CloneSettings(_Section):
    """``[clone]``: where clones go. ``dsn`` is the clone maker's own, never the reader's.

    ``server`` is ``same``, ``embedded`` or a DSN; by default the same server where there is a maker, else embedded.
    ``strategy`` is how clones are made (`oneroof.clone.strategies`): its name, or the DSN of a clone that is there.
    For a base backup, ``replication_dsn`` is a login with REPLICATION (default: production's), and ``checkpoint`` says
    whether production's server writes one at its own pace (``spread``) or at once (``fast``).
    ``mask`` names columns and what stands in place of their values, ``plain`` those that need none, ``require_mask``
    that every column must be one or the other: these three from the file alone.
    """

    dsn: str | None = None
    server: str | None = None
    strategy: str = "dump"
    replication_dsn: str | None = None
    checkpoint: Literal["spread", "fast"] = "spread"
    jobs: int = Field(default=2, ge=1, le=32)
    expires_days: int = Field(default=7, ge=1, le=MAX_EXPIRES_DAYS)
    free_bytes: int | None = Field(default=None, ge=0)
    mask: dict[str, Literal["null", "hash", "fake"] | ConstantMask] = Field(default_factory=dict)
    plain: tuple[str, ...] = ()
    require_mask: bool = False


class CoverageSettings(_Section):
    """``[coverage]``: the file of intended owners that the ownership seed is planned from."""

    owners: Path | None = None


class ToolSettings(_Section):
    """``[tools]``: the folder of PostgreSQL's own tools, in the server's major version."""

    bindir: Path | None = None


class ReportSettings(_Section):
    """``[report]``: where packages are published."""

    out: Path = Path()


class TrustSettings(_Section):
    """``[trust]``: what this machine holds the gate against. From the file alone.

    ``authority_version`` and ``authority_digest`` are the floor of the authority model, ``endpoint`` production's
    ``host:port/dbname``, ``database_uid`` its identity, ``log_height`` and ``log_head`` a place that its gate log must
    still have.
    """

    authority_version: StrictInt | None = Field(default=None, ge=1)
    authority_digest: str | None = Field(default=None, pattern=_SHA256)
    endpoint: str | None = Field(default=None, min_length=1)
    database_uid: str | None = Field(default=None, pattern=_UUID)
    log_height: StrictInt | None = Field(default=None, ge=1)
    log_head: str | None = Field(default=None, pattern=_SHA256)

    @model_validator(mode="after")
    def _pairs(self) -> TrustSettings:
        for one, other in (("authority_version", "authority_digest"), ("log_height", "log_head")):
            if (getattr(self, one) is None) is not (getattr(self, other) is None):
                raise ValueError(f"{one} and {other} belong together")
        return self


class GateSettings(_Section):
    """``[gate]``: the logins that record proposals and acts, and that ratify; default: production's."""

    recorder_dsn: str | None = None
    ratifier_dsn: str | None = None


class AttestSettings(_Section):
    """``[attest]``: the attestor's SSH key (private file, or public with an agent) and reference."""

    key: Path | None = None
    ref: str | None = None


class RolloutSettings(_Section):
    """``[rollout]``: the login that runs packets on production; default: production's."""

    dsn: str | None = None


class ChannelSettings(_Section):
    """``[channel]``: a command that ends in psql on production's host, for hosts without oneroof."""

    command: str | None = None


class Settings(_Section):
    """All settings. ``home`` is ``$ONEROOF_HOME``: runs and their journals; ``file`` is where they were read from."""

    production: ProductionSettings = ProductionSettings()
    clone: CloneSettings = CloneSettings()
    coverage: CoverageSettings = CoverageSettings()
    tools: ToolSettings = ToolSettings()
    report: ReportSettings = ReportSettings()
    trust: TrustSettings = TrustSettings()
    gate: GateSettings = GateSettings()
    attest: AttestSettings = AttestSettings()
    rollout: RolloutSettings = RolloutSettings()
    channel: ChannelSettings = ChannelSettings()
    home: Path = Path(".oneroof")
    file: Path | None = None

    def with_flags(self, **sections: Mapping[str, Any]) -> Settings:
        """A copy in which flags that were given (not None) replace what stood there.

        Raises:
            ConfigError: a flag's value is off.
            ValueError: a flag for ``[trust]`` or for masks, which have none.
        """
        if _FILE_ALONE & sections.get("clone", {}).keys():
            raise ValueError("what is masked stands in the settings file alone")
        if "trust" in sections:
            raise ValueError("what is trusted stands in the settings file alone")
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

    def recorder_dsn(self) -> str:
        """The login that records proposals and acts; production's where none is named."""
        return self.gate.recorder_dsn if self.gate.recorder_dsn is not None else self.production_dsn()

    def ratifier_dsn(self) -> str:
        """The login that ratifies; production's where none is named."""
        return self.gate.ratifier_dsn if self.gate.ratifier_dsn is not None else self.production_dsn()

    def rollout_dsn(self) -> str:
        """The login that runs packets; production's where none is named."""
        return self.rollout.dsn if self.rollout.dsn is not None else self.production_dsn()


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
        ConfigError: the file is named and missing, is no TOML, or a key or value is not known; or it is not the working
            folder's own, and weakens what that one says.
    """
    variables = os.environ if environment is None else environment
    _refuse_unknown(variables)
    chosen = file or (Path(variables[VARIABLE]) if VARIABLE in variables else None)
    path = chosen or Path(DEFAULT_FILE)
    values: dict[str, Any] = {}
    read = chosen is not None or path.exists()
    if read:
        values = _read(path)
    if chosen is not None:
        _refuse_weaker(values, chosen, FLAG if file else VARIABLE)
    if "home" in values:
        raise ConfigError(f"{path}: home is set by ONEROOF_HOME alone.")
    if "file" in values:
        raise ConfigError(f"{path}: there is no setting named file.")
    values["file"] = path if read else None
    for name, (section, key) in VARIABLES.items():
        if name in variables:
            values.setdefault(section, {})[key] = variables[name]
    values["home"] = Path(variables.get("ONEROOF_HOME", ".oneroof"))
    return _validated(values, str(path))


def _refuse_unknown(variables: Mapping[str, str]) -> None:
    """A misspelt ONEROOF_PRODUCTION would leave libpq's own variables to choose the database that is written to."""
    known = VARIABLES.keys() | _OTHER_VARIABLES
    for name in sorted(variables):
        if name.startswith("ONEROOF_") and name not in known and not name.startswith(_TEST_PREFIX):
            near = difflib.get_close_matches(name, known, n=1)
            raise ConfigError(
                f"The environment sets {name}, which is no setting.",
                next_step=f"Unset it{f', or set {near[0]}' if near else ''}; docs/reference/configuration.md has all.",
            )


def _refuse_weaker(values: Mapping[str, Any], chosen: Path, by: str) -> None:
    """A file named elsewhere must not replace what the working folder's own file says.

    Not the masks that it requires, whoever names the other file; not what it trusts, where a variable names it and
    nobody sees it.
    """
    here = Path(DEFAULT_FILE)
    own = _read(here) if here.exists() else {}
    masks, named = _masks(own), _masks(values)
    if masks.get("require_mask") and masks != named:
        raise ConfigError(
            f"{by} names {chosen}, whose masks are not those that {here} in this folder requires.",
            next_step=f"Leave {by} out, or write require_mask, plain and [clone.mask] alike in both files.",
        )
    trusted = own.get("trust")
    if by != FLAG and trusted is not None and trusted != values.get("trust"):
        raise ConfigError(
            f"{by} names {chosen}, whose [trust] is not that of {here} in this folder.",
            next_step=f"Unset {by}, or name the file with {FLAG}, where it can be seen.",
        )


def _masks(values: Mapping[str, Any]) -> dict[str, Any]:
    clone = values.get("clone")
    return {key: clone[key] for key in _FILE_ALONE & clone.keys()} if isinstance(clone, dict) else {}


def _read(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from error
    for section, key in _PATHS:
        entry = values.get(section)
        if isinstance(entry, dict) and isinstance(entry.get(key), str):
            entry[key] = str(path.parent / entry[key])
    return values
