"""The page that says which test holds which promise names only tests that there are."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = Path(__file__).with_name("README.md")
ROW = re.compile(r"\| (T\d+) [^|]*\|([^|]*)\|([^|]*)\|([^|]*)\|")
NAMED = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")
PROMISED = [f"T{it}" for it in (*range(1, 7), 9, *range(11, 18), 26, 28)]


def rows() -> dict[str, list[str]]:
    return {it[1]: list(it.groups()[1:]) for it in ROW.finditer(PAGE.read_text("utf-8"))}


def missing(cell: str) -> list[str]:
    """The tests of a cell that are not there."""
    gone = []
    for file, name in NAMED.findall(cell):
        path = TESTS / file
        tree = ast.parse(path.read_text("utf-8")) if path.exists() else ast.parse("")
        there = {
            it.name for it in tree.body if isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        if not (name in there if name else any(it.startswith("test_") for it in there)):
            gone.append(f"{file}::{name}")
    return gone


def test_every_threat_has_its_row():
    assert list(rows()) == PROMISED


@pytest.mark.parametrize("threat", PROMISED)
def test_every_test_that_is_named_is_there(threat):
    promise, tests, control = rows()[threat]
    assert promise.strip()
    assert NAMED.search(tests)
    assert "::" in control, "a negative control has a name"
    assert missing(tests) + missing(control) == []


def test_every_file_of_this_folder_is_on_the_page():
    here = {f"threats/{it.name}" for it in PAGE.parent.glob("test_*.py")} - {
        "threats/test_readme.py"
    }
    assert {it for it in here if it not in PAGE.read_text("utf-8")} == set()


def test_a_test_that_is_gone_is_missed():
    """The negative control."""
    assert missing("`threats/test_readme.py::test_gone`") == ["threats/test_readme.py::test_gone"]
    assert missing("`threats/test_gone.py`") == ["threats/test_gone.py::"]
