"""What Haven notices by itself: a slip of the name, being removed, a channel that changes."""

from bot.demo import simulator
from tests.cogs.world import (
    command,
    dms,
    remove,
    reply_draft,
    say_press,
    thread_of,
    times,
    words_in,
)
from tests.harness import Room, answer, labels


async def test_a_slip_of_the_name_is_asked_about_in_private_only(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "Without my name.")
    thread = thread_of(anywhere, post)
    before = words_in(thread)
    message = await anywhere.who("Alice").send(thread, "Oh, and one thing more.")

    [asked] = dms(anywhere, "Alice")
    assert "Was that meant?" in asked.content
    assert message.jump_url in asked.content
    assert "choose Delete Message" in asked.content
    assert labels(asked) == ["It was meant"]
    assert words_in(thread).replace("Oh, and one thing more.", "").strip() == before.strip()


async def test_a_slip_that_was_meant_stays(room: Room) -> None:
    post = await room.share("Alice", "Without my name.")
    await room.who("Alice").send(thread_of(room, post), "It is me.")
    said = answer(await room.who("Alice").user.click(dms(room, "Alice")[0], label="It was meant"))

    assert "Nothing changes." in said.content
    assert "It is me." in words_in(thread_of(room, post))


async def test_with_closed_messages_a_slip_is_not_mentioned_anywhere(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "Without my name.")
    thread = thread_of(anywhere, post)
    simulator.close_dms(anywhere.env, anywhere.who("Alice"))
    await anywhere.who("Alice").send(thread, "It is me.")

    history = [m for m in thread.history() if m.author.id == anywhere.bot_id]
    assert not any("meant" in m.content for m in history)
    assert "meant" not in words_in(anywhere.group.sharing)


async def test_writing_in_somebody_elses_thread_is_no_slip(room: Room) -> None:
    post = await room.share("Alice", "Without my name.")
    await room.who("Bob").send(thread_of(room, post), "With you.")

    assert dms(room, "Bob") == []


async def test_a_group_that_removed_haven_is_forgotten(room: Room) -> None:
    await room.share("Alice", "Once.")
    guild_id = room.group.guild.id
    room.env.backend.remove_guild(guild_id)
    await room.env.settle()

    services = room.bot.services
    assert services.groups.ready(guild_id) is None
    assert await services.my_posts.list(guild_id, room.who("Alice").id) == []


async def test_a_thread_deleted_by_hand_takes_no_replies_and_loses_no_words(room: Room) -> None:
    post = await room.share("Alice", "A share.")
    draft = await reply_draft(room, "Bob", post, "My answer.")
    await remove(room, thread_of(room, post))
    said = await say_press(room, "Bob", draft, "Post it")
    await room.pass_time(3600)

    assert "My answer." in said.embeds[0].to_dict().get("description", "")
    assert times(room, "My answer.") == 0
    listed = await command(room, "Bob", "my shares")
    assert "posted" not in str([e.description for e in listed.embeds])
