"""One way out of a database, as isolation looks for it: found, disarmed, looked for again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

from oneroof.clone.asleep import event_triggers_asleep
from oneroof.clone.model import IsolationFinding
from oneroof.errors import OneroofError, ServerLost, SqlFailed
from oneroof.pg.session import Session

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")


def ref(kind: str, *parts: str) -> str:
    """An object's reference, quoted as the database contract says."""
    quoted = (part if _PLAIN.match(part) else '"' + part.replace('"', '""') + '"' for part in parts)
    return f"{kind}:" + ".".join(quoted)


def tried(session: Session, *steps: Callable[[], object]) -> str:
    """Run steps in one transaction in which no event trigger fires.

    Returns:
        Empty, or why the server refused: our code and the SQLSTATE, without the server's words.
    """
    return _refusal(event_triggers_asleep(session), steps)


def tried_awake(session: Session, *steps: Callable[[], object]) -> str:
    """As `tried`, for statements that fire no event trigger and may set one's state."""
    return _refusal(session.transaction(), steps)


def _refusal(transaction: AbstractContextManager[None], steps: Iterable[Callable[[], object]]) -> str:
    try:
        with transaction:
            for step in steps:
                step()
    except ServerLost:
        raise
    except OneroofError as error:
        return error.code + (f" {error.sqlstate}" if isinstance(error, SqlFailed) else "")
    return ""


def finding(code: str, name: str, message: str, *, refused: str, armed: bool, disarmed: str) -> IsolationFinding:
    """What was found and what was done, by how it is now and not by what was tried.

    Args:
        code: the kind of finding.
        name: the object's reference.
        message: a sentence of what it is.
        refused: why disarming failed, or empty.
        armed: whether it could still reach out when it was looked at again.
        disarmed: what was done to it.
    """
    if armed:
        why = f" It could not be disarmed ({refused or 'no way is known'})."
        return IsolationFinding(code, name, message + why, resolved=False)
    return IsolationFinding(code, name, message, resolved=True, disarmed=disarmed)


def harmless(code: str, name: str, message: str) -> IsolationFinding:
    """A note: found, and nothing needed to be done."""
    return IsolationFinding(code, name, message, resolved=True)
