"""`pulso survey play`: a questionnaire in the terminal, as a person would live it."""

from pathlib import Path

import click

from deploy.play import play
from deploy.settings import SettingError
from surveys import Survey, load


def play_file(file: Path, language: str) -> None:
    survey = load(file.read_bytes(), file.suffix)
    if not isinstance(survey, Survey):
        raise SettingError(f"«{file.name}» tiene errores:\n" + "\n".join(map(str, survey)))
    play(
        survey,
        lambda: click.prompt("", prompt_suffix="> ", default="", show_default=False),
        click.echo,
    )
