"""A rollout through a channel: the rendered file goes into somebody's psql, its one result line comes back.

Whatever psql's exit code: without the result line nothing is called done. Where the line is missing, the rollout log
itself is asked, through the same channel.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oneroof import errors
from oneroof.packets.render import RESULT_MARK
from oneroof.pg.channel import Channel, Piped

#: psql's own words for an error of the server: file, line, severity, and with VERBOSITY verbose the SQLSTATE.
_ERROR = re.compile(r"(?:ERROR|FATAL|PANIC):\s+(?:(?P<sqlstate>[0-9A-Z]{5}): )?(?P<message>.*)")
#: psql ends so when a script's statement failed and ON_ERROR_STOP is set (manual, psql, "Exit Status").
_SCRIPT_ERROR = 3


@dataclass(frozen=True)
class PipedResult:
    """What the file did: its result line, or the server's refusal; both None when nobody knows."""

    result: Mapping[str, Any] | None
    sqlstate: str | None = None
    message: str | None = None


def run_piped(channel: Channel, script: str, apr_code: str) -> PipedResult:
    """Give the rendered file to psql and read what came of it.

    Raises:
        OutcomeUnknown: psql ended in a way that does not say whether COMMIT was reached.
    """
    piped = channel.pipe(script, variables={"ratified_apr": apr_code})
    result = read_result(piped.out)
    if result is not None and piped.exit_code == 0:
        return PipedResult(result)
    refused = _refusal(piped)
    if result is None and piped.exit_code == _SCRIPT_ERROR and refused is not None:
        return refused
    raise errors.OutcomeUnknown(f"psql ended with {piped.exit_code} and no result line: {piped.last_words}.")


def read_result(out: str) -> Mapping[str, Any] | None:
    """The one result line of a rendered file's output; two of them are none."""
    lines = [line for line in out.splitlines() if line.startswith(RESULT_MARK)]
    if len(lines) != 1:
        return None
    try:
        result = json.loads(lines[0][len(RESULT_MARK) :])
    except ValueError:
        return None
    return result if isinstance(result, dict) else None


def _refusal(piped: Piped) -> PipedResult | None:
    found = next((match for line in piped.err.splitlines() if (match := _ERROR.search(line))), None)
    return None if found is None else PipedResult(None, found["sqlstate"], found["message"])
