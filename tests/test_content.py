"""What Haven was taught: read once, checked, and every fault named."""

from pathlib import Path

import pytest

from bot.checkins.questions.bank import QuestionKind, series
from bot.content import DATA, Content, ContentFault, blanks, load

_NAMES = DATA.joinpath("names.toml").read_text(encoding="utf-8")
_HELPLINES = DATA.joinpath("helplines.toml").read_text(encoding="utf-8")
_QUESTIONS = DATA.joinpath("questions.toml").read_text(encoding="utf-8")


def _folder(path: Path, wording: str, names: str = _NAMES, questions: str = _QUESTIONS) -> Path:
    (path / "wording").mkdir(exist_ok=True)
    (path / "wording" / "a.toml").write_text(wording, encoding="utf-8")
    (path / "names.toml").write_text(names, encoding="utf-8")
    (path / "questions.toml").write_text(questions, encoding="utf-8")
    (path / "helplines.toml").write_text(_HELPLINES, encoding="utf-8")
    return path


def _asking(path: Path, questions: str) -> Content:
    return load(_folder(path, '[a]\nb = "c"', questions=questions))


def _entry(id_: str, version: int, **fields: str) -> str:
    """One more question for the file."""
    kind = "core" if id_.startswith("T") else "rotating"
    given = {"kind": f'"{kind}"', "polarity": '"positive"', "name": '"New"'} | fields
    given = {"text": f'"New words for {id_} {version}."'} | given
    lines = [f"{field} = {value}" for field, value in given.items() if value]
    return "\n".join(["[[question]]", f'id = "{id_}"', f"version = {version}", *lines, "", ""])


def _with(old: str, new: str) -> str:
    """The real file with one place changed: its first."""
    assert old in _QUESTIONS
    return _QUESTIONS.replace(old, new, 1)


def _retired(id_: str, version: int = 1) -> str:
    head = f'id = "{id_}"\nversion = {version}\n'
    return _with(head, head + "retired = true\n")


def test_a_wording_is_said_with_its_blanks_filled(tmp_path: Path) -> None:
    content = load(_folder(tmp_path, '[a]\nb = "Hello {who}"\n[general]\nc = "Bye"'))

    assert content.say("a.b", who="you") == "Hello you"
    assert content.say("c") == "Bye"


def test_what_fills_a_blank_is_not_read_as_a_blank_again(tmp_path: Path) -> None:
    content = load(_folder(tmp_path, '[a]\nb = "{words}"'))

    assert content.say("a.b", words="{who} {0.__class__}") == "{who} {0.__class__}"


def test_an_unknown_key_or_a_missing_blank_is_a_bug(tmp_path: Path) -> None:
    content = load(_folder(tmp_path, '[a]\nb = "{who}"'))

    with pytest.raises(KeyError):
        content.say("a.c")
    with pytest.raises(KeyError):
        content.say("a.b")


@pytest.mark.parametrize(
    ("wording", "said"),
    [
        ("[a", "a.toml cannot be read"),
        ('[a]\nb = "  "', "a.b must have 1 to 2,000 characters"),
        (f'[a]\nb = "{"x" * 2001}"', "a.b must have 1 to 2,000 characters"),
        ('[a]\nb = "{"', "in a text"),
        ('[a]\nb = "{}"', "a plain name"),
        ('[a]\nb = "{who.__class__}"', "a plain name"),
        ('[a]\nb = "{who[0]}"', "a plain name"),
        ("[a]\nb = 3", "a.b"),
        ('b = "not in a section"', "section"),
    ],
)
def test_a_fault_in_the_wording_is_named(tmp_path: Path, wording: str, said: str) -> None:
    with pytest.raises(ContentFault, match=r"a\.toml") as caught:
        load(_folder(tmp_path, wording))

    assert said in str(caught.value)


def test_a_key_stands_in_one_file_only(tmp_path: Path) -> None:
    folder = _folder(tmp_path, '[a]\nb = "c"')
    (folder / "wording" / "b.toml").write_text('[a]\nb = "d"', encoding="utf-8")

    with pytest.raises(ContentFault, match=r"b\.toml: a\.b stands in another file"):
        load(folder)


def test_a_folder_without_wording_is_named(tmp_path: Path) -> None:
    folder = _folder(tmp_path, '[a]\nb = "c"')
    (folder / "wording" / "a.toml").unlink()

    with pytest.raises(ContentFault, match="data/wording"):
        load(folder)


@pytest.mark.parametrize(
    "names",
    [
        'first = ["One"]\nsecond = ["Two"]',
        _NAMES.replace("second", "third"),
        "first = 3\nsecond = 4",
        f"first = {list(range(80))}\nsecond = {list(range(80))}",
        "not toml",
    ],
)
def test_a_fault_in_the_names_is_named(tmp_path: Path, names: str) -> None:
    with pytest.raises(ContentFault, match=r"names\.toml"):
        load(_folder(tmp_path, '[a]\nb = "c"', names))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentFault, match=r"names\.toml cannot be read"):
        load(tmp_path)


def test_missing_questions_are_named(tmp_path: Path) -> None:
    folder = _folder(tmp_path, '[a]\nb = "c"')
    (folder / "questions.toml").unlink()

    with pytest.raises(ContentFault, match=r"questions\.toml cannot be read"):
        load(folder)


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ("[[question", "cannot be read"),
        ("[answers]", "answers.five is missing"),
        ("question = 3", "question must be a list"),
        ("question = [3]", "question 1 must be a table"),
        (_with('id = "T1"', 'id = "t1"'), "an id must be a capital and a number"),
        (_with('id = "T1"', 'id = "T1.1"'), "an id must be a capital and a number"),
        (_with('id = "T1"', 'id = "own:T1"'), "an id must be a capital and a number"),
        (_with('id = "T1"', ""), "question 1.id is missing"),
        (_with("version = 1", 'version = "1"'), "T1: version must be a whole number"),
        (_with("version = 1", "version = true"), "T1: version must be a whole number"),
        (_with("version = 1", "version = 0"), "T1 needs all its versions from 1"),
        (_with("version = 1", "version = 2"), "T1 needs all its versions from 1"),
        (_with("version = 1", 'version = 1\nretired = "no"'), "T1: retired must be true or false"),
        (_with("version = 1", "version = 1\nretried = true"), "T1: unknown field retried"),
        (_with('kind = "core"', 'kind = "own"'), "T1: kind must be one of: core, rotating"),
        (_with('"positive"', '"negative"'), "T1: polarity must be one of: positive, reverse"),
        (_with("Met with care", "x" * 31), "name must be one line of 1 to 30 characters"),
        (_with("Met with care", ""), "name must be one line of 1 to 30 characters"),
        (_with("I could bring", "I could " * 12), "text must be one line of 10 to 100 characters"),
        (_with("I could bring something", "I\\ncould"), "text must be one line"),
        (_with("I could bring something", " I could"), "text must be one line"),
        (_QUESTIONS + _entry("R1", 1), "R1.1 is there twice"),
        (_QUESTIONS + _entry("R1", 2), "R1 has two live versions"),
        (_QUESTIONS + _entry("R1", 2, retired="true"), "R1 has a newer version than the live one"),
        (_retired("R1") + _entry("R1", 3), "R1 needs all its versions from 1"),
        (_retired("T1") + _entry("T1", 2, kind='"rotating"'), "T1 changes its kind"),
        (_retired("T1"), "the core questions must be T1, T2, T3, T4"),
        (_QUESTIONS + _entry("T5", 1), "the core questions must be T1, T2, T3, T4"),
        (_QUESTIONS + _entry("R7", 1, kind='"core"'), "the core questions must be T1, T2, T3, T4"),
        (_with('kind = "core"', 'kind = "rotating"'), "the core questions must be T1, T2, T3, T4"),
        (_with('"reverse"\nname', '"positive"\nname'), "one must be reverse and one positive"),
        (
            _QUESTIONS + _entry("R7", 1, text='"people here treat me as an equal."'),
            "two live questions have the same text",
        ),
        (_with("[answers]", "[other]"), "unknown field other"),
        (_with("five = [", "six = ["), "answers.six"),
        (_with("blank =", "none ="), "answers.none"),
        (_with('{ label = "Mostly no", short = "Mostly no" },', ""), "there must be five answers"),
        (_with('label = "Mostly no"', 'label = "Mostly yes"'), "two answers have the same words"),
        (_with('short = "Mostly no"', 'short = "Mostly yes"'), "two answers have the same words"),
        (_with('label = "Mostly no"', f'label = "{"x" * 101}"'), "label must be one line of 1 to"),
        (_with('short = "Mostly no"', 'short = "Mostly, no no"'), "short must be one line of 1 to"),
    ],
)
def test_a_fault_in_the_questions_is_named(tmp_path: Path, questions: str, said: str) -> None:
    with pytest.raises(ContentFault, match=r"^questions\.toml") as caught:
        _asking(tmp_path, questions)

    assert said in str(caught.value)


def test_a_wording_that_groups_have_answered_never_changes(content: Content) -> None:
    """Results and trends are kept by key. New words are a new version, and a new line here."""
    assert {
        key: (one.text, "reverse" if one.reverse else "positive")
        for key, one in content.bank.known.items()
    } == {
        "T1.1": ("I could bring something difficult here and be met with care.", "positive"),
        "T2.1": ("What is shared in this group stays in this group.", "positive"),
        "T3.1": ("Moderators here are fair, also to people they disagree with.", "positive"),
        "T4.1": ("Lately I have held back here because of how others might react.", "reverse"),
        "R1.1": ("People here treat me as an equal.", "positive"),
        "R2.1": ("When someone reaches out here, somebody answers.", "positive"),
        "R3.1": ("Disagreements here leave people hurt.", "reverse"),
        "R4.1": ("I know what to do here if I am worried about someone.", "positive"),
        "R5.1": ("I trust that anonymous really means anonymous here.", "positive"),
        "R6.1": ("I can step back or say no and still belong.", "positive"),
    }


def test_the_bank_holds_the_live_questions_in_the_order_of_the_file(content: Content) -> None:
    assert series(one.key for one in content.bank.core) == "T1.1+T2.1+T3.1+T4.1"
    assert [one.key for one in content.bank.rotating] == [f"R{n}.1" for n in range(1, 7)]
    assert {one.kind for one in content.bank.core} == {QuestionKind.CORE}
    assert {one.kind for one in content.bank.rotating} == {QuestionKind.ROTATING}
    assert len({one.name for one in content.bank.known.values()}) == 10


def test_the_answers_go_from_no_to_yes_and_the_last_is_blank(content: Content) -> None:
    assert [(answer.value, answer.short) for answer in content.answers] == [
        (1, "No"),
        (2, "Mostly no"),
        (3, "In between"),
        (4, "Mostly yes"),
        (5, "Yes"),
        (None, "Not said"),
    ]
    assert content.answers[-1].label == "Prefer not to say"


def test_a_new_version_replaces_the_old_which_stays_known(tmp_path: Path) -> None:
    bank = _asking(tmp_path, _retired("T1") + _entry("T1", 2)).bank

    assert [one.key for one in bank.core] == ["T1.2", "T2.1", "T3.1", "T4.1"]
    assert bank.known["T1.1"].text.startswith("I could bring something difficult")
    assert bank.known["T1.2"].text == "New words for T1 2."


def test_a_rotating_question_can_be_retired_for_good(tmp_path: Path) -> None:
    bank = _asking(tmp_path, _retired("R2")).bank

    assert [one.key for one in bank.rotating] == ["R1.1", "R3.1", "R4.1", "R5.1", "R6.1"]
    assert "R2.1" in bank.known


def test_every_number_has_a_name_and_all_names_are_used(content: Content) -> None:
    seen = {content.name(index) for index in range(content.names)}

    assert len(seen) == content.names == len(content.first_names) * len(content.second_names)
    assert content.name(content.names + 5) == content.name(5)
    assert content.name(2**64 - 1) in seen


def test_the_blanks_of_a_text_are_found() -> None:
    assert blanks("{a} and {b} and {a}") == {"a", "b"}
    assert blanks("none {{here}}") == frozenset()
