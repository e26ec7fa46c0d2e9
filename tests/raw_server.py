"""A server that says what a test tells it to, byte for byte: what no real one can be made to say."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Talk:
    """One connection as the server has it."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._heard = b""

    def hear(self) -> bytes:
        """A request's body, once its head and all of the body have arrived; nothing if nobody asks any more."""
        head = self.hear_head()
        length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0")
        size = int(length.partition(b":")[2])
        while len(self._heard) < size and (data := self._socket.recv(2**16)):
            self._heard += data
        body, self._heard = self._heard[:size], self._heard[size:]
        return body

    def hear_head(self) -> bytes:
        """A request's head, and nothing of its body."""
        while b"\r\n\r\n" not in self._heard:
            if not (data := self._socket.recv(2**10)):
                return b""
            self._heard += data
        head, _, self._heard = self._heard.partition(b"\r\n\r\n")
        return head

    def say(self, data: bytes) -> None:
        """Send bytes."""
        self._socket.sendall(data)


class RawServer:
    """Listens on loopback; connection by connection it does what the scripts say, the last one ever after."""

    def __init__(self, *scripts: Callable[[Talk], None], tls: ssl.SSLContext | None, host: str) -> None:
        self.connections = 0
        self._scripts = scripts
        self._tls = tls
        self._listener = socket.create_server((host, 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stop listening and let go of every connection."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # Closed.
            while True:
                connection, _ = self._listener.accept()
                script = self._scripts[min(self.connections, len(self._scripts) - 1)]
                self.connections += 1
                threading.Thread(target=self._talk, args=(connection, script), daemon=True).start()

    def _talk(self, connection: socket.socket, script: Callable[[Talk], None]) -> None:
        with connection, contextlib.suppress(OSError):
            self._open.append(connection)
            # Else what is said last may wait for an acknowledgement, and be forgotten when the connection is closed.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls is None:
                return script(Talk(connection))
            with self._tls.wrap_socket(connection, server_side=True) as secure:
                script(Talk(secure))
        return None


@contextmanager
def raw_server(
    *scripts: Callable[[Talk], None], tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> Iterator[RawServer]:
    """A server as long as it is needed."""
    server = RawServer(*scripts, tls=tls, host=host)
    try:
        yield server
    finally:
        server.close()


def saying(*answers: bytes) -> Callable[[Talk], None]:
    """Hear a request, say an answer, and so on; then close."""

    def script(talk: Talk) -> None:
        for answer in answers:
            talk.hear()
            talk.say(answer)

    return script
