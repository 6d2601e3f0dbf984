"""``oneroof gate init``: the first authority model of an organisation, as a file to read, change and review."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof import __version__
from oneroof.cli.output import Invocation
from oneroof.errors import NameTaken, UsageError
from oneroof.evidence.bundle import disk_errors
from oneroof.gate.authority import Authority, parse_authority
from oneroof.gate.founding import LEVELS, FirstAttestor, Founder, Level, render_authority, trust_lines

FILE = "authority.toml"
_MEMBER_PARTS, _ATTESTOR_PARTS = 5, 3
#: What every SSH private key file begins with, whatever its format (PROTOCOL.key of OpenSSH; RFC 7468).
_PRIVATE = "PRIVATE KEY-----"


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Option("--dir", help="Where authority.toml is written.", metavar="DIR")] = Path(),
    name: Annotated[str | None, typer.Option(help="The organisation's name.", metavar="NAME")] = None,
    member: Annotated[
        list[str] | None,
        typer.Option(
            help='A person, "ref:Name:L2:Title:key.pub"; level L4/REF: a deputy for REF; may be repeated.',
            metavar="MEMBER",
        ),
    ] = None,
    attestor: Annotated[
        list[str] | None,
        typer.Option(help='Who vouches for facts, "ref:Name:key.pub"; may be repeated.', metavar="ATTESTOR"),
    ] = None,
    l2: Annotated[int | None, typer.Option("--l2", help="How many L2 members must sign.", metavar="N")] = None,
) -> None:
    """Write a first authority.toml, from what is asked at a terminal or given; nothing is overwritten."""
    call: Invocation = context.obj
    target = folder / FILE
    if target.exists() or target.is_symlink():
        raise NameTaken(f"{target} exists; nothing was overwritten.", next_step="Edit it, or name another --dir.")
    people, vouching = [_member(text) for text in member or ()], [_attestor(text) for text in attestor or ()]
    if not people:
        name, people, vouching, l2 = _asked(name, vouching, l2)
    leads = sum(person.level == "L2" for person in people)
    content = render_authority(
        name or "Example organisation",
        people,
        vouching,
        l2=min(2, max(leads, 1)) if l2 is None else l2,
        min_version=".".join(__version__.split(".")[:3]),
        since=datetime.now(UTC),
    )
    authority = parse_authority(content)
    _write(target, content)
    document = _document(target, authority)
    call.data(document, lambda console: _print(console, document))


def _write(target: Path, content: bytes) -> None:
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)


def _document(target: Path, authority: Authority) -> dict[str, Any]:
    return {
        "file": str(target),
        "version": authority.version,
        "digest": authority.digest,
        "trust": trust_lines(authority.version, authority.digest),
    }


def _print(console: Console, document: dict[str, Any]) -> None:
    console.print(f"Wrote {document['file']}. Read it, change what is not so, have it reviewed.", markup=False)
    console.print("When it is final, paste into oneroof.toml (any change of the file changes the digest):\n")
    console.print(document["trust"], markup=False)


def _member(text: str) -> Founder:
    parts = text.split(":", _MEMBER_PARTS - 1)
    if len(parts) != _MEMBER_PARTS:
        raise UsageError(
            f"{text!r} is no member.",
            next_step='Write it as "ref:Name:L2:Title:path/to/key.pub", without other colons.',
        )
    ref, name, level, title, key = parts
    level, _, deputy_for = level.partition("/")
    return Founder(ref, name, _level(level), title, _public_key(Path(key)), deputy_for or None)


def _attestor(text: str) -> FirstAttestor:
    parts = text.split(":", _ATTESTOR_PARTS - 1)
    if len(parts) != _ATTESTOR_PARTS:
        raise UsageError(f"{text!r} is no attestor.", next_step='Write it as "ref:Name:path/to/key.pub".')
    return FirstAttestor(parts[0], parts[1], _public_key(Path(parts[2])))


def _level(text: str) -> Level:
    for level in LEVELS:
        if level == text:
            return level
    raise UsageError(f"There is no level {text!r}.", next_step=f"Levels are {', '.join(LEVELS)}.")


def _public_key(path: Path) -> str:
    """Type and key of a public key file; its comment stays out, since it often holds a login and a machine's name."""
    with disk_errors(path):
        text = path.expanduser().read_text(encoding="utf-8", errors="replace")
    if _PRIVATE in text:
        raise UsageError(f"{path} is a private key.", next_step=f"Name the public one: {path}.pub.")
    words = text.split()
    if len(words) < 2:  # noqa: PLR2004 - type and key
        raise UsageError(f"{path} is no SSH public key.", next_step="Name a file like id_ed25519.pub.")
    return " ".join(words[:2])


def _asked(
    name: str | None, attestors: list[FirstAttestor], l2: int | None
) -> tuple[str, list[Founder], list[FirstAttestor], int]:
    """Ask a person at a terminal for everything; questions go to stderr."""
    if not sys.stdin.isatty():
        raise UsageError(
            "No member is named, and there is no terminal to ask at.",
            next_step='Give --member "ref:Name:L2:Title:path/to/key.pub", once for each person.',
        )
    organisation = name or _ask("Organisation")
    people = [_asked_member(_ask("The President's (L4) short name, as in grace"), first=True)]
    while ref := _ask("Next person's short name, empty when done", default=""):
        people.append(_asked_member(ref, first=False))
    while ref := _ask("Attestor's short name (a CI runner), empty when done", default=""):
        attestors.append(FirstAttestor(ref, _ask("  Name"), _asked_key()))
    leads = sum(person.level == "L2" for person in people)
    if l2 is None:
        l2 = int(typer.prompt("How many L2 members must sign", type=int, default=min(2, leads), err=True))
    return organisation, people, attestors, l2


def _asked_member(ref: str, *, first: bool) -> Founder:
    name = _ask("  Printed name")
    level: Level = "L4" if first else _level(_ask("  Level (L1 proposes, L2 signs, L3 holds, L4 deputy)", default="L2"))
    deputy = _ask("  Deputy for (short name)") if level == "L4" and not first else None
    return Founder(ref, name, level, _ask("  Title"), _asked_key(), deputy)


def _asked_key() -> str:
    return _public_key(Path(_ask("  Public key file", default="~/.ssh/id_ed25519.pub")))


def _ask(question: str, default: str | None = None) -> str:
    return str(typer.prompt(question, default=default, show_default=bool(default), err=True)).strip()
