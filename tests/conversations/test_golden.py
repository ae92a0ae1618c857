"""Golden transcripts: the file is the script of what a person does and what they then read."""

import os
import re
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"
_MARGIN = "PERSONA  "
_KINDS = {
    "(foto)": "photo",
    "(sticker)": "sticker",
    "(nota de voz)": "voice",
    "(ubicación)": "location",
}
_CHANGING = (
    (re.compile(r"Constancia [0-9A-F]{8}, [\d :-]+ \("), "Constancia XXXXXXXX, FECHA ("),
    (re.compile(r"Receipt [0-9A-F]{8}, [\d :-]+ \("), "Receipt XXXXXXXX, DATE ("),
)


def read(name: str) -> tuple[list[str], list[str], str]:
    """Comment lines, the person's acts, and the transcript as it should be."""
    lines = (GOLDEN / name).read_text("utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    body = [line for line in lines if not line.startswith("#")]
    acts = [line.removeprefix(_MARGIN) for line in body if line.startswith(_MARGIN)]
    return comments, acts, "\n".join(body).strip()


async def perform(town, person, acts: list[str]) -> str:
    """Does the acts one after another and returns what stands in the chat then."""
    for act in acts:
        if act.startswith("▸ "):
            await person.press(act.removeprefix("▸ "))
        elif act in _KINDS:
            await person.sends(_KINDS[act])
        else:
            await person.say(act)
        await town.settle()
    said = await person.transcript()
    for changing, fixed in _CHANGING:
        said = changing.sub(fixed, said)
    return said.strip()


def keep(name: str, comments: list[str], said: str) -> bool:
    """With PULSO_GOLDEN=write, takes what was said as right: read the difference first."""
    if os.environ.get("PULSO_GOLDEN") != "write":
        return False
    (GOLDEN / name).write_text("\n".join([*comments, said, ""]), "utf-8")
    return True


@pytest.mark.parametrize("name", sorted(path.name for path in GOLDEN.glob("*.txt")))
async def test_the_conversation_goes_as_written(town, name):
    comments, acts, expected = read(name)
    said = await perform(town, town.person("Rosa"), acts)
    if not keep(name, comments, said):
        assert said == expected
