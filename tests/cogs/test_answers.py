"""What is done with a share: replying, "I hear you", reporting, by button and context menu."""

from bot.core.limits import REPORTS_A_DAY
from bot.demo import simulator
from bot.sharing import rules
from tests.cogs.world import (
    REPLY,
    dms,
    fresh,
    has,
    leave,
    menu,
    replies,
    reply_draft,
    report,
    say_press,
    thread_of,
    times,
)
from tests.harness import Room, answer, labels, text_of

HEAR = "I hear you"


async def test_a_reply_stands_in_the_thread_under_a_name_of_its_own(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "A hard week.")
    said = await anywhere.reply("Bob", post, "I am glad you told us.")

    [reply] = replies(anywhere)
    assert "Thank you for answering." in said.content
    assert reply.channel.id == thread_of(anywhere, post).id
    assert reply.embeds[0].author.name != post.embeds[0].author.name
    assert labels(reply) == [HEAR, "Report"]
    assert "Bob" not in text_of(reply)


async def test_somebody_has_one_name_in_a_thread_and_others_elsewhere(room: Room) -> None:
    posts = [await room.share("Alice", f"Share {number}.") for number in range(4)]
    for post in posts:
        await room.reply("Bob", post, "First.")
        await room.reply("Bob", post, "Second.")

    names = [m.embeds[0].author.name for m in replies(room)]
    assert names[0::2] == names[1::2]
    assert len(set(names)) > 1


async def test_the_one_who_shared_is_shown_as_that_and_nobody_else_is(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "A hard week.")
    draft = await reply_draft(anywhere, "Alice", post, "Thank you all.")
    await say_press(anywhere, "Alice", draft, "Post it")
    await anywhere.reply("Bob", post, "Any time.")

    alias = post.embeds[0].author.name
    names = [m.embeds[0].author.name for m in replies(anywhere)]
    assert names[0] == f"{alias} · the one who shared"
    assert "the one who shared" not in str(names[1])
    assert "it will say so" in draft.content


async def test_a_reply_can_be_answered_in_the_same_thread(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "A hard week.")
    await anywhere.reply("Bob", post, "Tell us more?")
    draft = await reply_draft(anywhere, "Chen", replies(anywhere)[0], "Only if you like.")
    await say_press(anywhere, "Chen", draft, "Post it")

    assert {m.channel.id for m in replies(anywhere)} == {thread_of(anywhere, post).id}
    assert times(anywhere, "Only if you like.") == 1


async def test_a_reply_is_mirrored_like_a_share(room: Room) -> None:
    post = await room.share("Alice", "A hard week.")
    draft = await reply_draft(room, "Bob", post, "I am Bob, mail me: bob@example.org")
    masked = await say_press(room, "Bob", draft, "Hide these details")

    assert "your own name" in draft.content
    assert "an e-mail address" in draft.content
    assert "example.org" not in text_of(masked)


async def test_the_author_is_told_once_that_somebody_answered(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "A hard week.")
    await anywhere.reply("Bob", post, "One.")
    await anywhere.reply("Chen", post, "Two.")

    told = dms(anywhere, "Alice")
    assert len(told) == 1
    assert f"/{post.id}" in told[0].content
    assert "One." not in text_of(told[0])
    assert dms(anywhere, "Bob") == []


async def test_the_line_about_answers_can_be_switched_off_where_it_arrives(room: Room) -> None:
    post = await room.share("Alice", "A hard week.")
    await room.reply("Bob", post, "One.")
    alice = room.who("Alice").user
    off = answer(await alice.click(dms(room, "Alice")[0], label="Don't tell me about answers"))
    await room.pass_time(3600)
    await room.reply("Chen", post, "Two.")
    muted = len([m for m in dms(room, "Alice") if "Somebody answered" in m.content])
    on = await alice.click(off, label="Tell me about answers")
    await room.pass_time(3600)
    await room.reply("Lina", post, "Three.")

    assert "won't tell you" in off.content
    assert muted == 1
    assert "tell you about answers again" in answer(on).content
    assert len([m for m in dms(room, "Alice") if "Somebody answered" in m.content]) == 2


async def test_closed_messages_and_an_author_who_left_stop_no_reply(anywhere: Room) -> None:
    closed = await anywhere.share("Alice", "Closed.")
    gone = await anywhere.share("Chen", "Gone.")
    simulator.close_dms(anywhere.env, anywhere.who("Alice"))
    await leave(anywhere, "Chen")
    await anywhere.reply("Bob", closed, "For you.")
    await anywhere.reply("Bob", gone, "For you, too.")

    assert times(anywhere, "For you.") == 1
    assert times(anywhere, "For you, too.") == 1


async def test_an_answer_under_ones_own_name_tells_the_author_as_well(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "A hard week.")
    await anywhere.who("Bob").send(thread_of(anywhere, post), "I know that well.")

    assert len(dms(anywhere, "Alice")) == 1
    assert dms(anywhere, "Bob") == []


async def test_i_hear_you_counts_each_person_once_and_can_be_taken_back(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "A hard week.")
    first = await say_press(anywhere, "Bob", post, HEAR)
    again = await say_press(anywhere, "Bob", post, HEAR)
    await say_press(anywhere, "Chen", post, HEAR)
    shown = labels(fresh(anywhere, post))
    back = await say_press(anywhere, "Bob", first, "Take it back")
    twice = await say_press(anywhere, "Bob", again, "Take it back")

    assert "Counted, without your name." in first.content
    assert "said it here already" in again.content
    assert "I hear you · 2" in shown
    assert back.content == "Taken back."
    assert "nothing of yours to take back" in twice.content
    assert "I hear you · 1" in labels(fresh(anywhere, post))


async def test_nobody_says_i_hear_you_to_themselves(room: Room) -> None:
    post = await room.share("Alice", "A hard week.")
    said = await say_press(room, "Alice", post, HEAR)

    assert "This one is yours." in said.content
    assert HEAR in labels(fresh(room, post))


async def test_a_reply_can_be_heard_and_reported_too(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "A hard week.")
    await anywhere.reply("Bob", post, "Cheer up already.")
    [reply] = replies(anywhere)
    await say_press(anywhere, "Chen", reply, HEAR)
    said = await report(anywhere, "Alice", reply)

    assert "I hear you · 1" in labels(fresh(anywhere, reply))
    assert "Thank you for looking out." in said.content
    assert str(reply.embeds[0].author.name) in text_of(anywhere.cards()[-1])


async def test_the_context_menus_do_what_the_buttons_do(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "A hard week.")
    heard = answer(await menu(anywhere, "Bob", post, HEAR))
    form = await menu(anywhere, "Bob", post, "Report")
    told = await anywhere.fill("Bob", form, reason=["worried"], words="")
    draft = await reply_draft(anywhere, "Bob", post, "With you.")
    await say_press(anywhere, "Bob", draft, "Post it")

    assert "Counted" in heard.content
    assert "Thank you" in told.content
    assert "I hear you · 1" in labels(fresh(anywhere, post))
    assert times(anywhere, "With you.") == 1


async def test_a_menu_on_an_ordinary_message_says_what_it_is_for(room: Room) -> None:
    message = await room.who("Bob").send(room.group.lounge, "Tea?")
    said = [
        answer(await menu(room, name, message, command))
        for name, command in (
            ("Alice", REPLY),
            ("Alice", HEAR),
            ("Alice", "Report"),
            ("Mo", "Care options"),
        )
    ]

    assert all("shares and replies without a name" in one.content for one in said)
    assert all(one.ephemeral for one in said)


async def test_a_menu_on_a_card_is_no_way_to_a_post(room: Room) -> None:
    post = await room.share("Alice", "A hard week.")
    await report(room, "Bob", post)
    said = answer(await menu(room, "Mo", room.cards()[-1], REPLY))

    assert "shares and replies without a name" in said.content


async def test_a_report_reaches_the_care_team_without_the_reporter(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "A hard week.")
    said = await report(anywhere, "Bob", post, "Please look at this.", reason="worried")
    again = await report(anywhere, "Bob", post, "And again.")

    [card] = anywhere.cards()
    assert "Please look at this." in text_of(card)
    assert "worried about somebody" in text_of(card)
    assert "Bob" not in text_of(card)
    assert "Alice" not in text_of(card)
    assert "emergency number" in said.content
    assert "They have it." in again.content


async def test_two_people_may_report_the_same_post(room: Room) -> None:
    post = await room.share("Alice", "A hard week.")
    await report(room, "Bob", post)
    await report(room, "Chen", post)

    assert len(room.cards()) == 2


async def test_too_many_reports_say_what_else_can_be_done(room: Room) -> None:
    posts = [await room.share(n, f"{n} {i}") for i in range(4) for n in ("Alice", "Chen", "Lina")]
    said = [await report(room, "Bob", post) for post in posts[: REPORTS_A_DAY + 1]]

    assert "write to the care team directly" in said[-1].content
    assert len(room.cards()) == REPORTS_A_DAY


async def test_a_reply_to_a_share_that_is_gone_gives_the_words_back(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "Soon gone.")
    shown = await menu(anywhere, "Bob", post, REPLY)
    draft = await reply_draft(anywhere, "Chen", post, "Late words.")
    anywhere.env.backend.delete_message(post.channel.id, post.id)
    await anywhere.env.settle()
    said = await anywhere.fill("Bob", shown, words="My words.")
    late = await say_press(anywhere, "Chen", draft, "Post it")

    assert "no longer there" in said.content
    assert "My words." in text_of(said)
    assert "no longer there" in late.content
    assert "Late words." in text_of(late)
    assert not has(said, "Post it")


async def test_after_a_month_the_count_is_closed_and_replies_are_not(room: Room) -> None:
    post = await room.share("Alice", "Long ago.")
    await room.pass_time((rules.HEARING_DAYS + 1) * 86400)
    said = await say_press(room, "Bob", post, HEAR)
    await room.reply("Bob", post, "Late, but here.")

    assert "You can still reply." in said.content
    assert times(room, "Late, but here.") == 1
