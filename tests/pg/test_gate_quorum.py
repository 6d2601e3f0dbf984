"""The database and the client count alike: the same quorum from the same acts, on cases drawn at random."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from oneroof.gate.act import Act, Meaning, VerifiedAct, act_on, parse_act
from oneroof.gate.authority import Authority, requirement
from oneroof.gate.quorum import holding, quorum
from oneroof.gate.statement import Statement
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from tests.pg.gate_support import PEOPLE, SIGNATURE, Room, authority, digest, model_subject, now, packet
from tests.pg.schema_support import ask, governed_copy, value

pytestmark = pytest.mark.every_version(thorough=True)
CASES = 80
KEYS = ("valid_until", "revoked_at", "compromised_since")
POLICIES = """
[[policy]]
name = "seed"
phases = [1]
l2 = 1
l4 = false
attestations = 1
approval_validity = "7d"
[[policy]]
name = "any rows"
phases = [2]
hazards = ["any-rows", "no-guard"]
l2 = 2
l4 = true
attestations = 0
[[policy]]
name = "glass"
phases = [1, 2, 3]
hazards = ["any-rows"]
break_glass = true
l2 = 1
l4 = false
attestations = 0
approval_validity = "2h"
review_within = "72h"
"""


@pytest.fixture(scope="module")
def counting(server: embedded.Server) -> Iterator[Session]:
    """A database whose rows are written as they are, so that also what no trigger would let in is counted."""
    made: list[str] = []

    def make(template: str) -> Dsn:
        with Session.open(server.dsn) as session:
            name = f"counting_{id(made):x}"
            session.execute(SQL(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
            made.append(name)
        return server.dsn.with_database(name)

    dsn = governed_copy(make, server.dsn)
    with Session.open(dsn) as session:
        for table in ("os_proposal", "os_proposal_signature", "os_gate_hold"):
            session.execute(SQL(f"ALTER TABLE oneroof.{table} DISABLE TRIGGER gate_derive"))
            session.execute(SQL(f"ALTER TABLE oneroof.{table} DISABLE TRIGGER gate_log"))
        yield session
    with Session.open(server.dsn) as session:
        session.execute(SQL(f'DROP DATABASE "{made[0]}" WITH (FORCE)'))


#: What people say when nothing is wrong; no ref: the proposer.
SOUND: tuple[tuple[str, Meaning], ...] = (
    ("", "propose"),
    ("ada", "approve"),
    ("bob", "approve"),
    ("eve", "approve"),
    ("pat", "approve"),
    ("dee", "approve"),
    ("tim", "hold"),
    ("ada", "lift"),
    ("bob", "lift"),
    ("eve", "lift"),
    ("pat", "lift"),
)


class Case:
    """One statement with its acts, drawn from a seed."""

    def __init__(self, seed: int, room: Room) -> None:
        self.draw = random.Random(seed)
        self.room = room
        self.start = now() - timedelta(hours=6)
        draw = self.draw
        moments = [self.start + timedelta(hours=hour) for hour in (-2, 1, 3, 20)]
        marked = [ref for ref in PEOPLE if draw.random() < 0.07]
        key_more = {ref: f"{draw.choice(KEYS)} = {draw.choice(moments):%Y-%m-%dT%H:%M:%SZ}\n" for ref in marked}
        self.model = authority(l2=draw.choice([2, 3]), attestations=1, policies=POLICIES, key_more=key_more)
        self.successor: Authority | None = None
        self.statement = self._statement(seed)
        self.acts: list[VerifiedAct] = []
        script = SOUND if draw.random() < 0.6 else ()
        for place in range(max(len(script), draw.randrange(1, 12))):
            self.acts.append(self._act(place, script[place] if place < len(script) else None))

    def _statement(self, seed: int) -> Statement:
        draw = self.draw
        subjects = [
            packet(
                self.room.database,
                f"P_{place}",
                phase=draw.choice([None, 1, 2, 3]),
                hazards=draw.choice([[], [], ["any-rows"], ["no-guard", "superuser"]]),
                attestors=(attestors := draw.choice([[], ["ci"], ["ci"], ["ci"], ["ci", "ada"]])),
                attestations=[digest(ref) for ref in attestors],
            )
            for place in range(draw.randrange(1, 3))
        ]
        if draw.random() < 0.3:
            self.successor = authority(2, l2=draw.choice([2, 3]), attestations=1, policies=POLICIES)
            subjects.append(model_subject(self.room.database, self.successor))
        return self.room.with_model(self.model).statement(
            f"APR-{seed}",
            subjects,
            proposer=draw.choice(["lou", "lou", "ada", "pat"]),
            created_at=self.start,
            expires_at=self.start + timedelta(hours=draw.choice([5, 24, 24, 24, 24, 24 * 20])),
            break_glass=draw.random() < 0.2,
        )

    def _act(self, place: int, said: tuple[str, Meaning] | None) -> VerifiedAct:
        draw = self.draw
        meanings: tuple[Meaning, ...] = ("approve", "approve", "approve", "approve", "reject", "hold", "lift", "lift")
        meaning: Meaning = "propose" if place == 0 and draw.random() < 0.9 else draw.choice(meanings)
        ref = self.statement.proposer if meaning == "propose" else draw.choice(list(PEOPLE))
        if said is not None and draw.random() < 0.98:
            ref, meaning = said if said[0] else (self.statement.proposer, said[1])
        minutes = -10 if draw.random() < 0.01 else 10 * place + draw.randrange(1, 60)
        signed = self.start + timedelta(minutes=minutes)
        before = [item.act.digest for item in self.acts]
        seen = before if draw.random() < 0.8 else draw.sample(before, len(before) // 2)
        act = act_on(
            self.statement,
            meaning=meaning,
            member_ref=ref,
            printed_name=f"{ref.capitalize()} Person" if draw.random() < 0.98 else "Somebody Else",
            signed_at=signed,
            log_heads={self.room.database["database_uid"]: digest("head")},
            seen=tuple(seen) if PEOPLE[ref] == "L4" else (),
            reason="No." if meaning == "reject" else "",
        )
        if draw.random() < 0.02:
            act = parse_act(act.model_copy(update={"authority_digest": digest("other")}).as_bytes())
        recorded = signed + timedelta(minutes=draw.choice([0, 1, 10]), microseconds=place)
        return VerifiedAct(act, recorded, None, self._fingerprint(ref))

    def _fingerprint(self, ref: str) -> str:
        member = self.model.member(ref)
        assert member is not None
        return member.key[0].fingerprint

    def write(self, session: Session) -> None:
        """The rows as they are, recorded when the case says so."""
        for model in (self.model, *([self.successor] if self.successor else [])):
            session.connection.execute(
                "INSERT INTO oneroof.os_authority_model (content, canonical_content) VALUES (%s, %s)",
                (model.content, model.canonical()),
            )
        proposed = next((item for item in self.acts if item.act.meaning == "propose"), None)
        session.connection.execute(
            "INSERT INTO oneroof.os_proposal (apr_code, statement, statement_digest, canonical, proposer_ref,"
            " proposer_act, proposer_act_signature, expires_at, recorded_at)"
            " VALUES (%s, %s, %s, convert_from(%s, 'UTF8')::jsonb, %s, %s, 's', %s, %s)",
            (
                self.statement.apr_code,
                self.statement.as_bytes(),
                self.statement.digest,
                self.statement.as_bytes(),
                self.statement.proposer,
                b"{}" if proposed is None else proposed.act.as_bytes(),
                self.statement.expires_at,
                self.start if proposed is None else proposed.recorded_at,
            ),
        )
        for item in self.acts:
            self._write_act(session, item.act, item.recorded_at)

    def _write_act(self, session: Session, act: Act, recorded_at: datetime | None) -> None:
        if act.meaning == "propose":
            return
        hold = act.meaning in {"hold", "lift"}
        table = "os_gate_hold" if hold else "os_proposal_signature"
        columns = "act_digest, apr_code, act, signature, member_ref, meaning, signed_at, recorded_at"
        columns += "" if hold else ", statement_digest, authority_digest, log_head"
        marks = ", ".join(["%s"] * len(columns.split(",")))
        session.connection.execute(
            f"INSERT INTO oneroof.{table} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING".encode(),
            (
                act.digest,
                self.statement.apr_code,
                act.as_bytes(),
                SIGNATURE,
                act.member_ref,
                act.meaning,
                act.signed_at,
                recorded_at,
                *(() if hold else (act.statement_digest, act.authority_digest, "h")),
            ),
        )


def by_us(case: Case) -> dict[str, Any]:
    """What the client counts, as far as structure goes."""
    attestors = sorted({ref for subject in case.statement.packets for ref in subject.attestors})
    moment = datetime.now(UTC)
    found = quorum(case.statement, case.model, case.acts, attestors, moment, successor=case.successor)
    own = quorum(case.statement, case.model, case.acts, attestors, moment)
    held = holding(case.statement, case.model, case.acts, moment)
    needs = requirement(case.model, case.statement)
    return {
        "open": found.open,
        "l2_signed": sorted(own.l2_signed),
        "l4_signed": list(own.l4_signed),
        "rejected_by": sorted(own.rejected_by),
        "needed": (needs.l2, needs.l4, needs.attestations, needs.approval_seconds, sorted(needs.policies)),
        "review": needs.review_seconds,
        "held": held.in_force,
    }


def by_the_database(session: Session, case: Case) -> dict[str, Any]:
    """What SQL counts."""
    found = value(session, "SELECT oneroof.fn_gate_quorum(%(apr)s)", apr=case.statement.apr_code)
    needs = value(
        session,
        "SELECT oneroof.fn_gate_requirement(p.canonical, m.canonical) FROM oneroof.os_proposal p"
        " JOIN oneroof.os_authority_model m ON m.digest = p.canonical->'authority'->>'digest'",
    )
    return {
        "open": found["open"],
        "l2_signed": found["l2_signed"],
        "l4_signed": found["l4_signed"],
        "rejected_by": found["rejected_by"],
        "needed": (
            needs["l2"],
            needs["l4"],
            needs["attestations"],
            needs["approval_seconds"],
            sorted(needs["policies"]),
        ),
        "review": needs["review_seconds"],
        "held": value(session, "SELECT oneroof.fn_gate_held(%(apr)s) IS NOT NULL", apr=case.statement.apr_code),
    }


def test_both_count_alike(counting: Session) -> None:
    """Levels, distinct people, latest acts, what the President saw, keys, times, policies, successors, holds."""
    room = Room(counting.dsn)
    seen: dict[str, set[Any]] = {
        "open": set(),
        "held": set(),
        "l2_signed": set(),
        "rejected_by": set(),
        "l4_signed": set(),
    }
    for seed in range(CASES):
        case = Case(seed, room)
        with counting.connection.transaction(force_rollback=True):
            case.write(counting)
            theirs = by_the_database(counting, case)
        ours = by_us(case)
        assert theirs == ours, f"seed {seed}"
        for name, values in seen.items():
            values.add(str(ours[name]))
    assert seen["open"] == {"True", "False"}
    assert seen["held"] == {"True", "False"}
    assert all(len(values) > 1 for values in seen.values())
    assert ask(counting, "SELECT count(*) AS n FROM oneroof.os_proposal") == [{"n": 0}]
