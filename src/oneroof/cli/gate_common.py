"""What the commands of the gate share: options, looking at a database's gate, telling how a proposal stands."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli.options import checked_dsn
from oneroof.cli.output import Invocation
from oneroof.errors import GateClosed, UsageError
from oneroof.gate.ceremony import read_proposal
from oneroof.gate.files import Proposal
from oneroof.gate.human import human_form, safe_text
from oneroof.gate.judge import Judged
from oneroof.gate.look import Seen, look, require_pinned
from oneroof.gate.quorum import Counted, NotCounted, Quorum
from oneroof.gate.store import open_recorder
from oneroof.gate.values import moment_text
from oneroof.gate.verify import is_open
from oneroof.gate.words import six_words
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Recorder

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


def look_at_production(call: Invocation, production: str | None, only: str | None = None) -> Seen:
    """The gate of the database that the settings or a flag name, read by a session that writes nothing."""
    settings = call.settings().with_flags(production={"dsn": checked_dsn(production)})
    with Reader.open(Dsn.parse(settings.production_dsn())) as session, session.snapshot():
        return look(session, settings.trust, only)


@contextmanager
def recorders(
    call: Invocation, production: Sequence[str] | None, only: str | None = None
) -> Iterator[list[tuple[Recorder, Seen]]]:
    """Sessions that may record, to every database named, each with its gate as it stands."""
    settings = call.settings()
    given = [Dsn.from_command_line(text) for text in production or ()]
    with ExitStack() as stack:
        sessions = [stack.enter_context(open_recorder(dsn)) for dsn in given or [Dsn.parse(settings.recorder_dsn())]]
        found = [(session, look(session, settings.trust, only)) for session in sessions]
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
        **counts(item.quorum, item.ignored),
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


def counts(counted: Quorum, others: Sequence[NotCounted] = ()) -> dict[str, Any]:
    """Threshold, signed, missing, and what does not count and why; ``others`` are acts beside the quorum's."""
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
        "not_counted": [{"who": who, "why": why} for who, why, _ in (*counted.not_counted, *others)],
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
        line(f"  {row['act'].replace('_', ' ')}: {row['packet_code']} at {row['at']}")
    for item in (*shown["reviews_due"], *shown["problems"]):
        line(f"  ATTENTION: {safe_text(item)}")
    if ready_to_ratify(shown):
        line(f"  Next: enough people have signed; `oneroof gate ratify {shown['apr_code']}`.")


def ready_to_ratify(shown: Mapping[str, Any]) -> bool:
    """Whether nothing but the ratification is missing."""
    closed = shown["holds"] or shown["problems"] or shown["expired"] or shown["approvals"]
    return bool(shown["threshold_met"]) and not closed
