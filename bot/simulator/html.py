"""Telegram's HTML, read strictly into text and entities.

Places in error texts are UTF-8 bytes, as Telegram counts. Its other tags with special meaning
(tg-emoji, span) are refused like any unknown one.
"""

import re
from dataclasses import dataclass, field

from bot.simulator.entities import DATE_TIME_FORMAT, Entity, Formatted, utf16
from bot.simulator.refusal import Json, Refusal, bad_request

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
    "tg-time": "date_time",
}
ATTRIBUTES = {"a": {"href"}, "tg-time": {"unix", "format"}}
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
ATTRIBUTE = re.compile(
    r"""\s+(?P<name>[^\s=]+)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')"""
)
UNIX_TIME = re.compile(r"\d{1,10}")


@dataclass(frozen=True)
class _Open:
    tag: str
    offset: int
    about: Json  # what the entity says beyond its kind and place


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
        given = {
            found["name"]: decoded(found["double"] or found["single"] or "")
            for found in ATTRIBUTE.finditer(token["attributes"])
        }
        stray = given.keys() - ATTRIBUTES.get(name, set())
        if name not in KINDS or stray or ATTRIBUTE.sub("", token["attributes"]).strip():
            shown = name + token["attributes"] if name in KINDS else name
            raise self._unparsed(f'Unsupported start tag "{shown}"', token)
        about = self._instant(given, token) if name == "tg-time" else {"url": given.get("href")}
        self.open.append(_Open(name, self.length, about))

    def _instant(self, given: dict[str, str], token: re.Match[str]) -> Json:
        """Telegram's words for these refusals are not on record: they follow its others."""
        if "unix" not in given:
            raise self._unparsed('Tag "tg-time" must have attribute "unix"', token)
        if not UNIX_TIME.fullmatch(given["unix"]):
            raise self._unparsed("Invalid Unix time specified", token)
        if not DATE_TIME_FORMAT.fullmatch(given.get("format", "")):
            raise self._unparsed("Invalid date-time format specified", token)
        return {"unix_time": int(given["unix"]), "date_time_format": given.get("format")}

    def _finish(self, token: re.Match[str]) -> None:
        name = token["ended"].lower()
        if not self.open:
            raise self._unparsed("Unexpected end tag", token)
        begun = self.open.pop()
        if name != begun.tag:
            mistake = f', expected "</{begun.tag}>", found "</{name}>"'
            raise self._unparsed("Unmatched end tag", token, mistake)
        visible = self.length > begun.offset and (name != "a" or begun.about["url"])
        if visible:
            length = self.length - begun.offset
            self.entities.append(Entity(KINDS[name], begun.offset, length, **begun.about))

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
