"""Everything that one running simulator holds: its bots, its people, their files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from bot.simulator.bots import Account, Bot
from bot.simulator.clock import Clock
from bot.simulator.files import File
from bot.simulator.in_response import carry_out
from bot.simulator.people import User
from bot.simulator.refusal import Refusal


@dataclass
class World:
    accounts: dict[str, Account]  # by token
    clock: Clock
    people: dict[int, User] = field(default_factory=dict)
    passers_by: set[int] = field(default_factory=set)  # of a crowd: nobody has held their phone

    @classmethod
    def of(cls, bots: Sequence[Bot]) -> "World":
        """Raises ValueError when two bots share an id or a username."""
        ids, usernames = {bot.id for bot in bots}, {bot.username.lower() for bot in bots}
        if min(len(ids), len(usernames)) < len(bots):
            raise ValueError("Dos bots del simulador tienen el mismo número o el mismo nombre.")
        clock = Clock()
        return cls({bot.token: Account(bot, carry_out, clock) for bot in bots}, clock)

    def by_token(self, token: str) -> Account:
        if token not in self.accounts:
            raise Refusal(HTTPStatus.UNAUTHORIZED)
        return self.accounts[token]

    def by_username(self, username: str) -> Account | None:
        names = {a.bot.username.lower(): a for a in self.accounts.values()}
        return names.get(username.lower())

    def meet(self, name: str, language_code: str) -> User:
        """The person of that name, known from before or new."""
        user = User(name, language_code)
        self.people[user.id] = user
        self.passers_by.discard(user.id)
        return user

    def crowd(self, account: Account, count: int, prefix: str) -> list[int]:
        """People who have begun a chat with that bot, which is told nothing of it: their ids.

        Raises ValueError when two names have one id.
        """
        users = {user.id: user for user in (User(f"{prefix} {n + 1}", "es") for n in range(count))}
        strangers = [u for u in users.values() if self.people.get(u.id, u).name != u.name]
        if len(users) < count or strangers:
            raise ValueError(f"Dos personas tendrían el mismo número: cambie «{prefix}».")
        self.people |= users
        self.passers_by |= users.keys()
        for user in users.values():
            account.chat_with(user).begun = True
        return list(users)

    def file(self, file_id: str) -> File | None:
        found = (account.files.find(file_id) for account in self.accounts.values())
        return next((file for file in found if file), None)

    async def close(self) -> None:
        for account in self.accounts.values():
            await account.set_webhook(None)
