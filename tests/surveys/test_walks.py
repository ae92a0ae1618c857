"""Whole walks through the questionnaires of the library, as transcripts that people can read.

A line that starts with "> " is the person's; everything else is what the player says.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.play import play

WALKS = sorted((Path(__file__).parent / "walks").glob("*.txt"))


def transcript(survey, said, language):
    lines, replies = [], list(said)

    def read_line():
        if not replies:
            raise EOFError
        lines.append(f"> {replies[0]}")
        return replies.pop(0)

    play(survey, read_line, lines.append, language, now=datetime(2026, 11, 28, tzinfo=UTC))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("walk", WALKS, ids=lambda path: path.stem)
def test_a_walk_goes_as_written(consular, walk):
    written = walk.read_text(encoding="utf-8")
    said = [line[2:] for line in written.splitlines() if line.startswith("> ")]
    language = walk.stem.rsplit("-", maxsplit=1)[-1]
    assert transcript(consular, said, language) == written


def test_there_are_walks_in_every_language_of_the_questionnaire(consular):
    assert {walk.stem.rsplit("-", maxsplit=1)[-1] for walk in WALKS} == set(consular.languages)
