"""Steps 1 to 5 and 13: the session is what it must be, on the database that it must be, with its locks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oneroof import errors
from oneroof.clone.identity import read_identity
from oneroof.packets.model import LockMode
from oneroof.packets.run import Run, is_environment, sqlstate_of
from oneroof.pg.compose import SQL, Identifier

#: What must be true of every packet's session, whatever the role's or the database's settings say.
REQUIRED = {
    "transaction_isolation": "read committed",
    "transaction_read_only": "off",
    "track_counts": "on",
    "session_replication_role": "origin",
    "standard_conforming_strings": "on",
    "temporary_relations": 0,
}
_MODES: Mapping[LockMode, SQL] = {
    "ACCESS SHARE": SQL("ACCESS SHARE"),
    "ROW SHARE": SQL("ROW SHARE"),
    "ROW EXCLUSIVE": SQL("ROW EXCLUSIVE"),
    "SHARE UPDATE EXCLUSIVE": SQL("SHARE UPDATE EXCLUSIVE"),
    "SHARE": SQL("SHARE"),
    "SHARE ROW EXCLUSIVE": SQL("SHARE ROW EXCLUSIVE"),
    "EXCLUSIVE": SQL("EXCLUSIVE"),
    "ACCESS EXCLUSIVE": SQL("ACCESS EXCLUSIVE"),
}


def prepare_session(run: Run) -> None:
    """1: settings that measurements rely on are asserted, and noted to be compared at the end."""
    run.ask("packets/set_local", name="lock_timeout", value=run.packet.manifest.lock_timeout)
    run.at_start = run.ask("packets/read_session")
    run.compare("session", REQUIRED, run.at_start)


def check_identity(run: Run) -> None:
    """2: this is the clone that was meant.

    Raises:
        IdentityRefused: it is another database, or does not say that it is a clone.
    """
    here, meant = read_identity(run.session).as_fact(), run.identity.as_fact()
    if here != meant or here["kind"] != "clone":
        differs = next((name for name in meant if here[name] != meant[name]), "kind")
        raise errors.IdentityRefused(
            f"{run.session.dsn.label} is not the clone that was meant: {differs} is {here[differs]}."
        )


def lock_rollout(run: Run) -> None:
    """3: no other packet runs meanwhile, and nobody writes a gate table."""
    with run.asking_user_sql("rollout lock", "to be free"):
        run.session.rows("packets/lock_rollout")


def pass_gate(run: Run) -> None:
    """4: on a clone its identity stands for the approval; the run's journal says so."""
    run.log({"event": "gate", **run.named, "identity": run.identity.as_fact(), "opened_by": "the clone's identity"})


def lock_relations(run: Run) -> None:
    """5: every declared lock, in the order of the names' bytes, so that two packets never wait for each other.

    Raises:
        PrivilegeMissing: the login may not lock one of them so.
    """
    for lock in sorted(run.side.locks, key=lambda lock: tuple(part.encode() for part in lock.name)):
        with run.asking_user_sql(f"lock of {lock.relation}", f"{lock.mode} within {run.packet.manifest.lock_timeout}"):
            _lock(run, Identifier(*lock.name), _MODES[lock.mode])


def _lock(run: Run, relation: Identifier, mode: SQL) -> None:
    # A missing privilege is for whoever set up the login, not a property of the packet: it stays an error.
    try:
        run.session.rows("packets/lock_relation", {"relation": relation, "mode": mode})
    except errors.PrivilegeMissing as error:
        raise errors.PrivilegeMissing(error.message) from None


def enter_role(run: Run) -> None:
    """The packet's role and search_path, for the operation alone; row security as an application has it.

    Raises:
        PrivilegeMissing: there is no such role, or the login may not take it.
    """
    role = run.packet.manifest.role
    if role is not None:
        try:
            run.ask("packets/set_local", name="role", value=role)
        except errors.EnvironmentFault as error:
            sqlstate = sqlstate_of(error)
            if sqlstate is not None and is_environment(sqlstate):
                raise
            raise errors.PrivilegeMissing(
                f"The packet {run.packet.code} runs as role {role!r}, which this login cannot take: {error.message}.",
                next_step="Create the role and grant it to the login, or take `role` out of packet.toml.",
            ) from error
    run.ask("packets/set_local", name="row_security", value="on")
    run.ask("packets/set_path", schemas=list(run.packet.manifest.search_path))


def leave_role(run: Run) -> None:
    """Back to the login, to our own search_path, and to an error where row security would hide rows."""
    for name in ("role", "search_path", "row_security"):
        run.ask("packets/set_local", name=name, value=run.at_start[name])


def check_session_again(run: Run) -> None:
    """13: the same transaction, the same settings, the same user as at the start."""
    found: dict[str, Any] = run.ask("packets/read_session")
    run.compare("session", run.at_start, found)
