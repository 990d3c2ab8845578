"""The pages of those who mark: what waits, one answer, and how far two markers agree."""

from studyvisit.marking.pages.agreement import agreement_page
from studyvisit.marking.pages.answer import answer_page
from studyvisit.marking.pages.queue import queue_page

__all__ = ["agreement_page", "answer_page", "queue_page"]
