"""One person's way into a company over HTTP: requests as that person, and problems in the domain's words."""

import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

import httpx
import tenacity
from pydantic import ValidationError

from desktop_app import __version__
from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.connect.trust import tls_context
from desktop_app.company.shapes import Problem
from desktop_app.company.sign_in_shapes import Tokens
from desktop_app.company.store import RenewalTokens
from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import SignedIn
from desktop_app.domain.errors import (
    AccountLocked,
    CompanyError,
    CompanyNotTrusted,
    CompanyUnreachable,
    InvalidValue,
    MustChangePassword,
    SignedOut,
    UnknownCompany,
    WaybillError,
    kind_of,
)
from desktop_app.domain.texts import tr

CONNECT_SECONDS = 10.0
READ_SECONDS = 65.0
"""A little longer than a statement may take in the database."""
MOST_CONNECTIONS = 8
KEEP_SECONDS = 30.0
_TRIES = 3
_HEALTH = "/health"
_AWAY = (502, 503, 504)
_TOO_MANY = 429
_NO_HEADERS: Mapping[str, str] = {}


class Client:
    """Requests to a company's server, as whoever signed in through it. Thread-safe."""

    def __init__(self, address: CompanyAddress, renewal: RenewalTokens, *, allow_insecure: bool = False) -> None:
        """Nothing is connected yet.

        Raises:
            CompanyNotTrusted: the address is not https, and not this machine's.
        """
        self.address = address.text
        self.company_code = address.user
        self.renewal = renewal
        self._access_token = ""
        self._renewing = threading.RLock()
        self._http = httpx.Client(
            base_url=address.base_url(allow_insecure=allow_insecure),
            verify=tls_context(dict(address.options).get("sslrootcert")),
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=MOST_CONNECTIONS, keepalive_expiry=KEEP_SECONDS),
            headers={"User-Agent": f"waybill/{__version__}", "Accept": "application/json"},
        )

    def close(self) -> None:
        """Let go of connections."""
        self._http.close()

    def check(self) -> timedelta | None:
        """See that a Waybill answers there; how far this computer's clock is ahead of its, if it tells the time.

        Raises:
            UnknownCompany: something else does.
            CompanyUnreachable, CompanyNotTrusted: it cannot be asked.
        """
        answer = self._sent("GET", _HEALTH, again=True)
        try:
            service = answer.json()["service"]
        except (ValueError, KeyError, TypeError):
            service = ""
        if service != "waybill":
            raise UnknownCompany(
                tr("What answers at {address} is no Waybill server. Check the address.", address=self.address)
            )
        try:
            return utc_now() - parsedate_to_datetime(answer.headers.get("date", ""))
        except (TypeError, ValueError):
            return None

    def request(self, method: str, path: str, *, again: bool | None = None, **parts: Any) -> Any:
        """The JSON that a request as the person is answered with; renews what has run out.

        Args:
            method: HTTP's.
            path: below the address.
            again: whether the same request twice does no harm; by default what HTTP says of the method.
            parts: ``body``, sent as JSON, and ``params`` of the address.

        Raises:
            WaybillError: what the server says; SignedOut, CompanyUnreachable and others of `company.store`.
        """
        again = method != "POST" if again is None else again
        token = self._access_token
        if token:
            try:
                return self._asked(method, path, again, token, parts)
            except SignedOut:
                pass
        self._renew(instead_of=token)
        return self._asked(method, path, again, self._access_token, parts)

    def page(
        self, path: str, filters: Mapping[str, Any], offset: int, limit: int, *, most: int = 1000
    ) -> tuple[list[Any], int]:
        """A stretch of a long list and how long that is; the server gives at most ``most`` at once."""
        items: list[Any] = []
        while True:
            wanted = min(limit - len(items), most)
            stretch = {"offset": offset + len(items), "limit": max(1, wanted)}
            page = self.request("GET", path, params={**filters, **stretch})
            items += page["items"][:wanted]
            if len(items) >= limit or len(page["items"]) < stretch["limit"]:
                return items, page["total"]

    def begin(self, path: str, next_token: str, **given: str) -> SignedIn:
        """Sign in by ``path``; who that is from here on."""
        with self._renewing:
            body = given | {"company_code": self.company_code, "next_refresh_token": next_token}
            # Whoever was signed in here before is not any more, and must not come back by the token kept for them.
            try:
                tokens = self._tokens(path, body)
            except MustChangePassword:
                self.forget()
                raise
            self.forget()
            self._access_token = tokens.access_token
            signed_in = SignedIn(self.address, tokens.company.value(), tokens.user.value())
            self.renewal.begin(signed_in.user.username, next_token)
        return signed_in

    def forget(self) -> None:
        """Be nobody again."""
        self._access_token = ""
        self.renewal.forget()

    def _renew(self, *, instead_of: str) -> None:
        with self._renewing:
            if self._access_token != instead_of:
                return  # Another thread was quicker.
            self.renewal.exchange(self._exchange)

    def _exchange(self, token: str, fresh: str) -> None:
        body = {"refresh_token": token, "next_refresh_token": fresh, "company_code": self.company_code}
        self._access_token = self._tokens("/api/auth/refresh", body, again=True).access_token

    def _tokens(self, path: str, body: dict[str, str], *, again: bool = False) -> Tokens:
        return Tokens.model_validate(self._answered(self._sent("POST", path, again=again, body=body)))

    def _asked(self, method: str, path: str, again: bool, token: str, parts: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        return self._answered(self._sent(method, path, again=again, headers=headers, **parts))

    def _sent(
        self,
        method: str,
        path: str,
        *,
        again: bool,
        headers: Mapping[str, str] = _NO_HEADERS,
        body: Any = None,
        params: Mapping[str, Any] | None = None,
    ) -> httpx.Response:
        """Send, and again after a connection that broke, where that does no harm."""
        content = None
        if body is not None:
            # Escaped, for what is no Unicode goes as well; the server says which field it was in.
            content, headers = json.dumps(body).encode(), {**headers, "Content-Type": "application/json"}
        asked = {name: _unicode(value) for name, value in (params or {}).items() if value is not None}
        sending = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(httpx.TransportError),
            stop=tenacity.stop_after_attempt(_TRIES if again else 1),
            wait=tenacity.wait_random_exponential(multiplier=0.1, max=1),
            reraise=True,
        )
        with self._translating():
            return sending(self._http.request, method, path, params=asked, content=content, headers=headers)

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except httpx.TransportError as error:
            if isinstance(cause := _cause(error, ssl.SSLCertVerificationError), ssl.SSLCertVerificationError):
                raise CompanyNotTrusted(
                    tr(
                        "The server at {address} cannot prove that it is the company's ({reason}). Nothing was sent "
                        "to it. Ask your admin.",
                        address=self.address,
                        reason=cause.verify_message,
                    )
                ) from error
            raise self._away(str(error) or type(error).__name__) from error
        except httpx.HTTPError as error:
            raise self._away(str(error)) from error

    def _answered(self, answer: httpx.Response) -> Any:
        if answer.status_code == 204:
            return None
        if answer.is_success:
            try:
                return answer.json()
            except ValueError as error:
                raise self._away("its answer cannot be read") from error
        self._refused(answer)

    def _refused(self, answer: httpx.Response) -> NoReturn:
        try:
            problem = Problem.model_validate_json(answer.content)
        except ValidationError as error:
            # A proxy, or a portal, in the server's place.
            raise self._away(f"HTTP {answer.status_code}") from error
        kind = kind_of(problem.code)
        if answer.status_code in _AWAY:
            raise self._away(problem.detail)
        if answer.status_code == _TOO_MANY:
            raise AccountLocked(tr(problem.detail))
        if kind is InvalidValue:
            raise InvalidValue(problem.field or "", problem.detail)
        if kind is not None:
            raise kind(tr(problem.detail))  # The server speaks English.
        raise CompanyError(
            tr(
                "The company's server did not do this: {why} ({status}). If trying again does not "
                "help, tell your admin these words.",
                why=problem.detail.rstrip("."),
                status=answer.status_code,
            )
        )

    def _away(self, reason: str) -> WaybillError:
        return CompanyUnreachable(
            tr(
                "The company at {address} does not answer ({reason}). Look at the address and at the network. What is "
                "being sent goes on, and its records follow.",
                address=self.address,
                reason=reason,
            )
        )


def _cause(error: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    """What of a kind an error comes from."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error


def _unicode(value: Any) -> Any:
    """A text as an address can carry it: what is no Unicode is nobody's name."""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else value
