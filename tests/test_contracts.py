"""Every arrow and every ban of the house, shown to fail on a seeded violation."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "surveys", "analytics", "db", "deploy")

ARROWS = "The arrows of the house: deploy > bot | analytics > db > surveys"
PURE_SURVEYS = "surveys is pure: no Telegram, no SQL, no network"
ONLY_BOT = "Only bot knows Telegram"
AIOGRAM = "aiogram lives in bot.citizen (its models may validate in bot.simulator)"
TELEGRAM = "python-telegram-bot lives in bot.staff and bot.broadcasting"
PURE_MEASURES = "What a measure computes is pure: no database behind it"

FORBIDDEN_ARROWS = [
    ("surveys", "db"),
    ("surveys", "bot"),
    ("surveys", "analytics"),
    ("surveys", "deploy"),
    ("db", "bot"),
    ("db", "analytics"),
    ("db", "deploy"),
    ("bot", "analytics"),
    ("bot", "deploy"),
    ("analytics", "bot"),
    ("analytics", "deploy"),
]
NOT_PURE = (
    *("sqlmodel", "sqlalchemy", "psycopg", "aiohttp", "httpx", "fastapi", "pandas"),
    *("socket", "time", "random"),
)
VIOLATIONS = [
    *((f"{lower}.seeded", higher, {ARROWS}) for lower, higher in FORBIDDEN_ARROWS),
    *(("surveys.seeded", banned, {PURE_SURVEYS}) for banned in NOT_PURE),
    ("surveys.seeded", "aiogram", {PURE_SURVEYS, ONLY_BOT}),
    ("surveys.seeded", "telegram", {PURE_SURVEYS, ONLY_BOT}),
    *(
        (f"{package}.seeded", library, {ONLY_BOT})
        for package in ("db", "analytics", "deploy")
        for library in ("aiogram", "telegram")
    ),
    ("bot.seeded", "aiogram", {AIOGRAM}),
    ("bot.staff.seeded", "aiogram", {AIOGRAM}),
    ("bot.broadcasting.seeded", "aiogram", {AIOGRAM}),
    ("bot.seeded", "telegram", {TELEGRAM}),
    ("bot.citizen.seeded", "telegram", {TELEGRAM}),
    ("bot.simulator.seeded", "telegram", {TELEGRAM}),
    ("analytics.plan.seeded", "db", {PURE_MEASURES}),
    ("analytics.period", "db", {PURE_MEASURES}),
    ("analytics.disclosure", "db", {PURE_MEASURES}),
    *(
        ("analytics.satisfaction", banned, {PURE_MEASURES})
        for banned in ("db", "sqlalchemy", "sqlmodel", "psycopg")
    ),
]
ALLOWED = [
    ("deploy.seeded", "bot"),
    ("deploy.seeded", "analytics"),
    ("bot.seeded", "db"),
    ("analytics.seeded", "db"),
    ("db.seeded", "surveys"),
    ("bot.citizen.seeded", "aiogram"),
    ("bot.simulator.seeded", "aiogram"),
    ("bot.staff.seeded", "telegram"),
    ("bot.broadcasting.seeded", "telegram"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    """The five packages, code only, with the contracts; each test seeds it and cleans up."""
    copy = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            target = copy / file.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    shutil.copyfile(ROOT / "pyproject.toml", copy / "pyproject.toml")
    for later in ("staff", "broadcasting"):
        (copy / "bot" / later).mkdir(exist_ok=True)
        (copy / "bot" / later / "__init__.py").touch()
    return copy


def contracts(house: Path) -> tuple[set[str], set[str], str]:
    """What is kept, what is broken, and the whole report."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(  # noqa: S603 - the linter of our own environment
        [program, "--no-cache", "--no-logo"],
        cwd=house,
        env={"PYTHONPATH": str(house), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    report = done.stdout + done.stderr
    verdicts = re.findall(r"^(.+?) (KEPT|BROKEN)\b", report, re.MULTILINE)
    assert verdicts, report
    kept = {name for name, verdict in verdicts if verdict == "KEPT"}
    broken = {name for name, verdict in verdicts if verdict == "BROKEN"}
    assert (done.returncode == 0) == (not broken), report
    return kept, broken, report


def judged(house: Path, importer: str, imported: str) -> tuple[set[str], set[str], str]:
    """The verdicts once *importer* imports *imported*; the house is clean again afterwards."""
    module = house / Path(*importer.split(".")).with_suffix(".py")
    before = module.read_text() if module.exists() else None
    module.write_text(f"{before or ''}\nimport {imported}\n")
    try:
        return contracts(house)
    finally:
        if before is None:
            module.unlink()
        else:
            module.write_text(before)


def names(cases: Iterable[tuple]) -> list[str]:
    return [f"{importer}->{imported}" for importer, imported, *_ in cases]


def test_the_house_as_it_stands_keeps_every_contract_and_we_know_them_all(house):
    kept, broken, _ = contracts(house)
    assert broken == set()
    assert kept == {ARROWS, PURE_SURVEYS, ONLY_BOT, AIOGRAM, TELEGRAM, PURE_MEASURES}


@pytest.mark.parametrize(("importer", "imported", "meant"), VIOLATIONS, ids=names(VIOLATIONS))
def test_a_violation_breaks_exactly_the_contract_that_forbids_it(house, importer, imported, meant):
    _, broken, report = judged(house, importer, imported)
    assert broken == meant
    assert re.search(rf"{re.escape(importer)} -> {imported} \(l\.\d+\)", report), report


@pytest.mark.parametrize(("importer", "imported"), ALLOWED, ids=names(ALLOWED))
def test_what_the_design_allows_breaks_nothing(house, importer, imported):
    _, broken, _ = judged(house, importer, imported)
    assert broken == set()
