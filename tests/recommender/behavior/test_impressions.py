"""static/js/impressions.js in a real browser, against a server that only listens."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.conf import settings

pytestmark = pytest.mark.browser

SHELF = """<section data-slate="11111111-1111-4111-8111-111111111111" style="height: 2600px">
    <article data-position="1" style="height: 200px"><a href="/elsewhere">one</a></article>
    <article data-position="2" style="height: 200px">two</article>
    <div style="height: 1800px"></div>
    <article data-position="3" style="height: 200px"><a href="/elsewhere">three</a></article>
    <article>not in the slate</article></section>"""
SWAPPED = """<section data-slate="22222222-2222-4222-8222-222222222222">
    <article data-position="1" style="height: 100px">new</article></section>"""
PAGE = f"""<!doctype html><link rel="icon" href="data:,"><body style="margin: 0">
    <div data-position="9" style="height: 20px">no slate around it</div><div id="shelf">{SHELF}</div>
    <script src="/impressions.js"></script>"""


class Listener(BaseHTTPRequestHandler):
    heard: list[dict]

    def do_GET(self):
        is_script = self.path == "/impressions.js"
        script = (settings.BASE_DIR / "static/js/impressions.js").read_text()
        self._answer(200, "text/javascript" if is_script else "text/html", script if is_script else PAGE)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.heard += [{"path": self.path} | line for line in body["events"]]
        self._answer(202, "application/json", "{}")

    def _answer(self, status: int, kind: str, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def heard() -> list[dict]:
    return []


@pytest.fixture
def address(heard) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Heard", (Listener,), {"heard": heard}))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(chromium, address) -> Iterator:
    """The shelf in a window in which its first two cards fit; its clock is the test's."""
    page = chromium.new_page(viewport={"width": 400, "height": 600})
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.clock.install(time="2026-05-01T12:00:00Z")
    page.clock.pause_at("2026-05-01T12:00:01Z")
    page.goto(address)
    yield page
    page.close()
    assert problems == []


def pass_time(page, milliseconds: int) -> None:
    # The observer speaks with the next frame, which the clock of the page does not rule.
    page.wait_for_timeout(200)
    page.clock.run_for(milliseconds)


def told(page, heard: list[dict]) -> list[tuple[str, int]]:
    """All places that the browser reported, after it had every reason to."""
    page.clock.run_for(5_000)
    page.wait_for_timeout(300)
    return [(line["slate"][0], line["position"]) for line in heard]


def test_a_card_that_stays_a_second_is_reported_once(page, heard):
    pass_time(page, 1_100)
    assert sorted(told(page, heard)) == [("1", 1), ("1", 2)]
    assert {(line["path"], line["type"]) for line in heard} == {("/api/v1/events/", "impression")}
    assert len({line["id"] for line in heard}) == 2

    page.evaluate("scrollTo(0, 2000)")
    pass_time(page, 1_100)
    page.evaluate("scrollTo(0, 0)")
    pass_time(page, 1_100)
    assert sorted(told(page, heard)) == [("1", 1), ("1", 2), ("1", 3)]


def test_a_card_that_passes_by_is_not(page, heard):
    pass_time(page, 800)
    page.evaluate("scrollTo(0, 1000)")
    pass_time(page, 800)
    assert told(page, heard) == []


def test_a_card_of_which_less_than_half_is_seen_is_not(page, heard):
    page.evaluate("scrollTo(0, 330)")  # the second one ends at 420
    pass_time(page, 1_100)
    assert told(page, heard) == []


def test_leaving_the_page_sends_what_waits(page, heard):
    pass_time(page, 1_100)
    page.goto("about:blank")
    page.wait_for_timeout(300)
    assert len(heard) == 2


def test_a_quick_click_counts_as_seen(page, heard):
    page.click("text=one")
    page.wait_for_timeout(300)
    assert [(line["slate"][0], line["position"]) for line in heard] == [("1", 1)]


def test_a_shelf_that_htmx_swaps_in_is_watched(page, heard):
    page.evaluate(
        """html => {
            const shelf = document.querySelector("#shelf");
            shelf.innerHTML = html;
            const elt = shelf.firstElementChild;
            elt.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt } }));
        }""",
        SWAPPED,
    )
    pass_time(page, 1_100)
    assert ("2", 1) in told(page, heard)
