"""/share: the form, the private preview, and the post that everybody sees."""

import pytest

from bot.core import text
from bot.core.limits import SHARES_A_DAY
from bot.demo import simulator
from tests.cogs.world import command, fresh, has, leave, say_press, thread_of, times, words_in
from tests.harness import Room, answer, custom_ids, labels, text_of

EVERYONE = "@everyone"


async def test_the_form_says_before_anything_is_typed_that_pictures_cannot_be_shared(
    room: Room,
) -> None:
    shown = await room.who("Alice").slash(room.group.lounge, "share")

    assert "pictures can't be shared" in str(shown.modal)
    assert "You'll see it first" in str(shown.modal)


async def test_the_preview_is_private_and_stores_nothing(room: Room) -> None:
    preview = await room.draft("Alice", "I had a hard week.")

    assert preview.ephemeral
    assert "I had a hard week." in text_of(preview)
    assert labels(preview) == ["Post it", "Edit", "Don't post"]
    assert "Nothing is stored or posted until you press" in preview.content
    assert room.out() == []
    mine = await room.bot.services.my_posts.list(room.group.guild.id, room.who("Alice").id)
    assert mine == []


async def test_a_share_appears_in_its_channel_with_a_thread_of_its_own(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "I had a hard week.")

    thread = thread_of(anywhere, post)
    alias = post.embeds[0].author.name
    assert thread.name == alias
    assert thread.is_thread
    assert labels(post) == ["Reply without my name", "I hear you", "Report"]
    assert "just listening" in text_of(post)
    assert "lice" not in text_of(post)


async def test_the_answer_says_where_it_is_and_how_to_find_it_again(anywhere: Room) -> None:
    preview = await anywhere.draft("Alice", "Hello.")
    said = await say_press(anywhere, "Alice", preview, "Post it")

    [post] = anywhere.shares()
    assert f"/{post.channel.id}/{post.id}" in said.content
    assert "/my shares" in said.content
    assert labels(said) == []


async def test_a_second_press_on_the_same_preview_posts_nothing_more(anywhere: Room) -> None:
    preview = await anywhere.draft("Alice", "Once only.")
    key = next(i for i in custom_ids(preview) if i.startswith("draft:post"))
    alice = anywhere.who("Alice")

    said = await simulator.together(
        anywhere.env,
        alice.click(preview, custom_id=key),
        alice.click(preview, custom_id=key),
    )

    assert [("posted" in answer(one).content) for one in said] == [True, True]
    assert times(anywhere, "Once only.") == 1


async def test_what_could_identify_is_shown_and_hidden_with_one_press(room: Room) -> None:
    preview = await room.draft("Alice", "I am Alice, Bob knows me. Call 555-123-4567.")
    masked = await say_press(room, "Alice", preview, "Hide these details")

    assert "your own name" in preview.content
    assert "the name of somebody here" in preview.content
    assert "a phone number" in preview.content
    shown = masked.embeds[0].description or ""
    assert "Alice" not in shown
    assert "Bob" not in shown
    assert "555" not in shown
    assert "could tell people" not in masked.content
    assert masked.id == preview.id


async def test_a_name_in_the_content_note_is_pointed_at_and_hidden_too(room: Room) -> None:
    preview = await room.draft("Alice", "It was loud.", note="about Bob")
    masked = await say_press(room, "Alice", preview, "Hide these details")

    assert "the name of somebody here" in preview.content
    assert "Bob" not in text_of(masked)
    assert "It was loud." in text_of(masked)


async def test_editing_brings_the_words_back_and_shows_the_new_ones(room: Room) -> None:
    preview = await room.draft("Alice", "First *words*.", note="a note", help_="celebrate")
    shown = await room.press("Alice", preview, "Edit")
    edited = await room.fill("Alice", shown, words="Other words.", note="", help=["advice"])

    form = str(shown.modal)
    assert "'value': 'First *words*.'" in form
    assert "'value': 'a note'" in form
    assert "'value': 'celebrate', 'default': True" in form
    assert "Other words." in text_of(edited)
    assert "First" not in text_of(edited)
    assert "advice is welcome" in text_of(edited)
    await say_press(room, "Alice", edited, "Post it")
    assert times(room, "Other words.") == 1


async def test_a_dropped_draft_leaves_no_words_anywhere(room: Room) -> None:
    preview = await room.draft("Alice", "Forget this.")
    said = await say_press(room, "Alice", preview, "Don't post")

    assert "Nothing was stored" in said.content
    assert "Forget this." not in text_of(said)
    assert labels(said) == []
    assert room.out() == []


async def test_a_content_note_comes_first_and_the_words_are_under_a_spoiler(
    anywhere: Room,
) -> None:
    post = await anywhere.share("Alice", "The words.", note="grief")

    assert post.embeds[0].title == "Content note: grief"
    assert post.embeds[0].description == "||The words.||"


async def test_words_of_the_greatest_length_keep_every_character(anywhere: Room) -> None:
    words = "*" * text.MAX_WORDS
    post = await anywhere.share("Alice", words, note="*" * text.MAX_NOTE)
    listed = await command(anywhere, "Alice", "my shares")

    assert (post.embeds[0].description or "").count("*") == text.MAX_WORDS
    assert "posted" in text_of(listed)


@pytest.mark.parametrize("words", ["x", "🌧️", "🌧️🌧️🌧️", "\u0e40\u0e2b\u0e19\u0e37\u0e48\u0e2d\u0e22"])
async def test_few_words_are_enough(room: Room, words: str) -> None:
    post = await room.share("Alice", words)

    assert words in text_of(post)


@pytest.mark.parametrize("words", ["\u200b\u200b\u2060", "\u3164", " \n \u200d "])
async def test_words_nobody_could_see_are_refused_with_what_to_do(room: Room, words: str) -> None:
    said = await room.draft("Alice", words)

    assert "no words I could show" in said.content
    assert "/share" in said.content
    assert not has(said, "Post it")


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        ("@everyone come", EVERYONE),
        ("<@&123456789012345678> come", "<@&"),
        ("[safe](https://evil.example/x)", "](https"),
        ("abc\u202edcb", "\u202e"),
        ("z" + "\u0300" * 40, "\u0300" * 10),
        ("join discord.gg/abcdef", "discord.gg/abcdef"),
    ],
)
async def test_what_could_do_harm_is_made_plain_and_the_author_is_told(
    room: Room, words: str, gone: str
) -> None:
    preview = await room.draft("Alice", words)
    await say_press(room, "Alice", preview, "Post it")

    assert "I made it safe to show" in preview.content
    assert gone not in text_of(room.shares()[-1])


async def test_with_windows_off_the_form_does_not_ask_when(empty_room: Room) -> None:
    await empty_room.set_up(release=0)
    shown = await empty_room.who("Alice").slash(empty_room.group.lounge, "share")

    assert "'custom_id': 'when'" not in str(shown.modal)
    assert "'custom_id': 'help'" in str(shown.modal)


async def test_the_next_release_is_told_with_its_time_and_what_it_hides(anywhere: Room) -> None:
    preview = await anywhere.draft("Alice", "Later.", when="w")
    said = await say_press(anywhere, "Alice", preview, "Post it")

    assert "<t:" in preview.content
    assert "hides when you wrote it" in preview.content
    assert "In a small group it may well come alone." in preview.content
    assert "<t:" in said.content
    assert anywhere.out() == []


async def test_posts_of_one_window_come_out_together_and_not_before(anywhere: Room) -> None:
    for name, words in (("Alice", "One."), ("Bob", "Two."), ("Chen", "Three.")):
        preview = await anywhere.draft(name, words, when="w")
        await say_press(anywhere, name, preview, "Post it")
    await anywhere.pass_time(8 * 3600)
    before = len(anywhere.shares())
    await anywhere.pass_time(2 * 3600)

    assert before == 0
    assert sorted(m.embeds[0].description or "" for m in anywhere.shares()) == [
        "One.",
        "Three.",
        "Two.",
    ]


async def test_the_order_within_a_window_is_not_the_order_of_writing(room: Room) -> None:
    written = [str(number) for number in range(12)]
    for number in written:
        name = ("Alice", "Bob", "Chen")[int(number) % 3]
        preview = await room.draft(name, number, when="w")
        await say_press(room, name, preview, "Post it")
    await room.pass_time(10 * 3600)

    shown = [m.embeds[0].description or "" for m in room.shares()]
    assert sorted(shown) == sorted(written)
    assert shown != written  # by chance once in 479,001,600 runs


async def test_an_author_may_leave_before_the_window_and_the_words_still_appear(
    anywhere: Room,
) -> None:
    preview = await anywhere.draft("Alice", "Still here.", when="w")
    await say_press(anywhere, "Alice", preview, "Post it")
    await leave(anywhere, "Alice")
    await anywhere.pass_time(10 * 3600)

    assert times(anywhere, "Still here.") == 1


async def test_too_many_shares_are_refused_before_anything_is_typed(room: Room) -> None:
    for number in range(SHARES_A_DAY):
        await room.share("Alice", f"Share {number}.")
    shown = await room.who("Alice").slash(room.group.lounge, "share")

    assert shown.modal is None
    assert "You can post again <t:" in answer(shown).content
    assert answer(shown).ephemeral


async def test_a_draft_written_before_the_limit_was_reached_keeps_its_words(room: Room) -> None:
    early = await room.draft("Alice", "The sixth.")
    for number in range(SHARES_A_DAY):
        await room.share("Alice", f"Share {number}.")
    said = await say_press(room, "Alice", early, "Post it")

    assert "You can post again" in said.content
    assert "The sixth." in text_of(said)


async def test_a_share_deleted_by_hand_is_over(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "Deleted by a moderator.")
    anywhere.env.backend.delete_message(post.channel.id, post.id)
    await anywhere.env.settle()
    await anywhere.pass_time(3600)

    assert anywhere.out() == []
    listed = await command(anywhere, "Alice", "my shares")
    assert "taken back" in text_of(listed)


async def test_the_public_message_never_changes_by_what_its_author_does_in_private(
    room: Room,
) -> None:
    post = await room.share("Alice", "Mine.")
    await command(room, "Alice", "my shares")
    await command(room, "Alice", "my data")

    assert text_of(fresh(room, post)) == text_of(post)
    assert "Mine." not in words_in(room.group.lounge).replace(text_of(post), "")
