"""The care team reads first: holding, approving, returning with a reason, and undoing."""

import pytest
from simcord import MemberActor, ResponseMessage

from bot.core import text
from bot.demo import simulator
from tests.cogs.world import (
    command,
    custom_id_of_select,
    dms,
    fresh,
    leave,
    options_of,
    pick,
    say_press,
    times,
)
from tests.harness import Room, answer, labels, text_of

RETURN, REMOVE, PAUSE = "Return it", "Take it down", "Pause its author"
CHOOSE = "Choose one"


@pytest.fixture
async def vetted(anywhere: Room) -> Room:
    """The group with the care team reading each share first."""
    await anywhere.set_up(sharing=_sharing(anywhere), vetting=1)
    return anywhere


def _sharing(room: Room) -> object:
    group = room.bot.services.groups.get(room.group.guild.id)
    return next(
        channel
        for channel in room.group.guild.channels.values()
        if channel.id == group.sharing_channel_id
    )


async def _hold(room: Room, words: str, name: str = "Alice", **options: str) -> ResponseMessage:
    preview = await room.draft(name, words, **options)
    assert "The care team reads it before it appears" in preview.content
    return await say_press(room, name, preview, "Post it")


async def test_a_held_share_is_shown_to_the_care_team_alone(vetted: Room) -> None:
    said = await _hold(vetted, "Read me first.", note="a note")

    [card] = vetted.cards()
    assert "with the care team" in said.content
    assert vetted.out() == []
    assert "Read me first." in text_of(card)
    assert "a note" in text_of(card)
    assert "lice" not in text_of(card)
    assert labels(card) == [
        "Let it appear",
        "Talk with its author",
        "Claim",
        "Put off",
        "Escalate",
        "History",
        "Return it to its author, because …",
        PAUSE + " …",
    ]
    listed = await command(vetted, "Alice", "my shares")
    assert "with the care team" in text_of(listed)


async def test_the_longest_words_reach_the_care_team_whole(vetted: Room) -> None:
    await _hold(vetted, "*" * text.MAX_WORDS, note="*" * text.MAX_NOTE)

    [card] = vetted.cards()
    embed = card.embeds[0]
    assert (embed.description or "").count("*") == text.MAX_WORDS
    assert len(embed.description or "") <= 4096
    assert len(embed) <= 6000


async def test_an_approved_share_appears_and_the_card_says_so(vetted: Room) -> None:
    await _hold(vetted, "Let me out.")
    [card] = vetted.cards()
    said = await say_press(vetted, "Mo", card, "Let it appear")

    assert "It has appeared" in said.content
    assert times(vetted, "Let me out.") == 1
    assert "It is posted." in text_of(fresh(vetted, card))
    assert "Let me out." not in text_of(fresh(vetted, card))
    assert labels(fresh(vetted, card)) == ["History"]


async def test_an_approved_share_still_waits_for_the_window_its_author_chose(
    vetted: Room,
) -> None:
    await _hold(vetted, "With the others.", when="w")
    said = await say_press(vetted, "Mo", vetted.cards()[0], "Let it appear")
    before = len(vetted.out())
    await vetted.pass_time(10 * 3600)

    assert "with the next release, <t:" in said.content
    assert before == 0
    assert times(vetted, "With the others.") == 1


async def test_a_returned_share_reaches_its_author_with_reason_and_words(vetted: Room) -> None:
    await _hold(vetted, "My street is named.", note="a note")
    [card] = vetted.cards()
    said = await pick(vetted, "Mo", card, RETURN, "details")
    listed = await command(vetted, "Alice", "my shares")
    [mine] = await _mine(vetted)
    one = await pick(vetted, "Alice", listed, CHOOSE, mine)
    shown = await vetted.press("Alice", one, "Edit")
    preview = await vetted.fill("Alice", shown, words="My street is not named.")
    await say_press(vetted, "Alice", preview, "Post it")

    assert "went back to its author" in said.content
    assert "came back to you" in dms(vetted, "Alice")[0].content
    assert "street" not in dms(vetted, "Alice")[0].content
    assert "could tell people who you or others are" in one.content
    assert "My street is named." in text_of(one)
    assert "'value': 'My street is named.'" in str(shown.modal)
    assert "My street is not named." in text_of(vetted.cards()[-1])
    assert "It went back to its author" in text_of(fresh(vetted, card))


async def _mine(room: Room, name: str = "Alice") -> list[str]:
    mine = await room.bot.services.my_posts.list(room.group.guild.id, room.who(name).id)
    return [one.post.post_id for one in mine]


async def test_closed_messages_hide_no_return(vetted: Room) -> None:
    simulator.close_dms(vetted.env, vetted.who("Alice"))
    await _hold(vetted, "Not here.")
    await pick(vetted, "Mo", vetted.cards()[0], RETURN, "rules")
    listed = await command(vetted, "Alice", "my shares")
    one = await pick(vetted, "Alice", listed, CHOOSE, (await _mine(vetted))[0])

    assert "came back to you" in text_of(listed)
    assert "isn't what this channel is for" in one.content
    assert "Not here." in text_of(one)


async def test_a_return_to_somebody_who_left_is_no_trouble(vetted: Room) -> None:
    await _hold(vetted, "Gone already.")
    await leave(vetted, "Alice")
    said = await pick(vetted, "Mo", vetted.cards()[0], RETURN, "rules")

    assert "went back to its author" in said.content


async def test_a_return_can_be_undone(vetted: Room) -> None:
    await _hold(vetted, "Second look.")
    [card] = vetted.cards()
    said = await pick(vetted, "Mo", card, RETURN, "rules")
    undone = await say_press(vetted, "Mo", said, "Undo")
    await say_press(vetted, "Mo", fresh(vetted, card), "Let it appear")

    assert "Undone." in undone.content
    assert times(vetted, "Second look.") == 1


async def test_two_moderators_at_once_end_in_one_decision(vetted: Room) -> None:
    second = _second_moderator(vetted)
    await _hold(vetted, "Decide.")
    [card] = vetted.cards()
    key = custom_id_of_select(card, RETURN)
    said = await simulator.together(
        vetted.env,
        vetted.who("Mo").click(card, label="Let it appear"),
        second.select(card, ["rules"], custom_id=key),
    )

    texts = sorted(answer(one).content for one in said)
    assert any("Somebody was faster" in text for text in texts)
    assert times(vetted, "Decide.") == ("It has appeared" in texts[0])


def _second_moderator(room: Room) -> MemberActor:
    user = room.env.create_user("nia", global_name="Nia")
    return room.group.guild.add_member(user, roles=[room.group.care_role])


async def test_an_author_may_withdraw_what_is_held(vetted: Room) -> None:
    await _hold(vetted, "Never mind.")
    [card] = vetted.cards()
    listed = await command(vetted, "Alice", "my shares")
    one = await pick(vetted, "Alice", listed, CHOOSE, (await _mine(vetted))[0])
    sure = await say_press(vetted, "Alice", one, "Withdraw")
    await say_press(vetted, "Alice", sure, "Yes, withdraw")

    assert labels(fresh(vetted, card)) == ["History"]
    assert "taken back by its author" in text_of(fresh(vetted, card))
    assert "Never mind." not in text_of(fresh(vetted, card))
    assert vetted.out() == []


async def test_replies_are_not_held_by_vetting(vetted: Room) -> None:
    await _hold(vetted, "A share.")
    await say_press(vetted, "Mo", vetted.cards()[0], "Let it appear")
    await vetted.reply("Bob", vetted.shares()[0], "At once.")

    assert times(vetted, "At once.") == 1


async def test_the_queue_lists_what_is_open_with_links(vetted: Room) -> None:
    empty = await command(vetted, "Mo", "care queue")
    await _hold(vetted, "Read me.")
    queue = await command(vetted, "Mo", "care queue")

    assert "Nothing is waiting." in text_of(empty)
    assert queue.ephemeral
    assert "A share to read" in text_of(queue)
    assert f"/{vetted.cards()[0].id}" in text_of(queue)
    assert "Read me." not in text_of(queue)


async def test_a_card_deleted_by_hand_comes_back_while_it_is_open(vetted: Room) -> None:
    await _hold(vetted, "Do not lose me.")
    [card] = vetted.cards()
    vetted.env.backend.delete_message(card.channel.id, card.id)
    await vetted.env.settle()
    await vetted.tick()

    assert "Do not lose me." in text_of(vetted.cards()[-1])
    await say_press(vetted, "Mo", vetted.cards()[-1], "Let it appear")
    assert times(vetted, "Do not lose me.") == 1


async def test_a_long_queue_says_that_there_is_more(room: Room) -> None:
    await room.set_up(vetting=1)
    names = ["Alice", "Bob", "Chen"]
    for n in range(11):
        await say_press(room, names[n % 3], await room.draft(names[n % 3], f"Held {n}."), "Post it")
    full = await command(room, "Mo", "care queue")
    await say_press(room, "Mo", room.cards()[0], "Let it appear")
    shorter = await command(room, "Mo", "care queue")

    assert text_of(full).count("A share to read") == 10
    assert "and more" in text_of(full)
    assert text_of(shorter).count("A share to read") == 10
    assert "and more" not in text_of(shorter)


async def test_every_pause_can_be_lifted_from_the_queue(room: Room) -> None:
    post = await room.share("Alice", "One.")
    for _ in range(6):
        options = answer(
            await room.who("Mo").context_menu(room.group.sharing, "Care options", post)
        )
        await pick(room, "Mo", options, PAUSE, "30")
    for left in range(5, -1, -1):
        queue = await command(room, "Mo", "care queue")
        latest = options_of(queue, "Lift a pause")[-1]
        said = await pick(room, "Mo", queue, "Lift a pause", latest)

        assert "The pause is lifted." in said.content
        shown = await command(room, "Mo", "care queue")
        assert text_of(shown).count("Pause ") == left
    assert "how it will look" in (await room.draft("Alice", "Two.")).content
