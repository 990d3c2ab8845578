"""The outbox, and the ways out of it."""

from studyvisit.messaging.services.outbox import (
    Delivery,
    Due,
    UnsafeHeader,
    deliver_due,
    enqueue,
    forget_sent,
)
from studyvisit.messaging.services.transports import transport

__all__ = ["Delivery", "Due", "UnsafeHeader", "deliver_due", "enqueue", "forget_sent", "transport"]
