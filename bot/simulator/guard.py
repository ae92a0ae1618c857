"""Who may talk to the simulator: bots of this machine, and the page in its own browser."""

from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    if not _from_here(request):
        return _no(HTTPStatus.FORBIDDEN, "El simulador solo atiende a este equipo.")
    is_act = request.path.startswith("/sim/") and request.method == "POST"
    if is_act and request.content_type != "application/json":
        return _no(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Se espera application/json.")
    return await handler(request)


def _from_here(request: web.Request) -> bool:
    """A host name that resolves to us (DNS rebinding) or another site's page is not from here."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    origin = request.headers.get("Origin", f"http://{request.host}")
    typed_or_linked = request.method == "GET" and request.path == "/"
    ours = site in {"none", "same-origin"} and origin == f"http://{request.host}"
    return request.url.host in LOOPBACK and (ours or typed_or_linked)


def _no(status: HTTPStatus, why: str) -> web.Response:
    return web.json_response({"ok": False, "error": why}, status=status.value)


async def protect(_: web.Request, response: web.StreamResponse) -> None:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
