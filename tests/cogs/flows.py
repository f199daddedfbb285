"""Every flow up to its last press, so that a test can do to that press what it wants."""

from collections.abc import Awaitable, Callable

from simcord.results import InteractionResult

from bot.sharing.rules import State
from tests.cogs.world import (
    command,
    custom_id_of_select,
    dms,
    pick,
    post_id,
    reply_draft,
    report,
    say_press,
    stored,
    thread_of,
    times,
    use_forum,
    words_in,
)
from tests.harness import Room, answer, button, text_of

WORDS = "Exactly once."

Act = Callable[[], Awaitable[InteractionResult]]
Check = Callable[[], Awaitable[None]]
Flow = Callable[[Room], Awaitable[tuple[Act, Check]]]
"""Goes up to the last press; returns that press, and what holds in the end."""


async def _share(room: Room) -> tuple[Act, Check]:
    preview = await room.draft("Alice", WORDS)
    key = button(preview, "Post it")

    async def check() -> None:
        assert times(room, WORDS) == 1

    return lambda: room.who("Alice").click(preview, custom_id=key), check


async def _forum_share(room: Room) -> tuple[Act, Check]:
    await use_forum(room)
    return await _share(room)


async def _held_share(room: Room) -> tuple[Act, Check]:
    await command(room, "Ada", "setup", vetting=1)
    act, _ = await _share(room)

    async def check() -> None:
        [card] = room.cards()
        assert WORDS in text_of(card)
        await say_press(room, "Mo", card, "Let it appear")
        assert times(room, WORDS) == 1

    return act, check


async def _preview(room: Room) -> tuple[Act, Check]:
    shown = await room.who("Alice").slash(room.group.lounge, "share")
    values = {"words": WORDS, "note": "", "help": ["listen"], "when": ["n"]}

    async def check() -> None:
        assert room.out() == []

    return lambda: room.who("Alice").submit_modal(shown, values), check


async def _reply(room: Room) -> tuple[Act, Check]:
    post = await room.share("Alice", "A share.")
    draft = await reply_draft(room, "Bob", post, WORDS)
    key = button(draft, "Post it")

    async def check() -> None:
        listed = await command(room, "Bob", "my shares")
        returned = "came back to you" in text_of(listed)
        assert times(room, WORDS) + returned == 1

    return lambda: room.who("Bob").click(draft, custom_id=key), check


async def _hear(room: Room) -> tuple[Act, Check]:
    post = await room.share("Alice", "A share.")
    key = button(post, "I hear you")

    async def check() -> None:
        assert (await stored(room, post)).heard == 1

    return lambda: room.who("Bob").click(post, custom_id=key), check


async def _report(room: Room) -> tuple[Act, Check]:
    post = await room.share("Alice", "A share.")
    forms = [await room.press("Bob", post, "Report")]

    async def act() -> InteractionResult:
        shown = forms.pop() if forms else await room.press("Bob", post, "Report")
        values = {"reason": ["unkind"], "words": WORDS}
        return await room.who("Bob").submit_modal(shown, values)

    async def check() -> None:
        [card] = room.cards()
        assert WORDS in text_of(card)

    return act, check


async def _withdraw(room: Room) -> tuple[Act, Check]:
    post = await room.share("Alice", WORDS)
    thread = thread_of(room, post)
    listed = await command(room, "Alice", "my shares")
    key = custom_id_of_select(listed, "Choose one")
    one = answer(await room.who("Alice").select(listed, [post_id(post)], custom_id=key))
    sure = await say_press(room, "Alice", one, "Withdraw")
    yes = button(sure, "Yes, withdraw")

    async def check() -> None:
        assert times(room, WORDS) == 0
        assert words_in(thread).count("took this share back") <= 1

    return lambda: room.who("Alice").click(sure, custom_id=yes), check


async def _approve(room: Room) -> tuple[Act, Check]:
    await command(room, "Ada", "setup", vetting=1)
    await say_press(room, "Alice", await room.draft("Alice", WORDS), "Post it")
    [card] = room.cards()
    key = button(card, "Let it appear")

    async def check() -> None:
        assert times(room, WORDS) == 1

    return lambda: room.who("Mo").click(card, custom_id=key), check


async def _return(room: Room) -> tuple[Act, Check]:
    await command(room, "Ada", "setup", vetting=1)
    await say_press(room, "Alice", await room.draft("Alice", WORDS), "Post it")
    [card] = room.cards()
    key = custom_id_of_select(card, "Return")

    async def check() -> None:
        listed = await command(room, "Alice", "my shares")
        assert "came back to you" in text_of(listed)

    return lambda: room.who("Mo").select(card, ["rules"], custom_id=key), check


async def _take_down(room: Room) -> tuple[Act, Check]:
    post = await room.share("Alice", WORDS)
    await report(room, "Bob", post)
    [card] = room.cards()
    key = custom_id_of_select(card, "Take it down")

    async def check() -> None:
        [mine] = await room.bot.services.my_posts.list(room.group.guild.id, room.who("Alice").id)
        gone = mine.post.state is State.REMOVED
        assert gone == (times(room, WORDS) == 0)
        assert not gone or mine.words is not None

    return lambda: room.who("Mo").select(card, ["rules"], custom_id=key), check


async def _lock(room: Room) -> tuple[Act, Check]:
    post = await room.share("Alice", "A share.")
    await report(room, "Bob", post)
    [card] = room.cards()
    key = button(card, "Lock replies")

    async def check() -> None:
        said = await reply_draft(room, "Bob", post, "Late.")
        assert "closed replies" in said.content

    return lambda: room.who("Mo").click(card, custom_id=key), check


async def _slip(room: Room) -> tuple[Act, Check]:
    post = await room.share("Alice", "A share.")
    await room.who("Alice").send(thread_of(room, post), WORDS)
    asked = dms(room, "Alice")[-1]
    key = button(asked, "It was meant")

    async def check() -> None:
        assert room.shares() != []

    return lambda: room.who("Alice").user.click(asked, custom_id=key), check


async def _setup(room: Room) -> tuple[Act, Check]:
    async def check() -> None:
        assert room.bot.services.groups.get(room.group.guild.id).vetting

    return lambda: room.who("Ada").slash(room.group.lounge, "setup", vetting=1), check


async def _my_shares(room: Room) -> tuple[Act, Check]:
    await room.share("Alice", WORDS)

    async def check() -> None:
        assert times(room, WORDS) == 1

    return lambda: room.who("Alice").slash(room.group.lounge, "my shares"), check


async def _undo(room: Room) -> tuple[Act, Check]:
    post = await room.share("Alice", WORDS)
    await report(room, "Bob", post)
    down = await pick(room, "Mo", room.cards()[-1], "Take it down", "rules")
    key = button(down, "Undo")

    async def check() -> None:
        assert times(room, WORDS) == 1

    return lambda: room.who("Mo").click(down, custom_id=key), check


async def _pause(room: Room) -> tuple[Act, Check]:
    post = await room.share("Alice", "A share.")
    await report(room, "Bob", post)
    card = room.cards()[-1]
    key = custom_id_of_select(card, "Pause")

    async def check() -> None:
        said = await room.draft("Alice", "Another.")
        assert "paused posting" in said.content

    return lambda: room.who("Mo").select(card, ["7"], custom_id=key), check


async def _mask(room: Room) -> tuple[Act, Check]:
    preview = await room.draft("Alice", WORDS + " a@example.org")
    key = button(preview, "Hide")

    async def check() -> None:
        assert times(room, WORDS) == 0

    return lambda: room.who("Alice").click(preview, custom_id=key), check


async def _edit(room: Room) -> tuple[Act, Check]:
    preview = await room.draft("Alice", WORDS)
    key = button(preview, "Edit")

    async def check() -> None:
        assert times(room, WORDS) == 0

    return lambda: room.who("Alice").click(preview, custom_id=key), check


async def _forget(room: Room) -> tuple[Act, Check]:
    draft = await room.draft("Alice", WORDS, when="w")
    await say_press(room, "Alice", draft, "Post it")
    data = await command(room, "Alice", "my data")
    sure = await say_press(room, "Alice", data, "Erase it")
    key = button(sure, "Yes, erase it")

    async def check() -> None:
        assert times(room, WORDS) == 0

    return lambda: room.who("Alice").click(sure, custom_id=key), check


async def _hear_menu(room: Room) -> tuple[Act, Check]:
    post = await room.share("Alice", WORDS)

    async def check() -> None:
        assert times(room, WORDS) == 1

    place = room.group.sharing
    return lambda: room.who("Bob").context_menu(place, "I hear you", post), check


async def _queue(room: Room) -> tuple[Act, Check]:
    await room.share("Alice", WORDS)

    async def check() -> None:
        assert times(room, WORDS) == 1

    return lambda: room.who("Mo").slash(room.group.lounge, "care queue"), check


FLOWS: dict[str, Flow] = {
    "undo": _undo,
    "pause": _pause,
    "mask": _mask,
    "edit": _edit,
    "forget": _forget,
    "i hear you, by menu": _hear_menu,
    "queue": _queue,
    "share": _share,
    "share in a forum": _forum_share,
    "held share": _held_share,
    "preview": _preview,
    "reply": _reply,
    "i hear you": _hear,
    "report": _report,
    "withdraw": _withdraw,
    "approve": _approve,
    "return": _return,
    "take down": _take_down,
    "lock": _lock,
    "slip": _slip,
    "setup": _setup,
    "my shares": _my_shares,
}
