"""Why a reply was not accepted, in words for the person who sent it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from surveys.survey import Labels, QuestionType, Range, written

MAX_TEXT = 4000  # Telegram's longest message has 4096 characters


@dataclass(frozen=True)
class Problem:
    """A refusal: a code for programs, a short kind text for people by language code."""

    code: str
    text: Mapping[str, str]

    def say(self, language: str) -> str:
        return self.text.get(language) or self.text["es"]

    def in_the_words_of(self, author: Labels) -> "Problem":
        """The author's message where they wrote one in that language."""
        return replace(self, text={**self.text, **author})


ACCEPTED: Mapping[QuestionType, tuple[str, str]] = {
    "select_one": (
        "Por favor, elija una de las opciones o escriba cómo empieza.",
        "Please choose one of the options or type how it begins.",
    ),
    "select_multiple": (
        "Por favor, elija una o varias opciones o escríbalas separadas por comas.",
        "Please choose one or more options or type them separated by commas.",
    ),
    "integer": (
        "Por favor, escriba un número entero solo con cifras, por ejemplo 12.",
        "Please type a whole number using digits only, for example 12.",
    ),
    "decimal": (
        "Por favor, escriba un número, por ejemplo 12 o 12,5.",
        "Please type a number, for example 12 or 12.5.",
    ),
    "range": (
        "Por favor, elija uno de los números o escríbalo.",
        "Please choose one of the numbers or type it.",
    ),
    "date": (
        "Por favor, escriba el día, el mes y el año, por ejemplo 12/3/2026 o 12 de marzo de 2026.",
        "Please type the day, the month and the year, for example 12/3/2026 or 12 March 2026.",
    ),
    "time": (
        "Por favor, escriba la hora, por ejemplo 15:30 o 3:30 p. m.",
        "Please type the time, for example 15:30 or 3:30 pm.",
    ),
    "acknowledge": (
        "Por favor, pulse el botón o escriba «entendido».",
        "Please press the button or type “understood”.",
    ),
    "text": ("Por favor, escriba su respuesta.", "Please type your answer."),
}

KINDS: Mapping[str, tuple[str, str]] = {
    "photo": ("una foto", "a photo"),
    "voice": ("un mensaje de voz", "a voice message"),
    "audio": ("un audio", "an audio file"),
    "video": ("un video", "a video"),
    "sticker": ("un sticker", "a sticker"),
    "document": ("un archivo", "a file"),
    "location": ("una ubicación", "a location"),
    "contact": ("un contacto", "a contact"),
}

REQUIRED = Problem(
    "required",
    {
        "es": "Necesitamos su respuesta a esta pregunta para continuar.",
        "en": "We need your answer to this question to continue.",
    },
)
CONSTRAINT = Problem(
    "constraint",
    {
        "es": "Esa respuesta no es posible aquí. Por favor, revísela.",
        "en": "That answer is not possible here. Please check it.",
    },
)
TOO_LONG = Problem(
    "too-long",
    {
        "es": f"Su texto es muy largo. Por favor, use como máximo {MAX_TEXT} caracteres.",
        "en": f"Your text is too long. Please use at most {MAX_TEXT} characters.",
    },
)


def not_offered(question_type: QuestionType) -> Problem:
    return _asking_for(
        question_type,
        "not-offered",
        "No encontramos esa opción.",
        "We could not find that option.",
    )


def ambiguous(question_type: QuestionType) -> Problem:
    return _asking_for(
        question_type,
        "ambiguous",
        "Hay más de una opción que empieza así.",
        "More than one option starts like that.",
    )


def only_one() -> Problem:
    return _asking_for(
        "select_one", "only-one", "Aquí cabe una sola opción.", "Only one option fits here."
    )


def not_whole() -> Problem:
    return _asking_for(
        "integer",
        "not-whole",
        "No pudimos leer un número entero.",
        "We could not read a whole number.",
    )


def no_number(question_type: QuestionType) -> Problem:
    return _asking_for(
        question_type, "no-number", "No pudimos leer un número.", "We could not read a number."
    )


def thousands_or_decimals(amount: str) -> Problem:
    """The same signs are a thousand and a half here, one and a half there."""
    bare = re.sub(r"[.,]", "", amount)
    small = f"{amount.replace('.', ',')}0"
    return Problem(
        "undecided-number",
        {
            "es": f"«{amount}» puede leerse de dos maneras. Escriba {bare} o {small}.",
            "en": f"“{amount}” can be read in two ways. Please type {bare} or {small}.",
        },
    )


def out_of_range(limits: Range) -> Problem:
    low, high = sorted((limits.start, limits.end))
    steps = "" if limits.step == 1 else f" ({', '.join(limits.values[:3])}…)"
    return Problem(
        "out-of-range",
        {
            "es": f"Por favor, escriba un número de {written(low)} a {written(high)}{steps}.",
            "en": f"Please type a number from {written(low)} to {written(high)}{steps}.",
        },
    )


def no_date() -> Problem:
    return _asking_for(
        "date", "no-date", "No pudimos leer una fecha.", "We could not read a date."
    )


def no_year() -> Problem:
    return _asking_for(
        "date",
        "no-year",
        "Falta el año, con sus cuatro cifras.",
        "The year is missing, with its four digits.",
    )


def no_such_day() -> Problem:
    return _asking_for("date", "no-such-day", "Ese día no existe.", "There is no such day.")


def no_time() -> Problem:
    return _asking_for("time", "no-time", "No pudimos leer una hora.", "We could not read a time.")


def unreadable(question_type: QuestionType, kind: str) -> Problem:
    es, en = KINDS.get(kind, ("ese tipo de mensaje", "that kind of message"))
    return _asking_for(
        question_type, "unreadable", f"Aquí no podemos leer {es}.", f"We cannot read {en} here."
    )


def _asking_for(question_type: QuestionType, code: str, es: str, en: str) -> Problem:
    es_accepted, en_accepted = ACCEPTED[question_type]
    return Problem(code, {"es": f"{es} {es_accepted}", "en": f"{en} {en_accepted}"})
