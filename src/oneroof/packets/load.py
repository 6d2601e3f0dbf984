"""A packet from its folder: three regular files and nothing else, read once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from oneroof.errors import PacketMalformed
from oneroof.packets.check import refuse
from oneroof.packets.digest import PINS
from oneroof.packets.model import MANIFEST, OPERATION, ROLLBACK, SOURCE_FILES, Packet
from oneroof.packets.parse import parse
from oneroof.packets.pins import Pins


def _read(folder: Path, wanted: tuple[str, ...]) -> dict[str, bytes]:
    if not folder.is_dir():
        raise PacketMalformed(f"{folder} is no folder; a packet is one, with {MANIFEST}, {OPERATION} and {ROLLBACK}.")
    files: dict[str, bytes] = {}
    for entry in sorted(folder.iterdir()):
        if entry.is_symlink():
            raise PacketMalformed(f"{folder / entry.name}: is a symbolic link; a packet holds its files itself.")
        if entry.name not in wanted or not entry.is_file():
            raise PacketMalformed(f"{folder / entry.name}: a packet holds {', '.join(wanted)}, and nothing else.")
        files[entry.name] = entry.read_bytes()
    return files


def load(folder: Path) -> Packet:
    """The packet in ``folder``, as people write it: without pins.

    Raises:
        PacketMalformed: see `oneroof.packets.parse.parse` and `oneroof.packets.check.refuse`; also other files and
            symbolic links.
    """
    return _parsed(str(folder), _read(folder, SOURCE_FILES))


def _parsed(where: str, files: Mapping[str, bytes]) -> Packet:
    try:
        packet = parse(files)
        refuse(packet)
    except PacketMalformed as error:
        raise PacketMalformed(f"{where}: {error.message}") from error
    return packet


def load_pinned(folder: Path) -> tuple[Packet, Pins]:
    """The pinned packet in ``folder``, as a rehearsal wrote it into its bundle.

    Raises:
        PacketMalformed: as `load`, or pins.toml is missing, not canonical or of another packet.
    """
    return parse_pinned(_read(folder, (*SOURCE_FILES, PINS)), str(folder))


def parse_pinned(files: Mapping[str, bytes], where: str) -> tuple[Packet, Pins]:
    """The pinned packet in the bytes of its four files, by name; ``where`` they stand goes into messages.

    Raises:
        PacketMalformed: as `load_pinned`.
    """
    if PINS not in files:
        raise PacketMalformed(f"{where}: {PINS} is missing; only a rehearsal writes it.")
    packet = _parsed(where, {name: content for name, content in files.items() if name != PINS})
    return packet, Pins.parse(files[PINS], packet)
