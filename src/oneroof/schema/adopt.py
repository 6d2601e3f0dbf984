"""A restored copy is given an identity of its own, as clone or production; nothing ratified before counts there."""

from __future__ import annotations

import json
from typing import Literal

from oneroof import errors
from oneroof.pg.session import Installer
from oneroof.schema import roles

Kind = Literal["clone", "production"]


def adopt(session: Installer, kind: Kind) -> tuple[str, ...]:
    """Replace the identity of this database; the gate's log says so.

    Args:
        session: of the owner of our tables, or of a login that may become it.
        kind: what this copy is from now on.

    Returns:
        What was changed, a line.

    Raises:
        SchemaMissing: oneroof is not installed here. PrivilegeMissing: only the owner can.
    """
    with session.transaction(), roles.as_owner(session):
        session.rows("schema/lock_install")
        if not session.row("schema/find_installation")["ours"]:
            raise errors.SchemaMissing(next_step="Install it first: `oneroof install`.")
        before = session.row("schema/read_identity")
        parent = {"database_uid": before["database_uid"], "kind": before["kind"], "since": before["since"]}
        after = session.value("schema/replace_identity", kind=kind, parent=json.dumps(parent))
    return (f"identity {before['database_uid']} ({before['kind']}) replaced by {after} ({kind})",)
