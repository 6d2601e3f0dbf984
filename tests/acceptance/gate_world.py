"""A small organisation with throwaway keys, and one database with a rehearsed packet, for tests of the gate's commands.

The rehearsal is real and made once; each test then gets the database as it was right after it, under the same name, so
that the bundle stays the bundle of that database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from oneroof.gate.authority import parse_authority
from oneroof.packets.toml import toml_literal
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer, Session
from oneroof.schema.install import install
from tests.acceptance.conftest import Answer, call

APR = "APR-BOOT-AUTHMODEL-1"
MEMBERS = (
    ("grace", "Grace Hopper", "L4", "President"),
    ("dora", "Dora Deputy", "L4/grace", "Deputy"),
    ("ada", "Ada Lovelace", "L2", "Lead of data"),
    ("bob", "Bob Builder", "L2", "Lead of platform"),
    ("carol", "Carol Chief", "L2", "Lead of finance"),
    ("hugo", "Hugo Holder", "L3", "Steward"),
    ("larry", "Larry Learner", "L1", "Engineer"),
)
PACKET = """format = 1
code = "ADD_MARK"
title = "Two marks"

[[lock]]
relation = "public.mark"

[[guard]]
name = "marks"
sql = "SELECT count(*) FROM mark"
expect = 0

[[delta]]
table = "public.mark"
inserted = 2

[[verify]]
name = "marks"
sql = "SELECT count(*) FROM mark"
expect = 2
"""


@dataclass(frozen=True)
class Organisation:
    """People, their keys by ref, and the bytes of their authority model."""

    keys: Callable[[str], Path]
    authority: Path

    @property
    def digest(self) -> str:
        """Of the authority model."""
        return parse_authority(self.authority.read_bytes()).digest


def found(folder: Path, keys: Callable[[str], Path]) -> Organisation:
    """The organisation's first authority model, written by `gate init`."""
    members = [f"--member={ref}:{name}:{level}:{title}:{keys(ref)}.pub" for ref, name, level, title in MEMBERS]
    words = ("gate", "init", "--name", "Example", *members, f"--attestor=ci:CI runner:{keys('ci')}.pub")
    answer = call(folder, *words, "--json", schema="gate-init")
    assert answer.status == 0, answer.stdout + answer.stderr
    return Organisation(keys, folder / "authority.toml")


@dataclass(frozen=True)
class Rehearsed:
    """A database with our core and an attested bundle of one packet, to be had again and again."""

    server: embedded.Server
    name: str
    package: Path

    @contextmanager
    def fresh(self, kept: str = "kept") -> Iterator[Dsn]:
        """The database as it was right after its rehearsal, or at another moment at which it was kept."""
        with Session.open(self.server.dsn) as session:
            create = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
            session.execute(create.format(Identifier(self.name), Identifier(f"{self.name}_{kept}")))
        try:
            yield self.server.dsn.with_database(self.name)
        finally:
            with Session.open(self.server.dsn) as session:
                session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(self.name)))

    def keep(self, kept: str) -> None:
        """Keep a copy of the database as it is."""
        with Session.open(self.server.dsn) as session:
            create = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
            session.execute(create.format(Identifier(f"{self.name}_{kept}"), Identifier(self.name)))

    def drop(self) -> None:
        """Nothing stays."""
        with Session.open(self.server.dsn) as session:
            names = session.connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.name]
            ).fetchall()
            for row in names:
                session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(row["datname"])))


def rehearse(folder: Path, server: embedded.Server, organisation: Organisation) -> Rehearsed:
    """Make a database, install the core, rehearse one packet on a clone, attest it; keep a copy of the database."""
    name = f"gate {uuid4().hex[:8]}"  # with a space, as names may have
    dsn = server.dsn.with_database(name)
    with Session.open(server.dsn) as session:
        session.execute(SQL("CREATE DATABASE {} TEMPLATE template0 STRATEGY file_copy").format(Identifier(name)))
    with Installer.open(dsn) as installer:
        installer.connection.execute("CREATE TABLE public.mark (id int PRIMARY KEY)")
        install(installer)
    packet = folder / "ADD_MARK"
    packet.mkdir()
    (packet / "packet.toml").write_text(PACKET)
    (packet / "operation.sql").write_text("INSERT INTO mark VALUES (1), (2);\n")
    (packet / "rollback.sql").write_text("DELETE FROM mark;\n")
    words = ("rehearse", "--production", dsn.conninfo, "--packet", packet, "--attest", organisation.keys("ci"))
    done = call(folder, *words, "--attest-as", "ci", "--json", environment={"ONEROOF_CLONE_DSN": server.dsn.conninfo})
    assert done.status == 0, done.stdout + done.stderr
    with Session.open(server.dsn) as session:
        rename = SQL("ALTER DATABASE {} RENAME TO {}")
        session.execute(rename.format(Identifier(name), Identifier(f"{name}_kept")))
    return Rehearsed(server, name, folder / done.document["package"])


@dataclass(frozen=True)
class World:
    """One test's folder, with an oneroof.toml that pins the organisation and the database."""

    folder: Path
    dsn: Dsn
    organisation: Organisation
    rehearsed: Rehearsed

    def write_settings(self, more: str = "", dsn: Dsn | None = None, **pins: Any) -> None:
        """Write oneroof.toml; ``pins`` replace those of [trust], None leaves one out; ``more`` are further sections."""
        with Session.open(self.dsn) as session:
            endpoint = session.endpoint
        trust = {"authority_version": 1, "authority_digest": self.organisation.digest, "endpoint": endpoint, **pins}
        lines = [f"{key} = {value!r}" for key, value in trust.items() if value is not None]
        text = f"[production]\ndsn = {toml_literal((dsn or self.dsn).conninfo)}\n[trust]\n"
        (self.folder / "oneroof.toml").write_text(text + "\n".join(lines) + f"\n{more}\n")

    def run(self, *words: str | Path, schema: str | None = None) -> Answer:
        """`oneroof gate …`, its answer held against a schema when one is named."""
        return call(self.folder, "gate", *words, "--json", schema=schema)

    def good(self, *words: str | Path, schema: str | None = None) -> dict[str, Any]:
        """The same, which must end 0."""
        answer = self.run(*words, schema=schema or f"gate-{words[0]}")
        assert answer.status == 0, answer.stdout + answer.stderr
        return answer.document

    def refused(self, *words: str | Path, exit_code: int = 4) -> str:
        """The same, which must be refused; the sentence."""
        answer = self.run(*words, schema="error")
        assert answer.status == exit_code, answer.stdout + answer.stderr
        return str(answer.document["error"]["message"])

    def signer(self, ref: str) -> tuple[str | Path, ...]:
        """The options of a person who signs without being asked."""
        return ("--as", ref, "--key", self.organisation.keys(ref), "--yes")

    def propose(self, *more: str | Path, apr: str = APR, ref: str = "larry") -> dict[str, Any]:
        """The first proposal: the authority model and the packet."""
        first = ("--authority", self.organisation.authority) if apr == APR else ()
        words = ("propose", apr, "--bundle", self.rehearsed.package, *first, "--reason", "because", *self.signer(ref))
        return self.good(*words, *more)

    def sign(self, ref: str, meaning: str = "approve", apr: str = APR, *more: str | Path) -> dict[str, Any]:
        """A person signs and it is recorded."""
        return self.good("sign", apr, "--meaning", meaning, *self.signer(ref), *more)

    def sign_all(self, *refs: str) -> None:
        """Propose, and have these people sign."""
        self.propose()
        for ref in refs:
            self.sign(ref)

    def sql(self, statement: str) -> None:
        """As the database's superuser, past every rule that can be passed."""
        with Session.open(self.dsn) as session:
            session.connection.execute(statement.encode())


def make_world(folder: Path, dsn: Dsn, organisation: Organisation, rehearsed: Rehearsed) -> World:
    """A world in a folder of its own."""
    world = World(folder, dsn, organisation, rehearsed)
    world.write_settings()
    return world
