"""The table of the faults names tests that exist, and leaves none of ours out."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
TABLE = Path(__file__).with_name("README.md")
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
FAULTS = [f"F{number}" for number in range(1, 22)]


def rows() -> dict[str, list[str]]:
    """The columns of each fault."""
    lines = [line.split("|")[1:-1] for line in TABLE.read_text().splitlines() if line[:1] == "|"]
    return {name.strip(): columns for name, *columns in lines if name.strip() in FAULTS}


def missing(text: str) -> list[str]:
    """The tests that are named and do not exist."""
    return [
        f"{file}::{name}"
        for file, name in NAMED.findall(text)
        if not (TESTS / file).exists() or f"def {name}(" not in (TESTS / file).read_text()
    ]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_has_its_tests_and_its_negative_control(fault):
    *_, shown, control = rows()[fault]
    assert NAMED.findall(shown)
    assert NAMED.findall(control)
    assert missing(shown + control) == []


def test_every_file_of_faults_is_in_the_table():
    named = {file for file, _ in NAMED.findall(TABLE.read_text())}
    ours = {f"faults/{it.name}" for it in TABLE.parent.glob("test_*.py")}
    assert ours - named == {f"faults/{Path(__file__).name}"}


def test_a_test_that_is_gone_is_missed():
    """The negative control."""
    assert missing("`faults/test_readme.py::test_nothing`") == [
        "faults/test_readme.py::test_nothing"
    ]
