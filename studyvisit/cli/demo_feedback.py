"""What people who do not exist made of their study visit: answers that are drawn once and given by many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from studyvisit.curriculum.content import Programme
from studyvisit.curriculum.feedback import FeedbackForm, FeedbackItem, ItemKind
from studyvisit.feedback.rules import Answers, Value
from studyvisit.library.queries import Shelf
from studyvisit.programmes.rules import FeedbackOccasion

POOL = 400
"""How many different sheets there are of a form: drawing one for each person would take as long as the rest."""
LEAVE_BLANK = 0.08
DECLINE = 0.12
WRITE = 0.45
GIVE = {
    FeedbackOccasion.REACTION: 0.72,
    FeedbackOccasion.FOLLOW_UP_3: 0.46,
    FeedbackOccasion.FOLLOW_UP_6: 0.38,
    FeedbackOccasion.FOLLOW_UP_12: 0.27,
}
SENTENCES = {
    "most-useful": (
        "The hour in which we calculated our own index by hand.",
        "Procurement: I saw that the agreements were the work, not the portal.",
        "Talking to the delegation next to us. They had tried what we are planning.",
        "The operations centre, because somebody said what it cost.",
    ),
    "differently": (
        "Fewer slides before lunch.",
        "More time at one place and fewer places.",
        "Send the country profiles two weeks earlier.",
        "A day for the action plan, not an afternoon.",
    ),
    "example": (
        "We mapped our licence service with three districts and took out two of nine papers.",
        "I used the components of the index in a note to the minister; the broadband plan cites it.",
        "We drafted a data-sharing agreement with the revenue authority. It waits for a signature.",
    ),
    "evidence-place": (
        "Circular 14 of the ministry.",
        "The minutes of the steering committee.",
        "Our website.",
    ),
    "wish": (
        "A letter to our permanent secretary.",
        "An example of a data-sharing agreement that is in force.",
        "One more call with the other delegations.",
    ),
    "next-step": (
        "The legal unit comments on the draft by the end of the quarter.",
        "I present the map to the district heads next month.",
    ),
    "figures": ("Days to a licence: 12 in March, 7 in November, from our own register.",),
    "advice": (
        "Bring the figures of one service of yours, not a strategy.",
        "Ask who opposed it, and what they were given.",
    ),
}


@dataclass(frozen=True, slots=True)
class FeedbackPlan:
    """A form that people are asked to fill in, and the sheets that they draw from."""

    occasion: FeedbackOccasion
    revision_id: UUID
    is_anonymous: bool
    pool: tuple[dict[str, Any], ...]


def feedback_plans(shelf: Shelf, programme: Programme, seed: int) -> tuple[FeedbackPlan, ...]:
    """Return the forms of a programme with their pools; the same seed gives the same sheets."""
    plans = []
    for occasion in FeedbackOccasion:
        slug = occasion.form_of(programme)
        if slug is not None:
            form = shelf.feedback_form(slug)
            rng = Random(f"{seed}:{occasion}")
            pool = tuple(_sheet(rng, form.content).kept() for _ in range(POOL))
            plans.append(FeedbackPlan(occasion, form.revision_id, form.content.is_anonymous, pool))
    return tuple(plans)


def given_of(
    rng: Random, plans: tuple[FeedbackPlan, ...], ends_on: date
) -> Iterator[tuple[FeedbackPlan, dict[str, Any], datetime]]:
    """Yield the forms that somebody gives: which, what they answer, and when."""
    for plan in plans:
        if rng.random() < GIVE[plan.occasion]:
            opened = datetime.combine(plan.occasion.opens_on(ends_on), time(4), UTC)
            at = opened + timedelta(seconds=int(rng.random() * 20 * 86_400))
            yield plan, plan.pool[int(rng.random() * len(plan.pool))], at


def _sheet(rng: Random, form: FeedbackForm) -> Answers:
    values: dict[str, Value] = {}
    declined = set()
    for item in form.items:
        if item.decline and rng.random() < DECLINE:
            declined.add(item.id)
        elif item.is_required or rng.random() >= LEAVE_BLANK:
            value = _answer(rng, item)
            if value is not None:
                values[item.id] = value
    return Answers(values, frozenset(declined))


def _answer(rng: Random, item: FeedbackItem) -> Value | None:
    ids = [option.id for option in item.options]
    match item.kind:
        case ItemKind.SCALE:
            return int(ids[min(len(ids) - 1, int(rng.triangular(0, len(ids), len(ids) * 0.85)))])
        case ItemKind.ONE_CHOICE:
            return ids[int(rng.triangular(0, len(ids), 0.3 * len(ids)))]
        case ItemKind.SEVERAL_CHOICES:
            chosen = set(rng.sample(ids, rng.randint(1, min(3, len(ids)))))
            return [one for one in ids if one in chosen]
        case ItemKind.NUMBER:
            return min(item.largest, item.smallest + int(rng.expovariate(1 / 9)))
        case ItemKind.TEXT:
            sentences = SENTENCES.get(item.id, ())
            return rng.choice(sentences) if sentences and rng.random() < WRITE else None
