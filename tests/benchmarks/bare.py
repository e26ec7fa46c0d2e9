"""The most this machine lets through: each file of a folder over a TLS connection of its own, with no S3 but a PUT."""

import socket
import ssl
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

_BLOCK = 2**20


def send(url: str, root: str, folder: str) -> None:
    """Send them at once."""
    place = urlsplit(url)
    address = (place.hostname or "", place.port or 443)
    context = ssl.create_default_context(cafile=root)

    def send_one(path: Path) -> None:
        plain = socket.create_connection(address)
        with context.wrap_socket(plain, server_hostname=address[0]) as connection, path.open("rb", buffering=0) as file:
            length = path.stat().st_size
            head = f"PUT /limit/{path.name} HTTP/1.1\r\nHost: {address[0]}\r\nContent-Length: {length}\r\n\r\n"
            connection.sendall(head.encode())
            block = memoryview(bytearray(_BLOCK))
            while read := file.readinto(block):
                connection.sendall(block[:read])
            connection.recv(4096)

    paths = sorted(Path(folder).iterdir())
    with ThreadPoolExecutor(len(paths)) as threads:
        list(threads.map(send_one, paths))


if __name__ == "__main__":
    send(*sys.argv[1:4])
