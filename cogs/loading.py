"""Loads every cog, in the order in which commands and components are registered."""

from bot.discord.client import Client
from cogs import gateway_events, my, privacy, setup
from cogs.care import appeals as care_appeals
from cogs.care import cards, claiming, closing
from cogs.care import commands as care_commands
from cogs.checkins import group as checkins
from cogs.conduct import automod_events, flag, messages, record, sanctions
from cogs.helplines import admin, support
from cogs.screening import group as screening
from cogs.sharing import appeals, decisions, member_names, my_posts, pauses, posts
from cogs.sharing.drafting import compose, fork
from cogs.talks import care_side
from cogs.talks import command as talk_command

COGS = (
    member_names,
    compose,
    fork,
    talk_command,
    care_side,
    posts,
    my_posts,
    my,
    support,
    admin,
    claiming,
    closing,
    care_appeals,
    appeals,
    decisions,
    pauses,
    cards,
    care_commands,
    setup,
    privacy,
    checkins,
    gateway_events,
    screening,
    messages,
    flag,
    record,
    sanctions,
    automod_events,
)


async def load_cogs(client: Client) -> None:
    """Register every command, menu, button and form.

    discord.py's extensions are not used: they execute each module again for each client, so a class
    that one cog imports from another would not be the class that is registered.
    """
    for cog in COGS:
        await cog.setup(client)
