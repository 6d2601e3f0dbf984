"""A rehearsal that is attested, and its packets rehearsed again on another clone by another attestor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from oneroof.config import Settings
from oneroof.errors import IdentityRefused, NotReproduced, Refused, UsageError
from oneroof.evidence.attest import read_attestations, verified_attestors
from oneroof.evidence.bundle import read_bundle
from oneroof.evidence.parse import pinned_digests
from oneroof.packets.pins import PINS
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from oneroof.rehearse import Rehearsal, Request, rehearse
from tests.attest_support import attestor, make_key
from tests.stages.conftest import Small, run

MANIFEST = """format = 1
code = "OWN_CHANGE"
title = "A row more"

[[guard]]
name = "greatest"
sql = "SELECT max(v) FROM pair"
expect = "pinned"

[[guard]]
name = "rows"
sql = "SELECT count(*) FROM pair"
expect = "pinned"

[[delta]]
table = "public.pair"
inserted = 1
"""
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Two attestors' keys."""
    folder = tmp_path_factory.mktemp("keys")
    return {name: make_key(folder, name) for name in ("ci", "lab")}


@dataclass(frozen=True)
class Tiny:
    """A production that never saw oneroof, with one table, and a packet for it."""

    server: embedded.Server
    dsn: Dsn
    folder: Path

    @property
    def packet(self) -> Path:
        """A packet whose first guard pins a text of a row, which may not be shown."""
        folder = self.folder / "OWN_CHANGE"
        if not folder.exists():
            folder.mkdir()
            (folder / "packet.toml").write_text(MANIFEST)
            (folder / "operation.sql").write_text("INSERT INTO pair VALUES ('b');\n")
            (folder / "rollback.sql").write_text("DELETE FROM pair WHERE v = 'b';\n")
        return folder

    def settings(self, out: str, key: Path | None = None, production: Dsn | None = None) -> Settings:
        """Settings of a runner: its place, its key and its ref."""
        return Settings.model_validate(
            {
                "production": {"dsn": (production or self.dsn).conninfo},
                "clone": {"dsn": self.server.dsn.conninfo},
                "report": {"out": self.folder / out},
                "attest": {"key": key, "ref": key.name if key is not None else None},
                "home": self.folder / ".oneroof",
            }
        )


@pytest.fixture
def tiny(server: embedded.Server, make_database: Callable[..., Dsn], tmp_path: Path) -> Iterator[Tiny]:
    """It and its clones are dropped afterwards."""
    dsn = make_database()
    run(dsn, "CREATE TABLE public.pair (v text PRIMARY KEY); INSERT INTO public.pair VALUES ('a'), ('secret words')")
    yield Tiny(server, dsn, tmp_path)
    with Session.open(server.dsn) as session:
        query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        found = session.connection.execute(query, [f"{dsn.database}_gov_test"]).fetchall()
        for row in found:
            session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(row["datname"])))


def test_two_runners_attest_one_packet(tiny: Tiny, keys: Mapping[str, Path], make_database: Callable[..., Dsn]) -> None:
    """The second one pins byte for byte the same; both words lie beside the first bundle, and both count.

    Then production changes: the difference is named, no value is, and nothing is signed. What cannot be reproduced is
    refused before anything is measured on a clone.
    """
    first = rehearse(Request(tiny.settings("one", keys["ci"]), (tiny.packet,)))
    assert (first.exit_code, first.attested_by, first.reproduction) == (0, "ci", None), first.error
    bundle = first.package.folder
    second = rehearse(Request(tiny.settings("two", keys["lab"]), reproduce=bundle))
    assert (second.exit_code, second.attested_by) == (0, "lab"), second.error
    _both_count(first, second, keys)

    run(tiny.dsn, "INSERT INTO public.pair VALUES ('zzz, of another')")
    third = rehearse(Request(tiny.settings("three", keys["lab"]), reproduce=bundle))
    assert (third.exit_code, third.attested_by) == (1, None)
    assert isinstance(third.error, NotReproduced)
    assert read_attestations(third.package.folder) == ()
    judgements = third.conclusion.judgements
    said = " ".join(finding.message for judgement in judgements for finding in judgement.findings)
    assert "guard greatest" in said
    assert "zzz" not in said + third.error.message

    with pytest.raises(UsageError, match="lies where"):
        rehearse(Request(tiny.settings("one"), reproduce=bundle))
    with pytest.raises(UsageError, match="its own packets"):
        rehearse(Request(tiny.settings("two"), (tiny.packet,), reproduce=bundle))
    with pytest.raises(Refused, match="does not pass"):
        rehearse(Request(tiny.settings("four"), reproduce=third.package.folder))
    with pytest.raises(IdentityRefused):
        rehearse(Request(tiny.settings("four", production=make_database()), reproduce=bundle))
    assert len(read_attestations(bundle)) == 2


def _both_count(first: Rehearsal, second: Rehearsal, keys: Mapping[str, Path]) -> None:
    assert second.run.clone != first.run.clone
    one, two = read_bundle(first.package.folder), read_bundle(second.package.folder)
    assert one.packets == two.packets
    assert b"salt" in one.packets["OWN_CHANGE"][PINS]
    assert b"secret words" not in one.packets["OWN_CHANGE"][PINS]
    assert one.digest != two.digest
    assert [word in one.attestations for word in two.attestations] == [True]
    runners = [attestor(name, key, valid_from=LONG_AGO) for name, key in keys.items()]
    latest = max(word.attestation.attested_at for word in one.attestations)
    found = verified_attestors(one.attestations, runners, one.digest, latest)
    assert found.refs == ("ci", "lab")
    assert {item.ref: item.reproduced for item in found.counted} == {"ci": False, "lab": True}


@pytest.mark.thorough
def test_the_governance_programme_again(small: Small, keys: Mapping[str, Path]) -> None:
    """Its two packets are rehearsed as packets: the intended owners are not asked for again."""
    first = rehearse(Request(small.settings()))
    assert (first.exit_code, first.attested_by) == (0, None), first.error
    key, out = {"key": keys["lab"], "ref": "lab"}, {"out": small.folder / "two"}
    settings = small.settings().with_flags(attest=key, report=out)
    second = rehearse(Request(settings, reproduce=first.package.folder))
    assert second.reproduction is not None
    assert second.reproduction.identical, second.reproduction.as_document()
    assert (second.exit_code, second.attested_by) == (0, "lab")
    packets = read_bundle(first.package.folder).packets
    assert second.reproduction.packets == pinned_digests(packets)
    assert set(packets) == {"F6_OWNERSHIP_SEED_COMMIT", "F7_CANDIDATE_MATERIALISATION_COMMIT"}
