"""The part of the long story in which the team works on cases, and somebody appeals."""

from bot.care.case import CaseKind, MessageRef, NewCase
from bot.screening.verdict import Category, Level
from tests.cogs.world import command, fresh, options_of, pick, say_press
from tests.harness import Room

HELD = "Words that somebody argues about."
WHY = "I think it can stay, please look again."


async def tell_of_cases(room: Room) -> None:
    """On duty, claimed, given back, put off, escalated, closed and opened again; two appeals."""
    await command(room, "Mo", "care on", hours=4)
    await command(room, "Mo", "care roster")
    message = await room.who("Lina").send(room.group.lounge, "Something to look at.")
    opened = await room.bot.services.cases.open(
        NewCase(
            guild_id=room.group.guild.id,
            kind=CaseKind.ALERT,
            level=Level.Q1,
            categories=frozenset({Category.CRISIS}),
            message=MessageRef(room.group.lounge.id, message.id),
            member_id=room.who("Lina").id,
            words="Something to look at.",
            rules=("crisis.some",),
        )
    )
    await room.bot.services.desk.show(opened.case_id)
    card = room.cards()[-1]
    await command(room, "Mo", "care show", link=card.jump_url)
    await say_press(room, "Mo", fresh(room, card), "Claim")
    await say_press(room, "Mo", fresh(room, card), "Release")
    hours = await say_press(room, "Mo", fresh(room, card), "Put off")
    await pick(room, "Mo", hours, "Put it off", options_of(hours, "Put it off")[0])
    await say_press(room, "Mo", fresh(room, card), "Escalate")
    taken = await say_press(room, "Mo", fresh(room, card), "Claim")
    await say_press(room, "Mo", taken, "I need to step back")
    closed = await pick(room, "Mo", fresh(room, card), "Close it", "handled")
    await say_press(room, "Mo", closed, "Open again")
    await say_press(room, "Mo", fresh(room, card), "History")
    await say_press(room, "Mo", fresh(room, card), "False alarm")
    await command(room, "Mo", "care stats")
    await command(room, "Mo", "care off")
    await _appeal(room, "Keep it so")
    await _appeal(room, "Let it appear")


async def _appeal(room: Room, answer: str) -> None:
    await command(room, "Ada", "setup", vetting=1)
    await say_press(room, "Chen", await room.draft("Chen", HELD), "Post it")
    await pick(room, "Mo", room.cards()[-1], "Return", "unkind")
    await command(room, "Ada", "setup", vetting=0)
    listed = await command(room, "Chen", "my shares")
    one = await pick(room, "Chen", listed, "Choose one", options_of(listed, "Choose one")[0])
    form = await room.press("Chen", one, "Ask for another look")
    await room.fill("Chen", form, words=WHY)
    guild_id, lina, role = room.group.guild.id, room.who("Lina").id, room.group.care_role.id
    room.env.backend.add_member_role(guild_id, lina, role)
    await room.env.settle()
    await say_press(room, "Lina", room.cards()[-1], answer)
    room.env.backend.remove_member_role(guild_id, lina, role)
    await room.env.settle()
