"""Check-ins from the plan to the result, as a group lives through them."""

import re

import pytest

from bot.demo import simulator
from tests.cogs.checkins import (
    DAY,
    MIXED,
    a_round,
    alt_of,
    asking,
    close,
    crowd,
    filled,
    opened,
    published,
    results_of,
    schedule_id_of,
    team_asks,
    told,
    vote_all,
)
from tests.cogs.world import command, has
from tests.harness import Room, answer, button, text_of


async def test_twelve_answer_one_after_the_other_and_the_result_takes_the_place(
    room: Room,
) -> None:
    people = await crowd(room, 12)
    message = await opened(room)
    said = await vote_all(people, message)
    await close(room)

    assert all("1 answer counted" in one for one in said)
    result, notice = told(room)
    assert result.id == message.id
    assert asking(room) == []
    words = text_of(result)
    seen = await published(room)
    assert seen.answered == 12
    assert f"**{seen.score}** of 100 (likely between {seen.low} and {seen.high}" in words
    assert f"12 of about {seen.eligible} people answered." in words
    assert seen.eligible == len(room.group.guild.member_ids()) - 1
    assert words.count("\n• ") == 4
    assert f"/{message.channel.id}/{message.id}" in text_of(notice)
    assert not notice.attachments


async def test_the_picture_comes_with_words_that_say_the_same(room: Room) -> None:
    people = await crowd(room, 12)
    result = await a_round(room, people)

    [picture] = result.attachments
    assert picture.filename == "trend.png"
    assert result.embeds[0].image.url == "attachment://trend.png"
    assert (await picture.read()).startswith(b"\x89PNG")
    seen = await published(room)
    assert f"The last result is {seen.score} (5 Nov 2026)" in alt_of(result)
    assert f"likely between {seen.low} and {seen.high}." in alt_of(result)
    assert f"12 of about {seen.eligible} people answered." in alt_of(result)


async def test_twelve_answer_at_the_same_instant_and_each_counts(room: Room) -> None:
    people = await crowd(room, 12)
    message = await opened(room)
    key = button(message, "Answer privately")
    forms = await simulator.burst(room.env, [(actor, message, key) for actor in people])
    sent = await simulator.burst_modals(
        room.env,
        [
            (actor, form, filled(MIXED[at % len(MIXED)]))
            for at, (actor, form) in enumerate(zip(people, forms, strict=True))
        ],
    )
    await close(room)

    assert all("1 answer counted" in answer(one).content for one in sent)
    assert (await published(room)).answered == 12


async def test_four_answers_show_nothing_but_thanks(room: Room) -> None:
    people = await crowd(room, 4)
    await vote_all(people, await opened(room), ["5551"])
    await close(room)

    result, notice = told(room)
    assert result.attachments == []
    assert "Fewer than 5 people answered" in text_of(result)
    assert not set("01234") & set(text_of(result))
    assert len(result.embeds[0].fields) == 0
    assert "Thank you" in text_of(notice)
    seen = await published(room)
    assert (seen.answered, seen.band, seen.score) == (None, None, None)
    shown = await team_asks(room, "results")
    assert "Fewer than 5 people answered" in text_of(shown)
    assert not has(shown, "You said, we did")
    assert "Fewer than 5 people answered" in text_of(await team_asks(room, "trend"))


async def test_nobody_answers_and_the_group_is_thanked_all_the_same(room: Room) -> None:
    await opened(room)
    await close(room)

    assert "Fewer than 5 people answered" in text_of(told(room)[0])


@pytest.mark.parametrize("ballot", ["5551", "1115"], ids=["all_content", "all_not"])
async def test_a_unanimous_group_gets_words_and_no_number_anywhere(room: Room, ballot: str) -> None:
    people = await crowd(room, 12)
    result = await a_round(room, people, [ballot])
    shown = [await team_asks(room, asked) for asked in ("results", "trend")]
    csv, json = [await _exported(room, form) for form in ("csv", "json")]

    seen = await published(room)
    assert (seen.score, seen.low, seen.high) == (None, None, None)
    assert all((one.score, one.shares) == (None, None) for one in seen.questions)
    assert result.attachments == []
    for one in (result, *shown):
        assert not one.attachments
        words = text_of(one).replace(f"12 of about {seen.eligible} people", "")
        words = re.sub("<t:[0-9]+:D>|takes 8 rounds", "", words)
        assert "Trust in this group: **very " in words
        assert "No number this time" in words
        assert not set("0123456789") & set(words)
    row = dict(zip(*[line.split(",") for line in csv.splitlines()[:2]], strict=False))
    assert (row["answered"], row["score"], row["low"], row["high"]) == ("12", "", "", "")
    assert '"score": null' in json
    assert '"agree": null' in json


async def _exported(room: Room, form: str) -> str:
    shown = await command(room, "Ada", "checkin export", format=form)
    [file] = shown.attachments
    return (await file.read()).decode("utf-8-sig")


async def test_six_answers_show_words_and_a_rounded_score(room: Room) -> None:
    people = await crowd(room, 6)
    result = await a_round(room, people)

    seen = await published(room)
    assert seen.score is not None
    assert seen.score % 5 == 0
    assert all(one.score is None and one.shares is None for one in seen.questions)
    assert "%" not in text_of(result)


async def test_a_large_group_sees_how_many_agree(room: Room) -> None:
    people = await crowd(room, 30)
    ballots = ["5555", "4444", "3333", "2222", "1111", "4224"]
    result = await a_round(room, people, ballots)

    assert text_of(result).count(" %, yes ") == 4


async def test_one_group_hears_nothing_of_another(room: Room) -> None:
    people = await crowd(room, 12)
    await a_round(room, people)
    guild = room.env.create_guild("Elsewhere")
    zoe = guild.add_member(room.env.create_user("zoe"))
    await room.env.settle()
    results = room.bot.services.checkins.results
    schedule_id = await schedule_id_of(room)
    [own] = await results.recent(room.group.guild.id, 25)

    assert type(await results.latest(guild.id, schedule_id)).__name__ == "Gone"
    assert type(await results.one(guild.id, own.round_id)).__name__ == "Gone"
    assert await results.export_lines(guild.id) == ()
    checkins = room.bot.services.checkins
    cast = await checkins.answers.vote(guild.id, own.round_id, zoe.id, (4, 4, 4, 4))
    assert type(cast).__name__ == "Gone"


async def test_the_next_round_comes_a_week_later_and_everybody_may_answer_again(
    room: Room,
) -> None:
    people = await crowd(room, 12)
    await a_round(room, people)
    await room.pass_time(4 * DAY)
    [again] = asking(room)
    said = await vote_all(people, again)
    await close(room)

    assert all("1 answer counted" in one for one in said)
    assert [one.published.answered for one in await results_of(room)] == [12, 12]
    newest = told(room)[2]
    assert "The first one shown is" in alt_of(newest)


async def test_a_rotating_check_in_never_mixes_different_scores(room: Room) -> None:
    people = await crowd(room, 12)
    message = await opened(room, questions="rotating")
    asked = set[str]()
    for _ in range(4):
        asked |= set(text_of(message).split("\n• ")[1:5])
        await vote_all(people, message)
        await close(room)
        await room.pass_time(4 * DAY)
        [message] = asking(room)

    results = await results_of(room)
    assert len(asked) > 5
    assert {one.series for one in results} == {"T1.1+T2.1+T4.1"}
