"""Golden transcripts: the file is the script of what a member does and what they then read."""

import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
_MARGIN = "PERSONA  "
_KINDS = {
    "(foto)": "photo",
    "(sticker)": "sticker",
    "(nota de voz)": "voice",
    "(ubicación)": "location",
}


def read(name: str) -> tuple[list[str], list[str], str]:
    """Comment lines, the person's acts, and the transcript as it should be."""
    lines = (GOLDEN / name).read_text("utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    body = [line for line in lines if not line.startswith("#")]
    acts = [line.removeprefix(_MARGIN) for line in body if line.startswith(_MARGIN)]
    return comments, acts, "\n".join(body).strip()


async def act(office, person, line: str) -> None:
    """Does what one line of a script says, and waits until all is stored and answered."""
    if line.startswith("▸ "):
        await person.press(line.removeprefix("▸ "))
    elif line in _KINDS:
        await person.sends(_KINDS[line])
    else:
        await person.say(line)
    await office.settle()


def keep(name: str, comments: list[str], said: str) -> bool:
    """With PULSO_GOLDEN=write, takes what was said as right: read the difference first."""
    if os.environ.get("PULSO_GOLDEN") != "write":
        return False
    (GOLDEN / name).write_text("\n".join([*comments, said, ""]), "utf-8")
    return True
