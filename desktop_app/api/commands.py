"""`waybill serve` and `waybill worker`.

What they need is imported when they are called: the extra ``server`` may not be installed.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app.domain.errors import InvalidValue, WaybillError

if TYPE_CHECKING:
    from desktop_app.api.config import ServerConfig

config_option = click.option(
    "--config",
    "config_path",
    envvar="WAYBILL_SERVER_CONFIG",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The server's settings (TOML). WAYBILL_SERVER_CONFIG names it too.",
)
company_option = click.option(
    "--company",
    "companies",
    metavar="[CODE=]URL",
    multiple=True,
    help="A company's database, as workstations have it; with a code where there are several.",
)


class ServerMissing(WaybillError):
    """The programs that serving takes are not installed."""

    title = "Not installed"


@click.command()
@click.option("--host", metavar="H", help="Address to listen at; 127.0.0.1 by default.")
@click.option("--port", metavar="P", type=click.IntRange(0, 65535), help="Port to listen at; 8000 by default.")
@company_option
@config_option
@click.option("--check", is_flag=True, help="Say what is wrong with the configuration, and serve nothing.")
def serve(
    host: str | None, port: int | None, companies: tuple[str, ...], config_path: Path | None, check: bool
) -> None:
    """Serve companies over HTTP: to programs, and to workstations that may not reach the database.

    Tokens are signed with WAYBILL_SECRET_KEY, or with what the settings' secret_key_file holds: 32 bytes or more.
    """
    require_server()
    if check:
        from desktop_app.api.checks import findings

        found = list(findings(lambda: read_config(config_path, companies, host, port)))
        for finding in found:
            click.echo(f"{'ok' if finding.ok else 'WRONG':7}{finding.what}")
        sys.exit(0 if all(finding.ok for finding in found) else 2)
    from desktop_app.api.serving import run_server

    run_server(read_config(config_path, companies, host, port))


def require_server() -> None:
    """See that the extra is there; raises ServerMissing."""
    try:
        import fastapi  # noqa: F401
        import jwt  # noqa: F401
        import uvicorn  # noqa: F401
    except ModuleNotFoundError as error:
        raise ServerMissing(
            f"Serving takes {error.name}, which is not installed. Install Waybill with its server's needs: "
            "pip install 'waybill[server]'."
        ) from error


def read_config(
    config_path: Path | None, companies: tuple[str, ...], host: str | None = None, port: int | None = None
) -> "ServerConfig":
    """Put together what the command line, the environment and the file say; raises InvalidValue."""
    from desktop_app.api.config import ServerConfig

    return ServerConfig.of_command(config_path, companies, host, port)


@click.command()
@config_option
@click.option("--burst", is_flag=True, help="End when there is no job left.")
def worker(config_path: Path | None, burst: bool) -> None:
    """Run jobs: send upload sessions from this server's folders, as the API hands them out.

    Start as many as you like, on as many machines; they share the settings' redis_url and secret key. One may be killed
    at any time: another goes on where it was.
    """
    require_server()
    config = read_config(config_path, ())
    if not config.redis_url:
        raise InvalidValue("redis_url", "A worker takes its jobs from Redis: set redis_url, or WAYBILL_REDIS_URL.")
    config.key()
    from desktop_app.api.worker import CONFIG_VARIABLE, run_worker

    if config_path is not None:
        os.environ[CONFIG_VARIABLE] = str(config_path.resolve())  # Each job runs in a process of its own.
    run_worker(config, burst=burst)
