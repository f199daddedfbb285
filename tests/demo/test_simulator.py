"""The simulated Discord behaves as Discord does, where Haven relies on it."""

# APScheduler has no type stubs.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from time import perf_counter

import discord
import pytest
import pytest_asyncio
import simcord
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from discord.ext import tasks
from simcord import ChannelHandle, Env, GuildHandle, MemberActor

from bot.demo import SimulatorMissing, check_simulator, simulator
from bot.demo.clock import scheduler_clock
from tests.demo.lab import LabBot


class World:
    """One group with a channel and two members, in a running simulator."""

    def __init__(self, env: Env, bot: LabBot) -> None:
        self.env, self.bot = env, bot
        self.guild: GuildHandle = env.create_guild("Quiet Room")
        self.place: ChannelHandle = self.guild.create_text_channel("sharing")
        self.alice: MemberActor = self.guild.add_member(env.create_user("alice"))
        self.bob: MemberActor = self.guild.add_member(env.create_user("bob"))

    @property
    def channel(self) -> discord.TextChannel:
        """The channel as the bot sees it."""
        channel = self.bot.get_channel(self.place.id)
        assert isinstance(channel, discord.TextChannel)
        return channel

    def words(self) -> list[str]:
        """What stands in the channel, oldest first, without Discord's own lines."""
        return [m.content for m in self.place.history() if not m.is_system()]

    async def share(self, words: str) -> discord.Message:
        """Alice shares `words`; the post is returned."""
        shown = await self.alice.slash(self.place, "share")
        await self.alice.submit_modal(shown, {"words": words})
        return next(m for m in self.place.history() if m.content.endswith(words))

    async def thread(self) -> tuple[ChannelHandle, discord.Thread]:
        """A thread of the bot: as the world has it and as the bot has it."""
        await self.share("a hard week")
        (handle,) = self.place.threads
        thread = self.channel.get_thread(handle.id)
        assert thread is not None
        return handle, thread


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    bot = LabBot()
    env = Env(bot)
    await env.start()
    yield World(env, bot)
    await env.shutdown()
    await bot.close()
    assert env.errors == []


# -------------------------------------------------------------------------------- the version


def test_another_simulator_is_refused_with_what_to_do() -> None:
    with pytest.raises(
        SimulatorMissing, match=r"need simcord 0\.0\.1, and here it is 3\.2\.1.*make"
    ):
        check_simulator(wanted="0.0.1")


# ------------------------------------------------------------------------------------- nonces


async def test_a_resend_with_the_same_nonce_is_the_first_message(world: World) -> None:
    first = await world.channel.send("once", nonce="share-1")

    second = await world.channel.send("once", nonce="share-1")

    assert second.id == first.id
    assert second.nonce == "share-1"
    assert world.words() == ["once"]


async def test_a_nonce_counts_in_its_channel_only(world: World) -> None:
    world.guild.create_text_channel("other")
    other = discord.utils.get(world.bot.get_all_channels(), name="other")
    assert isinstance(other, discord.TextChannel)

    await world.channel.send("here", nonce="share-1")
    there = await other.send("there", nonce="share-1")

    assert there.content == "there"


async def test_a_nonce_is_forgotten_after_five_minutes(world: World) -> None:
    await world.channel.send("before", nonce="share-1")
    await simulator.travel(world.env, simulator.NONCE_SECONDS + 1)

    await world.channel.send("after", nonce="share-1")

    assert world.words() == ["before", "after"]


async def test_a_message_without_a_nonce_is_always_new(world: World) -> None:
    await world.channel.send("same")
    await world.channel.send("same")

    assert world.words() == ["same", "same"]


async def test_a_nonce_of_26_characters_is_refused(world: World) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await world.channel.send("too long", nonce="x" * 26)

    assert refused.value.code == 50035


# --------------------------------------------------------------------------------- lost answers


async def test_a_lost_answer_has_taken_effect(world: World) -> None:
    simulator.lose_answer(world.env, "POST", "/channels/*/messages")

    with pytest.raises(discord.DiscordServerError):
        await world.channel.send("said", nonce="share-1")

    assert world.words() == ["said"]


async def test_a_resend_after_a_lost_answer_finds_the_first_message(world: World) -> None:
    simulator.lose_answer(world.env, "POST", "/channels/*/messages")
    with pytest.raises(discord.DiscordServerError):
        await world.channel.send("said", nonce="share-1")

    await world.channel.send("said", nonce="share-1")

    assert world.words() == ["said"]


async def test_an_answer_is_lost_as_often_as_asked_and_only_where_asked(world: World) -> None:
    simulator.lose_answer(world.env, "POST", f"/channels/{world.place.id}/messages", times=2)

    for _ in range(2):
        with pytest.raises(discord.DiscordServerError):
            await world.channel.send("lost")
    await world.channel.send("arrived")
    await world.channel.typing()

    assert world.words() == ["lost", "lost", "arrived"]


async def test_a_process_that_dies_between_answer_and_row_swallows_nothing(world: World) -> None:
    simulator.lose_answer(world.env, "POST", "/channels/*/messages", error=simulator.ProcessDied())
    reached: list[str] = []

    async def post() -> None:
        try:
            await world.channel.send("said")
        except Exception:  # noqa: BLE001 # the point: not even this catches it
            reached.append("handler")
        reached.append("next line")

    with pytest.raises(simulator.ProcessDied):
        await post()

    assert reached == []
    assert world.words() == ["said"]


async def test_a_5xx_is_a_server_error_as_in_discord_py(world: World) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=503)

    with pytest.raises(discord.DiscordServerError):
        await world.channel.send("never said")

    assert world.words() == []


# ------------------------------------------------------------------------------- direct messages


async def test_closed_dms_refuse_and_opened_ones_take_again(world: World) -> None:
    user = await world.bot.fetch_user(world.alice.id)
    simulator.close_dms(world.env, world.alice)
    with pytest.raises(discord.Forbidden) as refused:
        await user.send("hello")
    simulator.open_dms(world.env, world.alice)

    await user.send("hello again")

    assert refused.value.code == 50007
    assert [m.content for m in world.alice.user.dm_channel.history()] == ["hello again"]


async def test_the_closed_dms_of_one_are_open_for_another(world: World) -> None:
    simulator.close_dms(world.env, world.alice)
    bob = await world.bot.fetch_user(world.bob.id)

    await bob.send("hello")

    assert [m.content for m in world.bob.user.dm_channel.history()] == ["hello"]


async def test_a_member_who_left_gets_no_dm(world: World) -> None:
    user = await world.bot.fetch_user(world.alice.id)
    world.guild.remove_member(world.alice)

    with pytest.raises(discord.Forbidden) as refused:
        await user.send("hello")

    assert refused.value.code == 50278


# -------------------------------------------------------------------------------------- threads


async def test_writing_in_an_archived_thread_opens_it(world: World) -> None:
    handle, thread = await world.thread()
    simulator.archive(world.env, handle)
    assert world.channel.get_thread(handle.id) is None

    await thread.send("still here")

    assert world.channel.get_thread(handle.id) is not None


async def test_a_locked_archived_thread_takes_nothing_until_it_is_opened(world: World) -> None:
    handle, thread = await world.thread()
    simulator.lock(world.env, handle)
    simulator.archive(world.env, handle)
    with pytest.raises(discord.Forbidden) as refused:
        await thread.send("no")
    await thread.edit(archived=False, locked=False)

    await thread.send("yes")

    assert refused.value.code == 50083
    assert handle.history()[-1].content == "yes"


async def test_a_message_in_an_archived_thread_cannot_be_edited(world: World) -> None:
    handle, thread = await world.thread()
    message = await thread.send("first")
    simulator.archive(world.env, handle)

    with pytest.raises(discord.Forbidden) as refused:
        await message.edit(content="second")

    assert refused.value.code == 50083


async def test_a_thread_begins_with_its_message_and_the_channel_is_told_nothing(
    world: World,
) -> None:
    post = await world.channel.send("a hard week")

    thread = await post.create_thread(name="Quiet Heron")

    assert [m.type for m in world.place.history()] == [discord.MessageType.default]
    (starter,) = world.place.threads[0].history()
    assert starter.type is discord.MessageType.thread_starter_message
    assert thread.message_count == 0


async def test_a_message_has_one_thread_at_most(world: World) -> None:
    post = await world.channel.send("a hard week")
    await post.create_thread(name="Quiet Heron")

    with pytest.raises(discord.HTTPException) as refused:
        await post.create_thread(name="Quiet Heron")

    assert refused.value.code == 160004


async def test_locking_takes_manage_threads_and_not_manage_channels(world: World) -> None:
    _, thread = await world.thread()
    await deny(world, manage_channels=True)
    await thread.edit(locked=True)
    await deny(world, manage_channels=True, manage_threads=True)

    with pytest.raises(discord.Forbidden):
        await thread.edit(locked=False)

    assert thread.locked


async def test_a_thread_may_be_archived_by_the_bot_that_made_it(world: World) -> None:
    _, thread = await world.thread()
    await deny(world, manage_channels=True, manage_threads=True)

    await thread.edit(archived=True)

    assert thread.archived


async def test_deleting_a_thread_takes_manage_threads(world: World) -> None:
    _, thread = await world.thread()
    await deny(world, manage_channels=True, manage_threads=True)
    with pytest.raises(discord.Forbidden):
        await thread.delete()
    await deny(world, manage_channels=True)

    await thread.delete()

    assert world.place.threads == []


async def deny(world: World, **permissions: bool) -> None:
    """Take exactly these permissions from the bot in the channel."""
    overwrite = discord.PermissionOverwrite(**dict.fromkeys(permissions, False))
    await world.channel.set_permissions(world.channel.guild.me, overwrite=overwrite)
    await world.env.settle()


# ------------------------------------------------------------------------------ at the same time


async def test_buttons_pressed_together_are_all_counted(world: World) -> None:
    post = await world.share("a hard week")
    people = [world.guild.add_member(world.env.create_user(f"m{i}")) for i in range(20)]

    results = await simulator.burst(world.env, [(who, post, "lab:hear") for who in people])

    assert all(result.acknowledged for result in results)
    assert len(world.bot.heard) == 20


async def test_one_person_can_press_twice_in_the_same_moment(world: World) -> None:
    post = await world.share("a hard week")

    await simulator.burst(world.env, [(world.bob, post, "lab:hear")] * 2)

    assert world.bot.presses == 2
    assert world.bot.heard == {world.bob.id}


async def test_forms_sent_together_all_arrive(world: World) -> None:
    people = (world.alice, world.bob)
    shown = [await who.slash(world.place, "share") for who in people]

    results = await simulator.burst_modals(
        world.env,
        [(who, form, {"words": who.name}) for who, form in zip(people, shown, strict=True)],
    )

    assert [result.ephemeral for result in results] == [True, True]
    assert set(world.words()) >= {"Quiet Heron: alice", "Quiet Heron: bob"}


async def test_the_bot_sees_acts_together_before_it_answers_one(world: World) -> None:
    post = await world.share("a hard week")
    events = len(world.env.backend.transcript)

    await simulator.together(
        world.env,
        world.alice.click(post, custom_id="lab:hear"),
        world.bob.slash(world.place, "ping"),
    )

    kinds = [kind for kind, _, _ in world.env.backend.transcript[events:]]
    assert kinds[:2] == ["GATEWAY", "GATEWAY"]
    assert "HTTP" in kinds


async def test_an_impossible_act_stops_the_ones_after_it(world: World) -> None:
    post = await world.share("a hard week")

    with pytest.raises(simcord.SetupError, match="No matching component"):
        await simulator.burst(
            world.env, [(world.alice, post, "no such"), (world.bob, post, "lab:hear")]
        )
    await world.env.settle()

    assert world.bot.presses == 0


# ------------------------------------------------------------------------------ servers and time


async def test_a_server_made_while_joining_is_joined(world: World) -> None:
    with simulator.joining(world.env):
        world.env.create_guild("New here")
    world.env.create_guild("Known before")
    await world.env.settle()

    assert world.bot.seen == ["available", "join", "available"]


async def test_a_reload_leaves_what_everybody_sees(world: World) -> None:
    await world.share("a hard week")
    before = world.place.history(viewer=world.alice)

    simulator.reload_clients(world.env)

    assert [m.content for m in before] == ["Thank you.", "Quiet Heron: a hard week"]
    after = world.place.history(viewer=world.alice)
    assert [m.content for m in after] == ["Quiet Heron: a hard week"]


async def test_a_world_begins_when_it_is_told_to() -> None:
    moment = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    bot = LabBot()
    env = Env(bot)
    simulator.start_at(env, moment)

    await env.start()
    await env.advance_time(60)
    now = env.now()
    await env.shutdown()
    await bot.close()

    assert now == moment + timedelta(minutes=1)


async def test_a_journey_ends_at_its_second_and_wakes_every_timer_on_the_way() -> None:
    ticks: list[datetime] = []

    class Ticking(LabBot):
        async def setup_hook(self) -> None:
            self.tick.start()

        @tasks.loop(minutes=1)
        async def tick(self) -> None:
            ticks.append(env.now())

    bot = Ticking()
    env = Env(bot)
    await env.start()
    began = env.now()

    await simulator.travel(env, 7230, step=3600)
    await env.shutdown()
    await bot.close()

    assert env.now() - began == timedelta(seconds=7230)
    assert len(ticks) == 121


async def test_no_act_waits_for_a_timer_once_the_wall_clock_is_stopped() -> None:
    ticks: list[datetime] = []

    class Ticking(LabBot):
        async def setup_hook(self) -> None:
            await super().setup_hook()
            self.loop.call_later(2, lambda: ticks.append(env.now()))

    bot = Ticking()
    env = Env(bot)
    simulator.stop_wall_clock(env)
    await env.start()
    world = World(env, bot)
    began = perf_counter()

    await world.alice.slash(world.place, "ping")
    took, before = perf_counter() - began, len(ticks)
    await simulator.travel(env, 2)
    await env.shutdown()
    await bot.close()

    assert took < 2
    assert (before, len(ticks)) == (0, 1)


async def test_a_doze_wakes_every_timer_once() -> None:
    ticks: list[datetime] = []

    class Ticking(LabBot):
        async def setup_hook(self) -> None:
            self.scheduler = AsyncIOScheduler(timezone=UTC)
            self.scheduler.add_job(
                self.tick, "interval", minutes=1, coalesce=True, misfire_grace_time=None
            )
            self.scheduler.start()

        async def tick(self) -> None:
            ticks.append(env.now())

    bot = Ticking()
    env = Env(bot)
    with scheduler_clock(env.now):
        await env.start()
        began = env.now()
        await simulator.doze(env, 86_400)
        await simulator.travel(env, 120)
        bot.scheduler.shutdown(wait=False)
        await env.shutdown()
    await bot.close()

    assert [tick - began for tick in ticks] == [
        timedelta(days=1),
        timedelta(days=1, minutes=1),
        timedelta(days=1, minutes=2),
    ]


async def test_apscheduler_ticks_in_simulated_time() -> None:
    ticks: list[datetime] = []

    class Ticking(LabBot):
        async def setup_hook(self) -> None:
            self.scheduler = AsyncIOScheduler(timezone=UTC)
            self.scheduler.add_job(self.tick, "interval", minutes=10, misfire_grace_time=None)
            self.scheduler.start()

        async def tick(self) -> None:
            ticks.append(env.now())

    bot = Ticking()
    env = Env(bot)
    with scheduler_clock(env.now):
        await env.start()
        await simulator.travel(env, 3 * 3600)
        bot.scheduler.shutdown(wait=False)
        await env.shutdown()
    await bot.close()

    assert len(ticks) == 18
    assert {tick.minute % 10 for tick in ticks} == {0}


async def test_applying_again_changes_nothing(world: World) -> None:
    simulator.apply()

    first = await world.channel.send("once", nonce="share-1")
    second = await world.channel.send("once", nonce="share-1")

    assert second.id == first.id


async def test_a_world_starts_without_idling() -> None:
    took: list[float] = []
    for _ in range(5):
        bot = LabBot()
        env = Env(bot)
        began = perf_counter()
        await env.start()
        took.append(perf_counter() - began)
        await env.shutdown()
        await bot.close()

    # Unrepaired, every start sleeps for 50 ms; the quickest of five does not depend on the load.
    assert min(took) < 0.045
