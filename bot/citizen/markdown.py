"""An author's Markdown, as far as XLSForm knows it, in the HTML that Telegram knows."""

import html
import re
from re import Match

_SIGNS = re.compile(r"[\\*_#\[]")  # without one of these there is nothing to read
_INNER = r"(?:\\.|[^\\\n])+?"  # of one line; a sign behind a backslash ends nothing
_MARKED = re.compile(
    r"\\(?P<sign>[!-/:-@\[-`{-~])"
    r"|^\#{1,6}[ \t]+(?P<title>.+)$"
    rf"|(?P<two>\*\*|(?<!\w)__)(?=\S)(?P<bold>{_INNER})(?<=\S)(?P=two)(?!\*)(?:(?<=\*)|(?!\w))"
    rf"|(?P<one>\*|(?<!\w)_)(?!(?P=one))(?=\S)(?P<italic>{_INNER})(?<=\S)(?P=one)"
    r"(?:(?<=\*)|(?!\w))"
    r"|\[(?P<name>[^\]\n]+)\]\((?P<address>[^)\s]+)\)",
    re.MULTILINE,
)
_TAG = re.compile(r"</?[bi]>")
_LITERALLY = str.maketrans({sign: f"\\{sign}" for sign in r"\*_#[]"})


def to_html(text: str) -> str:
    """Bold, italic and titles as Telegram shows them; a link as words, for no label is a link."""
    return _html(text, "") if _SIGNS.search(text) else html.escape(text)


def plain(text: str) -> str:
    """The words alone, for a button."""
    return html.unescape(_TAG.sub("", to_html(text))) if _SIGNS.search(text) else text


def literal(text: str) -> str:
    """What a person wrote, so that it stands in a label as it is: their signs are no marks."""
    return text.translate(_LITERALLY)


def _html(text: str, within: str) -> str:
    """*within*: the tags that are open already, each of which is opened only once."""
    shown, at = list[str](), 0
    for mark in _MARKED.finditer(text):
        shown += html.escape(text[at : mark.start()]), _mark(mark, within)
        at = mark.end()
    return "".join([*shown, html.escape(text[at:])])


def _mark(mark: Match[str], within: str) -> str:
    match mark.lastgroup:
        case "sign":
            return html.escape(mark["sign"])
        case "address":
            name, address = _html(mark["name"], within), html.escape(mark["address"])
            return name if name == address else f"{name} ({address})"
        case "italic":
            return _within("i", mark["italic"], within)
        case group:
            return _within("b", mark[group or 0], within)


def _within(tag: str, text: str, within: str) -> str:
    shown = _html(text, within + tag)
    return shown if tag in within else f"<{tag}>{shown}</{tag}>"
