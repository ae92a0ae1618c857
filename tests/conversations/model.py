"""What a citizen's chat should come to, as a small model over the pure engine."""

from dataclasses import dataclass, field

from bot.citizen.words import CONSENT_VERSION, NOTICES_VERSION
from bot.tokens import token
from db import consulates
from surveys import (
    AskAgain,
    Chosen,
    Finish,
    Skipped,
    Survey,
    Typed,
    Unreadable,
    as_text,
    back,
    begin,
    load,
    take,
)
from tests.conversations.announced import CUENCA, GIRONA, TOLEDO
from tests.conversations.announced import ENTRIES as OF_VISITS

ENTRY = "MAD-PASAPORTE"
ENTRIES = {ENTRY: "pasaporte", "BCN-OTRA": None, "QR-SORIA": None, "QR-BURGOS": "dni"}
OPENING_VISITS = OF_VISITS.keys() - ENTRIES.keys()  # notices; who has not served, or never will
OFFICES = {it.code for it in consulates.read()}
ODD = ("photo", "sticker", "voice", "document", "location")
COMING = {token(it): it for it in (TOLEDO, CUENCA, GIRONA)}
FORM = """
| survey |
| | type | name | label::Español (es) | label::English (en) | required | relevant | constraint |
| | select_one n | satisfaccion | ¿Satisfecho? | Satisfied? | yes | | |
| | select_one s | servicio | ¿Qué servicio? | Which service? | | ${satisfaccion} != 'na' | |
| | select_multiple m | mejorar | ¿Qué mejorar? | Improve what? | | ${satisfaccion} < 3 | \
count-selected(.) <= 1 |
| | text | comentario | ¿Algo más, <b> & ya? | Anything else? | | | |
| choices |
| | list_name | name | label::Español (es) | label::English (en) |
| | n | 1 | Uno | One |
| | n | 2 | Dos | Two |
| | n | 3 | Tres | Three |
| | n | 4 | Cuatro | Four |
| | n | 5 | Cinco | Five |
| | n | na | No aplica | Not applicable |
| | s | pasaporte | Pasaporte | Passport |
| | s | registro | Partida de nacimiento | Birth record |
| | s | dni | Documento de identidad | Identity card |
| | s | visa | Visado | Visa |
| | m | trato | Trato <&> | Treatment |
| | m | tiempo | Tiempo | Time |
| settings |
| | form_id | version | default_language |
| | satisfaccion-consular | VERSION | Español (es) |
"""


def form(version: str) -> Survey:
    survey = load(FORM.replace("VERSION", version).encode(), ".md")
    assert isinstance(survey, Survey), survey
    return survey


FORMS = {version: form(version) for version in ("1", "2")}


@dataclass
class Walked:
    """What the model knows of one interview: the engine's answers for the accepted replies."""

    survey: Survey
    entry: str | None
    is_placed: bool
    answers: dict = field(default_factory=dict)
    at: str | None = None
    marks: tuple[str, ...] = ()

    def go(self, turn) -> None:
        self.answers, self.marks = dict(turn.answers), ()
        self.at = None if isinstance(turn, Finish) else turn.question.name

    def show(self, turn) -> None:
        given = turn.answers.get(turn.question.name)
        self.at, self.marks = turn.question.name, given if isinstance(given, tuple) else ()


@dataclass
class Somebody:
    """One person, as the model sees them; `moment` counts what makes earlier buttons stale."""

    id: int
    is_known: bool = False
    is_greeted: bool = False
    is_blocking: bool = False
    consulate: str | None = None
    wants_notices: bool = False
    going: dict = field(default_factory=dict)  # by visit, what they said last
    language: str = "es"
    entry: str | None = None
    moment: int = 0
    open: Walked | None = None
    closed: list[Walked] = field(default_factory=list)
    buttons: dict[str, int] = field(default_factory=dict)  # data → the moment it was first seen

    def meets(self, update: dict, current: Survey) -> None:
        """What an update that is delivered for the first time comes to."""
        self.is_blocking = False
        match update:
            case {"my_chat_member": {"new_chat_member": {"status": status}}}:
                self.is_blocking = self.is_known and status == "kicked"
            case {"message": {"text": text}}:
                self.hear(text, current)
            case {"message": content} if self.open is not None and self.open.is_placed:
                self.reply(Unreadable(next(it for it in ODD if it in content)))
            case {"callback_query": {"data": data}}:
                self.press(data, current)

    def hear(self, text: str, current: Survey) -> None:
        command, _, rest = text.partition(" ")
        match command.casefold():
            case "/start":
                self.start(rest.strip())
            case "/idioma":
                self.comes_to_be_known()
                self.language = "en" if self.language == "es" else "es"
            case _:
                self.say(text, current)

    def comes_to_be_known(self) -> None:
        """A stranger whom we greet with the survey's welcome."""
        if not self.is_known:
            self.is_known = self.is_greeted = True

    def follow(self, code: str) -> None:
        self.is_known = self.wants_notices = True
        self.consulate = code

    def start(self, code: str) -> None:
        if code in OPENING_VISITS:
            return
        entry = code if code in ENTRIES else None
        if self.open is not None:
            if entry is None or entry == self.open.entry:
                return
            self.close()
        self.is_known, self.is_greeted, self.entry = True, True, entry

    def close(self) -> None:
        self.closed.append(self.open)
        self.open = None
        self.moment += 1

    def agree(self, current: Survey) -> None:
        if self.open is not None:
            return
        if not self.is_known:
            self.comes_to_be_known()
            return
        self.open = Walked(current, self.entry, self.entry is not None)
        known = ENTRIES.get(self.entry)
        turn = begin(current, {"servicio": known} if known else {})
        self.open.answers = dict(turn.answers) if known else {}
        self.open.at, self.entry = turn.question.name, None
        self.moment += 1

    def place(self, is_placed) -> None:
        self.open.is_placed = is_placed
        self.moment += 1

    def reply(self, reply) -> None:
        held = self.open
        turn = take(held.survey, held.answers, held.at, reply, self.language)
        if isinstance(turn, AskAgain) and turn.answers == held.answers:
            return
        held.go(turn)
        self.moment += 1
        if isinstance(turn, Finish):
            self.close()

    def back(self) -> None:
        told = {"servicio"} if ENTRIES.get(self.open.entry) else set()
        self.open.show(back(self.open.survey, self.open.answers, self.open.at, told))
        self.moment += 1

    def same(self):
        match self.open.answers.get(self.open.at):
            case None:
                return Skipped()
            case tuple(names):
                return Chosen(names)
            case given if self.open.survey.by_name[self.open.at].choices:
                return Chosen((given,))
            case given:
                return Typed(given)

    def say(self, text: str, current: Survey) -> None:
        plain = " ".join(text.casefold().replace("«", "").replace("»", "").split())
        if plain == "/baja" or (plain == "baja" and not self.is_asked_for_text):
            self.wants_notices = False
        elif plain.startswith("/"):
            return
        elif self.open is None:
            if plain in {"acepto", "i agree"} and self.is_greeted:
                self.agree(current)
            elif plain == "avísenme madrid":
                self.follow("MAD")
        elif not self.open.is_placed:
            if plain == "madrid":
                self.place(is_placed=True)
        elif plain == "otro consulado" and self.open.entry is None:
            self.place(is_placed=False)
        elif plain == "atrás":
            self.back()
        else:
            self.reply(self.meant(plain, text))

    def meant(self, plain: str, text: str):
        match plain:
            case "omitir":
                return Skipped()
            case "dejar así":
                return self.same()
            case "listo" if self.open.marks:
                return Chosen(self.open.marks)
            case _:
                return Typed(text)

    def press(self, data: str, current: Survey) -> None:
        match data.split(":"):
            case ["agree", *_] if self.open is None and not self.is_known:
                self.comes_to_be_known()
                self.entry = self.entry_of(data)
            case ["v", visit, ("y" | "n") as act] if visit in COMING:
                self.is_known, self.going[COMING[visit]] = True, act == "y"
            case ["follow", version, code] if version == NOTICES_VERSION and code in OFFICES:
                self.follow(code)
            case ["agree", *_] if self.is_live(data):
                self.agree(current)
            case ["speak", language]:
                self.comes_to_be_known()
                self.language = language if language in {"es", "en"} else self.language
            case ["erase", "1"]:
                self.forget()
            case ["t", _, act, value] if self.open and self.is_live(data):
                self.act(act, value)

    def act(self, act: str, value: str) -> None:
        held = self.open
        question = held.survey.by_name[held.at]
        match act:
            case "p":
                self.place(is_placed=True)
            case "e":
                self.place(is_placed=False)
            case "b":
                self.back()
            case "c":
                self.reply(Chosen((question.choices[int(value)].name,)))
            case "d":
                self.reply(Chosen(held.marks) if held.marks else Skipped())
            case "k":
                self.reply(self.same())
            case "s":
                self.reply(Skipped())
            case "m" | "u":
                name = question.choices[int(value)].name
                marks = {*held.marks, name} if act == "m" else {*held.marks} - {name}
                held.marks = tuple(it for it in question.choice_names if it in marks)

    @staticmethod
    def entry_of(data: str) -> str | None:
        code = data.rpartition(":")[2]
        return code if code in ENTRIES else None

    def is_live(self, data: str) -> bool:
        """Whether a button belongs to what is asked now."""
        if self.open is None:
            return self.is_known and data == f"agree:{CONSENT_VERSION}:{self.entry or ''}"
        return data.startswith("t:") and self.buttons.get(data) == self.moment

    @property
    def as_stored(self) -> list[tuple]:
        """What the database knows of the person, their visits and their open survey: one row."""
        going = {str(visit): it for visit, it in self.going.items()}
        known = (self.is_greeted, self.is_blocking, self.wants_notices, self.consulate)
        return [(*known, going, int(self.open is not None))] if self.is_known else []

    @property
    def is_asked_for_text(self) -> bool:
        return self.open is not None and self.open.survey.by_name[self.open.at].type == "text"

    def fitting(self) -> list[str]:
        """Words that lead on from here, some of them with a detour."""
        if self.open is None:
            return ["acepto" if self.is_greeted else f"/start {ENTRY}"]
        if not self.open.is_placed:
            return ["Madrid"]
        names = self.open.survey.by_name[self.open.at].choice_names
        return [*names, "omitir", "atrás"] if names else ["gracias", "omitir", "atrás"]

    def forget(self) -> None:
        """The choices stay, a skip too, and nobody can find them by the person any more."""
        if self.open is not None:
            self.close()
        for walked in self.closed:
            if walked.answers.get("comentario") is not None:
                del walked.answers["comentario"]
        self.is_known, self.entry, self.language = False, None, "es"
        self.is_greeted = self.is_blocking = self.wants_notices = False
        self.consulate, self.going = None, {}


def as_stored(walked: Walked) -> dict[str, str | None]:
    return {name: it and as_text(it) for name, it in walked.answers.items()}
