"""The running shop, met as a browser meets it: pages, forms with their tokens, cookies, and the beacon."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from http.client import HTTPConnection, HTTPException
from http.cookiejar import CookieJar
from ipaddress import ip_address
from json import dumps
from socket import gethostbyname
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPHandler, Request, build_opener
from uuid import UUID, uuid4

from bs4 import BeautifulSoup
from django.conf import settings
from django.core.signing import BadSignature
from django.utils import timezone

from config.errors import InvalidInput, Unavailable
from recommender.services import mark_simulated, visitor_of_cookie
from shop.catalog.models import Product
from shop.demo.simulation.desire import Desire
from shop.demo.simulation.past import visit_rng
from shop.demo.simulation.services_store import MAIL, WHO
from shop.demo.simulation.storefront import Place, SeenShelf
from shop.demo.simulation.trip import LongMemory, Trip
from shop.demo.simulation.world import World, read_goods

TIMEOUT = 30
AGENTS = {
    "mobile": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1",
    "tablet": "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1",
    "desktop": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
}


def visit_pages(url: str, *, shoppers: int, seed: int, advance: Callable[[], object]) -> dict:
    """Each shopper comes once, one after the other; how many visits, views, clicks and orders, and the visitors' `ids`.

    Raises Unavailable where no shop answers.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise InvalidInput(f"The address of a shop begins with http:// or https://, unlike “{url}”.")
    world = World(read_goods(), seed=seed)
    desire = Desire(world.markets[0], discounts=world.goods.discounts)
    slugs = dict(Product.objects.values_list("pk", "slug"))
    counts = {"visits": 0, "views": 0, "impressions": 0, "clicks": 0, "orders": 0}
    ids: list[UUID] = []
    for living in world.shoppers(shoppers):
        shopper, now = living.eras[0], timezone.now()
        browser = Browser(
            url, device=shopper.device, source=shopper.source, address=_address(url, living.number)
        )
        store = PagesStore(browser, slugs=slugs, number=living.number)
        trip = Trip(shopper, desire, LongMemory(), now, store=store, rng=visit_rng(seed, living.number, now))
        try:
            trip.run()
        except (URLError, HTTPException) as error:
            raise Unavailable(f"The shop at {url} does not answer as it should: {error}") from error
        finally:
            # Also where something broke: what was done until then was done by somebody who does not exist.
            ids += _marked(browser)
        counts["visits"] += 1
        counts["views"] += sum(act.kind == "view" for act in trip.acts)
        counts["clicks"] += sum(glance.clicks for glance in trip.glances)
        counts["impressions"] += store.seen
        counts["orders"] += int(trip.revenue > 0)
        advance()
    return counts | {"ids": ids}


def _marked(browser: "Browser") -> list[UUID]:
    try:
        ids = browser.visitor_ids
    except BadSignature as error:
        raise Unavailable(
            f"The shop at {browser.url} signs with another key than this one: run the command with its settings."
        ) from error
    mark_simulated(ids)
    return ids


class Browser:
    """Cookies, a name, and (against this machine) an address of its own, because the shop limits rates by it."""

    def __init__(self, url: str, *, device: str, source: str, address: str | None):
        self.url = url.rstrip("/")
        self.cookies = CookieJar()
        handlers = [_FromAddress(address)] if address else []
        self._opener = build_opener(HTTPCookieProcessor(self.cookies), *handlers)
        self._headers = {"User-Agent": AGENTS[device]}
        self._referer = f"https://{source}/" if source else ""

    @property
    def visitor_ids(self) -> list[UUID]:
        return [visitor_of_cookie(value) for value in self._cookie(settings.VISITOR_COOKIE)]

    def page(self, path: str) -> BeautifulSoup:
        """Follows where the shop sends it. A page that is not there is an empty one."""
        try:
            return BeautifulSoup(self._send(self._request(path)), "html.parser")
        except HTTPError as error:
            if error.code in {404, 410}:
                return BeautifulSoup("", "html.parser")
            raise

    def form(self, path: str, **fields: object) -> bool:
        """False where the shop refuses, in whatever words."""
        token = next(iter(self._cookie("csrftoken")), "")
        body = urlencode({"csrfmiddlewaretoken": token} | fields).encode()
        try:
            self._send(self._request(path, data=body))
        except HTTPError as error:
            if error.code < 500:
                return False
            raise
        return True

    def beacon(self, events: Sequence[dict]) -> None:
        body = dumps({"events": list(events)}).encode()
        self._send(self._request("/api/v1/events/", data=body, headers={"Content-Type": "text/plain"}))

    def _request(self, path: str, **more) -> Request:
        return Request(self.url + path, **more)  # noqa: S310  its scheme was looked at

    def _cookie(self, name: str) -> list[str]:
        return [cookie.value for cookie in self.cookies if cookie.name == name and cookie.value]

    def _send(self, request: Request) -> bytes:
        for name, value in self._headers.items():
            request.add_header(name, value)
        request.add_header("Referer", self._referer or self.url + "/")
        self._referer = ""
        with self._opener.open(request, timeout=TIMEOUT) as answer:
            return answer.read()


class PagesStore:
    """One visit, by the pages. What the shopper does next is on the page that was opened last."""

    def __init__(self, browser: Browser, *, slugs: dict[int, str], number: int):
        self.browser, self.slugs, self.number = browser, slugs, number
        self.opened = BeautifulSoup("", "html.parser")
        self.seen = 0

    def arrive(self, at: datetime) -> None:
        """Pages keep their own time."""

    def home(self) -> Sequence[SeenShelf]:
        self.opened = self.browser.page("/")
        return _shelves(self.opened)

    def beside(self, product_id: int) -> Sequence[SeenShelf]:
        return _shelves(self.opened)

    def view(self, product_id: int, *, clicked: Place | None = None) -> None:
        if product_id in self.slugs:
            query = f"?slate={clicked.slate_id}&position={clicked.position}" if clicked else ""
            self.opened = self.browser.page(f"/p/{self.slugs[product_id]}/{query}")

    def saw(self, shelf: SeenShelf, positions: Sequence[int]) -> None:
        at = datetime.now(UTC).isoformat()
        events = [
            {
                "id": str(uuid4()),
                "type": "impression",
                "slate": str(shelf.slate_id),
                "position": position,
                "at": at,
            }
            for position in positions
        ]
        self.seen += len(events)
        self.browser.beacon(events)

    def search(self, words: str) -> None:
        self.browser.page(f"/search/?{urlencode({'q': words})}")

    def favorite(self, product_id: int, *, on: bool) -> None:
        self.browser.form(f"/favorites/{product_id}/", favorite=int(on))

    def dismiss(self, product_id: int) -> None:
        self.browser.form(f"/dismiss/{product_id}/")

    def put_in_cart(self, product_id: int, quantity: int) -> None:
        self.browser.form("/cart/add/", product_id=product_id, quantity=quantity)

    def take_out_of_cart(self, product_id: int) -> None:
        """By the cart's own form of the line."""
        slug = self.slugs.get(product_id)
        for link in self.browser.page("/cart/").select(f'a[href="/p/{slug}/"]'):
            line = link.find_parent("li")
            form = line and line.select_one('form[action^="/cart/lines/"]')
            if form:
                self.browser.form(form["action"], quantity=0)
                return

    def buy(self) -> Decimal:
        """Through the three steps of the checkout; what the last of them says that the goods cost."""
        self.browser.page("/cart/")
        who = WHO | {"email": MAIL.format(number=self.number)}
        self.browser.form("/checkout/", **who)
        # The first means on offer: in the demo, the card that is accepted.
        offered = self.browser.page("/checkout/delivery/").select_one('[name="payment_token"]')
        who["payment_token"] = offered["value"] if offered else ""
        self.browser.form("/checkout/delivery/", **who)
        review = self.browser.page("/checkout/review/")
        shown = {field["name"]: field.get("value", "") for field in review.select("form input[name]")}
        if not shown.get("idempotency_key"):
            return Decimal(0)
        placed = self.browser.form("/checkout/review/", **(shown | who))
        return Decimal(shown["goods_total"]) if placed else Decimal(0)


class _FromAddress(HTTPHandler):
    def __init__(self, address: str) -> None:
        super().__init__()
        self._connection = partial(HTTPConnection, source_address=(address, 0))

    def http_open(self, request):
        return self.do_open(self._connection, request)


def _shelves(page: BeautifulSoup) -> list[SeenShelf]:
    """Slates in the order of the page, as far as their cards are numbered."""
    found = []
    for shelf in page.select("[data-slate][data-placement]"):
        cards = {
            int(card["data-position"]): int(card["data-product"])
            for card in shelf.select("[data-position][data-product]")
        }
        if cards:
            ids = tuple(cards[position] for position in sorted(cards))
            found.append(SeenShelf(shelf["data-placement"], UUID(shelf["data-slate"]), ids))
    return found


def _address(url: str, number: int) -> str | None:
    """All of 127/8 is this machine."""
    try:
        is_here = ip_address(gethostbyname(urlsplit(url).hostname or "")).is_loopback
    except OSError:
        is_here = False
    return f"127.2.{number // 250 % 250}.{number % 250 + 1}" if is_here else None
