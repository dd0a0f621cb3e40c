"""The URL map, read as it is: what is built from it notices every new address by itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver


@dataclass(frozen=True)
class Route:
    name: str
    """As `reverse` takes it; empty where the address has none."""
    parameters: tuple[str, ...]
    view: Callable

    @property
    def is_admin(self) -> bool:
        return self.name.startswith("admin:")

    @property
    def is_api(self) -> bool:
        return self.name.startswith(("api_", "headless:"))


def routes() -> list[Route]:
    return list(_routes(get_resolver()))


def named_routes() -> dict[str, Route]:
    return {route.name: route for route in routes() if route.name}


def _routes(resolver, namespace: str = "", above: tuple[str, ...] = ()) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        parameters = above + tuple(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            yield Route(f"{namespace}{pattern.name}" if pattern.name else "", parameters, pattern.callback)
        else:
            within = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern, within, parameters)
