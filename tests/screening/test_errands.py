"""Words of spam are everyday words: only what is asked of the reader makes them a scam."""

import pytest

from bot.screening.verdict import Category
from tests.screening.places import engine

SPAM = frozenset((Category.SCAM, Category.PII))
IN_PASSING = (
    "need money for meds",
    "no money for food again this week",
    "follow your heart",
    "follow your gut",
    "check your email",
    "checking my emails all night",
    "cashapp took a week to pay me",
    "my bank froze my account",
    "paypal locked my account ugh",
    "congrats you won!",
    "reply to #12345",
    "my email is down",
    "password reset email never came, ugh",
    "free nitro would be nice for my birthday lol",
    "i want free robux",
    "a giveaway at my church today",
    "limited time offer on hugs lol",
    "i think i should add my sister to whatsapp",
    "link in my bio lol jk",
    "my pronouns are in my bio",
)
ASKED = (
    "need money for rent, cashapp me",
    "need money for meds pls send $20",
    "congrats you won! claim your prize",
    "i got free nitro from this link, claim yours",
    "i won a giveaway at my school, click here and claim yours",
    "free vbucks for your birthday, claim now",
    "free robux for everyone",
    "giveaway today in my profile, join first",
    "limited time offer, order now",
    "message him on telegram, he doubled my money",
    "free skins, link in my bio",
)


@pytest.mark.parametrize("text", IN_PASSING)
def test_talk_of_money_and_mail_in_passing_is_no_scam(text: str) -> None:
    assert not engine().read(text).flags & SPAM


@pytest.mark.parametrize("text", ASKED)
def test_what_is_asked_of_the_reader_stays_a_scam(text: str) -> None:
    assert Category.SCAM in engine().read(text).flags


def test_an_errand_hides_no_address() -> None:
    text = "my email is down, mail me at robin.smith@example.org"
    assert Category.PII in engine().read(text).flags
