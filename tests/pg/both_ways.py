"""Two copies of one database, each with an open gate: one for a session, one for plain psql; and what came of a run."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from oneroof import errors
from oneroof.clone.identity import open_production, read_identity
from oneroof.packets.carrier import sqlstate_of
from oneroof.packets.execute import execute
from oneroof.packets.file import psql_file
from oneroof.packets.model import Direction, Packet
from oneroof.packets.parse import parse
from oneroof.packets.pins import Pins, pinned_digest
from oneroof.packets.plan import plan_digest
from oneroof.packets.production import run_on_production
from oneroof.packets.render import REFUSED_MARK, RESULT_MARK
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneWriter, Installer, Session
from oneroof.pg.tools import major_of
from oneroof.schema.install import install
from tests.pg import gate_support
from tests.pg.packet_room import SCHEMA

#: The tables of the packets' tests, without the identity that they bring along.
TABLES = SCHEMA[SCHEMA.index("CREATE TABLE item") :]
CONTENT = """
SELECT jsonb_object_agg(t.name, t.rows) FROM (
    SELECT 'item' AS name, (SELECT jsonb_agg(to_jsonb(i) - 'touched' ORDER BY i.id) FROM item i) AS rows UNION ALL
    SELECT 'other', (SELECT jsonb_agg(to_jsonb(o) ORDER BY o.id) FROM other o) UNION ALL
    SELECT 'audit', (SELECT jsonb_agg(to_jsonb(a)) FROM audit a) UNION ALL
    SELECT 'odd', (SELECT jsonb_agg(to_jsonb(o)) FROM "Odd ""q"" Schema."."Tä.ble 🐘" o) UNION ALL
    SELECT 'counter', (SELECT jsonb_build_array(last_value, is_called) FROM counter) UNION ALL
    SELECT 'objects', (SELECT jsonb_agg(c.relname ORDER BY c.relname) FROM pg_class c
                        WHERE c.relnamespace = 'public'::regnamespace)) AS t
"""
LOG = """
SELECT jsonb_build_object(
    'rollouts', (SELECT jsonb_agg(to_jsonb(r) - 'recorded_at' - 'approval_id' ORDER BY r.recorded_at)
                   FROM oneroof.governance_rollout r),
    'log', (SELECT jsonb_agg(jsonb_build_array(l.act, l.subject) ORDER BY l.height) FROM oneroof.os_gate_log l))
"""


_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True)
class Outcome:
    """What a run gave, however it was run: nothing in it may depend on the way."""

    executed: bool
    deviations: tuple[Mapping[str, Any], ...] = ()
    deltas: tuple[Mapping[str, Any], ...] = ()
    catalog: tuple[Mapping[str, Any], ...] = ()
    sequences_moved: tuple[str, ...] = ()

    @property
    def first(self) -> tuple[int, str, str]:
        """Step, what and found of the first deviation."""
        found = self.deviations[0]
        return found["step"], found["what"], found["found"]

    def timeless(self) -> Outcome:
        """Without the moments that the gate names."""
        found = ({**item, "found": _MOMENT.sub("then", item["found"])} for item in self.deviations)
        return replace(self, deviations=tuple(found))


@dataclass(frozen=True)
class PsqlRun:
    """What psql gave: its exit code and both outputs."""

    status: int
    out: str
    err: str

    def line(self, mark: str) -> Any:
        """The JSON after a mark, or None."""
        found = [line.removeprefix(mark) for line in self.out.splitlines() if line.startswith(mark)]
        assert len(found) < 2, self.out
        return json.loads(found[0]) if found else None

    def outcome(self) -> Outcome:
        """As an outcome; psql must have ended accordingly."""
        result, refused = self.line(RESULT_MARK), self.line(REFUSED_MARK)
        if result is not None:
            assert (self.status, refused, self.err) == (0, None, "")
            names = ("deltas", "catalog", "sequences_moved")
            return Outcome(result["executed"], (), *(tuple(result[name]) for name in names))
        assert self.status == 3, self.err
        assert refused, self.err
        first = refused[0]
        code = "OR202" if first["step"] in {0, 2, 4} else "OR201"
        said = f"{code}: {first['what']}: expected {first['expected']}, found {first['found']}"
        assert said in self.err, self.err
        kept = ("step", "what", "expected", "found")
        return Outcome(False, tuple({name: found[name] for name in kept} for found in refused))


@dataclass
class Pair:
    """The two databases, the clone they were rehearsed on, and the packets that their gates are open for."""

    server: embedded.Server
    clone: Dsn
    by_session: Dsn
    by_psql: Dsn
    pinned: dict[str, tuple[Packet, Pins]] = field(default_factory=dict)
    #: Who runs; None: the superuser.
    login: str | None = None

    @classmethod
    def furnish(cls, server: embedded.Server, more: str = "SELECT 1") -> Pair:
        """One database with the core and the tables and ``more``, copied three times."""
        base = _database(server, None)
        with Installer.open(base) as installer:
            install(installer, governance=False)
        tell(base, TABLES)
        tell(base, more)
        clone, by_session, by_psql = (_database(server, base.database) for _ in range(3))
        pair = cls(server, clone, by_session, by_psql)
        drop(server, base)
        tell(pair.clone, "SELECT oneroof.fn_identity_replace('clone', '{}')")
        return pair

    def drop(self) -> None:
        """All three."""
        for dsn in (self.clone, self.by_session, self.by_psql):
            drop(self.server, dsn)

    def rehearse(self, packet: Packet) -> Pins:
        """Run it on the clone and back."""
        log: list[dict[str, Any]] = []
        with CloneWriter.open(self.clone) as session:
            identity = read_identity(session)
            done = execute(session, packet, direction="forward", identity=identity, log=log.append)
            assert done.pins is not None, done.deviations
            back = execute(session, packet, direction="rollback", identity=identity, pins=done.pins, log=log.append)
            assert back.executed, back.deviations
        return done.pins

    def open_gates(self, packets: Iterable[tuple[Packet, bool]]) -> None:
        """One ceremony in each database for all packets; True: rehearsed, else with bare pins, to deviate here.

        Packets that differ by their code alone are rehearsed once.
        """
        rehearsed: dict[tuple[bytes, ...], Pins] = {}
        major = major_of(self.server.bindir / "postgres")
        assert major is not None
        for packet, rehearse in packets:
            pins = Pins(source_digest=packet.source_digest, server_major=major)
            if rehearse:
                content = tuple(packet.files[name].replace(packet.code.encode(), b"") for name in sorted(packet.files))
                rehearsed[content] = rehearsed.get(content) or self.rehearse(packet)
                pins = rehearsed[content].model_copy(update={"source_digest": packet.source_digest})
            self.pinned[packet.code] = (packet, pins)
        for dsn in (self.by_session, self.by_psql):
            room = gate_support.Room(dsn)
            named = ((code, digests(*both)) for code, both in self.pinned.items())
            room.boot(*(gate_support.packet(room.database, code, **found) for code, found in named))

    def meanwhile(self, script: str) -> None:
        """What somebody else does in both databases."""
        for dsn in (self.by_session, self.by_psql):
            tell(dsn, script)

    def run(self, code: str, direction: Direction = "forward", apr: str = gate_support.BOOT) -> Outcome:
        """Both ways; asserts that result, log, content and refusal are the same, and gives them."""
        one, other = self._by_session(code, direction, apr), self._by_psql(code, direction, apr).outcome()
        assert one.timeless() == other.timeless()
        for query in (CONTENT, LOG):
            assert ask(self.by_session, query) == ask(self.by_psql, query)
        return one

    def _by_session(self, code: str, direction: Direction, apr: str) -> Outcome:
        with Session.open(self.by_session) as session:
            identity = read_identity(session)
        log: list[dict[str, Any]] = []
        packet, pins = self.pinned[code]
        with open_production(self._entered(self.by_session), identity) as rollout:
            try:
                done = run_on_production(
                    rollout,
                    packet,
                    pins,
                    direction=direction,
                    apr_code=apr,
                    identity=identity,
                    verified=None,
                    log=log.append,
                )
            except errors.PrivilegeMissing as error:
                # A session tells whoever set up the login; psql has the server's word alone.
                found = f"SQLSTATE {sqlstate_of(cast('errors.OneroofError', error.__context__))}"
                return Outcome(False, ({"step": 8, "what": "role", "expected": packet.manifest.role, "found": found},))
        facts = tuple(found.as_fact() for found in done.deviations)
        assert done.executed or done.deviations
        return Outcome(
            done.executed,
            facts,
            tuple(done.deltas_fact()) if done.executed else (),
            tuple(done.catalog_fact()) if done.executed else (),
            done.sequences_moved if done.executed else (),
        )

    def _entered(self, dsn: Dsn) -> Dsn:
        return dsn if self.login is None else dsn.with_parameters(user=self.login)

    def _by_psql(self, code: str, direction: Direction, apr: str) -> PsqlRun:
        packet, pins = self.pinned[code]
        return self.psql(psql_file(packet, pins, direction), "-v", f"ratified_apr={apr}")

    def psql(self, script: str, *words: str, program: Path | None = None, rc: str | None = None) -> PsqlRun:
        """Plain psql with these words, the script piped into ``-f -``; ``rc`` is the content of its psqlrc."""
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "PSQLRC": os.devnull}
        if rc is not None:
            file = self.server.socket / f"psqlrc-{uuid4().hex[:8]}"
            file.write_text(rc)
            environment["PSQLRC"] = str(file)
        target = self._entered(self.by_psql).conninfo
        done = subprocess.run(
            [
                program or self.server.bindir / "psql",
                *words,
                "-d",
                target,
                "-f",
                "-",
            ],
            input=script.encode(),
            capture_output=True,
            env=environment,
            check=False,
            timeout=120,
        )
        return PsqlRun(done.returncode, done.stdout.decode(), done.stderr.decode())

    def file(self, code: str, direction: Direction = "forward") -> str:
        """The rendered file."""
        return psql_file(*self.pinned[code], direction)


def digests(packet: Packet, pins: Pins) -> dict[str, Any]:
    """What a statement says of a pinned packet."""
    return {"digest": pinned_digest(packet, pins), "plan_digest": plan_digest(packet, pins)}


def named(packet: Packet, code: str) -> Packet:
    """The same packet under another code."""
    manifest = packet.files["packet.toml"].replace(b'code = "TEST"', f'code = "{code}"'.encode())
    return parse({**packet.files, "packet.toml": manifest})


def tell(dsn: Dsn, script: str) -> None:
    """Statements of a superuser."""
    with Session.open(dsn, settings={"search_path": "public"}) as session:
        session.connection.execute(script.encode())


def ask(dsn: Dsn, query: str) -> Any:
    """One value, asked as superuser."""
    with Session.open(dsn, settings={"search_path": "public"}) as session:
        row = session.connection.execute(query.encode()).fetchone()
    assert row is not None
    return next(iter(row.values()))


def _database(server: embedded.Server, template: str | None) -> Dsn:
    name = f"both_{uuid4().hex[:10]}"
    create = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    with Session.open(server.dsn) as session:
        session.execute(create.format(Identifier(name), Identifier(template or "template0")))
    return server.dsn.with_database(name)


def drop(server: embedded.Server, dsn: Dsn) -> None:
    """One database."""
    with Session.open(server.dsn) as session:
        session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(dsn.database)))
