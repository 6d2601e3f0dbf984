"""Where a database is: libpq's connection string, never shown with its password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from psycopg import conninfo

from oneroof.errors import ConfigError, UsageError

#: libpq keyword to the environment variable that PostgreSQL's own tools read (manual, section 34.15).
_ENVIRONMENT = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "sslmode": "PGSSLMODE",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcrl": "PGSSLCRL",
    "gssencmode": "PGGSSENCMODE",
    "krbsrvname": "PGKRBSRVNAME",
    "channel_binding": "PGCHANNELBINDING",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}


@dataclass(frozen=True)
class Dsn:
    """One database on one server. ``conninfo`` may hold a password: print ``label`` instead."""

    conninfo: str

    @classmethod
    def parse(cls, text: str) -> Dsn:
        """Read a keyword string or a URI.

        Raises:
            ConfigError: libpq cannot read it; the text is not repeated, because it may hold a password.
        """
        try:
            return cls(conninfo.make_conninfo(text))
        except Exception as error:
            raise ConfigError(
                "The DSN cannot be read.",
                next_step='Write it as "host=… dbname=… user=…" or postgresql://user@host/dbname.',
            ) from error

    @classmethod
    def from_command_line(cls, text: str) -> Dsn:
        """As `parse`, but a password is refused: other users of the machine can read a command line."""
        dsn = cls.parse(text)
        if dsn.parameters.get("password"):
            raise UsageError(
                "A DSN with a password on the command line is refused: everybody on this machine could read it.",
                next_step="Use ~/.pgpass, PGPASSWORD, a service file, ONEROOF_PRODUCTION or oneroof.toml.",
            )
        return dsn

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """Libpq's keywords as given; read once, because every query's label asks for them."""
        return {key: str(value) for key, value in conninfo.conninfo_to_dict(self.conninfo).items() if value is not None}

    @property
    def database(self) -> str:
        """The database's name as given, or empty when libpq is to choose."""
        return self.parameters.get("dbname", "")

    @cached_property
    def label(self) -> str:
        """For people and evidence: database, and place when one was given; never a user, never a password."""
        given = self.parameters
        place = given.get("host") or given.get("service") or "default host"
        port = f":{given['port']}" if "port" in given else ""
        return f"{given.get('dbname', 'default database')} at {place}{port}"

    def with_database(self, name: str) -> Dsn:
        """The same server, another database."""
        return Dsn(conninfo.make_conninfo(self.conninfo, dbname=name))

    def with_parameters(self, **keywords: str) -> Dsn:
        """The same place with libpq keywords added or replaced."""
        return Dsn(conninfo.make_conninfo(self.conninfo, **keywords))

    def without_password(self) -> str:
        """A conninfo string fit to be printed in a command that a person runs."""
        shown = {key: value for key, value in self.parameters.items() if key not in {"password", "options"}}
        return conninfo.make_conninfo("", **shown)

    def tool_environment(self, base: Mapping[str, str], *, read_only: bool) -> dict[str, str]:
        """Environment for PostgreSQL's tools, so that no secret stands on a command line.

        Args:
            base: the environment to extend, usually ``os.environ``.
            read_only: every session of the tool starts with ``default_transaction_read_only=on``
                (``docs/explanation/trust.md``: the tools cannot be asked whether they wrote).
        """
        given = self.parameters
        unknown = sorted(set(given) - set(_ENVIRONMENT) - {"dbname", "options", "application_name"})
        if unknown:
            raise ConfigError(f"The DSN keyword {unknown[0]} cannot be handed to PostgreSQL's tools.")
        environment = dict(base)
        environment.update({_ENVIRONMENT[key]: value for key, value in given.items() if key in _ENVIRONMENT})
        if "dbname" in given:
            environment["PGDATABASE"] = given["dbname"]
        options = [given.get("options", "")]
        if read_only:
            options.append("-c default_transaction_read_only=on")
        environment["PGOPTIONS"] = " ".join(part for part in options if part)
        environment["PGAPPNAME"] = given.get("application_name", "oneroof")
        return environment
