"""Whether the server and what stands behind it are there: for load balancers, and for whoever looks after it."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from desktop_app import __version__
from desktop_app.api.turns import TurnRoute
from desktop_app.api.who import Served, ServedDep
from desktop_app.domain.errors import WaybillError

router = APIRouter(tags=["health"], route_class=TurnRoute)

State = Literal["ok", "unreachable", "not configured"]


class Health(BaseModel):
    """How the server is."""

    service: Literal["waybill"] = "waybill"
    status: Literal["ok", "degraded"]
    version: str
    database: State
    redis: State


@router.get("/health", responses={503: {"model": Health, "description": "The database or Redis does not answer."}})
async def health(server: ServedDep, response: Response) -> Health:
    """Whether database and Redis answer; which company it is that does not is in the log only."""
    database, redis = await _database(server), await _redis(server)
    well = "unreachable" not in (database, redis)
    response.status_code = 200 if well else 503
    return Health(status="ok" if well else "degraded", version=__version__, database=database, redis=redis)


async def _database(server: Served) -> State:
    try:
        for company in server.companies.values():
            await company.run(company.check)
    except WaybillError:
        return "unreachable"
    return "ok"


async def _redis(server: Served) -> State:
    if not server.config.redis_url:
        return "not configured"
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    try:
        async with Redis.from_url(server.config.redis_url, socket_timeout=2, socket_connect_timeout=2) as redis:
            await redis.ping()
    except RedisError:
        return "unreachable"
    return "ok"
