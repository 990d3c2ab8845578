"""Questions that say the same."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.content import Module
from studyvisit.curriculum.quality.similarity import alike, check_similarity, shingles
from studyvisit.curriculum.questions import Matching, OneChoice, Option, Question
from studyvisit.curriculum.questions.pairing import Pair
from tests.unit.content_factories import module, quiz

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f", "g"]), max_size=12).map(" ".join)
SENTENCE = "Which of the three components looks at what a government offers online"


def asking(slug: str, *questions: Question) -> Module:
    """Return a module with a quiz of these questions."""
    return replace(module(slug), quiz=quiz(questions))


def choice(question_id: str, prompt: str, *options: str) -> OneChoice:
    """Return a question whose first option is right."""
    return OneChoice(
        id=question_id,
        name=question_id,
        competency="c",
        points=1,
        prompt=f"<p>{prompt}</p>",
        options=tuple(
            Option(id=f"o{place}", html=words, is_right=place == 0) for place, words in enumerate(options)
        ),
    )


def found(*modules: Module) -> list[tuple[str, str, str]]:
    """Return the unit and the subject of each finding, and what it says before its advice."""
    return [
        (finding.unit, finding.subject, finding.message.split(":")[0])
        for finding in check_similarity(modules)
    ]


@given(WORDS)
def test_a_text_resembles_itself_wholly_whatever_its_letter_case(text: str) -> None:
    pairs = list(alike({"one": shingles(text), "other": shingles(text.upper())}))
    assert pairs == ([("one", "other", 1.0)] if text else [])


@given(st.dictionaries(st.text(min_size=1, max_size=3), WORDS, max_size=8), st.sampled_from([0.3, 0.5, 0.9]))
def test_the_quick_way_finds_what_comparing_all_pairs_finds(texts: dict[str, str], least: float) -> None:
    sets = {name: shingles(text) for name, text in texts.items()}
    slow = {
        (one, other): len(sets[one] & sets[other]) / len(sets[one] | sets[other])
        for one, other in combinations(sets, 2)
        if sets[one] & sets[other]
    }
    quick = {(one, other): share for one, other, share in alike(sets, least)}
    assert quick == {pair: share for pair, share in slow.items() if share >= least}


def test_a_question_with_one_word_changed_is_found() -> None:
    one = choice("one", f"{SENTENCE}?", "Online services", "Infrastructure", "Human capital")
    other = choice("other", f"{SENTENCE} today?", "Online services", "Human capital", "Infrastructure")
    [finding] = found(asking("first", one, other))
    assert finding[:2] == ("first", "other")
    assert finding[2].endswith("the same as one")


def test_a_question_of_another_module_is_found_and_named() -> None:
    one = choice("one", SENTENCE, "Online services", "Infrastructure")
    [finding] = found(asking("first", one), asking("second", choice("two", SENTENCE, "Online services")))
    assert finding[:2] == ("second", "two")
    assert finding[2].endswith("the same as one of first")


def test_other_distractors_make_no_other_question() -> None:
    one = choice(
        "one", "What does it measure?", "Satisfaction with the last visit to a service", "Rain", "Snow"
    )
    two = choice(
        "two", "What does it measure?", "Satisfaction with the last visit to a service", "Wind", "Sun"
    )
    assert len(found(asking("first", one, two))) == 1


def test_questions_of_one_form_about_different_things_are_no_duplicates() -> None:
    one = choice("one", "Which one counts?", "The register of births", "The tax office", "The school")
    two = choice("two", "Which one counts?", "A portal for permits", "A data centre", "A mast")
    assert found(asking("first", one, two)) == []


def test_matching_the_same_words_to_other_things_is_no_duplicate() -> None:
    def pairs(question_id: str, *rows: str) -> Matching:
        return Matching(
            id=question_id,
            name=question_id,
            competency="c",
            points=1,
            prompt="<p>Match each obstacle with its layer.</p>",
            pairs=tuple(Pair(id=f"p{place}", html=row, counterpart="x") for place, row in enumerate(rows)),
        )

    one = pairs("one", "The law forbids sharing the register", "Two ministries code districts differently")
    two = pairs("two", "Nobody has agreed who pays for the link", "The line is down every second afternoon")
    assert found(asking("first", one, two)) == []


def test_hundreds_of_questions_are_compared_in_well_under_a_second() -> None:
    words = [f"word{number}" for number in range(60)]
    questions = [
        choice(f"q{n}", " ".join(words[(n * 7 + k * (n % 5 + 1)) % 60] for k in range(25)), f"a{n}", f"b{n}")
        for n in range(400)
    ]
    start = perf_counter()
    list(check_similarity([asking("first", *questions)]))
    assert perf_counter() - start < 1
