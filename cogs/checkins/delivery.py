"""Sends rounds, reminders, results and notices of check-ins, always with the bot's token."""

import discord

from bot.checkins.gateway import OpenCard, ResultCard
from bot.checkins.results.pictures import Pictures
from bot.checkins.rules import Parked, Round, Schedule, Signal
from bot.checkins.schedules.zones import zone
from bot.core.delivery import Refusal, Sent
from bot.discord.calls import LOOK_BACK, attempt, done, is_ours, since_claim
from bot.discord.client import Client
from bot.discord.components import view_of
from bot.discord.protocol import NO_PINGS
from bot.groups.rules import Group
from cogs import render
from cogs.checkins.answer import CheckinAnswer, CheckinExplain
from cogs.checkins.changes import CheckinDo
from cogs.checkins.plan import when_text
from cogs.checkins.render import (
    open_embed,
    result_embed,
)
from cogs.checkins.sending import picture, send


class DiscordCheckins:
    """Implements :class:`bot.checkins.gateway.CheckinGateway` on discord.py."""

    def __init__(self, client: Client, pictures: Pictures) -> None:
        self._client = client
        self._pictures = pictures

    async def eligible(self, guild_id: int, channel_id: int) -> int | None:
        """Return the number of people in a channel that everyone sees; None where unknown.

        Discord reports how many members there are, but who they are only with an intent that Haven
        does not ask for. A bot that was invited with permissions has a role of its own.
        """
        guild = self._client.get_guild(guild_id)
        channel = guild.get_channel(channel_id) if guild else None
        if guild is None or channel is None:
            return None
        if not channel.permissions_for(guild.default_role).view_channel:
            return None
        # Fetched now: without that intent, the number in memory is that of the last connect.
        asked = await attempt(lambda: self._client.fetch_guild(guild_id, with_counts=True))
        members = None if isinstance(asked, Refusal) else asked.approximate_member_count
        if members is None:
            return None
        bots = sum(role.is_bot_managed() for role in guild.roles)
        return max(0, members - max(1, bots))

    async def send_round(self, group: Group, card: OpenCard) -> Sent | Refusal:
        """Send the message with its one button."""
        round_ = card.round_
        embed = open_embed(self._client.content, card)
        view = view_of(CheckinAnswer(round_.round_id))
        return await self._send(group, round_.channel_id, embed, view, round_.nonce)

    async def find_round(self, round_: Round) -> Sent | Refusal | None:
        """Look for the message by the id in its button."""
        return await self._find(round_, f"answer:{round_.round_id}", round_.claimed_at)

    async def send_reminder(self, group: Group, round_: Round) -> Sent | Refusal:
        """Send one line with the same button. It names no member and does not say who answered."""
        content = self._client.content
        link = f"https://discord.com/channels/{group.guild_id}/{round_.channel_id}"
        embed = discord.Embed(
            description=content.say(
                "checkin.reminder",
                link=f"{link}/{round_.message_id}",
                until=f"<t:{round_.closes_at}:f>",
            ),
            color=render.QUIET,
        )
        view = view_of(CheckinAnswer(round_.round_id))
        return await self._send(group, round_.channel_id, embed, view, round_.remind_nonce)

    async def find_reminder(self, round_: Round) -> Sent | Refusal | None:
        """Look for the reminder: the same button, on another message than the round's."""
        return await self._find(round_, f"answer:{round_.round_id}", round_.remind_claimed_at)

    async def show_result(self, group: Group, card: ResultCard) -> Refusal | None:
        """Replace the message by its result in one edit: embed, picture, no more button."""
        round_ = card.round_
        if round_.message_id is None:
            return Refusal.GONE
        place = self._client.get_partial_messageable(round_.channel_id, guild_id=group.guild_id)
        message = place.get_partial_message(round_.message_id)
        view = view_of(CheckinExplain(round_.round_id))

        async def edit(file: discord.File | None) -> Refusal | None:
            embed = self._result(card, file)
            files = [file] if file else []
            return await attempt(
                lambda: done(
                    message.edit(
                        embed=embed, attachments=files, view=view, allowed_mentions=NO_PINGS
                    )
                )
            )

        file = await self._picture(card)
        refusal = await edit(file)
        if refusal is Refusal.FORBIDDEN and file is not None:
            # Perhaps Haven only may not attach files: the words matter more than the picture.
            refusal = await edit(None)
        return refusal

    async def send_notice(
        self, group: Group, card: ResultCard, *, in_place: bool
    ) -> Sent | Refusal:
        """Send a line with a link to the result, or the whole result if its message is gone."""
        round_ = card.round_
        view = view_of(CheckinExplain(round_.round_id))
        if not in_place:
            file, nonce = await self._picture(card), round_.notice_nonce
            embed = self._result(card, file)
            sent = await self._send(group, round_.channel_id, embed, view, nonce, file)
            if sent is Refusal.FORBIDDEN and file is not None:
                embed = self._result(card, None)
                sent = await self._send(group, round_.channel_id, embed, view, nonce)
            return sent
        link = f"https://discord.com/channels/{group.guild_id}/{round_.channel_id}"
        line = self._client.content.say("result.notice", link=f"{link}/{round_.message_id}")
        embed = discord.Embed(description=line, color=render.QUIET)
        return await self._send(group, round_.channel_id, embed, view, round_.notice_nonce)

    async def find_notice(self, round_: Round) -> Sent | Refusal | None:
        """Look for the notice: the button of the result, on another message than the round's."""
        return await self._find(round_, f"explain:{round_.round_id}", round_.notice_claimed_at)

    async def show_ended(self, group: Group, round_: Round) -> Refusal | None:
        """Say on the message that the check-in was ended without a result."""
        if round_.message_id is None:
            return None
        place = self._client.get_partial_messageable(round_.channel_id, guild_id=group.guild_id)
        message = place.get_partial_message(round_.message_id)
        embed = discord.Embed(
            title=self._client.content.say("checkin.title"),
            description=self._client.content.say("checkin.ended"),
            color=render.QUIET,
        )
        return await attempt(
            lambda: done(
                message.edit(embed=embed, attachments=[], view=None, allowed_mentions=NO_PINGS)
            )
        )

    async def tell_missed(self, group: Group, schedule: Schedule, round_: Round) -> Refusal | None:
        """Send one line to the team: which date passed, how many, and what the team can do."""
        key = "checkin.missed_several" if round_.collapsed else "checkin.missed"
        line = self._client.content.say(
            key,
            channel=f"<#{schedule.plan.channel_id}>",
            what=when_text(self._client.content, schedule.plan.recurrence),
            when=f"<t:{round_.due_at}:f>",
            count=round_.collapsed + 1,
        )
        view = view_of(CheckinDo("run", schedule.schedule_id))
        return await self._tell_team(group, line, view, round_.notice_nonce)

    async def tell_lost(self, group: Group, schedule: Schedule, round_: Round) -> Refusal | None:
        """Tell the channel that there is no result, because the ballots are gone."""
        line = self._client.content.say("checkin.lost")
        embed = discord.Embed(description=line, color=render.QUIET)
        sent = await self._send(group, round_.channel_id, embed, None, round_.notice_nonce)
        return sent if isinstance(sent, Refusal) else None

    async def tell_parked(
        self, group: Group, schedule: Schedule, why: Parked | None, nonce: str
    ) -> Refusal | None:
        """Send one line to the team, with a button that tries again."""
        key = f"checkin.tell_{why.value}" if why else "checkin.tell_over"
        line = self._client.content.say(
            key,
            channel=f"<#{schedule.plan.channel_id}>",
            what=when_text(self._client.content, schedule.plan.recurrence),
        )
        view = view_of(CheckinDo("retry", schedule.schedule_id)) if why else None
        return await self._tell_team(group, line, view, nonce)

    async def tell_signal(self, group: Group, signal: Signal) -> Refusal | None:
        """Send the team a question that names neither a cause nor a person."""
        line = self._client.content.say(
            f"signal.{signal.kind.value}", channel=f"<#{signal.channel_id}>"
        )
        return await self._tell_team(group, line, None, signal.nonce)

    async def _picture(self, card: ResultCard) -> discord.File | None:
        place = zone(card.schedule.plan.recurrence.zone)
        return await picture(self._pictures, self._client.content, card.points, place)

    def _result(self, card: ResultCard, file: discord.File | None) -> discord.Embed:
        return result_embed(
            self._client.content,
            card.published,
            card.questions,
            card.act,
            picture=file is not None,
        )

    async def _send(
        self,
        group: Group,
        channel_id: int,
        embed: discord.Embed,
        view: discord.ui.View | None,
        nonce: str,
        file: discord.File | None = None,
    ) -> Sent | Refusal:
        return await send(self._client, group, channel_id, embed, view, nonce, file)

    async def _find(
        self, round_: Round, opaque: str, claimed_at: int | None
    ) -> Sent | Refusal | None:
        place = self._client.get_partial_messageable(round_.channel_id, guild_id=round_.guild_id)
        since = since_claim(claimed_at)

        async def look() -> Sent | None:
            async for message in place.history(limit=LOOK_BACK, after=since, oldest_first=True):
                if message.id != round_.message_id and is_ours(self._client, message, opaque):
                    return Sent(round_.channel_id, message.id)
            return None

        return await attempt(look)

    async def _tell_team(
        self, group: Group, line: str, view: discord.ui.View | None, nonce: str
    ) -> Refusal | None:
        """Send to the care channel or, if that cannot be reached, to the server's owner."""
        embed = discord.Embed(description=line, color=render.QUIET)
        sent = (
            await self._send(group, group.care_channel_id, embed, view, nonce)
            if group.care_channel_id
            else Refusal.GONE
        )
        if not isinstance(sent, Refusal):
            return None
        if sent is Refusal.LATER:
            return sent
        guild = self._client.get_guild(group.guild_id)
        owner_id = guild.owner_id if guild else None
        if guild is None or owner_id is None:
            return sent

        async def write() -> None:
            direct = await self._client.create_dm(discord.Object(owner_id))
            await direct.send(line, nonce=nonce)

        return await attempt(write)
