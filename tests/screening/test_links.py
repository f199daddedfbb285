"""Links: known ones, look-alikes and bait are found, ordinary ones are not."""

import tomllib
from pathlib import Path

import pytest

from bot.screening.engine.links.link_lists import read_list
from bot.screening.engine.links.links import Links, make_links
from bot.screening.engine.links.listed import hashed
from bot.screening.engine.links.lookalikes import canonical, is_mixed, skeleton
from bot.screening.verdict import Category
from tests.screening.places import SAFETY, engine

RAW = tomllib.loads((SAFETY / "links.toml").read_text(encoding="utf-8"))
OURS = (SAFETY / "domains.txt").read_text(encoding="utf-8")
LINKS = make_links(RAW, [OURS])
TOP = [
    line
    for line in (Path(__file__).parent / "top_sites.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def score(text: str, links: Links = LINKS) -> float:
    return max((one.score for one in links.find(text)), default=0.0)


@pytest.mark.parametrize(
    "text",
    [
        "https://dlscord-gift.example/claim",
        "http://discrod.example/nitro",
        "steamcommunlty.example/login",
        "https://stearncommunity.example/id/7",
        "free nitro: https://discord-nitro.example/",
        "hxxps://www.rnetarnask.example",
        "https://xn--dscord-q9a.example",
        "look http://203.0.113.9/gift",
        "discord.gg/abcdef join discord.gg/ghijkl",
        "claim your free skins at csgo-drop.example/claim",
        "https://paypal.com.account-verify.com/",
        "https://amazon.login-check.xyz/",
        "https://paypal-login.github.io/",
        "https://discord-gift.web.app",
        "https://discord.tk/login",
        "https://binanse.com/login",
        "https://metamask.app/verify",
        "https://netflix.billing-update.example/login",
        "https://goog1e.com",
        "https://g00gle.com/x",
        "https://linkedln.com/login",
        "https://twltter.com/login",
        "https://y0utube.com",
        "https://te1egram.org",
        "https://redd1t.com/login",
        "https://dlscord.example/x",
        "hxxps://dlscord[.]example/x",
        "dlscord[dot]com",
        "https[:]//discord-nitro(.)example/claim",
        "https://paypal-help.com",
        "https://coinbase-wallet.com",
    ],
)
def test_a_trap_is_found(text: str) -> None:
    assert score(text) >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "https://discord.com/channels/1/2/3",
        "support.discord.com helped me",
        "https://en.wikipedia.org/wiki/Grief",
        "read this https://www.mind.org.uk/information-support/",
        "the rules are on our-choir.org",
        "i said.so there. we were ok.but tired",
        "see https://medium.com/a-quiet-year",
        "mail me at a@example.com",
        "version 2.0.1 is out",
        "our server: discord.gg/abcdef",
        "http://192.168.1.1/admin",
    ],
)
def test_an_ordinary_link_is_not(text: str) -> None:
    assert score(text) < 0.5


@pytest.mark.parametrize(
    "link",
    [
        "https://www.amazon.de/dp/3423086955",
        "https://amazon.com.mx/gp/cart",
        "https://amazon.co.jp/login",
        "https://www.paypal.fr/signin",
        "https://www.google.com.br/login",
        "https://google.co.in/",
    ],
)
def test_a_brand_has_sites_in_many_countries(link: str) -> None:
    assert score(link) < 0.5
    assert score(f"please join {link}") < 0.5


@pytest.mark.parametrize(
    "link",
    [
        "https://discord.js.org/docs",
        "https://discordjs.guide/popular-topics",
        "https://discordpy.readthedocs.io/en/latest",
        "https://roblox.fandom.com/wiki/Adopt_Me",
        "https://steam.fandom.com/wiki/Steam",
        "https://facebook.github.io/react",
        "https://finance.yahoo.com/news/",
        "https://papal.va/encyclical",
        "https://discard.org/login",
        "https://safe-haven.org.uk/contact",
        "https://haven.ca/get-help",
        "https://login.microsoftonline.com/",
        "https://s3.amazonaws.com/bucket/poem.pdf",
        "https://amazonwatch.org/donate",
        "https://instagram-tutorials.blog",
        "https://coinbase-careers.com",
        "https://steam-museum.org",
        "https://roblox-parents.org/guide",
        "https://netflix-studies.org",
        "https://googie-architecture.org",
        "https://linkedin-tips.com",
        "https://twitter-history.org/login",
        "https://youtubers.org/login",
        "https://goggles.com/login",
        "https://switchboard.com/login",
        "https://twister.org/login",
        "https://masterclass.com/login",
        "https://spotify.link/abc",
        "https://our-choir[.]org",
    ],
)
def test_an_honest_site_may_have_a_name_that_is_like_a_brand(link: str) -> None:
    assert score(link) < 0.5
    assert score(f"this helped me: {link}") < 0.5


@pytest.mark.parametrize("site", TOP)
def test_the_most_linked_sites_are_no_traps(site: str) -> None:
    wordings = ("https://{}", "https://{}/login", "please join https://{}/login", "see {}/signin")
    said = [wording.format(site) for wording in wordings]

    assert {text for text in said if Category.SCAM in engine().read(text).flags} == set()


@pytest.mark.parametrize(
    "link",
    [
        "https://d\u0456scord.com/gifts/claim",  # a Cyrillic i
        "https://\u0455team.com/free",
        "https://steamcommun\u00ecty.com/tradeoffer/new",
        "https://g\u0456thub.com/login",
        "https://\u0440\u0430ypal.com/signin",
        "https://d\u0131scord.com/app",  # an i without its dot
        "https://xn--dscord-q9a.com/nitro",
        "https://g\u03bf\u03bfgle.com/login",  # Greek
        "https://\u0430\u0440\u0440\u04cf\u0435.com/",  # all Cyrillic
        "https://www.\u0430mazon.com/gift",
        "https://r\u043eblox.com/free-robux",
    ],
)
def test_another_alphabet_does_not_make_the_known_site(link: str) -> None:
    assert Category.SCAM in engine().read(f"{link} look").flags


@pytest.mark.parametrize(
    "link",
    [
        "https://m\u00fcller.example/login",
        "https://b\u00fccher.de/",
        "https://\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444/",
        "https://xn--mller-kva.de/login",
        "https://caf\u00e9-discord-fans.org/",
        "https://\u30c9\u30e1\u30a4\u30f3abc.jp/",
        # Wide letters are plain ones to a browser, so this is the known site.
        "https://\uff44\uff49\uff53\uff43\uff4f\uff52\uff44.com/app",
        "https://xn--zzzzz99999.org/",
    ],
)
def test_a_name_in_another_language_is_none(link: str) -> None:
    assert Category.SCAM not in engine().read(f"this helped me: {link}").flags


def test_letters_are_read_as_a_browser_and_as_an_eye_reads_them() -> None:
    assert canonical("DISC\u200bORD\u3002com") == "discord.com"
    assert canonical("xn--mller-kva.de") == "m\u00fcller.de"
    assert skeleton("d\u0456sc\u043erd") == "discord"
    assert is_mixed("d\u0456scord")
    assert not is_mixed("\u0434\u043e\u043c")
    assert not is_mixed("m\u00fcller")


def test_a_known_domain_covers_what_stands_below_it() -> None:
    links = make_links(RAW, ["bad.example\n"])

    assert score("see a.b.bad.example/x", links) > 0.9
    assert score("see notbad.example", links) < 0.5


def test_a_listed_name_with_other_letters_is_met_as_it_is_written() -> None:
    links = make_links(RAW, ["b\u00e4d-name.example\n"])

    def written(start: int, end: int) -> str:
        return "https://b\u00e4d-name.example/x"[start:end]

    found = list(links.find("https://bad-name.example/x", written))

    assert [one.rule for one in found] == ["scam.known_link"]
    assert score("https://bad-name.example/x", links) < 0.5


def test_the_trusted_win_over_a_list_and_only_a_page_of_theirs_is_listed() -> None:
    links = make_links(RAW, ["github.com\nhttps://docs.google.com/forms/d/abc/viewform\n"])

    assert score("https://github.com/a/coping", links) < 0.5
    assert score("fill in https://docs.google.com/forms/d/xyz", links) < 0.5
    assert score("fill in https://docs.google.com/forms/d/abc/viewform", links) > 0.9


@pytest.mark.parametrize(
    "line",
    [
        "bad.example",
        "BAD.example  # a reason",
        "https://bad.example/",
        "0.0.0.0 bad.example",
        "||bad.example^",
        "www.bad.example",
        f"sha256:{hashed('bad.example')}",
    ],
)
def test_a_list_is_read_in_the_forms_people_have(line: str) -> None:
    assert make_links(RAW, [line]).is_known("bad.example")


def test_a_page_that_is_listed_is_met_and_its_neighbours_are_not() -> None:
    links = make_links(
        RAW, ["https://someuni.example/~bob/phish\n||wiki-d.example/login^\nco.uk\n"]
    )

    assert score("see https://someuni.example/~bob/phish", links) > 0.9
    assert score("see https://www.someuni.example/~bob/phish/step2?x=1", links) > 0.9
    assert score("see https://wiki-d.example/login?next=/", links) > 0.9
    assert score("see https://someuni.example/", links) < 0.5
    assert score("see https://someuni.example/~bob/phishing-explained", links) < 0.5
    assert score("see https://someuni.example/~ann", links) < 0.5
    assert score("see https://wiki-d.example/user-page", links) < 0.5
    assert score("see https://village-choir.co.uk/", links) < 0.5


def test_a_list_takes_nothing_off_havens_own() -> None:
    links = make_links(
        RAW, [f"sha256:{hashed('bad.example')}\n", "@@||bad.example^\n||x-d.example^\n"]
    )

    assert links.is_known("bad.example")
    assert links.is_known("x-d.example")


def test_a_link_in_brackets_is_marked_as_it_was_written() -> None:
    text = "look: hxxps://dlscord[.]com/x ok"
    [found] = LINKS.find(text)

    assert text[found.start : found.end] == "hxxps://dlscord[.]com/x"


def test_our_list_names_no_place_to_visit() -> None:
    ours = read_list(OURS)

    assert ours.names == set()
    assert len(ours.hashes) >= 20
    assert ours.skipped == 0


def test_the_trusted_are_never_bait() -> None:
    assert [
        one
        for one in LINKS.trusted
        if score(f"claim free nitro login https://{one}/gift") >= 0.5
        and one not in ("discord.gg", "dis.gd")
    ] == []
