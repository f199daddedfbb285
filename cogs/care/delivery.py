"""Cards and calls on discord.py: what care asks of Discord, and what each refusal means."""

import discord

from bot.care.cards import CardView
from bot.care.case import Case, CaseKind
from bot.care.ladder import Call, Rung
from bot.core.delivery import Refusal, Sent
from bot.discord.calls import LOOK_BACK, attempt, channel_of, done, is_ours, since_claim, tell
from bot.discord.client import Client
from bot.discord.protocol import NO_PINGS
from bot.groups.rules import Group
from cogs.care.cards import card_embed, card_view
from cogs.render import group_name


class DiscordCare:
    """The implementation of :class:`bot.care.gateway.CareGateway` on discord.py."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def send_card(self, group: Group, view: CardView) -> Sent | Refusal:
        """Send a card to the care channel."""
        channel = channel_of(self._client, group.guild_id, group.care_channel_id)
        if not isinstance(channel, discord.TextChannel):
            return channel if isinstance(channel, Refusal) else Refusal.GONE
        content = self._client.content

        async def send() -> Sent:
            message = await channel.send(
                embed=card_embed(content, view),
                view=card_view(content, view),
                nonce=view.case.nonce,
            )
            return Sent(channel.id, message.id)

        return await attempt(send)

    async def find_card(self, group: Group, card: Case) -> Sent | Refusal | None:
        """Return the card that was sent, found by the ids in its buttons; None if not there."""
        channel_id = card.channel_id or group.care_channel_id  # where it was first tried
        if channel_id is None:
            return Refusal.GONE
        place = self._client.get_partial_messageable(channel_id, guild_id=group.guild_id)
        held = card.kind is CaseKind.HELD
        own = f"approve:{card.post_id}" if held else card.case_id
        since = since_claim(card.claimed_at)

        async def look() -> Sent | None:
            async for message in place.history(limit=LOOK_BACK, after=since, oldest_first=True):
                if is_ours(self._client, message, own):
                    return Sent(channel_id, message.id)
            return None

        return await attempt(look)

    async def show_card(self, view: CardView) -> Refusal | None:
        """Edit a card's message to match the present state."""
        card = view.case
        if card.channel_id is None or card.message_id is None:
            return None
        place = self._client.get_partial_messageable(card.channel_id, guild_id=card.guild_id)
        message = place.get_partial_message(card.message_id)
        content = self._client.content
        return await attempt(
            lambda: done(
                message.edit(
                    embed=card_embed(content, view),
                    view=card_view(content, view),
                    allowed_mentions=NO_PINGS,
                )
            )
        )

    async def send_call(self, group: Group, call: Call) -> Sent | Refusal:
        """Call carers in the care channel: those on duty, or the team when no one is on duty."""
        channel = channel_of(self._client, group.guild_id, group.care_channel_id)
        if not isinstance(channel, discord.TextChannel):
            return channel if isinstance(channel, Refusal) else Refusal.GONE
        line, called = self._call_line(group, call), _called(group, call)
        quiet = call.rung in (Rung.QUIET, Rung.ALOUD)

        async def send() -> Sent:
            message = await channel.send(
                line, nonce=call.call_id, allowed_mentions=called, silent=quiet
            )
            return Sent(channel.id, message.id)

        return await attempt(send)

    async def find_call(self, group: Group, call: Call) -> Sent | Refusal | None:
        """Return the call's message in the care channel, found by its exact text."""
        if group.care_channel_id is None:
            return Refusal.GONE
        place = self._client.get_partial_messageable(group.care_channel_id)
        return await self._find_line(place, call, self._call_line(group, call))

    async def call_owner(self, group: Group, call: Call) -> Sent | Refusal:
        """Tell the server's owner in a direct message that no carer has taken a case."""
        guild = self._client.get_guild(group.guild_id)
        if guild is None or guild.unavailable:
            return Refusal.LATER
        if guild.owner_id is None:
            return Refusal.GONE
        owner_id, line = guild.owner_id, self._owner_line(guild, call)

        async def send() -> Sent:
            direct = await self._client.create_dm(discord.Object(owner_id))
            message = await direct.send(line, nonce=call.call_id)
            return Sent(direct.id, message.id)

        return await attempt(send)

    async def find_owner_call(self, group: Group, call: Call) -> Sent | Refusal | None:
        """Return the call's message to the owner, found by its exact text."""
        guild = self._client.get_guild(group.guild_id)
        if guild is None or guild.unavailable:
            return Refusal.LATER
        if guild.owner_id is None:
            return Refusal.GONE
        owner_id = guild.owner_id
        direct = await attempt(lambda: self._client.create_dm(discord.Object(owner_id)))
        if isinstance(direct, Refusal):
            return direct
        return await self._find_line(direct, call, self._owner_line(guild, call))

    async def tell_owner(self, group: Group) -> None:
        """Tell the server's owner once that cards do not reach the care channel."""
        guild = self._client.get_guild(group.guild_id)
        owner_id = guild.owner_id if guild else None
        if guild is None or owner_id is None:
            return
        line = self._client.content.say("trouble.care", group=group_name(guild))
        await tell(self._client, owner_id, line)

    def _call_line(self, group: Group, call: Call) -> str:
        people = (
            f"<@&{group.moderator_role_id}>"
            if _to_team(call)
            else " ".join(f"<@{one}>" for one in call.people)
        )
        key = f"call.{call.rung.value}{'_team' if _alone(call) else ''}"
        return self._client.content.say(key, people=people, link=_case_link(call))

    def _owner_line(self, guild: discord.Guild, call: Call) -> str:
        name = group_name(guild)
        return self._client.content.say("call.owner", group=name, link=_case_link(call))

    async def _find_line(
        self, place: discord.abc.Messageable, call: Call, line: str
    ) -> Sent | Refusal | None:
        """Return Haven's message with this text, sent since the claim.

        A text without a link to its card could belong to another case, so the call is sent again.
        """
        if call.message_id is None:
            return None
        me, since = self._client.user, since_claim(call.claimed_at)

        async def look() -> Sent | None:
            async for message in place.history(limit=LOOK_BACK, after=since, oldest_first=True):
                if me is not None and message.author.id == me.id and message.content == line:
                    return Sent(message.channel.id, message.id)
            return None

        return await attempt(look)


def _alone(call: Call) -> bool:
    """Return whether the call is for carers on duty and no carer is on duty."""
    return call.rung in (Rung.DUTY, Rung.QUIET) and not call.people


def _to_team(call: Call) -> bool:
    return call.rung in (Rung.TEAM, Rung.ALL) or _alone(call)


def _called(group: Group, call: Call) -> discord.AllowedMentions:
    """Return the mentions that the call may use."""
    if call.rung is Rung.ALOUD:
        return NO_PINGS
    team = _to_team(call)
    return discord.AllowedMentions(
        everyone=False,
        replied_user=False,
        users=[] if team else [discord.Object(one) for one in call.people],
        roles=[discord.Object(group.moderator_role_id or 0)] if team else [],
    )


def _case_link(call: Call) -> str:
    """Return the link to the case's card; until the card is sent, the command that lists it."""
    if call.message_id is None:
        return "`/care queue`"
    return f"https://discord.com/channels/{call.guild_id}/{call.channel_id}/{call.message_id}"
