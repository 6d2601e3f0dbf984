"""A change of the user's own on a pgbench database that never saw oneroof: `rehearse --packet`."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from tests.acceptance.conftest import Oneroof, drop_embedded

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def pgbench(server: embedded.Server, make_database: Callable[..., Dsn]) -> Dsn:
    """`pgbench -i` at a small scale; the benchmarks and the closing note use scale 10."""
    dsn = make_database()
    subprocess.run(
        [server.bindir / "pgbench", "-q", "-i", "-s", "1", "-h", server.socket, "-U", "postgres", dsn.database],
        check=True,
        capture_output=True,
    )
    with Session.open(dsn) as session:  # less to copy and to digest; what is looked at does not depend on it
        session.connection.execute("DELETE FROM public.pgbench_accounts WHERE aid > 2000")
    with Session.open(dsn) as session:
        session.connection.execute("VACUUM FULL public.pgbench_accounts")
    return dsn


def _drop_clones(server: embedded.Server, database: str) -> None:
    with Session.open(server.dsn) as session:
        found = session.connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{database}_gov_test%"]
        ).fetchall()
        for row in found:
            session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(row["datname"])))


@pytest.mark.every_version(thorough=True)
def test_a_change_with_ddl_passes(server: embedded.Server, pgbench: Dsn, oneroof: Oneroof) -> None:
    """PASS; what needs the governance schema is N/A with the reason; production is as it was."""
    try:
        answer = oneroof(
            "rehearse", "--production", pgbench.conninfo, "--packet", EXAMPLES / "PGBENCH_ACCOUNT_TIERS", "--json",
            schema="rehearse", environment={"ONEROOF_CLONE_DSN": server.dsn.conninfo}, process=True,
        )  # fmt: skip
        assert answer.status == 0, answer.stdout + answer.stderr
        verdicts = {stage["key"]: stage["verdict"] for stage in answer.document["stages"]}
        assert [verdicts[key] for key in ("scan_read", "scan_write", "event_boundary", "cursor")] == ["N/A"] * 4
        impact = answer.document["stages"][9]["facts"]
        assert impact["fingerprint_before"] == impact["fingerprint_after"]
    finally:
        _drop_clones(server, pgbench.database)


@pytest.mark.thorough
def test_the_same_with_a_wrong_rollback_fails(
    server: embedded.Server, pgbench: Dsn, oneroof: Oneroof, tmp_path: Path
) -> None:
    """Exit 1, and the finding names what differs."""
    packet = tmp_path / "PGBENCH_ACCOUNT_TIERS"
    shutil.copytree(EXAMPLES / "PGBENCH_ACCOUNT_TIERS", packet)
    rollback = packet / "rollback.sql"
    lines = [line for line in rollback.read_text().splitlines() if "pgbench_tellers_floor" not in line]
    rollback.write_text("\n".join(lines) + "\n")
    try:
        answer = oneroof(
            "rehearse", "--production", pgbench.conninfo, "--packet", packet, "--json",
            schema="rehearse", environment={"ONEROOF_CLONE_DSN": server.dsn.conninfo}, process=True,
        )  # fmt: skip
        assert answer.status == 1
        stages = {stage["key"]: stage for stage in answer.document["stages"]}
        assert stages["rollback"]["verdict"] == "FAIL"
        assert "pgbench_tellers_floor" in " ".join(finding["message"] for finding in stages["rollback"]["findings"])
        assert stages["impact"]["facts"]["identical"] is True
    finally:
        _drop_clones(server, pgbench.database)


@pytest.mark.thorough
def test_a_reader_alone_gets_an_embedded_clone(
    server: embedded.Server, pgbench: Dsn, oneroof: Oneroof, tmp_path: Path
) -> None:
    """No superuser, no clone maker: the copy goes to a server of our own, and the rehearsal passes all the same."""
    role = f"reader_{pgbench.database}"
    with Session.open(server.dsn) as session:
        session.execute(SQL("CREATE ROLE {} LOGIN").format(Identifier(role)))
        session.execute(SQL("GRANT pg_read_all_data TO {}").format(Identifier(role)))
    reader = pgbench.with_parameters(user=role)
    try:
        answer = oneroof(
            "rehearse", "--production", reader.conninfo, "--packet", EXAMPLES / "PGBENCH_ACCOUNT_TIERS", "--json",
            schema="rehearse",
        )  # fmt: skip
        assert answer.status == 0, answer.stdout + answer.stderr
        assert answer.document["stages"][1]["facts"]["placement"] == "embedded"
        assert answer.document["stages"][0]["facts"]["role"]["superuser"] is False
    finally:
        drop_embedded(tmp_path)
        with Session.open(server.dsn) as session:
            session.execute(SQL("DROP ROLE {}").format(Identifier(role)))
