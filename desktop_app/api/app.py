"""The application: its routes, and what surrounds each request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.openapi.utils import get_openapi

from desktop_app import __version__
from desktop_app.api import auth, directory, health, lending, sessions, uploads
from desktop_app.api.config import ServerConfig
from desktop_app.api.guard import Guard
from desktop_app.api.jobs import Jobs
from desktop_app.api.limits import SignInLimits
from desktop_app.api.problems import answers, tell_problems
from desktop_app.api.tokens import TokenMaker
from desktop_app.api.who import Served
from desktop_app.company.served import ServedCompany
from desktop_app.company.shapes import Problem
from desktop_app.domain.errors import InvalidValue

_DESCRIPTION = (
    "A company's people, projects, cycles and upload sessions. Sign in at `/api/auth/login` and send the access token "
    "along. What goes wrong is told as problem details (RFC 9457)."
)


def create_app(config: ServerConfig) -> FastAPI:
    """Make the application; no database is connected to yet.

    Raises:
        InvalidValue: something in the configuration will not do.
    """
    server = Served(
        config,
        _companies(config),
        TokenMaker(config.key()),
        SignInLimits(config.redis_url, config.sign_ins_per_minute, config.wrong_per_name),
        Jobs(config.redis_url) if config.redis_url else None,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        for company in server.companies.values():
            await company.run(company.close)

    app = FastAPI(title="Waybill", version=__version__, description=_DESCRIPTION, lifespan=lifespan)
    app.state.served = server
    tell_problems(app)
    for router in (
        health.router,
        auth.router,
        directory.companies,
        directory.users,
        directory.projects,
        directory.cycles,
        sessions.router,
        uploads.router,
        lending.router,
        directory.audit,
    ):
        app.include_router(router)
    if config.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=config.cors_origins,
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
        )
    app.add_middleware(Guard, max_body_bytes=config.max_body_bytes)
    _document_problems(app)
    return app


def _companies(config: ServerConfig) -> dict[str, ServedCompany]:
    if not config.companies:
        raise InvalidValue("company", "No company is given to serve. Name its database: --company URL.")
    served: dict[str, ServedCompany] = {}
    for one in config.companies:
        company = ServedCompany(
            one.address,
            one.secret(),
            allow_insecure=config.allow_insecure,
            most_connections=config.connections,
        )
        served[one.code.strip().lower()] = company
        if len(config.companies) == 1:
            served[""] = company
    return served


def _document_problems(app: FastAPI) -> None:
    """Let the OpenAPI document have the one shape of what goes wrong, and none of the framework's own."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            schemas = found.setdefault("components", {}).setdefault("schemas", {})
            schemas["Problem"] = Problem.model_json_schema()
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            for operation in (one for item in found["paths"].values() for one in item.values()):
                if "requestBody" in operation:
                    operation["responses"] |= {str(status): told for status, told in answers(400, 413).items()}
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign] # FastAPI's way to change it
