"""What a new question begins with: an empty form of its kind, and an example of it in Markdown."""

from __future__ import annotations

from collections.abc import Mapping

from studyvisit.curriculum.writing.fields import (
    Answers,
    ChoiceFields,
    CriterionFields,
    DescriptionFields,
    GapFields,
    GeneratedFields,
    Kind,
    LongAnswerFields,
    NumberFields,
    OptionFields,
    OrderFields,
    PairFields,
    QuestionFields,
    RangeFields,
    RowFields,
    RubricFields,
    ShortAnswerFields,
    TrueFalseFields,
    UploadFields,
)

_RUBRIC = RubricFields(
    head="what is marked",
    points=("0", "1", "2"),
    criteria=(
        CriterionFields(text="The problem", levels=("not named", "named", "named, with a figure")),
        CriterionFields(text="The first step", levels=("none", "a wish", "who does what by when")),
    ),
)
_OPTIONS = (
    OptionFields(text="The right answer", is_right=True, feedback="Why it is right."),
    OptionFields(text="A common mistake", feedback="Why it is not right."),
    OptionFields(text="Another mistake", feedback="Why it is not right."),
)
_SAMPLES: Mapping[Kind, tuple[str, str, Answers]] = {
    Kind.ONE_CHOICE: ("Which one is right?", "", ChoiceFields(options=_OPTIONS)),
    Kind.SEVERAL_CHOICES: (
        "Which are right? Choose all that apply.",
        "",
        ChoiceFields(
            options=(
                _OPTIONS[0],
                OptionFields(text="Another right answer", is_right=True, feedback="Why it is right."),
                *_OPTIONS[1:],
            )
        ),
    ),
    Kind.TRUE_FALSE: (
        "Write a statement that is true or false.",
        "",
        TrueFalseFields(feedback_if_true="Right: say why.", feedback_if_false="Say why it is true."),
    ),
    Kind.NUMBER: (
        "How many are there?",
        "There are 12, because …",
        NumberFields(value="12", tolerance="0.5"),
    ),
    Kind.SHORT_ANSWER: (
        "What is it called?",
        "It is called e-participation.",
        ShortAnswerFields(accepted=("e-participation", "electronic participation")),
    ),
    Kind.MATCHING: (
        "What goes with what?",
        "The first goes with its counterpart, and the second with its own.",
        PairFields(
            rows=(
                RowFields(text="The first", counterpart="Its counterpart"),
                RowFields(text="The second", counterpart="Its own counterpart"),
            ),
            head=("what", "goes with"),
        ),
    ),
    Kind.ORDERING: (
        "Put the steps in their order.",
        "Ask first, then draft, then measure.",
        OrderFields(
            rows=(
                RowFields(text="The first step"),
                RowFields(text="The second step"),
                RowFields(text="The third step"),
            )
        ),
    ),
    Kind.CATEGORISING: (
        "Where does each belong?",
        "The first and the third belong together.",
        PairFields(
            rows=(
                RowFields(text="The first thing", counterpart="One category"),
                RowFields(text="The second thing", counterpart="Another category"),
                RowFields(text="The third thing", counterpart="One category"),
            ),
            head=("what", "category"),
        ),
    ),
    Kind.GAP_FILL: (
        "The EGDI is the [[mean|average]] of three [[(x) components | ( ) ranks]].",
        "It is the mean of its components.",
        GapFields(),
    ),
    Kind.GENERATED_NUMBER: (
        "A register holds {{entries}} entries, and {{share}} % of them are wrong. How many are wrong?",
        "{{share}} % of {{entries}} are {{answer}}.",
        GeneratedFields(
            ranges=(
                RangeFields(name="entries", first="2000", last="9000", step="500"),
                RangeFields(name="share", first="2", last="20", step="2"),
            ),
            formula="entries × share ÷ 100",
            tolerance="1%",
        ),
    ),
    Kind.LONG_ANSWER: (
        "Describe a problem of your office and a first step.",
        "A good answer says what the problem costs whom.",
        LongAnswerFields(rubric=_RUBRIC, fewest="50", most="400"),
    ),
    Kind.FILE_UPLOAD: (
        "Hand in your plan.",
        "A good plan has dates and names.",
        UploadFields(rubric=_RUBRIC, types="pdf, docx, odt", files="1", megabytes="5"),
    ),
    Kind.DESCRIPTION: (
        "What the next questions have in common: a case, a table, a picture.",
        "",
        DescriptionFields(),
    ),
}
_BLANKS: Mapping[Kind, Answers] = {
    Kind.TRUE_FALSE: TrueFalseFields(),
    Kind.NUMBER: NumberFields(),
    Kind.SHORT_ANSWER: ShortAnswerFields(),
    Kind.MATCHING: PairFields(),
    Kind.CATEGORISING: PairFields(),
    Kind.ORDERING: OrderFields(),
    Kind.GAP_FILL: GapFields(),
    Kind.DESCRIPTION: DescriptionFields(),
    Kind.GENERATED_NUMBER: GeneratedFields(ranges=(RangeFields(), RangeFields())),
    Kind.LONG_ANSWER: LongAnswerFields(
        rubric=RubricFields(points=("0", "1", "2"), criteria=(CriterionFields(levels=("", "", "")),))
    ),
    Kind.FILE_UPLOAD: UploadFields(
        rubric=RubricFields(points=("0", "1", "2"), criteria=(CriterionFields(levels=("", "", "")),)),
        types="pdf, docx, odt",
        files="1",
        megabytes="5",
    ),
}


def sample(kind: Kind, competency: str = "") -> QuestionFields:
    """Return an example of a kind of question, without ids."""
    prompt, feedback, answers = _SAMPLES[kind]
    named = "" if kind is Kind.DESCRIPTION else competency
    return QuestionFields(kind=kind, answers=answers, prompt=prompt, feedback=feedback, competency=named)


def blank(kind: Kind, competency: str = "") -> QuestionFields:
    """Return the empty form of a kind of question, with the competency that it is to ask about."""
    answers = _BLANKS.get(kind, ChoiceFields())
    named = "" if kind is Kind.DESCRIPTION else competency
    return QuestionFields(kind=kind, answers=answers, competency=named)
