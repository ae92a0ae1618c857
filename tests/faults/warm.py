"""A warmed process that forks bots of both kinds, which end well when they are told to.

Reads one JSON line a bot to start, writes its process id. With a port the citizens' bot is called
by Telegram, else it asks. It may be told to be naive: to acknowledge, and to store so many
seconds later.
"""

import asyncio
import gc
import json
import os
import signal
import sys
from pathlib import Path

from bot import intake
from bot.citizen import app, webhook
from bot.staff import app as staff
from bot.staff.desk import House
from db.keyring import Keyring
from deploy import serving
from surveys import load

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


def live(order) -> None:
    if "naive" in order:
        acknowledge_first(order["naive"])
    keyring = Keyring(bytes.fromhex(order["key"]))
    where = order["token"], order["telegram"], order["url"]
    if order.get("is_staff"):
        work = staff.run(*where, House(keyring, SURVEY, "https://t.me/PruebaBot"))
    else:
        work = app.run(*where, keyring, _hook(order["port"]) if "port" in order else None)
    serving._until_stopped(work)


def _hook(port: int) -> app.Webhook:
    return app.Webhook(f"http://127.0.0.1:{port}{webhook.PATH}", "s" * 32, "127.0.0.1", port)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are nobody's to wait for
    gc.freeze()
    print("warm", flush=True)  # noqa: T201 - this is how it speaks
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.close(0)
            live(json.loads(line))
            os._exit(0)
        print(child, flush=True)  # noqa: T201


main()
