"""The codes on the wall: short, unmistakable, fit for a link, and found again."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from db import entries
from db.entries import open_entry
from db.transaction import transaction
from db.visits import Visit

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")  # what Telegram takes after ?start=


async def test_an_entry_is_found_by_its_code_and_tells_what_it_carries(desk):
    async with transaction(desk.engine) as session:
        made = await open_entry(session, "MAD", service="dni", service_date=date(2026, 6, 30))
    async with transaction(desk.engine) as session:
        found = await entries.find(session, made.code)
        assert (found.consulate, found.service, found.service_date, found.kind) == (
            "MAD", "dni", date(2026, 6, 30), "wall",
        )  # fmt: skip
        assert (await entries.consulate_of(session, found)).city == "Madrid"
        assert await entries.find(session, made.code.lower()) is None
        assert await entries.consulate_of(session, None) is None


async def test_codes_fit_a_link_and_none_follows_from_another(desk):
    async with transaction(desk.engine) as session:
        codes = {
            (await open_entry(session, "MAD", service=None, service_date=None)).code
            for _ in range(50)
        }
    assert len(codes) == 50
    assert all(PAYLOAD.fullmatch(code) for code in codes)
    assert not any(sign in code.removeprefix("MAD-") for code in codes for sign in "01IO")


async def test_an_entry_of_an_unknown_consulate_cannot_be(desk):
    with pytest.raises(IntegrityError):
        async with transaction(desk.engine) as session:
            await open_entry(session, "QQQ", service=None, service_date=None)


@pytest.mark.parametrize(
    ("services", "service"), [(["dni"], "dni"), (["dni", "pasaporte"], None), ([], None)]
)
async def test_a_visits_entry_is_opened_once_a_kind_and_names_its_only_service(
    desk, services, service
):
    visit = Visit(consulate="MAD", writers=[], created_at=NOW, services=services)
    async with transaction(desk.engine) as session:
        session.add(visit)
        await session.flush()
        shown = await entries.of_visit(session, visit, entries.KIND_VISIT)
        posted = await entries.of_visit(session, visit, entries.KIND_NOTICE)
        assert (await entries.of_visit(session, visit, entries.KIND_VISIT)).code == shown.code
    assert shown.code != posted.code
    assert (shown.service, shown.visit, shown.service_date) == (service, visit.id, None)
    assert all(PAYLOAD.fullmatch(it.code) and len(it.code) <= 40 for it in (shown, posted))
