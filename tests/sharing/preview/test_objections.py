"""What has to go, quoted exactly, and what stays."""

import pytest

from bot.screening.verdict import Category, Decision, Reading, Span, Verdict
from bot.sharing.preview import objections
from bot.sharing.rules import Draft, read_as

METHOD, OTHER = Category.SH_METHOD, Category.CRISIS


def draft(words: str, note: str = "") -> Draft:
    return Draft(post_id="p" * 22, words=words, note=note)


def marked(of: Draft, *found: str, category: Category = METHOD) -> Verdict:
    read = read_as(of)
    spans = tuple(
        Span(read.index(part), read.index(part) + len(part), category, "r") for part in found
    )
    return Verdict(Decision.HOLD, Reading(spans=spans), because=METHOD)


def test_the_marked_words_are_quoted_and_nothing_else() -> None:
    one = draft("I feel lost and how it is done is here, and I am tired.")

    assert objections.parts(one, marked(one, "how it is done")) == ["how it is done"]
    assert objections.parts(one, marked(one, "I feel lost", category=OTHER)) == []


def test_what_is_marked_is_taken_out_and_all_else_stays() -> None:
    one = draft("I feel lost and how it is done is here, and I am tired.", "a hard note, a detail")
    left = objections.without(one, marked(one, "a detail", "how it is done"), "(gone)")

    assert left.words == "I feel lost and (gone) is here, and I am tired."
    assert left.note == "a hard note, (gone)"
    assert left.post_id == one.post_id


def test_spans_that_meet_or_overlap_are_one() -> None:
    one = draft("Before abcdef after, and a good deal more of it, to be sure.")

    assert objections.parts(one, marked(one, "abcd", "cdef")) == ["abcdef"]
    left = objections.without(one, marked(one, "abcd", "cdef"), "(gone)")
    assert left.words == "Before (gone) after, and a good deal more of it, to be sure."


def test_a_span_inside_another_takes_nothing_from_it() -> None:
    one = draft("Before abcdef after, and a good deal more of it, to be sure.")

    assert objections.parts(one, marked(one, "abcdef", "bc")) == ["abcdef"]
    left = objections.without(one, marked(one, "abcdef", "bc"), "(gone)")
    assert left.words == "Before (gone) after, and a good deal more of it, to be sure."


def test_a_span_over_note_and_words_is_taken_out_of_both() -> None:
    one = draft("end of it. All that follows here is left as it was.", "the start")
    left = objections.without(one, marked(one, "start\nend"), "(gone)")

    assert left.note == "the (gone)"
    assert left.words == "(gone) of it. All that follows here is left as it was."


def test_where_nearly_all_is_marked_nothing_exact_is_said() -> None:
    one = draft("how it is done")

    assert objections.parts(one, marked(one, "how it is done")) == []
    assert not objections.can_trim(one, marked(one, "how it is done"))
    assert objections.without(one, marked(one, "how it is done"), "(gone)") == one


def test_only_method_detail_can_be_trimmed() -> None:
    one = draft("I feel lost and how it is done is here, and I am tired.")
    verdict = marked(one, "how it is done")

    assert objections.can_trim(one, verdict)
    assert not objections.can_trim(one, Verdict(Decision.HOLD, verdict.reading, Category.HATE))
    assert not objections.can_trim(one, Verdict(Decision.HOLD, verdict.reading, None))


@pytest.mark.parametrize("length", [10, 59, 60, 61, 500])
def test_long_parts_are_shortened_and_few_are_shown(length: int) -> None:
    one = draft(" ".join([f"{n}" * length for n in range(5)]) + " and more" * 900)
    found = objections.parts(one, marked(one, *(f"{n}" * length for n in range(5))))

    assert len(found) == objections.PARTS_SHOWN
    assert all(len(part) == min(length, objections.PART_SHOWN) for part in found)


def test_spans_beyond_the_text_are_cut_to_it() -> None:
    one = draft("Some words that are long enough to be left here in peace, and these.")
    verdict = Verdict(
        Decision.HOLD, Reading(spans=(Span(len(read_as(one)) - 6, 999, METHOD, "r"),)), METHOD
    )

    assert objections.parts(one, verdict) == ["these."]
    assert objections.without(one, verdict, "-").words.endswith("in peace, and -")
