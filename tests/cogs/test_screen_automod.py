"""Discord's AutoMod fed by Haven: within its limits, and no rule touched that is not Haven's."""

# The backend of simcord is where a test sees and changes Discord itself.
# pyright: reportUnknownMemberType=false

from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest
from simcord import ChannelHandle

from bot.care.case import CaseKind
from bot.screening.automod import NAMES, RULES_MOST
from bot.screening.verdict import Category, Level
from tests.cogs.opened import opened
from tests.cogs.world import care_thread, command
from tests.harness import Room, open_room
from tests.readings import crisis


async def _rules(room: Room) -> list[discord.AutoModRule]:
    guild = room.bot.get_guild(room.group.guild.id)
    assert guild is not None
    return sorted(await guild.fetch_automod_rules(), key=lambda rule: rule.id)


async def _theirs(room: Room, number: int = 1) -> discord.AutoModRule:
    """A rule that somebody else made. (simcord gives every rule to the bot, so it is changed.)"""
    guild = room.bot.get_guild(room.group.guild.id)
    assert guild is not None
    return await guild.create_automod_rule(
        name=f"Ada's own {number}",
        event_type=discord.AutoModRuleEventType.message_send,
        trigger=discord.AutoModTrigger(
            type=discord.AutoModRuleTriggerType.keyword, keyword_filter=["cheese"]
        ),
        actions=[discord.AutoModRuleAction()],
        enabled=True,
    )


async def _phrase(room: Room, phrase: str, does: str = "hold") -> None:
    await command(room, "Mo", "screen phrase add", phrase=phrase, does=does)


async def _on(room: Room) -> str:
    return (await command(room, "Ada", "screen automod on")).content


async def test_on_makes_rules_of_known_tricks_and_of_what_is_held_or_given_back(
    room: Room,
) -> None:
    await _phrase(room, "Bluebird")
    await _phrase(room, "red kite", "return")
    await _phrase(room, "robin", "alert")
    await _phrase(room, "wren", "allow")
    await _phrase(room, "st*r")

    said = await _on(room)

    assert "Haven's rules: 2" in said
    tricks, own = await _rules(room)
    assert (tricks.name, own.name) == NAMES
    assert own.trigger.keyword_filter == ["Bluebird", "red kite"]
    assert tricks.trigger.regex_patterns
    [action] = own.actions
    assert action.type is discord.AutoModRuleActionType.block_message
    assert own.exempt_channel_ids == {room.group.care.id}
    assert all(rule.enabled for rule in (tricks, own))


async def test_a_change_of_phrases_reaches_the_rules_and_off_takes_them_away(room: Room) -> None:
    theirs = await _theirs(room)
    await _on(room)
    assert len(await _rules(room)) == 2
    await _phrase(room, "bluebird")
    await _phrase(room, "red kite")
    own = (await _rules(room))[-1]
    assert own.trigger.keyword_filter == ["bluebird", "red kite"]

    await command(room, "Mo", "screen phrase remove", phrase="bluebird")
    assert (await _rules(room))[-1].trigger.keyword_filter == ["red kite"]
    await command(room, "Mo", "screen phrase remove", phrase="red kite")
    assert [rule.name for rule in await _rules(room)] == [theirs.name, NAMES[0]]

    said = (await command(room, "Ada", "screen automod off")).content
    assert "Haven's rules are gone from AutoMod (1)" in said
    assert [rule.id for rule in await _rules(room)] == [theirs.id]
    [left] = await _rules(room)
    assert left.trigger.keyword_filter == ["cheese"]
    await _phrase(room, "bluebird")
    assert [rule.id for rule in await _rules(room)] == [theirs.id]


async def test_status_says_how_it_stands_and_when_a_rule_was_deleted_by_hand(room: Room) -> None:
    async def status() -> str:
        return (await command(room, "Ada", "screen automod status")).content

    await _theirs(room)
    assert "It is off. Keyword rules by others: 1." in await status()
    await _phrase(room, "bluebird")
    await _on(room)
    assert "It is on. Haven's rules in AutoMod: 2. Keyword rules by others: 1." in await status()
    own = (await _rules(room))[-1]
    await own.edit(enabled=False)
    assert "switched 1 of them off" in await status()
    await own.delete()
    assert "Somebody deleted rules of Haven's in Discord (1)" in await status()
    await _on(room)
    assert {rule.name for rule in await _rules(room)} >= set(NAMES)
    assert "It is on. Haven's rules in AutoMod: 2." in await status()


async def test_a_rule_made_just_before_a_crash_is_found_again_and_not_doubled(room: Room) -> None:
    await _on(room)
    blocking, guild_id = room.bot.services.automod, room.group.guild.id
    for rule_id in await blocking.rules(guild_id):
        await blocking.drop(guild_id, rule_id)

    await _on(room)

    assert [rule.name for rule in await _rules(room)] == [NAMES[0]]


async def test_after_a_restart_haven_still_knows_its_rules(room: Room) -> None:
    await _on(room)
    await room.restart()

    await _phrase(room, "bluebird")

    assert [rule.name for rule in await _rules(room)] == list(NAMES)


async def test_where_others_fill_the_rules_nothing_is_touched(room: Room) -> None:
    for number in range(RULES_MOST):
        await _theirs(room, number)

    assert "six keyword rules" in await _on(room)
    assert len(await _rules(room)) == RULES_MOST


async def test_without_manage_server_it_is_said_which_permission_is_missing(room: Room) -> None:
    path = f"/guilds/{room.group.guild.id}/auto-moderation/rules"
    room.env.inject_error("GET", path, status=403, code=50013, message="Missing Permissions")
    assert "**Manage Server**" in await _on(room)

    await _on(room)
    room.env.inject_error("GET", path, status=403, code=50013, message="Missing Permissions")
    said = await room.who("Mo").slash(
        room.group.lounge, "screen phrase add", phrase="bluebird", does="hold"
    )
    assert "Discord's AutoMod still has the old list" in said.followups[-1].content
    assert [one.phrase for one in room.bot.services.screening.phrases(room.group.guild.id)]


async def test_when_discord_stumbles_it_is_said_and_can_be_tried_again(room: Room) -> None:
    path = f"/guilds/{room.group.guild.id}/auto-moderation/rules"
    room.env.inject_error("POST", path, status=500, code=0, message="Oh")

    assert "Please try again" in await _on(room)
    assert "Done." in await _on(room)


async def test_only_an_admin_may_feed_it(room: Room) -> None:
    for words in ("on", "off", "status"):
        said = await command(room, "Mo", f"screen automod {words}")
        assert "needs Manage Server" in said.content
    assert await _rules(room) == []


# What AutoMod did.


@pytest.fixture
async def reads(tmp_path: Path) -> AsyncGenerator[Room]:
    """With the intent, so that Discord tells what was blocked; AutoMod is on."""
    async with open_room(tmp_path / "data", reads=True) as room:
        await room.set_up()
        await _phrase(room, "bluebird")
        await _on(room)
        yield room


def _event(
    room: Room, rule_id: int, words: str, *, kind: int = 1, where: ChannelHandle | None = None
) -> discord.AutoModAction:
    """What the gateway says of an action."""
    data = {
        "guild_id": str(room.group.guild.id),
        "action": {"type": kind, "metadata": {"duration_seconds": 60, "channel_id": "1"}},
        "rule_id": str(rule_id),
        "rule_trigger_type": 1,
        "user_id": str(room.who("Bob").id),
        "channel_id": str((where or room.group.lounge).id),
        "content": words,
        "matched_keyword": "bluebird",
        "matched_content": words,
    }
    return discord.AutoModAction(data=data, state=room.bot._connection)  # pyright: ignore


async def _happens(room: Room, event: discord.AutoModAction) -> None:
    for listener in room.bot.extra_events["on_automod_action"]:
        await listener(event)


async def _rule_id(room: Room) -> int:
    return (await _rules(room))[-1].id


async def test_a_message_that_discord_blocks_becomes_a_case(reads: Room) -> None:
    message = await reads.who("Bob").send(reads.group.lounge, "a bluebird sings")
    await reads.env.settle()

    assert message.id not in [one.id for one in reads.group.lounge.history()]
    [case] = await opened(reads)
    assert case.kind is CaseKind.AUTOMOD
    assert case.words == "a bluebird sings"


async def test_what_havens_rules_blocked_is_a_case_once(reads: Room) -> None:
    rule_id = await _rule_id(reads)
    for kind in (1, 2, 3):  # blocked, alerted and timed out: one event each
        await _happens(reads, _event(reads, rule_id, "a bluebird", kind=kind))

    [case] = await opened(reads)
    assert case.kind is CaseKind.AUTOMOD
    assert case.words == "a bluebird"
    assert case.member_id == reads.who("Bob").id
    assert case.reason == "removed"
    await reads.pass_time(60)
    await _happens(reads, _event(reads, rule_id, "a bluebird"))
    assert len(await opened(reads)) == 1  # it joins the case of the same person
    [row] = await reads.bot.services.db.read(lambda r: r.all("SELECT times FROM care_case"))
    assert row["times"] == 2


async def test_without_the_intent_the_keyword_stands_for_the_words(room: Room) -> None:
    await _phrase(room, "bluebird")
    await _on(room)
    event = _event(room, await _rule_id(room), "")
    await _happens(room, event)

    [case] = await opened(room)
    assert case.words == "bluebird"


async def test_pain_that_anybodys_rule_blocked_is_seen(reads: Room) -> None:
    reads.script.reads("dark", crisis(Level.Q3))
    theirs = await _theirs(reads)

    await _happens(reads, _event(reads, theirs.id, "cheese"))
    assert await opened(reads) == []
    await _happens(reads, _event(reads, theirs.id, "it is dark"))

    [case] = await opened(reads)
    assert case.level is Level.Q3
    assert Category.CRISIS in case.categories


@pytest.mark.parametrize("inside", ["channel", "thread"])
async def test_what_is_blocked_in_the_care_channel_is_no_case(reads: Room, inside: str) -> None:
    reads.script.reads("dark", crisis(Level.Q3))
    theirs = await _theirs(reads)
    where = await care_thread(reads) if inside == "thread" else reads.group.care

    await _happens(reads, _event(reads, theirs.id, "Bob wrote that it is dark", where=where))

    assert await opened(reads) == []
