"""Browser windows that watch over every page they show."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# Runs in every page before its own scripts. What it finds is told the way all other problems are: on the console.
WATCH = """
addEventListener("error", ({ target }) => {
    if (target instanceof HTMLImageElement) console.error(`missing picture: ${target.currentSrc}`);
}, true);
let shifted = 0;
new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) {
        if (shift.hadRecentInput) continue;
        shifted += shift.value;
        if (shifted > 0.05) {
            const moved = shift.sources.map(({ node }) => node?.className || node?.nodeName).join(", ");
            console.error(`layout shifted by ${shifted.toFixed(3)}: ${moved}`);
        }
    }
}).observe({ type: "layout-shift", buffered: true });
addEventListener("load", () => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) console.error(`${scrollWidth} wide in a window of ${clientWidth}`);
    for (const picture of document.images) {
        if (picture.complete && picture.naturalWidth === 0) console.error(`empty picture: ${picture.currentSrc}`);
    }
});
"""


@dataclass
class Window:
    """One shopper's browser. `page` is Playwright's; `problems` must be empty at the end."""

    page: object
    address: str
    problems: list[str] = field(default_factory=list)
    loads: int = 0

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("request", self._follow)

    def open(self, path: str = "/") -> None:
        self.page.goto(path)

    def pardon(self, text: str) -> None:
        """A problem that the test meant to cause."""
        self.problems.remove(next(problem for problem in self.problems if text in problem))

    def _hear(self, message) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(f"{urlsplit(self.page.url).path}: {message.text}")

    def _follow(self, request) -> None:
        self.loads += request.is_navigation_request()
        parts = urlsplit(request.url)
        if parts.scheme.startswith("http") and parts.netloc != urlsplit(self.address).netloc:
            self.problems.append(f"{self.page.url} asked another host: {request.url}")
