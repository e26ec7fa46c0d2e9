"""The bare asynchronous route that `api` is measured against: the same statements, and nothing around them.

Run as a process by `tests.benchmarks.api`: ``python -m tests.benchmarks.bare_api PORT DSN``.
"""

import asyncio
import sys
from typing import Any

import psycopg
import uvicorn
from psycopg.rows import dict_row
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

CONNECTIONS = 16
PROJECTS = """
SELECT id, project_name, bucket_name, region, endpoint_url, addressing_style, checksum_algorithm, never_overwrite,
  storage_class, sse, kms_key_id, description, is_active
  FROM app.projects ORDER BY is_active DESC, lower(project_name), id
"""


def main(port: int, dsn: str) -> None:
    """Serve until killed."""
    free: asyncio.Queue[psycopg.AsyncConnection[dict[str, Any]]] = asyncio.Queue()
    opened = 0

    async def projects(request: Request) -> JSONResponse:
        nonlocal opened
        if free.empty() and opened < CONNECTIONS:
            opened += 1
            connection = await psycopg.AsyncConnection.connect(dsn, row_factory=dict_row)
        else:
            connection = await free.get()
        try:
            async with connection.transaction():
                token = request.headers["authorization"].removeprefix("Bearer ")
                entered = await (await connection.execute("SELECT * FROM api.enter(%s)", (token,))).fetchone()
                if entered is None or entered["state"] != "ok":
                    return JSONResponse({}, 401)
                return JSONResponse(await (await connection.execute(PROJECTS)).fetchall())
        finally:
            free.put_nowait(connection)

    uvicorn.run(Starlette(routes=[Route("/", projects)]), port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
