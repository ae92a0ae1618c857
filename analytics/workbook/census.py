"""What an XML part holds, counted before anything is made of it: a small file can hide a flood."""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from openpyxl.utils import range_boundaries

_SPREAD = {"mergeCell", "hyperlink"}  # openpyxl makes a cell of each that these cover
_RANGES = {*_SPREAD, "f"}  # of which we read the range
_BEFORE_XML = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"
_CHUNK = 1 << 16


def is_xml(part: bytes) -> bool:
    """Told by what it begins with, whatever it is called: a part's name promises nothing."""
    return part.lstrip(_BEFORE_XML).startswith(b"<")


@dataclass
class Census:
    """How much there is in the parts counted so far."""

    elements: int = 0
    covered: int = 0  # cells, by elements that cover a range
    deepest: int = 0
    declared: bool = False  # a document type, which no program of spreadsheets writes
    _depth: int = 0

    @property
    def too_much(self) -> bool:
        return (
            self.elements > 500_000 or self.covered > 20_000 or self.deepest > 60 or self.declared
        )

    def count(self, part: bytes) -> None:
        """Adds an XML part, until it is too much.

        Raises:
            expat.ExpatError: the XML is broken.
            TypeError: a range has no ends.
            ValueError: a range is none.
        """
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._declare
        self._depth = 0
        for start in range(0, len(part), _CHUNK):
            parser.Parse(part[start : start + _CHUNK], False)  # noqa: FBT003 - expat has no names
            if self.too_much:
                return
        parser.Parse(b"", True)  # noqa: FBT003

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        self._depth += 1
        self.deepest = max(self.deepest, self._depth)
        kind = name.rpartition("}")[2]
        if kind in _RANGES and "ref" in attributes:
            left, top, right, bottom = range_boundaries(attributes["ref"])
            area = (right - left + 1) * (bottom - top + 1)
            self.covered += area if kind in _SPREAD else 0

    def _end(self, _: str) -> None:
        self._depth -= 1

    def _declare(self, *_: object) -> None:
        self.declared = True
