from surveys import Question, wording

QUESTION = Question(
    "x",
    "text",
    labels={"es": "Hola ${nombre}, ${nadie}fin", "en": "Hello ${frutas}"},
    hints={"es": "Solo en español"},
)
ANSWERS = {"nombre": "Ana ${frutas}", "frutas": ("mango", "lima")}


def test_answers_stand_in_their_places_and_are_never_read_as_places():
    assert wording.text(QUESTION, "es", ANSWERS) == "Hola Ana ${frutas}, fin"
    assert wording.text(QUESTION, "en", ANSWERS) == "Hello mango lima"


def test_without_a_text_in_the_language_comes_the_forms_own():
    assert wording.hint(QUESTION, "en", {}) == "Solo en español"
    assert wording.text(QUESTION, "qu", {}) == "Hola , fin"
    assert wording.hint(Question("y", "text"), "es", {}) == ""
