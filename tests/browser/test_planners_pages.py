"""The planners' pages in a browser: filled and empty, on a phone and on a desk."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from sqlalchemy import Engine, text

from analytics.web.app import application
from db.engine import sync_engine

PAGES = (
    "/?period=2026-S2",
    "/indicators/3.2.1?period=2026-S2&by=consulate",
    "/indicators/3.2.5?period=2026-S2&by=service",
    "/indicators/1.1.2?period=2026-S2&by=unit",
)
REFUSED = ("/?period=2026-S9", "/editions/2026-S2/uno/whole.csv", "/nada")


@contextmanager
def served(engine: Engine) -> Iterator[str]:
    """The planners' web over *engine*, on a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(
            uvicorn.Config(application(engine), log_config=None, lifespan="off")
        )
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def web(filled: Engine) -> Iterator[str]:
    with filled.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO publication (id, period, edition, definitions, checksum,"
                " last_observation, published_at)"
                " VALUES (1, '2026-S2', 1, 'v', repeat('abc', 20), 0, '2027-01-20T00:00Z')"
            )
        )
        connection.execute(
            text("INSERT INTO installation (id, kind, proof) VALUES (1, 'demonstration', '')")
        )
        connection.execute(
            text(
                "INSERT INTO target (series, period, baseline_period, goal, green, amber,"
                " relevance, norm, recorded_at) SELECT series, '2026-S2', '', 80, 95, 75, 1,"
                " 'R. M.', now() FROM observation GROUP BY series"
            )
        )
    with served(filled) as address:
        yield address


async def test_every_page_is_without_fault(web, opened):
    watch = await opened(web)
    for path in (*PAGES, *REFUSED):
        await watch.page.goto(f"{web}{path}")
        assert await watch.faults() == [], path


async def test_no_objective_is_too_wide_for_a_phone(web, opened):
    watch = await opened(f"{web}{PAGES[0]}")
    await watch.page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    assert await watch.too_wide() == []


async def test_a_planner_reaches_a_sheet_by_keyboard_and_without_scripts(web, opened):
    watch = await opened(web, java_script_enabled=False)
    page = watch.page
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert page.url.endswith("#contenido")
    await page.get_by_label("Período").select_option("2026-S2")
    await page.get_by_role("button", name="Ver").focus()
    await page.keyboard.press("Enter")
    await page.get_by_text("Edición 1, publicada el 2027-01-20").wait_for()
    general = page.locator("summary", has_text="1.1 ").first
    await general.focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="1.1.2 ").focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("Detalle").select_option(label="Por unidad")
    await page.get_by_role("button", name="Ver").click()
    await page.get_by_role("rowheader", name="SAA").first.wait_for()
    assert watch.seen == []


async def test_a_page_says_that_the_database_is_away(url, opened):
    nowhere = sync_engine(url.replace("/test_", "/not_there_"))
    with served(nowhere) as address:
        watch = await opened(address)
        await watch.page.get_by_role("heading", name="La base de datos no responde").wait_for()
        assert await watch.faults() == []
    nowhere.dispose()


async def test_an_empty_database_is_no_fault_either(engine, opened):
    with served(engine) as address:
        watch = await opened(address)
        assert await watch.too_wide() == []
        await watch.page.get_by_role("link", name="3.2.1 ").click()
        await watch.page.get_by_text("Nadie ha respondido en este período.").wait_for()
        assert await watch.faults() == []
