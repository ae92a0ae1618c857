"""Finding a consulate by what a person types: its city, its name or its country."""

from collections.abc import Sequence

from babel import Locale

from bot.citizen.words import LANGUAGES, plain
from db.consulates import Consulate

MOST = 8  # rows of buttons that a small phone shows without scrolling
_EXACT = 1  # ranks up to this one leave no doubt: a city, an office or a country by its name
_FEWEST_LETTERS = 3  # below that, only a whole word counts ("La", "El")


def matching(offices: Sequence[Consulate], typed: str) -> list[Consulate]:
    """Up to MOST offices, the likeliest first: same city, then words, then parts of words."""
    wanted = plain(typed)
    if not wanted:
        return []
    ranks = ((_rank(office, wanted), plain(office.city), office) for office in offices)
    found = [(rank, city, office) for rank, city, office in ranks if rank is not None]
    best = sorted(found, key=lambda row: (row[0], row[1], row[2].code))
    if best and best[0][0] <= _EXACT:
        best = [row for row in best if row[0] == best[0][0]]
    return [office for _, _, office in best[:MOST]]


def _rank(office: Consulate, wanted: str) -> int | None:
    city, name = plain(office.city), plain(office.name)
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
    return [plain(Locale(language).territories.get(code, code)) for language in LANGUAGES]
