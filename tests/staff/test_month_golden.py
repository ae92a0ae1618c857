"""Whole conversations about a month's figures, on 23 November 2026 at three in the afternoon."""

import re
from datetime import UTC, date, datetime

import pytest

from tests.staff.conftest import CARMEN
from tests.staff.month_rows import FULL, PASSPORT, recorded
from tests.staff.script import GOLDEN, act, keep, read
from tests.staff.times import turn_clock

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
NAMES = sorted(path.name for path in GOLDEN.glob("month_*.txt"))
STANDS = {  # what was recorded before the conversation begins: of October, or of September
    "month_corrected.txt": (FULL, date(2026, 10, 1)),
    "month_oddities.txt": ({PASSPORT: 120}, date(2026, 9, 1)),
}


@pytest.mark.parametrize("name", NAMES)
async def test_the_conversation_goes_as_written(office, name):
    await turn_clock(office, NOW)
    carmen = await office.hires(*CARMEN)
    if name in STANDS:
        await recorded(office, *STANDS[name])
    comments, acts, expected = read(name)
    for line in acts[1:]:  # the first is the invitation
        await act(office, carmen, line)
    said = re.sub(r"/start \S+", "/start", (await carmen.transcript()).strip(), count=1)
    if not keep(name, comments, said):
        assert said == expected
