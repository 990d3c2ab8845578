"""The outbox, and the ways out of it."""

from studyvisit.messaging.services.outbox import Delivery, Due, UnsafeHeader, deliver_due, enqueue
from studyvisit.messaging.services.transports import transport

__all__ = ["Delivery", "Due", "UnsafeHeader", "deliver_due", "enqueue", "transport"]
