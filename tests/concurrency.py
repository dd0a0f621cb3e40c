"""Many at once: real threads, each with connections of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.core.cache import caches
from django.db import connections

from config.errors import ApplicationError


def at_once(actions: list[Callable[[], Any]]) -> list[Any]:
    """Start all in the same moment; what each gave, or how it was refused."""
    start = Barrier(len(actions))

    def run(action):
        try:
            start.wait()
            return action()
        except ApplicationError as error:
            return error
        finally:
            _hang_up()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def _hang_up() -> None:
    """Connections belong to their thread, and nobody closes them when it ends."""
    connections.close_all()
    for cache in caches.all(initialized_only=True):
        for pool in cache._cache._pools.values():
            pool.disconnect()
