"""The forms that both engines walk through: the library's, and ten written for this."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pyxform.xls2xform import convert

from surveys import Survey, load

HERE = Path(__file__).parent
LIBRARY = HERE.parents[1] / "surveys" / "library"


@dataclass(frozen=True)
class Form:
    """One file of an author."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def survey(self) -> Survey:
        """The form as our engine reads it."""
        loaded = load(self.path, self.path.suffix)
        assert isinstance(loaded, Survey), [str(problem) for problem in loaded]
        return loaded

    def xform(self) -> str:
        """The form as every engine of ODK reads it."""
        return convert(self.path.read_bytes(), file_type=self.path.suffix).xform


FORMS = tuple(
    Form(path) for path in (*sorted(LIBRARY.glob("*.xlsx")), *sorted(HERE.glob("forms/*.md")))
)
