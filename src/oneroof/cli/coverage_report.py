"""``oneroof coverage``: how much of what must have an owner has one, compared, held to a threshold, by its parts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from rich.console import Console

from oneroof.cli import options
from oneroof.cli.files import read_file
from oneroof.cli.output import Invocation, say_lines
from oneroof.coverage.compare import Comparison, compare
from oneroof.coverage.look import first_look, look_beside, refuse_malformed
from oneroof.coverage.owners import read_owners
from oneroof.coverage.read_report import LISTED_BY_DEFAULT, read_report
from oneroof.coverage.report import By, Report
from oneroof.errors import SchemaMissing, UsageError
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader
from oneroof.reports.coverage import coverage_lines, coverage_markdown
from oneroof.schema.status import LOOK_FIRST, governance_schema, refuse_other_version
from oneroof.sources.entry import OwnersFile

_FORMATS = ("table", "markdown")
#: A percentage has so many decimal places; a threshold with more could be met by a figure that prints below it.
_PLACES = 2


def coverage(
    context: typer.Context,
    production: options.Production = None,
    owners: Annotated[
        list[Path] | None,
        typer.Option(
            help="What a file of intended owners would come to; also where oneroof is not installed, and with no grant."
            " Again for a further file.",
            metavar="FILE",
        ),
    ] = None,
    fail_under: Annotated[
        str | None,
        typer.Option(help="Exit 1 below this percentage (of two places at most), n/a, or a wrong entry.", metavar="P"),
    ] = None,
    without_catch_all: Annotated[
        bool,
        typer.Option("--without-catch-all", help="--fail-under means the coverage without catch-all rows."),
    ] = False,
    by: Annotated[str | None, typer.Option(help="Also its parts: by kind, schema or owner.", metavar="PART")] = None,
    compare_with: Annotated[
        Path | None,
        typer.Option(
            "--compare",
            help="An earlier --json document: what changed. Exit 1 on a new gap, a new conflict, or a wrong entry.",
            metavar="FILE",
        ),
    ] = None,
    output_format: Annotated[
        str, typer.Option("--format", help="table, or markdown for a pull request.", metavar="FORMAT")
    ] = "table",
    objects: Annotated[
        bool | None,
        typer.Option(
            "--objects/--no-objects",
            help="Whether --json lists what must have an owner, which --compare reads; default up to 100,000 of them.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """How much of what must have an owner has one; all of it from one moment."""
    call: Invocation = context.obj
    least, shown_as = _threshold(fail_under), _checked(output_format, _FORMATS, "--format")
    if call.as_json and shown_as == "markdown":
        raise UsageError("--json and --format markdown are two answers.", next_step="Choose one of them.")
    if without_catch_all and least is None:
        raise UsageError("--without-catch-all says what --fail-under means.", next_step="Give --fail-under P, too.")
    earlier = None if compare_with is None else _document(compare_with)
    by_part: Any = None if by is None else _checked(by, get_args(By), "--by")
    wanted = _wants_objects(objects, compared=compare_with is not None, shown=call.as_json or bool(owners))
    files = read_owners(owners or ())
    refuse_malformed(files)
    report = _measured(options.production_of(call.settings(), production), files, by_part, wanted)
    found = None if compare_with is None else compare(earlier, report, str(compare_with))
    document = _complete(report, found, least, without_catch_all=without_catch_all)
    _say_what_is_left_out(call, report)
    call.data(document, lambda console: _show(console, document, shown_as))
    worse = found is not None and (found.worse or report.problems)
    if worse or not document.get("threshold", {"met": True})["met"]:
        raise typer.Exit(1)


def _measured(dsn: Dsn, files: Sequence[OwnersFile], by: By | None, objects: bool | None) -> Report:
    """The report, in one read-only snapshot."""
    with Reader.open(dsn) as session, session.snapshot():
        schema = governance_schema(session)
        refuse_other_version(session)
        if schema is None and not files:
            raise SchemaMissing(
                f"{session.dsn.label} does not have the governance schema.",
                next_step=LOOK_FIRST,
            )
        if schema is None:
            return first_look(session, files, by=by, objects=objects)
        if files:
            return look_beside(session, schema, files, by=by, objects=objects)
        return read_report(session, schema, by=by, objects=objects)


def _wants_objects(asked: bool | None, *, compared: bool, shown: bool) -> bool | None:
    """Whether objects are listed: for a comparison all, else as asked; not at all where nobody would see them."""
    if asked is not None or compared:
        return compared if asked is None else asked
    return None if shown else False


def _checked(given: str, known: tuple[str, ...], option: str) -> str:
    if given not in known:
        raise UsageError(f"There is no {option} {given!r}.", next_step=f"Use one of: {', '.join(known)}.")
    return given


def _threshold(text: str | None) -> Decimal | None:
    """A percentage from 0 to 100 with at most two places, so that what is printed is what is compared."""
    if text is None:
        return None
    try:
        least = Decimal(text)
    except InvalidOperation:
        least = Decimal("NaN")
    if not (least.is_finite() and 0 <= least <= 100 and least == round(least, _PLACES)):  # noqa: PLR2004 - percent
        raise UsageError(
            f"--fail-under {text!r} is no percentage.", next_step="Give a number from 0 to 100 with at most two places."
        )
    return round(least, _PLACES)


def _document(file: Path) -> Any:
    try:
        return json.loads(read_file(file))
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{file} is no JSON: {error}.", next_step="Give a document that `oneroof coverage --json` wrote."
        ) from error


def _complete(
    report: Report, found: Comparison | None, least: Decimal | None, *, without_catch_all: bool
) -> dict[str, Any]:
    """The document, with what was asked of the report."""
    document = report.as_document()
    if found is not None:
        document["comparison"] = found.as_document()
    if least is not None:
        figure = "coverage_pct_excluding_catch_all" if without_catch_all else "coverage_pct"
        why = _not_met(figure, document[figure], least, problems=len(report.problems))
        document["threshold"] = {
            "figure": figure, "least": str(least), "is": document[figure], "met": why is None, "because": why,
        }  # fmt: skip
    return document


def _not_met(figure: str, said: str, least: Decimal, *, problems: int) -> str | None:
    """Why a threshold is not met, or None; while entries are wrong, nobody knows which figure was meant."""
    if said == "n/a" or Decimal(said) < least:
        return f"{figure} is {said}, and must be {least}"
    if problems:
        return f"the files have problems ({problems}), and a seed of them would be refused"
    return None


def _say_what_is_left_out(call: Invocation, report: Report) -> None:
    if call.as_json and report.objects is None and report.figures.required > LISTED_BY_DEFAULT:
        call.talk(f"The {report.figures.required} objects are not listed; --objects lists them, which --compare needs.")


def _show(console: Console, document: dict[str, Any], shown_as: str) -> None:
    if shown_as == "markdown":
        console.out(coverage_markdown(document), end="", highlight=False)
        return
    say_lines(coverage_lines(document))
