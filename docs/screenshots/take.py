"""Takes the pictures of docs/screenshots.md from a running demo: python docs/screenshots/take.py http://localhost:8000"""

import argparse
import io
import shutil
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).parent
PASSWORD = "aisle-demo"  # noqa: S105  the demo's, printed at its start
SHOPPER, ADMINISTRATOR = "shopper@aisle.example", "admin@aisle.example"
ADDRESS = {
    "email": "guest@aisle.example",
    "full_name": "Demo Guest",
    "street": "Hafenweg 3",
    "postal_code": "20457",
    "city": "Hamburg",
}
PHONE, TABLET, DESK, TALL = (390, 844), (768, 1024), (1440, 900), (1440, 1300)
COLORS = 255


class Album:
    """One shopper's browser, and where its pictures go."""

    def __init__(self, browser: Browser, address: str, folder: Path):
        self.page = browser.new_page()
        self.address, self.folder = address, folder

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def take(self, name: str, *sizes: tuple[int, int]) -> None:
        for width, height in sizes or (DESK,):
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.wait_for_load_state("networkidle")
            save(self.page.screenshot(), self.folder / f"{name}-{width}.png")

    def dark(self) -> None:
        self.page.emulate_media(color_scheme="dark")

    def sign_in(self, email: str) -> None:
        self.open("/accounts/login/")
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button:has-text('Sign in')")
        self.page.wait_for_load_state("networkidle")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", default="http://localhost:8000")
    parser.add_argument("--into", type=Path, default=FOLDER)
    arguments = parser.parse_args()
    arguments.into.mkdir(parents=True, exist_ok=True)
    with started_browser() as browser:
        for walk in (guest, shopper, in_chinese, administrator):
            walk(Album(browser, arguments.address.rstrip("/"), arguments.into))


@contextmanager
def started_browser():
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


def guest(album: Album) -> None:
    page = album.page
    album.open("/")
    album.take("home-guest", TALL)
    page.locator("#search-words").press_sequentially("tea")
    page.wait_for_selector("#suggestions [role=option] mark")
    album.take("suggestions")
    album.open("/search/?q=coffee")
    album.take("search", DESK, PHONE)
    page.click(".card__link >> nth=0")
    album.take("product", PHONE, TABLET, TALL)
    page.locator("#reviews").scroll_into_view_if_needed()
    album.take("reviews")
    page.click(".product >> text=Add to cart")
    page.wait_for_selector("dialog[open]")
    album.take("drawer", DESK, PHONE)
    album.open("/cart/")
    album.take("cart")
    album.open("/checkout/")
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)
    page.click("text=On to delivery and payment")
    page.check("[name=payment_token] >> nth=0")
    page.click("text=On to the last look")
    album.take("checkout", TALL, PHONE)
    page.click("main button.button--primary >> nth=-1")
    page.wait_for_url("**/orders/**")
    album.take("order")
    album.open("/p/no-such-thing/")
    album.take("not-found")


def shopper(album: Album) -> None:
    album.sign_in(SHOPPER)
    album.open("/")
    album.take("home-shopper", TALL, TABLET)
    album.page.locator("[data-placement=home_for_you] .card details summary").first.click()
    album.page.locator("[data-placement=home_for_you]").scroll_into_view_if_needed()
    album.take("why")
    album.open("/")
    album.page.set_viewport_size(dict(zip(("width", "height"), PHONE, strict=True)))
    album.page.click(".hero .button--primary")
    album.open("/")
    album.take("home-shopper", PHONE)
    album.open("/c/kitchen/")
    album.take("category")
    album.dark()
    album.take("category-dark", DESK, PHONE)
    album.open("/")
    album.take("home-dark", TALL, PHONE)


def in_chinese(album: Album) -> None:
    album.open("/")
    album.page.click("footer >> text=简体中文")
    album.page.wait_for_selector("html[lang^=zh]")
    album.open("/")
    album.take("home-chinese", TALL, PHONE)


def administrator(album: Album) -> None:
    album.sign_in(ADMINISTRATOR)
    for name, path in {
        "admin": "/admin/",
        "admin-products": "/admin/shop/product/",
        "admin-models": "/admin/recommender/modelversion/",
    }.items():
        album.open(path)
        album.take(name)


def save(picture: bytes, path: Path) -> None:
    """Few colors are enough for pages, and make small files."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(
        path, optimize=True
    )


if __name__ == "__main__":
    main()
