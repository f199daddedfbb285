"""The privacy mirror: it points at what could tell who somebody is, and at little else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import PLACEHOLDERS
from bot.sharing.preview.mirror import (
    AMBIGUOUS,
    MAX_CANDIDATES,
    IdentifierKind,
    candidates,
    find,
    mask,
)


def _found(text: str, *, own: tuple[str, ...] = (), others: tuple[str, ...] = ()) -> list[str]:
    return [text[f.start : f.end] for f in find(text, own=own, others=others)]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Bob", "they call me Bob.", "Bob"),
        ("Bob", "BOB is me", "BOB"),
        ("Bob", "it is bob's fault", "bob"),
        ("Bob", "bobs room", "bobs"),
        ("José", "jose here", "jose"),
        ("Jose", "I am José\u0301", "José\u0301"),
        ("Weiß", "ask WEISS", "WEISS"),
        ("Maria Lopez", "maria again", "maria"),
        ("Maria Lopez", "I, Maria  López, say", "Maria  López"),
        ("maria.lopez_92", "it's lopez", "lopez"),
        ("maria92", "Maria here", "Maria"),
        ("MariaLopez", "lopez here", "lopez"),
        ("xX_Bob_Xx", "bob here", "bob"),
        ("xXBobXx", "bob here", "bob"),
        ("xX_Bob_Xx", "I am xX_Bob_Xx", "Bob"),
        ("bob | they/them", "bob here", "bob"),
        ("🌸 Bob 🌸 (he/him)", "bob here", "bob"),
        ("𝓑𝓸𝓫", "bob here", "bob"),
        ("O'Brien", "an O'Brien", "O'Brien"),
        ("Jean-Luc", "Jean Luc here", "Jean Luc"),
        ("Al", "I am Al.", "Al"),
        ("Al", "ask @al", "@al"),
        ("bob", "ask @Bob", "@Bob"),
        ("李明", "我叫李明你好", "李明"),
        ("민수", "저는 민수입니다", "민수"),
        ("Оля", "это оля", "оля"),
        ("Bob", "我叫Bob你好", "Bob"),
        ("Hope", "and Hope's mother", "Hope"),
        ("hope", "my name is hope", "hope"),
        ("Will", "a boy named Will", "Will"),
        ("Hope", "name: Hope", "Hope"),
        ("sad panda", "I am a sad panda", "sad panda"),
    ],
)
def test_the_authors_own_name_is_pointed_at(name: str, text: str, found: str) -> None:
    findings = find(text, own=[name], others=())

    assert [(f.kind, text[f.start : f.end]) for f in findings] == [(IdentifierKind.OWN_NAME, found)]
    assert find(mask(text, findings), own=[name], others=()) == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Bob", "a bobcat and a kebob"),
        ("Al", "al dente, also all"),
        ("Hope", "I hope so. Hope is all I have"),
        ("Will", "I will. WILL I? Will you?"),
        ("May", "you may go\nMay it help"),
        ("they/them", "he told her"),
        ("sad panda", "I am sad"),
        ("The Cat Mom", "my mom, the one who left"),
        ("🌸", "🌸 flowers 🌸"),
        ("", "words"),
        ("92", "in 92 days"),
    ],
)
def test_an_ordinary_word_is_not_taken_for_a_name(name: str, text: str) -> None:
    assert _found(text, own=(name,)) == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Maria Lopez", "I told Maria Lopez", ["Maria Lopez"]),
        ("Maria Lopez", "lopez knows", ["lopez"]),
        ("Ana Kim", "ana and kim know", []),
        ("Ana Kim", "ana kim knows", ["ana kim"]),
        ("Ana", "ana knows", ["ana"]),
        ("Rose", "a rose for Rose", ["Rose"]),
    ],
)
def test_another_member_is_pointed_at_by_the_whole_name_or_a_long_part(
    name: str, text: str, found: list[str]
) -> None:
    assert _found(text, others=(name,)) == found


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        (IdentifierKind.PHONE, "call +44 20 7946 0958 now", "+44 20 7946 0958"),
        (IdentifierKind.PHONE, "call (555) 123-4567", "(555) 123-4567"),
        (IdentifierKind.PHONE, "call 0049-170-1234567.", "0049-170-1234567"),
        (IdentifierKind.PHONE, "06.12.34.56.78", "06.12.34.56.78"),
        (IdentifierKind.PHONE, "06 12 20 10 45", "06 12 20 10 45"),
        (IdentifierKind.PHONE, "0 7 7 0 0 9 0 0 1 2 3", "0 7 7 0 0 9 0 0 1 2 3"),
        (IdentifierKind.PHONE, "5551234", "5551234"),
        (IdentifierKind.PHONE, "٠١٢٣٤٥٦٧٨٩", "٠١٢٣٤٥٦٧٨٩"),
        (IdentifierKind.PHONE, "０７７００９００１２３", "０７７００９００１２３"),
        (IdentifierKind.PHONE, "电话5551234你好", "5551234"),
        (IdentifierKind.EMAIL, "to bob.s+x@mail.example.org, ok", "bob.s+x@mail.example.org"),
        (IdentifierKind.EMAIL, "bob at example dot com", "bob at example dot com"),
        (IdentifierKind.EMAIL, "bob (at) example (dot) com", "bob (at) example (dot) com"),
        (IdentifierKind.EMAIL, "bob[at]example.com", "bob[at]example.com"),
        (IdentifierKind.EMAIL, "bob @ example.com", "bob @ example.com"),
        (IdentifierKind.EMAIL, "write bob22 at gmail", "bob22 at gmail"),
        (IdentifierKind.HANDLE, "it was @foo_bar!", "@foo_bar"),
        (IdentifierKind.HANDLE, "I'm foo#1234", "foo#1234"),
        (IdentifierKind.HANDLE, "id 123456789012345678", "123456789012345678"),
        (IdentifierKind.HANDLE, "my insta is foo_bar", "foo_bar"),
        (IdentifierKind.HANDLE, "My Snapchat username: foo.bar", "foo.bar"),
        (IdentifierKind.HANDLE, "his tiktok is foobar", "foobar"),
        (IdentifierKind.HANDLE, "my x handle is foobar", "foobar"),
        (IdentifierKind.HANDLE, "my gamertag is Foobar", "Foobar"),
        (IdentifierKind.HANDLE, "ig: foobar", "foobar"),
        (IdentifierKind.HANDLE, "add me on kik, foobar", "foobar"),
        (IdentifierKind.HANDLE, "follow me on instagram as foobar", "foobar"),
        (IdentifierKind.HANDLE, "I'm foo_bar on telegram", "foo_bar"),
        (IdentifierKind.LINK, "see https://example.org/a?b=c.", "https://example.org/a?b=c"),
        (IdentifierKind.LINK, "see www.example.museum", "www.example.museum"),
        (IdentifierKind.LINK, "(example.co.uk/me)", "example.co.uk/me"),
        (IdentifierKind.LINK, "my page is foo.com", "foo.com"),
        (IdentifierKind.LINK, "t.me/foo", "t.me/foo"),
        (IdentifierKind.LINK, "foo dot com", "foo dot com"),
        (IdentifierKind.ADDRESS, "at 12 oak street", "12 oak street"),
        (IdentifierKind.ADDRESS, "221B Baker St", "221B Baker St"),
        (IdentifierKind.ADDRESS, "12-14 West 5th Avenue", "12-14 West 5th Avenue"),
        (IdentifierKind.ADDRESS, "it's 7 Old Mill Way", "7 Old Mill Way"),
        (IdentifierKind.ADDRESS, "Hauptstraße 12a", "Hauptstraße 12a"),
        (IdentifierKind.ADDRESS, "Berliner Str. 5", "Berliner Str. 5"),
        (IdentifierKind.ADDRESS, "Lindenweg 3", "Lindenweg 3"),
        (IdentifierKind.ADDRESS, "Prinsengracht 263", "Prinsengracht 263"),
        (IdentifierKind.ADDRESS, "12 rue de la Paix", "12 rue de la Paix"),
        (IdentifierKind.ADDRESS, "3 bis, avenue d'Italie", "3 bis, avenue d'Italie"),
        (IdentifierKind.ADDRESS, "Calle de Alcalá, 42", "Calle de Alcalá, 42"),
        (IdentifierKind.ADDRESS, "Rua Augusta 100", "Rua Augusta 100"),
        (IdentifierKind.ADDRESS, "flat 5", "flat 5"),
        (IdentifierKind.ADDRESS, "Apt. #12b", "Apt. #12b"),
        (IdentifierKind.ADDRESS, "near SW1A 1AA", "SW1A 1AA"),
        (IdentifierKind.ADDRESS, "near m1 1ae", "m1 1ae"),
        (IdentifierKind.ADDRESS, "Austin, TX 78701", "TX 78701"),
        (IdentifierKind.ADDRESS, "I live at Rosewood House", "Rosewood House"),
        (IdentifierKind.ADDRESS, "I live on Baker Street.", "Baker Street"),
        (
            IdentifierKind.ADDRESS,
            "my address is the yellow house by the mill",
            "the yellow house by the mill",
        ),
    ],
)
def test_what_could_lead_to_somebody_is_pointed_at(
    kind: IdentifierKind, text: str, found: str
) -> None:
    findings = find(text, own=(), others=())

    assert [(f.kind, text[f.start : f.end]) for f in findings] == [(kind, found)]
    assert find(mask(text, findings), own=(), others=()) == ()


@pytest.mark.parametrize(
    "text",
    [
        "I'm 24 and have been sober 113 days",
        "I'm 24 and have been in a bad place for 3 years in a row",
        "It started on 2019-03-14, at 10:30, or 14/03/2019, or 14.3.19",
        "2024-05-01 14:30 and 01/02/2020 - 03/04/2021 and 2019-2023",
        "from 10.30-11.45 every day, 24/7",
        "My mom died on 12/03/2021 at St. Mary's. I was 16. I still call her",
        "i weigh 48.5 kg, bmi 17.2, lost 10.5kg in 3 months. I relapsed 2x, 40 days gone.is it ok",
        "call 988 or text 741741, or 116 123",
        "I owe $1 250 000, 1000000 euros, 1234567.89, and 3.14159265",
        "I took 20 mg, then 2x50mg, B12 3mg, 37.5 mg",
        "I drove 10 hours a day, 5 minutes down the road, 3 times in court, 2 blocks from a street",
        "two kids, 1 dog, 3 weeks on the street",
        "e.g. this, i.e. that, ok.thanks, end.Then start... wait.What",
        "I love you.me too. Say it.is it so",
        "I live at home, on my own, on benefits. I live on disability",
        "I'm staying at my mum's. I stay on 50 mg",
        "my insta is private, my snap was hacked, discord is great",
        "message me on discord if you want. add me on snap please",
        "I was 3 when we left; 5 4 3 2 1 grounding; 4-7-8 breathing",
        "see you @ 3pm, @home, @work",
        "I feel flat. I am a unit. My address is private",
        "7 people lost; 30% better; #1 fear; 8/10 today; BP 120/80",
        "I scored 24 on phq-9 and 15 on gad7",
        "or 12345 steps, in 10001 ways",
        "",
    ],
)
def test_everyday_disclosures_stay_quiet(text: str) -> None:
    assert _found(text) == []


def test_a_stand_in_is_never_pointed_at_even_where_a_member_is_called_so() -> None:
    text = " ".join((*PLACEHOLDERS, *(kind.value for kind in IdentifierKind)))

    assert _found(text, own=("Link", "Handle"), others=("Someone", "Phone")) == []


def test_a_name_inside_an_email_is_part_of_the_email() -> None:
    text = "write maria.lopez@example.org"

    findings = find(text, own=["Maria Lopez"], others=())

    assert mask(text, findings) == "write [e-mail]"


def test_the_authors_own_handle_is_their_name() -> None:
    findings = find("I am @foo_bar", own=["foo_bar"], others=["foo_bar"])

    assert [finding.kind for finding in findings] == [IdentifierKind.OWN_NAME]


def test_findings_that_cross_become_one() -> None:
    text = "I am Anna Marie Curie"

    findings = find(text, own=["Marie Curie"], others=["Anna Marie"])

    assert mask(text, findings) == "I am [my name]"


def test_masking_leaves_a_readable_sentence() -> None:
    text = "I'm Bob. Ana's number is 555 123 4567, mail ana@example.org, insta: ana_k. See foo.com."

    masked = mask(text, find(text, own=["bob"], others=["Ana"]))

    assert masked == (
        "I'm [my name]. [a name]'s number is [phone number], mail [e-mail], insta: [handle]."
        " See [link]."
    )


_PIECES = (
    *("Bob", "bob's", "Maria Lopez", "maria", "Will", "Al", "José", "李明", "ß", "\u0301", "ﬁ"),
    *("+49 170 ", "5551234", "12", "2019-01-02", "0", "@", "#1234", "foo_bar", " at ", " dot "),
    *("example", ".com", "http://", "www.", "my insta is ", "snap: ", " Oak ", "Street", "flat "),
    *("SW1A 1AA", "TX ", "78701", " I live on ", "my address is ", ". ", " ", "\n", "[link]", "/"),
    *(" on telegram", "called ", "$", "-", "(", ")", "xX_", "_Xx", "'", "weg 5", "rue de la "),
)
_texts = st.lists(st.sampled_from(_PIECES) | st.characters(), max_size=30).map("".join)
_OWN = ("xX_Bob_Xx", "Maria Lopez", "Will", "Link")
_OTHERS = ("José", "Al", "李明", "foo_bar", "Oak Street", "Weiß")


@given(_texts)
def test_findings_lie_in_the_text_in_order_and_apart(text: str) -> None:
    findings = find(text, own=_OWN, others=_OTHERS)

    edges = [edge for finding in findings for edge in (finding.start, finding.end)]
    assert edges == sorted(edges)
    assert all(0 <= f.start < f.end <= len(text) for f in findings)


@given(_texts)
def test_what_was_masked_is_not_found_again(text: str) -> None:
    findings = find(text, own=_OWN, others=_OTHERS)
    masked = mask(text, findings)

    again = find(masked, own=_OWN, others=_OTHERS)

    # Taking a neighbour away may uncover something new; what stands in for it is never touched.
    grown, stand_ins = 0, set[int]()
    for finding in findings:
        start = finding.start + grown
        stand_ins.update(range(start, start + len(finding.kind.value)))
        grown += len(finding.kind.value) - (finding.end - finding.start)
    assert not stand_ins & {at for f in again for at in range(f.start, f.end)}


@given(_texts)
def test_candidates_are_few_distinct_words_of_the_text(text: str) -> None:
    words = candidates(text)

    assert len(words) <= MAX_CANDIDATES
    assert len({word.lower() for word in words}) == len(words)
    assert all(word in text for word in words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I told Maria and José.", ("Maria", "José")),
        ("It was Maria Lopez's idea", ("Maria", "Lopez")),
        ("Maria said no. Bob's car. Peter and I", ("Maria", "Bob", "Peter")),
        ("Yesterday was bad. He said so. Everything is. Therapy is on Monday in London", ()),
        ("my friend maria, a boy called bob, his name is pete", ("maria", "bob", "pete")),
        ("my sister said that my ex was there", ()),
        ("thanks @foo_bar", ("foo_bar",)),
        ("they said I have PTSD and OCD", ()),
        ("with O'Brien and Jean-Luc and McKay", ("O'Brien", "Jean-Luc", "McKay")),
        ("ask Bob, then BOB, then Bob", ("Bob",)),
        ("met a Role, [a role], [my name]", ("Role",)),
        ("", ()),
    ],
)
def test_words_that_may_name_a_person_are_worth_looking_up(
    text: str, words: tuple[str, ...]
) -> None:
    assert candidates(text) == words


def test_at_most_ten_words_are_looked_up() -> None:
    text = "met Ana Ben Cleo Dan Eva Finn Gina Hal Ida Jon Kay Lou"

    assert candidates(text) == tuple(text.split()[1 : MAX_CANDIDATES + 1])


def test_ambiguous_names_are_written_in_small_letters() -> None:
    assert all(name == name.lower() and name.isalpha() for name in AMBIGUOUS)


@pytest.mark.parametrize(
    "piece",
    ["1 ", "a", "a.", "a@", "1a ", "Aa ", "@", "(", "a at ", "my x is ", "bob ", "\u0301", "1-"],
)
def test_hostile_text_is_read_like_any_other(piece: str) -> None:
    text = piece * (4000 // len(piece))

    findings = find(text, own=_OWN, others=_OTHERS)

    assert all(f.end <= len(text) for f in findings)
    assert len(candidates(text)) <= MAX_CANDIDATES
