"""logOut and close: how a bot leaves this server for another."""

from http import HTTPStatus

from aiogram.methods import Close, LogOut

from bot.simulator.bots import Account
from bot.simulator.refusal import Refusal

TEN_MINUTES = 600.0


async def log_out(account: Account, _: LogOut) -> bool:
    """For ten minutes nothing is carried out any more."""
    account.away_until = account.clock.now() + TEN_MINUTES
    await account.set_webhook(None)
    return True


async def close(account: Account, _: Close) -> bool:
    """Refused in the first ten minutes of a bot, as Telegram does against restarting loops."""
    early = int(account.launched_at + TEN_MINUTES - account.clock.now())
    if early > 0:
        why = f"retry after {early}"
        raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, why, retry_after=early)
    account.launched_at = account.clock.now()
    return True


def refuse_who_left(account: Account) -> None:
    if account.clock.now() < account.away_until:
        refusal = Refusal(HTTPStatus.BAD_REQUEST)
        refusal.description = "Logged out"  # without the usual words before it
        raise refusal
