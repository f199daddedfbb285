"""Links: known ones, look-alikes and bait are found, ordinary ones are not."""

import tomllib

import pytest

from bot.screening.engine.shapes.links import Links, hashed, make_links, read_list
from tests.screening.places import SAFETY

RAW = tomllib.loads((SAFETY / "links.toml").read_text(encoding="utf-8"))
OURS = (SAFETY / "domains.txt").read_text(encoding="utf-8")
LINKS = make_links(RAW, [OURS])


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
    ],
)
def test_an_ordinary_link_is_not(text: str) -> None:
    assert score(text) < 0.5


def test_a_known_domain_covers_what_stands_below_it() -> None:
    links = make_links(RAW, ["bad.example\n"])

    assert score("see a.b.bad.example/x", links) > 0.9
    assert score("see notbad.example", links) < 0.5


@pytest.mark.parametrize(
    "line",
    [
        "bad.example",
        "BAD.example  # a reason",
        "https://bad.example/login?x=1",
        "0.0.0.0 bad.example",
        "||bad.example^",
        "www.bad.example",
        f"sha256:{hashed('bad.example')}",
    ],
)
def test_a_list_is_read_in_the_forms_people_have(line: str) -> None:
    assert make_links(RAW, [line]).is_known("bad.example")


def test_what_cannot_be_read_in_a_list_is_left_out() -> None:
    assert read_list("# nothing\n\n   \nlocalhost\n") == (set(), set())


def test_our_list_names_no_place_to_visit() -> None:
    names, sums = read_list(OURS)

    assert names == set()
    assert len(sums) >= 20
    assert all(len(one) == 64 for one in sums)


def test_the_trusted_are_never_bait() -> None:
    assert [
        one
        for one in LINKS.trusted
        if score(f"claim free nitro login https://{one}/gift") >= 0.5
        and one not in ("discord.gg", "dis.gd")
    ] == []
