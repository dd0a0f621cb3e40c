"""How long pages take, over HTTP, one after the other, as one guest."""

from http.cookiejar import CookieJar
from urllib.request import HTTPCookieProcessor, build_opener

from benchmarks.timing import HEAD, measure, row

PATHS = (
    "/",
    "/search/?q=mug",
    "/search/?q=cofee",
    "/cart/",
    "/favorites/",
    "/api/v1/products/",
    "/health/live",
)
TIMES = 50


def run(url: str, say) -> None:
    opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(path: str) -> bytes:
        with opener.open(url + path, timeout=30) as response:
            return response.read()

    say(f"Milliseconds by page, {url}\n{HEAD}")
    for path in (*PATHS, *_found(get)):
        get(path)
        say(row(path, *measure(lambda path=path: get(path), times=TIMES)))


def _found(get) -> list[str]:
    """A category and a product that this shop has."""
    import json

    product = json.loads(get("/api/v1/products/"))["results"][0]
    return [f"/c/{product['category']}/", product["url"]]
