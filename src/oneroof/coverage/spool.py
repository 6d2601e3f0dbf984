"""Lists that may be as long as the catalog, put aside as they come from the server and read as often as wanted.

All of a list is there before a word of it is told: what fails fails before the first byte, and production's snapshot
ends with the reading, not when somebody closes a pager.
"""

from __future__ import annotations

import json
import tempfile
import weakref
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from operator import eq
from typing import IO, Any, Generic, Self, TypeVar, cast

from oneroof.errors import EnvironmentFault

#: So many bytes of a list stay in memory; what is longer goes to a file without a name, which ends with us.
_IN_MEMORY = 1 << 18
#: So many bytes are read back at once.
_READ = 1 << 16
_Item_co = TypeVar("_Item_co", covariant=True)
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Spool(Collection[_Item_co], Generic[_Item_co]):
    """Items of JSON values in the order in which they came.

    Args:
        items: read to their end, one by one.

    Raises:
        EnvironmentFault: there is no room for them; when they are read: they cannot be read back.
    """

    def __init__(self, items: Iterable[_Item_co] = ()) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - it ends with this object
        weakref.finalize(self, _close, self._file)
        self._length = 0
        for item in items:
            self.add(item)
        self.settled()

    def add(self, item: Any) -> None:
        """One more, after those that are there; `settled` says whether there was room for the last of them."""
        try:
            self._file.write(_encoded(item).encode("utf-8", "surrogatepass") + b"\n")
        except OSError as error:
            raise _no_room(error) from error
        self._length += 1

    def settled(self) -> Self:
        """Itself, all of it where it is kept: nothing is left to be written when it is first read.

        Raises:
            EnvironmentFault: there is no room for its last bytes.
        """
        try:
            self._file.flush()
        except OSError as error:
            raise _no_room(error) from error
        return self

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[_Item_co]:
        place, begun = 0, b""
        while True:
            block = self._block(place)
            if not block:
                return
            place += len(block)
            *lines, begun = (begun + block).split(b"\n")
            for line in lines:
                yield cast("_Item_co", json.loads(line.decode("utf-8", "surrogatepass")))

    def _block(self, place: int) -> bytes:
        try:
            self._file.seek(place)
            return self._file.read(_READ)
        except OSError as error:
            raise _unreadable(error) from error

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Spool):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # it can be added to

    def __contains__(self, item: object) -> bool:
        return any(each == item for each in self)


def spooled_apart(pairs: Iterable[tuple[str, str]], parts: Iterable[str]) -> dict[str, Spool[str]]:
    """Items by part, from pairs of both: a list for each of ``parts``, in their order, then for others as they come."""
    found: dict[str, Spool[str]] = {part: Spool() for part in parts}
    for item, part in pairs:
        if part not in found:
            found[part] = Spool()
        found[part].add(item)
    return {part: items.settled() for part, items in found.items()}


def _no_room(error: OSError) -> EnvironmentFault:
    return EnvironmentFault(
        f"A long list cannot be put aside in {_where()}: {error.strerror}.",
        next_step="Free some space there, or name another folder by TMPDIR.",
    )


def _unreadable(error: OSError) -> EnvironmentFault:
    return EnvironmentFault(
        f"A long list cannot be read back from {_where()}, where it was put aside: {error.strerror}.",
        next_step="Look at that disk, or name another folder by TMPDIR.",
    )


def _where() -> str:
    # tempdir, not gettempdir(): where no folder was found it would look again, and fail again.
    return tempfile.tempdir or "a temporary folder"


def _close(file: IO[bytes]) -> None:
    """Without a word: what could not be written is written once more by closing, and was said already."""
    with suppress(OSError):
        file.close()
