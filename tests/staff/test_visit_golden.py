"""Whole conversations about visits, as they go on 23 November 2026 at three in the afternoon."""

import re
from datetime import UTC, date, datetime

import pytest

from tests.staff.conftest import CARMEN
from tests.staff.script import GOLDEN, act, keep, read
from tests.staff.times import turn_clock
from tests.staff.visit_rows import announced

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
NAMES = sorted(path.name for path in GOLDEN.glob("visit_*.txt"))
YESTERDAY = date(2026, 11, 22)
ANNOUNCED = {  # what stands when the conversation begins
    "visit_served.txt": {"first_day": YESTERDAY, "last_day": YESTERDAY},
    "visit_changed.txt": {},
}
RESTARTS = {"visit_after_a_restart.txt": {"Toledo", "▸ ☐ Otro servicio"}}


@pytest.mark.parametrize("name", NAMES)
async def test_the_conversation_goes_as_written(office, name):
    await turn_clock(office, NOW)
    carmen = await office.hires(*CARMEN)
    if name in ANNOUNCED:
        await announced(office, **ANNOUNCED[name])
    comments, acts, expected = read(name)
    for line in acts[1:]:  # the first is the invitation
        await act(office, carmen, line)
        if line in RESTARTS.get(name, ()):
            await office.restarts()
    said = re.sub(r"/start \S+", "/start", (await carmen.transcript()).strip(), count=1)
    if not keep(name, comments, said):
        assert said == expected
