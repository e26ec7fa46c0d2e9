"""A way to a server that can be closed and cut, byte for byte and without knowing what is said on it."""

import contextlib
import random
import socket
import threading


class Forwarder:
    """Listens on a port of its own and forwards to another of this machine."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open = True
        self._cut_after: int | None = None
        self._random = random.Random(5)
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self.cuts = 0
        """How many connections were cut in the middle of what the server said."""
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._listener.getsockname()[1]
        return port

    def close_way(self) -> None:
        """Let nobody through, and end who is."""
        self._open = False
        for pair in self._pairs:
            _end(*pair)
        self._pairs.clear()

    def open_way(self) -> None:
        """Let everybody through."""
        self._open = True

    def cut(self, about: int | None) -> None:
        """Cut each new connection after about so many bytes of answers; None cuts none."""
        self._cut_after = about

    def stop(self) -> None:
        """Stop listening."""
        self._listener.close()
        self.close_way()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # Stopped.
            if not self._open:
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self._target))
            self._pairs.append((client, server))
            allowed = self._random.randint(1, 2 * self._cut_after) if self._cut_after else None
            threading.Thread(target=self._pass_on, args=(client, server, None), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(server, client, allowed), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket, allowed: int | None) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                if allowed is not None:
                    allowed -= len(data)
                    if allowed < 0:
                        self.cuts += 1
                        break  # What the server did stands; nobody hears of it.
                other.sendall(data)
        _end(one, other)


def _end(*sockets: socket.socket) -> None:
    for each in sockets:
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()
