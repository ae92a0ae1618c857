"""The XForm that pyxform makes, read back as plain questions whose formulas are still text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from surveys.survey import Choice, Labels, QuestionType

X = "{http://www.w3.org/2002/xforms}"
H = "{http://www.w3.org/1999/xhtml}"
JR = "{http://openrosa.org/javarosa}"

ITEXT = re.compile(r"jr:itext\('(.+)'\)")
LIST = re.compile(r"instance\('(.+)'\)")
MISSING = "-"  # what JavaRosa, and so pyxform, puts in place of a missing translation


@dataclass(frozen=True)
class Written:
    """One question as its author wrote it; an empty text where they wrote nothing."""

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
    choices: tuple[Choice, ...]


class XForm:
    """The questions of an XForm in their order, with their texts by language code."""

    def __init__(self, xml: str, languages: Mapping[str, str]) -> None:
        """`languages` gives the code of each language name, the default one first."""
        root: Element = fromstring(xml)
        self.languages = languages
        self.default = next(iter(languages.values()))
        self.texts = _translations(root, languages)
        self.binds = {it.get("nodeset", ""): it for it in root.iter(f"{X}bind")}
        self.controls = {it.get("ref", ""): it for it in root.find(f"{H}body") or ()}
        self.lists = {it.get("id", ""): it for it in root.iter(f"{X}instance")}
        self.title = root.findtext(f"{H}head/{H}title", "")

    def questions(self) -> Iterator[Written]:
        for path, bind in self.binds.items():
            control = self.controls.get(path)
            if f"{JR}preload" not in bind.attrib:  # start, end, today: nobody is asked
                yield self._question(path, bind, control)

    def _question(self, path: str, bind: Element, control: Element | None) -> Written:
        return Written(
            name=path.removeprefix("/data/"),
            type=_type(bind, control),
            labels=self._labels(control, "label"),
            hints=self._labels(control, "hint"),
            required=bind.get("required", ""),
            required_message=self._message(bind.get(f"{JR}requiredMsg", "")),
            relevant=bind.get("relevant", ""),
            constraint=bind.get("constraint", ""),
            constraint_message=self._message(bind.get(f"{JR}constraintMsg", "")),
            calculation=bind.get("calculate", ""),
            choices=tuple(self._choices(control)),
        )

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

    def _choices(self, control: Element | None) -> Iterator[Choice]:
        itemset = control.find(f"{X}itemset") if control is not None else None
        reference = LIST.match(itemset.get("nodeset", "")) if itemset is not None else None
        if reference is None:
            return
        for item in self.lists[reference[1]].iter(f"{X}item"):
            label = item.find(f"{X}label")
            translated = self.texts.get(item.findtext(f"{X}itextId", ""), {})
            labels = translated if label is None else self._single(label)
            yield Choice(item.findtext(f"{X}name", ""), labels)


def _translations(root: Element, languages: Mapping[str, str]) -> Mapping[str, Labels]:
    """Texts by their id; within one, the default language comes first."""
    found: dict[str, dict[str, str]] = {}
    blocks = {it.get("lang", ""): it for it in root.iter(f"{X}translation")}
    for language, code in languages.items():
        for entry in blocks[language].iter(f"{X}text") if language in blocks else ():
            text = _text(entry.find(f"{X}value"))
            if text and text != MISSING:
                found.setdefault(entry.get("id", ""), {})[code] = text
    return found


def _text(element: Element | None) -> str:
    """The words, with `${name}` where the author wrote it; pyxform pads them with blanks."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for output in element:
        name = output.get("value", "").strip().removeprefix("/data/")
        parts.append(f"${{{name}}}{output.tail or ''}")
    return "".join(parts).strip()


def _type(bind: Element, control: Element | None) -> QuestionType:
    if control is None:
        return "calculate"
    if control.tag != f"{X}input":
        return "select_one" if control.tag == f"{X}select1" else "select_multiple"
    if bind.get("readonly"):
        return "note"
    return "integer" if bind.get("type") == "int" else "text"
