"""What a person does in a walk, whichever engine they walk in."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Answered:
    """An answer as XLSForm keeps it: names parted by spaces, nothing for a cleared one."""

    name: str
    value: str


@dataclass(frozen=True)
class Switched:
    """From here on everything is read in that language."""

    language: str


Step = Answered | Switched


def written(step: Step) -> list[str]:
    """One text for a language, two for a name and a value: what both engines are told."""
    match step:
        case Answered(name, value):
            return [name, value]
        case Switched(language):
            return [language]


def understood(texts: Sequence[str]) -> Step:
    return Switched(texts[0]) if len(texts) == 1 else Answered(texts[0], texts[1])
