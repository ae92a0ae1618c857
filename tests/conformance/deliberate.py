"""Where we mean to show something else; README.md gives the reason beside each name."""

from collections.abc import Callable, Iterable, Mapping

from tests.conformance.comparing import Difference

TEXTS = ("label", "hint", "message")
NO_DAY = "Invalid Date"


def _blanks_around(it: Difference) -> bool:
    return it.field in TEXTS and it.ours.strip() == it.theirs.strip()


def _no_day(it: Difference) -> bool:
    has_words = it.field in {"value", *TEXTS} and NO_DAY in it.theirs
    return has_words and it.ours.strip() == it.theirs.replace(NO_DAY, "").strip()


def _whole_decimal(it: Difference) -> bool:
    return it.field == "value" and it.theirs == f"{it.ours}.0"


def _other_in_spanish(it: Difference) -> bool:
    if it.field == "choices" and it.ours and it.theirs:
        return it.ours == [*it.theirs[:-1], ["other", "Otro"]]
    return it.field == "label" and (it.ours, it.theirs) == ("¿Cuál?", "Specify other.")


def _button_to_acknowledge(it: Difference) -> bool:
    return it.field == "choices" and (it.ours, it.theirs) == ([["OK", "Entendido"]], [])


DELIBERATE: Mapping[str, Callable[[Difference], bool]] = {
    "blanks-around": _blanks_around,
    "no-day": _no_day,
    "whole-decimal": _whole_decimal,
    "other-in-spanish": _other_in_spanish,
    "button-to-acknowledge": _button_to_acknowledge,
}


def name_of(difference: Difference) -> str | None:
    return next((name for name, is_it in DELIBERATE.items() if is_it(difference)), None)


def vanished(differences: Iterable[Difference]) -> list[str]:
    """The deliberate differences that no walk shows any more: their names must go as well."""
    return sorted(DELIBERATE.keys() - {name_of(it) for it in differences})
