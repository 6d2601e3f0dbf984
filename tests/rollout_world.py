"""A small production with its gate, people with keys, and a bundle that was rehearsed on a real clone; all by commands.

The rehearsal is made once a session (`rehearsed`); each test gets a copy of that production by template, under the same
name on a server of its own, because a bundle is of one database name on one server.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from oneroof.gate.act import Meaning, SignedAct, act_on, signed_act
from oneroof.gate.statement import parse_statement
from oneroof.gate.store import read_state
from oneroof.keys.public import ACT
from oneroof.keys.ssh import sign
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Session
from tests.acceptance.conftest import Answer, call

PEOPLE = {"lin": "Lin Yutang:L1", "ada": "Ada Lovelace:L2", "bob": "Bob Ross:L2", "hal": "Hal Abelson:L3"}
PEOPLE |= {"cyd": "Cyd Charisse:L2", "grace": "Grace Hopper:L4"}
APR = "APR-BOOT-AUTHMODEL-1"
CODE = "RAISE_PRICES"
NAME = "shop"
TEMPLATE = "shop_as_rehearsed"
OPENED = "shop_gate_open"

SHOP = """
CREATE TABLE public.price (id int PRIMARY KEY, amount numeric NOT NULL, changed_by text);
INSERT INTO public.price SELECT n, n, NULL FROM generate_series(1, 50) n;
CREATE TABLE public.audit (what text);
CREATE FUNCTION public.look() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER look BEFORE UPDATE ON public.price FOR EACH ROW EXECUTE FUNCTION public.look();
"""
PACKET: Mapping[str, str] = {
    "packet.toml": f"""\
format = 1
code = "{CODE}"
title = "Raise prices"
automation = "after-gate"

[[lock]]
relation = "public.price"

[[guard]]
name = "cheap"
sql = "SELECT count(*) FROM price WHERE amount < 11"
expect = "pinned"

[[guard]]
name = "total"
sql = "SELECT sum(amount) FROM price"
expect = "pinned"

[[delta]]
table = "public.price"
updated = 10

[[verify]]
name = "raised"
sql = "SELECT count(*) FROM price WHERE changed_by = '{CODE}'"
expect = 10
""",
    "operation.sql": f"UPDATE price SET amount = amount + 100, changed_by = '{CODE}' WHERE amount < 11;\n",
    "rollback.sql": f"UPDATE price SET amount = amount - 100, changed_by = NULL WHERE changed_by = '{CODE}';\n",
}


@dataclass(frozen=True)
class World:
    """One production, its settings' folder, its people's keys, one bundle."""

    folder: Path
    dsn: Dsn
    bundle: Path
    keys: Path

    def oneroof(self, *words: str | Path, schema: str | None = None) -> Answer:
        """Run a command in the folder."""
        return call(self.folder, *words, schema=schema)

    def done(self, *words: str | Path) -> Answer:
        """Run a command that must succeed."""
        answer = self.oneroof(*words)
        assert answer.status == 0, answer.stderr + answer.stdout
        return answer

    def sql(self, script: str) -> None:
        """What somebody else does on production, as superuser."""
        with Session.open(self.dsn, settings={"search_path": "public"}) as session:
            session.connection.execute(script.encode())

    def one(self, query: str) -> Any:
        """One value, asked as superuser."""
        with Session.open(self.dsn, settings={"search_path": "public"}) as session:
            row = session.connection.execute(query.encode()).fetchone()
        assert row is not None
        return next(iter(row.values()))

    @property
    def raised(self) -> int:
        """How many prices the packet has raised."""
        return int(self.one(f"SELECT count(*) FROM price WHERE changed_by = '{CODE}'"))

    def key(self, ref: str) -> Path:
        """Somebody's private key."""
        return self.keys / ref

    def propose(self, apr: str = APR, *more: str | Path) -> Answer:
        """Lin proposes; the first proposal brings the authority model."""
        brings: list[str | Path] = ["--authority", "authority.toml"] if apr == APR else []
        words: list[str | Path] = [
            "gate",
            "propose",
            apr,
            *brings,
            "--bundle",
            self.bundle,
            "--reason",
            "Prices",
            "--yes",
        ]
        return self.done(*words, "--as", "lin", "--key", self.key("lin"), *more)

    def sign(self, ref: str, apr: str = APR, meaning: str = "approve") -> Answer:
        """Somebody signs."""
        more = ["--reason", "No."] if meaning == "reject" else []
        words: list[str | Path] = [
            "gate",
            "sign",
            apr,
            "--meaning",
            meaning,
            "--as",
            ref,
            "--key",
            self.key(ref),
            "--yes",
            *more,
        ]
        return self.done(*words)

    def decide(self, ref: str, meaning: Meaning, apr: str = APR) -> SignedAct:
        """An act signed for real, by a program of somebody's own: it asks nobody what may still be said."""
        with Reader.open(self.dsn) as session, session.snapshot():
            state = read_state(session)
        row = state.proposal(apr)
        assert row is not None
        statement = parse_statement(row.statement)
        act = act_on(
            statement,
            meaning=meaning,
            member_ref=ref,
            printed_name=PEOPLE[ref].partition(":")[0],
            signed_at=datetime.now(UTC),
            log_heads={state.identity.database_uid or "": state.head},
            reason="No.",
        )
        return signed_act(act.as_bytes(), sign(act.as_bytes(), self.key(ref), ACT))

    def ratify(self, apr: str = APR) -> Answer:
        """Whoever may."""
        return self.done("gate", "ratify", apr)

    def open_gate(self, apr: str = APR) -> None:
        """Proposed, signed by enough, ratified."""
        self.propose(apr)
        for ref in ("ada", "bob", "grace"):
            self.sign(ref, apr)
        self.ratify(apr)

    def run(self, *more: str | Path, apr: str = APR) -> Answer:
        """The rollout."""
        words = ["--json", "rollout", "run", "--apr", apr, "--bundle", self.bundle, *more]
        return self.oneroof(*words, schema="rollout-run")

    def rollback(self, *more: str | Path, apr: str = APR) -> Answer:
        """Its rollback."""
        words = ["--json", "rollout", "rollback", "--apr", apr, "--bundle", self.bundle, *more]
        return self.oneroof(*words, schema="rollout-rollback")


def endpoint(dsn: Dsn) -> str:
    """As oneroof.toml pins it."""
    given = dsn.parameters
    return f"{given['host']}:{given.get('port', '5432')}/{given['dbname']}"


def make_keys(folder: Path) -> Path:
    """A throwaway key for everybody."""
    folder.mkdir()
    for ref in (*PEOPLE, "ci"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", ref, "-f", folder / ref], check=True)
    return folder


def rehearse(server: embedded.Server, home: Path, packet: Mapping[str, str] = PACKET) -> World:
    """Build the production, rehearse the packet on a clone of it, write the authority model and the settings."""
    with Session.open(server.dsn) as session:
        session.execute(SQL("CREATE DATABASE {} TEMPLATE template0").format(Identifier(NAME)))
    dsn = server.dsn.with_database(NAME)
    world = World(home, dsn, home / "bundle", make_keys(home / "keys"))
    world.sql(SHOP)
    (home / "packet").mkdir()
    for name, content in packet.items():
        (home / "packet" / name).write_text(content)
    write_settings(world)
    world.done("install")
    world.done("rehearse", "--packet", "packet", "--out", "out", "--attest", world.key("ci"), "--attest-as", "ci")
    found = next(home.glob("out/knowledge/dev/reports/architecture/*/evidence"))
    shutil.copytree(found, world.bundle / "evidence")
    members = [f"--member={ref}:{who}:Title:keys/{ref}.pub" for ref, who in PEOPLE.items()]
    said = world.done("gate", "init", "--name", "Shop", *members, "--attestor", "ci:CI runner:keys/ci.pub", "--l2", "2")
    (home / "trust.toml").write_text(said.stdout[said.stdout.index("authority_version") :].split("\n\n")[0] + "\n")
    write_settings(world)
    with Session.open(server.dsn) as session:
        session.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(NAME), Identifier(TEMPLATE)))
    return world


def write_settings(world: World, dsn: Dsn | None = None, more: str = "") -> None:
    """oneroof.toml, as an operator would write it."""
    reached = dsn or world.dsn
    trust = world.folder / "trust.toml"
    pinned = trust.read_text() if trust.exists() else ""
    (world.folder / "oneroof.toml").write_text(
        f'[production]\ndsn = "{reached.conninfo}"\n\n[clone]\ndsn = "{world.dsn.with_database("postgres").conninfo}"\n'
        f'server = "same"\n\n[trust]\n{pinned}endpoint = "{endpoint(reached)}"\n{more}'
    )


def keep(server: embedded.Server, template: str) -> None:
    """Production as it stands now, to be copied later."""
    with Session.open(server.dsn) as session:
        made = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        session.execute(made.format(Identifier(template), Identifier(NAME)))


def copy(rehearsed: World, server: embedded.Server, folder: Path, template: str = TEMPLATE) -> World:
    """A test's own production: the rehearsed one under its own name, and its own settings."""
    with Session.open(server.dsn) as session:
        session.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(NAME)))
        made = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        session.execute(made.format(Identifier(NAME), Identifier(template)))
    for name in ("authority.toml", "trust.toml"):
        shutil.copy(rehearsed.folder / name, folder / name)
    world = World(folder, rehearsed.dsn, rehearsed.bundle, rehearsed.keys)
    write_settings(world)
    return world
