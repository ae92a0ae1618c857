"""What the bot says, by language and key. One TOML file a language; a test keeps them equal."""

import html
import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("es", "en")  # complete and reviewed; the first is what we speak unasked
CONSENT_VERSION = "2026-11"  # of `welcome` and `privacy`: raise it when their meaning changes
_AROUND = re.compile(r"[^\w\s]+")


@cache
def _catalogue(language: str) -> dict[str, Any]:
    text = resources.files(__name__).joinpath(f"{language}.toml").read_text("utf-8")
    return tomllib.loads(text)


def say(language: str, key: str, **values: object) -> str:
    """The text *key*, with *values* escaped: what a person or an author wrote is never markup."""
    text: str = _catalogue(language)[key]
    if values:
        text = text.format(**{name: html.escape(str(value)) for name, value in values.items()})
    return text.strip()


def means(key: str, typed: str) -> bool:
    """Whether *typed* is one of the words listed under *key*, in any language.

    Accents, case, quotes and arrows do not matter: people copy what a button or a text says.
    """
    words = plain(_AROUND.sub("", typed))
    return any(words in _catalogue(language)[key] for language in LANGUAGES)


def plain(text: str) -> str:
    """*text* without accents, case and doubled spaces, for comparing what people type."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.split())
