"""The watch itself: what it must see on a page that does everything wrong."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

BAD = """<!doctype html><html lang="es"><title>Mal</title>
<main><h1>Mal</h1><img src="http://elsewhere.example/pixel.png">
<p style="width: 2000px; color: #bbb">Texto gris y ancho</p>
<button aria-label="uno" style="width:9px;height:9px;padding:0"></button
><button aria-label="dos" style="width:9px;height:9px;padding:0"></button>
<script src="/script.js"></script></main>"""
STRICT = "default-src 'none'; script-src 'self'; img-src *; style-src 'unsafe-inline'"
SCRIPT = """
const late = document.createElement("script");
late.textContent = "1";
document.body.append(late);
throw new Error("roto");
"""
GOOD = """<!doctype html><html lang="es"><title>Bien</title><link rel="icon" href="data:,">
<main><h1>Bien</h1></main>"""


@pytest.fixture
async def site() -> AsyncIterator[str]:
    async def bad(_: web.Request) -> web.Response:
        headers = {"Content-Security-Policy": STRICT}
        return web.Response(text=BAD, content_type="text/html", headers=headers)

    async def script(_: web.Request) -> web.Response:
        return web.Response(text=SCRIPT, content_type="text/javascript")

    async def good(_: web.Request) -> web.Response:
        return web.Response(text=GOOD, content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/bad", bad), web.get("/script.js", script), web.get("/good", good)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_everything_that_a_page_must_not_do_is_seen(site, opened):
    faults = "\n".join(await (await opened(f"{site}/bad")).faults())
    for seen in (
        "asked another host: http://elsewhere.example/pixel.png",
        "Content Security Policy",
        "page error: roto",
        "scrolls sideways: 20",
        "image-alt: ",
        "color-contrast: ",
        "target-size: ",
    ):
        assert seen in faults


async def test_nothing_is_seen_on_a_page_without_fault(site, opened):
    assert await (await opened(f"{site}/good")).faults() == []
