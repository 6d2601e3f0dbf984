"""Pins: what a rehearsal measured and production is held to; as a model, and as the canonical bytes of pins.toml. Pure.

No value of a row stands here, save where a guard says ``publish = true`` or counts rows; others are salted digests.
Everything is of the operation; the undoing's is derived: what was measured after it must hold before its undoing.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt, StrictStr, ValidationError, model_validator

from oneroof.errors import PacketMalformed
from oneroof.packets.digest import PINS, packet_digest
from oneroof.packets.model import Packet
from oneroof.packets.tokens import UnreadableSqlError, tokens
from oneroof.packets.toml import toml_literal
from oneroof.packets.values import Strict

__all__ = ["PINS", "PinnedCatalog", "PinnedRows", "PinnedSet", "PinnedValue", "Pins", "pinned_digest", "render_pins"]

Hex = Annotated[StrictStr, Field(pattern=r"^[0-9a-f]{64}$")]
SignedDecimal = Annotated[StrictStr, Field(pattern=r"^(0|-?[1-9][0-9]*)$")]


class PinnedValue(Strict):
    """A guard's value: itself (``value``), or the SHA-256 of salt, a zero byte and the value."""

    value: StrictStr | None = None
    salt: StrictStr | None = None
    digest: Hex | None = None

    @model_validator(mode="after")
    def _one_form(self) -> PinnedValue:
        if (self.value is None) == (self.digest is None) or (self.digest is None) != (self.salt is None):
            raise ValueError("holds either value, or salt and digest")
        return self

    def matches(self, value: str) -> bool:
        """Whether a value is the pinned one."""
        return value == self.value if self.digest is None else salted(self.salt or "", value) == self.digest


class PinnedSet(Strict):
    """Digests of a view's rows before and after the operation."""

    before: Hex
    after: Hex


class PinnedCatalog(Strict):
    """Digests of a relation's definition, children and trigger functions; None: it was not there, or is not pinned."""

    before: Hex | None = None
    after: Hex | None = None


class PinnedRows(Strict):
    """Rows of a written table, volatile columns left out.

    ``written`` is the additive digest of what was written; None where it was not measured (a large table) or where the
    packet says ``rows = "any"``. ``before`` and ``after`` are the whole table's, compared where ``before`` is equal.
    """

    written: SignedDecimal | None = None
    before: StrictStr | None = None
    after: StrictStr | None = None


class Pins(Strict):
    """All pins of one packet. Keys: `Check.key`, ``schema.view``, object refs, ``schema.table``."""

    format: Literal[1] = 1
    source_digest: Hex
    server_major: Annotated[StrictInt, Field(ge=15)]
    values: Mapping[str, PinnedValue] = {}
    sets: Mapping[str, PinnedSet] = {}
    catalog: Mapping[str, PinnedCatalog] = {}
    rows: Mapping[str, PinnedRows] = {}

    @classmethod
    def parse(cls, content: bytes, packet: Packet) -> Pins:
        """The bytes of pins.toml, which must be canonical and of this packet.

        Raises:
            PacketMalformed: says which of the two they are not.
        """
        try:
            pins = cls.model_validate(tomllib.loads(content.decode()))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
            raise PacketMalformed(f"{PINS}: is not what a rehearsal writes.") from error
        if render_pins(pins) != content:
            raise PacketMalformed(f"{PINS}: is not in its canonical form; only a rehearsal writes it.")
        if pins.source_digest != packet.source_digest:
            raise PacketMalformed(f"{PINS}: is of another packet, or of this one before it was changed.")
        return pins

    def with_production_catalog(self, production: Mapping[str, str]) -> Pins:
        """The same pins, held to production's definitions instead of the clone's.

        Args:
            production: object ref to `oneroof.packets.relations.relation_digests` over production's catalog.

        A definition that the clone shows in other words (proven cosmetic elsewhere) is pinned as production has it;
        what it will be after the operation is then not known in production's words, and not pinned.
        """
        catalog = {
            ref: pinned
            if ref not in production or production[ref] == pinned.before
            else PinnedCatalog(before=production[ref])
            for ref, pinned in self.catalog.items()
        }
        return self.model_copy(update={"catalog": catalog})


def salted(salt: str, value: str) -> str:
    """SHA-256 (hex) of salt, a zero byte and the value: what stands in evidence for a value that may not."""
    return hashlib.sha256(salt.encode() + b"\x00" + value.encode()).hexdigest()


def may_publish(sql: str) -> bool:
    """Whether a guard's value is a number of rows, by reading it: ``SELECT count(…)`` and nothing beside it."""
    try:
        found = list(tokens(sql))
    except UnreadableSqlError:
        return False
    texts = [token.text for token in found if token.kind in {"word", "symbol"}]
    if [token.kind for token in found[:3]] != ["word", "word", "symbol"] or texts[:3] != ["select", "count", "("]:
        return False
    depth = 0
    for place, token in enumerate(found[2:], start=3):
        if token.kind == "symbol":
            depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            return place == len(found) or found[place].is_word("from")
    return False


def render_pins(pins: Pins) -> bytes:
    """The canonical bytes of pins.toml: every key quoted and sorted, one value a line."""
    content: dict[str, Any] = pins.model_dump(exclude_none=True)
    lines = [f"{key} = {toml_literal(content[key])}" for key in sorted(content) if not isinstance(content[key], dict)]
    for section in sorted(key for key in content if isinstance(content[key], dict)):
        for name in sorted(content[section]):
            lines += ["", f"[{section}.{toml_literal(name)}]"]
            lines += [f"{key} = {toml_literal(value)}" for key, value in sorted(content[section][name].items())]
    return ("\n".join(lines) + "\n").encode()


def pinned_digest(packet: Packet, pins: Pins) -> str:
    """The packet digest: the packet's three files and these pins."""
    return packet_digest(packet.files, render_pins(pins))
