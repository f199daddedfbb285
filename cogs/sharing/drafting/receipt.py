"""What the author is told once a draft is accepted."""

from bot.discord.answers import say
from bot.discord.client import Interaction
from bot.sharing.outcomes import Accepted
from bot.sharing.rules import Draft, Return, State
from cogs import render
from cogs.sharing import post_render
from cogs.sharing.drafting.drafts import words_back


async def tell_outcome(
    interaction: Interaction, accepted: Accepted, draft: Draft, *, appeal: bool
) -> None:
    """Send the last private answer: where the post is, or what happens next."""
    services = interaction.client.services
    post = accepted.post
    # In a group that keeps no link, /my shares cannot list the post.
    unlinked = "" if services.groups.get(post.guild_id).link_days else "_unlinked"
    if post.state is State.HELD:
        if await services.desk.show_post(post.post_id):
            key = f"held.appealed{unlinked}" if appeal else f"done.held{unlinked}"
            await say(interaction, key)
        else:
            await say(interaction, "done.held_waiting")
        return
    sent = await services.outbox.deliver(post.post_id) or post
    embeds = [words_back(interaction, draft.words, draft.note)]
    if sent.state is State.POSTED:
        key = f"done.posted{unlinked}" if sent.is_share else "done.replied"
        await say(interaction, key, link=post_render.jump_link(sent))
    elif sent.state is State.RETURNED:
        reason = sent.reason or Return.DISCORD
        why = interaction.client.content.say(f"reason.{reason.value}")
        await say(interaction, "done.returned", embeds=embeds, why=why)
    elif sent.state is State.WAITING and sent.message_id is not None:
        await say(interaction, "done.thread_later", link=post_render.jump_link(sent))
    elif sent.state is State.WAITING and sent.attempts == 0:
        await say(interaction, f"done.window{unlinked}", when=render.moment(sent.due_at))
    elif sent.state is State.WAITING:
        await say(interaction, f"done.waiting{unlinked}")
    else:
        await say(interaction, "done.over")
