"""A guest looks at one product, and the shop is another one: through HTTP, with a real worker."""

import http.cookiejar
import json
import os
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from recommender.loop import run_loop
from tests.factories.loop import plant

GENEROUS = 20  # seconds; what it took is printed, what it should take is 2

WORKER = """
import sys
from django.conf import settings
settings.MODEL_STORE = sys.argv[1]
from config.celery import app
app.worker_main(["worker", "-Q", "realtime", "-c", "1", "--loglevel", "INFO", "--without-mingle", "--without-gossip"])
"""


@contextmanager
def realtime_worker(model_store, log_path):
    """A Celery worker of its own process, on this test's database and queue."""
    database = connection.settings_dict
    address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": address,
        "REDIS_URL": django_settings.CELERY_BROKER_URL,
    }
    with log_path.open("w") as log:
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(model_store)],
            cwd=django_settings.BASE_DIR,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            wait_until(lambda: " ready." in log_path.read_text() or worker.poll() is not None)
            assert worker.poll() is None, log_path.read_text()
            yield
        finally:
            worker.terminate()
            worker.wait(timeout=GENEROUS)


def wait_until(happened) -> float:
    """Seconds until it did."""
    started = time.monotonic()
    while not happened():
        assert time.monotonic() - started < GENEROUS, "It did not happen in time."
        time.sleep(0.02)
    return time.monotonic() - started


class Browser:
    """Cookies and JSON, nothing else."""

    def __init__(self, address: str):
        self.address = address
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        self.opener.addheaders = [("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")]

    def page(self, path: str) -> BeautifulSoup:
        with self.opener.open(self.address + path) as answer:
            return BeautifulSoup(answer.read(), "html.parser")

    def recommendations(self) -> dict:
        with self.opener.open(self.address + "/api/v1/recommendations/") as answer:
            return json.load(answer)

    def for_you(self) -> list[int]:
        """The products of the home page's first shelf, in order."""
        shelf = self.page("/").select_one("[data-slate]")
        return [int(card["data-product"]) for card in shelf.select("[data-product]")]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_view_changes_what_a_guest_is_shown(live_server, settings, tmp_path, capsys):
    settings.MODEL_STORE = tmp_path / "models"
    now = timezone.now()
    shop = plant(now=now - timedelta(minutes=5))
    run_loop(now=now, algorithm="item_knn")
    browser = Browser(live_server.url)
    seen = shop.products[7]

    with realtime_worker(settings.MODEL_STORE, tmp_path / "worker.log"):
        assert browser.recommendations()["source"] == "popular"
        browser.page(seen.get_absolute_url())
        seconds = wait_until(lambda: browser.recommendations()["source"] == "session")

    with capsys.disabled():
        sys.stdout.write(f"\nfrom event to refreshed list: {seconds:.2f} s\n")
    assert shop.after(seen.pk) in browser.for_you()[:3]
    assert browser.for_you() == [item["product_id"] for item in browser.recommendations()["items"]]
