"""What is trusted comes from the settings file alone: no variable sets it, no flag replaces it."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from oneroof.cli.main import app
from oneroof.config import VARIABLES, TrustSettings, load
from oneroof.errors import ConfigError

DIGEST = "a" * 64
PINS = f'[trust]\nauthority_version = 3\nauthority_digest = "{DIGEST}"\nendpoint = "db.example:5432/shop"\n'
NAMES = tuple(TrustSettings.model_fields)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file with pins, in the working folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "oneroof.toml"
    path.write_text(PINS)
    return path


def test_the_pins_come_from_the_file(file: Path) -> None:
    """As they stand there."""
    trust = load(environment={}).trust
    assert (trust.authority_version, trust.authority_digest, trust.endpoint) == (3, DIGEST, "db.example:5432/shop")
    assert load(environment={}).file == Path("oneroof.toml")


def test_no_variable_sets_a_pin(file: Path) -> None:
    """No variable is known for them, and those that somebody may hope for are refused."""
    assert not [place for place in VARIABLES.values() if place[0] == "trust"]
    hoped = {
        f"{prefix}{name.upper()}": value
        for prefix, name in itertools.product(("ONEROOF_", "ONEROOF_TRUST_", "ONEROOF_TRUST__"), NAMES)
        for value in ("b" * 64 if "digest" in name or "head" in name else "9",)
    }
    for name, value in hoped.items():
        with pytest.raises(ConfigError, match="is no setting"):
            load(environment={name: value})
    assert load(environment={name.removeprefix("ONEROOF_"): value for name, value in hoped.items()}) == load(
        environment={}
    )


def test_a_misspelt_variable_is_refused() -> None:
    """Else libpq's variables would choose another database than the one that was meant; the near name is told."""
    with pytest.raises(ConfigError, match="ONEROOF_PRODUCTION_DSN") as caught:
        load(environment={"ONEROOF_PRODUCTION_DSN": "dbname=shop", "PGHOST": "db.example"})
    assert "ONEROOF_PRODUCTION" in caught.value.next_step
    load(environment={"ONEROOF_TEST_PG15": "/somewhere", "ONEROOF_DEBUG": "1"})


def test_a_variable_that_names_another_file_replaces_no_pins(file: Path, tmp_path: Path) -> None:
    """The working folder's pins stand; the same pins elsewhere are no contradiction."""
    other = tmp_path / "other" / "oneroof.toml"
    other.parent.mkdir()
    for content in (PINS.replace("= 3", "= 4"), ""):
        other.write_text(content)
        with pytest.raises(ConfigError, match=r"whose \[trust\] is not that of oneroof.toml"):
            load(environment={"ONEROOF_CONFIG": str(other)})
    other.write_text(PINS)
    assert load(environment={"ONEROOF_CONFIG": str(other)}).trust.authority_version == 3


def test_no_flag_sets_a_pin(file: Path) -> None:
    """No command has an option of such a name, and the settings take none."""
    with pytest.raises(ValueError, match="settings file alone"):
        load(environment={}).with_flags(trust={"authority_version": 1})
    options = {name for command in _commands(get_command(app)) for param in command.params for name in param.opts}
    pins = {f"--{name.replace('_', '-')}" for name in NAMES} | {"--trust"}
    assert not options & pins


def _commands(command: Any) -> list[Any]:
    return [command, *(each for child in getattr(command, "commands", {}).values() for each in _commands(child))]


@pytest.mark.parametrize(
    "text",
    [
        "authority_version = 1",
        f'authority_digest = "{DIGEST}"',
        f'authority_version = 0\nauthority_digest = "{DIGEST}"',
        f'authority_version = "1"\nauthority_digest = "{DIGEST}"',
        f'authority_version = true\nauthority_digest = "{DIGEST}"',
        f'authority_version = 1\nauthority_digest = "{DIGEST[1:]}"',
        f'authority_version = 1\nauthority_digest = "{DIGEST.upper()}"',
        f'log_head = "{DIGEST}"',
        "log_height = 4",
        'endpoint = ""',
        'database_uid = "shop"',
        "authority_dijest = 1",
    ],
)
def test_half_a_pin_is_no_pin(file: Path, text: str) -> None:
    """What cannot be meant so is an error of the configuration, never a silent default."""
    file.write_text(f"[trust]\n{text}\n")
    with pytest.raises(ConfigError):
        load(environment={})


def test_the_logins_default_to_productions(file: Path) -> None:
    """Recorder, ratifier and rollout are logins of their own where they are named."""
    file.write_text('[production]\ndsn = "dbname=shop"\n[gate]\nratifier_dsn = "dbname=shop user=r"\n')
    settings = load(environment={"ONEROOF_ROLLOUT_DSN": "dbname=shop user=o"})
    assert settings.recorder_dsn() == "dbname=shop"
    assert settings.ratifier_dsn() == "dbname=shop user=r"
    assert settings.rollout_dsn() == "dbname=shop user=o"


def test_an_attestors_key_is_relative_to_the_file(file: Path, tmp_path: Path) -> None:
    """As every path in the file."""
    (tmp_path / "ci").mkdir()
    (tmp_path / "ci" / "oneroof.toml").write_text('[attest]\nref = "ci"\nkey = "keys/ci"\n')
    settings = load(Path("ci/oneroof.toml"), environment={})
    assert (settings.attest.ref, settings.attest.key) == ("ci", Path("ci/keys/ci"))
