"""``oneroof verify``: recompute a verdict from a bundle, offline."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli.output import STYLE, Invocation
from oneroof.errors import UsageError
from oneroof.evidence.attest import Attested, Attestors
from oneroof.evidence.bundle import FOLDER, disk_errors, locate, read_bundle
from oneroof.evidence.canonical import sha256_hex
from oneroof.evidence.check import check_bundle
from oneroof.evidence.logs import compare_logs
from oneroof.evidence.model import Bundle, Verification
from oneroof.gate.attested import attestors_of, check_attestations
from oneroof.gate.authority import Authority, parse_authority
from oneroof.reports.publish import check_documents


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="verify")(command)


#: Where the file of an authority model is looked for when only its digest is given.
AUTHORITY_FILE = "authority.toml"
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Found:
    """What verifying gave: the checks, and whose word about the facts counts; None: no authority model was given."""

    bundle: Bundle
    verification: Verification
    attestors: Attestors | None

    def as_document(self) -> dict[str, Any]:
        """The JSON document."""
        weighed = self.attestors.as_fact() if self.attestors is not None else None
        refs = list(self.attestors.refs) if self.attestors is not None else None
        return {**self.verification.as_document(), "attested_by": refs, "attestations": weighed}


def command(
    context: typer.Context,
    bundle: Annotated[Path, typer.Argument(help="A package's folder, or its evidence/ folder.", metavar="BUNDLE")],
    other: Annotated[
        Path | None,
        typer.Argument(help="Another bundle of the same database, whose gate log is compared.", metavar="OTHER"),
    ] = None,
    authority: Annotated[
        str | None,
        typer.Option(help="Check attestations by this authority model: its file, or its digest.", metavar="MODEL"),
    ] = None,
) -> None:
    """Recompute the verdict of a bundle from its facts; refuse a bundle in which one byte changed."""
    call: Invocation = context.obj
    model = None if authority is None else _authority(authority, bundle)
    read = read_bundle(bundle)
    verification = _with_documents(bundle, check_bundle(read))
    attestors = None
    if model is not None:
        attestors = attestors_of(read, model, datetime.now(UTC))
        check = check_attestations(attestors, model)
        verdict = verification.verdict if check.ok else "FAIL"
        verification = replace(verification, checks=(*verification.checks, check), verdict=verdict)
    if other is not None:
        verification = _with_other(verification, read, other)
    found = Found(read, verification, attestors)
    call.data(found.as_document(), lambda console: _print(console, found))
    raise typer.Exit(0 if verification.verdict == "PASS" else 1)


def _authority(named: str, bundle: Path) -> Authority:
    """The authority model that the verifier named; by its digest it may come from anywhere, also the bundle's side."""
    if not _DIGEST.fullmatch(named):
        path = Path(named)
        with disk_errors(path):
            return parse_authority(path.read_bytes())
    root = locate(bundle)
    for folder in dict.fromkeys((root.parent, bundle, Path())):
        path = folder / AUTHORITY_FILE
        if path.is_file():
            with disk_errors(path):
                content = path.read_bytes()
            if sha256_hex(content) == named:
                return parse_authority(content)
    raise UsageError(
        f"No {AUTHORITY_FILE} with the digest {named} lies beside the bundle or here.",
        next_step="Name its file with --authority FILE.",
    )


def _with_other(found: Verification, read: Bundle, other: Path) -> Verification:
    """The other bundle holds too, and neither's gate log contradicts the other's."""
    second = read_bundle(other)
    wrong = [check for check in check_bundle(second).checks if not check.ok]
    checks = (*(replace(check, name=f"the other's {check.name}") for check in wrong), compare_logs(read, second))
    verdict = found.verdict if all(check.ok for check in checks) else "FAIL"
    return replace(found, checks=(*found.checks, *checks), verdict=verdict)


def _with_documents(bundle: Path, found: Verification) -> Verification:
    """The twelve documents beside the evidence must be what it renders to; a bundle alone has none."""
    package = bundle if (bundle / FOLDER).is_dir() else bundle.parent
    if not any(package.glob("[01][0-9]-*.md")):
        return found
    documents = check_documents(package)
    return replace(found, checks=(*found.checks, documents), verdict=found.verdict if documents.ok else "FAIL")


def _print(console: Console, found: Found) -> None:
    verdict = found.verification.verdict
    console.print(f"Verified: [{STYLE[verdict]}]{verdict}[/]")
    for check in found.verification.checks:
        console.print(f"  {'ok  ' if check.ok else 'FAIL'} {check.name}: {check.detail}", markup=False)
    for sentence in _vouched(found):
        console.print(sentence, markup=False)


def _vouched(found: Found) -> list[str]:
    """What was computed here, and whose word the rest is."""
    computed = "Computed here, from the facts: the digests, the packets, the verdict."
    if found.attestors is not None:
        vouching = [_word(item) for item in found.attestors.counted]
        return [computed, "Attested, not computed: that the facts were measured. By:", *(vouching or ["  nobody"])]
    said = sorted({signed.attestation.attestor_ref for signed in found.bundle.attestations})
    if said:
        return [computed, f"Not checked: signatures said to be of {', '.join(said)}; name the model with --authority."]
    return [computed, "Attested by nobody: that the facts were measured is the word of whoever made this bundle."]


def _word(item: Attested) -> str:
    again = ", by rehearsing the packets again" if item.reproduced else ""
    return f"  {item.name} ({item.ref}), {item.attested_at:%Y-%m-%d %H:%M} UTC, key {item.fingerprint}{again}"
