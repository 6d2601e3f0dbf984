"""The demo's people: throwaway members with throwaway keys, who propose, sign and ratify; then the seed is rolled out.

Everything goes the way that real people go: an authority file pinned in oneroof.toml, acts signed by ``ssh-keygen``,
one ratification, one rollout. Their keys and their acts are left in ``gate/`` below the demo's folder.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from oneroof import __version__
from oneroof.config import Settings
from oneroof.coverage.read import read_coverage
from oneroof.coverage.seed import SEED_CODE
from oneroof.demo.production import SCHEMA
from oneroof.errors import GateClosed, OneroofError, UsageError
from oneroof.evidence.bundle import read_bundle
from oneroof.gate.authority import Authority, parse_authority
from oneroof.gate.ceremony import Wish, make_unsigned, sign_act, write_act
from oneroof.gate.files import Proposal
from oneroof.gate.founding import FirstAttestor, Founder, Level, render_authority
from oneroof.gate.look import Seen, look, proposal_of, ratifiable
from oneroof.gate.proposing import Asked, make_proposal
from oneroof.gate.recording import record_proposal_file, record_signed
from oneroof.gate.store import open_ratifier, open_recorder, ratify
from oneroof.gate.words import six_words
from oneroof.keys.public import ACT, ATTESTATION, allowed_signers
from oneroof.keys.ssh import require_tool
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Recorder, Session
from oneroof.production.prepare import Wanted
from oneroof.rollout import RolledOut, rollout
from oneroof.stages.context import Talk

APR = "APR-BOOT-AUTHMODEL-1"
_PROPOSER, _ATTESTOR, _PRESIDENT = "demo.proposer", "demo.ci", "demo.president"
_MEMBERS: tuple[tuple[str, str, Level, str], ...] = (
    (_PROPOSER, "Demo Proposer", "L1", "Engineer"),
    ("demo.lead.one", "Demo Lead One", "L2", "Lead, platform"),
    ("demo.lead.two", "Demo Lead Two", "L2", "Lead, data"),
    (_PRESIDENT, "Demo President", "L4", "President"),
)
_SIGNERS = ("demo.lead.one", "demo.lead.two", _PRESIDENT)


@dataclass(frozen=True)
class Ceremony:
    """What came of the demo's gate: the rollout and the coverage after it, or the sentence that refused it."""

    rolled_out: RolledOut | None
    refused: OneroofError | None
    coverage: Mapping[str, Any]

    @property
    def exit_code(self) -> int:
        """As `rollout run` would give it."""
        if self.rolled_out is not None:
            return self.rolled_out.exit_code
        return 0 if self.refused is None else self.refused.exit_code

    def as_document(self) -> dict[str, Any]:
        """The ``rollout`` of ``demo --json``: as `rollout run`, with the coverage that production has now."""
        if self.rolled_out is not None:
            return {**self.rolled_out.as_document(), **self.coverage}
        why = None if self.refused is None else self.refused.message
        return {"executed": False, "deltas": [], "refused_because": why, **self.coverage}


@dataclass(frozen=True)
class Cast:
    """The people, by the folder that holds their keys; ``absent``: who does not sign."""

    folder: Path
    absent: tuple[str, ...]
    authority: Authority

    @classmethod
    def invite(cls, folder: Path, absent: Sequence[str]) -> Cast:
        """Make everybody's key and the authority file.

        Raises:
            UsageError: somebody is left out who would not sign anyhow. ToolMissing: no ``ssh-keygen``.
        """
        strangers = sorted(set(absent) - set(_SIGNERS))
        if strangers:
            raise UsageError(
                f"Nobody called {strangers[0]} signs in the demo.", next_step=f"Those who do: {', '.join(_SIGNERS)}."
            )
        folder.mkdir()
        keys = {ref: _make_key(folder / ref) for ref in (*(member[0] for member in _MEMBERS), _ATTESTOR)}
        content = render_authority(
            "The demo",
            [Founder(ref, name, level, title, keys[ref]) for ref, name, level, title in _MEMBERS],
            [FirstAttestor(_ATTESTOR, "Demo CI runner", keys[_ATTESTOR])],
            l2=2,
            min_version=__version__,
            since=datetime.now(UTC),
        )
        (folder / "authority.toml").write_bytes(content)
        authority = parse_authority(content)
        signers = allowed_signers(authority.signing_keys())
        attestors = allowed_signers(authority.attesting_keys(), namespaces=(ATTESTATION,))
        (folder / "allowed_signers").write_text(signers + attestors)
        return cls(folder, tuple(absent), authority)

    def settings(self, production: Dsn) -> str:
        """What oneroof.toml says of them: whom to trust, where production is, who attests."""
        with Session.open(production) as session:
            endpoint = session.endpoint
        return (
            f'\n[trust]\nauthority_version = {self.authority.version}\nauthority_digest = "{self.authority.digest}"\n'
            f'endpoint = "{endpoint}"\n\n[attest]\nkey = "{self.folder.name}/{_ATTESTOR}"\nref = "{_ATTESTOR}"\n'
        )

    def key(self, ref: str) -> Path:
        """Somebody's private key."""
        return self.folder / ref


def _make_key(file: Path) -> str:
    """A throwaway key without a passphrase; gives its public line."""
    subprocess.run(
        [require_tool(), "-q", "-t", "ed25519", "-N", "", "-C", file.name, "-f", str(file)], check=True, timeout=30
    )
    return file.with_name(f"{file.name}.pub").read_text().strip()


def ratify_and_roll_out(cast: Cast, settings: Settings, package: Path, talk: Talk) -> Ceremony:
    """Propose the authority model together with the seed, have everybody sign, ratify, roll out.

    One act opens phase 1, as in the organisation that this was learned from. What the gate refuses is told, not raised.
    """
    dsn = Dsn.parse(settings.production_dsn())
    rolled_out: RolledOut | None = None
    refused: OneroofError | None = None
    try:
        with open_recorder(dsn) as session:
            _propose(cast, session, settings, package, talk)
            for ref in _SIGNERS:
                _sign(cast, session, settings, ref, talk)
        with open_ratifier(dsn) as session:
            ratify(session, APR, ratifiable(session, settings.trust, APR))
        talk.note(f"{APR} is ratified: the gate is open for {SEED_CODE} on this database alone.")
        rolled_out = rollout(Wanted(settings, APR, package, SEED_CODE), lambda _code: None)
        talk.note(rolled_out.refused_because or f"{SEED_CODE} was executed on production, in one transaction.")
    except GateClosed as error:
        refused = error
        talk.note(f"Refused: {error.message}")
    _tell_how_to_verify(cast, talk)
    return Ceremony(rolled_out, refused, _coverage(dsn))


def _propose(cast: Cast, session: Recorder, settings: Settings, package: Path, talk: Talk) -> None:
    seen = look(session, settings.trust)
    asked = Asked(
        apr_code=APR,
        bundles=(package,),
        authority_file=cast.folder / "authority.toml",
        codes=(SEED_CODE,),
        proposer=_PROPOSER,
        title=None,
        reason="The demo's first authority model, and its ownership seed.",
        expires=None,
        break_glass=False,
        programme=False,
    )
    draft = make_proposal(asked, [read_bundle(package)], [(session, seen)], settings.trust)
    act = make_unsigned(draft, Wish(_PROPOSER, "propose", asked.reason), (), seen.now)
    signed = sign_act(draft, act, cast.key(_PROPOSER))
    write_act(cast.folder, signed)
    record_proposal_file(session, seen, Proposal(draft.statement, draft.authority, (signed,), draft.log_heads, None))
    talk.note(f"Demo Proposer proposed {APR}: {six_words(draft.statement.digest)}.")


def _sign(cast: Cast, session: Recorder, settings: Settings, ref: str, talk: Talk) -> None:
    if ref in cast.absent:
        talk.note(f"{ref} does not sign.")
        return
    seen: Seen = look(session, settings.trust)
    proposal, judged = proposal_of(seen, APR), seen.verification.judged[APR]
    act = make_unsigned(proposal, Wish(ref, "approve"), judged.decisions, seen.now)
    signed = sign_act(proposal, act, cast.key(ref))
    file, _signature = write_act(cast.folder, signed)
    record_signed(session, seen, signed)
    talk.note(f"{act.printed_name} signed: {file.name}")


def _tell_how_to_verify(cast: Cast, talk: Talk) -> None:
    acts = sorted(cast.folder.glob("*-approve.act"))
    if acts:
        talk.note(
            "Any of these acts verifies without oneroof:\n"
            f"  cd {shlex.quote(_from_here(cast.folder))}\n"
            f"  ssh-keygen -Y verify -f allowed_signers -I {_ref_of(acts[0])} -n {ACT} \\\n"
            f"    -s {acts[0].name}.sig \\\n    < {acts[0].name}"
        )


def _from_here(folder: Path) -> str:
    return os.path.relpath(folder) if folder.is_relative_to(Path.cwd()) else str(folder)


def _ref_of(act: Path) -> str:
    return act.name.removeprefix(f"{APR}-").removesuffix("-approve.act")


def _coverage(dsn: Dsn) -> dict[str, Any]:
    """What production's own views say afterwards."""
    with Session.open(dsn) as session:
        found = read_coverage(session, SCHEMA)
    return {"gap": found.gap, "direct": found.direct, "inherited": found.inherited}
