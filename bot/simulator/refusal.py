"""What Telegram refuses, in the shape in which it says so."""

from http import HTTPStatus
from typing import Any

Json = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - it is an answer on the wire, as aiohttp's HTTPNotFound
    """Raised by a method; becomes ``{"ok": false, "error_code": ..., "description": ...}``."""

    def __init__(self, code: HTTPStatus, reason: str = "", **parameters: int) -> None:
        self.code = code
        self.parameters = parameters
        self.description = ": ".join(filter(None, (code.phrase, reason)))
        super().__init__(self.description)

    @property
    def body(self) -> Json:
        said = {"ok": False, "error_code": self.code.value, "description": self.description}
        return said | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(reason: str) -> Refusal:
    return Refusal(HTTPStatus.BAD_REQUEST, reason)


def not_simulated(what: str) -> Refusal:
    """Telegram knows it, this simulator does not: better loud than silently different."""
    return Refusal(HTTPStatus.NOT_IMPLEMENTED, f"the simulator does not know {what}")
