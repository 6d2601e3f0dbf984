"""What the commands of the gate share: options, looking at a database's gate, telling how a proposal stands."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli.options import checked_dsn
from oneroof.cli.output import Invocation
from oneroof.config import Settings
from oneroof.errors import AuthorityInvalid, GateClosed, SchemaMissing, SqlFailed, UsageError
from oneroof.gate.act import VerifiedAct, signed_act
from oneroof.gate.authority import Authority, refuse_rollback
from oneroof.gate.ceremony import read_proposal, verify_signed
from oneroof.gate.files import Proposal
from oneroof.gate.human import human_form, safe_text
from oneroof.gate.judge import Judged
from oneroof.gate.quorum import Counted, Quorum, quorum
from oneroof.gate.state import GateState
from oneroof.gate.store import open_recorder, read_state
from oneroof.gate.values import moment_text
from oneroof.gate.verify import GateVerification, is_open, require_proposal, verify_gate
from oneroof.gate.words import six_words
from oneroof.pg.asks import Asks
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Recorder

#: SQLSTATEs (manual, appendix A) of "no such table, schema, function or column".
_NOT_INSTALLED = frozenset({"42P01", "3F000", "42883", "42703"})
#: What an APR code looks like; whether there is a proposal of that code is for a database to say.
_APR = re.compile(r"APR-[A-Z0-9]+(-[A-Z0-9]+)*", re.ASCII)

Apr = Annotated[str, typer.Argument(help="The proposal's code.", metavar="APR")]
Target = Annotated[str, typer.Argument(help="The proposal's code, or its .proposal.json file.", metavar="FILE|APR")]
Databases = Annotated[
    list[str] | None,
    typer.Option(
        "--production",
        help="A database it is for, without a password; may be repeated; else as oneroof.toml says.",
        metavar="DSN",
    ),
]
Who = Annotated[str, typer.Option("--as", help="Who you are in the authority model.", metavar="REF")]
KeyFile = Annotated[
    Path,
    typer.Option(
        help="Your SSH key: the private file, or the .pub of a key in ssh-agent or on a token.", metavar="PATH"
    ),
]
Reason = Annotated[str, typer.Option(help="Why, for everybody to read.", metavar="TEXT")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask to type the first word; the form is shown all the same.")]
Out = Annotated[Path | None, typer.Option(help="Write a file instead, or a copy.", metavar="FILE")]


@dataclass(frozen=True)
class Seen:
    """A database's gate as it was looked at in one moment, and verified from its bytes; ``pin`` is the floor's."""

    state: GateState
    verification: GateVerification
    now: datetime
    pin: tuple[int | None, str | None]

    @property
    def uid(self) -> str:
        """The database's identity."""
        return self.verification.here.database_uid


def look(session: Asks, settings: Settings, only: str | None = None) -> Seen:
    """Read a database's gate and verify all of it, or what bears on one proposal."""
    now: datetime = session.value("production/read_clock")
    try:
        state = read_state(session)
    except SqlFailed as error:
        if error.sqlstate not in _NOT_INSTALLED:
            raise
        raise SchemaMissing(
            f"{session.label} does not have oneroof's gate, or an older one.",
            next_step="Run `oneroof install` there first; on an older one, `oneroof upgrade`.",
        ) from error
    trust = settings.trust
    return Seen(
        state, verify_gate(state, trust, now, only=only), now, (trust.authority_version, trust.authority_digest)
    )


def look_at_production(call: Invocation, production: str | None, only: str | None = None) -> Seen:
    """The gate of the database that the settings or a flag name, read by a session that writes nothing."""
    settings = call.settings().with_flags(production={"dsn": checked_dsn(production)})
    with Reader.open(Dsn.parse(settings.production_dsn())) as session, session.snapshot():
        return look(session, settings, only)


@contextmanager
def recorders(
    call: Invocation, production: Sequence[str] | None, only: str | None = None
) -> Iterator[list[tuple[Recorder, Seen]]]:
    """Sessions that may record, to every database named, each with its gate as it stands."""
    settings = call.settings()
    given = [Dsn.from_command_line(text) for text in production or ()]
    with ExitStack() as stack:
        sessions = [stack.enter_context(open_recorder(dsn)) for dsn in given or [Dsn.parse(settings.recorder_dsn())]]
        found = [(session, look(session, settings, only)) for session in sessions]
        uids = [seen.uid for _, seen in found]
        if len(set(uids)) != len(uids):
            raise UsageError("Two of the databases named are one.", next_step="Name each with --production once.")
        yield found


def is_apr(target: str) -> bool:
    """Whether a command's argument is an APR code, and not a file.

    Raises:
        GateClosed: it is neither.
    """
    if Path(target).exists():
        return False
    if _APR.fullmatch(target) is None:
        raise GateClosed(
            f"{safe_text(target)} is no APR code, and there is no such file.",
            next_step="APR codes are APR- and capital letters or digits, parts joined by -.",
        )
    return True


def proposal_of(seen: Seen, apr_code: str) -> Proposal:
    """A proposal as a database has it, with the head of its log; other databases' heads are those its proposer saw.

    Raises:
        GateClosed: there is none of that code.
    """
    judged, row = require_proposal(seen.verification, apr_code), seen.state.proposal(apr_code)
    if row is None:
        raise GateClosed(f"There is no proposal {safe_text(apr_code)} here.")
    others = [item for item in (*seen.state.acts, *seen.state.holds) if item.apr_code == apr_code]
    proposer = signed_act(row.proposer_act, row.proposer_act_signature)
    heads = {**proposer.act.log_heads, seen.uid: seen.state.head}
    acts = (proposer, *(signed_act(item.act, item.signature) for item in others))
    return Proposal(judged.statement, judged.authority, acts, heads, judged.successor)


def counted_in_file(proposal: Proposal, now: datetime) -> tuple[Quorum, tuple[VerifiedAct, ...]]:
    """What the acts in a file amount to, their signatures looked at with the keys of the models in it."""
    verified = verify_signed(proposal, proposal.acts)
    attestors = sorted({ref for subject in proposal.statement.packets for ref in subject.attestors})
    counted = quorum(proposal.statement, proposal.authority, verified, attestors, now, successor=proposal.successor)
    return counted, verified


def read_unpinned(call: Invocation, path: Path) -> Proposal:
    """A proposal's file, its authority model held against the pin of this machine where there is one."""
    proposal = read_proposal(path)
    trust = call.settings().trust
    if trust.authority_version is None:
        call.talk(
            f"No authority model is pinned here: compare {proposal.authority.digest}"
            f" ({six_words(proposal.authority.digest)}) with what your people reviewed."
        )
        return proposal
    require_pinned(proposal.authority, trust.authority_version, str(trust.authority_digest))
    return proposal


def require_pinned(authority: Authority, version: int, digest: str) -> None:
    """Raise when a model that somebody brought along is not one that the pin allows.

    Raises:
        GateClosed: it is older than the pinned one, or another of its version.
    """
    try:
        refuse_rollback(authority, version, digest)
    except AuthorityInvalid as error:
        raise GateClosed(
            error.message, next_step="Do not sign it; ask its proposer which authority model it was made under."
        ) from error


def form_of(proposal: Proposal, counted: Quorum) -> str:
    """What a signer reads."""
    return human_form(proposal.statement, proposal.authority, counted)


def confirm(digest: str, *, yes: bool) -> None:
    """Ask the person at the terminal to type the first of the six words; the form was shown before.

    Raises:
        UsageError: there is no terminal, and --yes was not given. GateClosed: another word was typed.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(
            "There is no terminal to ask at; nothing was signed.", next_step="Run it at a terminal, or give --yes."
        )
    words = six_words(digest)
    typed = typer.prompt(f"To sign {words}, type its first word", err=True)
    if str(typed).strip() != words.split("-")[0]:
        raise GateClosed("That is not the first word; nothing was signed.", next_step="Read the form again.")


# -- how a proposal stands ------------------------------------------------------------------------------------------


def standing(seen: Seen, item: Judged) -> dict[str, Any]:
    """How a proposal stands, as plain JSON values."""
    statement = item.statement
    return {
        "apr_code": statement.apr_code,
        "title": statement.title,
        "statement_digest": statement.digest,
        "words": six_words(statement.digest),
        "proposer": statement.proposer,
        "authority_version": item.authority.version,
        "open": is_open(seen.verification, item, seen.now),
        "expires_at": moment_text(statement.expires_at),
        "expired": statement.expires_at <= seen.now and not item.approvals,
        **counts(item.quorum),
        "holds": _holds(item),
        "approvals": [
            {
                "subject_kind": row.subject_kind,
                "subject_digest": row.subject_digest,
                "expires_at": moment_text(row.expires_at),
                "database_uid": row.database_uid,
            }
            for row in item.approvals
        ],
        "rollouts": [
            {"packet_code": row.packet_code, "act": row.act, "at": moment_text(row.recorded_at)}
            for row in item.rollouts
        ],
        "reviews_due": _reviews(item, seen.now),
        "problems": list(item.problems),
    }


def counts(counted: Quorum) -> dict[str, Any]:
    """Threshold, signed, missing, and what does not count and why."""
    needs = counted.threshold
    return {
        "threshold_met": counted.open,
        "threshold": {
            "l2": needs.l2,
            "l4": needs.l4,
            "attestations": needs.attestations,
            "approval_seconds": needs.approval_seconds,
            "policies": list(needs.policies),
        },
        "signed": [_person(item) for item in counted.signed],
        "missing": list(counted.missing),
        "not_counted": [{"who": who, "why": why} for who, why, _ in counted.not_counted],
        "rejected_by": list(counted.rejected_by),
    }


def _person(item: Counted) -> dict[str, Any]:
    return {
        "member_ref": item.member_ref,
        "printed_name": item.name,
        "level": item.level,
        "act_digest": item.act_digest,
        "signed_at": moment_text(item.signed_at),
    }


def _holds(item: Judged) -> list[str]:
    if not item.holding.in_force:
        return []
    lifting = item.holding.lifting
    needed = "; ".join(lifting.missing) if lifting is not None else "the quorum"
    return [f"held by {person.name}; to lift it: {needed}" for person in item.holding.held_by]


def _reviews(item: Judged, now: datetime) -> list[str]:
    due = item.review_due
    if due is None:
        return []
    return [f"a review is {'over' * (due <= now)}due {'since' if due <= now else 'by'} {moment_text(due)}"]


def print_standing(console: Console, shown: Mapping[str, Any]) -> None:
    """The same for people."""

    def line(text: str) -> None:
        console.print(text, markup=False)

    word = "OPEN" if shown["open"] else "closed"
    line(f"{shown['apr_code']}: {word}. {shown['title']} ({shown['words']})")
    needs = shown["threshold"]
    line(f"  needs {needs['l2']} of L2{' and L4' * needs['l4']}; must be ratified by {shown['expires_at']}")
    for person in shown["signed"]:
        line(f"  signed: {person['printed_name']} ({person['level']}) at {person['signed_at']}")
    for label, items in (("missing", shown["missing"]), ("rejected by", shown["rejected_by"]), ("", shown["holds"])):
        for item in items:
            line(f"  {label}{': ' if label else ''}{safe_text(item)}")
    for item in shown["not_counted"]:
        line(f"  not counted: {safe_text(item['who'])}: {safe_text(item['why'])}")
    for row in shown["approvals"]:
        line(f"  ratified: {row['subject_kind']} {row['subject_digest']} until {row['expires_at']}")
    for row in shown["rollouts"]:
        line(f"  {row['act']}: {row['packet_code']} at {row['at']}")
    for item in (*shown["reviews_due"], *shown["problems"]):
        line(f"  ATTENTION: {safe_text(item)}")
