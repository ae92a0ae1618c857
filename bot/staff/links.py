"""What Telegram would make a link of in somebody's words: only the state's own may stand."""

import re
import unicodedata
from functools import cache

from babel import Locale

# Addresses under gob.pe, with or without scheme, path or a mailbox before them. What follows must
# end the host: «gob.pe.example» and «gob.pe@example» are somebody else's. Telegram (tdlib, td/
# telegram/MessageEntity.cpp) ends a path at brackets, quotes and most of general punctuation.
_OURS = re.compile(
    r"(?<![\w@.:/%+-])(?:https?://)?(?:[\w.+-]+@)?(?:[a-z0-9-]+\.)*gob\.pe"
    r"(?![\w@:%-]|\.\w)(?:/[^\s<>\"«»\u2000-\u206f]*)?",
    re.IGNORECASE,
)
_WITH_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_MENTION = re.compile(r"@\w{3,}")
_HOST = re.compile(r"[\w-]+\.(xn--[\w-]+|[^\W\d_]{2,})", re.IGNORECASE)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IPV4 = re.compile(rf"(?<!\d)(?:{_OCTET}\.){{3}}{_OCTET}(?!\d)")
_COMMAND = re.compile(r"(?<![\w/<>])/[a-z]\w*", re.IGNORECASE)  # a press on it sends it
_MORE_SUFFIXES = {"ac", "eu", "su", "uk"}  # of two letters, and no country's code


def foreign(text: str) -> str | None:
    """The first word with a link, mailbox or account that is not of gob.pe, or with a command.

    Telegram makes links of bare hosts too. Any word after a full stop counts as the end of one,
    unless it has two letters that are no country: «EE.UU.» is none, «Jr.Lampa» might be.
    """
    forms = (text, unicodedata.normalize("NFKC", text))  # «…» ends a path, its three points do not
    words = (word for form in forms for word in _OURS.sub(" ", form).split())
    return next((word for word in words if _is_link(word)), None)


def _is_link(word: str) -> bool:
    if any(sign.search(word) for sign in (_WITH_SCHEME, _MENTION, _IPV4, _COMMAND)):
        return True
    ends = (str(match[1]).casefold() for match in _HOST.finditer(word))
    return any(len(end) > 2 or not end.isascii() or end in _suffixes() for end in ends)


@cache
def _suffixes() -> frozenset[str]:
    countries = (str(code).casefold() for code in Locale("es").territories)
    return frozenset(it for it in countries if len(it) == 2) | _MORE_SUFFIXES
