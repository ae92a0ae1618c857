"""The worker: the process in which the background engine's jobs run."""

import asyncio
import logging
from contextlib import suppress
from uuid import UUID

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.broadcasting.sender import bot_id, sender
from bot.broadcasting.walker import Pace, Walker
from db import budget, grants, jobs, walks
from db.engine import async_engine
from db.keyring import Keyring
from db.transaction import clock, transaction

_AT_ONCE = 100  # jobs; a walker mostly sleeps, and periodic ones must never wait for it
_HEARTBEAT = 2.0  # seconds
_STALLED = 6.0  # seconds without a heartbeat: measured, the jobs of the dead are back after that
_OFTEN = "* * * * * */5"  # every five seconds: this cron has them last
_NIGHTLY = "0 4 * * *"
_CONNECTIONS = 4  # of the engine itself, one of which listens for new jobs
_BREATH = 1.0  # seconds before the engine is started again
_KEPT = 30 * 24  # hours; succeeded jobs leave at once, others stay to be looked at

_log = logging.getLogger(__name__)


async def run(
    token: str, api: str, database_url: str, keyring: Keyring, pace: Pace | None = None
) -> None:
    """Works until cancelled; what is on its way then is settled first."""
    engine = async_engine(database_url)
    try:
        async with sender(token, api, engine, keyring) as post:
            walker = Walker(engine, bot_id(token), post.send, pace or Pace())
            async with transaction(engine) as session:
                await budget.open_budget(session, walker.bot_id)
            while True:
                with suppress(ConnectorException):
                    await _work(application(database_url, walker), walker.stopping)
                _log.warning("the background engine has stopped by itself; it is started again")
                await asyncio.sleep(_BREATH)
    finally:
        await engine.dispose()


async def _work(app: App, stopping: asyncio.Event) -> None:
    stopping.clear()
    async with app.open_async():
        working = asyncio.create_task(
            app.run_worker_async(
                concurrency=_AT_ONCE,
                install_signal_handlers=False,
                delete_jobs="successful",
                update_heartbeat_interval=_HEARTBEAT,
                stalled_worker_timeout=_STALLED,
            )
        )
        try:
            await asyncio.shield(working)
        finally:
            stopping.set()
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working


def application(database_url: str, walker: Walker) -> App:
    """The engine's application, with our tasks."""
    address = database_url.replace("+psycopg", "", 1)
    app = App(connector=PsycopgConnector(conninfo=address, min_size=1, max_size=_CONNECTIONS))

    @app.task(name=jobs.WALK, queue=jobs.QUEUE)
    async def walk(broadcast_id: str) -> None:
        if not await walker.walk(UUID(broadcast_id)):  # we stop: the next process goes on
            await _hand_on(walker.engine, UUID(broadcast_id))

    @app.periodic(cron=_OFTEN)
    @app.task(name="look_after_walks", queue=jobs.QUEUE, queueing_lock="look_after_walks")
    async def look_after_walks(timestamp: int) -> None:  # noqa: ARG001 - the engine tells its moment
        await look_after(walker.engine)

    @app.periodic(cron=_OFTEN)
    @app.task(name="retry_stalled_jobs", queue=jobs.QUEUE, queueing_lock="retry_stalled_jobs")
    async def retry_stalled_jobs(timestamp: int) -> None:  # noqa: ARG001 - the engine tells its moment
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED):
            try:
                await app.job_manager.retry_job(job)
            except UniqueViolation:  # another one waits in its stead already
                await app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)

    @app.periodic(cron=_NIGHTLY)
    @app.task(name="clean_up", queue=jobs.QUEUE, queueing_lock="clean_up")
    async def clean_up(timestamp: int) -> None:  # noqa: ARG001 - the engine tells its moment
        await app.job_manager.delete_old_jobs(
            _KEPT, include_failed=True, include_cancelled=True, include_aborted=True
        )

    return app


async def look_after(engine: AsyncEngine) -> None:
    """An engine's fault cannot lose a broadcast: whoever is left alone gets walkers again."""
    async with transaction(engine) as session:
        now = await clock(session)
        for broadcast_id in await walks.forsaken(session, now=now):
            await jobs.start_walking(session, broadcast_id)
        buried = await walks.with_dead(session, now=now)
    for broadcast_id in buried:  # one at a time: whoever leaves locks several of them
        async with transaction(engine) as session:
            await grants.expire(session, broadcast_id, now=now)


async def _hand_on(engine: AsyncEngine, broadcast_id: UUID) -> None:
    async with transaction(engine) as session:
        await jobs.start_walking(session, broadcast_id)
