"""From an event to a list that knows of it, with the workers that run."""

import json
import time
from http.cookiejar import CookieJar
from urllib.request import HTTPCookieProcessor, build_opener

from benchmarks.timing import HEAD, row

VISITORS = 20
PATIENCE = 30


def run(url: str, say) -> None:
    with build_opener().open(f"{url}/api/v1/products/?page_size={VISITORS}", timeout=30) as response:
        products = json.load(response)["results"]
    seconds, errors = [], 0
    for product in products:
        waited = _wait_for_list(url, product["url"])
        if waited is None:
            errors += 1
        else:
            seconds.append(waited)
    say(f"Milliseconds from a view to a personal list, {url}\n{HEAD}\n{row('view → list', seconds, errors)}")


def _wait_for_list(url: str, path: str) -> float | None:
    """A new visitor looks at one product; then we ask for the list until it is theirs. The look itself counts too."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    started = time.perf_counter()
    opener.open(url + path, timeout=30).close()
    while time.perf_counter() - started < PATIENCE:
        with opener.open(
            f"{url}/api/v1/recommendations/?placement=home_for_you&k=12", timeout=30
        ) as response:
            if json.load(response)["source"] not in ("popular", "segment"):
                return time.perf_counter() - started
        time.sleep(0.02)
    return None
