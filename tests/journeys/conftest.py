from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.windows import DESK, WATCH, Window

PATIENCE = 15_000  # milliseconds, of everything a window waits for: a busy machine is slow, and not wrong
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def open_window(live_server, chromium) -> Iterator[Callable[..., Window]]:
    """Gives windows onto the shop, each with cookies of its own. All that they showed must have been sound."""
    windows = []

    def open_window(
        *, viewport: dict = DESK, javascript: bool = True, theme: str = "light", consent: str = "yes"
    ) -> Window:
        """`consent` is what this shopper answered before; empty: nothing yet."""
        context = chromium.new_context(
            base_url=live_server.url, viewport=viewport, java_script_enabled=javascript, color_scheme=theme
        )
        if consent:
            context.add_cookies([{"name": "consent", "value": consent, "url": live_server.url}])
        context.add_init_script(WATCH)
        context.set_default_timeout(PATIENCE)
        windows.append(Window(context.new_page(), live_server.url))
        return windows[-1]

    yield open_window
    for window in windows:
        window.page.context.close()
    problems = [problem for window in windows for problem in window.problems]
    assert not problems, "\n".join(problems)
