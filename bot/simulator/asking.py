"""How a person's phone or a trial asks the simulator, over HTTP."""

from typing import Any

import aiohttp


async def ask(method: str, url: str, body: object = None) -> Any:
    """Raises RuntimeError with the simulator's own words when it refuses."""
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url, json=body) as response,
    ):
        if not response.ok:
            raise RuntimeError(f"{method} {url}: {response.status} {await response.text()}")
        is_json = response.content_type == "application/json"
        return await (response.json() if is_json else response.text())
