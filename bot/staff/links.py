"""What Telegram would make a link of in somebody's words: only the state's own may stand."""

import re
import unicodedata
from functools import cache

from babel import Locale

# Addresses under gob.pe, with or without scheme, path or a mailbox before them. What follows must
# end the host: «gob.pe.example» and «gob.pe@example» are somebody else's.
_OURS = re.compile(
    r"(?<![\w@.:/%+-])(?:https?://)?(?:[\w.+-]+@)?(?:[a-z0-9-]+\.)*gob\.pe"
    r"(?![\w@:%-]|\.\w)(?:/\S*)?",
    re.IGNORECASE,
)
_WITH_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_MENTION = re.compile(r"@\w{3,}")
_HOST = re.compile(r"[\w-]+\.(xn--[\w-]+|[^\W\d_]{2,})", re.IGNORECASE)
_MORE_SUFFIXES = {"ac", "eu", "su", "uk"}  # of two letters, and no country's code


def foreign(text: str) -> str | None:
    """The first word with a link, mailbox or account in it that does not belong to gob.pe.

    Telegram makes links of bare hosts too. Any word after a full stop counts as the end of one,
    unless it has two letters that are no country: «EE.UU.» is none, «Jr.Lampa» might be.
    """
    rest = _OURS.sub(" ", unicodedata.normalize("NFKC", text))
    return next((word for word in rest.split() if _is_link(word)), None)


def _is_link(word: str) -> bool:
    if _WITH_SCHEME.search(word) or _MENTION.search(word):
        return True
    ends = (str(match[1]).casefold() for match in _HOST.finditer(word))
    return any(len(end) > 2 or not end.isascii() or end in _suffixes() for end in ends)


@cache
def _suffixes() -> frozenset[str]:
    countries = (str(code).casefold() for code in Locale("es").territories)
    return frozenset(it for it in countries if len(it) == 2) | _MORE_SUFFIXES
