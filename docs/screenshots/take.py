"""Takes the pictures of the pages in docs/ from a running demo: python docs/screenshots/take.py http://localhost:8000"""

import argparse
import io
import secrets
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
ADDRESSES = [
    {
        "full_name": "Demo Shopper",
        "street": "12 Mill Lane",
        "postal_code": "10115",
        "city": "Berlin",
        "country": "DE",
    },
    {
        "full_name": "Erika Example",
        "street": "4 Harbor Street",
        "postal_code": "SW1A 1AA",
        "city": "London",
        "country": "GB",
    },
]
MEMBER_PAGES = {
    "account": "/accounts/",
    "account-profile": "/accounts/profile/",
    "account-addresses": "/addresses/",
    "account-reviews": "/reviews/",
    "account-security": "/accounts/security/",
    "account-factors": "/accounts/2fa/",
    "account-sessions": "/accounts/sessions/",
    "account-privacy": "/privacy/",
    "account-privacy-history": "/privacy/history/",
}
OPERATORS_PAGES = {
    "traffic": "/admin/",
    "health": "/admin/recommender/modelversion/health/",
    "drift": "/admin/recommender/modelversion/health/drift/",
    "attention": "/admin/recommender/modelversion/attention/",
    "segments": "/admin/recommender/segment/overview/",
    "buyers": "/admin/recommender/purchasetraining/people/",
    "reorder": "/admin/shop/product/reorder/",
    "rules": "/admin/recommender/businessrule/",
    "actions": "/admin/admin/logentry/",
}
PHONE, TABLET, DESK, TALL = (390, 844), (768, 1024), (1440, 900), (1440, 1300)
COLORS = 255


class Album:
    """One shopper's browser, and where its pictures go."""

    def __init__(self, browser: Browser, address: str, folder: Path):
        self.page = browser.new_page()
        # Asked once, on the first page; the pictures show what comes after the answer.
        self.page.context.add_cookies([{"name": "consent", "value": "yes", "url": address}])
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
        self.page.wait_for_timeout(500)  # colors change by a transition

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
    parser.add_argument("--walks", nargs="*", choices=WALKS, default=list(WALKS), help="only these")
    arguments = parser.parse_args()
    arguments.into.mkdir(parents=True, exist_ok=True)
    with started_browser() as browser:
        for name in arguments.walks:
            WALKS[name](Album(browser, arguments.address.rstrip("/"), arguments.into))


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
    album.open("/search/?q=tea&sort=popular")
    page.click(".card__link >> nth=0")
    page.click("#reviews >> text=Most helpful")
    page.wait_for_url("**sort=helpful**")
    page.locator("#reviews").scroll_into_view_if_needed()
    album.take("reviews")
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


def stranger(album: Album) -> None:
    """Somebody who registers by phone."""
    page = album.page
    album.open("/accounts/login/")
    album.take("account-login", DESK)
    album.open("/accounts/signup/")
    album.take("account-signup", PHONE)
    page.fill("main [name=login]", f"0171 391{secrets.randbelow(10_000):04}")
    page.click("main form button.button--primary")
    page.wait_for_load_state("networkidle")
    album.take("account-code", PHONE)
    # A worker sends it.
    for _ in range(20):
        album.open("/accounts/outbox/")
        if page.is_visible(".outbox__message"):
            break
        page.wait_for_timeout(1000)
    album.take("account-outbox")


def member(album: Album) -> None:
    page = album.page
    album.sign_in(SHOPPER)
    for address in ADDRESSES:
        album.open("/addresses/new/")
        for name, value in address.items():
            page.locator(f"[name={name}]").fill(value) if name != "country" else page.select_option(
                "[name=country]", value
            )
        page.click("main form button.button--primary")
        page.wait_for_load_state("networkidle")
    for name, path in MEMBER_PAGES.items():
        album.open(path)
        album.take(name, *([DESK, PHONE] if name == "account" else [DESK]))
    album.open("/c/kitchen/")
    page.click(".card__actions button >> nth=0")
    page.wait_for_selector("#cart-drawer[open], .toast")
    album.open("/checkout/")
    album.take("account-checkout", DESK)
    page.check(".where__another")
    album.take("account-checkout", PHONE)
    album.dark()
    album.open("/accounts/")
    album.take("account-dark")
    album.open("/addresses/")
    album.take("account-addresses-dark", PHONE)


def other_eyes(album: Album) -> None:
    """The demo's switch between shoppers."""
    album.open("/demo/shoppers/")
    album.take("demo-shoppers")
    album.open("/demo/shoppers/?likes=garden")
    album.page.click(".demo-shopper button >> nth=0")
    album.page.wait_for_selector(".looking")
    album.open("/")
    album.take("demo-looking", DESK, PHONE)


def administrator(album: Album) -> None:
    album.sign_in(ADMINISTRATOR)
    for name, path in {
        "admin": "/admin/",
        "admin-products": "/admin/shop/product/",
        "admin-models": "/admin/recommender/modelversion/",
    }.items():
        album.open(path)
        album.take(name)


def operators(album: Album) -> None:
    """What docs/operators.md tells of. The night's work must be done: `measure_drift`, `refresh_purchase_predictions`,
    `refresh_demand` of the tasks."""
    page = album.page
    album.sign_in(ADMINISTRATOR)
    album.open("/admin/recommender/visitor/why/")
    page.fill("[name=q]", SHOPPER)
    page.press("[name=q]", "Enter")
    page.wait_for_url("**/why/")
    page.wait_for_selector("#sequence ~ *, .sequence", state="attached")
    page.wait_for_timeout(6000)  # a worker answers, and the page asks for it every few seconds
    album.take("operators-why", TALL)
    album.open("/c/kitchen/")
    number = page.locator("[data-product]").first.get_attribute("data-product")
    album.open(f"/admin/recommender/businessrule/product/{number}/")
    page.wait_for_timeout(6000)
    album.take("operators-product", TALL)
    for name, path in OPERATORS_PAGES.items():
        album.open(path)
        album.take(f"operators-{name}", TALL)
    album.open("/admin/")
    album.take("operators-traffic", PHONE)


def experiment(album: Album) -> None:
    """The one that was started first; it must have met shoppers (docs/operators.md, "Simulated shoppers")."""
    page = album.page
    album.sign_in(ADMINISTRATOR)
    album.open("/admin/recommender/experiment/")
    page.locator("#result_list tbody th a").last.click()
    page.wait_for_url("**/change/")
    album.take("operators-experiment", TALL)
    page.click("a:has-text('Result')")
    page.wait_for_url("**/result/")
    page.wait_for_timeout(1000)  # charts are drawn
    album.take("operators-experiment-result", TALL)


def save(picture: bytes, path: Path) -> None:
    """Few colors are enough for pages, and make small files."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(
        path, optimize=True
    )


WALKS = {
    walk.__name__: walk
    for walk in (
        guest,
        shopper,
        in_chinese,
        stranger,
        member,
        other_eyes,
        administrator,
        operators,
        experiment,
    )
}

if __name__ == "__main__":
    main()
