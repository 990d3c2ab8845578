"""A small content tree that has no problems; a test writes it, breaks one thing and looks."""

from __future__ import annotations

from pathlib import Path

from studyvisit.curriculum.check import Checked, check_tree
from studyvisit.curriculum.content import Module
from studyvisit.curriculum.lines import numbered
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import Problem, Report
from studyvisit.curriculum.questions import Question
from studyvisit.curriculum.questions.parsing import Block, parse_question
from studyvisit.curriculum.sections import sections

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><title>A box</title>'
    "<desc>One box, twenty wide and forty high, that stands for everything else.</desc>"
    '<rect width="9"/></svg>'
)

COMPETENCIES = """---
id: competencies
title: Competencies
---
- I can explain how the EGDI is built. {#explain-egdi sdg=16.6,17.18}
- I can read a country profile. {#read-profile}
"""

MODULE = """---
id: measuring
title: Measuring
summary: What is measured.
competencies: [explain-egdi]
sdg: ["16.6"]
---
The overview.
"""

LESSON = """---
id: the-survey
title: The Survey
minutes: 12
objective: Describe the three components
competencies: [explain-egdi]
sdg: ["16.6"]
facts: ["1.01"]
---
The index is a mean.[^method]

## What it shows

![A box](media/box.svg)

::: check {#check-it}
### Which part {#which-part}
Which one counts what is offered?

- (x) Online services {#osi}
  > Yes.
- ( ) Human capital {#hci}
  > No.
:::

## Sources

[^method]: Methodology, <https://example.org/method>
"""

QUIZ = """---
id: egdi-check
title: The EGDI, checked
pass_mark: 70
attempts: 3
scoring: highest
draw: 1
shuffle: true
time_limit: 20 min
review: {marks: after-submit, feedback: after-submit, answers: after-pass}
---
An introduction.

## The mean {#egdi-mean competency=explain-egdi points=2}
What is the mean of 0.2, 0.3 and 0.4?

= 0.3 ± 0.01
> It is 0.3.

## True {#rank competency=explain-egdi}
A rank can fall while the value rises.

= true
> true: Right.
> false: No: it can.
"""

GUIDE = """---
id: measuring-guide
title: How to run the session
minutes: 90
---
For whoever runs it.

## Before the session

Print the handout.

## Running order

| minutes | what | how |
| --- | --- | --- |
| 30 | The index | Talk |
| 60 | A profile | In pairs |

## Discussion questions

1. What does a rank hide?

## Common misunderstandings

A rank is not a mark.

## If the line is down

Use the paper.
"""

HANDOUT = """---
id: measuring-handout
title: What to keep
---
The index is a mean.[^method]

::: chart {#online file=media/online.csv}
Bhutan rose and Uganda fell.[^method]
:::

## Sources

[^method]: Methodology, <https://example.org/method>
"""

DATA = """country,2018,2020
Bhutan,0.5000,0.6824
Uganda,0.5694,
"""

QUESTIONNAIRE = """---
id: self-assessment
title: How well can you do this?
kind: self-assessment
waves:
  pre: How well today?
  post: How well now?
  then: How well before?
scale:
  - {value: 1, label: Not yet}
  - {value: 2, label: Well}
---
It does not count.

- I can explain how the EGDI is built. {#sa-explain-egdi competency=explain-egdi}
- I can read a country profile. {#sa-read-profile competency=read-profile}
"""

PROGRAMME = """---
id: study-visit
title: Study Visit
starts_on: 2019-04-01
ends_on: 2019-04-05
place: Incheon
timezone: Asia/Seoul
organisers: [UNPOG, NIA]
countries: [BD, NO]
modules: [measuring]
self_assessment: self-assessment
source: A notice
---
What it is about.

## Monday {date=2019-04-01}

### Opening {#opening kind=session time=09:00-10:00}
Welcome.

### Visit {#visit kind=site-visit time=10:30-12:00 module=measuring illustrative=yes}
To the city.
"""

VISIT = """---
id: visit
title: The city
competencies: [explain-egdi]
facts: ["3.09"]
---
## Brief
It opened in 2003.[^city]

## Observe
- Who sits in the room? {#who competency=explain-egdi}
- Who *owns* the data,
  and for how long? {#owner competency=explain-egdi}
- What would you take home? {#home competency=explain-egdi}

## Debrief
- Which conditions made it possible? {#conditions competency=explain-egdi}

## Sources
[^city]: The city, <https://example.org/city>
"""

FILES = {
    "competencies.md": COMPETENCIES,
    "modules/measuring/module.md": MODULE,
    "modules/measuring/01-the-survey.md": LESSON,
    "modules/measuring/quiz.md": QUIZ,
    "modules/measuring/guide.md": GUIDE,
    "modules/measuring/handout.md": HANDOUT,
    "modules/measuring/media/box.svg": SVG,
    "modules/measuring/media/online.csv": DATA,
    "questionnaires/self-assessment.md": QUESTIONNAIRE,
    "programmes/study-visit/programme.md": PROGRAMME,
    "programmes/study-visit/visits/visit.md": VISIT,
}
LESSON_PATH = "modules/measuring/01-the-survey.md"
GUIDE_PATH = "modules/measuring/guide.md"
HANDOUT_PATH = "modules/measuring/handout.md"
DATA_PATH = "modules/measuring/media/online.csv"
QUIZ_PATH = "modules/measuring/quiz.md"
MODULE_PATH = "modules/measuring/module.md"
QUESTIONNAIRE_PATH = "questionnaires/self-assessment.md"
PROGRAMME_PATH = "programmes/study-visit/programme.md"
VISIT_PATH = "programmes/study-visit/visits/visit.md"


def write_content(root: Path, changed: dict[str, str | bytes | None] | None = None) -> Path:
    """Write the small tree below `root`, some files changed or (None) left out, and return its directory."""
    content = root / "content"
    for name, text in {**FILES, **(changed or {})}.items():
        if text is None:
            continue
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return content


def checked(root: Path, changed: dict[str, str | bytes | None] | None = None) -> Checked:
    """Return the check of the small tree with some files changed."""
    return check_tree(write_content(root, changed))


def only_problem(root: Path, path: str, text: str | bytes | None) -> Problem:
    """Return the one problem that a changed file makes; its path is the one below `content/`."""
    found = checked(root, {path: text}).problems
    assert len(found) == 1, [str(problem) for problem in found]
    return found[0]


def module_of(found: Checked) -> Module:
    """Return the module of a checked small tree."""
    return next(unit.document for unit in found.units if isinstance(unit.document, Module))


def question_of(text: str, *, is_graded: bool = True) -> tuple[Question | None, tuple[Problem, ...]]:
    """Return the question that a `##` section makes, with its problems."""
    report = Report("quiz.md")
    _, parts = sections(numbered(text), 2)
    block = Block(parts[0].number, parts[0].title, parts[0].attributes, parts[0].lines, is_graded=is_graded)
    question = parse_question(block, ("explain-egdi",), Page(report))
    return question, report.problems
