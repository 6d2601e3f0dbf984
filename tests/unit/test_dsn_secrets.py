"""Secrets in a DSN: never printed, never on a command line; what cannot be carried so is refused."""

from __future__ import annotations

import pytest

from oneroof.config import Settings
from oneroof.errors import ConfigError, UsageError
from oneroof.pg.dsn import Dsn
from oneroof.rehearse import Request
from oneroof.resume import asked

WITH_KEY = "host=db dbname=shop user=u password=hunter1 sslkey=/k sslpassword=hunter2"


def test_no_secret_is_printed() -> None:
    """What a person is told to run holds neither password, nor the passphrase of a key."""
    assert "hunter" not in Dsn.parse(WITH_KEY).without_password()


@pytest.mark.parametrize("keyword", ["password", "sslpassword"])
def test_a_secret_on_our_own_command_line_is_refused(keyword: str) -> None:
    """Whatever it opens."""
    with pytest.raises(UsageError):
        Dsn.from_command_line(f"host=db {keyword}=hunter2")


def test_a_secret_without_a_variable_is_refused_by_its_name() -> None:
    """The sentence names the keyword and not the value, and says what to do."""
    with pytest.raises(ConfigError, match="sslpassword") as refused:
        Dsn.parse(WITH_KEY).require_for_tools()
    assert "hunter" not in refused.value.message
    assert "service file" in str(refused.value.next_step)
    with pytest.raises(ConfigError):
        Dsn.parse(WITH_KEY).tool_environment({}, read_only=True)


def test_other_keywords_do_not_stop_the_tools() -> None:
    """Those with a variable go by it; the others stand on the tool's command line: no secret."""
    dsn = Dsn.parse("host=db dbname=shop keepalives=1 ssl_min_protocol_version=TLSv1.3 sslcrldir=/c")
    environment = dsn.tool_environment({}, read_only=True)
    assert environment["PGSSLMINPROTOCOLVERSION"] == "TLSv1.3"
    assert environment["PGSSLCRLDIR"] == "/c"
    assert "keepalives=1" in dsn.without_password()


def test_what_a_run_was_asked_for_is_kept_without_a_secret_and_as_it_was_said() -> None:
    """An address anywhere loses its password; who answers for a clone and a file's name are no addresses."""
    settings = Settings.model_validate(
        {
            "production": {"dsn": "host=h dbname=p password=hunter2"},
            "clone": {"dsn": "postgresql://u:hunter2@h/c", "strategy": "host=h dbname=theirs password=hunter2"},
            "coverage": {"owners": "/folder/a=b/owners.toml"},
        }
    )
    kept = asked(Request(settings, clone="host=h dbname=c sslpassword=hunter2", owner="team=billing"), (), None)
    assert kept["owner"] == "team=billing"
    assert kept["settings"]["coverage.owners"] == "/folder/a=b/owners.toml"
    assert "theirs" in kept["settings"]["clone.strategy"]
    assert "hunter2" not in str(kept)
    with pytest.raises(ConfigError):  # it may hold a password anywhere
        asked(Request(settings, clone="host=h passwrod=hunter2"), (), None)
