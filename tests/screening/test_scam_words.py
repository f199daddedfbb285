"""Words of spam are everyday words: only an offer with a demand is a trick.

Built from parts, in both directions.
"""

from collections.abc import Iterable

import pytest

from bot.screening.verdict import Category
from tests.screening.places import engine, ruled

WORDS = (
    "voucher",
    "coupon",
    "gift card",
    "free trial",
    "ringtone",
    "land line",
    "cash prize",
    "prize",
    "bonus",
    "discount",
    "dating service",
    "new handset",
    "reward",
    "promo code",
    "loan",
    "lottery ticket",
)
EVERYDAY = (
    "the food bank gave me a {} and I cried in the car",
    "I got a {} from my nan",
    "my ex kept the {}",
    "people laughed at me because of a {}",
    "we only had a {} at home",
    "they took my {} away",
    "I won a {} once and felt nothing",
    "is a {} too much to ask for?",
    "his {} still makes me freeze",
    "I gave my {} to a stranger",
    "congratulations on the {} for your poem",
    "my claim for the {} was rejected again",
)
LINES = (
    "call now if you can, I'm outside",
    "text now please, I'm awake",
    "apply now, says the form, and I can't",
    "order now and eat, I told myself",
    "unsubscribe me from this year",
    "no contract, no hours, no money: my job",
    "free entry at the museum on sundays, come with me",
    "I won the weekly competition at the knitting club",
    "I have to claim benefits and I feel ashamed",
    "my account was suspended when I had no money for rent",
    "my bank account is locked and I can't buy food",
    "verify yourself, the clinic said, and I had no ID",
    "they asked me to confirm the account details again before friday",
    "the jobcentre wants me to log in and upload bank details by friday",
    "I forgot my password to the patient portal",
    "I need money for rent, I'm so scared",
    "I can't pay the deposit for the flat",
    "I borrowed money from my mum and I feel like a burden",
    "crypto ruined my marriage",
    "I lost my savings in bitcoin and I'm so ashamed",
    "try the app Finch, it's free",
    "check out our support group, everyone is welcome",
    "join our server for carers, it's calm and everyone is kind",
    "check out the free course on sleep",
    "please scan the qr at the clinic entrance",
    "test my game? I made it during psych ward",
    "the helpline is free from any phone",
    "the online meeting is free, join us",
    "last chance to say sorry to my mum",
    "act now or lose him, says my head",
    "winner of the worst mum award, claim it here lol",
    "the parcel was delivered to the wrong house and I cried",
    "my doctor stopped my xanax, the withdrawal is rough",
    "I sold my guitar and regret it",
    "I made 20 dollars with my art and I'm proud",
    "is this message from my bank real?",
    "they offered me credit counselling",
    "the landlord wants the deposit by Friday",
)
OFFERS = (
    "a $500 gift card",
    "free nitro",
    "a new iphone",
    "a cash prize",
    "free robux",
    "an airdrop",
    "a playstation 5",
    "10,000 vbucks",
)
TRICKS = (
    "claim {} here https://x.example/a",
    "congratulations, you have been selected to receive {}, click the link",
    "scan this qr to unlock {}",
    "I'm giving away {}, first 10 people to dm me win",
    "you won {}! verify your account to claim it",
    "get {} now, link in bio, hurry",
)
FRAUDS = (
    "your account will be suspended, verify your password at the link",
    "discord support here: send us your token or you are banned",
    "made 900 dollars in 2 hours with this trading bot, dm me",
    "send 1 btc and get 2 btc back, whatsapp me",
    "connect your wallet, the mint is live now",
    "i accidentally reported your steam account, contact the admin",
    "free entry in our weekly competition, txt WIN to 80085, std txt rate",
    "buy xanax bars, dm for the menu",
    "lend me 50 dollars, i pay you back double tomorrow i swear",
    "try my new game, download the exe, turn off your antivirus",
)


def tricked(texts: Iterable[str]) -> list[str]:
    """The texts that are read as a trick."""
    return [text for text in texts if Category.SCAM in engine().read(text).ruled]


@pytest.mark.parametrize("frame", EVERYDAY)
def test_a_word_of_spam_alone_is_no_trick(frame: str) -> None:
    assert tricked(frame.format(word) for word in WORDS) == []


@pytest.mark.parametrize("line", LINES)
def test_talk_of_money_and_forms_passes(line: str) -> None:
    assert Category.SCAM not in ruled(line)


@pytest.mark.parametrize("frame", TRICKS)
def test_an_offer_with_a_demand_is_a_trick(frame: str) -> None:
    for offer in OFFERS:
        assert Category.SCAM in engine().read(frame.format(offer)).flags, offer


@pytest.mark.parametrize("line", FRAUDS)
def test_a_fraud_is_found_by_rule(line: str) -> None:
    assert Category.SCAM in engine().read(line).ruled
