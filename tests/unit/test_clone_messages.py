"""What PostgreSQL's tools say: each line as 15 and 18 were seen to print it."""

from __future__ import annotations

import pytest

from oneroof import errors
from oneroof.clone.extensions import split_list
from oneroof.clone.messages import failure, is_fatal, read

RESTORE = """\
pg_restore: WARNING:  subscription was created, but is not connected
pg_restore: error: could not execute query: ERROR:  role "nobody_here" does not exist
Command was: ALTER TABLE public.t OWNER TO nobody_here;


pg_restore: error: COPY failed for table "u": ERROR:  duplicate key value violates unique constraint "u_pkey"
DETAIL:  Key (mail)=(someone@example.org) already exists.
CONTEXT:  COPY u, line 2: "someone@example.org"
pg_restore: warning: errors ignored on restore: 2
""".splitlines()


def test_errors_are_kept_with_their_command_and_without_rows() -> None:
    """Two errors, one warning; what the server says of a row's values is not kept."""
    said = read(RESTORE)
    assert len(said.errors) == 2
    assert said.errors[0].endswith("[ALTER TABLE public.t OWNER TO nobody_here;]")
    assert "duplicate key" in said.errors[1]
    assert said.warnings == ("subscription was created, but is not connected",)
    assert said.ended_with_errors
    assert "someone" not in str(said)


KINDS = {
    "pg_dump: error: aborting because of server version mismatch": errors.ToolMissing,
    "pg_restore: error: unsupported version (1.16) in file header": errors.ToolMissing,
    'pg_restore: error: could not execute query: ERROR:  unrecognized parameter "pg_attver"': errors.ToolMissing,
    "pg_dump: error: could not write to file: No space left on device": errors.DiskFull,
    'pg_restore: error: could not execute query: ERROR:  could not extend file "base/1/2": No space left on device': (
        errors.DiskFull
    ),
    "pg_dump: error: query failed: FATAL:  terminating connection due to administrator command": errors.ServerLost,
    "pg_restore: error: error returned by PQputCopyData: server closed the connection unexpectedly": errors.ServerLost,
    "pg_dump: error: query failed: ERROR:  permission denied for table secret": errors.PrivilegeMissing,
    'pg_dump: error: query failed: ERROR:  query would be affected by row-level security policy for table "rl"': (
        errors.PrivilegeMissing
    ),
    'pg_dump: error: failed to get data for sequence "sec_a_seq"; user may lack SELECT privilege on the sequence or': (
        errors.PrivilegeMissing
    ),
    "pg_dump: error: query failed: FEHLER:  keine Berechtigung für Tabelle geheim": errors.ToolFailed,
}


@pytest.mark.parametrize(("line", "kind"), KINDS.items(), ids=lambda value: str(value)[-40:])
def test_a_failure_has_its_kind(line: str, kind: type[errors.OneroofError]) -> None:
    """Known words give the kind; unknown ones a plain failure that repeats them."""
    found = failure(line.partition(":")[0], 1, [line], about="shop")
    assert type(found) is kind
    assert found.exit_code == 3


def test_tools_older_than_the_server_are_named() -> None:
    """From PostgreSQL 15.20 on: the major version is right, so the usual advice would lead nowhere."""
    line = 'pg_restore: error: could not execute query: ERROR:  unrecognized parameter "pg_attver"'
    assert "minor version" in failure("pg_restore", 1, [line], about="shop").next_step


def test_the_relation_is_named() -> None:
    """So that an operator knows what to grant."""
    line = 'pg_dump: error: query failed: ERROR:  permission denied for table "we\'ird"'
    assert '"we\'ird"' in failure("pg_dump", 1, [line], about="shop").message


def test_silence_is_a_failure_too() -> None:
    """A tool that was killed says nothing; its signal is said for it."""
    assert "signal 9" in failure("pg_dump", -9, [], about="shop").message
    assert "status 3" in failure("pg_dump", 3, [], about="shop").message


def test_only_what_ends_a_restore_is_fatal() -> None:
    """A refused statement is counted; a full disk ends it."""
    assert is_fatal(errors.DiskFull())
    assert not is_fatal(errors.PrivilegeMissing())


def test_the_list_of_a_dump_is_divided_in_the_order_of_a_restore() -> None:
    """Schemas, definitions, then privileges and what follows the rows, event triggers last; names mislead nobody."""
    before_rows = """;
; Archive created at 2026-11-21 22:25:04 UTC
7; 2615 16386 SCHEMA - app postgres
2; 3079 16474 EXTENSION - hstore
2607; 0 0 COMMENT - SCHEMA app postgres
220; 1259 2615 TABLE public SCHEMA postgres
221; 1259 2616 TABLE public EVENT TRIGGER postgres
2611; 0 0 COMMENT public TABLE EVENT TRIGGER postgres
2612; 0 0 ACL public TABLE EVENT TRIGGER postgres
2613; 1259 2617 TABLE public ACL postgres
"""
    after_rows = """;
2598; 826 16401 DEFAULT ACL public DEFAULT PRIVILEGES FOR TABLES postgres
2599; 0 16402 MATERIALIZED VIEW DATA public kept postgres
2600; 3466 16400 EVENT TRIGGER - forbids postgres
2614; 0 0 COMMENT - EVENT TRIGGER forbids postgres
"""
    parts = split_list(before_rows, after_rows)
    assert parts.schemas == "7; 2615 16386 SCHEMA - app postgres\n"
    assert parts.definitions.splitlines() == [
        "2; 3079 16474 EXTENSION - hstore",
        "2607; 0 0 COMMENT - SCHEMA app postgres",
        "220; 1259 2615 TABLE public SCHEMA postgres",
        "221; 1259 2616 TABLE public EVENT TRIGGER postgres",
        "2611; 0 0 COMMENT public TABLE EVENT TRIGGER postgres",
        "2613; 1259 2617 TABLE public ACL postgres",
    ]
    assert parts.rest.splitlines() == [
        "2612; 0 0 ACL public TABLE EVENT TRIGGER postgres",
        "2598; 826 16401 DEFAULT ACL public DEFAULT PRIVILEGES FOR TABLES postgres",
        "2599; 0 16402 MATERIALIZED VIEW DATA public kept postgres",
    ]
    assert parts.events.splitlines() == [
        "2600; 3466 16400 EVENT TRIGGER - forbids postgres",
        "2614; 0 0 COMMENT - EVENT TRIGGER forbids postgres",
    ]
    assert split_list(before_rows, "").events == ""
