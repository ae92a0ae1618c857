"""A warmed process that forks bots of both kinds, which end well when they are told to.

Reads one JSON line a bot to start, writes its process id. With a port the citizens' bot is called
by Telegram, else it asks. It may be told to be naive: to acknowledge, and to store so many
seconds later; to die, by SIGKILL, before its n-th side effect once an update has come; or to have
less patience with the database than in production.
"""

import asyncio
import os
import signal
from pathlib import Path

import aiohttp
import psycopg

from bot import intake
from bot.citizen import app, webhook
from bot.staff import app as staff
from bot.staff.desk import House
from db.keyring import Keyring
from deploy import serving
from surveys import load
from tests.warmed import fork_at_orders

WORKBOOK = Path(__file__).parents[2] / "surveys" / "library" / "satisfaccion-consular.xlsx"
SURVEY = load(WORKBOOK.read_bytes(), ".xlsx")


def acknowledge_first(delay: float) -> None:
    """What both frameworks' stock servers do: the work goes on behind the acknowledgement."""
    take, behind = intake.Intake.take, set()

    async def work(door, body) -> None:
        await asyncio.sleep(delay)
        await take(door, body)

    async def acknowledge(door, body) -> None:
        behind.add(asyncio.create_task(work(door, body)))

    intake.Intake.take = acknowledge


def die_before(effect: int) -> None:
    """Whatever leaves this process counts: a statement, a call to Telegram, an acknowledgement."""
    left, has_begun = effect, False

    def pass_by() -> None:
        nonlocal left
        left -= has_begun
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(does):
        async def pass_and_do(*arguments, **named):
            pass_by()
            return await does(*arguments, **named)

        return pass_and_do

    async def begin(*arguments, take=intake.Intake.take):
        nonlocal has_begun
        has_begun = True
        done = await take(*arguments)
        pass_by()
        return done

    intake.Intake.take = begin
    aiohttp.ClientSession._request = counted(aiohttp.ClientSession._request)
    psycopg.AsyncConnection.wait = counted(psycopg.AsyncConnection.wait)


def live(order) -> None:
    if "naive" in order:
        acknowledge_first(order["naive"])
    if "patience" in order:
        intake.PATIENCE = order["patience"]
    if "effect" in order:
        die_before(order["effect"])
    keyring = Keyring(bytes.fromhex(order["key"]))
    where = order["token"], order["telegram"], order["url"]
    if order.get("is_staff"):
        work = staff.run(*where, House(keyring, SURVEY, "https://t.me/PruebaBot"))
    else:
        work = app.run(*where, keyring, _hook(order["port"]) if "port" in order else None)
    serving._until_stopped(work)


def _hook(port: int) -> app.Webhook:
    return app.Webhook(f"http://127.0.0.1:{port}{webhook.PATH}", "s" * 32, "127.0.0.1", port)


if __name__ == "__main__":
    fork_at_orders(live)
