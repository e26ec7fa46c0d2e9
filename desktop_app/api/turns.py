"""Operations wait for a database, and meanwhile others have their turn.

FastAPI carries a plain function to a thread, and then its result to be checked to another; under many requests Python's
lock took longer than the queries. Here it runs as its company runs a step (`ServedCompany.run`).
"""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from fastapi.routing import APIRoute

from desktop_app.api.who import Caller


class TurnRoute(APIRoute):
    """A route whose function, unless it is asynchronous, is a step over the caller's company.

    Such a function has a parameter ``company``, a `CompanyDep`.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **settings: Any) -> None:
        super().__init__(path, endpoint if inspect.iscoroutinefunction(endpoint) else _in_turn(endpoint), **settings)


def _in_turn(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(endpoint, eval_str=True)

    @wraps(endpoint)
    async def taking_turns(**given: Any) -> Any:
        caller: Caller = given["company"]
        return await caller.run(lambda company: endpoint(**given | {"company": company}))

    # FastAPI reads it to know what to hand over.
    taking_turns.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in signature.parameters.values()]
    )
    return taking_turns
