"""Our engine on a recorded walk, and each place where it shows something else."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from surveys import Survey
from tests.conformance.ours import Ours, Seen
from tests.conformance.recording import Recording, Walk

RELEVANT = "relevant"


@dataclass(frozen=True)
class Difference:
    """What we show of a question after some steps of a walk, and what they show."""

    form: str
    walk: int
    steps: int
    question: str
    field: str
    ours: Any
    theirs: Any


def compare(
    recording: Recording, survey: Survey, engine: type[Ours] = Ours
) -> Iterator[Difference]:
    for number, walk in enumerate(recording.walks, start=1):
        for steps, (ours, theirs) in enumerate(_side_by_side(walk, engine(survey))):
            for question, field, mine, other in _differences(ours, theirs):
                yield Difference(recording.form, number, steps, question, field, mine, other)


def _side_by_side(walk: Walk, person: Ours) -> Iterator[tuple[Seen, Seen]]:
    yield person.start(), walk.seen[0]
    for step, theirs in zip(walk.steps, walk.seen[1:], strict=True):
        yield person.go(step), theirs


def _differences(ours: Seen, theirs: Seen) -> Iterator[tuple[str, str, Any, Any]]:
    for name in {**ours, **theirs}:
        mine, other = ours.get(name), theirs.get(name)
        if mine is None or other is None:
            yield name, RELEVANT, mine is not None, other is not None
            continue
        for field in {**mine, **other}:
            if mine.get(field) != other.get(field):
                yield name, field, mine.get(field), other.get(field)
