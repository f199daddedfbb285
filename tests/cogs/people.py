"""Who presses in the permission matrix, and where."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

import discord
from simcord import ChannelHandle, MemberActor
from simcord.results import InteractionResult

from tests.harness import Room, answer, custom_ids


class Role(Enum):
    """Who presses. ELSEWHERE is both admin and care team, of another group."""

    MEMBER = "member"
    LISTENER = "listener"
    MODERATOR = "moderator"
    ADMIN = "admin"
    ELSEWHERE = "elsewhere"


RESIDENTS = {
    Role.MEMBER: "Bob",
    Role.LISTENER: "Lina",
    Role.MODERATOR: "Mo",
    Role.ADMIN: "Ada",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, and an ordinary channel of their own group."""

    actor: MemberActor
    lounge: ChannelHandle

    @property
    def guild_id(self) -> int:
        """Their group."""
        return self.actor.guild.id

    async def fill(self, shown: InteractionResult, **values: Any) -> InteractionResult:
        """Sends a form with those of ``values`` that it asks for."""
        asked = str(shown.modal)
        known = {k: v for k, v in values.items() if f"'custom_id': '{k}'" in asked}
        return await self.actor.submit_modal(shown, known)


async def person(room: Room, role: Role) -> Person:
    """The one who has this role."""
    if role is Role.ELSEWHERE:
        return await _somebody_elsewhere(room)
    return Person(room.who(RESIDENTS[role]), room.group.lounge)


async def _somebody_elsewhere(room: Room) -> Person:
    guild = room.env.create_guild("Elsewhere")
    team = guild.create_role("Team", permissions=discord.Permissions(manage_guild=True))
    listeners = guild.create_role("Ears")
    hidden = discord.PermissionOverwrite(view_channel=False)
    seen = discord.PermissionOverwrite(view_channel=True)
    assert guild.me is not None
    private: dict[Any, discord.PermissionOverwrite] = {
        guild.default_role: hidden,
        guild.me: seen,
        team: seen,
    }
    care = guild.create_text_channel("care-there", overwrites=private)
    sharing = guild.create_text_channel("sharing-there")
    lounge = guild.create_text_channel("lounge-there")
    zoe = guild.add_member(room.env.create_user("zoe", global_name="Zoe"), roles=[team])
    await room.env.settle()
    await zoe.slash(
        lounge, "setup", sharing=sharing, care=care, moderators=team, listeners=listeners
    )
    return Person(zoe, lounge)


async def shared_by(who: Person, words: str) -> str:
    """Somebody shares in their group by all the usual steps; the post's id."""
    shown = await who.actor.slash(who.lounge, "share")
    preview = answer(await who.fill(shown, words=words, help=["listen"], when=["n"]))
    custom_id = custom_ids(preview)[0]
    await who.actor.click(preview, custom_id=custom_id)
    return custom_id.split(":")[2]
