"""Simulated time: whatever this process asks for the time, defaults of tables included, is told the simulation's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import time_machine
from celery import current_app


@contextmanager
def simulated_time(start: datetime) -> Iterator[Callable[[datetime], None]]:
    """Gives the function that moves the clock. It stands still between two moves."""
    with time_machine.travel(start, tick=False) as traveller:
        yield traveller.move_to


def leave_workers_alone() -> None:
    """What this process queues goes nowhere: lists are made here, in simulated time, and mails to nobody are not sent."""
    current_app.conf.update(broker_url="memory://", broker_write_url="memory://", broker_read_url="memory://")
