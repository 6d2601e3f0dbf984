"""A wire between client and server that a test cuts at a word: before the server hears it, or after it answered."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from oneroof.pg.dsn import Dsn

When = Literal["before", "after", "never"]


@dataclass
class Wire:
    """Cuts when the client says ``word`` for the ``nth`` time; ``cut`` tells whether it did.

    ``before``: the server never hears the word. ``after``: the server has answered it, and the client never hears the
    answer. ``never``: nothing is cut. ``meanwhile`` is called before the server hears the word.
    """

    target: Path
    word: bytes
    when: When
    nth: int = 1
    meanwhile: Callable[[], None] = lambda: None
    cut: bool = False
    heard: int = 0
    open: list[socket.socket] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        """Join each client to the server until the listener is closed."""
        with suppress(OSError):
            while True:
                client, _address = listener.accept()
                server = socket.socket(socket.AF_UNIX)
                self.open += [client, server]
                if server.connect_ex(str(self.target)) != 0:  # the server is gone: who calls is told at once
                    client.close()
                    continue
                for run in (self._to_server, self._to_client):
                    threading.Thread(target=run, args=(client, server), daemon=True).start()

    def _to_server(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while chunk := client.recv(1 << 16):
                if self.word in chunk:
                    self.heard += 1
                    if self.heard == self.nth:
                        self.meanwhile()
                        if self.when == "before":
                            self._hang_up(client, server)
                            return
                        self.cut = self.when == "after"  # from here on the client hears nothing more
                server.sendall(chunk)
        self._end(server)

    def _to_client(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while chunk := server.recv(1 << 16):
                if self.cut and self.when == "after":
                    self._hang_up(client, server)
                    return
                client.sendall(chunk)
        self._end(client)

    def _hang_up(self, *ends: socket.socket) -> None:
        self.cut = True
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _end(self, other: socket.socket) -> None:
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)


@contextmanager
def wire(
    folder: Path,
    dsn: Dsn,
    word: bytes,
    when: When = "never",
    *,
    nth: int = 1,
    meanwhile: Callable[[], None] = lambda: None,
) -> Iterator[tuple[Dsn, Wire]]:
    """A DSN that leads to the same database through a `Wire`.

    Args:
        folder: where the wire's own socket lies.
        dsn: of a server that listens on a socket.
        word: what the client says; a part of one statement.
        when: cut before the server hears it, or after the server answered it.
        nth: which time.
        meanwhile: what happens before the server hears it.
    """
    given = dsn.parameters
    name = f".s.PGSQL.{given.get('port', '5432')}"
    made = Wire(Path(given["host"]) / name, word, when, nth, meanwhile)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / name))
        listener.listen()
        threading.Thread(target=made.serve, args=(listener,), daemon=True).start()
        yield dsn.with_parameters(host=str(folder)), made
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        for end in made.open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)  # a thread that still reads would keep a closed socket alive
            end.close()
