"""The values of sequences, carried into a clone as production has them now: they follow no snapshot."""

from __future__ import annotations

from oneroof.clone import messages
from oneroof.errors import OneroofError
from oneroof.fingerprint.refs import make_ref
from oneroof.pg.compose import Identifier
from oneroof.pg.session import CloneMaker, Reader


def set_sequences(reader: Reader, clone: CloneMaker) -> tuple[str, ...]:
    """Give every sequence that a dump would carry production's value; the clone's refusals, each with its name.

    Raises:
        PrivilegeMissing, SqlFailed: production's value cannot be read. ServerLost: the clone's server is gone.
    """
    refused: list[str] = []
    for listed in reader.rows("clone/list_dumped_sequences"):
        value = reader.row("fingerprint/read_sequence", {"sequence": Identifier(listed["schema"], listed["name"])})
        parameters = {"sequence": listed["quoted"], "last": value["last_value"], "called": value["is_called"]}
        try:
            clone.value("clone/set_sequence", **parameters)
        except OneroofError as error:
            if messages.is_fatal(error):
                raise
            refused.append(f"{make_ref('sequence', listed['schema'], listed['name'])}: {error.message}")
    return tuple(refused)
