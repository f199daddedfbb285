"""A sharing channel deleted, closed to Haven, archived or locked: told once, nothing lost."""

import discord
import pytest
from simcord import ChannelHandle

from bot.demo import simulator
from tests.cogs.world import (
    command,
    deny,
    has,
    menu,
    pick,
    remove,
    replies,
    reply_draft,
    report,
    say_press,
    thread_of,
    times,
    use_forum,
    words_in,
)
from tests.harness import Room, answer, text_of

OVER = "works again"


def _sharing_id(room: Room) -> int:
    return room.bot.services.groups.get(room.group.guild.id).sharing_channel_id or 0


def _troubles(room: Room) -> list[str]:
    """What was said in the care channel outside of cards."""
    lines = [m.content for m in room.group.care.history() if m.author.id == room.bot_id]
    return [line for line in lines if line]


async def _close(room: Room, *permissions: str) -> None:
    channels = room.group.guild.channels.values()
    [sharing] = [channel for channel in channels if channel.id == _sharing_id(room)]
    await deny(room, sharing, *permissions)


async def test_without_permission_shares_wait_and_appear_once_it_is_given_back(
    anywhere: Room,
) -> None:
    await _close(anywhere, "send_messages")
    said = [
        await say_press(anywhere, name, await anywhere.draft(name, f"{name[0]} waits."), "Post it")
        for name in ("Alice", "Bob")
    ]
    listed = await command(anywhere, "Alice", "my shares")
    await anywhere.pass_time(700)
    before = len(anywhere.out())
    await _close(anywhere)
    await anywhere.pass_time(700)

    assert all("kept safe" in one.content for one in said)
    assert "waiting to appear" in text_of(listed)
    assert before == 0
    assert [times(anywhere, f"{letter} waits.") for letter in "AB"] == [1, 1]
    troubles = _troubles(anywhere)
    assert len(troubles) == 2
    assert "not allowed to post" in troubles[0]
    assert OVER in troubles[1]


async def test_a_deleted_sharing_channel_is_told_once_and_shares_wait_for_another(
    anywhere: Room,
) -> None:
    anywhere.env.backend.delete_channel(_sharing_id(anywhere))
    await anywhere.env.settle()
    said = await say_press(anywhere, "Alice", await anywhere.draft("Alice", "Homeless."), "Post it")
    await anywhere.pass_time(700)
    await anywhere.pass_time(700)
    told = list(_troubles(anywhere))
    elsewhere = anywhere.group.guild.create_text_channel("elsewhere")
    await command(anywhere, "Ada", "setup", sharing=elsewhere)

    assert "kept safe" in said.content
    assert len(told) == 1
    assert "can't find the sharing channel" in told[0]
    assert times(anywhere, "Homeless.") == 1


async def test_a_share_out_without_its_thread_says_so_and_gets_it_later(room: Room) -> None:
    await _close(room, "create_public_threads")
    said = await say_press(room, "Alice", await room.draft("Alice", "No thread yet."), "Post it")
    posted = times(room, "No thread yet.")
    [post] = room.shares()
    early = await reply_draft(room, "Bob", post, "Early words.")
    heard = await say_press(room, "Chen", post, "I hear you")
    told = await report(room, "Lina", post, "Look.")
    await _close(room)
    await room.pass_time(700)

    assert posted == 1
    assert "posted" in said.content
    assert "thread under this share isn't open yet" in early.content
    assert "Early words." in text_of(early)
    assert "Counted" in heard.content
    assert "Thank you for looking out." in told.content
    assert f"/{post.id}" in text_of(room.cards()[-1])
    assert times(room, "No thread yet.") == 1
    await room.reply("Bob", room.shares()[0], "With you.")
    assert times(room, "With you.") == 1


async def test_a_share_without_its_thread_can_be_taken_down(room: Room) -> None:
    await _close(room, "create_public_threads")
    await say_press(room, "Alice", await room.draft("Alice", "No thread yet."), "Post it")
    await report(room, "Bob", room.shares()[0])
    said = await pick(room, "Mo", room.cards()[-1], "Take it down", "unkind")
    await _close(room)
    await room.pass_time(700)

    assert "taken down" in said.content
    assert room.out() == []


async def test_a_resting_thread_wakes_for_a_reply(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "Long ago.")
    thread = thread_of(anywhere, post)
    simulator.archive(anywhere.env, thread)
    await anywhere.env.settle()
    draft = await anywhere.who("Bob").context_menu(
        anywhere.group.sharing if post.channel.id != thread.id else thread,
        "Reply without my name",
        post,
    )
    preview = await anywhere.fill("Bob", draft, words="Still here.")
    said = await say_press(anywhere, "Bob", preview, "Post it")

    assert "Thank you for answering." in said.content
    assert times(anywhere, "Still here.") == 1


async def test_a_thread_locked_and_archived_by_hand_still_takes_a_reply_or_gives_it_back(
    anywhere: Room,
) -> None:
    post = await anywhere.share("Alice", "Long ago.")
    draft = await reply_draft(anywhere, "Bob", post, "Still here.")
    thread = thread_of(anywhere, post)
    simulator.lock(anywhere.env, thread)
    simulator.archive(anywhere.env, thread)
    await anywhere.env.settle()
    said = await say_press(anywhere, "Bob", draft, "Post it")
    await anywhere.pass_time(700)

    kept = "Still here." in text_of(said)
    assert times(anywhere, "Still here.") + kept == 1


async def test_a_thread_haven_may_not_write_in_gives_the_reply_back(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "A share.")
    draft = await reply_draft(anywhere, "Bob", post, "My answer.")
    await _close(anywhere, "send_messages_in_threads")
    said = await say_press(anywhere, "Bob", draft, "Post it")
    listed = await command(anywhere, "Bob", "my shares")
    [mine] = await anywhere.bot.services.my_posts.list(
        anywhere.group.guild.id, anywhere.who("Bob").id
    )
    one = await pick(anywhere, "Bob", listed, "Choose one", mine.post.post_id)

    assert "I could not post it" in said.content
    assert "My answer." in text_of(said)
    assert "My answer." in text_of(one)
    assert has(one, "Edit")


async def test_the_count_that_cannot_be_shown_is_kept(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "A share.")
    anywhere.env.inject_error("PATCH", "/channels/*/messages/*", status=403, code=50001)
    said = await say_press(anywhere, "Bob", post, "I hear you")
    await say_press(anywhere, "Chen", post, "I hear you")

    assert "Counted" in said.content
    assert "I hear you · 2" in str([str(row.to_dict()) for row in anywhere.shares()[0].components])


async def test_a_missing_care_channel_loses_no_report(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "A share.")
    await remove(anywhere, anywhere.group.care)
    said = await report(anywhere, "Bob", post, "Please look.")
    hidden = _hidden_channel(anywhere)
    await anywhere.env.settle()
    await command(anywhere, "Ada", "setup", care=hidden)
    await anywhere.pass_time(700)

    assert "Thank you for looking out." in said.content
    assert "Please look." in words_in(hidden)


def _hidden_channel(room: Room) -> ChannelHandle:
    """A second care channel, hidden from everyone else."""
    me = room.group.guild.me
    assert me is not None
    return room.group.guild.create_text_channel(
        "care-too",
        overwrites={
            room.group.guild.default_role: discord.PermissionOverwrite(view_channel=False),
            me: discord.PermissionOverwrite(view_channel=True),
            room.who("Ada"): discord.PermissionOverwrite(view_channel=True),
        },
    )


async def test_locking_where_the_thread_cannot_be_changed_still_closes_replies(
    anywhere: Room,
) -> None:
    post = await anywhere.share("Alice", "A share.")
    draft = await reply_draft(anywhere, "Bob", post, "Late.")
    options = answer(await menu(anywhere, "Mo", post, "Care options"))
    await _close(anywhere, "manage_threads")
    said = await say_press(anywhere, "Mo", options, "Lock replies")
    late = await say_press(anywhere, "Bob", draft, "Post it")

    assert "Discord didn't let me change the thread" in said.content
    assert "closed replies here" in late.content
    assert replies(anywhere) == []


async def test_taking_down_a_post_that_cannot_be_read_changes_nothing_and_says_so(
    anywhere: Room,
) -> None:
    post = await anywhere.share("Alice", "A share.")
    options = answer(await menu(anywhere, "Mo", post, "Care options"))
    anywhere.env.inject_error("GET", "/channels/*/messages/*", status=503)
    said = await pick(anywhere, "Mo", options, "Take it down", "unkind")
    stands = times(anywhere, "A share.")
    again = await pick(anywhere, "Mo", said, "Take it down", "unkind")

    assert "Nothing was changed." in said.content
    assert stands == 1
    assert "taken down" in again.content


@pytest.mark.parametrize("resting", [False, True], ids=["open", "archived"])
async def test_a_thread_the_care_team_locked_by_hand_takes_no_reply(
    anywhere: Room, resting: bool
) -> None:
    """Haven may manage threads, so Discord would let it in: the wish has to be seen."""
    post = await anywhere.share("Alice", "A share.")
    draft = await reply_draft(anywhere, "Bob", post, "Still here.")
    thread = thread_of(anywhere, post)
    simulator.lock(anywhere.env, thread)
    if resting:
        simulator.archive(anywhere.env, thread)
    await anywhere.env.settle()
    said = await say_press(anywhere, "Bob", draft, "Post it")
    await anywhere.pass_time(700)

    assert "closed for replies" in said.content
    assert "Still here." in text_of(said)
    assert times(anywhere, "Still here.") == 0


def _tag(tag_id: int, *, moderated: bool = False) -> discord.ForumTag:
    tag = discord.ForumTag(name=f"Tag {tag_id}", moderated=moderated)
    tag.id = tag_id
    return tag


async def test_a_forum_that_demands_a_tag_gets_its_first_that_members_may_use(room: Room) -> None:
    forum = await use_forum(room)
    room.env.backend.get_channel(forum.id).available_tags = [
        {"id": str(n), "name": f"Tag {n}", "moderated": n == 71} for n in (71, 72, 73)
    ]
    cached = room.bot.get_channel(forum.id)
    assert isinstance(cached, discord.ForumChannel)
    # simcord knows tags, but not the switch that demands one.
    cached._flags = discord.ChannelFlags(require_tag=True).value  # pyright: ignore[reportPrivateUsage]
    cached._available_tags = {n: _tag(n, moderated=n == 71) for n in (71, 72, 73)}  # pyright: ignore[reportPrivateUsage]
    preview = await room.draft("Alice", "A share.")
    await say_press(room, "Alice", preview, "Post it")

    asked = [r.json for r in room.env.http_requests if r.path == f"/channels/{forum.id}/threads"]
    assert [a["applied_tags"] for a in asked if a] == [["72"]]
    assert times(room, "A share.") == 1
