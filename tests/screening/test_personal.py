"""Contact data is found in many shapes, and a public number never is."""

import pytest

from bot.screening.engine.shapes.personal import find_personal
from tests.screening.places import engine

PUBLIC = frozenset({"116123", "08001111", "131114", "18007997233"})

FOUND = {
    "write to me at brisk.otter@example.org": "pii.email",
    "brisk otter (at) example (dot) org": "pii.email",
    "ring me on 07700 900123 whenever": "pii.phone",
    "+44 7700 900 123": "pii.phone",
    "my cell: (202) 555-0143": "pii.phone",
    "oh seven seven double oh, nine hundred, one two six": "pii.phone",
    "six one nine, five five five, zero one four three": "pii.phone",
    "in a crisis call me on 07700 900123": "pii.phone",
    "visit me at 14 Pember Lane": "pii.address",
    "I live in the Königstraße 12": "pii.address",
    "12 rue des Lilas, come by": "pii.address",
    "card 4111 1111 1111 1111 exp 09/29": "pii.card",
    "iban GB33BUKB20201555555555": "pii.iban",
    "my ssn is 219-09-9999": "pii.ssn",
    "her ip is 203.0.113.77": "pii.ip",
    "password: Pigeon!Tree88": "pii.secret",
    "born 4 March 1979": "pii.birth",
    "hospital number 7731904": "pii.record",
    "add my snap kelsey.marrow.ex": "pii.handle",
    "DISCORD_TOKEN=MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabc12.abcdefghijklmnopqrstuvwxyz0": "pii.token",
}

FINE = (
    "in the UK call Samaritans on 116 123, any time",
    "Childline is 0800 1111",
    "text SHOUT to 85258",
    "the hotline is 1-800-799-7233",
    "Lifeline in Australia: 13 11 14",
    "i was born in 1979 and moved in 2003-2005",
    "meeting id for tonight is 884 2213 0091",
    "it took 45 minutes all the way home",
    "level 12 close to the boss, 3 hours drive",
    "my message id 1234567890123456789",
    "on 12.03.2024 i felt better",
    "50 mg in the morning, 100 at night",
    "we met at 12:30, 10-15 people",
    "version 1.2.3.4 of nothing",
    "what is your address?",
    "my password is none of your business",
)


@pytest.mark.parametrize("text", FOUND)
def test_it_is_found_where_it_stands(text: str) -> None:
    found = find_personal(text, PUBLIC)

    assert FOUND[text] in {one.rule for one in found}
    assert all(0 <= one.start < one.end <= len(text) and 0.5 <= one.score < 1 for one in found)


@pytest.mark.parametrize("text", FINE)
def test_what_is_public_or_no_number_of_a_person_is_let_be(text: str) -> None:
    assert find_personal(text, PUBLIC) == []


def test_numbers_in_disguise_are_read_by_the_engine() -> None:
    reading = engine().read("0️⃣7️⃣7️⃣0️⃣0️⃣ 9️⃣0️⃣0️⃣ 5️⃣5️⃣2️⃣ ring whenever")

    assert "pii.phone" in {span.rule for span in reading.spans}
