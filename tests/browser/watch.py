"""A page under watch: what it asks for, what it complains of, who could not use it."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Page, Request, ViewportSize

PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)
WCAG_22_AA = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},  # of 2.2, which axe leaves off
    "resultTypes": ["violations"],
}
LOCAL = {"127.0.0.1", "localhost"}
OF_PAGES = {"http", "https", "ws", "wss"}  # unlike data: and blob:, which leave nothing


@dataclass
class Watch:
    """What one page did that it must not do, line by line."""

    page: Page
    seen: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @classmethod
    async def open(cls, browser: Browser, **options: object) -> "Watch":
        context = await browser.new_context(viewport=PHONE, locale="es-PE", **options)
        watch = cls(await context.new_page())
        context.on("request", watch._request)
        context.on("console", watch._console)
        context.on("weberror", lambda error: watch.seen.append(f"page error: {error.error}"))
        return watch

    async def faults(self) -> list[str]:
        """What was seen since the page was opened, and what its looks exclude people by.

        Looked at on a desk and on a phone, where the page is then.
        """
        looks = []
        for screen in (DESK, PHONE):
            await self.page.set_viewport_size(screen)
            looks += [*await self.too_wide(), *await self._violations()]
        return self.seen + looks

    async def close(self) -> None:
        await self.page.context.close()

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        self.asked.append(request.url)
        if address.scheme in OF_PAGES and address.hostname not in LOCAL:
            self.seen.append(f"asked another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        """An error page's own status, which a browser tells of too, is no fault."""
        where = message.location["url"]
        if message.type in {"error", "warning"} and where != self.page.url:
            self.seen.append(f"console: {message.text} {where}")

    async def too_wide(self) -> list[str]:
        wide, screen = await self.page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        return [f"scrolls sideways: {wide} px on {screen}"] if wide > screen else []

    async def _violations(self) -> list[str]:
        axe = Axe()
        for frame in self.page.frames[1:]:
            await frame.evaluate(axe.axe_script)
        found = (await axe.run(self.page, options=WCAG_22_AA)).response["violations"]
        return [
            f"{violation['id']}: {node['target']} {node['html']}"
            for violation in found
            for node in violation["nodes"]
        ]
