"""The whole error tree: the docstring is the default message; exit code and advice stand on the class.

Every error that reaches a person is one sentence of what is wrong (the message) and one of what to do next
(``next_step``). The exit codes are the command line contract's. Families go by whose fault it is:

* 1 ``FactsSayNo``: something was measured, and the measurement says no;
* 2 ``UsageError``: the words of a command, a configuration or a packet are off;
* 3 ``EnvironmentFault``: a server, a privilege, a tool or the disk is missing;
* 4 ``Refused``: we will not act on what we were given;
* 5 ``OutcomeUnknown``: the answer to COMMIT was lost;
* 70 and 130: a bug, and an interruption.
"""

from __future__ import annotations

from typing import ClassVar


class OneroofError(Exception):
    """Something unexpected happened inside oneroof."""

    exit_code: ClassVar[int] = 70
    code: ClassVar[str] = "bug"
    next_step: str = "Please report this with the run's journal; nothing was hidden from it."

    def __init__(self, message: str | None = None, *, next_step: str | None = None) -> None:
        self.message = message or (self.__doc__ or "").strip().splitlines()[0]
        if next_step is not None:
            self.next_step = next_step
        super().__init__(self.message)


class FactsSayNo(OneroofError):
    """Measured facts say no."""

    exit_code = 1
    code = "facts-say-no"
    next_step = "Read the findings; mend what they name; run again."


class Deviation(FactsSayNo):
    """What was measured in a packet's transaction is not what the packet declares."""

    code = "deviation"
    next_step = "Nothing was kept. Correct the packet, or find out why the database does something else."


class NotReproduced(FactsSayNo):
    """The packets of the bundle did not give the same pins when they were rehearsed again."""

    code = "not-reproduced"
    next_step = "Either production has changed since, or one rehearsal is not what it says; rehearse the packets anew."


class UsageError(OneroofError):
    """The command was called with words that do not fit together."""

    exit_code = 2
    code = "usage"
    next_step = "See oneroof COMMAND --help."


class ConfigError(UsageError):
    """The configuration cannot be used."""

    code = "config"
    next_step = "Correct oneroof.toml or the ONEROOF_* variable named above."


class NoSuchObject(UsageError):
    """No object bears this reference."""

    code = "no-such-object"
    next_step = (
        "`oneroof inventory` lists all; case counts, and parts that are not plain lower case stand in double quotes."
    )


class PacketMalformed(UsageError):
    """The packet is malformed."""

    code = "packet-malformed"
    next_step = "Correct the packet; `oneroof packet check DIR` checks it without a database."


class AuthorityInvalid(UsageError):
    """The authority model cannot be used; any doubt about it closes the gate."""

    code = "authority"
    next_step = "Correct the authority file; until then the gate stays closed."


class EnvironmentFault(OneroofError):
    """The environment lacks something that is needed."""

    exit_code = 3
    code = "environment"
    next_step = "Provide what is missing and run again."


class CannotConnect(EnvironmentFault):
    """The server cannot be reached."""

    code = "cannot-connect"
    next_step = "Check the DSN, that the server runs, and that pg_hba.conf lets this role in."


class PoolerBetween(EnvironmentFault):
    """A connection pooler stands between us and the server."""

    code = "pooler"
    next_step = (
        "Give the DSN of the server itself: snapshots, locks and settings belong to one server process, and a pooler in"
        " transaction mode lends it to others."
    )


class ServerTooOld(EnvironmentFault):
    """The server is older than PostgreSQL 15."""

    code = "server-too-old"
    next_step = "oneroof supports PostgreSQL 15 and later; upgrade the server first."


class PrivilegeMissing(EnvironmentFault):
    """The role lacks a privilege that this step needs."""

    code = "privilege-missing"
    next_step = "Grant the privilege named above, or use a role that has it."


class ToolMissing(EnvironmentFault):
    """One of PostgreSQL's own tools is missing."""

    code = "tool-missing"
    next_step = (
        "Install PostgreSQL's client tools of the server's major version, or set [tools] bindir in oneroof.toml."
    )


class ToolFailed(EnvironmentFault):
    """One of PostgreSQL's own tools failed."""

    code = "tool-failed"
    next_step = "Read the tool's own words above."


class DiskFull(EnvironmentFault):
    """There is not enough free space."""

    code = "disk-full"
    next_step = "Free some space, or place the clone elsewhere with --clone-server."


class SchemaMissing(EnvironmentFault):
    """The database does not have oneroof's schema."""

    code = "schema-missing"
    next_step = "Run `oneroof install --governance` there first, or rehearse a packet of your own with --packet DIR."


class SchemaOutdated(EnvironmentFault):
    """oneroof's schema in the database is older than this program."""

    code = "schema-outdated"
    next_step = "Run `oneroof upgrade` there, which brings it up to date in place."


class SchemaTooNew(EnvironmentFault):
    """oneroof's schema in the database is newer than this program."""

    code = "schema-too-new"
    next_step = "Use the version of oneroof that installed it, or a later one; no schema is taken back to an older."


class SchemaAltered(EnvironmentFault):
    """oneroof's schema in the database was installed from another text than this program has."""

    code = "schema-altered"
    next_step = (
        "Use the version of oneroof that installed it; or keep its record with `oneroof gate export --all FILE`, then"
        " `oneroof uninstall --exported FILE` and install again."
    )


class ServerLost(EnvironmentFault):
    """The connection to the server was lost."""

    code = "server-lost"
    next_step = "Find out why the server went away; then run again: production was only read."


class CatalogMoved(EnvironmentFault):
    """The catalog moved during the fingerprint: others are changing the schema of this database."""

    code = "catalog-moved"
    next_step = "Run again when no DDL runs there; nothing was concluded from what was read."


class SnapshotTooOld(EnvironmentFault):
    """The server removed rows that our snapshot still needed (PostgreSQL 15 and 16, old_snapshot_threshold)."""

    code = "snapshot-too-old"
    next_step = "Set old_snapshot_threshold on that server above the time that reading takes, or to -1; then run again."


class SqlFailed(EnvironmentFault):
    """The server refused a statement."""

    code = "sql-failed"
    next_step = "The SQLSTATE above is PostgreSQL's; its manual, appendix A, explains it."

    def __init__(self, message: str | None = None, *, sqlstate: str = "", next_step: str | None = None) -> None:
        super().__init__(message, next_step=next_step)
        self.sqlstate = sqlstate


class CloneInUse(EnvironmentFault):
    """Somebody is connected to the clone."""

    code = "clone-in-use"
    next_step = "End those sessions, or ask whoever owns them; then run again."


class SourceInUse(EnvironmentFault):
    """Somebody is connected to the database that is to be copied as a template."""

    code = "source-in-use"
    next_step = "Use --clone dump, which copies beside everybody; or end those sessions and run again."


class Refused(OneroofError):
    """Refused before acting."""

    exit_code = 4
    code = "refused"
    next_step = "Nothing was changed. Correct what is named above."


class NotReadOnly(Refused):
    """A session that must only read was not read-only."""

    code = "not-read-only"
    next_step = "Nothing was changed. Check for a proxy that drops connection options."


class IdentityRefused(Refused):
    """This database is not the one it must be."""

    code = "identity"
    next_step = "Check the DSN: a clone must never be production, and production never a clone."


class MaskRefused(Refused):
    """A mask cannot be carried out, or a column that must be masked is not."""

    code = "mask"
    next_step = "Correct [clone.mask] in oneroof.toml: null, hash, fake or a constant, on a column that can bear it."


class NameTaken(Refused):
    """A name that oneroof needs is taken by something that is not oneroof's."""

    code = "name-taken"
    next_step = "Choose another schema with --schema, or rename what is there."


class RunAlive(Refused):
    """The run is not over: a living process is at it."""

    code = "run-alive"
    next_step = "Let it end, or end it; then resume it."


class RunChanged(Refused):
    """What the run kept is not as it was kept, or what it was asked for is not what it was."""

    code = "run-changed"
    next_step = "Nothing was changed. Rehearse anew, without --resume."


class BundleTampered(Refused):
    """The bundle is not what was written."""

    code = "bundle-tampered"
    next_step = "Do not trust this copy; get the bundle again from where it was published."


class FileDamaged(Refused):
    """The fingerprint's file is not what was written."""

    code = "file-damaged"
    next_step = "Do not trust this copy; get the file again, or take the fingerprint again."


class SignatureInvalid(Refused):
    """A signature is not what it must be."""

    code = "signature"
    next_step = "Nothing was counted. Ask the person named to sign again what is proposed, with a key that is theirs."


class StatementInvalid(Refused):
    """A proposal, a statement or an act is not what it must be."""

    code = "statement"
    next_step = "Do not sign it; ask its proposer for the file as it was exported."


class GateClosed(Refused):
    """The gate is closed."""

    code = "gate-closed"
    next_step = "Run `oneroof gate status`, which names who is missing."


class OutcomeUnknown(OneroofError):
    """The connection was lost at COMMIT: the outcome is unknown."""

    exit_code = 5
    code = "outcome-unknown"
    next_step = "Run `oneroof rollout status`, which finds out."

    def __init__(
        self, message: str | None = None, *, next_step: str | None = None, transaction_id: str | None = None
    ) -> None:
        super().__init__(message, next_step=next_step)
        #: What ``pg_xact_status`` is asked about, where it is known.
        self.transaction_id = transaction_id


class Interrupted(OneroofError):
    """Interrupted."""

    exit_code = 130
    code = "interrupted"
    next_step = "Run the same command again; it starts cleanly."
