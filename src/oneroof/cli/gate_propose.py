"""``oneroof gate propose``: from bundles to a statement, signed by its proposer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof import __version__
from oneroof.cli import gate_common as common
from oneroof.cli.gate_submit import record_proposal_file
from oneroof.cli.output import Invocation
from oneroof.config import Settings
from oneroof.errors import GateClosed, UsageError
from oneroof.evidence.bundle import disk_errors, read_bundle
from oneroof.evidence.model import Bundle
from oneroof.gate.attested import attestors_of
from oneroof.gate.authority import Authority, parse_authority, requirement
from oneroof.gate.ceremony import Wish, make_unsigned, sign_act, write_proposal
from oneroof.gate.files import Proposal
from oneroof.gate.human import human_form
from oneroof.gate.propose import Vouched, authority_subject, database_of, packet_subjects, require_proof
from oneroof.gate.statement import AuthoritySubject, Database, PacketSubject, Statement, make_statement
from oneroof.gate.values import version_key
from oneroof.gate.verify import require_checks
from oneroof.gate.words import six_words
from oneroof.packets.values import duration_seconds
from oneroof.pg.session import Recorder

Subjects = tuple[PacketSubject | AuthoritySubject, ...]


@dataclass(frozen=True)
class Asked:
    """What the person at the command line wants proposed."""

    apr_code: str
    bundles: tuple[Path, ...]
    authority_file: Path | None
    codes: tuple[str, ...]
    proposer: str
    title: str | None
    reason: str
    expires: str | None
    break_glass: bool
    programme: bool


def propose(
    context: typer.Context,
    *,
    apr: common.Apr,
    who: common.Who,
    key: common.KeyFile,
    reason: common.Reason,
    bundle: Annotated[
        list[Path] | None, typer.Option(help="A rehearsal that passed; may be repeated.", metavar="DIR")
    ] = None,
    authority: Annotated[
        Path | None,
        typer.Option(help="Bring this authority model: the first, or the next version.", metavar="FILE"),
    ] = None,
    packet: Annotated[
        list[str] | None, typer.Option(help="Only this packet of the bundles; may be repeated.", metavar="CODE")
    ] = None,
    title: Annotated[str | None, typer.Option(help="One line; default: the packets' titles.", metavar="TEXT")] = None,
    expires: Annotated[
        str | None, typer.Option(help="Void if not ratified within it; default: the longest.", metavar="7d")
    ] = None,
    break_glass: Annotated[
        bool, typer.Option("--break-glass", help="Under the policies for emergencies; a review is due afterwards.")
    ] = False,
    programme: Annotated[
        bool, typer.Option("--programme", help="Scheduled scans may run the scanner's packet until expiry.")
    ] = False,
    out: common.Out = None,
    yes: common.Yes = False,
    production: common.Databases = None,
) -> None:
    """Propose packets of bundles, an authority model, or both; show it, sign it as its proposer, record it."""
    call: Invocation = context.obj
    asked = Asked(
        apr, tuple(bundle or ()), authority, tuple(packet or ()), who, title, reason, expires, break_glass, programme
    )
    if not asked.bundles and authority is None:
        raise UsageError("There is nothing to propose.", next_step="Name a --bundle, an --authority, or both.")
    bundles = [_proven(folder) for folder in asked.bundles]
    with common.recorders(call, production) as sessions:
        proposal = _make(asked, bundles, sessions, call.settings())
        form = _show(call, proposal, bundles, sessions[0][1].now)
        common.confirm(proposal.statement.digest, yes=yes)
        act = make_unsigned(proposal, Wish(who, "propose", reason), (), sessions[0][1].now)
        signed = sign_act(proposal, act, key)
        complete = Proposal(proposal.statement, proposal.authority, (signed,), proposal.log_heads, proposal.successor)
        files = [] if out is None else [str(write_proposal(out, complete))]
        recorded = [] if out is not None else [_record(session, seen, complete) for session, seen in sessions]
    document = _document(complete, form, files, recorded)
    call.data(document, lambda console: _print(console, document))


def _proven(folder: Path) -> Bundle:
    bundle = read_bundle(folder)
    require_proof(bundle)
    return bundle


def _make(
    asked: Asked, bundles: Sequence[Bundle], sessions: list[tuple[Recorder, common.Seen]], settings: Settings
) -> Proposal:
    """The statement, and what people need to read and sign it; nothing is recorded."""
    seen = [each for _, each in sessions]
    for each in seen:
        require_checks(each.verification)
    current, brought = _models(asked, seen[0], settings)
    databases = _databases(bundles, seen)
    packets = [
        subject
        for bundle in bundles
        for subject in packet_subjects(
            _vouched(bundle, current, seen[0].now),
            asked.codes,
            _login_roles(sessions, database_of(bundle)),
            programme=asked.programme,
        )
    ]
    models = (
        []
        if brought is None
        else [
            authority_subject(brought.version, brought.digest, brought.canonical_digest, place) for place in databases
        ]
    )
    statement = _statement(asked, (*models, *packets), current, seen[0].now)
    _require_policy(current, statement)
    heads = {each.uid: each.state.head for each in seen if each.uid in {item.database_uid for item in databases}}
    successor = brought if brought is not None and brought.digest != current.digest else None
    return Proposal(statement, current, (), heads, successor)


def _models(asked: Asked, seen: common.Seen, settings: Settings) -> tuple[Authority, Authority | None]:
    """The authority model that people sign under, and the one that the statement brings, if it does."""
    trust, active = settings.trust, seen.verification.active
    if trust.authority_version is None or trust.authority_digest is None:
        raise GateClosed(
            "No authority model is pinned: [trust] in oneroof.toml names none.",
            next_step="Write one with `oneroof gate init`, and paste the lines that it prints into oneroof.toml.",
        )
    brought: Authority | None = None
    if asked.authority_file is not None:
        with disk_errors(asked.authority_file):
            brought = parse_authority(asked.authority_file.read_bytes())
    if active is not None:
        if brought is not None and brought.version != active.version + 1:
            raise GateClosed(
                f"Version {active.version} of the authority model is in force; the next one is {active.version + 1},"
                f" and {asked.authority_file} is version {brought.version}."
            )
        return active, brought
    if brought is None:
        raise GateClosed(
            "No authority model is in force here yet.",
            next_step="Bring the first one: --authority authority.toml, under APR-BOOT-AUTHMODEL-1.",
        )
    common.require_pinned(brought, trust.authority_version, trust.authority_digest)
    return brought, brought


def _databases(bundles: Sequence[Bundle], seen: Sequence[common.Seen]) -> tuple[Database, ...]:
    """Every database that the statement is for; each must be one of those looked at, whose log head is signed."""
    here = {each.uid: each.verification.here for each in seen}
    for bundle in bundles:
        place = database_of(bundle)
        if here.get(place.database_uid) != place:
            shown = ", ".join(f"{item.database} ({uid})" for uid, item in here.items())
            raise GateClosed(
                f"The rehearsal {bundle.run.run_id} is of {place.database} with the identity {place.database_uid};"
                f" connected to: {shown}.",
                next_step="Name that database with --production; with several bundles, each of their databases.",
            )
    return tuple(here[each.uid] for each in seen)


def _vouched(bundle: Bundle, authority: Authority, now: datetime) -> Vouched:
    found = attestors_of(bundle, authority, now)
    return Vouched(bundle, {item.ref: item.digest for item in found.counted})


def _login_roles(sessions: list[tuple[Recorder, common.Seen]], place: Database) -> Any:
    session = next(session for session, seen in sessions if seen.uid == place.database_uid)
    return session.value("gate/read_login_roles")


def _statement(asked: Asked, subjects: Subjects, authority: Authority, now: datetime) -> Statement:
    longest = timedelta(seconds=authority.proposal_seconds)
    life = longest if asked.expires is None else timedelta(seconds=_seconds(asked.expires))
    if life > longest:
        raise UsageError(
            f"A proposal lives at most {authority.proposal_seconds} seconds under this authority model.",
            next_step="Give a shorter --expires.",
        )
    titles = [item.title for item in subjects if isinstance(item, PacketSubject)]
    model = [f"Authority model, version {item.version}" for item in subjects if isinstance(item, AuthoritySubject)]
    created = now.replace(microsecond=0)
    return make_statement(
        apr_code=asked.apr_code,
        title=asked.title or "; ".join(dict.fromkeys([*model, *titles]))[:200].strip(),
        reason=asked.reason,
        subjects=subjects,
        proposer=asked.proposer,
        authority={"version": authority.version, "digest": authority.digest},
        created_at=created,
        expires_at=created + life,
        nonce=token_hex(16),
        min_version=max(authority.min_version, ".".join(map(str, version_key(__version__))), key=version_key),
        break_glass=asked.break_glass,
    )


def _seconds(text: str) -> int:
    try:
        return int(duration_seconds(text))
    except ValueError as error:
        raise UsageError(f"{text!r} is no duration.", next_step='Write it as "7d", "12h" or "30min".') from error


def _require_policy(authority: Authority, statement: Statement) -> None:
    """Break-glass is a policy, not a wish: without one that matches, nothing is weaker than the default."""
    if statement.break_glass and requirement(authority, statement).review_seconds is None:
        raise GateClosed(
            "No break-glass policy of the authority model matches what is proposed.",
            next_step="Propose it without --break-glass.",
        )


def _show(call: Invocation, proposal: Proposal, bundles: Sequence[Bundle], now: datetime) -> str:
    counted, _ = common.counted_in_file(proposal, now)
    verdicts = {bundle.digest: "PASS" for bundle in bundles}
    form = human_form(proposal.statement, proposal.authority, counted, verdicts=verdicts)
    call.talk(form)
    return form


def _record(session: Recorder, seen: common.Seen, proposal: Proposal) -> str:
    record_proposal_file(session, seen, proposal)
    return seen.verification.here.database


def _document(proposal: Proposal, form: str, files: list[str], recorded: list[str]) -> dict[str, Any]:
    statement = proposal.statement
    return {
        "apr_code": statement.apr_code,
        "statement_digest": statement.digest,
        "words": six_words(statement.digest),
        "subjects": [
            {"kind": item.kind, "digest": item.digest, "database": item.database.database}
            for item in statement.subjects
        ],
        "files": files,
        "recorded_in": recorded,
        "form": form,
    }


def _print(console: Console, document: dict[str, Any]) -> None:
    where = ", ".join([*document["files"], *document["recorded_in"]])
    console.print(f"Proposed {document['apr_code']} ({document['words']}): {where}", markup=False)
    console.print(f"Next: people sign, `oneroof gate sign {document['apr_code']} --meaning approve …`.", markup=False)
