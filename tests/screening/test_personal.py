"""Contact data is found in many shapes, and a public number never is."""

import pytest

from bot.core.text import PLACEHOLDERS
from bot.screening.engine.shapes.known_numbers import make_known
from bot.screening.engine.shapes.personal import find_personal
from bot.screening.verdict import Category
from bot.sharing.preview.identifiers import IdentifierKind
from tests.screening.disguises import broken
from tests.screening.places import engine

PUBLIC = make_known(
    "emergency 999 # GB\nGB 116 123\nGB 0800 1111\nAU 13 11 14\nUS 1-800-799-7233\n", {}
)

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
    "write me at marla.finch at example dot com please": "pii.email",
    "my mail: p3rla (at) example (d0t) com": "pii.email",
    "found where he lives. 6 orsett terrace. go there": "pii.address",
    "addy is 208 crestling dr if u send a card": "pii.address",
    "snap: lintpuddle_0133": "pii.handle",
    "skype me? live:tamsin.orrel_0190": "pii.handle",
    "her full name is kaylin morstead, go find her": "pii.person",
    "mein handy 0171 2345678": "pii.phone",
    "order more tea and ring me on 07700 900123": "pii.phone",
    "my new number is 202-555-0143": "pii.phone",
    "our card 5555 5555 5555 4444 expires soon": "pii.card",
    "i grew up here and still live at 14 Pember Lane": "pii.address",
    "not 116 123 but mine, 07700 900 116": "pii.phone",
    "DISCORD_TOKEN=MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabc12.abcdefghijklmnopqrstuvwxyz0": "pii.token",
}

BROKEN = {
    "I'm at 17\nPennymoor Lane, Stockport": "pii.address",
    "he's Cormac Devane from 22\nMill Row": "pii.address",
    "here's her\nfull name and dorm: Sarah Wells, Kent Hall 4": "pii.person",
    "snap:\n\nlintpuddle_0133": "pii.handle",
    "ring me on\n07700\n900\n456": "pii.phone",
    "card 4111\n1111\n1111\n1111": "pii.card",
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
    "signed with her full name and there's nothing else",
    "their real name is safe with me",
    "my home is 3 streets away from hers",
    "come to 2 meetings close to home",
    "mobile crisis here is 555-0129",
    "the shelter intake line is 555-0160",
    "she wishes she wasnt @11v3. she is safe now",
    "1200 1400 1600 calories, then nothing",
    "case number 7731-2204 at the council",
    "he won 6-4 3-6 7-5 6-2",
    "it ended 110-98, then 104-99",
    "order 4412 8876 finally came",
    "ticket number 4412-8876 is still open",
    "ISBN 978-3-16-148410-0",
    "Psalm 139:13-16",
    "ward 12, bed 4, level 3",
    "unix time 1732982400",
    "at 12 Main Street as a child I hid in the cupboard",
    "we grew up at 14 Pember Lane, years ago",
    "my IP is 192.168.1.1",
    "ssh into 10.0.0.12 or 172.16.4.9",
    "since version 10.4.2.1 it crashes",
    "credit to <@1234567890123456789> for helping me",
    "nice <:creditcard:1234567890123456789> emoji",
    "she mastered it, ask <@&1234567890123456789>",
    "card 4111 1111 1111 1112 is no card",
    "user id 4532015112830366133",
    "my credit card <@4111111111111111110> asked about",
    "credit <:card:4111111111111111110> and <#4111111111111111110>",
    "https://zoom.us/j/4111111111111111",
    "join zoom.us/j/4111111111111111 at 8",
    "https://youtube.com/watch?v=4111111111111111",
    "watch https://youtu.be/x?t=1&v=07700900123",
    "https://shop.example/item?id=5555555555554444&x=1",
    "lifts today\n120\n140\n160\n180",
    "age uk 0800\n678 1602",
    "gamcare 0808\n\n8020 133",
    "walked down at 7\nthe street was empty",
    "i turned 19.\nMill Row is where i went",
)

NEAR_HELP = (
    "helpline 07911 123456",
    "samaritans number is 07911 123456",
    "crisis chat: whatsapp +1 212 555 0147",
    "talk to someone: 07911 123456",
    "text 07911 123456 for crisis help",
    "07911 123456 - call the police on this paedo",
    "+44 7911 123456 is the crisis line",
    "suicide help 07700 900123 any time",
    "emergency: my ex is at 5 Park Road, Hull HU3 4AB",
    "he lives at 14 Mill Lane, Leeds LS6 3BX, call the police on him",
    "call the police, she lives at 22 Oak Street, Bristol",
    "0113 496 0812 - someone call the police on her",
    "report him to 988, his number is 212 555 0147",
    "his address is 9 Elm Grove. ring 999",
    "nhs nurse here, text me 07700 900456",
    "crisis team said ring me on 0113 496 0812",
    "samaritans didnt help, call me 0161 496 0345",
    "free call 0412 345 678 talk to someone",
    "domestic abuse: he is at 31 Station Road, Derby DE1 2AB",
    "24/7 support whatsapp +44 7911 123 456",
    "police! it is 212-555-0147, ring it till he cries",
)
"""A person's number or home, with the words of a helpline beside it."""

OF_A_SERVICE = (
    "the local crisis line is 0113 496 0812",
    "our helpline is 0300 123 4567",
    "call the crisis team on 0161 496 0345",
    "0113 496 0812 is the crisis line",
    "the county crisis line is 212-555-0147",
    "my gp surgery number is 0113 496 0812",
    "ring the duty team on 01904 496 081",
    "the hospital switchboard is 0117 496 0123",
    "rape crisis centre 0141 496 0555",
    "leeds mind support line: 0113 496 0812",
    "0161 496 0345 (samaritans)",
    "0131 496 0345 for the mental health team",
)


@pytest.mark.parametrize("text", NEAR_HELP)
def test_a_word_nearby_makes_no_number_and_no_home_public(text: str) -> None:
    assert {one.rule for one in find_personal(text)} & {"pii.phone", "pii.address"}
    assert Category.PII in engine().read(text).flags


@pytest.mark.parametrize("text", OF_A_SERVICE)
def test_a_number_is_public_where_the_text_names_the_service_that_has_it(text: str) -> None:
    assert find_personal(text) == []


@pytest.mark.parametrize("text", FOUND)
def test_it_is_found_where_it_stands(text: str) -> None:
    found = find_personal(text, PUBLIC.find(text.lower()))

    assert FOUND[text] in {one.rule for one in found}
    assert all(0 <= one.start < one.end <= len(text) and 0.5 <= one.score < 1 for one in found)


@pytest.mark.parametrize("text", [*FOUND, *BROKEN])
def test_a_line_break_is_a_blank(text: str) -> None:
    for parts in (text, *broken(text)):
        found = find_personal(parts, PUBLIC.find(parts.lower()))

        assert (FOUND | BROKEN)[text] in {one.rule for one in found}, parts
        assert all(0 <= one.start < one.end <= len(parts) for one in found)


def test_what_is_found_over_a_break_stands_where_it_was_written() -> None:
    text = "so\n\nring me on 07700 \n 900123\nbye"
    [found] = find_personal(text)

    assert text[found.start : found.end] == "07700 \n 900123"


@pytest.mark.parametrize("text", FINE)
def test_a_line_break_makes_no_contact_data(text: str) -> None:
    for parts in broken(text):
        assert find_personal(parts, PUBLIC.find(parts.lower())) == [], parts


@pytest.mark.parametrize("text", FINE)
def test_what_is_public_or_no_number_of_a_person_is_let_be(text: str) -> None:
    assert find_personal(text, PUBLIC.find(text.lower())) == []


@pytest.mark.parametrize(
    "text",
    [
        "Number 0.",
        "Number 1.",
        "my number one fear is being left",
        "numbers 4 and 5 on the list",
        "my appointment is 14:30-15:15 on 03-12",
        "bed 4 ward 12",
        "gate 14 platform 9",
        "my elo is 1532",
        "PHQ-9 went from 21 to 14",
        "message id 1234567890123456789",
    ],
)
def test_talk_about_numbers_is_no_contact_data(text: str) -> None:
    assert Category.PII not in engine().read(text).flags


@pytest.mark.parametrize("placeholder", [*PLACEHOLDERS, *(kind.value for kind in IdentifierKind)])
@pytest.mark.parametrize(
    "text",
    [
        "write to me at {}",
        "{} was kind to me",
        "it is {}",
        "call {}",
        "my card is {}",
        "i live at {}",
        "my address is {}",
        "{} is my real name",
        "my full name is {}",
    ],
)
def test_what_haven_puts_in_place_of_contact_data_is_none(text: str, placeholder: str) -> None:
    assert Category.PII not in engine().read(text.format(placeholder)).flags


@pytest.mark.parametrize(
    "text",
    [
        "<@!4111111111111111111> <@&5500000000000004000>",
        "hey <#123456789012345678>",
        "<@4111111111111111110> thanks",
        "nice <:card:4111111111111111110>",
        "https://zoom.us/j/4111111111111111",
    ],
)
def test_an_id_is_no_ones_number_to_any_reader(text: str) -> None:
    assert Category.PII not in engine().read(text).flags


@pytest.mark.parametrize("text", ["https://wa.me/ 4111111111111111", "x.example 4111111111111111"])
def test_beside_a_link_a_card_is_a_card(text: str) -> None:
    assert [one.rule for one in find_personal(text)] == ["pii.card"]


def test_numbers_in_disguise_are_read_by_the_engine() -> None:
    reading = engine().read("0️⃣7️⃣7️⃣0️⃣0️⃣ 9️⃣0️⃣0️⃣ 5️⃣5️⃣2️⃣ ring whenever")

    assert "pii.phone" in {span.rule for span in reading.spans}
