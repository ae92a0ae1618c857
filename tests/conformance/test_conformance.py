"""Our engine shows what ODK Web Forms showed, and engines that are wrong are found out."""

import re
from dataclasses import replace
from functools import cache

import pytest

from surveys import relevant_answers
from tests.conformance.comparing import compare
from tests.conformance.deliberate import DELIBERATE, name_of, vanished
from tests.conformance.forms import FORMS, HERE
from tests.conformance.ours import STEP, Ours
from tests.conformance.recording import recorded
from tests.conformance.steps import Answered, Switched

RECORDINGS = {it.form: it for it in recorded()}
NAMED = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


@cache
def surveys():
    return {form.name: form.survey() for form in FORMS}


@cache
def differences(form):
    return tuple(compare(RECORDINGS[form], surveys()[form]))


class Careless(Ours):
    """Keeps an answer that it has refused."""

    def go(self, step):
        seen = super().go(step)
        if STEP in seen and seen[STEP]["refused"]:
            self.answers = {**self.answers, step.name: step.value or None}
        return seen


class Clinging(Ours):
    """Gives back an answer that was dropped because a filter no longer offered it."""

    def go(self, step):
        before = self.answers
        seen = super().go(step)
        self.answers = {**before, **self.answers}
        return seen


class Forgetful(Ours):
    """Throws away what does not apply just now, though the person may come back to it."""

    def go(self, step):
        seen = super().go(step)
        self.answers = relevant_answers(self.survey, self.answers)
        return seen


class Hasty(Ours):
    """Keeps several choices in the order in which they were pressed."""

    def go(self, step):
        seen = super().go(step)
        several = isinstance(step, Answered) and isinstance(self.answers.get(step.name), tuple)
        if several and not seen[STEP]["refused"]:
            self.answers = {**self.answers, step.name: tuple(step.value.split())}
        return seen


class Monolingual(Ours):
    """Never hears that a person wants another language."""

    def go(self, step):
        return self.start() if isinstance(step, Switched) else super().go(step)


def is_found_out(engine=Ours, **emptied):
    """Whether some walk tells the engine, reading forms with emptied cells, from ours."""
    for name, survey in surveys().items():
        questions = tuple(replace(it, **emptied) for it in survey.questions)
        read_wrongly = replace(survey, questions=questions)
        if any(name_of(it) is None for it in compare(RECORDINGS[name], read_wrongly, engine)):
            return True
    return False


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_is_still_the_one_that_was_walked(form):
    again = "both engines must walk through it again: make conformance"
    assert form.name in RECORDINGS, again
    assert RECORDINGS[form.name].checksum == form.checksum, again


def test_no_recording_is_left_of_a_form_that_is_gone():
    assert RECORDINGS.keys() == {form.name for form in FORMS}


@pytest.mark.parametrize("form", RECORDINGS)
def test_we_show_what_the_other_engine_showed(form):
    assert [it for it in differences(form) if name_of(it) is None] == []


def test_every_deliberate_difference_has_a_reason_and_still_occurs():
    page = (HERE / "README.md").read_text(encoding="utf-8")
    assert NAMED.findall(page) == list(DELIBERATE)
    assert vanished(it for form in RECORDINGS for it in differences(form)) == []


@pytest.mark.parametrize(
    "column",
    ["relevant", "required", "constraint", "calculation", "choice_filter", "default"],
)
def test_an_engine_that_overlooks_a_column_is_found_out(column):
    assert is_found_out(**{column: None})


@pytest.mark.parametrize("engine", [Careless, Clinging, Forgetful, Hasty, Monolingual])
def test_an_engine_that_is_wrong_in_one_thing_is_found_out(engine):
    assert is_found_out(engine)


def test_ours_is_not_found_out():
    assert not is_found_out()
