"""Processes beside the first: one loads Django and the models' libraries once, and all others are copies of it."""

import multiprocessing
from multiprocessing.context import BaseContext

PRELOADED = "shop.demo.simulation.preloaded"


def context() -> BaseContext:
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload([PRELOADED])
    return found


def begin() -> None:
    """In each process. Django comes before whatever loads tables; where it was preloaded, this is done already."""
    import django

    django.setup()
    from shop.demo.simulation.clock import leave_workers_alone

    leave_workers_alone()
