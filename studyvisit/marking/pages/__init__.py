"""The pages of those who mark: what waits, and one answer; `agreement` says how far two markers agree."""

from studyvisit.marking.pages.answer import answer_page
from studyvisit.marking.pages.queue import queue_page

__all__ = ["answer_page", "queue_page"]
