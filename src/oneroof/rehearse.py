"""The flow of a rehearsal as one short function: twelve stages in order, then the package."""

from __future__ import annotations

import os
import platform
import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from types import FrameType
from typing import Any

from oneroof import __version__
from oneroof.config import Settings
from oneroof.errors import EnvironmentFault, Interrupted, NotReproduced, OneroofError, RunAlive, UsageError
from oneroof.evidence.attest import attest, check_attestor, place_attestation
from oneroof.evidence.attestation import Reproduced
from oneroof.evidence.bundle import locate, read_bundle
from oneroof.evidence.journal import Journal, new_run_id, unfinished
from oneroof.evidence.kept import FOLDER as FACTS
from oneroof.evidence.kept import STATE
from oneroof.evidence.model import RunFacts
from oneroof.evidence.past import Past, read_past
from oneroof.evidence.reproduce import Original, Reproduction, original, reproduction
from oneroof.fingerprint.load import Governor
from oneroof.fingerprint.model import Scope
from oneroof.packets.load import load
from oneroof.packets.model import Packet
from oneroof.pg.dsn import Dsn
from oneroof.reports.publish import Package, publish
from oneroof.resume import asked, interrupted_run, require_same
from oneroof.stages.context import Context, Programme, Silent, Talk
from oneroof.stages.flow import run_stage
from oneroof.stages.read_once import completed
from oneroof.stages.resume import take_up
from oneroof.stages.scope import require_scope
from oneroof.verdict.judge import STAGES, conclude, judge
from oneroof.verdict.model import Conclusion, StageRecord

#: Where packages lie below the folder that they are published to (`oneroof.reports.publish`).
HUB = "knowledge"


@dataclass(frozen=True)
class Request:
    """What to rehearse: production as the settings name it; packets of the user's own, or the governance programme."""

    settings: Settings
    packets: tuple[Path, ...] = ()
    clone_server: str | None = None
    #: A bundle whose packets are rehearsed again, in place of others.
    reproduce: Path | None = None
    #: How the clone is made; None: as the settings say.
    clone: str | None = None
    #: Who answers for the clone; empty: the clone maker's role.
    owner: str = ""
    #: When the clone is overdue; None: as the settings say, from its making.
    expires: datetime | None = None
    #: Whose rows of production are digested; None: as the settings say, else by its size.
    data: Scope | None = None
    #: The id of a run that was killed, or ``last``: it goes on.
    resume: str | None = None

    @property
    def scope(self) -> Scope | None:
        """Whose rows of production are digested, by the flag or by the settings."""
        return self.data or self.settings.production.data

    @property
    def programme(self) -> Programme:
        """Packets of their own, or ownership coverage."""
        return "packets" if self.packets or self.reproduce else "governance"


@dataclass(frozen=True)
class Rehearsal:
    """What came of it. ``error`` is the first error that ended a stage; the exit code is its, or the verdict's.

    ``attested_by`` is the attestor whose signature lies beside the bundle; ``reproduction`` compares it with the bundle
    that was to be reproduced.
    """

    run: RunFacts
    records: tuple[StageRecord, ...]
    conclusion: Conclusion
    package: Package
    error: OneroofError | None
    attested_by: str | None = None
    reproduction: Reproduction | None = None

    @property
    def exit_code(self) -> int:
        """0 for PASS; an error's own code; 1 when measured facts say no."""
        if self.error is not None:
            return self.error.exit_code
        return 0 if self.conclusion.verdict == "PASS" else 1


def rehearse(request: Request, talk: Talk | None = None) -> Rehearsal:
    """Rehearse on a clone and publish what was measured.

    1. production safety preflight   2. clone creation     3. clone baseline
    4. A, ownership seed             5. B, scanner read    6. C, scanner write-half
    7. D, issue/event boundary       8. E, worker/cursor   9. F, rollback/drop
    10. production impact           11. G, rollout packet 12. final GO/NO-GO & next macro

    Then, where an attestor's key is named and all passed, the published bundle is attested.

    Raises:
        OneroofError: nothing could be rehearsed (stage 01 ended with an error); later errors are in the result.
        Interrupted: with what was left behind.
    """
    attestor = check_attestor(request.settings.attest.key, request.settings.attest.ref)
    request, past = interrupted_run(request)
    first = _original(request)
    _require_writable(request.settings.report.out)
    with _opened(request, talk or Silent(), first, past) as context:
        records = take_up(context, past) if past is not None else []
        for number, _key, _title in STAGES[len(records) :]:
            record = run_stage(context, number, records)
            records = [*completed(context, records), record]
            if number == 1 and context.error is not None:
                raise context.error
            if number == 1 and first is not None:
                first.require_production(context.need(context.identity).as_fact())
        done = _published(context, records)
    compared = _compared(done, first)
    return _attested(compared, attestor, request.reproduce)


def preflight(request: Request, talk: Talk | None = None) -> StageRecord:
    """Stage 01 alone: production is only read, nothing is made, nothing is published."""
    with _opened(request, talk or Silent(), command="preflight") as context:
        context.needs_governance = context.makes_clone = False
        record = run_stage(context, 1, ())
        if context.error is not None:
            raise context.error
        return record


def first_stages(
    request: Request, talk: Talk | None = None
) -> tuple[tuple[StageRecord, ...], bool, OneroofError | None]:
    """Stages 01 to 03 alone: a clone is made, proven and isolated; nothing is published.

    Returns:
        What was measured, whether all three passed, and the error that ended one of them.
    """
    with _opened(request, talk or Silent(), command="clone") as context:
        context.needs_governance, context.data = False, "full"
        records: list[StageRecord] = []
        for number in (1, 2, 3):
            record = run_stage(context, number, records)
            records = [*completed(context, records), record]
            if number == 1 and context.error is not None:
                raise context.error
        passed = all(judge(record, records[:place]).verdict == "PASS" for place, record in enumerate(records))
        return tuple(records), passed, context.error


def _published(context: Context, records: Sequence[StageRecord]) -> Rehearsal:
    conclusion = conclude(records)
    context.raise_if_interrupted()
    identity = context.need(context.identity)
    run = RunFacts(
        run_id=context.run_id,
        tool_version=__version__,
        started=context.started.isoformat(timespec="seconds"),
        ended=datetime.fromisoformat(context.ended).isoformat(timespec="seconds"),
        programme=context.programme,
        production=identity.as_fact(),
        clone=context.clone.name if context.clone else _at(records, "clone", "clone"),
        label=context.production.label,
        majors=tuple(context.majors),
        versions={"python": platform.python_version(), "psycopg": metadata.version("psycopg")},
    )
    packets = {applied.packet.code: applied.files for applied in context.applied}
    with _facts_are_kept(context):
        package = publish(context.settings.report.out, run, records, packets, conclusion)
    return Rehearsal(run, tuple(records), conclusion, package, context.error)


def _at(records: Sequence[StageRecord], key: str, fact: str) -> str | None:
    found = next((record.facts.get(fact) for record in records if record.key == key), None)
    return None if found is None else str(found)


@contextmanager
def _facts_are_kept(context: Context) -> Iterator[None]:
    """What goes wrong while publishing is said with what stays nevertheless, and how to publish it after all."""
    kept = f"The facts of every stage are kept in {(context.journal.folder / FACTS).resolve()}"
    kept += f", and the clone {context.clone.name} stays." if context.clone else "."
    try:
        yield
    except OSError as error:
        raise EnvironmentFault(
            f"The package cannot be published: {error.strerror}. {kept}", next_step=_publish_again(context.run_id)
        ) from error
    except OneroofError as error:
        error.message = f"{error.message} {kept}"
        error.args = (error.message,)
        if isinstance(error, EnvironmentFault):
            error.next_step = f"{error.next_step or ''} {_publish_again(context.run_id)}".strip()
        raise


def _publish_again(run_id: str) -> str:
    return f"Free some space or choose another --out DIR, and go on with `oneroof rehearse --resume {run_id}`."


def _original(request: Request) -> Original | None:
    """The bundle to reproduce; publishing must not move it away while an attestation is on its way there."""
    if request.reproduce is None:
        return None
    if request.packets:
        raise UsageError("A bundle to reproduce brings its own packets.", next_step="Leave out --packet.")
    first = original(read_bundle(request.reproduce))
    if locate(request.reproduce).resolve().is_relative_to((request.settings.report.out / HUB).resolve()):
        raise UsageError(
            "The bundle to reproduce lies where this rehearsal would be published.",
            next_step="Choose another --out DIR.",
        )
    return first


def _compared(done: Rehearsal, first: Original | None) -> Rehearsal:
    """With what came of reproducing, where that was asked for; a difference is an error that names the first."""
    if first is None:
        return done
    found = reproduction(first, read_bundle(done.package.folder).packets)
    error = done.error
    if error is None and not found.identical:
        code, differences = next((code, names) for code, names in found.differences.items() if names)
        error = NotReproduced(f"{code} is not pinned as in the bundle to reproduce: {differences[0]}.")
    return replace(done, reproduction=found, error=error)


def _attested(done: Rehearsal, attestor: tuple[Path, str] | None, first: Path | None) -> Rehearsal:
    """With an attestor's signature beside the bundle, and beside the one it reproduces; only what passed gets it."""
    if attestor is None or done.exit_code != 0:
        return done
    key, ref = attestor
    try:
        again = done.reproduction
        reproduces = Reproduced(again.evidence_digest, again.packets) if again is not None else None
        signed = attest(done.package.folder, key, ref, reproduces=reproduces)
        if first is not None:
            place_attestation(first, signed)
    except OneroofError as error:
        return replace(done, error=error)
    except KeyboardInterrupt as interrupt:
        told = f"Interrupted; the package at {done.package.folder} is published, and not attested."
        raise Interrupted(told) from interrupt
    return replace(done, attested_by=ref)


@contextmanager
def _opened(
    request: Request,
    talk: Talk,
    first: Original | None = None,
    past: Past | None = None,
    *,
    command: str = "rehearse",
) -> Iterator[Context]:
    """The run's context: loaded packets, a journal, a folder; released and reported however it ends."""
    started = datetime.now(UTC).replace(microsecond=0) if past is None else past.started
    packets = first.packets if first is not None else tuple(load(folder) for folder in request.packets)
    _refuse_twins(packets)
    if command == "rehearse":
        require_scope(request.scope, request.programme, packets)
    production = Dsn.parse(request.settings.production_dsn())
    wanted = asked(request, packets, first)
    journal = _journal(request.settings.home, talk, past, wanted) or Journal.start(
        request.settings.home, new_run_id(started), command=command, production=production.label, asked=wanted
    )
    workdir = journal.folder / "work"
    shutil.rmtree(workdir, ignore_errors=True)
    workdir.mkdir()
    context = Context(
        run_id=journal.run_id,
        started=started,
        settings=request.settings,
        production=production,
        programme=request.programme,
        own_packets=packets,
        workdir=workdir,
        journal=journal,
        talk=talk,
        clone_server=request.clone_server,
        clone_strategy=request.clone,
        clone_owner=request.owner,
        clone_expires=request.expires,
        data=request.scope,
        governor=Governor.of(request.settings.production.max_load),
        known={code: pins.values for code, pins in first.pins.items()} if first is not None else {},
    )
    try:
        with _signals_as_interrupt(context), context.resources:
            yield context
    except KeyboardInterrupt as interrupt:
        journal.interrupted()
        raise Interrupted(
            f"Interrupted; {journal.leftovers_sentence()}", next_step=_on(journal.run_id, command)
        ) from interrupt
    except BaseException as error:
        journal.failed(type(error).__name__)
        raise
    else:
        journal.finished()
        shutil.rmtree(journal.folder / STATE, ignore_errors=True)
    finally:
        shutil.rmtree(workdir, ignore_errors=True)


def _journal(home: Path, talk: Talk, past: Past | None, wanted: Mapping[str, Any]) -> Journal | None:
    """The journal of the run that goes on, once it is sure that nobody else has gone on with it; None for a new run."""
    if past is None:
        _report_unfinished(home, talk)
        return None
    require_same(wanted, past)
    journal = Journal.resume(home, past.run_id)
    if read_past(home, past.run_id).still != past.still:
        journal.close()
        raise RunAlive(f"Another process has gone on with the run {past.run_id} meanwhile.")
    _report_unfinished(home, talk)
    return journal


def _on(run_id: str, command: str) -> str | None:
    """How to go on after an interruption."""
    if command != "rehearse":
        return None
    return f"Go on with `oneroof rehearse --resume {run_id}`; the same command again starts anew."


def _refuse_twins(packets: Sequence[Packet]) -> None:
    codes = [packet.code for packet in packets]
    twins = sorted({code for code in codes if codes.count(code) > 1})
    if twins:
        raise UsageError(f"Two packets have the code {twins[0]}.", next_step="Give each packet a code of its own.")


def _require_writable(out: Path) -> None:
    """Before anything is measured: where the package will go can be written. Nothing is made for it yet."""
    wanted = (out / HUB).resolve()
    place = next(folder for folder in (wanted, *wanted.parents) if folder.exists())
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        raise EnvironmentFault(
            f"The package cannot be published below {out}: {place} cannot be written.",
            next_step="Choose another --out DIR.",
        )


def _report_unfinished(home: Path, talk: Talk) -> None:
    """Runs that were killed: what each left behind is said once, with the command that removes it."""
    for run in unfinished(home):
        talk.note(f"Run {run.run_id} ended in stage {run.stage:02d} without a word.")
        if run.command == "rehearse":
            talk.note(f"  It goes on with: oneroof rehearse --resume {run.run_id}")
        for made in run.left:
            talk.note(f"  It left {made.kind} {made.name}; remove it with: {made.remedy}")
        Journal.settle(home, run.run_id)


@contextmanager
def _signals_as_interrupt(context: Context) -> Iterator[None]:
    """SIGTERM ends a run as Ctrl-C does: everything is released on the way out.

    An exception that a signal raises can be lost where Python ignores exceptions (a destructor, a hook after fork): so
    the wish is kept too, and looked at before each stage.
    """

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        context.interrupted = True
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
