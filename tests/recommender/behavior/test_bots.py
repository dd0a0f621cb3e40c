"""Who is not a shopper."""

import pytest
from django.test import RequestFactory

from recommender.behavior.bots import is_bot

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
HEADLESS = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0.0.0 Safari/537.36"


def get(agent: str, **headers) -> bool:
    return is_bot(RequestFactory().get("/", headers={"User-Agent": agent} | headers))


def test_a_browser_is_a_shopper():
    assert not get(FIREFOX)


@pytest.mark.parametrize("demo", [True, False])
@pytest.mark.parametrize("agent", [GOOGLEBOT, "Mozilla/5.0 AppleWebKit/537.36 (compatible; bingbot/2.0)"])
def test_a_crawler_never_is(settings, agent, demo):
    settings.DEMO = demo
    assert get(agent)


@pytest.mark.parametrize("agent", ["", "curl/8.5.0", "python-requests/2.32", HEADLESS])
def test_scripts_are_shoppers_in_the_demo_only(settings, agent):
    settings.DEMO = False
    assert get(agent)
    settings.DEMO = True
    assert not get(agent)


def test_a_page_fetched_ahead_was_not_looked_at():
    assert get(FIREFOX, **{"Sec-Purpose": "prefetch;prerender"})


def test_a_head_request_shows_nobody_anything():
    assert is_bot(RequestFactory().head("/", headers={"User-Agent": FIREFOX}))
