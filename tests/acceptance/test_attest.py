"""`rehearse --attest`, `rehearse --reproduce` and `verify --authority`, as people call them."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from oneroof.gate.founding import FirstAttestor, Founder, render_authority
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from tests.acceptance.conftest import Oneroof
from tests.attest_support import make_key, public

MANIFEST = 'format = 1\ncode = "ROW"\ntitle = "A row"\n[[delta]]\ntable = "public.t"\ninserted = 1\n'


def _packet(folder: Path) -> Path:
    packet = folder / "ROW"
    packet.mkdir()
    (packet / "packet.toml").write_text(MANIFEST)
    (packet / "operation.sql").write_text("INSERT INTO t VALUES (1);\n")
    (packet / "rollback.sql").write_text("DELETE FROM t WHERE id = 1;\n")
    return packet


def _drop_clones(server: embedded.Server, database: str) -> None:
    with Session.open(server.dsn) as session:
        query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        for row in session.connection.execute(query, [f"{database}_gov_test"]).fetchall():
            session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(row["datname"])))


def _authority(folder: Path, runner: Path) -> bytes:
    people = [(name, make_key(folder, name)) for name in ("ada", "bob", "grace")]
    founders = [
        Founder(name, name.title(), "L4" if name == "grace" else "L2", "Lead", public(key)) for name, key in people
    ]
    attestors = [FirstAttestor("ci", "CI runner", public(runner))]
    since = datetime(2020, 1, 1, tzinfo=UTC)
    return render_authority("Example", founders, attestors, l2=2, min_version="0.1.0", since=since)


def test_attested_and_verified(
    oneroof: Oneroof,
    server: embedded.Server,
    database: Dsn,
    run_sql: Callable[[Dsn, str], None],
    tmp_path: Path,
) -> None:
    """A runner signs; stock ssh-keygen and `verify` agree, by file and by digest; without a model no word counts."""
    run_sql(database, "CREATE TABLE t (id integer PRIMARY KEY)")
    runner, maker = make_key(tmp_path, "runner"), {"ONEROOF_CLONE_DSN": server.dsn.conninfo}
    words = ("rehearse", "--production", database.conninfo, "--packet", _packet(tmp_path), "--attest", runner)
    try:
        nobody = oneroof(*words, "--json", schema="error", environment=maker)
        assert (nobody.status, nobody.document["error"]["code"]) == (2, "config")
        done = oneroof(*words, "--attest-as", "ci", "--json", schema="rehearse", environment=maker)
    finally:
        _drop_clones(server, database.database)
    assert (done.status, done.document["attested_by"], done.document["reproduces"]) == (0, "ci", None), done.stderr
    package = Path(done.document["package"])
    package = package if package.is_absolute() else tmp_path / package
    (file,) = (package / "evidence" / "attestations").glob("ci-*.json")
    signers = tmp_path / "allowed_signers"
    signers.write_text(f'ci namespaces="oneroof-attestation-v1" {public(runner)}\n')
    check = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", "ci", "-n", "oneroof-attestation-v1", "-s"]
    subprocess.run([*check, f"{file}.sig"], input=file.read_bytes(), check=True, capture_output=True)

    unchecked = oneroof("--json", "verify", package, schema="verify").document
    assert (unchecked["verdict"], unchecked["attested_by"]) == ("PASS", None)
    assert "name the model with --authority" in oneroof("verify", package).stdout
    content = _authority(tmp_path, runner)
    (tmp_path / "authority.toml").write_bytes(content)
    for named in ("authority.toml", hashlib.sha256(content).hexdigest()):
        answer = oneroof("--json", "verify", package, "--authority", named, schema="verify")
        assert (answer.status, answer.document["attested_by"]) == (0, ["ci"]), answer.stdout
    assert "CI runner (ci), 20" in oneroof("verify", package, "--authority", "authority.toml").stdout
    typo = tmp_path / "typo.toml"
    typo.write_bytes(content.replace(b"[default]", b"[defualt]"))
    assert oneroof("verify", package, "--authority", typo).status == 2
    assert oneroof("verify", package, "--authority", "nowhere.toml").status == 3
