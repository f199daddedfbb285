"""/setup, /privacy, and a group that is not set up yet."""

import pytest
from simcord import ChannelHandle

from bot.core.ids import ID_LENGTH
from bot.core.seals import WORDS_DAYS
from bot.groups.rules import CARE_NEEDS, FORUM_NEEDS, PERMISSION_NAMES, SHARING_NEEDS
from bot.sharing import rules
from tests.cogs.world import command, deny, has, menu, remove, say_press, times, use_forum
from tests.harness import Room, answer, text_of

COMMANDS = ("share", "my shares", "my data", "care queue")
MENUS = ("Reply without my name", "I hear you", "Report", "Care options")


@pytest.mark.parametrize("words", COMMANDS)
async def test_a_group_not_set_up_answers_every_command(empty_room: Room, words: str) -> None:
    said = await command(empty_room, "Alice", words)
    to_admin = await command(empty_room, "Ada", words)

    assert said.ephemeral
    assert to_admin.ephemeral
    assert "not set up in this group yet" in said.content
    assert "An admin can do it" in said.content
    assert "Use `/setup` and choose" in to_admin.content


@pytest.mark.parametrize("name", MENUS)
async def test_a_group_not_set_up_answers_every_menu(empty_room: Room, name: str) -> None:
    message = await empty_room.who("Bob").send(empty_room.group.lounge, "Tea?")
    said = answer(await menu(empty_room, "Alice", message, name))

    assert said.ephemeral
    assert "not set up in this group yet" in said.content


async def test_privacy_can_be_asked_about_before_setup(empty_room: Room) -> None:
    said = await command(empty_room, "Alice", "privacy")

    assert said.ephemeral
    assert "The honest limit" in said.content


async def test_privacy_names_the_days_that_the_purge_uses(room: Room) -> None:
    before = await command(room, "Alice", "privacy")
    await room.set_up(**{"keep-link": 3})
    after = await command(room, "Alice", "privacy")
    await room.set_up(**{"keep-link": 0})
    never = await command(room, "Alice", "privacy")

    assert f"{WORDS_DAYS} days at most" in before.content
    assert f"as a code only, {rules.HEARING_DAYS} days" in before.content
    assert "for 14 days" in before.content
    assert "for 3 days" in after.content
    assert "keeps no link" in never.content


async def test_the_first_setup_says_what_changed_and_that_all_is_ready(empty_room: Room) -> None:
    said = answer(await empty_room.set_up())

    assert said.ephemeral
    assert "Saved." in said.content
    assert f"not chosen yet → <#{empty_room.group.sharing.id}>" in text_of(said)
    assert f"not chosen yet → <@&{empty_room.group.care_role.id}>" in text_of(said)
    assert text_of(said).count("I have every permission I need.") == 2
    assert "Everything is chosen." in text_of(said)


async def test_a_setup_in_part_says_what_is_still_to_choose(empty_room: Room) -> None:
    said = await command(empty_room, "Ada", "setup", sharing=empty_room.group.sharing)

    assert "Still to choose: Care channel" in text_of(said)
    assert "Still to choose: Moderators" in text_of(said)
    assert "Members can't share yet." in text_of(said)


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({"vetting": 1}, "Care team reads shares first: off → on"),
        ({"keep-link": 0}, "Authors can find their shares for: 14 days → never"),
        ({"keep-link": 30}, "14 days → 30 days"),
        ({"release": 0}, "Release windows: by group size → off"),
        ({"release": 60}, "Release windows: by group size → every 1 h"),
        ({"release": 1440}, "by group size → every 24 h"),
    ],
)
async def test_each_field_is_saved_by_itself(
    room: Room, options: dict[str, int], shown: str
) -> None:
    before = room.bot.services.groups.get(room.group.guild.id)
    said = await command(room, "Ada", "setup", **options)
    after = room.bot.services.groups.get(room.group.guild.id)

    assert shown in text_of(said)
    assert text_of(said).count("→") == 1
    assert after != before
    assert after.sharing_channel_id == before.sharing_channel_id


async def test_setup_without_anything_new_shows_how_things_stand(room: Room) -> None:
    said = await command(room, "Ada", "setup")
    same = await command(room, "Ada", "setup", vetting=0)

    assert "These are the settings" in said.content
    assert f"Sharing channel: <#{room.group.sharing.id}>" in text_of(said)
    assert "Authors can find their shares for: 14 days" in text_of(said)
    assert "These are the settings" in same.content
    assert not has(same, "Undo this change")


async def test_choices_that_would_hurt_are_refused_with_the_reason(room: Room) -> None:
    group = room.group
    before = room.bot.services.groups.get(group.guild.id)
    public = await command(room, "Ada", "setup", care=group.lounge)
    same = await command(room, "Ada", "setup", sharing=group.care)
    everyone = await command(room, "Ada", "setup", moderators=group.guild.default_role)
    twice = await command(room, "Ada", "setup", listeners=group.care_role)

    assert "Everyone can see that care channel" in public.content
    assert "two different channels" in same.content
    assert "That role is everyone." in everyone.content
    assert "two different roles" in twice.content
    assert all("Nothing was changed." in s.content for s in (public, same, everyone, twice))
    assert room.bot.services.groups.get(group.guild.id) == before


@pytest.mark.parametrize("needed", SHARING_NEEDS)
async def test_each_permission_missing_in_a_text_channel_is_named(room: Room, needed: str) -> None:
    await deny(room, room.group.sharing, needed)
    said = await command(room, "Ada", "setup")

    assert f"**{PERMISSION_NAMES[needed]}**" in text_of(said)


@pytest.mark.parametrize("needed", FORUM_NEEDS)
async def test_each_permission_missing_in_a_forum_is_named(room: Room, needed: str) -> None:
    forum = await use_forum(room)
    await deny(room, forum, needed)
    said = await command(room, "Ada", "setup")

    assert f"**{PERMISSION_NAMES[needed]}**" in text_of(said)


@pytest.mark.parametrize("needed", CARE_NEEDS)
async def test_each_permission_missing_in_the_care_channel_is_named(
    room: Room, needed: str
) -> None:
    await deny(room, room.group.care, needed)
    said = await command(room, "Ada", "setup")

    assert f"**{PERMISSION_NAMES[needed]}**" in text_of(said)
    assert f"In <#{room.group.care.id}> I'm missing" in text_of(said)


async def test_checking_again_sees_what_was_mended_and_sends_what_waited(room: Room) -> None:
    await deny(room, room.group.sharing, "send_messages")
    preview = await room.draft("Alice", "Waiting.")
    kept = await say_press(room, "Alice", preview, "Post it")
    shown = await command(room, "Ada", "setup")
    await deny(room, room.group.sharing)
    said = await say_press(room, "Ada", shown, "Check again")

    assert "kept safe" in kept.content
    assert "**Send Messages**" in text_of(shown)
    assert "I looked again." in said.content
    assert "I'm missing" not in text_of(said)
    assert times(room, "Waiting.") == 1


async def test_a_change_can_be_undone_once(room: Room) -> None:
    said = await command(room, "Ada", "setup", vetting=1)
    held = await room.draft("Alice", "Hm.")
    undone = await say_press(room, "Ada", said, "Undo this change")
    free = await room.draft("Alice", "Hm.")
    again = await room.bot.services.groups.undo(room.group.guild.id, "x" * ID_LENGTH)

    assert "care team reads it" in held.content
    assert "Undone." in undone.content
    assert "Care team reads shares first: off" in text_of(undone)
    assert "care team reads it" not in free.content
    assert again is None


async def test_an_undo_shows_every_setting_as_it_stands_afterwards(room: Room) -> None:
    first = await command(room, "Ada", "setup", vetting=1)
    await command(room, "Ada", "setup", release=0)
    said = await say_press(room, "Ada", first, "Undo this change")
    group = room.bot.services.groups.get(room.group.guild.id)

    assert not group.vetting
    assert "Care team reads shares first: off" in text_of(said)
    windows = "off" if group.release_minutes == 0 else "by group size"
    assert f"Release windows: {windows}" in text_of(said)


async def test_a_deleted_channel_is_named_and_another_can_be_chosen(room: Room) -> None:
    await remove(room, room.group.sharing)
    preview = await room.draft("Alice", "Homeless.")
    await say_press(room, "Alice", preview, "Post it")
    shown = await command(room, "Ada", "setup")
    await command(room, "Ada", "setup", sharing=_new_channel(room))

    assert "Sharing channel: that channel is gone." in text_of(shown)
    assert times(room, "Homeless.") == 1


def _new_channel(room: Room) -> ChannelHandle:
    return room.group.guild.create_text_channel("elsewhere")


async def test_sharing_stays_possible_while_the_channel_changes_to_a_forum(room: Room) -> None:
    old = await room.share("Alice", "In the channel.")
    await use_forum(room)
    await room.reply("Bob", old, "Still here.")
    new = await room.share("Alice", "In the forum.")

    assert times(room, "Still here.") == 1
    assert new.channel.id != old.channel.id


async def test_links_kept_for_a_shorter_time_are_cut_at_once(room: Room) -> None:
    await room.share("Alice", "Mine.")
    await command(room, "Ada", "setup", **{"keep-link": 0})
    listed = await command(room, "Alice", "my shares")
    record = await room.bot.services.my_posts.list(room.group.guild.id, room.who("Alice").id)

    assert "chose to keep no link" in listed.content
    assert record == []


async def test_a_role_that_was_deleted_is_said(room: Room) -> None:
    room.env.backend.delete_role(room.group.guild.id, room.group.care_role.id)
    await room.env.settle()
    said = await command(room, "Ada", "setup")

    assert "Still to choose: Moderators" in text_of(said)
