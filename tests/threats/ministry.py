"""The ministry in one process: both bots' handlers, PostgreSQL, and a strict Telegram for each."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram.ext import Application

from bot.allowance import Allowance
from bot.citizen import app as citizens_app
from bot.citizen.intake import door as citizens_door
from bot.citizen.routes import KINDS as CITIZENS_KINDS
from bot.citizen.routes import dispatcher
from bot.intake import Intake, Later
from bot.simulator import acts
from bot.simulator.people import User
from bot.staff import app as staff_app
from bot.staff.desk import House
from bot.staff.presses import APPROVE, SUBMIT
from bot.staff.routes import KINDS as STAFF_KINDS
from db import staff
from db.broadcasts import Broadcast
from db.keyring import Keyring
from db.staff import Role
from db.transaction import clock, transaction
from db.visits import Visit
from tests.conversations.conftest import TOKEN
from tests.secluded import Secluded
from tests.staff import affairs
from tests.staff.conftest import STAFF_TOKEN
from tests.threats.kept import kept
from tests.wireless import AiogramWire, LibraryWire, Wireless

Update = dict[str, Any]


@dataclass
class Chats:
    """One bot, its door, and what it says to the people in its chats."""

    world: Secluded
    telegram: Wireless
    intake: Intake
    mishears: Callable[[Update], Update] = dict  # where a deliberately wrong bot differs

    def __post_init__(self) -> None:
        self.intake.allowance = Allowance(at_once=100_000)  # we are faster than any hand

    def say(self, name: str, *texts: str) -> None:
        for words in texts:
            self.does(name, acts.say, words)

    def press(self, name: str, data: str, message: int | None = None) -> None:
        """A button of that message, or of the newest; whether or not it was ever there."""
        self.does(name, acts.press, message or max(self.telegram.chat(name).messages), data)

    def button(self, name: str, label: str) -> str:
        """What the newest button of that label carries."""
        messages = reversed(self.telegram.chat(name).messages.values())
        rows = (it.get("reply_markup", {}).get("inline_keyboard", []) for it in messages)
        return next(
            it["callback_data"] for row in rows for one in row for it in one if it["text"] == label
        )

    def does(self, name: str, act, *given: object) -> None:
        """What a person does reaches the bot at once."""
        self.telegram.does(name, act, *given)
        for update in self.telegram.flowing(set()):
            self.hears(update)

    def hears(self, update: Update) -> None:
        """Any update as Telegram would deliver it: it is done, and did not fail."""
        assert self.knocks(update) is None, update

    def knocks(self, update: Update) -> Later | None:
        """The same, whatever becomes of it; a call in the answer is carried out."""
        body = json.dumps(self.mishears(update)).encode()
        answer = self.world.do(self.intake.take(body))
        if not isinstance(answer, Mapping):
            return answer
        fields = {name: it for name, it in answer.items() if name != "method"}
        self.world.do(self.telegram.call(answer["method"], fields))
        return None

    def raw(self, name: str, **content: object) -> Update:
        """A message from that person's private chat, to be delivered by `hears`."""
        person = User(name, "es")
        number = self.telegram.account.updates.next_id
        self.telegram.account.updates.next_id += 1
        if "text" in content:
            content |= acts.typed(str(content["text"]))  # with the commands that Telegram finds
        where = {"chat": person.chat_json(), "from": person.json(), "date": int(time.time())}
        return {"update_id": number, "message": {"message_id": number, **where, **content}}

    def raw_press(self, name: str, data: str, **differently: object) -> Update:
        """A press as a forged client might send it."""
        update = self.raw(name, text="?")
        message = update.pop("message")
        query = {"id": f"p{update['update_id']}", "from": message["from"], "chat_instance": "1"}
        return update | {
            "callback_query": query | {"message": message, "data": data} | differently
        }

    def reads(self, name: str) -> list[str]:
        """All that was ever said to that person here: texts, captions, buttons and toasts."""
        return [json.dumps(it, ensure_ascii=False) for it in self.log(name)]

    def log(self, name: str, *kinds: str) -> list[dict[str, Any]]:
        """What the bot did in that chat, as the simulator notes it."""
        kinds = kinds or ("message", "edited", "answered")
        return [it for it in self.telegram.chat(name).log if it["kind"] in kinds]

    def last(self, name: str) -> dict[str, Any]:
        """The newest message in the chat, as it stands."""
        messages = self.telegram.chat(name).messages
        return messages[max(messages)]


@dataclass
class Ministry:
    """The world of a threat: who works here, and what is kept."""

    world: Secluded
    citizens: Chats
    staff: Chats
    application: Application

    @classmethod
    async def opened(cls, world: Secluded) -> "Ministry":
        telegram = Wireless(TOKEN, CITIZENS_KINDS)
        shelf = await citizens_app.shelf(world.engine)
        routes = dispatcher(world.engine, world.keyring, shelf)
        defaults = DefaultBotProperties(parse_mode="HTML")
        bot = Bot(TOKEN, session=AiogramWire(telegram), default=defaults)
        door = citizens_door(bot, routes, world.engine, world.keyring, is_answered=True)
        citizens = Chats(world, telegram, door)
        telegram = Wireless(STAFF_TOKEN, STAFF_KINDS)
        wires = [LibraryWire(telegram), LibraryWire(telegram)]
        builder = Application.builder().token(STAFF_TOKEN).updater(None)
        builder = builder.request(wires[0]).get_updates_request(wires[1])
        application = builder.build()
        await application.initialize()
        house = House(world.keyring, shelf.consular, "https://t.me/PruebaBot")
        at_work = Chats(world, telegram, staff_app.door(application, world.engine, house))
        for chats in (citizens, at_work):
            chats.intake.allowance = Allowance(at_once=10_000)  # tests are faster than any hand
        return cls(world, citizens, at_work, application)

    @property
    def engine(self) -> AsyncEngine:
        return self.world.engine

    @property
    def keyring(self) -> Keyring:
        return self.world.keyring

    async def close(self) -> None:
        await self.application.shutdown()

    async def hires(self, name: str, role: Role, scope: list[str]) -> None:
        """A member who has joined by an invitation."""
        number, keyring = User(name, "es").id, self.world.keyring
        async with transaction(self.world.engine) as session:
            now = await clock(session)
            told = {"telegram_id": number, "name": name, "role": role, "consulates": scope}
            code = await staff.invite(session, keyring, **told, now=now)
            assert await staff.join(session, keyring, code, number, now=now)

    def drafts(self, name: str = "Carmen", consulate: str = "MAD", **said: object) -> Visit:
        """A complete draft by that member."""
        return self.world.do(affairs.drafts(self, name, consulate, **said))

    def hands_in(self, visit: Visit, name: str = "Carmen") -> Broadcast:
        """That member asks for the approval of the draft: what waits for it."""
        self.staff.say(name, "/visitas")
        self.staff.press(name, affairs.press(SUBMIT, visit.id))
        return self.world.do(affairs.broadcast_of(self, visit))

    def approves(self, waiting: Broadcast, name: str = "Luis") -> None:
        self.staff.say(name, "/avisos")
        self.staff.press(name, affairs.press(APPROVE, waiting.id, waiting.code))

    def rows(self, sql: str, **values: object) -> list[tuple]:
        async def read():
            async with self.world.engine.connect() as connection:
                return [tuple(it) for it in await connection.execute(text(sql), values)]

        return self.world.do(read())

    def alters(self, *statements: str, **values: object) -> None:
        """Behind the bots' backs."""

        async def write():
            async with self.world.engine.begin() as connection:
                for sql in statements:
                    await connection.execute(text(sql), values)

        self.world.do(write())

    def with_the_turn_of_now(self, update: Update) -> Update:
        """How a bot hears a press that does not compare its turn with the person's own."""
        query = update.get("callback_query", {"data": "", "from": {"id": 0}})
        kind, *rest = query["data"].split(":")
        turns = self.rows(_TURN, it=self.keyring.fingerprint(query["from"]["id"]))
        if kind != "t" or not turns:
            return update
        return update | {
            "callback_query": query | {"data": ":".join([kind, *turns[0], *rest[1:]])}
        }

    def kept(self) -> dict[str, str]:
        return self.world.do(kept(self.engine))


_TURN = """
    SELECT turn FROM interview JOIN respondent ON respondent.id = respondent_id
    WHERE fingerprint = :it AND closed_at IS NULL
"""
