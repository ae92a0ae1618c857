"""Telegram's HTML, read strictly into text and entities.

Places in error texts are UTF-8 bytes, as Telegram counts. Its tags with special meaning
(tg-emoji, tg-time, span) are refused like any unknown one.
"""

import re
from dataclasses import dataclass, field

from bot.simulator.entities import Entity, Formatted, utf16
from bot.simulator.refusal import Refusal, bad_request

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
TOKEN = re.compile(
    r"""(?P<end></(?P<ended>[^\s<>]*)\s*>)
      | (?P<start><(?P<started>[^\s<>/]*)(?P<attributes>[^<>]*)>)
      | (?P<unclosed><)
      | (?P<reference>
            &(?:\#x(?P<hex>[0-9a-fA-F]{1,6})|\#(?P<decimal>\d{1,7})|(?P<named>[A-Za-z]+));?)
      | (?P<plain>[^<&]+|&)""",
    re.VERBOSE,
)
HREF = re.compile(r"""\s+href\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')\s*""")


@dataclass(frozen=True)
class _Open:
    tag: str
    offset: int
    url: str | None


@dataclass
class _Reading:
    source: str
    text: str = ""
    length: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def take(self, token: re.Match[str]) -> None:
        match token.lastgroup:
            case "start":
                self._begin(token)
            case "end":
                self._finish(token)
            case "unclosed":
                raise self._unparsed("Unclosed tag", token)
            case "reference":
                self._write(_character(token))
            case _:
                self._write(token[0])

    def _write(self, text: str) -> None:
        self.text += text
        self.length += utf16(text)

    def _begin(self, token: re.Match[str]) -> None:
        name = token["started"].lower()
        href = HREF.fullmatch(token["attributes"]) if name == "a" else None
        if name not in KINDS or (token["attributes"].strip() and href is None):
            shown = name + token["attributes"] if name in KINDS else name
            raise self._unparsed(f'Unsupported start tag "{shown}"', token)
        url = decoded(href["double"] or href["single"] or "") if href else None
        self.open.append(_Open(name, self.length, url))

    def _finish(self, token: re.Match[str]) -> None:
        name = token["ended"].lower()
        if not self.open:
            raise self._unparsed("Unexpected end tag", token)
        begun = self.open.pop()
        if name != begun.tag:
            mistake = f', expected "</{begun.tag}>", found "</{name}>"'
            raise self._unparsed("Unmatched end tag", token, mistake)
        visible = self.length > begun.offset and (name != "a" or begun.url)
        if visible:
            length = self.length - begun.offset
            self.entities.append(Entity(KINDS[name], begun.offset, length, begun.url))

    def _unparsed(self, what: str, token: re.Match[str], more: str = "") -> Refusal:
        place = len(self.source[: token.start()].encode())
        return bad_request(f"can't parse entities: {what} at byte offset {place}{more}")


def from_html(source: str) -> Formatted:
    reading = _Reading(source)
    for token in TOKEN.finditer(source):
        reading.take(token)
    if reading.open:
        lost = reading.open[-1].tag
        reason = f"can't parse entities: Can't find end tag corresponding to start tag \"{lost}\""
        raise bad_request(reason)
    return Formatted(reading.text, tuple(reading.entities))


def decoded(attribute: str) -> str:
    return TOKEN.sub(
        lambda token: _character(token) if token.lastgroup == "reference" else token[0], attribute
    )


def _character(reference: re.Match[str]) -> str:
    """The character meant, or the reference as written where Telegram does not know it."""
    if reference["named"]:
        return NAMED.get(reference["named"], reference[0])
    code = int(reference["hex"], 16) if reference["hex"] else int(reference["decimal"])
    is_character = 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if is_character else reference[0]
