"""Run the server: uvicorn around the application."""

import uvicorn

from desktop_app.api.app import create_app
from desktop_app.api.config import ServerConfig
from desktop_app.api.logs import log_to_stderr

_GRACE_SECONDS = 20


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
