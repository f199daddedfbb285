"""The Haven client: holds services, loads cogs, registers commands, starts and stops cleanly."""

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Callable
from datetime import datetime

import discord
from discord.ext import commands
from discord.http import Route

from bot.checkins.results.pictures import Pictures
from bot.content import Content, load
from bot.core import facts
from bot.core.config import Settings
from bot.core.pacing import RATE, Pacer, paced
from bot.core.secret import root_secret
from bot.core.ticker import Ticker
from bot.discord.dispatch import DispatchingClient
from bot.discord.tree import Tree
from bot.invite import intents_for
from bot.purge import purge
from bot.screening.load import ScreeningData
from bot.screening.load import load as load_taught
from bot.services import open_services
from cogs.checkins.delivery import DiscordCheckins
from cogs.gateway import DiscordGateway
from cogs.loading import load_cogs

log = logging.getLogger(__name__)

TICK_SECONDS = 15
PURGE_SECONDS = 3600
LOGIN_SECONDS = 30.0
"""Max wait of a start for Discord's first answers; aiohttp's own limit would be 5 minutes."""
FINISH_SECONDS = 8.0
"""Max wait of a stop for ticks and presses under way; Docker kills after 10 seconds."""


class Haven(DispatchingClient):
    """The bot. Build it with :func:`create_bot`."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], datetime],
        content: Content,
        taught: ScreeningData | None,
        shard_count: int | None,
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=intents_for(settings),
            allowed_mentions=discord.AllowedMentions.none(),
            # No member's messages or profiles stay in memory.
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            shard_count=shard_count,
            http_trace=paced(Pacer(RATE, time.monotonic, asyncio.sleep), self._group_of),
        )
        self.settings = settings
        self.clock = clock
        self.content = content  # cogs see it as the wording; the services get the rest
        self._content = content
        self._pictures = Pictures(settings.data_dir / "pictures")
        self.register(self._pictures)
        self._taught = taught
        self._reading: asyncio.Task[ScreeningData] | None = None
        self._ticker = Ticker()
        self._opened = False
        self._began = False
        self._patience: asyncio.Timeout | None = None

    def _group_of(self, channel_id: int) -> int | None:
        """Return the group that a channel or thread belongs to; requests take turns by group."""
        guild = getattr(self.get_channel(channel_id), "guild", None)
        return guild.id if isinstance(guild, discord.Guild) else None

    async def login(self, token: str) -> None:
        """Log in as discord.py does, and note it: from now on there is something to close.

        The rules and the model of screening are read meanwhile, on another thread.
        """
        self._began = True
        self._reading = asyncio.create_task(self._read_taught(), name="haven-rules")
        async with asyncio.timeout(LOGIN_SECONDS) as self._patience:
            await super().login(token)

    async def _read_taught(self) -> ScreeningData:
        if self._taught is not None:
            return self._taught
        return await asyncio.to_thread(load_taught, domains=self.settings.link_list)

    async def setup_hook(self) -> None:
        """Open everything Haven needs. Runs once, after the login and before the gateway."""
        if self._patience is not None:
            self._patience.reschedule(None)  # Discord has answered; a migration may take its time
        root, made = root_secret(self.settings.secret, self.settings.data_dir)
        if made:
            log.info("made a new root secret in the data folder: back it up, apart from the data")
        self.services = await open_services(
            self.settings.data_dir,
            root,
            self._content,
            DiscordGateway(self),
            DiscordCheckins(self, self._pictures),
            self.clock,
            taught=self._reading or self._read_taught(),
        )
        self._opened = True
        purging = asyncio.create_task(self.purge(), name="haven-purge")
        try:
            await load_cogs(self)
            await self._register_commands()
        finally:
            await purging  # it never raises, and the databases must stay open for it
        self._ticker.every(TICK_SECONDS, "shares", self.tick_shares)
        self._ticker.every(TICK_SECONDS, "check-ins", self.tick_checkins)
        self._ticker.every(TICK_SECONDS, "screener", self.watch_screener)
        self._ticker.every(TICK_SECONDS, "calls", self.tick_calls)
        self._ticker.every(PURGE_SECONDS, "expiring", self.tick_expiring)
        self._ticker.every(TICK_SECONDS, "scrub", self.tick_scrub)
        self._ticker.every(PURGE_SECONDS, "purge", self.purge)
        self._ticker.start()

    async def tick(self) -> None:
        """Send what is due; what a crash left half sent comes first."""
        await self.tick_shares()
        await self.tick_checkins()

    async def tick_shares(self) -> None:
        """Send due posts. Separate from check-ins, so that neither waits for the other."""
        if self.is_ready():
            with self.busy:
                await self.services.outbox.tick()

    async def tick_calls(self) -> None:
        """Advance the clocks of cases: call people about a case that no carer has claimed."""
        if self.is_ready():
            with self.busy:
                await self.services.calls.tick()

    async def watch_screener(self) -> None:
        """Tell the care teams, once, when the screener has trouble."""
        if self.is_ready():
            with self.busy:
                await self.services.alarm.look()

    async def tick_checkins(self) -> None:
        """Send due check-ins."""
        if self.is_ready():
            with self.busy:
                await self.services.checkins.rounds.tick()

    async def tick_scrub(self) -> None:
        """Empty the database's log if an earlier try found it in use."""
        if self.services.db.scrub_pending:
            with self.busy:
                await self.services.db.scrub()

    async def tick_expiring(self) -> None:
        """Tell authors whose link to a held post will end soon; best effort, not part of purge."""
        if self.is_ready():
            with self.busy:
                await self.services.outbox.tell_expiring()

    async def purge(self) -> None:
        """Delete everything whose time has come."""
        await purge(self.services)

    async def on_ready(self) -> None:
        """Send at once what waited: Haven is connected and knows every group."""
        log.info("ready", extra={"haven": {"groups": len(self.guilds)}})
        with self.busy:
            await asyncio.gather(
                self.services.outbox.tick(),
                self.services.checkins.rounds.tick(),
                self.services.outbox.tell_expiring(),
                self.services.screening.warm(),
            )

    async def on_message(self, message: discord.Message, /) -> None:
        """Ignore text messages: Haven has no text commands, so discord.py's handling is off."""

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """Log that an event handler failed: its name and the traceback, never its arguments."""
        log.exception("an event failed", extra={"haven": {"event": event_method}})

    async def finish(self) -> None:
        """Finish acknowledged work, stop ticking, close the database. Safe to repeat."""
        try:
            await self._settle()
        finally:
            await self._close_data()

    async def _settle(self) -> None:
        deadline = asyncio.get_running_loop().time() + FINISH_SECONDS
        await self._ticker.stop(FINISH_SECONDS)
        try:
            async with asyncio.timeout_at(deadline):
                await self.busy.finished()
                if self._opened:
                    await self.services.engine.stop()
        except TimeoutError:
            log.warning("stopping with work still under way; what was stored is kept")

    async def _close_data(self) -> None:
        if self._opened:
            # Each time: discord.py closes a client that failed, and a cancellation in the middle of
            # that must not leave the database's threads to keep the process alive.
            await self.services.close()
            await self._pictures.close()

    async def close(self) -> None:
        """Stop cleanly, also after a start that failed halfway.

        The gateway closes before the database, so that no press arrives that could not be saved.
        """
        try:
            await self._settle()
        finally:
            if self._reading is not None:
                self._reading.cancel()
                await asyncio.gather(self._reading, return_exceptions=True)
            try:
                if self._began:  # discord.py cannot close a client that has not begun to log in
                    await super().close()
            finally:
                await self._close_data()

    async def _register_commands(self) -> None:
        """Send Discord the commands when their definition has changed, not at every start."""
        definition = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        text = json.dumps([self.application_id, definition], sort_keys=True, default=str)
        digest = hashlib.sha256(text.encode()).hexdigest()
        db = self.services.db
        if await db.read(lambda r: facts.get(r, "commands")) == digest:
            return
        await self.tree.sync()
        await db.write(lambda tx: facts.put(tx, "commands", digest))
        log.info("registered the commands", extra={"haven": {"commands": len(definition)}})


def create_bot(
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    content: Content | None = None,
    taught: ScreeningData | None = None,
    shard_count: int | None = None,
) -> Haven:
    """Return the bot. The only way to build it: run, demo and tests all use it.

    ``taught``: what screening uses; by default ``data/safety/``, which is read while it logs in.
    Raises :class:`bot.core.data.ContentFault` when a file in ``data/`` is wrong: what members read
    is checked here, the rules of screening in ``setup_hook``.
    """
    Route.BASE = settings.api_url
    return Haven(settings, clock, content or load(), taught, shard_count)


async def serve(bot: Haven, token: str, stop: asyncio.Event) -> None:
    """Run the bot until ``stop`` is set or it fails; always close it before returning.

    Raises what discord.py raises for a start that cannot work (a wrong token, an intent that is
    not switched on). Never hangs while stopping.
    """
    running = asyncio.create_task(bot.start(token), name="haven-bot")
    stopping = asyncio.create_task(stop.wait(), name="haven-stop")
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
    finally:
        stopping.cancel()
        # First the start itself, which may be halfway: it must not open anything after the close.
        # Cancelled more than once, because Python 3.11's wait_for can swallow a cancellation.
        for _ in range(3):
            running.cancel()
            await asyncio.wait({running}, timeout=1)
        await bot.close()
        await asyncio.gather(running, stopping, return_exceptions=True)
