"""What holds for every request: how large it may be, and what browsers are told of the answer."""

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desktop_app.api.problems import problem

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}
_PAGES = ("/docs", "/redoc")
_PAGES_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' https://cdn.jsdelivr.net; "
    "style-src 'self' 'unsafe-inline' https://cdn.jsdelivr.net https://fonts.googleapis.com; "
    "font-src https://fonts.gstatic.com; img-src 'self' data: https:; worker-src blob:; frame-ancestors 'none'"
)
"""FastAPI's pages of the documentation fetch their programs from there."""

_SIGN_IN = "/api/auth/"
_SIGN_IN_BYTES = 262_144
"""Here anybody may send something, and 16 MiB of JSON keep all others waiting for a second or two."""

_NOWHERE = problem(404, "Not found", "Not Found", "not_found")


class Guard:
    """An ASGI middleware; plain, for Starlette's own kind costs every request a task group."""

    def __init__(self, app: ASGIApp, max_body_bytes: int) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        came, most = 0, self._max_body_bytes
        if scope["path"].startswith(_SIGN_IN):
            most = min(most, _SIGN_IN_BYTES)

        async def limited() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > most:
                # Of this kind, for FastAPI takes any other for a body that cannot be read.
                raise HTTPException(413, f"A request has at most {most:,} bytes. Send less at once.")
            return message

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"] in _PAGES:
                    headers["Content-Security-Policy"] = _PAGES_POLICY
                if scope["scheme"] == "https":
                    headers.update(_HTTPS)
            await send(message)

        # Starlette's patterns end with $, which lets a line's end pass: a list would answer for an item of that name.
        app = _NOWHERE if scope["path"].endswith("\n") else self._app
        return await app(scope, limited, guarded)
