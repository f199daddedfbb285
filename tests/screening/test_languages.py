"""Texts that are not English: plain wishes to die are found, the rest is "not read"."""

import json
from functools import cache

import pytest

from bot.core.data import ContentFault
from bot.screening.engine.languages.folded import fold, repaired
from bot.screening.engine.languages.reading import (
    OtherLanguage,
    OtherLanguages,
    in_other_language,
)
from bot.screening.engine.languages.wishes import load_wishes
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.verdict import Category, Language, Level, Reading
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
ENGLISH = (
    "thank you all for being so kind to me these weeks, {}",
    "{}. sorry, i do not want to ruin the evening for the rest of the group",
    "i do not know how to say it in english: {}",
    "work was long and my sister called, and then I said {}",
)
INSIDE = {
    "de": ("ich will sterben", "ich hab keinen Bock mehr zu leben"),
    "fr": ("je veux mourir", "jveux mourir"),
    "es": ("quiero morir", "me quiero matar", "no quiero vivir"),
    "pt": ("quero morrer", "vou me matar"),
    "it": ("voglio morire",),
    "nl": ("ik wil dood", "ik wou dat ik dood was"),
    "pl": ("nie chcę żyć",),
    "ro": ("vreau să mor",),
    "no": ("jeg vil dø",),
    "sv": ("jag vill dö",),
    "tr": ("ölmek istiyorum",),
    "id": ("aku mau mati",),
    "ru": ("хочу умереть",),
    "ar": ("أريد أن أموت",),
    "hi": ("main marna chahta hoon",),
    "ja": ("死にたい",),
    "zh": ("我想死",),
    "ko": ("죽고 싶어",),
    "th": ("อยากตาย",),
}
TASKS = (
    "necesito ayuda con la tarea de mate",
    "estoy mal de la garganta",
    "brauche hilfe bei mathe",
    "j'ai besoin d'aide pour mon devoir",
    "ho bisogno di aiuto con i compiti",
    "sto male ho la febbre",
    "помогите с домашкой пожалуйста",
    "助けてくれてありがとう",
    "도와주세요 숙제가 어려워요",
    "救命 太好笑了",
    "no puedo más de la risa",
)
VARIED = {
    "de": (
        "ich hab keine Lust mehr zu leben",
        "ich will einfach nur noch sterben",
        "ich will sterbn",
        "ich habe mich geritzt",
        "i wanna sterben",
    ),
    "fr": (
        "je me suis ouvert les veines",
        "j'en ai marre de vivre",
        "i just want to mourir",
        "j e v e u x m o u r i r",
    ),
    "es": (
        "kiero morirme",
        "i want to morir",
        "q u i e r o m o r i r",
        "quierooo morirrr",
        "me corté las venas",
    ),
    "it": ("mi sono tagliato le vene",),
    "tl": ("magpakamatay", "gusto ko nang magpakamatay"),
    "hi": ("mujhe mar jana hai", "muje ab jeena nahi"),
    "ja": ("shinitai", "watashi wa shinitai"),
    "zh": ("wo xiang si",),
    "ru": ("hochu umeret", "нет сил жить"),
    "ar": ("بدي موت", "3ayez amoot"),
}
PILLS = (
    "ich habe gerade alle Tabletten geschluckt",
    "ich hab 40 tabletten genommen",
    "j'ai pris 30 cachets",
    "tomé 50 pastillas",
    "выпила 40 таблеток",
    "j'ai avalé tous mes cachets",
    "me tomé todas las pastillas",
    "tomei todos os comprimidos",
    "ho preso tutte le pillole",
    "ik heb net alle pillen geslikt",
    "я выпила все таблетки",
    "睡眠薬を全部飲んだ",
    "我吞了一瓶安眠药",
)
HELP = {
    "de": ("Hilfe bitte", "ich kann nicht mehr", "ich habe Tabletten genommen"),
    "fr": ("au secours", "aidez moi", "je n'en peux plus"),
    "es": ("ayúdame", "estoy mal", "no aguanto mas", "ya no puedo más"),
    "pt": ("me ajudem", "não aguento mais"),
    "it": ("aiuto", "sto male", "non ce la faccio più"),
    "ro": ("nu mai pot",),
    "tr": ("dayanamıyorum artık", "yardım edin"),
    "ru": ("помогите", "больше не могу"),
    "ja": ("助けて",),
    "zh": ("救救我",),
    "ko": ("도와주세요",),
    "ar": ("ساعدوني",),
}
NAMED = {
    "de": ("bring dich um", "du bist ein Hurensohn", "töte dich", "danke dir", "wie geht es euch"),
    "es": ("me muero de hambre", "no me gusta nada", "matar el tiempo no es muy bueno"),
    "fr": ("quel temps fait il chez vous", "je meurs de faim"),
    "it": ("ciao a tutti, come state", "oggi ho mangiato la pizza"),
    "nl": ("ik ben moe",),
    "pl": ("cześć, co u was słychać",),
    "tr": ("ölmek istemiyorum",),
    "ru": ("privet kak dela rebyata", "спасибо"),
    "zh": ("我不想死", "我很好"),
    "ja": ("今日は暑い",),
    "ko": ("오늘 날씨 좋다",),
    "he": ("תודה",),
}
NO_WISH = (
    "voglio morire dal ridere",
    "quero morrer de rir",
    "me quiero morir de la vergüenza jajaja",
    "quiero morir de risa",
    "je veux mourir de honte mdr",
    "chcę umrzeć ze śmiechu",
    "quiero morir de amor por este libro",
    "vreau sa mor de ras",
    "死にたいほど恥ずかしい",
    "死にたいとは思わない",
    "想死你了",
    "niemand will sterben",
    "nadie quiere morir",
    "nessuno vuole morire",
    "я не говорил что хочу умереть",
    "quiero matar el tiempo",
    "ho preso tutte le uova",
    "я съела всё и теперь сыта",
    "tomei muitos cafés hoje",
    "heute habe ich alle Medikamente genommen wie immer",
)
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


@pytest.mark.parametrize("around", ENGLISH)
def test_a_wish_inside_an_english_text_is_found(around: str) -> None:
    for code, texts in INSIDE.items():
        for text in texts:
            _is(around.format(text), code, Level.Q2)


def _is(text: str, code: str, level: Level) -> None:
    reading = engine().read(text)
    assert reading.language is not None, text
    assert (reading.language.code, reading.level) == (code, level), text


@pytest.mark.parametrize("code", VARIED)
def test_slang_spelling_and_mixtures_are_the_same_wish(code: str) -> None:
    for text in VARIED[code]:
        _is(text, code, Level.Q2)


@pytest.mark.parametrize("text", PILLS)
def test_pills_that_were_taken_are_urgent(text: str) -> None:
    assert engine().read(text).level is Level.Q3


@pytest.mark.parametrize("code", HELP)
def test_a_cry_for_help_is_seen_within_a_day(code: str) -> None:
    for text in HELP[code]:
        _is(text, code, Level.Q1)


@pytest.mark.parametrize("text", TASKS)
def test_help_with_a_task_or_an_illness_is_no_crisis(text: str) -> None:
    assert engine().read(text).level is Level.Q0


@pytest.mark.parametrize("code", NAMED)
def test_short_texts_are_named_by_their_own_words(code: str) -> None:
    for text in NAMED[code]:
        _is(text, code, Level.Q0)


@pytest.mark.parametrize("text", NO_WISH)
def test_figures_of_speech_and_denials_are_no_wish(text: str) -> None:
    reading = engine().read(text)

    assert reading.level is Level.Q0
    assert reading.language is not None


@pytest.mark.parametrize(
    ("english", "theirs"), [(Level.Q3, Level.Q2), (Level.Q1, Level.Q2), (Level.Q3, Level.Q1)]
)
def test_the_more_urgent_of_both_languages_counts(english: Level, theirs: Level) -> None:
    other = OtherLanguage(Language("es", "Spanish"), theirs)

    reading = in_other_language(Reading(level=english), other, 9)

    assert reading.level is max(english, theirs)
    assert Category.CRISIS in reading.ruled


def test_english_that_is_urgent_stays_so_beside_a_wish_in_another_language() -> None:
    text = "i just took 60 pills and i am going to die tonight. quiero morir"
    assert engine().read(text).level is Level.Q3


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("mi hermana vive con nosotros y estoy muy bien", True),
        ("gusto ko nang mamatay, not joking, i am tired of all of this", False),
    ],
)
def test_a_text_that_is_half_english_is_not_surely_another_language(text: str, sure: bool) -> None:
    other = load_languages().read(text)

    assert other is not None
    assert other.sure is sure


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
    found = ((text, languages.read(text)) for text in texts)
    strange = [text for text, other in found if other is not None and other.sure]

    assert len(strange) <= len(texts) * 0.001, strange


@cache
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
