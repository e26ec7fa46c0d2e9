"""Run the server: uvicorn around the application."""

import logging

import uvicorn

from desktop_app.api.app import create_app
from desktop_app.api.config import ServerConfig
from desktop_app.domain.redaction import without_secrets

_GRACE_SECONDS = 20


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """A line, or more with a traceback; what other libraries' errors quote may hold a secret."""
        return without_secrets(super().format(record))


def run_server(config: ServerConfig) -> None:
    """Serve until a signal ends it; raises InvalidValue where something in the configuration will not do."""
    app = create_app(config)
    log_to_stderr()
    uvicorn.run(
        app,
        host=config.host,
        port=config.port,
        log_config=None,
        access_log=config.access_log,
        server_header=False,
        proxy_headers=bool(config.forwarded_allow_ips),
        forwarded_allow_ips=config.forwarded_allow_ips or None,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def log_to_stderr() -> None:
    """Log to standard error, as services do, without secrets."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
