"""What tests of any folder may ask for."""

import os
import shutil
from collections.abc import Iterator

import pytest

from accounts.sms.backends import MemoryBackend

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(autouse=True)
def sent_at_once(monkeypatch) -> None:
    """No worker runs beside the tests, and most of their transactions never commit: what accounts send leaves at once."""
    from accounts.tasks import send_mail, send_text

    for task in (send_mail, send_text):
        monkeypatch.setattr(task, "delay_on_commit", task.run)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """It knows nothing of the rows that the test before took back. That no experiment runs is known."""
    from django.core.cache import cache

    from recommender.experiments.plans import KEPT_FOR, KEY

    cache.clear()
    cache.set(KEY, [], timeout=KEPT_FOR)


@pytest.fixture(autouse=True)
def own_language() -> None:
    """The last request of the test before may have been in another one, which stays with the thread."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture
def admin_client(client):
    """Signed in as an administrator."""
    from tests.factories.accounts import AdministratorFactory

    client.force_login(AdministratorFactory())
    return client


@pytest.fixture
def texts(monkeypatch) -> list:
    """The texts that went to phones."""
    monkeypatch.setattr(MemoryBackend, "sent", [])
    return MemoryBackend.sent


@pytest.fixture(scope="module")
def chromium() -> Iterator:
    """The machine's own browser, without a window."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    with pytest.MonkeyPatch.context() as patch, sync_api.sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, and Django believes that we are inside of it.
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        try:
            browser = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        except sync_api.Error as error:
            pytest.skip(f"no Chromium was found: {str(error).splitlines()[0]}")
        yield browser
        browser.close()
