"""Staff of the consulate in Madrid, for a database that somebody else has furnished."""

from bot.simulator.people import User
from db import staff
from db.staff import Role
from db.transaction import clock, transaction


async def invite(engine, keyring, name: str) -> str:
    """The code by which that person becomes an operator of Madrid."""
    async with transaction(engine) as session:
        return await staff.invite(
            session,
            keyring,
            telegram_id=User(name, "es").id,
            name=name,
            role=Role.OPERATOR,
            consulates=["MAD"],
            now=await clock(session),
        )
