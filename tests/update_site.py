"""A web server with an update feed, as those who make Waybill would have it."""

import base64
import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.domain.clock import utc_now

PACKAGE = b"a package of a new version\n" * 5000
NAME = "waybill_9.1.0_amd64.deb"


@dataclass
class Site:
    """A web server with a feed and a package; a test may change either."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    files: dict[str, bytes] = field(default_factory=dict)
    redirect: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def feed(self) -> str:
        return f"http://127.0.0.1:{self.port}/waybill.feed"

    @property
    def public_key(self) -> str:
        return base64.b64encode(self.key.public_key().public_bytes_raw()).decode()

    def publish(self, key: Ed25519PrivateKey | None = None, **changes: object) -> None:
        """Sign a feed as it is, after changes to its manifest, with the site's key or another."""
        now = utc_now()
        manifest: dict[str, object] = {
            "product": "waybill",
            "format": 1,
            "version": "9.1.0",
            "released_at": now.isoformat(),
            "expires_at": (now + timedelta(days=1)).isoformat(),
            "rollout_percent": 100,
            "notes": "Faster.",
            "packages": [
                {
                    "system": "linux",
                    "machine": "x86_64",
                    "kind": "deb",
                    "url": NAME,
                    "size_bytes": len(PACKAGE),
                    "sha256": hashlib.sha256(PACKAGE).hexdigest(),
                }
            ],
        }
        self.sign(json.dumps(manifest | changes).encode(), key or self.key)
        self.files[f"/{NAME}"] = PACKAGE

    def sign(self, body: bytes, key: Ed25519PrivateKey) -> None:
        self.files["/waybill.feed"] = b"waybill-feed ed25519 " + base64.b64encode(key.sign(body)) + b"\n" + body


@contextmanager
def update_site() -> Iterator[Site]:
    """Serve until the end of the block; a good feed is there already."""
    site = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            if to := site.redirect.get(self.path):
                self.send_response(302)
                self.send_header("Location", to)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            body = site.files.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site.publish()
    yield site
    server.shutdown()
    server.server_close()
