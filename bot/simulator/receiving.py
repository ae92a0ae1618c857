"""The methods by which a bot asks for its updates."""

import re
from functools import partial
from http import HTTPStatus

from aiogram.methods import DeleteWebhook, GetUpdates, GetWebhookInfo, SetWebhook

from bot.simulator.bots import Account
from bot.simulator.refusal import Json, Refusal, bad_request
from bot.simulator.webhook import Webhook

MOST_AT_ONCE = 100
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


async def get_updates(account: Account, call: GetUpdates) -> list[Json]:
    if account.webhook:
        raise Refusal(
            HTTPStatus.CONFLICT,
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    if call.allowed_updates is not None:
        account.updates.allowed = call.allowed_updates
    limit = min(max(call.limit or MOST_AT_ONCE, 1), MOST_AT_ONCE)
    return await account.updates.poll(call.offset or 0, limit, call.timeout or 0)


async def set_webhook(account: Account, call: SetWebhook) -> bool:
    if call.secret_token is not None and not SECRET.fullmatch(call.secret_token):
        raise bad_request("secret token contains unallowed characters")
    if call.allowed_updates is not None:
        account.updates.allowed = call.allowed_updates
    _drop_pending(account, call)
    execute = partial(account.execute, account)
    new = Webhook(call.url, call.secret_token, account.updates, execute) if call.url else None
    await account.set_webhook(new)
    return True


async def delete_webhook(account: Account, call: DeleteWebhook) -> bool:
    _drop_pending(account, call)
    await account.set_webhook(None)
    return True


async def get_webhook_info(account: Account, _: GetWebhookInfo) -> Json:
    webhook = account.webhook
    failed = {"last_error_message": webhook.last_error} if webhook and webhook.last_error else {}
    return {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(account.updates.pending),
    } | failed


def _drop_pending(account: Account, call: SetWebhook | DeleteWebhook) -> None:
    if call.drop_pending_updates:
        account.updates.pending.clear()
