"""/my shares and /my data: finding, taking back, editing, muting, erasing."""

from bot.demo import simulator
from bot.groups.rules import LINK_DAYS
from tests.cogs.world import (
    command,
    deny,
    dms,
    fresh,
    has,
    pick,
    place,
    post_id,
    replies,
    report,
    say_press,
    thread_of,
    times,
    words_in,
)
from tests.harness import Room, labels, text_of

HEAR = "I hear you"
CHOOSE = "Choose one"


async def test_what_is_mine_is_listed_for_me_alone(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "Mine.")
    await anywhere.reply("Alice", post, "Also mine.")
    await anywhere.share("Bob", "Bob's.")
    listed = await command(anywhere, "Alice", "my shares")

    assert listed.ephemeral
    assert text_of(listed).count("posted") == 2
    assert f"/{post.id}" in text_of(listed)
    nobody = await command(anywhere, "Chen", "my shares")
    assert "nothing here that I can still tell is yours" in nobody.content


async def test_the_details_show_the_words_and_what_can_be_done(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "Mine.", note="a note")
    listed = await command(anywhere, "Alice", "my shares")
    one = await pick(anywhere, "Alice", listed, CHOOSE, post_id(post))

    assert one.id == listed.id
    assert "Mine." in text_of(one)
    assert "a note" in text_of(one)
    assert labels(one) == [
        "Withdraw",
        "Don't tell me about answers",
        "Talk to the care team",
        "Back to the list",
    ]
    assert "<t:" in one.content


async def test_withdrawing_removes_the_words_and_the_thread_says_so(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "Take me back.")
    thread = thread_of(anywhere, post)
    await anywhere.reply("Bob", post, "I stay.")
    listed = await command(anywhere, "Alice", "my shares")
    one = await pick(anywhere, "Alice", listed, CHOOSE, post_id(post))
    sure = await say_press(anywhere, "Alice", one, "Withdraw")
    before = times(anywhere, "Take me back.")
    said = await say_press(anywhere, "Alice", sure, "Yes, withdraw")

    assert before == 1
    assert "Replies by others stay" in sure.content
    assert times(anywhere, "Take me back.") == 0
    assert "took this share back" in words_in(thread)
    assert times(anywhere, "I stay.") == 1
    assert "It's taken back." in said.content
    assert "Take me back." in text_of(said)


async def test_a_reply_is_taken_back_the_same_way(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "A share.")
    await anywhere.reply("Bob", post, "Take me back.")
    [reply] = replies(anywhere)
    listed = await command(anywhere, "Bob", "my shares")
    one = await pick(anywhere, "Bob", listed, CHOOSE, post_id(reply))
    sure = await say_press(anywhere, "Bob", one, "Withdraw")
    await say_press(anywhere, "Bob", sure, "Yes, withdraw")

    assert times(anywhere, "Take me back.") == 0
    assert times(anywhere, "A share.") == 1
    assert "took a reply back" in words_in(thread_of(anywhere, post))


async def test_keeping_goes_back_to_the_details(room: Room) -> None:
    post = await room.share("Alice", "Keep me.")
    listed = await command(room, "Alice", "my shares")
    one = await pick(room, "Alice", listed, CHOOSE, post_id(post))
    sure = await say_press(room, "Alice", one, "Withdraw")
    back = await say_press(room, "Alice", sure, "Keep it")

    assert times(room, "Keep me.") == 1
    assert has(back, "Withdraw")


async def test_withdrawn_words_can_be_changed_and_shared_again(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "Frist *try*.", note="a note", help_="celebrate")
    listed = await command(anywhere, "Alice", "my shares")
    one = await pick(anywhere, "Alice", listed, CHOOSE, post_id(post))
    sure = await say_press(anywhere, "Alice", one, "Withdraw")
    said = await say_press(anywhere, "Alice", sure, "Yes, withdraw")
    shown = await anywhere.press("Alice", said, "Edit")
    preview = await anywhere.fill("Alice", shown, words="First try.", help=["celebrate"])
    await say_press(anywhere, "Alice", preview, "Post it")

    assert "'value': 'Frist *try*.'" in str(shown.modal)
    assert "'value': 'a note'" in str(shown.modal)
    assert "'value': 'celebrate', 'default': True" in str(shown.modal)
    assert times(anywhere, "First try.") == 1
    assert post_id(anywhere.shares()[-1]) != post_id(post)


async def test_a_share_waiting_for_its_window_is_taken_back_unseen(anywhere: Room) -> None:
    preview = await anywhere.draft("Alice", "Not after all.", when="w")
    await say_press(anywhere, "Alice", preview, "Post it")
    listed = await command(anywhere, "Alice", "my shares")
    [mine] = await anywhere.bot.services.my_posts.list(
        anywhere.group.guild.id, anywhere.who("Alice").id
    )
    one = await pick(anywhere, "Alice", listed, CHOOSE, mine.post.post_id)
    sure = await say_press(anywhere, "Alice", one, "Withdraw")
    said = await say_press(anywhere, "Alice", sure, "Yes, withdraw")
    await anywhere.pass_time(10 * 3600)

    assert "waiting to appear" in text_of(listed)
    assert "Not after all." in text_of(one)
    assert "It's taken back." in said.content
    assert anywhere.out() == []


async def test_withdrawing_where_discord_refuses_goes_on_until_it_is_gone(room: Room) -> None:
    post = await room.share("Alice", "Stubborn.")
    listed = await command(room, "Alice", "my shares")
    one = await pick(room, "Alice", listed, CHOOSE, post_id(post))
    sure = await say_press(room, "Alice", one, "Withdraw")
    room.env.inject_error("DELETE", "/channels/*/messages/*", status=503, times=2)
    said = await say_press(room, "Alice", sure, "Yes, withdraw")
    still = times(room, "Stubborn.")
    for _ in range(2):  # the second refusal meets the first retry
        await room.pass_time(60)

    assert "I keep trying" in said.content
    assert still == 1
    assert times(room, "Stubborn.") == 0
    assert words_in(thread_of(room, post)).count("took this share back") == 1


async def test_two_presses_on_withdraw_end_in_one_withdrawal(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "Twice.")
    thread = thread_of(anywhere, post)
    listed = await command(anywhere, "Alice", "my shares")
    one = await pick(anywhere, "Alice", listed, CHOOSE, post_id(post))
    sure = await say_press(anywhere, "Alice", one, "Withdraw")
    alice = anywhere.who("Alice")
    await simulator.together(
        anywhere.env,
        alice.click(sure, label="Yes, withdraw"),
        alice.click(sure, label="Yes, withdraw"),
    )

    assert times(anywhere, "Twice.") == 0
    assert words_in(thread).count("took this share back") == 1


async def test_muting_stops_the_lines_about_answers(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "Quiet, please.")
    listed = await command(anywhere, "Alice", "my shares")
    one = await pick(anywhere, "Alice", listed, CHOOSE, post_id(post))
    muted = await say_press(anywhere, "Alice", one, "Don't tell me about answers")
    await anywhere.reply("Bob", post, "Hello.")

    assert has(muted, "Tell me about answers")
    assert dms(anywhere, "Alice") == []
    unmuted = await say_press(anywhere, "Alice", muted, "Tell me about answers")
    await anywhere.reply("Chen", post, "Hello, too.")
    assert has(unmuted, "Don't tell me")
    assert len(dms(anywhere, "Alice")) == 1


async def test_more_than_a_page_can_be_paged_through(room: Room) -> None:
    post = await room.share("Bob", "A share.")
    for number in range(25):
        await room.reply("Alice", post, f"Reply {number}.")
    first = await command(room, "Alice", "my shares")
    second = await say_press(room, "Alice", first, "Older")
    back = await say_press(room, "Alice", second, "Newer")

    shown = [text_of(page).count("· reply ·") for page in (first, second, back)]
    assert shown == [20, 5, 20]
    assert text_of(first) == text_of(back)
    assert not has(first, "Newer")
    assert not has(second, "Older")


async def test_my_data_counts_and_erases_what_stands_for_me(room: Room) -> None:
    post = await room.share("Alice", "Mine.")
    other = await room.share("Bob", "Bob's.")
    await room.reply("Alice", other, "With you.")
    await say_press(room, "Alice", other, HEAR)
    await report(room, "Alice", other)
    kept = await command(room, "Alice", "my data")
    sure = await say_press(room, "Alice", kept, "Erase it")
    said = await say_press(room, "Alice", sure, "Yes, erase it")
    after = await command(room, "Alice", "my data")

    assert [part for part in _COUNTS if part not in kept.content] == []
    assert "stays, but you can't take it back" in sure.content
    assert "Erased." in said.content
    assert all(f"{part}: 0" in after.content for part in ("wrote", "threads", "gave", "made"))
    assert times(room, "Mine.") == 1
    assert "I hear you · 1" in labels(fresh(room, other))
    listed = await command(room, "Alice", "my shares")
    assert "nothing here that I can still tell is yours" in listed.content
    assert place(room, post).id == room.group.sharing.id


_COUNTS = ("things you wrote: 2", "threads: 1", "you gave: 1", "you made: 1")


async def test_erasing_throws_away_what_has_not_appeared(room: Room) -> None:
    preview = await room.draft("Alice", "Never mind.", when="w")
    await say_press(room, "Alice", preview, "Post it")
    kept = await command(room, "Alice", "my data")
    sure = await say_press(room, "Alice", kept, "Erase it")
    await say_press(room, "Alice", sure, "Yes, erase it")
    await room.pass_time(10 * 3600)

    assert "What hasn't appeared yet is thrown away" in sure.content
    assert room.out() == []


async def test_a_group_that_keeps_no_link_says_so_everywhere(empty_room: Room) -> None:
    await empty_room.set_up(**{"keep-link": 0})
    preview = await empty_room.draft("Alice", "Unlinked.")
    said = await say_press(empty_room, "Alice", preview, "Post it")
    listed = await command(empty_room, "Alice", "my shares")

    assert "keeps no link at all" in preview.content
    assert "/my shares" not in said.content
    assert "chose to keep no link" in listed.content
    assert times(empty_room, "Unlinked.") == 1


async def test_after_the_days_promised_nobody_can_tell_any_more(room: Room) -> None:
    post = await room.share("Alice", "Mine for a while.")
    listed = await command(room, "Alice", "my shares")
    await simulator.doze(room.env, (LINK_DAYS + 1) * 86400)
    await room.bot.services.privacy.purge()
    late = await pick(room, "Alice", listed, CHOOSE, post_id(post))
    again = await command(room, "Alice", "my shares")

    assert "I can no longer tell that it is yours" in late.content
    assert "nothing here" in again.content
    assert times(room, "Mine for a while.") == 1


async def test_the_words_are_missing_but_not_the_rest_where_haven_may_not_read(
    room: Room,
) -> None:
    post = await room.share("Alice", "Unreadable.")
    await deny(room, room.group.sharing, "view_channel")
    listed = await command(room, "Alice", "my shares")
    one = await pick(room, "Alice", listed, CHOOSE, post_id(post))

    assert "posted" in text_of(one)
    assert has(one, "Withdraw")
