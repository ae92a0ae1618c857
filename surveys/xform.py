"""The XForm that pyxform makes, read back as plain questions whose formulas are still text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from surveys.survey import Choice, Labels, QuestionType, Range

X = "{http://www.w3.org/2002/xforms}"
H = "{http://www.w3.org/1999/xhtml}"
JR = "{http://openrosa.org/javarosa}"

ITEXT = re.compile(r"jr:itext\('(.+)'\)")
LIST = re.compile(r"instance\('([^']+)'\)/root/item(?:\[(.*)\])?", re.DOTALL)
CONTROLS = {f"{X}{it}" for it in ("input", "select1", "select", "range", "trigger")}
SELECTS: Mapping[str, QuestionType] = {
    f"{X}select1": "select_one",
    f"{X}select": "select_multiple",
    f"{X}range": "range",
    f"{X}trigger": "acknowledge",
}
INPUTS: Mapping[str, QuestionType] = {
    "int": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
}
MISSING = "-"  # what JavaRosa, and so pyxform, puts in place of a missing translation


ACKNOWLEDGED = (
    Choice(
        "OK",
        {"es": "Entendido", "en": "Understood", "pt": "Entendi", "it": "Ho capito"},
    ),
)


@dataclass(frozen=True)
class Written:
    """One question as its author wrote it; an empty text where they wrote nothing.

    `groups` are the names of those around it, the outermost first.
    """

    name: str
    type: QuestionType
    labels: Labels
    hints: Labels
    required: str
    required_message: Labels
    relevant: str
    constraint: str
    constraint_message: Labels
    calculation: str
    default: str
    dynamic_default: str
    choices: tuple[Choice, ...]
    choice_filter: str
    appearance: frozenset[str]
    range: Range | None
    image: Labels
    groups: tuple[str, ...]


class XForm:
    """The questions of an XForm in their order, with their texts by language code."""

    def __init__(self, xml: str, languages: Mapping[str, str]) -> None:
        """`languages` gives the code of each language name, the default one first."""
        root: Element = fromstring(xml)
        self.languages = languages
        self.default = next(iter(languages.values()))
        self.texts = _translations(root, languages, "")
        self.images = _translations(root, languages, "image")
        self.binds = {it.get("nodeset", ""): it for it in root.iter(f"{X}bind")}
        body = (root.find(f"{H}body") or Element("body")).iter()
        self.controls = {it.get("ref", ""): it for it in body if it.tag in CONTROLS}
        self.groups = {it.get("ref", ""): it for it in root.iter(f"{X}group")}
        self.lists = {it.get("id", ""): it for it in root.iter(f"{X}instance")}
        self.first_load = {it.get("ref", ""): it for it in root.iter(f"{X}setvalue")}
        self.title = root.findtext(f"{H}head/{H}title", "")

    def questions(self) -> Iterator[Written]:
        for path, bind in self.binds.items():
            is_known = f"{JR}preload" in bind.attrib  # start, end, today: nobody is asked
            if not is_known and path not in self.groups:
                yield self._question(path, bind, self.controls.get(path))

    def relevance(self, groups: tuple[str, ...]) -> str:
        """The condition of the innermost of these groups."""
        bind = self.binds.get("/data/" + "/".join(groups))
        return "" if bind is None else bind.get("relevant", "")

    def heading(self, groups: tuple[str, ...]) -> Labels:
        """The label of the innermost of these groups."""
        return self._labels(self.groups.get("/data/" + "/".join(groups)), "label")

    def _question(self, path: str, bind: Element, control: Element | None) -> Written:
        *groups, name = path.removeprefix("/data/").split("/")
        kind = _type(bind, control)
        itemset = control.find(f"{X}itemset") if control is not None else None
        first = self.first_load.get(path)
        return Written(
            name=name,
            type=kind,
            labels=self._labels(control, "label"),
            hints=self._labels(control, "hint"),
            required=bind.get("required", ""),
            required_message=self._message(bind.get(f"{JR}requiredMsg", "")),
            relevant=bind.get("relevant", ""),
            constraint=bind.get("constraint", ""),
            constraint_message=self._message(bind.get(f"{JR}constraintMsg", "")),
            calculation=bind.get("calculate", ""),
            default=self.lists[""].findtext("/".join(["*", *_tags(groups), *_tags([name])]), ""),
            dynamic_default="" if first is None else first.get("value", ""),
            choices=ACKNOWLEDGED if kind == "acknowledge" else tuple(self._choices(itemset)),
            choice_filter=_filter(itemset),
            appearance=frozenset(_attribute(control, "appearance").split()),
            range=_range(control) if kind == "range" else None,
            image=self._image(control),
            groups=tuple(groups),
        )

    def _image(self, control: Element | None) -> Labels:
        label = control.find(f"{X}label") if control is not None else None
        reference = ITEXT.fullmatch(_attribute(label, "ref"))
        images = self.images.get(reference[1], {}) if reference else {}
        return {code: file.removeprefix("jr://images/") for code, file in images.items()}

    def _labels(self, control: Element | None, part: str) -> Labels:
        element = control.find(f"{X}{part}") if control is not None else None
        if element is None:
            return {}
        reference = ITEXT.fullmatch(element.get("ref", ""))
        return self.texts.get(reference[1], {}) if reference else self._single(element)

    def _single(self, element: Element) -> Labels:
        """A text of a form that has one language only."""
        text = _text(element)
        return {self.default: text} if text else {}

    def _message(self, attribute: str) -> Labels:
        reference = ITEXT.fullmatch(attribute)
        if reference:
            return self.texts.get(reference[1], {})
        return {self.default: attribute} if attribute else {}

    def _choices(self, itemset: Element | None) -> Iterator[Choice]:
        reference = LIST.match(_attribute(itemset, "nodeset"))
        if reference is None:
            return
        for item in self.lists[reference[1]].iter(f"{X}item"):
            label = item.find(f"{X}label")
            translated = self.texts.get(item.findtext(f"{X}itextId", ""), {})
            labels = translated if label is None else self._single(label)
            columns = {it.tag.removeprefix(X): it.text or "" for it in item}
            yield Choice(
                columns.pop("name", ""),
                labels,
                {name: cell for name, cell in columns.items() if name not in {"label", "itextId"}},
            )


def _translations(root: Element, languages: Mapping[str, str], form: str) -> Mapping[str, Labels]:
    """Texts, or names of files of that form, by their id; the default language comes first."""
    found: dict[str, dict[str, str]] = {}
    blocks = {it.get("lang", ""): it for it in root.iter(f"{X}translation")}
    for language, code in languages.items():
        for entry in blocks[language].iter(f"{X}text") if language in blocks else ():
            text = _text(next((it for it in entry if it.get("form", "") == form), None))
            if text and text != MISSING:
                found.setdefault(entry.get("id", ""), {})[code] = text
    return found


def _text(element: Element | None) -> str:
    """The words, with `${name}` where the author wrote it; pyxform pads them with blanks."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for output in element:
        name = output.get("value", "").strip().rpartition("/")[2]
        parts.append(f"${{{name}}}{output.tail or ''}")
    return "".join(parts).strip()


def _type(bind: Element, control: Element | None) -> QuestionType:
    if control is None:
        return "calculate" if bind.get("calculate") else "hidden"
    if bind.get("readonly"):
        return "note"
    return SELECTS.get(control.tag) or INPUTS.get(bind.get("type", ""), "text")


def _filter(itemset: Element | None) -> str:
    found = LIST.fullmatch(_attribute(itemset, "nodeset"))
    return (found[2] or "") if found else ""


def _range(control: Element | None) -> Range:
    start, end, step = (Decimal(_attribute(control, it)) for it in ("start", "end", "step"))
    return Range(start, end, step)


def _attribute(element: Element | None, name: str) -> str:
    return "" if element is None else element.get(name, "")


def _tags(names: Iterable[str]) -> Iterator[str]:
    return (f"{X}{name}" for name in names)
