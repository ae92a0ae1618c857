"""What the citizens' bot says. A test keeps the languages equal."""

import re
from functools import partial

from bot import catalogue
from bot.catalogue import LANGUAGES, plain

CONSENT_VERSION = (
    "2026-11"  # of `welcome` and `privacy`: raise it when what they say of the survey changes
)
NOTICES_VERSION = "2026-11"  # of `notices_offer`, whose consent is another
_AROUND = re.compile(r"[^\w\s]+")

say = partial(catalogue.say, __name__)


def bare(text: str) -> str:
    """*text* plain and without punctuation."""
    return plain(_AROUND.sub("", text))


def means(key: str, typed: str) -> bool:
    """Whether *typed* is one of the words listed under *key*, in any language.

    Accents, case, quotes and arrows do not matter: people copy what a button or a text says.
    """
    words = bare(typed)
    return any(words in catalogue.texts(__name__, language)[key] for language in LANGUAGES)


def after(key: str, typed: str) -> str | None:
    """What follows one of the words listed under *key*: maybe nothing; none without them."""
    words = bare(typed)
    for language in LANGUAGES:
        for opening in catalogue.texts(__name__, language)[key]:
            if words == opening or words.startswith(f"{opening} "):
                return words.removeprefix(opening).strip()
    return None
