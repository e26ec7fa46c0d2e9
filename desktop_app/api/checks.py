"""What is wrong with a server's configuration: each thing is tried, not only read."""

import asyncio
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop_app.api.config import CompanyServed, ServerConfig
from desktop_app.api.tokens import TokenMaker
from desktop_app.company.served import ServedCompany
from desktop_app.domain.errors import WaybillError
from desktop_app.engine.lending import is_role
from desktop_app.engine.sign_in import profiles_here

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    ok: bool
    what: str


def findings(read: Callable[[], ServerConfig]) -> Iterator[Finding]:
    """Look at everything, whatever is wrong before it; ``read`` gives the configuration or raises WaybillError."""
    try:
        config = read()
    except WaybillError as error:
        yield Finding(False, str(error))
        return
    yield _tried("The secret key is long enough.", lambda: TokenMaker(config.key()))
    for path in _secret_files(config):
        yield _kept(path)
    if not config.companies:
        yield Finding(False, "No company is given to serve. Name its database: --company URL.")
    for one in config.companies:
        yield from _company(one, config)
    yield from _redis(config)
    yield from _web(config)


def _tried(what: str, attempt: Callable[[], object]) -> Finding:
    try:
        attempt()
    except WaybillError as error:
        return Finding(False, str(error))
    return Finding(True, what)


def _secret_files(config: ServerConfig) -> list[Path]:
    named = [config.secret_key_file, *(one.password_file for one in config.companies)]
    return [path for path in named if path is not None]


def _kept(path: Path) -> Finding:
    try:
        open_to_others = path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) & ~stat.S_IRGRP
    except OSError as error:
        return Finding(False, f"The file {path} with a secret cannot be read: {error}.")
    if open_to_others:
        return Finding(False, f"Others may read or write the file {path}, which holds a secret: chmod 600 {path}")
    return Finding(True, f"The file {path} with a secret is nobody else's.")


def _company(one: CompanyServed, config: ServerConfig) -> Iterator[Finding]:
    def connect() -> None:
        company = ServedCompany(one.address, one.secret(), allow_insecure=config.allow_insecure)

        def look() -> None:
            try:
                company.check()
            finally:
                company.close()

        asyncio.run(company.run(look))

    name = one.code or one.address.partition("?")[0].rpartition("@")[2]
    yield _tried(f"The company {name} answers, with this Waybill's schema.", connect)
    for root in one.roots:
        if not root.is_absolute():
            yield Finding(False, f"The root {root} of {name} is no absolute path.")
        elif not os.access(root, os.R_OK | os.X_OK):
            yield Finding(False, f"The root {root} of {name} is not there, or may not be read by whoever runs this.")
        else:
            yield Finding(True, f"The root {root} of {name} can be read.")
    if one.roots and not config.redis_url:
        yield Finding(False, f"{name} has roots to send from, and there is no redis_url: no job can run.")
    if one.roots and not one.aws_profiles and not one.usual_credentials:
        yield Finding(False, f"{name} has roots to send from, and no aws_profiles nor usual_credentials to send with.")
    known = profiles_here()
    for profile in one.aws_profiles:
        yield Finding(profile in known, f"The AWS profile {profile} of {name} {_is_there(profile in known)} here.")
    for arn in one.roles:
        well = is_role(arn)
        yield Finding(well, f"The role {arn} of {name} {'is' if well else 'is no'} ARN of one.")


def _is_there(there: bool) -> str:
    return "is" if there else "is not"


def _redis(config: ServerConfig) -> Iterator[Finding]:
    if not config.redis_url:
        return
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        with Redis.from_url(config.redis_url, socket_timeout=5, socket_connect_timeout=5) as redis:
            redis.ping()
    except (RedisError, ValueError) as error:
        yield Finding(False, f"Redis does not answer ({type(error).__name__}).")
    else:
        yield Finding(True, "Redis answers.")


def _web(config: ServerConfig) -> Iterator[Finding]:
    if "*" in config.cors_origins:
        yield Finding(False, "cors_origins lets every web page call the API: name those that are to.")
    if "*" in config.forwarded_allow_ips:
        yield Finding(False, "forwarded_allow_ips believes everybody's X-Forwarded-For: name the proxy's address.")
    if config.host not in _LOOPBACK and not config.forwarded_allow_ips:
        yield Finding(
            False,
            f"It listens at {config.host} without TLS and without a proxy before it (forwarded_allow_ips): passwords "
            "would go over the network unencrypted. Listen at 127.0.0.1 behind a proxy with TLS.",
        )
