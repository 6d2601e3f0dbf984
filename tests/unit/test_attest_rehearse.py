"""The last step of a rehearsal: what passed is signed; when signing fails, the package stands and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from oneroof import rehearse
from oneroof.errors import Interrupted, ToolFailed
from oneroof.evidence.attest import read_attestations
from oneroof.rehearse import Rehearsal
from oneroof.reports.publish import Package, publish
from oneroof.verdict.judge import conclude
from tests.attest_support import make_key
from tests.unit.evidence_sample import Edit, sample


def published(folder: Path, edit: Edit | None = None) -> Rehearsal:
    """A rehearsal as it is when its package was published."""
    run, records, packets = sample(edit)
    conclusion = conclude(records)
    package: Package = publish(folder, run, records, packets, conclusion)
    return Rehearsal(run, records, conclusion, package, None)


def test_what_passed_is_attested(tmp_path: Path) -> None:
    """By the attestor named; nobody named, nobody signs."""
    done = published(tmp_path)
    assert rehearse._attested(done, None, None) == done
    signed = rehearse._attested(done, (make_key(tmp_path, "ci"), "ci"), None)
    assert (signed.attested_by, signed.exit_code) == ("ci", 0)
    assert [word.attestation.attestor_ref for word in read_attestations(done.package.folder)] == ["ci"]


def test_what_failed_is_not(tmp_path: Path) -> None:
    """A FAIL is published, and no attestor's key is asked for."""
    done = published(tmp_path, lambda facts: facts["rollback"].update(identical=False))
    assert done.exit_code == 1
    assert rehearse._attested(done, (tmp_path / "no such key", "ci"), None) == done


def test_a_key_that_does_not_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public key without an agent: exit 3, nothing beside the bundle, the package is there."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    key = make_key(tmp_path, "ci")
    alone = tmp_path / "alone.pub"
    alone.write_text(key.with_name("ci.pub").read_text())
    done = rehearse._attested(published(tmp_path), (alone, "ci"), None)
    assert isinstance(done.error, ToolFailed)
    assert (done.exit_code, done.attested_by) == (3, None)
    assert read_attestations(done.package.folder) == ()


def test_ctrl_c_at_the_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package stands, and that is said."""

    def interrupted(*_words: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rehearse, "attest", interrupted)
    with pytest.raises(Interrupted, match="published, and not attested"):
        rehearse._attested(published(tmp_path), (make_key(tmp_path, "ci"), "ci"), None)
