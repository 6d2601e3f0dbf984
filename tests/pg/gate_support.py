"""A gate with people in it, for tests of the database's side: all real but the signatures, which SQL cannot verify."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from oneroof.clone.identity import read_identity
from oneroof.gate import store
from oneroof.gate.act import Meaning, SignedAct, act_on
from oneroof.gate.authority import Authority, parse_authority
from oneroof.gate.statement import Statement, make_statement
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Ratifier, Recorder, Session

SIGNATURE = "-----BEGIN SSH SIGNATURE-----\nunsigned\n-----END SSH SIGNATURE-----\n"
#: ref → level of the people of every test; ``dee`` is the President's deputy, ``lou`` may propose alone.
PEOPLE = {"ada": "L2", "bob": "L2", "eve": "L2", "lou": "L1", "tim": "L3", "pat": "L4", "dee": "L4"}
BOOT = "APR-BOOT-AUTHMODEL-1"


def digest(text: str) -> str:
    """A SHA-256 to stand for something."""
    return hashlib.sha256(text.encode()).hexdigest()


def public_key(seed: str) -> str:
    """A well-formed Ed25519 public key that nobody has the private half of."""
    blob = b"".join(
        struct.pack(">I", len(part)) + part for part in (b"ssh-ed25519", hashlib.sha256(seed.encode()).digest())
    )
    return f"ssh-ed25519 {base64.b64encode(blob).decode()}"


def member_table(ref: str, level: str, *, key: str | None = None, more: str = "") -> str:
    """A ``[[member]]`` of an authority file."""
    deputy = 'deputy_for = "pat"\n' if ref == "dee" else ""
    return (
        f'[[member]]\nref = "{ref}"\nname = "{ref.capitalize()} Person"\nlevel = "{level}"\ntitle = "Lead"\n{deputy}'
        f'[[member.key]]\npublic = "{public_key(key or ref)}"\nvalid_from = 2020-01-01T00:00:00Z\n{more}'
    )


def authority(
    version: int = 1, *, l2: int = 2, attestations: int = 0, policies: str = "", key_more: dict[str, str] | None = None
) -> Authority:
    """A valid authority model of `PEOPLE`, with one attestor ``ci``."""
    tables = "".join(member_table(ref, level, more=(key_more or {}).get(ref, "")) for ref, level in PEOPLE.items())
    attestor = f'[[attestor]]\nref = "ci"\nname = "CI"\n[[attestor.key]]\npublic = "{public_key("ci")}"\n'
    text = (
        f'format = 1\nversion = {version}\nname = "Test"\nmin_version = "0.1.0"\nproposal_validity = "14d"\n'
        f'approval_validity = "30d"\n[default]\nl2 = {l2}\nl4 = true\nattestations = {attestations}\n'
        f"{tables}{attestor}valid_from = 2020-01-01T00:00:00Z\n{policies}"
    )
    return parse_authority(text.encode())


def here(dsn: Dsn) -> dict[str, str]:
    """This database as statements name it."""
    with Session.open(dsn) as session:
        found = read_identity(session)
    return {
        "system_identifier": found.system_identifier,
        "database": found.database,
        "database_uid": str(found.database_uid),
    }


def packet(database: dict[str, str], code: str = "P_ONE", **changes: Any) -> dict[str, Any]:
    """A packet's subject; its digests are made of its code."""
    nothing = {"min": 0, "max": 0}
    return {
        "kind": "packet",
        "code": code,
        "title": "A packet",
        "digest": digest(code),
        "plan_digest": digest(f"plan {code}"),
        "source_digest": digest(f"source {code}"),
        "evidence_digest": digest(f"evidence {code}"),
        "run_id": "20261122T010000Z-0123abcd",
        "phase": None,
        "automation": "after-gate",
        "database": database,
        "deltas": [
            {
                "table": "public.t",
                "inserted": {"min": 1, "max": 1},
                "updated": nothing,
                "deleted": nothing,
                "truncated": False,
                "rewritten": False,
            }
        ],
        "catalog": [],
        "guards": [],
        "rollback_within": 3600,
        "hazards": [],
        "attestors": [],
        "attestations": [],
        "login_roles": "separate",
        "programme": None,
        **changes,
    }


def model_subject(database: dict[str, str], model: Authority) -> dict[str, Any]:
    """The subject that brings an authority model."""
    return {
        "kind": "authority-model",
        "version": model.version,
        "digest": model.digest,
        "canonical_digest": model.canonical_digest,
        "database": database,
    }


def now() -> datetime:
    """This moment, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


#: One session at a time stays open, because opening one takes longer than what a test does with it.
_open: list[Recorder] = []


def recorder(dsn: Dsn) -> Recorder:
    """A session on this database that stays open until another database is asked for."""
    if not _open or _open[0].dsn != dsn or _open[0].connection.closed:
        for session in _open:
            session.close()
        _open[:] = [Recorder.open(dsn)]
    return _open[0]


@dataclass
class Room:
    """A database, an authority model, and the acts on one statement after the other."""

    dsn: Dsn
    model: Authority = field(default_factory=authority)

    @cached_property
    def database(self) -> dict[str, str]:
        """As statements name it, since it was first asked."""
        return here(self.dsn)

    def statement(self, apr: str, subjects: Iterable[dict[str, Any]], **changes: Any) -> Statement:
        """A statement of ``lou``'s under the model, made just now."""
        made = now()
        fields: dict[str, Any] = {
            "apr_code": apr,
            "title": "A proposal",
            "reason": "Because",
            "subjects": list(subjects),
            "proposer": "lou",
            "authority": {"version": self.model.version, "digest": self.model.digest},
            "created_at": made,
            "expires_at": made + timedelta(days=1),
            "nonce": digest(apr)[:32],
            "min_version": "0.1.0",
            "break_glass": False,
            **changes,
        }
        return make_statement(**fields)

    def head(self) -> str:
        """The head of the log."""
        (row,) = recorder(self.dsn).connection.execute("SELECT oneroof.fn_gate_head() AS head").fetchall()
        return str(row["head"])

    def act(self, statement: Statement, ref: str, meaning: Meaning, **changes: Any) -> SignedAct:
        """An act that nobody signed; the head is the newest unless told otherwise."""
        heads = {item.database_uid: digest("elsewhere") for item in statement.databases}
        if self.database["database_uid"] in heads:
            heads[self.database["database_uid"]] = self.head()
        fields: dict[str, Any] = {
            "meaning": meaning,
            "member_ref": ref,
            "printed_name": f"{ref.capitalize()} Person",
            "signed_at": now(),
            "log_heads": heads,
            "reason": "No." if meaning == "reject" else "",
            **changes,
        }
        act = act_on(statement, **fields)
        return SignedAct(act, act.as_bytes(), SIGNATURE)

    def record_model(self, model: Authority | None = None) -> None:
        """Record the model's bytes."""
        store.record_authority(recorder(self.dsn), model or self.model)

    def propose(self, statement: Statement) -> Statement:
        """Record it with its proposer's act."""
        act = self.act(statement, statement.proposer, "propose")
        store.record_proposal(recorder(self.dsn), statement, act)
        return statement

    def say(self, statement: Statement, ref: str, meaning: Meaning, **changes: Any) -> str:
        """Record an act; gives its digest."""
        signed = self.act(statement, ref, meaning, **changes)
        record = store.record_hold if meaning in {"hold", "lift"} else store.record_act
        record(recorder(self.dsn), signed)
        return signed.act.digest

    def sign(self, statement: Statement) -> None:
        """Two of L2, then the President who saw them."""
        seen = tuple(self.say(statement, ref, "approve") for ref in ("ada", "bob"))
        self.say(statement, "pat", "approve", seen=seen)

    def verified(self, apr: str) -> dict[str, Any]:
        """What `ratify` must be told, as it stands."""
        state = store.read_state(recorder(self.dsn))
        row = state.proposal(apr)
        assert row is not None
        acts = [item.act_digest for item in (*state.acts, *state.holds) if item.apr_code == apr]
        return {
            "statement_digest": row.statement_digest,
            "authority_digest": json.loads(row.canonical)["authority"]["digest"],
            "act_digests": sorted([*acts, hashlib.sha256(row.proposer_act).hexdigest()]),
            "head": state.head,
        }

    def ratify(self, apr: str, **changes: Any) -> int:
        """Ratify with what is there, or with something else in places."""
        with Ratifier.open(self.dsn) as session:
            return store.ratify(session, apr, {**self.verified(apr), **changes})

    def open_for(self, statement: Statement) -> Statement:
        """Proposed, signed, ratified."""
        self.propose(statement)
        self.sign(statement)
        self.ratify(statement.apr_code)
        return statement

    def boot(self, *packets: dict[str, Any], apr: str = BOOT) -> Statement:
        """The first ratification: the model, and perhaps first packets."""
        self.record_model()
        return self.open_for(self.statement(apr, [model_subject(self.database, self.model), *packets]))

    def with_model(self, model: Authority) -> Room:
        """The same database under another model."""
        return replace(self, model=model)
