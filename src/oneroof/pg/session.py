"""A session says what it is: it is opened as one kind, proves it at its opening and at its end.

The kinds are the trust model's ("who writes what"). A function that needs one kind says so in its type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any, ClassVar, Self, cast

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from oneroof import errors
from oneroof.pg import queries
from oneroof.pg.compose import composed
from oneroof.pg.dsn import Dsn
from oneroof.pg.errors import translate, translated
from oneroof.pg.pooler import refuse_pooler, refused_options

MINIMUM_MAJOR = 15
Row = dict[str, Any]
Connection = psycopg.Connection[Row]
Answer = dict[str, str | None]
Identifiers = Mapping[str, sql.Composable]

#: Output settings that a digest depends on (manual, chapter 20.11); row_security=off raises instead of hiding rows.
FIXED_SETTINGS = {
    "DateStyle": "ISO, YMD",
    "TimeZone": "UTC",
    "IntervalStyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "quote_all_identifiers": "off",
    "xmloption": "content",
    "standard_conforming_strings": "on",
    "lc_monetary": "C",
    "client_encoding": "UTF8",
    "row_security": "off",
    "search_path": "pg_catalog, pg_temp",
    "statement_timeout": "0",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "0",
    "idle_session_timeout": "0",
    "transaction_timeout": "0",
    "jit": "off",
    "synchronize_seqscans": "off",
}
#: A server that can looks so often whether we are still there: the query of a process that was killed ends with it.
_CLIENT_CHECK = "2s"
#: Rows of a stream that libpq hands over together; one by one where it is older than 17.
_STREAMED_TOGETHER = 100 if psycopg.capabilities.has_stream_chunked() else 1


@dataclass(frozen=True)
class SessionProof:
    """What a session proved about itself; kept in evidence for every session on production."""

    kind: str
    backend_pid: int
    read_only_at_open: bool
    read_only_at_end: bool
    transactions: int
    transaction_ids_assigned: int

    @property
    def untouched(self) -> bool:
        """True when this session cannot have changed a row: READ ONLY at both ends and never a transaction id."""
        return self.read_only_at_open and self.read_only_at_end and self.transaction_ids_assigned == 0

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence."""
        return {**asdict(self), "untouched": self.untouched}


class Session:
    """A connection of one kind. Queries go by name; rows come as dictionaries."""

    kind: ClassVar[str] = "plain"
    startup_options: ClassVar[str] = ""
    least_work_mem: ClassVar[str | None] = None
    #: Whether what it does may be ended by the server as soon as our process is gone.
    ends_with_us: ClassVar[bool] = False

    def __init__(self, connection: psycopg.Connection[Row], dsn: Dsn) -> None:
        self.connection = connection
        self.dsn = dsn
        self.major = connection.info.server_version // 10000
        self.backend_pid = connection.info.backend_pid

    @classmethod
    def open(cls, dsn: Dsn, *, application: str = "oneroof", settings: Mapping[str, str] | None = None) -> Self:
        """Connect in autocommit mode and prove the kind.

        Raises:
            CannotConnect: with libpq's own words. ServerTooOld: below PostgreSQL 15. NotReadOnly: see `Reader`.
        """
        options = " ".join(part for part in (dsn.parameters.get("options", ""), cls.startup_options) if part)
        target = dsn.with_parameters(application_name=application, **({"options": options} if options else {}))
        try:
            connection = _connect(target)
        except psycopg.Error as error:
            said = str(error).strip().splitlines()
            raise refused_options(dsn.label, said[-1] if said else "") from error
        try:
            session = cls(connection, dsn)
            session.refuse_old_server()
            refuse_pooler(connection, dsn.label, lambda: _connect(target))
            fixed = {**FIXED_SETTINGS, **(settings or {})}
            session.rows("session/set_settings", names=list(fixed), values=list(fixed.values()))
            if cls.ends_with_us:
                session.rows("session/check_client", interval=_CLIENT_CHECK)
            if cls.least_work_mem is not None:
                session.rows("session/raise_work_mem", work_mem=cls.least_work_mem)
            session.prove_opening()
        except BaseException:
            connection.close()
            raise
        return session

    @property
    def label(self) -> str:
        """Where it leads, for people: without user and password."""
        return self.dsn.label

    @property
    def endpoint(self) -> str:
        """``host:port/dbname`` of the server that libpq reached; of a socket, its folder."""
        info = self.connection.info
        return f"{info.host}:{info.port}/{info.dbname}"

    def refuse_old_server(self) -> None:
        """Raise `ServerTooOld` below the oldest version that is supported."""
        if self.major < MINIMUM_MAJOR:
            raise errors.ServerTooOld(
                f"The server of {self.dsn.label} is PostgreSQL {self.major}; {MINIMUM_MAJOR} is the oldest."
            )

    def prove_opening(self) -> None:
        """Raise when the session is not of its kind; the plain kind promises nothing."""

    def sibling(self) -> Self:
        """Another session of the same kind to the same database."""
        return type(self).open(self.dsn)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the session; closing twice is harmless."""
        self.connection.close()

    def cancel(self) -> None:
        """End what the server does for this session now, from any thread; a server that is gone has ended it."""
        with suppress(psycopg.Error):
            self.connection.cancel()

    # -- queries ------------------------------------------------------------------------------------------------

    def rows(self, name: str, identifiers: Identifiers | None = None, /, **parameters: Any) -> list[Row]:
        """All rows of the query ``name`` (a file below ``sql/``), each a dictionary."""
        query = queries.load(name, self.major)
        text = composed(query.text, identifiers, parameters, self.connection)
        with translated(f"{name} on {self.dsn.label}"), self.connection.cursor() as cursor:
            cursor.execute(text, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def stream(self, name: str, identifiers: Identifiers | None = None, /, **parameters: Any) -> Iterator[Row]:
        """The rows of the query ``name`` as they arrive: however many there are, few of them are held at a time."""
        query = queries.load(name, self.major)
        text = composed(query.text, identifiers, parameters, self.connection)
        with translated(f"{name} on {self.dsn.label}"), self.connection.cursor() as cursor:
            yield from cursor.stream(text, parameters or None, size=_STREAMED_TOGETHER)

    def answers(self, name: str, identifiers: Identifiers | None = None, /, **parameters: Any) -> list[Answer]:
        """All rows of a query as psql would have them: every value as the server prints it, NULL as None."""
        query = queries.load(name, self.major)
        text = composed(query.text, identifiers, parameters, self.connection)
        with translated(f"{name} on {self.dsn.label}"), self.connection.cursor() as cursor:
            cursor.execute(text, parameters or None)
            result = cursor.pgresult
            columns = [column.name for column in cursor.description or ()]
            if result is None or not columns:
                return []
            return [
                {name: _decoded(result.get_value(row, place)) for place, name in enumerate(columns)}
                for row in range(result.ntuples)
            ]

    def row(self, name: str, identifiers: Identifiers | None = None, /, **parameters: Any) -> Row:
        """The one row of a query that gives exactly one; anything else is a bug and raises ``LookupError``."""
        found = self.rows(name, identifiers, **parameters)
        if len(found) != 1:
            raise LookupError(f"{name} gave {len(found)} rows where one was expected")
        return found[0]

    def value(self, name: str, identifiers: Identifiers | None = None, /, **parameters: Any) -> Any:
        """The one value of a query that gives one row of one column."""
        found = self.row(name, identifiers, **parameters)
        if len(found) != 1:
            raise LookupError(f"{name} gave {len(found)} columns where one was expected")
        return next(iter(found.values()))

    def execute(self, statement: sql.Composable) -> None:
        """Run a statement composed of a query file's text, identifiers and literals."""
        with translated(f"statement on {self.dsn.label}"):
            self.connection.execute(cast("sql.Composed", statement))

    def one_statement(self, name: str, identifiers: Identifiers, /) -> None:
        """Run a query that carries a text of others'; the extended protocol refuses it when it is several (42601)."""
        text = sql.SQL(queries.load(name, self.major).text).format(**identifiers)
        with translated(f"{name} on {self.dsn.label}"), self.connection.cursor() as cursor:
            cursor.execute(text, binary=True)  # with the simple protocol a text is a script

    @contextmanager
    def filling(self, statement: sql.Composable) -> Iterator[Callable[[bytes | memoryview], None]]:
        """``COPY … FROM STDIN``: the block is given what takes its bytes; an error in the block undoes all of them."""
        with (
            translated(f"COPY on {self.dsn.label}"),
            self.connection.cursor() as cursor,
            cursor.copy(cast("sql.Composed", statement)) as copy,
        ):
            yield copy.write

    def attempt(self, statement: sql.Composable) -> str:
        """Run a statement that may be refused, in a savepoint or transaction of its own that is always rolled back.

        Returns:
            The SQLSTATE of the refusal, or ``"00000"`` when the server accepted it. A lost connection raises.
        """
        try:
            with self.connection.transaction(force_rollback=True):
                self.connection.execute(cast("sql.Composed", statement))
        except psycopg.Error as error:
            if error.sqlstate is None or self.connection.closed:
                raise translate(error, f"attempt on {self.dsn.label}") from error
            return error.sqlstate
        return "00000"

    def adopt_snapshot(self, exported: str) -> None:
        """See what another session's open transaction sees; the first statement of a repeatable transaction."""
        self.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(exported)))

    @contextmanager
    def transaction(self, *, read_only: bool = False, repeatable: bool = False) -> Iterator[None]:
        """One transaction with its isolation said aloud; an error inside rolls all of it back."""
        name = (
            "session/begin_" + ("repeatable_" if repeatable else "committed_") + ("read_only" if read_only else "write")
        )
        self.rows(name)
        try:
            yield
        except BaseException:
            if not self.connection.closed:
                with translated("ROLLBACK"):
                    self.connection.rollback()
            raise
        with translated("COMMIT"):
            self.connection.commit()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Inside an open transaction: what goes wrong in the block is undone, and the transaction goes on."""
        with translated(f"savepoint on {self.dsn.label}"), self.connection.transaction():
            yield


def _connect(target: Dsn) -> psycopg.Connection[Row]:
    return psycopg.connect(target.conninfo, autocommit=True, row_factory=dict_row, prepare_threshold=None)


def _not_noted(_proof: SessionProof) -> None:
    """Nobody keeps it."""


def _decoded(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


class Reader(Session):
    """Production reader: writes nothing. READ ONLY from its first statement, by connection option.

    It works in `snapshot` transactions only, and counts those that ended with a transaction id (there must be none).
    """

    kind = "production reader"
    startup_options = "-c default_transaction_read_only=on"
    ends_with_us = True
    #: With it the owners of four million objects take two thirds of the time that they take with PostgreSQL's 4 MB.
    least_work_mem = "64MB"

    def __init__(self, connection: psycopg.Connection[Row], dsn: Dsn) -> None:
        super().__init__(connection, dsn)
        self._transactions = 0
        self._assigned = 0
        self._read_only_at_open = False
        self._read_only_throughout = True
        self._noting: Callable[[SessionProof], None] = _not_noted

    def noted_by(self, noting: Callable[[SessionProof], None]) -> Self:
        """Have what this session proves noted: now, and before each COMMIT, so that it outlives our process.

        A transaction that was never noted was never committed.
        """
        self._noting = noting
        noting(self.proof())
        return self

    def prove_opening(self) -> None:
        """The server itself says that the session's transactions are read-only."""
        state = self.row("session/proof")
        self._read_only_at_open = bool(state["read_only"])
        if not self._read_only_at_open:
            raise errors.NotReadOnly(f"The session on {self.dsn.label} is not read-only although it asked to be.")

    @contextmanager
    def snapshot(self, imported: str | None = None) -> Iterator[str]:
        """A REPEATABLE READ READ ONLY transaction; gives the exported snapshot's id for siblings and tools.

        Args:
            imported: the id of a snapshot to adopt instead of taking one of our own.
        """
        with self.transaction(read_only=True, repeatable=True):
            if imported is not None:
                self.adopt_snapshot(imported)
            snapshot = imported or str(self.value("session/export_snapshot"))
            try:
                yield snapshot
            except BaseException:
                self._transactions += 1  # it will be rolled back: nothing of it stays, and it cannot be asked any more
                raise
            self._note_end()

    def _note_end(self) -> None:
        state = self.row("session/proof")
        self._transactions += 1
        self._assigned += int(state["has_transaction_id"])
        self._read_only_throughout = self._read_only_throughout and bool(state["read_only"])
        self._noting(self.proof())

    def proof(self) -> SessionProof:
        """What this session can say of itself so far."""
        return SessionProof(
            self.kind,
            self.backend_pid,
            self._read_only_at_open,
            self._read_only_throughout,
            self._transactions,
            self._assigned,
        )


class CloneWriter(Session):
    """Writes to a clone. Opened through `oneroof.clone.identity.open_clone`, which checks the database's identity."""

    kind = "clone writer"
    ends_with_us = True


class Rollout(Session):
    """Writes what a packet declares and the rollout log. Opened through `oneroof.clone.identity.open_production`."""

    kind = "rollout"


class CloneMaker(Session):
    """Makes and drops databases on the clone's server, by a DSN of its own, never the reader's."""

    kind = "clone maker"
    ends_with_us = True


class Installer(Session):
    """Writes our schema; the one ungated act, whose SQL ``install --print`` shows first."""

    kind = "installer"


class Recorder(Session):
    """Writes proposals, acts and holds. Opened through `oneroof.gate.store.open_recorder`."""

    kind = "recorder"


class Ratifier(Session):
    """Calls the one function that writes approvals. Opened through `oneroof.gate.store.open_ratifier`."""

    kind = "ratifier"
