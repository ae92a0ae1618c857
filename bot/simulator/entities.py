"""Text with entities; offsets and lengths are UTF-16 code units, as Telegram counts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.simulator.refusal import Json, bad_request

DATE_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
ABOUT = ("url", "unix_time", "date_time_format", "language")
VERBATIM = {"code", "pre"}  # nothing else is formatted in them
WHOLE = {*VERBATIM, "text_link", "date_time"}  # no two of them share a character
QUOTES = {"blockquote", "expandable_blockquote"}
FOUND_BY_TELEGRAM = re.compile(
    r"(?P<url>https?://[^\s<>]*[^\s<>.,;:!?)])|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64})"
)


@dataclass(frozen=True)
class Entity:
    kind: str
    offset: int
    length: int
    url: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None
    language: str | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length

    def json(self) -> Json:
        about = {name: getattr(self, name) for name in ABOUT}
        place = {"type": self.kind, "offset": self.offset, "length": self.length}
        return place | {name: value for name, value in about.items() if value is not None}


@dataclass(frozen=True)
class Formatted:
    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def length(self) -> int:
        return utf16(self.text)

    def as_text(self) -> Json:
        return {"text": self.text} | self._listed("entities")

    def as_caption(self) -> Json:
        return {"caption": self.text} | self._listed("caption_entities") if self.text else {}

    def checked(self) -> "Formatted":
        """Raises Refusal for an entity that does not cover whole characters of the text."""
        units, byte, places = 0, 0, {0: 0}
        for character in self.text if self.entities else "":
            units += utf16(character)
            byte += len(character.encode("utf-8", "surrogatepass"))
            places[units] = byte
        for entity in self.entities:
            for what in ("offset", "length"):
                if (number := getattr(entity, what)) < 0:
                    raise bad_request(f"receive an entity with incorrect {what} {number}")
            about = f"entity beginning at UTF-16 offset {entity.offset} ends"
            if entity.end > units:
                raise bad_request(f"{about} after the end of the text at UTF-16 offset {units}")
            if entity.offset not in places:
                byte = places[entity.offset - 1]
                why = f"entity begins in a middle of a UTF-16 symbol at byte offset {byte}"
                raise bad_request(why)
            if entity.end not in places:
                byte = places[entity.end - 1]
                raise bad_request(f"{about} in a middle of a UTF-16 symbol at byte offset {byte}")
        return self

    def stripped(self) -> "Formatted":
        """Telegram cuts the white space around a text; the entities move with it."""
        lead = self.length - utf16(self.text.lstrip())
        text = self.text.strip()
        moved = (_clipped(entity, lead, utf16(text)) for entity in self.entities)
        return Formatted(text, tuple(entity for entity in moved if entity.length > 0))

    def _listed(self, name: str) -> Json:
        both = sorted((*self.entities, *self._detected()), key=lambda e: (e.offset, -e.length))
        return {name: [entity.json() for entity in both]} if both else {}

    def _detected(self) -> Iterator[Entity]:
        """Links and commands in plain sight, but not in code or under a link."""
        for match in FOUND_BY_TELEGRAM.finditer(self.text):
            start, length = utf16(self.text[: match.start()]), utf16(match[0])
            whole = (entity for entity in self.entities if entity.kind in WHOLE)
            if not any(e.offset < start + length and start < e.end for e in whole):
                yield Entity(match.lastgroup or "", start, length)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _clipped(entity: Entity, lead: int, length: int) -> Entity:
    start = min(max(entity.offset - lead, 0), length)
    end = min(max(entity.end - lead, 0), length)
    return replace(entity, offset=start, length=end - start)
