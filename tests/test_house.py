"""What the repository may hold: its top level, the length of its files, its lock files."""

import re
import statistics
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "surveys", "analytics", "db", "deploy")
TOP_LEVEL = {
    *PACKAGES,
    "tests",
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "requirements.txt",
    "requirements-dev.txt",
}
LONGEST_FILE = 300  # lines; the median says how the house really looks
MEDIAN_FILE = 80
LOCKS = ("requirements.txt", "requirements-dev.txt")
PINNED = re.compile(
    r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,_-]+\])?==[^\s;]+( ; [^\\]+)?( --hash=sha256:[0-9a-f]{64})+"
)


@pytest.fixture(scope="module")
def kept() -> list[Path]:
    """Every file that git keeps."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    done = subprocess.run(  # noqa: S603 - git on our own folder
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"NOT TESTED: this copy is not a git clone ({done.stderr.strip()})")
    names = [Path(name) for name in done.stdout.split("\0") if name]
    return [name for name in names if (ROOT / name).exists()]


def requirements(lock: str) -> list[str]:
    """The lines of a lock file, each with its hashes, comments left out."""
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    lines = (re.sub(r"\s+", " ", line).strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def test_the_top_level_holds_only_what_the_design_names(kept):
    top = {path.parts[0] for path in kept}
    assert {name for name in top if not name.startswith(".")} - TOP_LEVEL == set()


def test_a_file_holds_one_concept(kept):
    sources = [it for it in kept if it.parts[0] in PACKAGES and it.suffix == ".py"]
    lengths = {it: len((ROOT / it).read_text().splitlines()) for it in sources}
    assert [it for it, length in lengths.items() if length > LONGEST_FILE] == []
    assert statistics.median(filter(None, lengths.values())) <= MEDIAN_FILE


def test_packages_say_what_they_promise(kept):
    for package in PACKAGES:
        assert Path(package, "__init__.py") in kept


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_with_its_hashes(lock):
    lines = requirements(lock)
    assert len(lines) > 20
    assert [line for line in lines if not PINNED.fullmatch(line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_file_names_a_registry(lock):
    text = (ROOT / lock).read_text()
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links|@ ", text)


def test_development_runs_on_the_very_versions_that_are_shipped():
    shipped, tested = (
        {line.partition("==")[0]: line.split(" --hash")[0] for line in requirements(lock)}
        for lock in LOCKS
    )
    assert {name: tested.get(name) for name in shipped} == shipped
