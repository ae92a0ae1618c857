"""The visits in the town's database: three to come, two that served, and what is neither."""

import struct
import zlib
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bot.tokens import token
from db.entries import KIND_NOTICE, KIND_VISIT, Entry
from db.visits import Flyer, Visit, VisitState

ANNOUNCED_AT = datetime(2026, 6, 1, tzinfo=UTC)


def _one_pixel() -> bytes:
    """A PNG of one white pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixel = zlib.compress(b"\0\xff")
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


PICTURE = _one_pixel()


def visit(number: int, consulate: str, town: str, first_day: date, **told) -> Visit:
    """A complete visit, announced unless told otherwise, from nine to two on one day."""
    said = {
        "place": "Centro Social, calle Real 5",
        "timezone": "Europe/Madrid",
        "last_day": first_day,
        "opens": time(9),
        "closes": time(14),
        "services": ["pasaporte", "dni"],
        "requirements": "su DNI y dos fotos",
        "capacity": 80,
        "contact": "900 000 000",
        "flyer": False,
        "state": VisitState.ANNOUNCED,
        "announced_at": ANNOUNCED_AT,
    }
    return Visit(
        id=UUID(int=number),
        consulate=consulate,
        town=town,
        first_day=first_day,
        writers=[],
        created_at=ANNOUNCED_AT,
        **(said | told),
    )


TOLEDO, CUENCA, GIRONA, ALICANTE, AVILA, SEGOVIA, BURGOS, SORIA = (
    UUID(int=number) for number in range(1, 9)
)
TOKENS = {name: token(globals()[name]) for name in ("TOLEDO", "ALICANTE", "AVILA", "SEGOVIA")}


def visits() -> list[Visit]:
    return [
        visit(
            1,
            "MAD",
            "Toledo",
            date(2099, 6, 13),
            latitude=39.8581,
            longitude=-4.0226,
            flyer=True,
        ),
        visit(
            2,
            "MAD",
            "Cuenca",
            date(2099, 7, 4),
            last_day=date(2099, 7, 5),
            services=["dni"],
            requirements="",
            capacity=0,
            contact="",
        ),
        visit(3, "BCN", "Girona", date(2099, 6, 20), latitude=41.9794, longitude=2.8214),
        visit(4, "VLC", "Alicante", date(2099, 6, 13), state=VisitState.CANCELLED),
        visit(5, "MAD", "Ávila", date(2020, 6, 13)),
        visit(
            7,
            "MAD",
            "Burgos",
            date(2020, 7, 4),
            last_day=date(2020, 7, 5),
            services=["dni"],
        ),
        visit(8, "MAD", "Soria", date(2020, 6, 13)),
        visit(6, "MAD", "Segovia", date(2099, 6, 13), state=VisitState.DRAFT, announced_at=None),
    ]


ENTRIES = {
    "AVISO-TOLEDO": (KIND_NOTICE, "MAD", TOLEDO),
    "AVISO-ALICANTE": (KIND_NOTICE, "VLC", ALICANTE),
    "AVISO-AVILA": (KIND_NOTICE, "MAD", AVILA),
    "AVISO-SEGOVIA": (KIND_NOTICE, "MAD", SEGOVIA),
    "QR-TOLEDO": (KIND_VISIT, "MAD", TOLEDO),
    "QR-ALICANTE": (KIND_VISIT, "VLC", ALICANTE),
    "QR-BURGOS": (KIND_VISIT, "MAD", BURGOS),
    "QR-SORIA": (KIND_VISIT, "MAD", SORIA),
}


async def announce(session: AsyncSession) -> None:
    session.add_all(visits())
    await session.flush()
    session.add(Flyer(visit_id=TOLEDO, picture=PICTURE))
    for code, (kind, consulate, of) in ENTRIES.items():
        service = "dni" if of == BURGOS else None  # as entries.of_visit gives it
        session.add(Entry(code=code, kind=kind, consulate=consulate, visit=of, service=service))
