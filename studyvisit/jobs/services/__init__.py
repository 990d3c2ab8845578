"""The queue, and carrying out what is in it."""

from studyvisit.jobs.services.leases import Cancelled, Interrupted, Kind, LeaseLost, Stopped, Task
from studyvisit.jobs.services.queue import cancel, enqueue, forget_jobs, try_again, wind
from studyvisit.jobs.services.running import Runner

__all__ = [
    "Cancelled",
    "Interrupted",
    "Kind",
    "LeaseLost",
    "Runner",
    "Stopped",
    "Task",
    "cancel",
    "enqueue",
    "forget_jobs",
    "try_again",
    "wind",
]
