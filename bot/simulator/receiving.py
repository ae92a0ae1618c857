"""The methods by which a bot asks for its updates, and for the files in them."""

from functools import partial
from http import HTTPStatus

from aiogram.methods import DeleteWebhook, GetFile, GetUpdates, GetWebhookInfo, SetWebhook

from bot.simulator.bots import Account
from bot.simulator.refusal import Json, Refusal
from bot.simulator.webhook import Destination, Webhook

MOST_AT_ONCE = 100
LOCAL = "127.0.0.1"
CONNECTIONS = 40
MOST_CONNECTIONS = 100


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
    """An empty address takes the webhook away."""
    webhook = _webhook(account, call) if call.url else None
    if call.allowed_updates is not None:
        account.updates.allowed = call.allowed_updates
    _drop_pending(account, call)
    await account.set_webhook(webhook)
    return True


async def delete_webhook(account: Account, call: DeleteWebhook) -> bool:
    _drop_pending(account, call)
    await account.set_webhook(None)
    return True


async def get_webhook_info(account: Account, _: GetWebhookInfo) -> Json:
    webhook = account.webhook
    about: Json = {"has_custom_certificate": False, "pending_update_count": len(account.updates)}
    if account.updates.allowed:
        about["allowed_updates"] = list(account.updates.allowed)
    if webhook is None:
        return {"url": ""} | about
    where = webhook.destination
    about |= {"url": where.url, "max_connections": where.simultaneous, "ip_address": LOCAL}
    if webhook.last_error:
        date, why = webhook.last_error
        about |= {"last_error_date": date, "last_error_message": why}
    return about


async def get_file(account: Account, call: GetFile) -> Json:
    return account.files.to_download(call.file_id)


def _webhook(account: Account, call: SetWebhook) -> Webhook:
    simultaneous = min(max(call.max_connections or CONNECTIONS, 1), MOST_CONNECTIONS)
    destination = Destination(call.url, call.secret_token, simultaneous)
    reply = partial(account.in_response, account)
    give_up = partial(account.set_webhook, None)
    return Webhook(destination, account.updates, account.clock, reply, give_up)


def _drop_pending(account: Account, call: SetWebhook | DeleteWebhook) -> None:
    if call.drop_pending_updates:
        account.updates.clear()
