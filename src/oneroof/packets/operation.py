"""Steps 8 and 11: the operation, or its undoing, as one EXECUTE; then every deferred trigger."""

from __future__ import annotations

from oneroof.packets.run import Run
from oneroof.packets.session_step import enter_role, leave_role


def run_operation(run: Run) -> None:
    """8: its literal text, under its role, its search_path and its timeout; afterwards the session is as it was.

    Raises:
        PrivilegeMissing: there is no such role, or the login may not take it.
    """
    timeout = run.packet.manifest.statement_timeout
    run.ask("packets/set_local", name="oneroof.statement", value=run.side.sql)
    run.ask("packets/set_local", name="statement_timeout", value=timeout)
    enter_role(run)
    before = run.ask("packets/read_session")
    with run.asking_user_sql(run.side.file, f"to succeed within {timeout}"):
        run.session.rows("packets/run_operation")
        run.session.rows("packets/set_constraints_immediate")
    after = run.ask("packets/read_session")
    run.compare("session", before, after)
    leave_role(run)
    run.ask("packets/set_local", name="statement_timeout", value="0")


def run_deferred_triggers(run: Run) -> None:
    """11: nothing is left that would run at COMMIT."""
    with run.asking_user_sql("deferred triggers"):
        run.session.rows("packets/set_constraints_immediate")
