"""Telegram's HTML, read as its server reads it (TDLib's parse_html), with its own refusals.

Places in error texts are UTF-8 bytes, as Telegram counts. Attributes without a meaning are passed
over. Custom emojis alone are not simulated.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.simulator.entities import DATE_TIME_FORMAT, Entity, Formatted, utf16
from bot.simulator.refusal import Refusal, bad_request, not_simulated

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
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-time": "date_time",
}
CUSTOM_EMOJI = "tg-emoji"
LANGUAGE = "language-"
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

PLAIN = re.compile(r"[^&<]+")
TAG_NAME = re.compile(r"[^ \t\r\n\v>]*")
SPACES = re.compile(r"[ \t\r\n\v]*")
ATTRIBUTE_NAME = re.compile(r"[^ \t\r\n\v=>]*")
NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
REFERENCE = re.compile(
    r"&(?:(?P<numeric>\#(?:x(?P<hex>[0-9a-fA-F]*)|(?P<decimal>[0-9]*)))|(?P<named>[A-Za-z]*));?"
)
LONGEST_NUMERIC = 8  # characters after the ampersand
LINK = re.compile(r"(?:https?|tg|ton)://[^\s/]+\S*|(?!\w+://)[^\s/.]+\.[^\s/.]\S*")
UNIX_TIME = re.compile(r"\d{1,10}")


@dataclass(frozen=True)
class _Open:
    tag: str
    offset: int
    attributes: dict[str, str]


@dataclass
class _Reader:
    source: str
    at: int = 0
    text: list[str] = field(default_factory=list)
    length: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> Formatted:
        while self.at < len(self.source):
            if self.source.startswith("</", self.at):
                self._end()
            elif self._here == "<":
                self._start()
            else:
                self._write(self._reference() if self._here == "&" else self._take(PLAIN))
        if self.open:
            raise _refused(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        entities = (replace(e, language=None) if e.kind == "code" else e for e in self.entities)
        return Formatted("".join(self.text), tuple(entities))

    @property
    def _here(self) -> str:
        """Nothing at the end."""
        return self.source[self.at : self.at + 1]

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.source, self.at)
        self.at += len(found[0]) if found else 0
        return found[0] if found else ""

    def _write(self, text: str) -> None:
        self.text.append(text)
        self.length += utf16(text)

    def _reference(self) -> str:
        """The character meant, or the ampersand where Telegram does not know it."""
        found = REFERENCE.match(self.source, self.at)
        character = _character(found) if found else ""
        self.at += len(found[0]) if found and character else 1
        return character or "&"

    def _start(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._take(TAG_NAME).lower()
        if not self._here:
            raise self._unparsed("Unclosed start tag", begin)
        if tag == CUSTOM_EMOJI:
            raise not_simulated(f"the tag {tag}")
        if tag not in KINDS:
            raise self._unparsed(f'Unsupported start tag "{tag}"', begin)
        attributes = dict(self._attributes(tag, begin))
        self.at += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._unparsed('Tag "span" must have class "tg-spoiler"', begin)
        if tag == "tg-time":
            self._check_instant(attributes, begin)
        self.open.append(_Open(tag, self.length, attributes))

    def _attributes(self, tag: str, begin: int) -> Iterator[tuple[str, str]]:
        """Up to the end of the tag; an attribute may stand without a value."""
        while True:
            self._take(SPACES)
            if self._here == ">":
                return
            name = self._take(ATTRIBUTE_NAME)
            if not name:
                raise self._unparsed(f'Empty attribute name in the tag "{tag}"', begin)
            self._take(SPACES)
            if self._here == "=":
                self.at += 1
                self._take(SPACES)
                if self._here:
                    yield name, self._value(begin)
                    continue
            if not self._here:
                raise self._unparsed(f'Unclosed start tag "{tag}"', begin)
            yield name, ""

    def _value(self, begin: int) -> str:
        if self._here in {'"', "'"}:
            value = self._quoted()
        else:
            token = self.at
            value = self._take(NAME_TOKEN).lower()
            if self._here and self._here not in " \t\r\n\v>":
                raise self._unparsed("Unexpected end of name token", token)
        if not self._here:
            raise self._unparsed("Unclosed start tag", begin)
        return value

    def _quoted(self) -> str:
        quote, value = self._here, ""
        self.at += 1
        while self._here not in {quote, ""}:
            if self._here == "&":
                value += self._reference()
            else:
                value += self._here
                self.at += 1
        self.at += 1 if self._here else 0
        return value

    def _check_instant(self, given: dict[str, str], begin: int) -> None:
        """Telegram's words for these refusals are not on record: they follow its others."""
        if "unix" not in given:
            raise self._unparsed('Tag "tg-time" must have attribute "unix"', begin)
        if not UNIX_TIME.fullmatch(given["unix"]):
            raise self._unparsed("Invalid Unix time specified", begin)
        if not DATE_TIME_FORMAT.fullmatch(given.get("format", "")):
            raise self._unparsed("Invalid date-time format specified", begin)

    def _end(self) -> None:
        begin = self.at
        if not self.open:
            raise self._unparsed("Unexpected end tag", begin)
        self.at += 2
        tag = self._take(TAG_NAME).lower()
        self._take(SPACES)
        if self._here != ">":
            raise self._unparsed("Unclosed end tag", begin)
        self.at += 1
        begun = self.open.pop()
        if tag not in {"", begun.tag}:
            mistake = f', expected "</{begun.tag}>", found "</{tag}>"'
            raise self._unparsed("Unmatched end tag", begin, mistake)
        if self.length > begun.offset:
            self.entities.extend(self._entity(begun))

    def _entity(self, begun: _Open) -> Iterator[Entity]:
        place = (begun.offset, self.length - begun.offset)
        given = begun.attributes
        match begun.tag:
            case "a":
                url = given.get("href") or _covered("".join(self.text), begun.offset)
                if LINK.fullmatch(url):
                    yield Entity("text_link", *place, url=url)
            case "blockquote" if "expandable" in given:
                yield Entity("expandable_blockquote", *place)
            case "tg-time":
                instant = (int(given["unix"]), given.get("format"))
                yield Entity("date_time", *place, None, *instant)
            case "pre" | "code":
                yield self._block(begun, place)
            case tag:
                yield Entity(KINDS[tag], *place)

    def _block(self, begun: _Open, place: tuple[int, int]) -> Entity:
        """A code with a language and a pre of the same text, whichever is inside, are one pre."""
        same = self.entities and (self.entities[-1].offset, self.entities[-1].length) == place
        inner = self.entities[-1] if same else None
        named = begun.attributes.get("class", "")
        language = named.removeprefix(LANGUAGE) if named.startswith(LANGUAGE) else ""
        if begun.tag == "pre" and inner and inner.kind == "code" and inner.language:
            return Entity("pre", *place, language=self.entities.pop().language)
        if begun.tag == "pre":
            return Entity("pre", *place)
        if inner and inner.kind == "pre" and language:
            self.entities.pop()
            return Entity("pre", *place, language=language)
        return Entity("code", *place, language=language or None)

    def _unparsed(self, what: str, begin: int, more: str = "") -> Refusal:
        place = len(self.source[:begin].encode("utf-8", "surrogatepass"))
        return _refused(f"{what} at byte offset {place}{more}")


def from_html(source: str) -> Formatted:
    return _Reader(source).read()


def _refused(why: str) -> Refusal:
    return bad_request(f"can't parse entities: {why}")


def _covered(text: str, offset: int) -> str:
    return text.encode("utf-16-le", "surrogatepass")[2 * offset :].decode("utf-16-le")


def _character(reference: re.Match[str]) -> str:
    if reference["named"] is not None:
        return NAMED.get(reference["named"], "")
    digits, base = (reference["hex"], 16) if reference["hex"] else (reference["decimal"], 10)
    if not digits or len(reference["numeric"]) > LONGEST_NUMERIC:
        return ""
    code = int(digits, base)
    if 0xD800 <= code <= 0xDFFF:
        raise bad_request(
            "text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return chr(code) if 0 < code < 0x10FFFF else ""
