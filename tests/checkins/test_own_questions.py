"""What a group may ask of its own: refused with a reason, warned of, or fine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins.questions.bank import (
    OWN_MOST,
    TEXT_MOST,
    OwnFault,
    OwnWarning,
    own_fault,
    own_question,
    own_warnings,
)
from bot.content import Content, load

BANK = load().bank


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("We cope.", OwnFault.TOO_SHORT),
        ("   We     cope   ", OwnFault.TOO_SHORT),
        ("We " + "really " * 14 + "cope.", OwnFault.TOO_LONG),
        ("We care here.\nWe listen.", OwnFault.LINES),
        ("We care here.\u2028We listen.", OwnFault.LINES),
        ("We read https://example.org first.", OwnFault.LINK),
        ("We read www.example first.", OwnFault.LINK),
        ("We read example.org first.", OwnFault.LINK),
        ("We invite all to discord.gg/abcdef here.", OwnFault.LINK),
        ("We are fair to <@123456789012345678>.", OwnFault.LINK),
        ("We answer @everyone here.", OwnFault.LINK),
        ("We answer in <#123456789012345678>.", OwnFault.LINK),
        ("# We care for each other", OwnFault.MARKS),
        ("-# We care for each other", OwnFault.MARKS),
        ("> We care for each other", OwnFault.MARKS),
        ("- We care for each other", OwnFault.MARKS),
        ("1. We care for each other", OwnFault.MARKS),
        ("We **really** care here.", OwnFault.MARKS),
        ("We ||never|| judge here.", OwnFault.MARKS),
        ("We `never` judge here.", OwnFault.MARKS),
        ("We _never_ judge here.", OwnFault.MARKS),
        ("We care for each other 💜", OwnFault.MARKS),
        ("We care for each\u200b other.", OwnFault.MARKS),
        ("We care for each\u200d other.", OwnFault.MARKS),
        ("\u202eWe care for each other.", OwnFault.MARKS),
        ("\u3164" * 12, OwnFault.MARKS),
        ("We ca" + "\u0316" * 9 + "re for each other.", OwnFault.MARKS),
        ("Do you feel safe here?", OwnFault.QUESTION),
        ("Do you feel safe here", OwnFault.QUESTION),
        ("Aren't we kind to each other", OwnFault.QUESTION),
        ("How safe do you feel here", OwnFault.QUESTION),
        ("Wie geht es euch hier?", OwnFault.QUESTION),
        ("هل تشعر بالأمان هنا؟", OwnFault.QUESTION),
        ("Νιώθεις ασφαλής εδώ\u037e", OwnFault.QUESTION),
        ("ここは安心できる場所ですか？", OwnFault.QUESTION),
        ("people here treat me as an equal", OwnFault.SAME),
        ("“People here” treat me — as an EQUAL!", OwnFault.SAME),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_reason(text: str, fault: OwnFault) -> None:
    assert own_fault(text, [*BANK.core, *BANK.rotating]) is fault


@pytest.mark.parametrize(
    "text",
    [
        "New people are made welcome here.",
        "What we say in voice stays in voice.",
        "When I am away for a while, I still belong.",
        "How we disagree here is kind.",
        "The rules here (all 12) are clear; I know why we have them.",
        "“No” is a full answer here.",
        "We're kind & fair, on good days and on bad ones.",
        "Neue Leute werden hier herzlich aufgenommen.",
        "یاران اینجا به هم گوش می‌کنند.",
        "यहाँ लोग एक-दूसरे की बात सुनते हैं।",
        "ここでは安心して話すことができます。",
        "Ở đây mọi người lắng nghe nhau.",
        "x" * TEXT_MOST,
    ],
)
def test_a_plain_statement_in_any_script_can_be_asked(text: str) -> None:
    assert own_fault(text, [*BANK.core, *BANK.rotating]) is None


def test_a_group_has_at_most_twelve_live_questions_of_its_own() -> None:
    own = [own_question(f"{n:022}", 1, f"We keep promise {n} here.") for n in range(OWN_MOST)]
    beside = [*BANK.core, *BANK.rotating, *own]

    assert own_fault("New people are made welcome here.", beside) is OwnFault.TOO_MANY
    assert own_fault("New people are made welcome here.", beside[:-1]) is None


def test_haven_itself_asks_nothing_that_it_would_refuse_or_warn_of(content: Content) -> None:
    for question in content.bank.known.values():
        others = [one for one in content.bank.known.values() if one.id != question.id]

        assert own_fault(question.text, others) is None
        assert own_warnings(question.text) == ()


@given(st.text(max_size=120))
def test_no_text_breaks_the_checks_and_tidying_changes_no_verdict(text: str) -> None:
    fault = own_fault(text, BANK.core)

    if fault is None:
        tidy = own_question("A" * 22, 1, text).text
        assert own_fault(tidy, BANK.core) is None
        assert own_warnings(tidy) == own_warnings(text)


@pytest.mark.parametrize(
    "text",
    [
        "My mental health is better since I joined.",
        "I have felt depressed lately.",
        "I take my medication every day.",
        "People here talk openly about self-harm.",
        "I have thought of hurting myself.",
        "I stayed sober this week.",
        "Sometimes I want to die.",
        "I slept well this week.",
        "I feel less lonely than a month ago.",
        "I have thoughts of ending it all.",
        "My therapist would like this group.",
        "SUICIDAL THOUGHTS ARE TAKEN SERIOUSLY.",
        "My mental state is good these days.",
        "I cried this week.",
        "I often feel unwell.",
        "I have been triggered here lately.",
        "I am burned out.",
        "I have been using again.",
        "I have binged or purged lately.",
        "I cut back on drinking this week.",
    ],
)
def test_a_question_about_health_is_warned_of(text: str) -> None:
    assert own_warnings(text) == (OwnWarning.ABOUT_HEALTH,)


@pytest.mark.parametrize(
    "text",
    [
        "He listens when we speak.",
        "I trust her with what I say.",
        "The moderator treats us well.",
        "Moderator sam is fair.",
        "Our owner's rules are fair.",
        "I feel safe when Sam is here.",
        "We get on well with Mary-Ann.",
        "I trust @sam with my story.",
        "Things are calmer since Zoë’s return.",
    ],
)
def test_a_question_about_one_person_is_warned_of(text: str) -> None:
    assert own_warnings(text) == (OwnWarning.ABOUT_A_PERSON,)


@pytest.mark.parametrize(
    "text",
    [
        "Disagreements here are healthy.",
        "I'm met with care, and I've never regretted speaking up.",
        "Any moderator here would help me.",
        "Moderators explain their decisions.",
        "Moderator decisions are explained.",
        "LGBTQ people are welcome here. They belong.",
        "DMs from members are friendly.",
        "Our Monday evenings on Discord do me good.",
        "The theme of the week helps me to begin.",
        "I still find this group helpful.",
    ],
)
def test_a_question_about_the_group_is_not_warned_of(text: str) -> None:
    assert own_warnings(text) == ()


def test_one_question_can_be_warned_of_twice() -> None:
    assert own_warnings("Since Sam left, my anxiety is better.") == (
        OwnWarning.ABOUT_HEALTH,
        OwnWarning.ABOUT_A_PERSON,
    )
