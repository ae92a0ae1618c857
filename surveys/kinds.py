"""The types of rows that an author may write, and the cells that each may fill."""

from collections.abc import Mapping

SELECTS = ("select_one", "select_multiple")
ASKED = (*SELECTS, "integer", "decimal", "range", "date", "time", "text", "acknowledge")
TYPES = (*ASKED, "note", "calculate", "hidden")
BEGIN, END = "begin_group", "end_group"
METADATA = ("start", "end", "today")  # a chat knows these by itself
OR_OTHER = "or_other"

_EVERYWHERE = frozenset({"type", "name", "label", "hint", "relevant"})
_OF_AN_ANSWER = frozenset(
    {"required", "required_message", "constraint", "constraint_message", "default", "readonly"}
)
CELLS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(ASKED, _EVERYWHERE | _OF_AN_ANSWER | {"appearance"}),
    **dict.fromkeys(SELECTS, _EVERYWHERE | _OF_AN_ANSWER | {"appearance", "choice_filter"}),
    "range": _EVERYWHERE | _OF_AN_ANSWER | {"appearance", "parameters"},
    "acknowledge": (_EVERYWHERE | _OF_AN_ANSWER) - {"default", "readonly"},
    "note": _EVERYWHERE,
    "calculate": _EVERYWHERE | {"calculation"},
    "hidden": _EVERYWHERE | {"default"},
    BEGIN: _EVERYWHERE - {"hint"},
    END: frozenset({"type", "name"}),
}
READONLY = _EVERYWHERE | {"default", "readonly", "calculation"}
"""What a row that is only shown may hold: nobody answers it."""

APPEARANCES: Mapping[str, tuple[str, ...]] = {
    "select_one": ("likert", "minimal", "quick"),
    "select_multiple": ("minimal",),
    "text": ("multiline", "numbers"),
}


def kind_of(cell: str) -> str:
    """The first word of the cell «type»; `begin group` is `begin_group`."""
    words = cell.split()
    if words[:1] in (["begin"], ["end"]) and words[1:] == ["group"]:
        return "_".join(words)
    return words[0] if words else ""
