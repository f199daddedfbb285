"""Answering a check-in: the button under the round's message, the form, the receipt.

Haven answers a press and a submit directly, without "thinking": both take a few milliseconds, and a
second answer to Discord would cost more than they do.
"""

import asyncio
import re
from typing import assert_never

import discord
from discord import ui

from bot.checkins.ballots.answers import Already, AnswerForm, Closed, Counted, Gone, Malformed
from bot.checkins.questions.bank import Answer, Question
from bot.checkins.results.statistics import LEVEL
from bot.core.ids import ID
from bot.core.wording import Wording
from bot.discord.answers import say, think
from bot.discord.client import Client, Interaction
from bot.discord.components import Button
from bot.discord.modal import Modal

PATIENCE = 1.5
"""Seconds after which a vote that is not on the disk yet is acknowledged as being processed.
Discord waits three."""

FIELD = re.compile(r"q[0-3]")
"""The fields of the form, one per question in the order asked; its sentence is not a field."""

BLANK = "-"
"""The value of "prefer not to say" in the form."""


class CheckinAnswer(Button, template=rf"checkin:answer:(?P<round_id>{ID})"):
    """The button that opens the form while the round is open."""

    def __init__(self, round_id: str) -> None:
        self.round_id = round_id
        super().__init__(
            f"checkin:answer:{round_id}", "Answer privately", discord.ButtonStyle.primary
        )

    async def press(self, interaction: Interaction) -> None:
        """Open the form, or say why there is none."""
        if not may_answer(interaction):
            await say(interaction, "checkin.not_you")
            return
        answers = interaction.client.services.checkins.answers
        found = await answers.form(interaction.guild_id or 0, self.round_id, interaction.user.id)
        if not isinstance(found, AnswerForm):
            await _say_refused(interaction, found)
            return
        modal = CheckinForm(self.round_id)
        modal.fill(
            interaction.client.content,
            interaction.client.services.checkins.choices,
            found.questions,
        )
        await interaction.response.send_modal(modal)
        if found.round_.message_id is None and interaction.message is not None:
            rounds = interaction.client.services.checkins.rounds
            await rounds.seen(interaction.guild_id or 0, self.round_id, interaction.message.id)


class CheckinForm(Modal, template=rf"checkin:form:(?P<round_id>{ID})"):
    """The form: four questions and one sentence. It can be sent once."""

    def __init__(self, round_id: str) -> None:
        self.round_id = round_id
        super().__init__(f"checkin:form:{round_id}", "Answer privately")

    def fill(
        self, content: Wording, choices: tuple[Answer, ...], questions: tuple[Question, ...]
    ) -> None:
        """Add what is asked: five parts, the most that a form holds on Discord."""
        self.add_item(ui.TextDisplay(content.say("checkin.once")))
        options = [
            discord.RadioGroupOption(
                label=answer.label, value=BLANK if answer.value is None else str(answer.value)
            )
            for answer in choices
        ]
        for place, question in enumerate(questions):
            choice = ui.RadioGroup[ui.View](custom_id=f"q{place}", options=options.copy())
            label = ui.Label[ui.View](
                text=question.name, description=question.text, component=choice
            )
            self.add_item(label)

    async def submit(self, interaction: Interaction) -> None:
        """Count the answers once; say so only when that is safe on the disk."""
        if not may_answer(interaction):
            await say(interaction, "checkin.not_you")
            return
        asked = sorted(key for key in self.values if FIELD.fullmatch(key))
        ballot = tuple(_answer(self.values[key]) for key in asked)
        answers = interaction.client.services.checkins.answers
        vote = asyncio.ensure_future(
            answers.vote(interaction.guild_id or 0, self.round_id, interaction.user.id, ballot)
        )
        done, _ = await asyncio.wait({vote}, timeout=PATIENCE)
        if not done:
            await think(interaction)
        outcome = await vote
        if isinstance(outcome, Counted):
            await say(interaction, "checkin.counted")
        else:
            await _say_refused(interaction, outcome)


def may_answer(interaction: Interaction) -> bool:
    """Return whether this is a member, no bot, who can see the channel; checked at each press."""
    member = interaction.user
    return (
        isinstance(member, discord.Member)
        and not member.bot
        and interaction.permissions.view_channel
    )


def _answer(value: str) -> int | None:
    """Return 1 to 5, None for a blank, or 0 (which no ballot accepts) for anything else."""
    if value in (BLANK, ""):
        return None
    return int(value) if value in ("1", "2", "3", "4", "5") else 0


async def _say_refused(
    interaction: Interaction, outcome: Already | Closed | Gone | Malformed
) -> None:
    match outcome:
        case Already():
            await say(interaction, "checkin.already")
        case Closed():
            await say(interaction, "checkin.closed")
        case Gone():
            await say(interaction, "checkin.gone")
        case Malformed():
            await say(interaction, "checkin.malformed")
        case _ as unreachable:
            assert_never(unreachable)


class CheckinExplain(Button, template=rf"checkin:explain:(?P<round_id>{ID})"):
    """The button under each notice of a result: how to read it, and what it cannot say."""

    def __init__(self, round_id: str) -> None:
        super().__init__(f"checkin:explain:{round_id}", "How to read this")

    async def press(self, interaction: Interaction) -> None:
        """Show the same words to everyone."""
        await say(interaction, "checkin.explain", times=round(LEVEL * 10))


def register(client: Client) -> None:
    """Register the buttons and the form, so that they work after a restart too."""
    client.add_items(CheckinAnswer, CheckinExplain)
    client.add_modals(CheckinForm)
