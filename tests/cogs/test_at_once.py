"""Two people, or all of them, in the same moment: everybody counts, nobody is mixed up."""

from bot.demo import simulator
from tests.cogs.world import (
    fresh,
    replies,
    reply_draft,
    stored,
    times,
)
from tests.harness import Room, answer, custom_ids, labels


async def test_many_hear_at_the_same_moment_and_every_one_counts(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "A hard week.")
    key = next(i for i in custom_ids(post) if i.startswith("share:hear"))
    names = ("Bob", "Chen", "Lina", "Mo", "Ada")
    said = await simulator.burst(anywhere.env, [(anywhere.who(n), post, key) for n in names])

    assert all("Counted" in answer(one).content for one in said)
    assert (await stored(anywhere, post)).heard == 5
    assert "I hear you · 5" in labels(fresh(anywhere, post))


async def test_many_reply_at_the_same_moment_under_different_names(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "A hard week.")
    names = ("Bob", "Chen", "Lina", "Mo", "Ada")
    drafts = [(n, await reply_draft(anywhere, n, post, f"From {i}.")) for i, n in enumerate(names)]
    presses = [
        anywhere.who(n).click(d, custom_id=next(i for i in custom_ids(d) if "draft:post" in i))
        for n, d in drafts
    ]
    said = await simulator.together(anywhere.env, *presses)

    assert all("Thank you for answering." in answer(one).content for one in said)
    assert len({m.embeds[0].author.name for m in replies(anywhere)}) == 5
    assert [times(anywhere, f"From {i}.") for i in range(5)] == [1] * 5


async def test_two_share_at_the_same_moment_and_both_appear(anywhere: Room) -> None:
    drafts = [(n, await anywhere.draft(n, f"{n[0]} speaks.")) for n in ("Alice", "Bob")]
    presses = [
        anywhere.who(n).click(d, custom_id=next(i for i in custom_ids(d) if "draft:post" in i))
        for n, d in drafts
    ]
    said = await simulator.together(anywhere.env, *presses)

    assert all("posted" in answer(one).content for one in said)
    assert (times(anywhere, "A speaks."), times(anywhere, "B speaks.")) == (1, 1)


async def test_two_report_at_the_same_moment_and_both_arrive(room: Room) -> None:
    post = await room.share("Alice", "A hard week.")
    forms = [(n, await room.press(n, post, "Report")) for n in ("Bob", "Chen")]
    said = await simulator.burst_modals(
        room.env,
        [(room.who(n), form, {"reason": ["other"], "words": n[0]}) for n, form in forms],
    )

    assert all("Thank you" in answer(one).content for one in said)
    assert len(room.cards()) == 2
