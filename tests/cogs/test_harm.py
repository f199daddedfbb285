"""On a case about a member's message: support where there is pain, steps where there is harm."""

# The backend of simcord is where a test changes Discord itself.
# pyright: reportUnknownMemberType=false

import discord
import pytest
from simcord import ResponseMessage

from bot.care.case import CaseKind, MessageRef, NewCase, What
from bot.conduct.sanctions import RECORD_DAYS, Sanction
from bot.demo import simulator
from bot.discord.components import Button, Picker
from bot.screening.verdict import Category, Level
from cogs.conduct.sanctions import WHATS, HarmMenu, HarmStep, HarmWhy, OfferSupport
from tests.cogs.matrix import Scene
from tests.cogs.opened import opened
from tests.cogs.people import Role, person
from tests.cogs.world import command, dms, fresh, has, options_of, pick, say_press
from tests.harness import Room, answer, labels, text_of
from tests.readings import crisis

WORDS = "You are all worthless."


async def _case(
    room: Room, *categories: Category, name: str = "Bob", level: Level = Level.Q1
) -> tuple[str, discord.Message]:
    message = await room.who(name).send(room.group.lounge, WORDS)
    opened = await room.bot.services.cases.open(
        NewCase(
            guild_id=room.group.guild.id,
            kind=CaseKind.ALERT,
            level=level,
            categories=frozenset(categories),
            message=MessageRef(room.group.lounge.id, message.id),
            member_id=room.who(name).id,
            words=WORDS,
        )
    )
    return opened.case_id, message


async def _press(room: Room, item: Button | Picker, value: str = "") -> ResponseMessage:
    scene = Scene(room, await person(room, Role.MODERATOR))
    return answer(await (await scene.press(item, value))())


async def _act(room: Room, case_id: str, what: str, why: str = "unkind") -> ResponseMessage:
    shown = await _press(room, HarmMenu(case_id))
    shown = await pick(room, "Mo", shown, "What to do", what)
    return await pick(room, "Mo", shown, "Because", why)


def _here(room: Room, message: discord.Message) -> bool:
    return message.id in [one.id for one in room.group.lounge.history()]


async def _muted_until(room: Room, name: str = "Bob") -> object:
    guild = room.bot.get_guild(room.group.guild.id)
    assert guild is not None
    member = await guild.fetch_member(room.who(name).id)
    return member.timed_out_until


# Support.


async def test_support_is_offered_gently_once_and_without_the_teams_names(room: Room) -> None:
    case_id, _ = await _case(room, Category.CRISIS)

    said = await _press(room, OfferSupport(case_id))

    [told] = dms(room, "Bob")
    assert "You're not in trouble" in told.content
    assert "`/support`" in told.content
    assert "mo" not in told.content.lower().split()
    assert WORDS not in text_of(told)
    assert "Sent as a private message" in said.content
    assert "offered on this case before" in (await _press(room, OfferSupport(case_id))).content
    assert len(dms(room, "Bob")) == 1


async def test_with_direct_messages_closed_a_word_in_the_channel_points_at_nobody(
    room: Room,
) -> None:
    case_id, _ = await _case(room, Category.CRISIS)
    simulator.close_dms(room.env, room.who("Bob"))

    said = await _press(room, OfferSupport(case_id))

    line = [m for m in room.group.lounge.history() if m.author.id == room.bot_id][-1]
    assert "A word for anybody" in line.content
    assert line.reference is None
    assert line.mentions == []
    assert "ob" not in line.content.replace("anybody", "")
    assert "names nobody" in said.content


async def test_when_nobody_can_be_reached_it_is_said_and_can_be_tried_again(room: Room) -> None:
    case_id, _ = await _case(room, Category.CRISIS)
    simulator.close_dms(room.env, room.who("Bob"))
    path = f"/channels/{room.group.lounge.id}/messages"
    scene = Scene(room, await person(room, Role.MODERATOR))
    press = await scene.press(OfferSupport(case_id))
    room.env.inject_error("POST", path, status=403, code=50013, message="Missing Permissions")

    assert "could reach nobody" in answer(await press()).content
    simulator.open_dms(room.env, room.who("Bob"))
    assert "Sent as a private message" in answer(await press()).content


# No punishing step is reachable from a crisis.


@pytest.mark.parametrize("what", WHATS)
async def test_where_crisis_is_in_a_case_no_step_is_offered_and_none_is_taken(
    room: Room, what: str
) -> None:
    case_id, message = await _case(room, Category.CRISIS, Category.HARASSMENT)
    about = await room.bot.services.actions.about(room.group.guild.id, case_id)
    assert about is not None

    await room.bot.services.desk.show(case_id)
    [card] = room.cards()
    assert has(card, "Offer support")
    assert not has(card, "Act on harm")
    menu = await _press(room, HarmMenu(case_id))
    assert "Pain is never punished" in menu.content
    assert labels(menu) == ["Offer support"]
    step = HarmStep(case_id, room.bot.content, frozenset(Sanction))
    assert "Pain is never punished" in (await _press(room, step, what)).content
    why = HarmWhy(what, case_id, room.bot.content, about)
    assert "Pain is never punished" in (await _press(room, why, "unkind")).content
    assert _here(room, message)
    assert dms(room, "Bob") == []
    assert await _muted_until(room) is None
    assert await room.bot.services.records.of_member(room.group.guild.id, room.who("Bob").id) == []


async def test_crisis_that_comes_to_light_closes_a_menu_that_is_open_already(room: Room) -> None:
    case_id, message = await _case(room, Category.HARASSMENT)
    shown = await _press(room, HarmMenu(case_id))
    shown = await pick(room, "Mo", shown, "What to do", "remove")
    await _worsen(room, case_id)

    said = await pick(room, "Mo", shown, "Because", "unkind")

    assert "Pain is never punished" in said.content
    assert _here(room, message)


async def _worsen(room: Room, case_id: str) -> None:
    """Crisis is found in the same person's next message, which joins the case."""
    again, _ = await _case(room, Category.CRISIS, level=Level.Q2)
    assert again == case_id


async def test_who_writes_about_methods_is_not_warned_or_shut_out(room: Room) -> None:
    case_id, _ = await _case(room, Category.SH_METHOD)

    shown = await _press(room, HarmMenu(case_id))

    assert options_of(shown, "What to do") == ["remove"]


# Steps against harm.


async def test_a_message_is_removed_and_its_words_go_home(room: Room) -> None:
    case_id, message = await _case(room, Category.HARASSMENT)

    said = await _act(room, case_id, "remove")

    assert not _here(room, message)
    [told] = dms(room, "Bob")
    assert "some of the words could hurt a member" in told.content
    assert WORDS in text_of(told)
    assert "They have the reason" in said.content
    record = await command(room, "Bob", "my record")
    assert "**A message was removed**" in text_of(record)


async def test_without_manage_messages_it_is_said_how_to_do_it_by_hand(room: Room) -> None:
    case_id, message = await _case(room, Category.HARASSMENT)
    room.env.inject_error(
        "DELETE",
        f"/channels/{room.group.lounge.id}/messages/{message.id}",
        status=403,
        code=50013,
        message="Missing Permissions",
    )

    said = await _act(room, case_id, "remove")

    assert "**Manage Messages**" in said.content
    assert "by hand" in said.content
    assert dms(room, "Bob") == []
    assert "nothing on your record" in (await command(room, "Bob", "my record")).content


async def test_a_message_that_is_gone_already_punishes_nobody(room: Room) -> None:
    case_id, message = await _case(room, Category.HARASSMENT)
    await room.who("Bob").delete(message)

    assert "gone already" in (await _act(room, case_id, "remove")).content
    assert dms(room, "Bob") == []


async def test_a_warning_is_told_recorded_and_can_be_taken_back(room: Room) -> None:
    case_id, message = await _case(room, Category.HARASSMENT)

    done = await _act(room, case_id, "warn", "hate")

    assert _here(room, message)
    assert "it reads as hateful" in dms(room, "Bob")[-1].content
    undone = await say_press(room, "Mo", done, "Undo")
    assert "taken back" in undone.content
    assert "took back what it did" in dms(room, "Bob")[-1].content
    record = text_of(await command(room, "Bob", "my record"))
    assert "Taken back." in record


async def test_with_direct_messages_closed_the_record_says_it(room: Room) -> None:
    case_id, _ = await _case(room, Category.HARASSMENT)
    simulator.close_dms(room.env, room.who("Bob"))

    said = await _act(room, case_id, "warn")

    assert "their private messages are closed" in said.content
    assert "could hurt a member" in text_of(await command(room, "Bob", "my record"))


@pytest.mark.parametrize("seconds", [600, 3600, 86400])
async def test_a_time_out_ends_by_itself_or_by_undo(room: Room, seconds: int) -> None:
    case_id, _ = await _case(room, Category.HARASSMENT)

    done = await _act(room, case_id, f"timeout{seconds}")

    until = await _muted_until(room)
    assert until is not None
    assert "time-out until" in dms(room, "Bob")[-1].content
    undone = await say_press(room, "Mo", done, "Undo")
    assert "The time-out is over" in undone.content
    assert await _muted_until(room) is None
    assert "**A time-out**" in text_of(await command(room, "Bob", "my record"))


async def test_without_moderate_members_it_is_said_how_to_do_it_by_hand(room: Room) -> None:
    case_id, _ = await _case(room, Category.HARASSMENT)
    guild_id, bob = room.group.guild.id, room.who("Bob").id
    room.env.inject_error(
        "PATCH",
        f"/guilds/{guild_id}/members/{bob}",
        status=403,
        code=50013,
        message="Missing Permissions",
    )

    said = await _act(room, case_id, "timeout600")

    assert "**Moderate Members**" in said.content
    assert dms(room, "Bob") == []
    assert await _muted_until(room) is None


async def test_who_has_left_cannot_be_timed_out(room: Room) -> None:
    case_id, _ = await _case(room, Category.HARASSMENT)
    room.group.guild.remove_member(room.who("Bob"))
    await room.env.settle()

    assert "no longer in the server" in (await _act(room, case_id, "timeout600")).content


# The member's own record.


async def test_a_record_is_its_members_alone_and_goes_by_itself(room: Room) -> None:
    case_id, _ = await _case(room, Category.HARASSMENT)
    await _act(room, case_id, "warn")

    assert "nothing on your record" in (await command(room, "Chen", "my record")).content
    assert "**A warning**" in text_of(await command(room, "Bob", "my record"))
    data = await command(room, "Bob", "my data")
    assert "under your name: 1" in data.content
    await room.pass_time((RECORD_DAYS + 1) * 86400)
    await room.bot.purge()
    assert "nothing on your record" in (await command(room, "Bob", "my record")).content


async def test_another_look_is_asked_for_once_and_by_name(room: Room) -> None:
    case_id, _ = await _case(room, Category.HARASSMENT)
    await _act(room, case_id, "warn")
    shown = await command(room, "Bob", "my record")
    record_id = options_of(shown, "Ask somebody else")[0]

    form = await room.who("Bob").select(shown, [record_id], custom_id="record:pick")
    second = await room.who("Bob").select(shown, [record_id], custom_id="record:pick")
    said = await room.fill("Bob", form, words="It was a quote.")
    assert "Somebody else on the care team looks at it" in said.content
    appeal = (await opened(room, CaseKind.APPEAL))[0]
    assert appeal.kind is CaseKind.APPEAL
    assert appeal.member_id == room.who("Bob").id
    assert appeal.words == "It was a quote."
    assert appeal.level is Level.Q1
    again = await room.fill("Bob", second, words="Please.")
    assert "asked for that before" in again.content
    shown = await command(room, "Bob", "my record")
    assert "You asked for another look" in text_of(shown)
    assert labels(shown) == []


async def _appealed(room: Room, what: str = "warn") -> discord.Message:
    """Mo has acted and Bob asks for another look; Lina joins the care team. The appeal's card."""
    role, lina = room.group.care_role.id, room.who("Lina").id
    room.env.backend.add_member_role(room.group.guild.id, lina, role)
    case_id, _ = await _case(room, Category.HARASSMENT)
    await _act(room, case_id, what)
    shown = await command(room, "Bob", "my record") if what == "warn" else None
    records = room.bot.services.records
    [record] = await records.of_member(room.group.guild.id, room.who("Bob").id)
    if shown is not None:
        picked = options_of(shown, "Ask somebody else")
        assert picked == [record.record_id]
    appeal = await room.bot.services.actions.appeal(
        room.group.guild.id, room.who("Bob").id, record.record_id, "It was a quote."
    )
    assert appeal is not None
    await room.bot.services.desk.show(appeal.case_id)
    return next(card for card in room.cards() if "It was a quote." in text_of(card))


async def test_who_acted_does_not_answer_the_appeal_and_somebody_else_takes_it_back(
    room: Room,
) -> None:
    card = await _appealed(room)

    said = await say_press(room, "Mo", card, "Take it back")
    assert said.content == room.bot.content.say("casework.same")
    said = await say_press(room, "Lina", card, "Take it back")

    assert "The warning is taken back" in said.content
    assert "took back what it did" in dms(room, "Bob")[-1].content
    assert "Taken back." in text_of(await command(room, "Bob", "my record"))
    assert not has(fresh(room, card), "Take it back")


async def test_an_appeal_that_is_turned_down_is_answered_as_well(room: Room) -> None:
    card = await _appealed(room)

    said = await say_press(room, "Lina", card, "Keep it so")

    assert "Answered: it stays so" in said.content
    assert "it stays so" in dms(room, "Bob")[-1].content
    assert "Taken back." not in text_of(await command(room, "Bob", "my record"))


async def test_a_time_out_that_was_wrong_ends_with_the_appeal(room: Room) -> None:
    card = await _appealed(room, "timeout86400")
    assert await _muted_until(room) is not None

    await say_press(room, "Lina", card, "Take it back")

    assert await _muted_until(room) is None


async def test_what_was_done_stands_in_the_history_of_the_case(room: Room) -> None:
    case_id, _ = await _case(room, Category.HARASSMENT)
    done = await _act(room, case_id, "warn")
    await say_press(room, "Mo", done, "Undo")

    history = await room.bot.services.cases.history(room.group.guild.id, case_id)
    assert history is not None
    mo = room.who("Mo").id
    assert {(one.what, one.member_id) for one in history} >= {(What.WARNED, mo), (What.UNDONE, mo)}


async def test_nobody_appeals_for_another(room: Room) -> None:
    case_id, _ = await _case(room, Category.HARASSMENT)
    await _act(room, case_id, "warn")
    shown = await command(room, "Bob", "my record")
    record_id = options_of(shown, "Ask somebody else")[0]

    assert (
        await room.bot.services.actions.appeal(
            room.group.guild.id, room.who("Chen").id, record_id, "No."
        )
        is None
    )
    assert await room.bot.services.actions.appeal(1, room.who("Bob").id, record_id, "No.") is None


async def test_an_appeal_that_reads_as_crisis_is_met_as_one(room: Room) -> None:
    room.script.reads("dark", crisis(Level.Q3))
    case_id, _ = await _case(room, Category.HARASSMENT)
    await _act(room, case_id, "warn")
    records = await room.bot.services.records.of_member(room.group.guild.id, room.who("Bob").id)

    await room.bot.services.actions.appeal(
        room.group.guild.id, room.who("Bob").id, records[0].record_id, "it is dark"
    )

    appeal = (await opened(room, CaseKind.APPEAL))[0]
    assert appeal.level is Level.Q3
    assert Category.CRISIS in appeal.categories


async def test_erasing_ones_data_keeps_what_stands_and_forgets_what_was_taken_back(
    room: Room,
) -> None:
    first, _ = await _case(room, Category.HARASSMENT)
    second, _ = await _case(room, Category.HARASSMENT)
    await _act(room, first, "warn")
    done = await _act(room, second, "warn", "scam")
    await say_press(room, "Mo", done, "Undo")

    await room.bot.services.privacy.forget(room.group.guild.id, room.who("Bob").id)

    [left] = await room.bot.services.records.of_member(room.group.guild.id, room.who("Bob").id)
    assert not left.undone
