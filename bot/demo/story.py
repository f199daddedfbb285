"""The group that lives in the demo: its people, its places, and what was said so far."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import discord
from simcord import ChannelHandle, Env, GuildHandle, MemberActor, ResponseMessage, RoleHandle
from simcord.results import InteractionResult

from bot.demo import simulator
from cogs.conduct.flag import ASK_LABEL
from cogs.sharing.posts import HEAR_LABEL, REPLY_LABEL

GUILD_NAME = "Quiet Room"
POST_LABEL = "Post it"
LOOK_LABEL = "Ask a person to look"

LUNCH = (
    "I moved here for work in spring, and I still eat my lunch alone every day. "
    "Nobody has to fix it. I only wanted to say it somewhere."
)
LUNCH_ANSWER = (
    "Thank you for saying it here. In my first months in a new town the lunches were the "
    "longest part of the day. I am glad you are with us."
)
LETTER = (
    "Today I opened the letter that had been lying on my table for three weeks. "
    "It was not as bad as I had feared, and I want somebody to know."
)
LETTER_ANSWER = "Three weeks is a long time to walk past a closed letter. I am happy with you."
CHOIR = (
    "I sing again, for the first time since school. We are eleven, and none of us is good at it. "
    "If you would like to come along, write to choir@quietroom.example."
)
"""It contains an address: Haven returns it at once, and its author asks for a human review."""

TIRED = "I have not slept much this week, and today I cried on the bus. I feel very alone with it."
TIRED_WORRY = "Chen sounds sadder than last week. Could one of you write to Chen?"


@dataclass(frozen=True, slots=True)
class Resident:
    """A person whom a visitor can play."""

    actor: MemberActor
    name: str
    part: str  # one plain phrase: this person's part in the group


@dataclass(frozen=True, slots=True)
class DemoGroup:
    """One peer support group in a running simulator."""

    env: Env
    guild: GuildHandle
    sharing: ChannelHandle
    care: ChannelHandle
    lounge: ChannelHandle
    listener_role: RoleHandle
    care_role: RoleHandle
    residents: tuple[Resident, ...]
    circle: ChannelHandle | None = None  # only where check-ins are played, see `circle.py`

    @property
    def channels(self) -> tuple[tuple[ChannelHandle, str], ...]:
        """Return the channels in the order to show them, each with its purpose."""
        circle = ((self.circle, "where the group checks in"),) if self.circle else ()
        return (
            (self.sharing, "where shares appear, without names"),
            *circle,
            (self.care, "only the care team sees this"),
            (self.lounge, "ordinary talk, with names"),
        )

    def actor(self, name: str) -> MemberActor:
        """Return the resident called `name`; raise `KeyError` when there is none."""
        return {resident.name: resident.actor for resident in self.residents}[name]


def build_group(env: Env) -> DemoGroup:
    """Create the server with its roles, channels and people, in the started `env`."""
    guild = env.create_guild(GUILD_NAME)
    listener = guild.create_role("Listener")
    care_role = guild.create_role(
        "Care team",
        permissions=discord.Permissions(manage_messages=True, moderate_members=True),
    )
    admin = guild.create_role("Admin", permissions=discord.Permissions(manage_guild=True))
    bot = guild.me
    if bot is None:
        raise RuntimeError("a group is built in a running simulator")
    hidden = discord.PermissionOverwrite(view_channel=False)
    seen = discord.PermissionOverwrite(view_channel=True)
    care = guild.create_text_channel(
        "care",
        topic="For the care team.",
        overwrites={guild.default_role: hidden, bot: seen, care_role: seen, admin: seen},
    )

    def join(name: str, part: str, *roles: RoleHandle) -> Resident:
        user = env.create_user(name.lower(), global_name=name)
        return Resident(guild.add_member(user, roles=roles), name, part)

    return DemoGroup(
        env=env,
        guild=guild,
        sharing=guild.create_text_channel("sharing", topic="Say what weighs on you. No names."),
        care=care,
        lounge=guild.create_text_channel("lounge", topic="Tea and small talk."),
        listener_role=listener,
        care_role=care_role,
        residents=(
            join("Alice", "a member"),
            join("Bob", "a member"),
            join("Chen", "a member"),
            join("Lina", "a listener", listener),
            join("Mo", "a moderator, in the care team", care_role),
            join("Ada", "the admin", admin),
        ),
    )


async def set_up(group: DemoGroup) -> None:
    """Let Ada choose the channels and roles, as an admin does first of all."""
    await group.actor("Ada").slash(
        group.sharing,
        "setup",
        sharing=group.sharing,
        care=group.care,
        moderators=group.care_role,
        listeners=group.listener_role,
    )


async def share_a_little(group: DemoGroup, now: datetime) -> None:
    """Play two shares with an answer each, from yesterday and this morning; end at `now`.

    Nothing is written except through Haven. Raises `RuntimeError` when Haven does not answer as it
    should.
    """
    await leap(group.env, now - timedelta(hours=20))
    lunch = await _share(group, "Chen", LUNCH, "listen")
    await leap(group.env, now - timedelta(hours=17))
    await _reply(group, "Lina", lunch, LUNCH_ANSWER)
    await leap(group.env, now - timedelta(hours=3))
    letter = await _share(group, "Bob", LETTER, "celebrate")
    await leap(group.env, now - timedelta(hours=2))
    await _reply(group, "Alice", letter, LETTER_ANSWER)
    await group.actor("Mo").click(lunch, label=HEAR_LABEL)
    await leap(group.env, now)


async def turn_to_the_team(group: DemoGroup, now: datetime) -> None:
    """Put Mo on duty, with a share waiting for review and a worry about a message; end at `now`.

    Nothing is written except through Haven. Raises `RuntimeError` when Haven does not answer as it
    should.
    """
    await leap(group.env, now - timedelta(minutes=30))
    await group.actor("Mo").slash(group.care, "care on")
    await leap(group.env, now - timedelta(minutes=20))
    lina = group.actor("Lina")
    back = await _draft(lina, await lina.slash(group.sharing, "share"), _share_of(CHOIR, "listen"))
    await lina.click(_answer(back), label=LOOK_LABEL)
    await leap(group.env, now - timedelta(minutes=4))
    said = await group.actor("Chen").send(group.lounge, TIRED)
    form = await lina.context_menu(group.lounge, ASK_LABEL, said)
    await lina.submit_modal(form, {"about": ["worried"], "words": TIRED_WORRY})
    await leap(group.env, now)
    waiting = str([embed.to_dict() for card in group.care.history() for embed in card.embeds])
    if CHOIR[:40] not in waiting or TIRED_WORRY[:15] not in waiting:
        raise RuntimeError("a case of the demo did not reach the care team")


async def leap(env: Env, moment: datetime) -> None:
    """Jump to the aware `moment`, each timer firing once; do nothing if it has passed."""
    seconds = (moment - env.now()).total_seconds()
    if seconds > 0:
        await simulator.doze(env, seconds)


async def _share(group: DemoGroup, name: str, words: str, help_: str) -> discord.Message:
    actor = group.actor(name)
    shown = await actor.slash(group.sharing, "share")
    await _post(actor, shown, _share_of(words, help_))
    posts = [message for message in group.sharing.history() if message.components]
    if not posts or words not in str([embed.to_dict() for embed in posts[-1].embeds]):
        raise RuntimeError("a share of the demo did not appear")
    return posts[-1]


def _share_of(words: str, help_: str) -> dict[str, str | list[str]]:
    return {"words": words, "help": [help_], "when": ["n"]}


async def _reply(group: DemoGroup, name: str, share: discord.Message, words: str) -> None:
    actor = group.actor(name)
    shown = await actor.click(share, label=REPLY_LABEL)
    await _post(actor, shown, {"words": words})


async def _post(
    actor: MemberActor, shown: InteractionResult, values: dict[str, str | list[str]]
) -> None:
    """Fill the form as far as it asks, and post what the private preview shows."""
    preview = await _draft(actor, shown, values)
    await actor.click(_answer(preview), label=POST_LABEL)


async def _draft(
    actor: MemberActor, shown: InteractionResult, values: dict[str, str | list[str]]
) -> InteractionResult:
    """Fill the form as far as it asks; return what Haven shows then."""
    asked = str(shown.modal)
    answers = {key: value for key, value in values.items() if f"'custom_id': '{key}'" in asked}
    return await actor.submit_modal(shown, answers)


def _answer(result: InteractionResult) -> ResponseMessage:
    if result.response is None:
        raise RuntimeError("Haven showed no preview")
    return result.response
