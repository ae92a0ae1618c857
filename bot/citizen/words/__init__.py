"""What the citizens' bot says. A test keeps the languages equal."""

import re
from functools import partial

from bot import catalogue
from bot.catalogue import LANGUAGES, plain

CONSENT_VERSION = "2026-11"  # of `welcome` and `privacy`: raise it when their meaning changes
_AROUND = re.compile(r"[^\w\s]+")

say = partial(catalogue.say, __name__)


def means(key: str, typed: str) -> bool:
    """Whether *typed* is one of the words listed under *key*, in any language.

    Accents, case, quotes and arrows do not matter: people copy what a button or a text says.
    """
    words = plain(_AROUND.sub("", typed))
    return any(words in catalogue.texts(__name__, language)[key] for language in LANGUAGES)
