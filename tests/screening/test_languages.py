"""Texts that are not English: plain wishes to die are found, the rest is "not read"."""

import json

import pytest

from bot.core.data import ContentFault
from bot.screening.engine.languages.folded import fold, repaired
from bot.screening.engine.languages.reading import OtherLanguages
from bot.screening.engine.languages.wishes import load_wishes
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.verdict import Category, Level
from tests.screening.places import LINES, SAFETY, engine

WISHES = {
    "de": ("ich möchte einfach nur sterben", "ich will heute nacht sterben", "ich bringe mich um"),
    "fr": ("je ne veux plus vivre", "je vais me tuer ce soir", "j’ai envie de mourir"),
    "es": ("ya no quiero vivir", "me quiero morir", "voy a suicidarme hoy"),
    "pt": ("não quero mais viver", "vou me matar", "quero morrer hoje"),
    "it": ("non voglio più vivere", "mi ammazzo stasera", "voglio farla finita"),
    "nl": ("ik wil niet meer leven", "ik wil dood", "ik maak er vannacht een eind aan"),
    "pl": ("nie chcę żyć", "chce sie zabic", "zabiję się dzisiaj"),
    "cs": ("nechci žít", "chci umřít", "zabiju se dnes"),
    "sk": ("nechcem žiť", "chcem zomrieť"),
    "ro": ("vreau să mor", "nu mai vreau să trăiesc"),
    "hu": ("meg akarok halni", "nem akarok élni"),
    "sv": ("jag vill dö", "jag orkar inte leva längre"),
    "no": ("jeg vil dø", "jeg vil ikke leve lenger"),
    "da": ("jeg gider ikke leve mere", "jeg vil gerne dø"),
    "fi": ("haluan kuolla", "en halua elää", "tapan itseni tänään"),
    "tr": ("ölmek istiyorum", "yaşamak istemiyorum", "bu gece kendimi asacağım"),
    "id": ("aku mau mati", "saya ingin bunuh diri malam ini"),
    "tl": ("gusto ko na mamatay", "ayoko nang mabuhay", "magpapakamatay na ako"),
    "vi": ("tôi muốn chết", "em không muốn sống nữa"),
    "sw": ("nataka kufa", "sitaki kuishi tena"),
    "ru": ("хочу умереть", "я не хочу больше жить", "я сегодня убью себя"),
    "uk": ("хочу померти", "я не хочу жити"),
    "el": ("θέλω να πεθάνω", "δεν θέλω να ζω"),
    "ar": ("أريد أن أموت", "لا أريد أن أعيش"),
    "fa": ("می‌خواهم بمیرم", "میخوام خودمو بکشم"),
    "ur": ("میں مرنا چاہتا ہوں", "جینا نہیں چاہتی"),
    "he": ("אני רוצה למות", "לא רוצה לחיות"),
    "hi": ("मैं मरना चाहता हूँ", "main marna chahti hoon", "jeena nahi chahta"),
    "bn": ("আমি মরতে চাই", "আত্মহত্যা করব"),
    "ta": ("எனக்கு சாக வேண்டும்", "வாழ விருப்பமில்லை"),
    "th": ("ฉันอยากตาย", "ไม่อยากมีชีวิตอยู่แล้ว"),
    "ja": ("もう死にたい", "今夜自殺する", "生きていたくない"),
    "zh": ("我想死", "不想活了", "今晚我要自杀"),
    "ko": ("죽고 싶어요", "살고 싶지 않아", "오늘 자살할래"),
}
SOON = ("heute", "ce soir", "hoy", "hoje", "stasera", "vannacht", "dzisiaj", "dnes", "tänään")
SAFE = (
    "no quiero morir",
    "nunca quiero morir así",
    "não quero morrer",
    "non voglio morire",
    "ik wil niet dood",
    "ich will nicht sterben",
    "nie chcę umrzeć",
    "не хочу умереть",
    "我不想死",
    "死にたくない",
    "죽고 싶지 않아",
    "hola, ¿cómo están todos hoy?",
    "heute war ein richtig guter Tag",
    "bonjour tout le monde, ça va ?",
    "oggi sto bene, grazie a tutti",
    "сегодня был хороший день",
    "今日はいい天気ですね",
    "bugün okula gittim ve eve döndüm",
)


def test_a_plain_wish_to_die_is_a_crisis_in_each_language() -> None:
    assert set(WISHES) == {one.code for one in load_wishes(SAFETY / "languages.toml")}
    for code, texts in WISHES.items():
        for text in texts:
            reading = engine().read(text)
            assert reading.level >= Level.Q2, text
            assert Category.CRISIS in reading.ruled, text
            assert reading.language is not None, text
            assert reading.language.code == code, text


def test_a_wish_with_a_time_that_is_now_is_urgent() -> None:
    texts = [
        text for some in WISHES.values() for text in some if any(word in text for word in SOON)
    ]
    assert len(texts) > 8
    assert {engine().read(text).level for text in texts} == {Level.Q3}


@pytest.mark.parametrize("text", SAFE)
def test_a_denied_wish_and_small_talk_are_no_crisis_and_not_read(text: str) -> None:
    reading = engine().read(text)

    assert reading.level is Level.Q0
    assert reading.unread


@pytest.mark.parametrize(
    "text", ["хочу умереть", "Ölmek istiyorum", "今夜自殺する", "ya no aguanto más"]
)
def test_a_text_whose_encoding_was_damaged_is_read_as_it_was_written(text: str) -> None:
    damaged = text.encode().decode("latin-1")

    assert repaired(damaged) == text
    assert engine().read(damaged).level == engine().read(text).level


def test_accents_case_and_apostrophes_make_no_difference() -> None:
    assert fold("J’AI ENVIE D'EN FINIR") == fold("j'ai envie d’en finir")
    assert fold("Não Quero") == fold("nao quero")
    assert fold("मैं") != fold("म")  # marks that are vowels stay


def test_english_is_hardly_ever_taken_for_another_language() -> None:
    texts = [
        json.loads(line)["text"]
        for path in sorted((*LINES.glob("*.jsonl"), *LINES.glob("read/*.jsonl")))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    languages = load_languages()
    strange = [text for text in texts if languages.read(text) is not None]

    assert len(strange) <= len(texts) * 0.001, strange


def load_languages() -> OtherLanguages:
    words = load_lexicon(SAFETY).vocabulary
    return OtherLanguages.load(SAFETY / "languages.toml", words.watched, words.known)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('wish = ["(will sterben"]', "bracket"),
        ('wish = ["will) sterben"]', "bracket"),
        ("wish = [1]", "wish"),
    ],
)
def test_a_wrong_line_is_named(
    tmp_path_factory: pytest.TempPathFactory, line: str, fault: str
) -> None:
    path = tmp_path_factory.mktemp("data") / "languages.toml"
    path.write_text(f'[de]\nname = "German"\nchecked = "no"\nsoon = []\nunless = []\n{line}\n')

    with pytest.raises(ContentFault, match=fault):
        load_wishes(path)
