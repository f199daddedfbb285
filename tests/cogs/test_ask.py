"""Ask for help with this: any member, any message, and who asked is not shown."""

import discord
import pytest

from bot.care.case import CaseKind
from bot.core.limits import REPORTS_A_DAY
from bot.screening.verdict import Category, Level
from cogs.conduct.flag import ASK_LABEL
from tests.cogs.opened import opened
from tests.cogs.world import menu, post_id
from tests.harness import Room, text_of
from tests.readings import crisis


async def _said(room: Room, name: str = "Chen", words: str = "leave me be") -> discord.Message:
    return await room.who(name).send(room.group.lounge, words)


async def _ask(
    room: Room, name: str, message: discord.Message, about: str = "worried", words: str = ""
) -> str:
    form = await menu(room, name, message, ASK_LABEL)
    return text_of(await room.fill(name, form, about=[about], words=words))


async def test_a_worry_becomes_a_case_with_a_link_and_without_the_asker(room: Room) -> None:
    message = await _said(room)

    said = await _ask(room, "Bob", message, "worried", "She sounds low.")

    [case] = await opened(room)
    assert case.kind is CaseKind.ASK
    assert case.level is Level.Q2
    assert Category.CRISIS in case.categories
    assert case.member_id == room.who("Chen").id
    assert case.message is not None
    assert (case.message.channel_id, case.message.message_id) == (room.group.lounge.id, message.id)
    assert "leave me be" in case.words
    assert "Who asks for help adds:\nShe sounds low." in case.words
    assert str(room.who("Bob").id) not in repr(case)
    assert said.startswith("**If somebody's life is in danger now")
    assert "nobody is on duty right now" in said


@pytest.mark.parametrize(
    ("about", "level", "worry"),
    [
        ("now", Level.Q3, True),
        ("worried", Level.Q2, True),
        ("hurts", Level.Q1, False),
        ("other", Level.Q1, False),
    ],
)
async def test_what_it_is_about_says_how_soon(
    room: Room, about: str, level: Level, worry: bool
) -> None:
    await _ask(room, "Bob", await _said(room), about)

    [case] = await opened(room)
    assert case.level is level
    assert (Category.CRISIS in case.categories) == worry
    assert case.reason == about


async def test_a_message_that_reads_as_crisis_is_one_whatever_is_chosen(room: Room) -> None:
    room.script.reads("dark", crisis(Level.Q3))

    await _ask(room, "Bob", await _said(room, words="so dark"), "hurts")

    [case] = await opened(room)
    assert case.level is Level.Q3
    assert Category.CRISIS in case.categories


async def test_who_asks_and_sounds_low_is_seen_as_well(room: Room) -> None:
    room.script.reads("I can't", crisis(Level.Q2))

    said = await _ask(room, "Bob", await _said(room), "other", "I can't any more")

    assert "This sounds heavy for you, too" in said
    [case] = await opened(room)
    assert case.level is Level.Q2


async def test_it_works_on_a_share_which_stays_without_a_name(room: Room) -> None:
    share = await room.share("Alice", "My share.")

    await _ask(room, "Bob", share, "worried")

    [case] = await opened(room)
    assert case.post_id == post_id(share)
    assert case.member_id is None


async def test_after_a_restart_the_form_still_arrives(room: Room) -> None:
    message = await _said(room)
    form = await menu(room, "Bob", message, ASK_LABEL)
    await room.restart()

    said = text_of(await room.fill("Bob", form, about=["worried"], words=""))

    assert "The care team has it" in said
    [case] = await opened(room)
    assert case.member_id == room.who("Chen").id


async def test_a_message_that_is_gone_after_a_restart_is_said_so(room: Room) -> None:
    message = await _said(room)
    form = await menu(room, "Bob", message, ASK_LABEL)
    await room.who("Chen").delete(message)
    await room.restart()

    said = text_of(await room.fill("Bob", form, about=["worried"], words=""))

    assert "can't find that message" in said
    assert await opened(room) == []


async def test_a_day_has_its_limit_but_danger_always_goes_through(room: Room) -> None:
    message = await _said(room)
    for _ in range(REPORTS_A_DAY):
        assert "The care team has it" in await _ask(room, "Bob", message, "other")

    assert "take no more before tomorrow" in await _ask(room, "Bob", message, "worried")
    assert "The care team has it" in await _ask(room, "Bob", message, "now")
    assert "The care team has it" in await _ask(room, "Alice", message, "other")


async def test_the_answer_says_how_many_are_on_duty(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def two(_: object, guild_id: int) -> tuple[int, ...]:
        assert guild_id == room.group.guild.id
        return (1, 2)

    monkeypatch.setattr(type(room.bot.services.roster), "on_duty", two)

    said = await _ask(room, "Bob", await _said(room))

    assert "On duty now: 2." in said
    assert "I can't promise" in said
