"""Facts about accounts."""

from __future__ import annotations

from studyvisit.actor import Role

DEMO_PASSWORD = "study-visit-2030"
DEMO_PEOPLE: tuple[tuple[Role, str, str], ...] = (
    (Role.PARTICIPANT, "participant@example.org", "Tigist Bekele"),
    (Role.TRAINER, "trainer@example.org", "Kim Ji-woo"),
    (Role.REVIEWER, "reviewer@example.org", "Maria Santos"),
    (Role.ADMINISTRATOR, "administrator@example.org", "Amina Rahman"),
)
