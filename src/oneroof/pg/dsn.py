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
    "require_auth": "PGREQUIREAUTH",
    "channel_binding": "PGCHANNELBINDING",
    "service": "PGSERVICE",
    "sslmode": "PGSSLMODE",
    "sslnegotiation": "PGSSLNEGOTIATION",
    "sslcompression": "PGSSLCOMPRESSION",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslcertmode": "PGSSLCERTMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcrl": "PGSSLCRL",
    "sslcrldir": "PGSSLCRLDIR",
    "sslsni": "PGSSLSNI",
    "requirepeer": "PGREQUIREPEER",
    "ssl_min_protocol_version": "PGSSLMINPROTOCOLVERSION",
    "ssl_max_protocol_version": "PGSSLMAXPROTOCOLVERSION",
    "gssencmode": "PGGSSENCMODE",
    "krbsrvname": "PGKRBSRVNAME",
    "gsslib": "PGGSSLIB",
    "gssdelegation": "PGGSSDELEGATION",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "client_encoding": "PGCLIENTENCODING",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "load_balance_hosts": "PGLOADBALANCEHOSTS",
}
#: Secrets that no environment variable carries: PostgreSQL's tools would need them on their command line.
_SECRETS_WITHOUT_VARIABLE = ("sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret")
_SECRETS = ("password", *_SECRETS_WITHOUT_VARIABLE)


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
        if any(dsn.parameters.get(secret) for secret in _SECRETS):
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
        shown = {key: value for key, value in self.parameters.items() if key not in {*_SECRETS, "options"}}
        return conninfo.make_conninfo("", **shown)

    def require_for_tools(self) -> Dsn:
        """This DSN, if PostgreSQL's tools can be given all of it without a secret on a command line.

        Raises:
            ConfigError: names the keyword and the way around it.
        """
        found = [secret for secret in _SECRETS_WITHOUT_VARIABLE if self.parameters.get(secret)]
        if found:
            raise ConfigError(
                f"The DSN keyword {found[0]} cannot be handed to PostgreSQL's tools without everybody on this machine"
                " being able to read it.",
                next_step="Put it into a service file (service=… in the DSN), or use a key without a passphrase.",
            )
        return self

    def tool_environment(self, base: Mapping[str, str], *, read_only: bool) -> dict[str, str]:
        """Environment for PostgreSQL's tools, so that no secret stands on a command line.

        Keywords without a variable (``keepalives`` and the like) are for the tool's command line.

        Args:
            base: the environment to extend, usually ``os.environ``.
            read_only: every session of the tool starts with ``default_transaction_read_only=on``
                (``docs/explanation/trust.md``: the tools cannot be asked whether they wrote).
        """
        given = self.require_for_tools().parameters
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
