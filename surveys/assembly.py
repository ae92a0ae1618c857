"""What the author wrote, put together: formulas compiled, groups dissolved into questions."""

from collections.abc import Iterator
from dataclasses import replace
from graphlib import CycleError

from surveys.expressions import Expression, all_of, fixed
from surveys.form_problem import FormProblem
from surveys.formulas import compile_formula
from surveys.sheets import Row, Sheet
from surveys.survey import NOT_ASKED, SCALE, Choice, Labels, Question, Survey
from surveys.xform import Written, XForm

OTHER: Labels = {"es": "Otro", "en": "Other", "pt": "Outro", "it": "Altro"}
SPECIFY: Labels = {"es": "¿Cuál?", "en": "Which one?", "pt": "Qual?", "it": "Quale?"}


class Assembly:
    """One form in the making, with all that its author has to repair."""

    def __init__(self, xform: XForm, sheet: Sheet, settings: Row) -> None:
        self.xform = xform
        self.settings = settings
        self.rows = {row.get("name"): row.number for row in sheet.rows if row.get("name")}
        self.with_other = {
            row.get("name") for row in sheet.rows if row.get("type").endswith(" or_other")
        }
        self.problems: list[FormProblem] = []

    def survey(self) -> Survey | tuple[FormProblem, ...]:
        codes = tuple(self.xform.languages.values())
        survey = Survey(
            form_id=self.settings.get("form_id"),
            version=self.settings.get("version"),
            title=self.xform.title,
            default_language=codes[0],
            languages=codes,
            questions=tuple(self._questions()),
        )
        self.problems += self._circles(survey)
        if not any(question.is_scale for question in survey.questions):
            self.problems.append(_no_headline(survey))
        return tuple(self.problems) or survey

    def _questions(self) -> Iterator[Question]:
        conditions: dict[tuple[str, ...], Expression | None] = {}
        begun: set[tuple[str, ...]] = set()
        for written in self.xform.questions():
            around = [written.groups[:depth] for depth in range(1, len(written.groups) + 1)]
            for group in around:
                if group not in conditions:
                    source = self.xform.relevance(group)
                    conditions[group] = self._formula(group[-1], "relevant", source)
            heading: Labels = {}
            if written.type not in NOT_ASKED:
                begins = [self.xform.heading(group) for group in around if group not in begun]
                heading = next((label for label in reversed(begins) if label), {})
                begun.update(around)
            question = self._question(written)
            outer = [conditions[group] for group in around]
            relevant = all_of([it for it in (*outer, question.relevant) if it])
            yield replace(question, heading=heading, relevant=relevant)

    def _question(self, written: Written) -> Question:
        name = written.name
        asked_of = name.removesuffix("_other") if name not in self.rows else name
        return Question(
            name=name,
            type=written.type,
            labels=written.labels if asked_of == name else self._said(SPECIFY),
            hints=written.hints,
            required=self._formula(name, "required", written.required),
            required_message=written.required_message,
            relevant=self._formula(name, "relevant", written.relevant),
            constraint=self._formula(name, "constraint", written.constraint),
            constraint_message=written.constraint_message,
            calculation=self._formula(name, "calculation", written.calculation),
            default=self._formula(name, "default", written.dynamic_default)
            or (fixed(written.default) if written.default else None),
            choices=tuple(self._choices(written)),
            choice_filter=self._filter(written),
            row=self.rows[asked_of],
            groups=written.groups,
            appearance=written.appearance,
            range=written.range,
            image=written.image,
        )

    def _choices(self, written: Written) -> Iterator[Choice]:
        for choice in written.choices:
            is_ours = choice.name == "other" and written.name in self.with_other
            yield replace(choice, labels=self._said(OTHER)) if is_ours else choice

    def _said(self, labels: Labels) -> Labels:
        """What the form says by itself, in each of its languages."""
        return {code: labels.get(code, labels["es"]) for code in self.xform.languages.values()}

    def _filter(self, written: Written) -> Expression | None:
        columns = {"name"}.union(*(choice.columns for choice in written.choices))
        return self._formula(written.name, "choice_filter", written.choice_filter, columns)

    def _formula(
        self, name: str, column: str, source: str, columns: set[str] | None = None
    ) -> Expression | None:
        if source in {"", "false()"}:
            return None
        row = self.rows.get(name, self.rows.get(name.removesuffix("_other"), 0))
        compiled = compile_formula(source, name, row, column, columns)
        if isinstance(compiled, Expression):
            return compiled
        self.problems.extend(compiled)
        return None

    def _circles(self, survey: Survey) -> list[FormProblem]:
        try:
            survey.in_order_of_need  # noqa: B018  computing it is the check
        except CycleError as error:
            circle: list[str] = error.args[1]
            message = f"Estas filas dependen unas de otras en círculo: {', '.join(circle[1:])}."
            remedy = "Quite una de las referencias."
            row = survey.question(circle[0]).row
            return [FormProblem("circle", "survey", row, None, message, remedy)]
        return []


def _no_headline(survey: Survey) -> FormProblem:
    """A scale with some of its levels missing is shown where it stands."""
    remedy = "Las opciones numéricas del select_one se llaman exactamente 1, 2, 3, 4 y 5."
    for question in survey.questions:
        if question.type == "select_one" and len(SCALE.intersection(question.choice_names)) > 2:
            message = f"La escala de «{question.name}» no tiene sus cinco niveles."
            return FormProblem("headline-levels", "survey", question.row, "type", message, remedy)
    message = "Ninguna pregunta mide la satisfacción de 1 a 5."
    return FormProblem("missing-headline", "survey", None, None, message, f"Añada una. {remedy}")
