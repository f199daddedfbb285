"""What a visitor of the demo sees and does, in a real browser."""

import os
import re
import shutil
from asyncio import FIRST_COMPLETED, Event, create_task, gather, get_running_loop, wait
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from bot.demo.circle import MORE, SPAN, a_year
from bot.demo.haven import make_haven
from bot.demo.server import MakeBot, Past, serve
from bot.demo.story import CHOIR, TIRED, DemoGroup, set_up, share_a_little, turn_to_the_team
from tests.demo.lab import START, LabBot

_CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NAMES = ("Alice", "Bob", "Chen", "Lina", "Mo", "Ada", *MORE)
HEAVY = "I don't want to be here any more. Every evening is too long."
_DOCS = Path(__file__).parents[2] / "docs"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(_CHROMIUM is None, reason="needs chromium or google-chrome"),
]


class Visitor:
    """Somebody in front of a browser who has opened the demo's first page."""

    def __init__(self, browser: Browser, link: str, shots: Path) -> None:
        self._browser, self._link, self._shots = browser, link, shots
        self.hosts: set[str | None] = set()
        self.complaints: list[str] = []
        self.index: Page

    async def window(self, path: str = "/") -> Page:
        """A new browser window at `path`; what it asks for and complains of is noted."""
        context = await self._browser.new_context(viewport={"width": 1000, "height": 800})
        context.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        context.on("console", self._listen)
        page = await context.new_page()
        await page.goto(self._link + path.removeprefix("/"))
        return page

    def _listen(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    async def enter(self, place: str, name: str) -> "Tab":
        """Open `place` ("#sharing", "Quiet Heron", "Messages from Haven") as the person `name`.

        In a window of its own: a browser lets the tabs behind another one run slowly.
        """
        door = re.compile(rf"^Open {re.escape(place)} as {re.escape(name)}\b.*, in a new tab$")
        path = await self.index.get_by_role("link", name=door).first.get_attribute("href")
        assert path is not None
        tab = Tab(await self.window(path))
        await expect(tab.composer).to_be_visible()
        return tab

    async def shoot(self, page: Page, name: str) -> Path:
        """Keep a picture of `page`; its path."""
        path = self._shots / f"{name}.png"
        await page.screenshot(path=path)
        return path


class Tab:
    """One place, seen by one person."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.composer = page.locator("#channel-composer-input")
        self.timeline = page.locator("#channel-timeline")
        self.modal = page.get_by_role("dialog")

    async def command(self, text: str) -> None:
        """Run a slash command that needs no options, as `share` or `my inbox`."""
        await self.composer.fill(f"/{text}")
        chip = self.page.locator(".command-chip")
        await expect(self.page.get_by_role("option", name=f"/{text}").first).to_be_visible()
        await self.composer.press("Enter")
        await expect(chip).to_be_visible()
        await self.page.locator("#send-message").click()

    async def command_with(self, text: str, option: str, choice: str) -> None:
        """Run a slash command with one of its options set to what begins with `choice`."""
        await self.composer.fill(f"/{text}")
        await expect(self.page.get_by_role("option", name=f"/{text}").first).to_be_visible()
        await self.composer.press("Enter")
        for wanted in (option, choice):
            await self.page.get_by_role("option", name=re.compile(f"^{wanted}")).first.click()
        await self.page.locator("#send-message").click()

    async def begin(self, text: str) -> None:
        """Take a slash command and stop where it asks for its options."""
        await self.composer.fill(f"/{text}")
        await expect(self.page.get_by_role("option", name=f"/{text}").first).to_be_visible()
        await self.composer.press("Enter")
        await expect(self.page.locator(".command-chip")).to_be_visible()

    async def option(self, name: str, typed: str, choice: str) -> None:
        """Choose for the option called `name` what has `choice` in it, after typing `typed`."""
        box = self.page.get_by_role("combobox", name=re.compile(f"^{name}"))
        await box.click()
        if typed:
            await box.fill(typed)
        options = self.page.get_by_role("option", name=re.compile(choice))
        await options.locator("visible=true").first.click()

    async def pick(self, placeholder: str, option: str) -> None:
        """Choose what begins with `option` from the newest list under a message."""
        chooser = self.timeline.get_by_role("combobox", name=re.compile(f"^{placeholder}"))
        await chooser.last.click()
        options = self.page.get_by_role("option", name=re.compile(f"^{option}"))
        await options.locator("visible=true").first.click()

    async def fill(self, label: str, text: str) -> None:
        """In the open form, write `text` into the field whose label begins with `label`."""
        await self.modal.get_by_label(re.compile(f"^{re.escape(label)}")).fill(text)

    async def choose(self, label: str, option: str) -> None:
        """In the open form, choose what begins with `option` from the list called `label`."""
        await self.modal.get_by_role("combobox", name=re.compile(f"^{re.escape(label)}")).click()
        await self.modal.get_by_role("option", name=re.compile(f"^{re.escape(option)}")).click()

    async def answer(self, question: str, option: str) -> None:
        """In the open form, mark `option` of the question called `question`."""
        name = re.compile(f"^{re.escape(question)}")
        choices = self.modal.get_by_role("radiogroup", name=name)
        await choices.get_by_text(option, exact=True).click()
        await expect(choices.get_by_role("radio", name=option, exact=True)).to_be_checked()

    async def command_about(self, text: str, choice: str) -> None:
        """Run a slash command that asks for one thing, with the suggestion that has `choice`."""
        await self.composer.fill(f"/{text}")
        await expect(self.page.get_by_role("option", name=f"/{text}").first).to_be_visible()
        await self.composer.press("Enter")
        await self.page.get_by_role("option", name=re.compile(choice)).first.click()
        await self.page.locator("#send-message").click()

    async def sees_picture(self) -> None:
        """Wait until the newest card shows its picture, drawn, and no file hangs below any card."""
        picture = self.timeline.locator(".embed-card img").last
        await expect(picture).to_be_visible()
        await self.page.wait_for_function(
            "image => image.naturalWidth > 600", arg=await picture.element_handle()
        )
        await expect(self.timeline.locator(".message-attachments")).to_have_count(0)

    async def submit(self) -> None:
        """Send the open form."""
        await self.modal.get_by_role("button", name="Submit").click()
        await expect(self.modal).to_have_count(0)

    async def press(self, label: str) -> None:
        """Press the newest button whose label begins with `label`."""
        button = self.timeline.get_by_role("button", name=re.compile(f"^{re.escape(label)}"))
        await button.last.click()

    async def thread(self, text: str) -> "Tab":
        """Open the thread under the message that shows `text`, by a click on it."""
        message = self.timeline.locator("[data-message-id]", has_text=text)
        async with self.page.context.expect_page() as opened:
            await message.locator(".thread-summary").click()
        tab = Tab(await opened.value)
        await expect(tab.composer).to_be_visible()
        return tab

    async def become(self, name: str) -> None:
        """View the place as the person `name`."""
        await self.page.get_by_label("Viewing as").select_option(label=name)
        await expect(self.composer).to_be_enabled()

    async def sees(self, text: str) -> None:
        """Wait until the conversation shows `text`; fails when it does not come."""
        await expect(self.timeline.get_by_text(text).last).to_be_visible()

    async def sees_not(self, text: str) -> None:
        """Fail if the conversation shows `text`."""
        await expect(self.timeline.get_by_text(text)).to_have_count(0)


@asynccontextmanager
async def open_demo(
    shots: Path, make_bot: MakeBot, past: Past | None = None
) -> AsyncGenerator[Visitor]:
    """A visitor of a running demo with the bot that `make_bot` makes."""
    stop, ready = Event(), get_running_loop().create_future()
    demo = create_task(
        serve(
            make_bot=make_bot,
            port=0,
            speed=1.0,
            start=START,
            on_ready=ready.set_result,
            stop=stop,
            past=past,
        )
    )
    await wait([demo, ready], return_when=FIRST_COMPLETED)
    if demo.done():
        await demo
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
            guest = Visitor(browser, ready.result(), shots)
            guest.index = await guest.window()
            yield guest
            await browser.close()
    finally:
        stop.set()
        await demo


def _the(bot: LabBot, *_: object) -> LabBot:
    return bot


@pytest_asyncio.fixture
async def visitor(tmp_path: Path) -> AsyncGenerator[Visitor]:
    async with open_demo(tmp_path, LabBot) as guest:
        yield guest


@pytest_asyncio.fixture
async def friend(tmp_path: Path) -> AsyncGenerator[Visitor]:
    """A visitor of the demo with Haven, where the group has talked since yesterday."""
    async with open_demo(_shots(tmp_path), make_haven, Past(_a_day, timedelta(days=1))) as guest:
        yield guest


@pytest_asyncio.fixture
async def member(tmp_path: Path) -> AsyncGenerator[Visitor]:
    """A visitor of the demo as it is, with a year behind it."""
    async with open_demo(_shots(tmp_path), make_haven, Past(a_year, SPAN)) as guest:
        yield guest


@pytest_asyncio.fixture
async def carer(tmp_path: Path) -> AsyncGenerator[Visitor]:
    """A visitor of the demo with Haven, where things wait for the care team."""
    async with open_demo(_shots(tmp_path), make_haven, Past(_a_worry, timedelta(days=1))) as guest:
        yield guest


def _shots(otherwise: Path) -> Path:
    return _DOCS if os.environ.get("HAVEN_SCREENSHOTS") == "1" else otherwise


async def _a_day(group: DemoGroup, now: datetime) -> DemoGroup:
    await set_up(group)
    await share_a_little(group, now)
    return group


async def _a_worry(group: DemoGroup, now: datetime) -> DemoGroup:
    await set_up(group)
    await share_a_little(group, now - timedelta(minutes=40))
    await turn_to_the_team(group, now)
    return group


async def test_a_share_is_answered_and_nobody_learns_who_wrote(friend: Visitor) -> None:
    alice = await friend.enter("#sharing", "Alice")
    bob = await friend.enter("#sharing", "Bob")

    await alice.command("share")
    await alice.fill(
        "What would you like to share", "My sister left. Only Chen knows. The house is so quiet."
    )
    await alice.choose("When should it appear", "Now")
    await friend.shoot(alice.page, "share")
    await alice.submit()
    await alice.sees("This is how it will look.")
    await friend.shoot(alice.page, "preview")
    await bob.sees_not("The house is so quiet.")
    await alice.press("Hide these details")
    await alice.sees("Only [a name] knows.")
    await alice.press("Post it")
    await bob.sees("The house is so quiet.")
    await friend.shoot(bob.page, "posted")
    await bob.press("Reply without my name")
    await bob.fill(
        "What would you like to say", "Quiet houses are loud. I will think of you tonight."
    )
    await bob.submit()
    await bob.press("Post it")
    thread = await alice.thread("The house is so quiet.")
    await thread.sees("Quiet houses are loud.")
    await friend.shoot(thread.page, "reply")

    for tab in (alice, bob, thread):
        said = await tab.timeline.inner_text()
        assert not {"Alice", "Bob", "Chen", "alice", "bob", "chen"} & set(re.findall(r"\w+", said))
    assert friend.complaints == []
    assert friend.hosts == {"127.0.0.1"}


async def test_the_care_team_sees_a_report_and_not_who_sent_it(friend: Visitor) -> None:
    bob = await friend.enter("#sharing", "Bob")
    mo = await friend.enter("#care", "Mo")

    await bob.press("Report")
    await bob.choose("What is it about", "It is unkind")
    await bob.submit()
    await mo.sees("A report about")

    said = await mo.timeline.inner_text()
    assert "Bob" not in said
    await friend.shoot(mo.page, "care")


async def test_a_share_that_waits_appears_a_day_later(friend: Visitor) -> None:
    alice = await friend.enter("#sharing", "Alice")
    bob = await friend.enter("#sharing", "Bob")

    await alice.command("share")
    await alice.fill("What would you like to share", "I planted tomatoes.")
    await alice.choose("When should it appear", "With the next release")
    await alice.submit()
    await alice.press("Post it")
    await alice.sees_not("Post it")
    await bob.sees_not("I planted tomatoes.")
    await friend.index.get_by_role("button", name="One day later").click()

    await bob.sees("I planted tomatoes.")


async def test_a_held_share_appears_when_the_care_team_says_so(friend: Visitor) -> None:
    ada = await friend.enter("#sharing", "Ada")
    alice = await friend.enter("#sharing", "Alice")
    bob = await friend.enter("#sharing", "Bob")
    mo = await friend.enter("#care", "Mo")

    await ada.command_with("setup", "vetting", "on")
    await ada.sees("Care team reads shares first")
    await friend.shoot(ada.page, "setup")
    await alice.command("share")
    await alice.fill("What would you like to share", "I said no at work today.")
    await alice.choose("When should it appear", "Now")
    await alice.submit()
    await alice.press("Post it")
    await alice.sees("Your words are with the care team.")
    await mo.sees("I said no at work today.")
    await friend.shoot(mo.page, "held")
    await bob.sees_not("I said no at work today.")
    await mo.press("Let it appear")

    await bob.sees("I said no at work today.")


async def test_a_crisis_draft_is_asked_what_would_help_before_anything_is_sent(
    carer: Visitor,
) -> None:
    alice = await carer.enter("#sharing", "Alice")
    bob = await carer.enter("#sharing", "Bob")
    mo = await carer.enter("#care", "Mo")
    await mo.sees(TIRED)

    await alice.command("share")
    await alice.fill("What would you like to share", HEAVY)
    await alice.choose("When should it appear", "Now")
    await alice.submit()
    await alice.sees("Thank you for writing this down.")
    await alice.sees(HEAVY)
    await alice.page.set_viewport_size({"width": 1000, "height": 820})
    await carer.shoot(alice.page, "fork")
    await alice.press("What else is there")
    await alice.sees("lists lines in most countries")
    await mo.sees_not("Somebody wants to talk with the team")
    await alice.press("Talk to the team without my name")
    await alice.sees("The care team has your words.")
    await mo.sees("Somebody wants to talk with the team")
    await alice.press("Share it")
    await alice.sees("This is how it will look.")
    await bob.sees_not(HEAVY)
    await alice.press("Post it")
    await bob.sees(HEAVY)

    assert "Alice" not in await mo.timeline.inner_text()
    assert carer.complaints == []


async def test_a_case_is_claimed_and_closed_with_a_reason(carer: Visitor) -> None:
    mo = await carer.enter("#care", "Mo")
    ada = await carer.enter("#care", "Ada")
    await mo.page.set_viewport_size({"width": 1000, "height": 1220})

    await mo.sees(TIRED)
    await mo.press("Claim")
    await mo.sees("It's yours.")
    await ada.sees("@Mo has it.")
    await mo.sees("@Mo has it.")
    await mo.sees("Written by @Chen")
    await carer.shoot(mo.page, "case")
    await mo.pick("Close it, because", "We talked with them")

    await ada.sees("Closed: We talked with them")
    await ada.sees_not(TIRED)
    await mo.command("care queue")
    await mo.sees("Waiting for you: a share by")


async def test_a_share_that_its_author_asked_about_is_let_appear(carer: Visitor) -> None:
    mo = await carer.enter("#care", "Mo")
    bob = await carer.enter("#sharing", "Bob")

    await mo.sees("Its author asks that a person looks at it.")
    await bob.sees_not(CHOIR)
    await mo.press("Let it appear")

    await bob.sees(CHOIR)


async def test_support_shows_who_answers_in_a_country(carer: Visitor) -> None:
    alice = await carer.enter("#lounge", "Alice")

    await alice.command("support")
    await alice.sees("lists lines in most countries")
    await alice.pick("Your country", "Germany")
    await alice.sees("TelefonSeelsorge, short number")
    await carer.shoot(alice.page, "support")

    assert carer.complaints == []
    assert carer.hosts == {"127.0.0.1"}


async def test_what_was_shared_can_be_taken_back(friend: Visitor) -> None:
    alice = await friend.enter("#sharing", "Alice")
    bob = await friend.enter("#sharing", "Bob")

    await alice.command("share")
    await alice.fill("What would you like to share", "I am not sure about this.")
    await alice.choose("When should it appear", "Now")
    await alice.submit()
    await alice.press("Post it")
    await bob.sees("I am not sure about this.")
    await alice.command("my shares")
    await alice.sees("What is yours here.")
    await alice.pick("Choose one", "")
    await alice.press("Withdraw")
    await alice.press("Yes, withdraw")
    await alice.sees("It's taken back.")
    await friend.shoot(alice.page, "withdrawn")

    await bob.sees_not("I am not sure about this.")


async def test_an_admin_plans_a_check_in_and_sees_it_before_it_is_saved(
    member: Visitor,
) -> None:
    ada = await member.enter("#lounge", "Ada")
    await ada.page.set_viewport_size({"width": 1000, "height": 1180})

    await ada.begin("checkin create")
    await ada.option("channel", "", "lounge")
    await ada.option("repeat", "", "every week")
    await ada.option("day", "Mon", "Monday")
    await ada.page.get_by_role("textbox", name=re.compile("^time")).fill("19:00")
    await ada.option("zone", "Berl", "Berlin")
    await ada.page.locator("#send-message").click()
    await ada.sees("The next five dates")
    await ada.pick("Reminder", "Reminder: once to the channel, after 50")
    await expect(ada.timeline.get_by_text("Reminder: once to the channel").first).to_be_visible()
    await member.shoot(ada.page, "checkin-plan")
    await ada.press("Create it")
    await ada.sees("The first one is due")
    await ada.press("Post it now…")
    await ada.sees("Post this check-in now?")
    await ada.press("Post it now")
    chen = await member.enter("#lounge", "Chen")

    await chen.sees("How is trust here?")
    await chen.press("Answer privately")
    await chen.answer("Met with care", "In between")
    assert member.complaints == []


async def test_a_check_in_is_answered_by_two_and_ends_in_a_result_and_a_trend(
    member: Visitor,
) -> None:
    alice = await member.enter("#circle", "Alice")
    bob = await member.enter("#circle", "Bob")
    ada = await member.enter("#lounge", "Ada")
    await member.shoot(member.index, "demo")
    await bob.page.set_viewport_size({"width": 1000, "height": 1040})

    for tab in (alice, bob):
        await tab.sees("How is trust here?")
        if tab is alice:
            await member.shoot(tab.page, "checkin")
        await tab.press("Answer privately")
        await tab.answer("Met with care", "Mostly yes")
        if tab is alice:
            await member.shoot(tab.page, "checkin-form")
        await tab.answer("What is shared stays here", "Mostly yes")
        await tab.answer("Fair moderators", "Prefer not to say")
        await tab.answer("Holding back", "Mostly no")
        await tab.submit()
        await tab.sees("Thank you; it helps this group.")
    await alice.press("Answer privately")
    await alice.sees("Your answer is already counted.")
    await member.index.get_by_role("button", name="One day later").click()
    await bob.sees("The result of our check-in is here")
    await expect(member.index.locator("#travelling")).to_have_text("", timeout=60_000)
    await bob.sees("11 of about")
    await bob.sees_picture()
    await expect(bob.timeline.get_by_text("How is trust here?")).to_have_count(0)
    await member.shoot(bob.page, "checkin-result")
    await ada.command_about("checkin trend", "#circle")
    await ada.sees("Trust over time")
    await ada.sees_picture()
    await member.shoot(ada.page, "trend")

    said = await bob.timeline.inner_text()
    assert not {*_NAMES} & set(re.findall(r"\w+", said))
    await bob.page.set_viewport_size({"width": 390, "height": 800})
    assert await bob.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert member.complaints == []
    assert member.hosts <= {"127.0.0.1", None}  # None: a picture, in the page's own memory


async def test_words_shared_in_one_tab_are_answered_from_another(visitor: Visitor) -> None:
    alice = await visitor.enter("#sharing", "Alice")
    bob = await visitor.enter("#sharing", "Bob")

    await alice.command("share")
    await alice.fill("Your words", "A hard week.")
    await alice.submit()
    await bob.sees("Quiet Heron: A hard week.")
    await bob.press("Reply without my name")
    await bob.fill("Your words", "I am with you.")
    await bob.submit()
    thread = await visitor.enter("Quiet Heron", "Alice")

    await thread.sees("Kind Otter: I am with you.")
    await alice.sees_not("I am with you.")


async def test_three_windows_press_as_fast_as_they_can_and_every_press_counts(
    tmp_path: Path,
) -> None:
    bot = LabBot()
    async with open_demo(tmp_path, partial(_the, bot)) as visitor:
        tabs = [await visitor.enter("#sharing", name) for name in ("Alice", "Bob", "Chen")]
        await tabs[0].command("share")
        await tabs[0].fill("Your words", "A hard week.")
        await tabs[0].submit()
        for tab in tabs:
            await tab.sees("Quiet Heron: A hard week.")

        async def press(tab: Tab) -> None:
            for _ in range(10):
                await tab.press("I hear you")

        await gather(*(press(tab) for tab in tabs))

        for tab in tabs:
            await expect(tab.timeline.get_by_role("button", name="I hear you (3)")).to_be_visible()
        assert bot.presses == 30


async def test_talk_with_names_appears_in_another_tab_by_itself(visitor: Visitor) -> None:
    lina = await visitor.enter("#lounge", "Lina")
    mo = await visitor.enter("#lounge", "Mo")

    await lina.composer.fill("Tea is ready.")
    await lina.composer.press("Enter")

    await mo.sees("Tea is ready.")
    await expect(lina.composer).to_have_value("")


async def test_a_tab_can_become_another_person(visitor: Visitor) -> None:
    tab = await visitor.enter("#sharing", "Alice")
    await tab.command("ping")
    await tab.sees("pong")

    await tab.become("Bob")

    await tab.sees_not("pong")
    await tab.command("ping")
    await tab.sees("pong")


async def test_the_thread_under_a_share_opens_by_a_click(visitor: Visitor) -> None:
    alice = await visitor.enter("#sharing", "Alice")
    await alice.command("share")
    await alice.fill("Your words", "A hard week.")
    await alice.submit()

    thread = await alice.thread("A hard week.")

    await expect(thread.page).to_have_title("Alice in Quiet Heron · Haven demo")
    await thread.sees("This thread answers")


async def test_a_link_on_the_page_opens_a_new_tab(visitor: Visitor) -> None:
    async with visitor.index.context.expect_page() as opened:
        await visitor.index.get_by_role("link", name="Open #lounge as Chen").click()

    await expect(await opened.value).to_have_title("Chen in #lounge · Haven demo")


async def test_the_clock_on_the_page_moves_by_an_hour(visitor: Visitor) -> None:
    now = visitor.index.locator("#now")
    await expect(now).not_to_have_text("…")
    before = await now.inner_text()

    await visitor.index.get_by_role("button", name="One hour later").click()

    await expect(now).not_to_have_text(before)


async def test_the_page_fits_a_phone_and_asks_nobody_else(visitor: Visitor) -> None:
    await visitor.index.set_viewport_size({"width": 390, "height": 800})
    await visitor.index.emulate_media(color_scheme="dark")
    await visitor.enter("#care", "Mo")

    width = await visitor.index.evaluate("document.documentElement.scrollWidth")

    assert width <= 390
    assert visitor.hosts == {"127.0.0.1"}
    assert visitor.complaints == []
