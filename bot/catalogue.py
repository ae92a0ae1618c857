"""What the bots say, by language and key: one TOML file a language in each package of words."""

import html
import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("es", "en")  # complete and reviewed; the first is what we speak unasked


@cache
def texts(package: str, language: str) -> dict[str, Any]:
    """Everything that *package* says in *language*."""
    written = resources.files(package).joinpath(f"{language}.toml").read_text("utf-8")
    return tomllib.loads(written)


def say(package: str, language: str, key: str, **values: object) -> str:
    """The text *key*, with *values* escaped: what a person or an author wrote is never markup."""
    text: str = texts(package, language)[key]
    if values:
        text = text.format(**{name: html.escape(str(value)) for name, value in values.items()})
    return text.strip()


def plain(text: str) -> str:
    """*text* without accents, case and doubled spaces, for comparing what people type."""
    letters = text
    for _ in range(2):  # a mathematical capital taken apart is a capital again
        letters = unicodedata.normalize("NFKD", letters.casefold())
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.split())
