"""What an author sees of a draft: its preview, the crisis fork, or a reason to change it."""

from typing import assert_never

from bot.core.seals import Words
from bot.discord.answers import reply, say
from bot.discord.client import Interaction
from bot.discord.components import Button, view_of
from bot.screening.verdict import Verdict
from bot.sharing.outcomes import Accepted, DraftRefusal, DraftRefused, GivenBack, Preview
from bot.sharing.preview import objections
from bot.sharing.rules import Draft
from cogs import render
from cogs.helplines.country import emergency
from cogs.sharing import post_render
from cogs.sharing.drafting.draft_buttons import (
    DraftAppeal,
    DraftDrop,
    DraftEdit,
    DraftMask,
    DraftPost,
    DraftShare,
    DraftTrim,
)
from cogs.sharing.drafting.drafts import code, headcount, names_for, words_back
from cogs.sharing.drafting.fork import ForkBarrier, ForkMore, ForkTalk, fork_text
from cogs.sharing.drafting.reasons import parts_of, said_of, why
from cogs.sharing.drafting.receipt import tell_outcome
from cogs.sharing.member_names import names_of


async def show_preview(
    interaction: Interaction, draft: Draft, *, chosen: bool = False, trimmed: bool = False
) -> None:
    """Clean, check and show a draft, or say why it cannot be posted; its words are never lost.

    A draft that reads as a crisis leads to the fork first, unless ``chosen``: its author has been
    there and chose to share it.
    """
    client = interaction.client
    guild, guild_id = interaction.guild, interaction.guild_id or 0
    names = await names_for(interaction, f"{draft.note}\n{draft.words}")
    outcome = await client.services.sharing.preview(
        guild_id,
        interaction.user.id,
        draft,
        own=names_of(interaction.user),
        others=names,
        size=headcount(interaction) if guild else 0,
    )
    match outcome:
        case Preview():
            prompt = client.services.sharing.prompt
            if outcome.given_back:
                found = bool(outcome.findings or outcome.in_note)
                await show_given_back(interaction, outcome.draft, outcome.verdict, can_mask=found)
            elif not chosen and prompt(guild_id, interaction.user.id, outcome.verdict):
                await _show_fork(interaction, outcome)
            else:
                said = said_of(interaction, outcome, chosen=chosen, trimmed=trimmed)
                await _show(interaction, outcome, said)
        case DraftRefused():
            await refuse(interaction, outcome, draft)
        case _ as unreachable:
            assert_never(unreachable)


async def _show(interaction: Interaction, preview: Preview, said: list[str]) -> None:
    """Show the preview exactly as the post will look, with its buttons."""
    content, draft = interaction.client.content, preview.draft
    embed = post_render.post_embed(
        content,
        preview.alias,
        Words(draft.words, draft.note),
        draft.help,
        by_author=preview.by_author,
    )
    head = post_render.preview_text(content, preview, headcount(interaction), said)
    parts = code(draft).split(":")
    items: list[Button] = [DraftPost(*parts)]
    if preview.findings or preview.in_note:
        items.append(DraftMask(*parts))
    if preview.held and objections.can_trim(draft, preview.verdict):
        items.append(DraftTrim(*parts))
    items += [DraftEdit(*parts), DraftDrop(*parts)]
    if preview.held and not preview.verdict.support:
        items.append(ForkTalk("0", *parts))
    await reply(interaction, head, embeds=[embed], view=view_of(*items))


async def _show_fork(interaction: Interaction, preview: Preview) -> None:
    """Show the crisis fork in place of the preview, with the words below it."""
    client, draft = interaction.client, preview.draft
    reading, parts = preview.verdict.reading, code(draft).split(":")
    view = view_of(
        DraftShare(*parts, row=0),
        ForkTalk("0", *parts),
        ForkTalk("1", *parts),
        ForkMore(*parts),
        ForkBarrier("t" if reading.third_person else "m", *parts, content=client.content),
        DraftEdit(*parts, row=2),
        DraftDrop(*parts, row=2),
    )
    embeds = [words_back(interaction, draft.words, draft.note)]
    on_duty = await client.services.roster.on_duty(interaction.guild_id or 0)
    text_ = fork_text(client.content, len(on_duty), emergency(interaction), reading)
    await reply(interaction, text_, embeds=embeds, view=view)


async def show_given_back(
    interaction: Interaction, draft: Draft, verdict: Verdict, *, can_mask: bool = False
) -> None:
    """Show a draft that cannot appear as it is: the words, the reason, and the options."""
    content, parts = interaction.client.content, code(draft).split(":")
    lines = [
        content.say("held.back", why=why(content, verdict)),
        *parts_of(content, draft, verdict),
    ]
    items: list[Button] = [DraftMask(*parts)] if can_mask else []
    items += [DraftEdit(*parts), DraftAppeal(*parts), ForkTalk("0", *parts), DraftDrop(*parts)]
    view = view_of(*items)
    embeds = [words_back(interaction, draft.words, draft.note)]
    text_ = "\n".join([*lines, content.say("held.ways")])
    await reply(interaction, text_, embeds=embeds, view=view)


async def refuse(interaction: Interaction, refused: DraftRefused, draft: Draft) -> None:
    """Say why the draft was refused, and return its words to copy."""
    until = render.moment(refused.until) if refused.until else ""
    key = f"refused.{refused.reason.value}"
    keep = refused.reason is not DraftRefusal.EMPTY and draft.words.strip()
    embeds = [words_back(interaction, draft.words, draft.note)] if keep else []
    again = refused.reason in (DraftRefusal.EMPTY, DraftRefusal.TOO_LONG)
    view = view_of(DraftEdit(*code(draft).split(":"))) if again and keep else None
    await say(interaction, key, embeds=embeds, view=view, when=until)


async def tell(
    interaction: Interaction,
    outcome: Accepted | GivenBack | DraftRefused,
    draft: Draft,
    *,
    appeal: bool = False,
) -> None:
    """Tell the author the outcome of submitting a draft."""
    match outcome:
        case Accepted():
            if outcome.case_id is not None:
                await interaction.client.services.desk.show(outcome.case_id)
            await tell_outcome(interaction, outcome, draft, appeal=appeal)
        case GivenBack():
            await show_given_back(interaction, draft, outcome.verdict)
        case DraftRefused():
            await refuse(interaction, outcome, draft)
        case _ as unreachable:
            assert_never(unreachable)
