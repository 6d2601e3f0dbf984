"""What a signer reads before signing: rendered here, from the very bytes that are signed. Pure.

Every name and reason in it was written by somebody else, so all of it goes through `safe_text`. Nothing is left out for
being long: subjects that differ only by their database are shown once, with every database below.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from oneroof.gate.authority import Authority, Requirement, asked_version, requirement
from oneroof.gate.quorum import Quorum
from oneroof.gate.statement import Database, DeclaredDelta, PacketSubject, RowRange, Statement
from oneroof.gate.text import safe_text
from oneroof.gate.values import moment_text
from oneroof.gate.words import six_words

__all__ = ["HAZARDS", "human_form", "safe_text"]

_WIDTH = 80
#: Every hazard's code in words; a test holds them against what a packet's check can find.
HAZARDS: Mapping[str, str] = {
    "no-guard": "no guard: nothing says in which state of the database it may run",
    "no-verify": "nothing is verified after the operation",
    "not-locked": "a table that it writes is not locked: others may write it meanwhile",
    "tolerates": "after the rollback something may differ from before",
    "any-rows": "which rows are written is not compared with the rehearsal, only how many",
    "long-lock": "a table is locked against all reading while it is truncated or rewritten",
    "clock": "it reads the clock: rows that hold the time differ from the rehearsal's",
    "random": "it is random: rows differ at every run",
    "place": "it depends on the session or the database: the clone may not show what production will do",
    "sequence": "it moves a sequence, which no rollback moves back",
    "enum-value": "it adds an enum value, which cannot be used in the same transaction",
    "rows-left-out": "production's rows were not all compared with the clone's (--data): its documents name which",
    "exception-block": "rows that an EXCEPTION block undoes are counted nevertheless",
}
_LOGINS = {
    "separate": "the roles of the gate are held by separate logins",
    "one-login": "ONE LOGIN holds the rights of several roles: what the roles keep apart, nothing keeps apart there",
}
_AUTOMATION = {
    "after-gate": "once the gate is open, automation may run it",
    "never": "a person at a terminal types its code to run it, gate or no gate",
}


def human_form(
    statement: Statement,
    authority: Authority,
    quorum: Quorum | None = None,
    names: Mapping[str, str] | None = None,
    verdicts: Mapping[str, str] | None = None,
) -> str:
    """The text that a signer reads.

    Args:
        statement: whose bytes will be signed.
        authority: the model that it names.
        quorum: the acts so far, where they were verified here.
        names: what the reader calls a database, by its uid; shown beside its own name, never instead of it.
        verdicts: by evidence digest, the verdict that was computed again here from the bundle itself.
    """
    needs = requirement(authority, statement)
    lines = [
        *_head(statement, authority),
        *_section("WHAT RUNS, AND WHERE", _subjects(statement, names or {})),
        *_section("WHO MUST SIGN", _signers(statement, authority, needs, quorum)),
        *_section("VERIFIED HERE", _verified(authority, quorum, verdicts or {}, statement)),
        *_section("ONLY ATTESTED, NOT VERIFIED HERE", _attested(statement, authority, verdicts or {})),
        *_section("WHAT YOU SIGN", [f"SHA-256 {statement.digest}", f"in words {six_words(statement.digest)}"]),
    ]
    return "\n".join(lines) + "\n"


def _section(title: str, lines: Iterator[str] | Sequence[str]) -> list[str]:
    return ["", title, *(wrapped for line in lines for wrapped in _wrapped(line))]


def _wrapped(line: str) -> list[str]:
    """Lines of a terminal; a digest or a name is never broken."""
    indent = " " * (2 + len(line) - len(line.lstrip()))
    return textwrap.wrap(
        line.strip(),
        width=_WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _head(statement: Statement, authority: Authority) -> Iterator[str]:
    yield from _wrapped(f"PROPOSAL {statement.apr_code}: {safe_text(statement.title)}")
    if statement.break_glass:
        yield from _wrapped("BREAK GLASS: fewer signatures than usual are needed, and a review is due afterwards.")
    yield from (line for words in statement.reason.split("\n") for line in _wrapped(f"Reason: {safe_text(words)}"))
    yield from _wrapped(f"Proposed by {_person(authority, statement.proposer)}.")
    made, ends = moment_text(statement.created_at), moment_text(statement.expires_at)
    yield from _wrapped(f"Made at {made}; it must be ratified by {ends}, or it is void.")


def _person(authority: Authority, ref: str) -> str:
    member = authority.member(ref)
    if member is None:
        return f"{ref}, who is not a member of the authority model"
    return f"{safe_text(member.name)} ({ref}), {safe_text(member.title)}, {member.level}"


def _subjects(statement: Statement, names: Mapping[str, str]) -> Iterator[str]:
    subjects, databases = _many(len(statement.subjects), "subject"), _many(len(statement.databases), "database")
    yield f"{subjects} for {databases}; your one signature covers all of it."
    models = statement.authority_subjects
    if models:
        yield f"Authority model, version {models[0].version}: who may sign from then on."
        yield f"  SHA-256 {models[0].digest} ({six_words(models[0].digest)})"
        for model in models:
            yield f"  on {_database(model.database, names)}"
    for group in _alike(statement.packets):
        yield from _packet(group[0])
        for subject in group:
            yield from _place(subject, names)


def _alike(subjects: Sequence[PacketSubject]) -> list[list[PacketSubject]]:
    """Packets that do the same by their own words, in the order in which they come."""
    own = {"database", "digest", "plan_digest", "evidence_digest", "run_id", "attestations"}
    groups: dict[str, list[PacketSubject]] = {}
    for subject in subjects:
        groups.setdefault(subject.model_dump_json(exclude=own), []).append(subject)
    return list(groups.values())


def _packet(subject: PacketSubject) -> Iterator[str]:
    phase = f"phase {subject.phase}; " if subject.phase is not None else ""
    yield f"Packet {subject.code}: {safe_text(subject.title)} ({phase}{_AUTOMATION[subject.automation]})"
    for delta in subject.deltas:
        yield f"  writes {safe_text(delta.table)}: {_rows(delta)}"
    for change in subject.catalog:
        yield f"  {safe_text(change.object)} is {change.change}"
    guards = ", ".join(safe_text(name) for name in subject.guards)
    yield f"  guards that must hold first: {guards or 'NONE'}"
    yield f"  rollback: the same signatures cover it for {_span(subject.rollback_within)} after it ran"
    if subject.programme is not None:
        yield f"  PROGRAMME: scheduled scans under ruleset {safe_text(subject.programme.ruleset)} may run it again"
        yield "    and again until the approval expires"
    for code in subject.hazards:
        yield f"  HAZARD {code}: {HAZARDS.get(code, 'this version of oneroof does not know it; ask the proposer')}"
    yield f"  {_LOGINS[subject.login_roles]}"
    yield f"  source SHA-256 {subject.source_digest}"


def _place(subject: PacketSubject, names: Mapping[str, str]) -> Iterator[str]:
    yield f"  on {_database(subject.database, names)}"
    yield f"    packet {subject.digest} ({six_words(subject.digest)}), plan {subject.plan_digest}"
    yield f"    rehearsal {subject.run_id}, evidence {subject.evidence_digest}"


def _database(database: Database, names: Mapping[str, str]) -> str:
    known = names.get(database.database_uid)
    alias = f" (here called {safe_text(known)})" if known is not None else ""
    uid, server = database.database_uid, database.system_identifier
    return f"database “{safe_text(database.database)}”{alias} of server {server}, uid {uid}"


def _rows(delta: DeclaredDelta) -> str:
    counts = {"inserts": delta.inserted, "updates": delta.updated, "deletes": delta.deleted}
    parts = [f"{verb} {_range(rows)}" for verb, rows in counts.items() if rows.max != 0]
    parts += [word for word, told in (("TRUNCATES it", delta.truncated), ("REWRITES it", delta.rewritten)) if told]
    return ", ".join(parts) or "no rows"


def _range(rows: RowRange) -> str:
    if rows.max is None:
        return f"{rows.min} OR MORE rows, without a limit"
    return _many(rows.min, "row") if rows.min == rows.max else f"{rows.min} to {rows.max} rows"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _span(seconds: int) -> str:
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds and seconds % size == 0:
            return _many(seconds // size, unit)
    return _many(seconds, "second")


def _signers(statement: Statement, authority: Authority, needs: Requirement, quorum: Quorum | None) -> Iterator[str]:
    stead = " or ".join(["", *(f"deputy {safe_text(item.name)}" for item in authority.deputies)])
    four = f", and last the President {safe_text(authority.president.name)} (L4){stead}" if needs.l4 else ""
    yield f"{needs.l2} of level L2{four}; by: {', '.join(safe_text(name) for name in needs.policies)}."
    yield f"{_many(needs.attestations, 'attestation')} of each rehearsal."
    yield f"It then opens the gate for {_span(needs.approval_seconds)}."
    if needs.review_seconds is not None:
        yield f"A review is due within {_span(needs.review_seconds)}."
    yield f"It needs oneroof {asked_version(authority, statement)} or newer."
    if quorum is None:
        return
    for item in quorum.signed:
        yield f"signed: {safe_text(item.name)} ({item.level}) at {moment_text(item.signed_at)}"
    for ref in quorum.rejected_by:
        yield f"REJECTED by {_person(authority, ref)}"
    for phrase in quorum.missing:
        yield f"missing: {safe_text(phrase)}"
    for item_ in quorum.not_counted:
        yield f"not counted: {safe_text(item_.who)}: {safe_text(item_.why)}"


def _verified(
    authority: Authority, quorum: Quorum | None, verdicts: Mapping[str, str], statement: Statement
) -> Iterator[str]:
    yield "- this text was made here, from the very bytes that you sign;"
    same = (authority.version, authority.digest) == (statement.authority.version, statement.authority.digest)
    named = f"version {statement.authority.version}, SHA-256 {statement.authority.digest}"
    yield f"- the authority model {'is the one' if same else 'IS NOT THE ONE'} that it names: {named};"
    if quorum is not None:
        yield "- the signatures of the acts listed as signed;"
    for digest in sorted({item.evidence_digest for item in statement.packets} & set(verdicts)):
        yield f"- the verdict of evidence {digest}, computed again from its facts: {safe_text(verdicts[digest])};"
    yield "- nothing else."


def _attested(statement: Statement, authority: Authority, verdicts: Mapping[str, str]) -> Iterator[str]:
    if not statement.packets:
        yield "- no rehearsal belongs to this proposal."
        return
    if {item.evidence_digest for item in statement.packets} - set(verdicts):
        yield (
            "- that the verdict of the rehearsal is PASS: the proposer says so;"
            " whoever has the bundle can compute it again with `oneroof verify BUNDLE`;"
        )
    refs = sorted({ref for item in statement.packets for ref in item.attestors})
    known = {item.ref: item.name for item in authority.attestors}
    shown = ", ".join(f"{safe_text(known[ref])} ({ref})" if ref in known else f"UNKNOWN {ref}" for ref in refs)
    yield f"- that the facts of the rehearsal were measured as they stand there: {shown or 'NOBODY attests it'}."
