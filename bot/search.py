"""Finding a consulate by what a person types: its city, its name or its country."""

import re
from collections.abc import Sequence

from babel import Locale

from bot.catalogue import LANGUAGES, plain
from db.consulates import Consulate

MOST = 24  # the largest country of the network fits
_EXACT = 1  # ranks up to this one leave no doubt: a city, an office or a country by its name
_CERTAIN = 2  # and up to this one it was probably meant, even if nobody asked for a place
_FEWEST_LETTERS = 3  # below that, only a whole word counts ("La", "El")
_PUNCTUATION = re.compile(r"[^\w ]")
_SPOKEN = {  # names of countries that people use and Unicode's CLDR does not
    "US": ("eeuu", "ee uu", "usa", "estados unidos de america"),
    "GB": ("inglaterra", "gran bretana", "uk", "england"),
    "NL": ("holanda", "holland"),
    "KR": ("corea",),
}


def matching(offices: Sequence[Consulate], typed: str) -> list[Consulate]:
    """Up to MOST offices, the likeliest first: same city or country, then words, then parts."""
    return [office for _, office in _ranked(offices, typed)[:MOST]]


def named(offices: Sequence[Consulate], typed: str) -> list[Consulate]:
    """The offices that *typed* names outright, for words that answer no question of ours.

    Not by a mere beginning («hola» begins Holanda), nor by what nearly all are called.
    """
    found = [office for rank, office in _ranked(offices, typed) if rank <= _CERTAIN]
    return found if len(found) <= MOST else []


def _ranked(offices: Sequence[Consulate], typed: str) -> list[tuple[int, Consulate]]:
    wanted = _bare(typed)
    if not wanted:
        return []
    ranks = ((_rank(office, wanted), _bare(office.city), office) for office in offices)
    found = [(rank, city, office) for rank, city, office in ranks if rank is not None]
    best = sorted(found, key=lambda row: (row[0], row[1], row[2].code))
    if best and best[0][0] <= _EXACT:
        best = [row for row in best if row[0] == best[0][0]]
    return [(rank, office) for rank, _, office in best]


def _rank(office: Consulate, wanted: str) -> int | None:
    city, name = _bare(office.city), _bare(office.name)
    if wanted in (city, name, office.code.casefold()):
        return 0
    texts = (city, *_countries(office.country), name)
    if wanted in texts:
        return 1
    if any(f" {wanted} " in f" {text} " for text in texts):
        return 2
    if len(wanted) >= _FEWEST_LETTERS and any(
        word.startswith(wanted) for text in texts for word in text.split()
    ):
        return 3
    return None


def _countries(code: str) -> list[str]:
    named = (Locale(language).territories.get(code, code) for language in LANGUAGES)
    return [*map(_bare, named), *_SPOKEN.get(code, ())]


def _bare(text: str) -> str:
    """Plain and without punctuation: «EE. UU.» is typed in many ways."""
    return " ".join(_PUNCTUATION.sub("", plain(text)).split())
