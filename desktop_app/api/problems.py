"""Errors as HTTP tells them: one shape (RFC 9457, problem details), whatever went wrong."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from desktop_app.company.shapes import Problem
from desktop_app.domain.errors import (
    AccountInactive,
    AccountLocked,
    Bug,
    CompanyError,
    Conflict,
    DeliveryRefused,
    InvalidValue,
    MustChangePassword,
    NotAllowed,
    NotFound,
    NotPossibleNow,
    SignInRefused,
    StorageError,
    WaybillError,
)

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

# The first that an error is one of.
_STATUSES: Sequence[tuple[type[WaybillError], int]] = (
    (InvalidValue, 422),
    (NotFound, 404),
    (Conflict, 409),
    (NotPossibleNow, 409),
    (DeliveryRefused, 409),
    (NotAllowed, 403),
    (AccountLocked, 429),
    (AccountInactive, 403),
    (MustChangePassword, 403),
    (SignInRefused, 401),
    (CompanyError, 503),
    (StorageError, 503),
)
_LOCKED_SECONDS = 15 * 60
_TITLES = {400: "Bad request", 404: "Not found", 405: "Method not allowed", 413: "Too large"}


class TooMany(WaybillError):
    """Somebody tries too often."""

    title = "Too many attempts"
    can_retry = True

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


def problem(
    status: int,
    title: str,
    detail: str,
    code: str,
    headers: Mapping[str, str] | None = None,
    field: str | None = None,
    **more: Any,
) -> JSONResponse:
    """An answer that says what went wrong."""
    body = Problem(title=title, status=status, detail=detail, code=code, field=field, **more)
    return JSONResponse(
        body.model_dump(mode="json", exclude_none=True), status, dict(headers or {}), media_type=MEDIA_TYPE
    )


def of_error(error: WaybillError) -> JSONResponse:
    """An error of ours as an answer."""
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)
    headers: dict[str, str] = {}
    if isinstance(error, TooMany):
        status, headers = 429, {"Retry-After": str(error.seconds)}
    elif isinstance(error, AccountLocked):
        headers = {"Retry-After": str(_LOCKED_SECONDS)}
    elif status == 401:
        headers = {"WWW-Authenticate": "Bearer"}
    elif status == 503:
        headers = {"Retry-After": "5"}
    if status >= 500:
        log.error("%s: %s", error.title, error, exc_info=error)
    return problem(status, error.title, str(error), error.code, headers, getattr(error, "field", None) or None)


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What an operation may answer beside its success, for the OpenAPI document."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": _MEANINGS[status], "content": content} for status in statuses}


_MEANINGS = {
    400: "The request cannot be read.",
    401: "Nobody is signed in by this token, or it has ended.",
    403: "The role does not include this, or the account is not active.",
    404: "It does not exist for this person.",
    409: "It does not go together with what is there.",
    413: "The request's body is too large.",
    422: "A value breaks a rule; `field` names it.",
    429: "Too many attempts; `Retry-After` says when it goes on.",
    503: "The company's database or a service behind it does not answer.",
}


def tell_problems(app: FastAPI) -> None:
    """Let an application answer with problems wherever something goes wrong."""

    @app.exception_handler(WaybillError)
    async def _ours(_: Request, error: WaybillError) -> JSONResponse:
        return of_error(error)

    @app.exception_handler(RequestValidationError)
    async def _not_valid(_: Request, error: RequestValidationError) -> JSONResponse:
        found = [
            {"field": ".".join(str(part) for part in one["loc"][1:]), "message": one["msg"], "in": one["loc"][0]}
            for one in error.errors()
        ]
        first = found[0]
        detail = f"{first['field']}: {first['message']}" if first["field"] else str(first["message"])
        return problem(
            422, InvalidValue.title, detail, InvalidValue.code, field=str(first["field"]) or None, errors=found
        )

    @app.exception_handler(HTTPException)
    async def _framework(request: Request, error: HTTPException) -> JSONResponse:
        title = _TITLES.get(error.status_code, "Refused")
        headers = dict(error.headers or {})
        if error.status_code == 405:
            # Starlette names those of the first route only.
            headers["Allow"] = ", ".join(sorted(_methods(app, request)))
        return problem(error.status_code, title, str(error.detail), title.lower().replace(" ", "_"), headers)

    @app.exception_handler(Exception)
    async def _unexpected(_: Request, __: Exception) -> JSONResponse:
        # Starlette raises it again for the server's log; what it holds is nobody else's to read.
        return problem(500, Bug.title, "Waybill made a mistake. Its log says more.", Bug.code)


def _methods(app: FastAPI, request: Request) -> set[str]:
    """What may be done at the place that a request is for, as the document has it."""
    there = app.openapi()["paths"].items()
    # The first, as for any request: /sessions/stats is no upload session.
    meant = next((item for path, item in there if compile_path(path)[0].match(request.url.path)), ())
    return {method.upper() for method in meant}
