"""A shopper for load tests: signs in, looks, buys and reviews by the pages that people use, and times each request."""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from http.cookiejar import CookieJar
from random import Random
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPHandler, HTTPRedirectHandler, build_opener

TIMEOUT = 30
FAILURES = (OSError, HTTPException)
PASSWORD = "a-password-for-load-tests"  # noqa: S105  of accounts that a demo makes for the test
ADDRESS = {
    "full_name": "Load Test",
    "street": "Hafenweg 3",
    "postal_code": "20457",
    "city": "Hamburg",
    "country": "DE",
    "delivery_method": "standard",
    "payment_token": "demo-accept",
}


@dataclass
class Samples:
    """Seconds of the requests that were answered as they should be, and how many were not, by action."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(frozen=True)
class Goods:
    """A product as the pages name it."""

    product_id: int
    path: str
    price: str


class LoadShopper:
    """One shopper with a browser's cookies. `address` is their own loopback address: the shop limits rates by it."""

    def __init__(self, url: str, *, email: str, address: str, samples: Samples) -> None:
        self.url, self.email, self.samples = url, email, samples
        self.cookies = CookieJar()
        self.opener = build_opener(
            HTTPCookieProcessor(self.cookies), _FromAddress(address), _StaysWhereItIs()
        )

    def visit(self, number: int, goods: list[Goods], rng: Random) -> None:
        """A quarter of what a user of the paper's load test does; four visits in a row are all of it.

        Per user: 4 sign-ins, 8 clicks, 5 favorites, 4 purchases, 3 reviews, 8 recommendations.
        """
        self._open("/accounts/login/")
        self._timed("sign in", self.sign_in)
        liked, wanted = rng.sample(goods, 2)
        self._timed("recommendation", lambda: self._open("/"))
        for product in (liked, wanted):
            self._timed("click", partial(self._open, product.path))
        for product in (liked, wanted) if number % 4 == 3 else (liked,):
            self._timed("favorite", partial(self._send, f"/favorites/{product.product_id}/", favorite=1))
        self._timed("add to cart", lambda: self._send("/cart/add/", product_id=wanted.product_id))
        self._timed("purchase", lambda: self.buy(wanted, rng))
        if number % 4 != 3:
            self._timed("review", lambda: self.review(wanted, rng))
        self._timed("recommendation", lambda: self._open("/"))
        self._send("/accounts/logout/")

    def sign_in(self) -> None:
        self._send("/accounts/login/", login=self.email, password=PASSWORD)

    def buy(self, product: Goods, rng: Random) -> None:
        key = f"load-{rng.getrandbits(64):x}"
        order = ADDRESS | {
            "email": self.email,
            "goods_total": product.price,
            "discount_total": 0,
            "idempotency_key": key,
        }
        self._send("/checkout/review/", **order)

    def review(self, product: Goods, rng: Random) -> None:
        self._send(
            f"{product.path}reviews/", rating=rng.randint(3, 5), text="Bought and reviewed under load."
        )

    def _timed(self, action: str, do: Callable[[], None]) -> None:
        started = time.perf_counter()
        try:
            do()
        except FAILURES:
            self.samples.errors[action] += 1
            raise
        self.samples.seconds[action].append(time.perf_counter() - started)

    def _open(self, path: str) -> None:
        with self.opener.open(self.url + path, timeout=TIMEOUT) as page:
            page.read()

    def _send(self, path: str, **fields: object) -> None:
        """A form, which the shop answers with another address; any other answer is an error."""
        token = next((cookie.value for cookie in self.cookies if cookie.name == "csrftoken"), "")
        body = urlencode({"csrfmiddlewaretoken": token} | fields).encode()
        try:
            self.opener.open(self.url + path, data=body, timeout=TIMEOUT).close()
        except HTTPError as answer:
            if answer.code == 302:
                return
            raise
        raise OSError(f"{path} showed its form again.")


class _FromAddress(HTTPHandler):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.connection = partial(HTTPConnection, source_address=(address, 0))

    def http_open(self, request):
        return self.do_open(self.connection, request)


class _StaysWhereItIs(HTTPRedirectHandler):
    """The page after a form is a request of its own."""

    def redirect_request(self, *_: object) -> None:
        return None
