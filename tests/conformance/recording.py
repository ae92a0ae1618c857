"""What the other engine showed on some walks, kept so that nobody needs it to compare again."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.conformance.forms import HERE
from tests.conformance.ours import Seen
from tests.conformance.steps import Step, understood, written

FOLDER = HERE / "recorded"


@dataclass(frozen=True)
class Walk:
    """The steps, and what was seen before the first and after each."""

    steps: tuple[Step, ...]
    seen: tuple[Seen, ...]


@dataclass(frozen=True, eq=False)
class Recording:
    """The walks through one form, whose checksum tells whether it is still that form."""

    form: str
    checksum: str
    walks: tuple[Walk, ...]

    def write(self) -> Path:
        """To a file whose bytes tell nothing of when or where they were written."""
        walks = [
            {"steps": [written(it) for it in walk.steps], "seen": list(_changes(walk.seen))}
            for walk in self.walks
        ]
        content = {"form": self.form, "checksum": self.checksum, "walks": walks}
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        path = FOLDER / f"{self.form}.json.gz"
        path.write_bytes(gzip.compress(text.encode(), mtime=0))
        return path


def recorded() -> tuple[Recording, ...]:
    """All recordings, in the order of their forms' names."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.json.gz")))


def _read(path: Path) -> Recording:
    content = json.loads(gzip.decompress(path.read_bytes()))
    walks = tuple(
        Walk(tuple(map(understood, it["steps"])), tuple(_states(it["seen"])))
        for it in content["walks"]
    )
    return Recording(content["form"], content["checksum"], walks)


def _changes(states: Sequence[Seen]) -> Iterator[dict[str, Any]]:
    """Of each state only the questions that differ from the one before; None where one went."""
    for before, after in pairwise(({}, *states)):
        yield {
            name: after.get(name)
            for name in {**before, **after}
            if before.get(name) != after.get(name)
        }


def _states(changes: Sequence[dict[str, Any]]) -> Iterator[Seen]:
    state: dict[str, Any] = {}
    for change in changes:
        state = {name: it for name, it in {**state, **change}.items() if it is not None}
        yield state
