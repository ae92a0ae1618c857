"""A notice exactly as people will read it, shown to the member who writes or decides, alone."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence

from bot.catalogue import LANGUAGES
from bot.staff.messages import Button, Message, Picture, Place, Rows, Say
from bot.staff.presses import EXAMPLE, button
from bot.staff.words import say
from db.broadcasts import BroadcastKind, BroadcastText, Content
from db.visits import Visit

LONGEST = 4096  # Telegram's, in UTF-16 units of what is read
_TAG = re.compile(r"<[^>]+>")

Contents = Mapping[str, Content] | Mapping[str, BroadcastText]


def exactly(chat: int, contents: Contents, draft: Visit, picture: bytes | None) -> list[Message]:
    """Each message people get, in every language, and what their buttons would show them."""
    return [Say(chat, say("preview_opening")), *_messages(chat, contents, draft, picture)]


def _messages(
    chat: int, contents: Contents, draft: Visit, picture: bytes | None
) -> Iterator[Message]:
    written = [contents[language] for language in LANGUAGES if language in contents]
    for content in written:
        yield Say(chat, content.text, _examples(content.buttons))
    if any(content.edited for content in written):
        yield Say(chat, say("preview_edited"))
        for content in written:
            yield Say(chat, content.edited or content.text, _examples(content.edited_buttons))
    if not any(content.buttons for content in written):
        return  # nothing to press: a cancellation
    if picture is not None:
        yield Picture(chat, picture, say("preview_flyer"))
    if draft.latitude is not None and draft.longitude is not None:
        yield Place(chat, draft.latitude, draft.longitude)


def _examples(rows: Sequence[Sequence[Mapping[str, str]]]) -> Rows:
    """The same labels; pressed here, they say that they are an example."""
    return [[_example(it["text"]) for it in row] for row in rows]


def _example(label: str) -> Button:
    return button(f"{label} · ejemplo", EXAMPLE)


def is_too_long(contents: Mapping[str, Content]) -> bool:
    texts = (it for content in contents.values() for it in (content.text, content.edited or ""))
    return any(len(plain(text).encode("utf-16-le")) > 2 * LONGEST for text in texts)


def plain(text: str) -> str:
    """What is read of Telegram's HTML."""
    return html.unescape(_TAG.sub("", text))


def audience(kind: str, people: int, excluded: Mapping[str, int]) -> str:
    """Who will be told, how many are not, and why."""
    if people:
        lines = [say("reach", people=persons(people))]
    elif kind == BroadcastKind.NOTICE:
        lines = [say("reach_none")]
    else:
        lines = [say("reach_none_told")]
    if excluded:
        lines.append(say("reach_excluded"))
        lines += [f"· {say(f'reach_{why}', count=count)}" for why, count in excluded.items()]
    return "\n".join(lines)


def persons(count: int) -> str:
    return say("person") if count == 1 else say("persons", count=count)
