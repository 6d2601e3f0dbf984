"""Somebody's psql at the end of a command of theirs (``ssh HOST docker exec -i CONTAINER psql …``).

Everything goes in through its standard input, so that it also works where no file can be put. What comes back is read
from its standard output; psql's own exit code is never enough to call anything done.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import sql

from oneroof import errors
from oneroof.pg import queries
from oneroof.pg.asks import Row

#: psql starts without its rc file; what a script relies on it sets itself.
_ARGUMENTS = ("-X", "-f", "-")
#: Output settings that reading the answer depends on.
_PREAMBLE = """\\set ON_ERROR_STOP on
\\set QUIET on
\\pset format unaligned
\\pset tuples_only on
\\pset pager off
SET default_transaction_read_only = {read_only};
SET search_path = pg_catalog, pg_temp;
SET bytea_output = 'hex';
SET DateStyle = 'ISO, YMD';
SET TimeZone = 'UTC';
SET client_encoding = 'UTF8';
"""
_PARAMETER = re.compile(r"%(?:\((?P<name>\w+)\)s|%)")
_BYTES = re.compile(r"\\x(?:[0-9a-f]{2})*", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d", re.ASCII)
_MARK = "oneroof-answer "


@dataclass(frozen=True)
class Piped:
    """What came of a script: psql's exit code and what it wrote."""

    exit_code: int
    out: str
    err: str

    @property
    def last_words(self) -> str:
        """The last line of what went wrong, for people."""
        lines = [line for line in self.err.strip().splitlines() if line.strip()]
        return lines[-1] if lines else "it said nothing"


class Channel:
    """A command that ends in psql. Each call is a session of its own."""

    def __init__(self, command: str, *, read_only: bool = True) -> None:
        self._command = tuple(shlex.split(command))
        self._read_only = read_only
        if not self._command:
            raise errors.ConfigError("[channel] command is empty.")
        self.major = 0

    @property
    def label(self) -> str:
        """Where it leads, for people."""
        return f"the channel `{shlex.join(self._command)}`"

    @property
    def endpoint(self) -> None:
        """A channel hides it: what stands at its end is told by the database's identity alone."""
        return

    def writing(self) -> Channel:
        """The same command, with queries that may write; what is piped is not touched by this."""
        return Channel(shlex.join(self._command), read_only=False)

    def pipe(self, script: str, *, variables: Mapping[str, str] | None = None) -> Piped:
        """Give psql a script and wait for its end.

        Args:
            script: what psql reads.
            variables: handed over by ``-v``; a shell at the other end may read them once more, so their values are
                only ever what needs no quoting (`UsageError` otherwise).
        """
        given: list[str] = []
        for name, value in (variables or {}).items():
            if not re.fullmatch(r"[A-Za-z0-9._-]+", value):
                raise errors.UsageError(f"{value!r} cannot be handed through a channel.")
            given += ["-v", f"{name}={value}"]
        try:
            done = subprocess.run(
                [*self._command, *given, *_ARGUMENTS], input=script.encode(), capture_output=True, check=False
            )
        except OSError as error:
            raise errors.ToolMissing(f"{self.label} cannot be started: {error.strerror}.") from error
        return Piped(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))

    def rows(self, name: str, /, **parameters: Any) -> list[Row]:
        """All rows of a query that only reads.

        Raises:
            CannotConnect: psql did not answer; its last words are given.
        """
        text = _PARAMETER.sub(
            lambda found: "%" if found["name"] is None else sql.Literal(parameters[found["name"]]).as_string(None),
            queries.load(name, self._server_major()).text,
        )
        return self._ask(name, text)

    def _server_major(self) -> int:
        if not self.major:
            version = self._ask("server version", "SELECT pg_catalog.current_setting('server_version_num') AS version")
            self.major = int(version[0]["version"]) // 10000
        return self.major

    def _ask(self, what: str, text: str) -> list[Row]:
        rows = "coalesce(pg_catalog.json_agg(pg_catalog.row_to_json(q)), '[]')"
        wrapped = f"\\echo\nSELECT '{_MARK}' || {rows}::text\nFROM (\n{text}\n) AS q;\n"
        answer = self.pipe(_PREAMBLE.format(read_only="on" if self._read_only else "off") + wrapped)
        found = _answered(answer.out) if answer.exit_code == 0 else None
        if found is None:
            raise errors.CannotConnect(
                f"{self.label} did not answer {what}: {answer.last_words}.",
                next_step="Try the command by hand: it must end in psql, reading from its standard input.",
            )
        return [_typed(row) for row in found]

    def row(self, name: str, /, **parameters: Any) -> Row:
        """The one row of a query that gives exactly one."""
        found = self.rows(name, **parameters)
        if len(found) != 1:
            raise LookupError(f"{name} gave {len(found)} rows where one was expected")
        return found[0]

    def value(self, name: str, /, **parameters: Any) -> Any:
        """The one value of a query that gives one row of one column."""
        found = self.row(name, **parameters)
        if len(found) != 1:
            raise LookupError(f"{name} gave {len(found)} columns where one was expected")
        return next(iter(found.values()))


def _answered(out: str) -> list[Row] | None:
    """The rows after the one mark that begins a line, whatever a login shell says around them; None: cut off."""
    starts = [found.end() for found in re.finditer(f"^{_MARK}", out, re.MULTILINE)]
    with suppress(ValueError):
        return list(json.JSONDecoder().raw_decode(out, starts[0])[0]) if len(starts) == 1 else None
    return None


def _typed(row: Row) -> Row:
    """JSON has no bytes and no times: a column written as one is one. Text that only looks so makes a check fail."""
    return {key: _value(value) for key, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, str) and _BYTES.fullmatch(value):
        return bytes.fromhex(value[2:])
    if isinstance(value, str) and _TIME.fullmatch(value):
        return datetime.fromisoformat(value)
    return value
