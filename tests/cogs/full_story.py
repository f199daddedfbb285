"""One long story in which everything happens once: for tests that look at every request made."""

from tests.cogs.case_story import tell_of_cases
from tests.cogs.checkins import OPEN, asking, schedule_id_of, team_asks, told, vote_all
from tests.cogs.helplines_story import tell_of_helplines
from tests.cogs.screen_story import tell_of_screening
from tests.cogs.talk_story import tell_of_talks
from tests.cogs.world import (
    command,
    dms,
    fresh,
    menu,
    options_of,
    pick,
    post_id,
    replies,
    reply_draft,
    report,
    say_press,
    thread_of,
)
from tests.harness import Room, answer

WORDS = (
    "The first words of Alice.",
    "Words that were held.",
    "Words that were returned.",
    "Words that were removed.",
    "The reply of Bob.",
    "The reply of the one who shared.",
    "The worry of Chen.",
    "Words for the next release.",
)
NOTE = "a heavy week"
OWN = "New people are made welcome here."
DID = "We have two more listeners on Mondays."


async def tell(room: Room) -> None:
    """Shares, answers, reports, vets, returns, pauses, locks, withdraws, slips and erases; meets
    the fork and talks; plans check-ins, answers them, looks at results, says what came of them.
    """
    await _share_and_answer(room)
    await _care(room)
    await tell_of_talks(room)
    await tell_of_screening(room)
    await tell_of_helplines(room)
    await tell_of_cases(room)
    await _take_back(room)
    await _questions(room)
    await _checkins(room)
    await _settings(room)


async def _share_and_answer(room: Room) -> None:
    first = await room.draft("Alice", WORDS[0] + " Mail a@example.org", note=NOTE)
    masked = await say_press(room, "Alice", first, "Hide these details")
    shown = await room.press("Alice", masked, "Edit")
    again = await room.fill("Alice", shown, words=WORDS[0], note=NOTE)
    await say_press(room, "Alice", again, "Post it")
    dropped = await room.draft("Alice", "Dropped.")
    await say_press(room, "Alice", dropped, "Don't post")
    [post] = room.shares()
    await room.reply("Bob", post, WORDS[4])
    draft = await reply_draft(room, "Alice", replies(room)[-1], WORDS[5])
    await say_press(room, "Alice", draft, "Post it")
    heard = await say_press(room, "Bob", post, "I hear you")
    await say_press(room, "Bob", heard, "Take it back")
    await menu(room, "Lina", post, "I hear you")
    await room.who("Alice").send(thread_of(room, post), "A slip.")
    asked = [m for m in dms(room, "Alice") if "meant" in m.content][-1]
    await room.who("Alice").user.click(asked, label="It was meant")
    window = await room.draft("Chen", WORDS[7], when="w")
    await say_press(room, "Chen", window, "Post it")
    await room.pass_time(24 * 3600)


async def _care(room: Room) -> None:
    post = room.shares()[0]
    await report(room, "Chen", post, WORDS[6], reason="worried")
    card = room.cards()[-1]
    await command(room, "Mo", "care queue")
    options = answer(await menu(room, "Mo", post, "Care options"))
    locked = await say_press(room, "Mo", options, "Lock replies")
    await say_press(room, "Mo", locked, "Open replies again")
    paused = await pick(room, "Mo", fresh(room, card), "Pause", "7")
    await say_press(room, "Mo", paused, "Lift the pause")
    await pick(room, "Mo", fresh(room, card), "Pause", "1")
    queue = await command(room, "Mo", "care queue")
    await pick(room, "Mo", queue, "Lift a pause", options_of(queue, "Lift a pause")[0])
    await say_press(room, "Mo", fresh(room, card), "Done")
    await command(room, "Ada", "setup", vetting=1)
    await say_press(room, "Bob", await room.draft("Bob", WORDS[1]), "Post it")
    await say_press(room, "Mo", room.cards()[-1], "Let it appear")
    await say_press(room, "Bob", await room.draft("Bob", WORDS[2]), "Post it")
    await pick(room, "Mo", room.cards()[-1], "Return", "details")
    vetting = await command(room, "Ada", "setup", vetting=0)
    await say_press(room, "Ada", vetting, "Check again")
    removed = await room.share("Bob", WORDS[3])
    await report(room, "Lina", removed)
    down = await pick(room, "Mo", room.cards()[-1], "Take it down", "unkind")
    await say_press(room, "Mo", down, "Undo")


async def _take_back(room: Room) -> None:
    post = room.shares()[0]
    listed = await command(room, "Alice", "my shares")
    one = await pick(room, "Alice", listed, "Choose one", post_id(post))
    muted = await say_press(room, "Alice", one, "Don't tell me")
    sure = await say_press(room, "Alice", muted, "Withdraw")
    kept = await say_press(room, "Alice", sure, "Keep it")
    listed = await say_press(room, "Alice", kept, "Back to the list")
    kept = await pick(room, "Alice", listed, "Choose one", post_id(post))
    sure = await say_press(room, "Alice", kept, "Withdraw")
    await say_press(room, "Alice", sure, "Yes, withdraw")
    data = await command(room, "Bob", "my data")
    await say_press(room, "Bob", await say_press(room, "Bob", data, "Erase it"), "Yes, erase it")


async def _questions(room: Room) -> None:
    shown = await command(room, "Ada", "checkin question add", words="People are kind here.")
    await say_press(room, "Ada", shown, "Don't save")
    shown = await command(room, "Ada", "checkin question add", words="New people are welcome here.")
    added = await say_press(room, "Ada", shown, "Add this question")
    retired = await say_press(room, "Ada", added, "Stop asking it")
    await say_press(room, "Ada", retired, "Ask it again")
    own = room.bot.services.checkins.group_questions
    [kept] = await own.list(room.group.guild.id)
    which = kept.question.id.removeprefix("own:")
    shown = await command(room, "Ada", "checkin question reword", question=which, words=OWN)
    await say_press(room, "Ada", shown, "Ask it like this")
    await command(room, "Ada", "checkin question list")


async def _checkins(room: Room) -> None:
    plan = {"repeat": "monthly", "day": "last Friday"}
    options = {"channel": room.group.lounge, "time": "19:00", "zone": "Europe/Berlin", **plan}
    shown = await command(room, "Ada", "checkin create", **options)
    await say_press(room, "Ada", shown, "Don't save")
    shown = await command(room, "Ada", "checkin create", **options)
    shown = await pick(room, "Ada", shown, "Reminder", "1")
    await say_press(room, "Ada", shown, "Create it")
    for _ in range(2):
        sure = await team_asks(room, "run-now")
        await say_press(room, "Ada", sure, "Post it now")
        people = [room.who(name) for name in ("Alice", "Bob", "Chen", "Lina", "Mo", "Ada")]
        await vote_all(people, asking(room)[-1])
        await room.pass_time(OPEN + 60)
    await say_press(room, "Bob", told(room)[-1], "How to read this")
    shown = await team_asks(room, "results")
    shown = await pick(
        room, "Ada", shown, "Another check-in", options_of(shown, "Another check-in")[-1]
    )
    form = await room.press("Ada", shown, "You said, we did")
    noted = answer(await room.who("Ada").submit_modal(form, {"kind": "did", "words": DID}))
    await say_press(room, "Ada", noted, "Take it back")
    await say_press(room, "Ada", await team_asks(room, "trend"), "Show it in the channel")
    await command(room, "Ada", "checkin export", format="json")
    shown = await team_asks(room, "edit", time="20:00")
    await say_press(room, "Ada", shown, "Save it")
    paused = await team_asks(room, "pause")
    await say_press(room, "Ada", paused, "Resume it")
    await team_asks(room, "show")
    await command(room, "Ada", "checkin list")
    assert await schedule_id_of(room)


async def _settings(room: Room) -> None:
    await command(room, "Chen", "privacy")
    changed = await command(room, "Ada", "setup", **{"keep-link": 7})
    await say_press(room, "Ada", changed, "Undo this change")
