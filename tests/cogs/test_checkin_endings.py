"""How check-ins end before their time, and what is left afterwards: nothing of anybody's."""

from tests.cogs.checkins import (
    DAY,
    DUE,
    asking,
    ballot_rows,
    close,
    crowd,
    filled,
    form_of,
    opened,
    plan,
    round_keys,
    schedule_id_of,
    team_asks,
    told,
    vote_all,
)
from tests.cogs.world import command, say_press
from tests.harness import Room, answer, custom_ids, text_of


async def test_deleting_a_check_in_that_is_open_says_so_and_destroys_the_answers(
    room: Room,
) -> None:
    people = await crowd(room, 12)
    message = await opened(room)
    await vote_all(people, message)
    keys = round_keys(room)
    asked = await team_asks(room, "delete")
    await say_press(room, "Ada", asked, "Delete, keep the results")
    await room.pass_time(60)

    assert len(keys) == 1
    assert round_keys(room) == []
    assert asking(room) == []
    [ended] = [m for m in room.group.lounge.history() if m.id == message.id]
    assert "ended without a result" in text_of(ended)
    assert custom_ids(ended) == []
    assert await ballot_rows(room) == 0
    assert told(room) == []


async def test_bringing_a_check_in_back_does_not_bring_back_what_was_open(room: Room) -> None:
    people = await crowd(room, 12)
    message = await opened(room)
    await vote_all(people, message)
    asked = await team_asks(room, "delete")
    deleted = await say_press(room, "Ada", asked, "Delete, keep the results")
    await room.pass_time(60)
    await say_press(room, "Ada", deleted, "Undo")
    await room.pass_time(DAY)

    assert asking(room) == []
    await room.pass_time(6 * DAY)
    assert len(asking(room)) == 1


async def test_removing_haven_destroys_what_is_open_and_its_key(room: Room) -> None:
    people = await crowd(room, 12)
    await vote_all(people, await opened(room))
    before = round_keys(room)
    guild_id = room.group.guild.id
    room.env.backend.remove_guild(guild_id)
    await room.env.settle()

    assert len(before) == 1
    assert round_keys(room) == []
    assert await ballot_rows(room) == 0
    assert await room.bot.services.checkins.schedules.list(guild_id) == ()


async def test_what_an_admin_planned_is_counted_and_erased_by_my_data(room: Room) -> None:
    await plan(room)
    before = await command(room, "Ada", "my data")
    sure = await say_press(room, "Ada", before, "Erase it")
    await say_press(room, "Ada", sure, "Yes, erase it")
    after = await command(room, "Ada", "my data")
    shown = await team_asks(room, "show")

    assert "as an admin: 1" in before.content
    assert "as an admin" not in after.content
    assert "created by somebody" in text_of(shown)
    await room.pass_time(DUE + 60)
    assert len(asking(room)) == 1


async def test_answering_leaves_nothing_for_my_data_to_show(room: Room) -> None:
    message = await opened(room)
    before = (await command(room, "Bob", "my data")).content
    await vote_all([room.who("Bob")], message)

    assert (await command(room, "Bob", "my data")).content == before


async def test_after_the_close_no_round_is_open_and_no_byte_of_a_ballot_is_left(
    room: Room,
) -> None:
    people = await crowd(room, 12)
    message = await opened(room)
    await vote_all(people, message)
    ballots = room.folder / "ballots.db"
    during = ballots.read_bytes()
    round_id = custom_ids(message)[0].split(":")[2].encode()
    await close(room)

    assert round_id in during
    assert round_id not in ballots.read_bytes()
    assert not list(room.folder.rglob(f"*{round_id.decode()}*"))
    checkins = room.bot.services.checkins
    assert await checkins.rounds.current(room.group.guild.id, await schedule_id_of(room)) is None


async def test_a_form_opened_before_the_answer_was_counted_counts_nothing_more(room: Room) -> None:
    people = await crowd(room, 5)
    message = await opened(room)
    form = await form_of(people[0], message)
    await vote_all(people[1:], message)
    await vote_all([people[0]], message)
    said = answer(await people[0].submit_modal(form, filled("1111"))).content

    assert "already counted" in said
