"""/my record: the team's steps about a member's messages, their reasons, and the appeal."""

import discord

from bot.conduct.sanctions import RECORD_DAYS, Record
from bot.core.ids import ID
from bot.core.wording import Wording
from bot.discord.answers import say, think
from bot.discord.client import Client, Interaction
from bot.discord.components import Picker, view_of
from bot.discord.modal import WordsModal
from cogs import render

WORDS_MOST = 1000
MENU_MAX = 25
"""Max options of a select, by Discord's documentation."""


class RecordPick(Picker, template=r"record:pick"):
    """A menu that chooses the step that another carer should review."""

    def __init__(self, content: Wording | None = None, records: tuple[Record, ...] = ()) -> None:
        options = [
            discord.SelectOption(
                value=record.record_id,
                label=content.say(
                    "record.option",
                    number=number,
                    step=content.say(f"record.step_{record.step.value}"),
                ),
            )
            for number, record in enumerate(records, 1)
            if content is not None and not record.undone and record.appeal_id is None
        ]
        super().__init__("record:pick", "Ask somebody else to look at …", options[:MENU_MAX])

    async def press(self, interaction: Interaction) -> None:
        """Open the form; its submit checks whose record it is."""
        say_ = interaction.client.content.say
        modal = RecordAppeal(self.picked).asking(say_("record.words"), say_("record.words_hint"))
        await interaction.response.send_modal(modal)


class RecordAppeal(WordsModal, template=rf"record:appeal:(?P<record_id>{ID})"):
    """The form in which a member says why a step should be reviewed."""

    most = WORDS_MOST

    def __init__(self, record_id: str) -> None:
        self.record_id = record_id
        super().__init__(f"record:appeal:{record_id}", "Ask for another look")

    async def submit(self, interaction: Interaction) -> None:
        """Open a case about it, once."""
        await think(interaction)
        services = interaction.client.services
        opened = await services.actions.appeal(
            interaction.guild_id or 0,
            interaction.user.id,
            self.record_id,
            self.words[:WORDS_MOST],
        )
        if opened is None:
            await say(interaction, "record.no_appeal")
            return
        await services.desk.show(opened.case_id)
        await say(interaction, "record.appealed_done")


async def show_record(interaction: Interaction) -> None:
    """Show a member their own record, newest first, with a menu to appeal."""
    await think(interaction)
    content = interaction.client.content
    records = await interaction.client.services.records.of_member(
        interaction.guild_id or 0, interaction.user.id
    )
    if not records:
        await say(interaction, "record.none", days=RECORD_DAYS)
        return
    lines = [_line(content, number, record) for number, record in enumerate(records, 1)]
    embed = discord.Embed(description=render.as_many(lines), color=render.QUIET)
    menu = RecordPick(content, tuple(records))
    view = view_of(menu) if any(not r.undone and r.appeal_id is None for r in records) else None
    await say(interaction, "record.head", embeds=[embed], view=view, days=RECORD_DAYS)


def _line(content: Wording, number: int, record: Record) -> str:
    state = "undone" if record.undone else "appealed" if record.appeal_id else "stands"
    until = content.say("record.until", until=render.moment(record.until)) if record.until else ""
    return content.say(
        "record.line",
        number=number,
        step=content.say(f"record.step_{record.step.value}"),
        when=f"<t:{record.made_at}:D>",
        reason=content.say(f"harm.because_{record.reason.value}"),
        until=until,
        state=content.say(f"record.{state}", gone=f"<t:{record.made_at + RECORD_DAYS * 86400}:D>"),
    )


async def setup(client: Client) -> None:
    """Register the menu and the form. The command itself is with the others of /my."""
    client.add_items(RecordPick)
    client.add_modals(RecordAppeal)
