"""What this machine could not test is the run's last word, where nobody overlooks it."""

from collections import Counter
from collections.abc import Generator

import pytest

MARK = "NOT TESTED: "


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter) -> Generator[None, None, None]:
    """After everything else, each reason of a skip that begins with MARK, and its tests."""
    yield
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped]
    untested = Counter(it.removeprefix(MARK) for it in reasons if it.startswith(MARK))
    if untested:
        terminalreporter.section("NOT TESTED", sep="!", yellow=True, bold=True)
    for reason, count in untested.items():
        terminalreporter.line(f"{count} tests: {reason}", yellow=True)
