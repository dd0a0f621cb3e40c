"""Online Retail (UCI, Chen et al. 2012): invoice lines of a real gift shop, as .xlsx, .csv or .parquet."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from string import capwords
from zoneinfo import ZoneInfo

from recommender.dataset.readers.cancellations import CancellationPlan
from recommender.dataset.readers.gift_categories import category_of
from recommender.dataset.readers.rows import EventRow, ProductRow, Reader
from recommender.dataset.readers.tables import MALFORMED, Table
from recommender.dataset.readers.values import as_id, as_price, as_text, as_time, as_whole

_COLUMNS = {
    "invoice": ("InvoiceNo", "Invoice"),
    "code": ("StockCode",),
    "title": ("Description",),
    "quantity": ("Quantity",),
    "time": ("InvoiceDate",),
    "price": ("UnitPrice", "Price"),
    "customer": ("CustomerID",),
}
_LONDON = ZoneInfo("Europe/London")
# Five digits and a letter or two, or the party bags and dog collars; all else is postage, fees, vouchers, corrections.
_PRODUCT_CODE = re.compile(r"\d{5}[A-Z]{0,2}|DCGS\w+")


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    invoice: str
    code: str
    title: str
    quantity: int
    time: datetime
    price: Decimal
    customer: str

    @property
    def is_cancellation(self) -> bool:
        return self.invoice.startswith("C")


class OnlineRetailReader(Reader):
    """A purchase for each invoice line; a cancellation takes back the customer's newest earlier purchase of it."""

    format = "online-retail"
    description = "Online Retail (UCI): .xlsx as published, .csv or .parquet"
    currency = "GBP"

    def __init__(self, path: Path):
        super().__init__(path)
        self._table = Table(self.path, columns=_COLUMNS)

    def count(self) -> int | None:
        return self._table.count()

    def _products(self) -> Iterator[ProductRow]:
        titles: dict[str, Counter] = defaultdict(Counter)
        prices: dict[str, Counter] = defaultdict(Counter)
        for line in self._lines(Counter()):
            if line.quantity > 0 and line.price > 0:
                titles[line.code][line.title] += 1
                prices[line.code][line.price] += 1
        for code in sorted(titles):
            title = next((text for text, _ in titles[code].most_common() if text), "")
            if title:
                price = _median(prices[code])
                yield ProductRow(code, _readable(title), price, self.currency, category_of(title))
            else:
                self._rejected_products["product without a title"] += 1

    def _events(self) -> Iterator[EventRow]:
        rejected = self._rejected_events
        plan = self._cancellations()
        for line in self._lines(rejected):
            if line.is_cancellation:
                rejected[_reason_of_cancellation(line, plan)] += 1
            elif line.quantity <= 0:
                rejected["stock correction"] += 1
            elif line.price <= 0:
                rejected["no price"] += 1
            elif not line.customer:
                rejected["no customer"] += 1
            elif (left := line.quantity - plan.taken_back(line.number)) <= 0:
                rejected["purchase that was cancelled"] += 1
            else:
                yield EventRow(
                    line.customer, line.code, "purchase", line.time, line.invoice, left, line.price
                )

    def _cancellations(self) -> CancellationPlan:
        """Two walks: first what was cancelled, then only the purchases that those cancellations may mean."""
        plan = CancellationPlan()
        for line in self._lines(Counter()):
            if line.is_cancellation and line.customer:
                plan.add_cancellation(line.number, (line.customer, line.code), line.time, -line.quantity)
        for line in self._lines(Counter()):
            if not line.is_cancellation and line.customer and line.quantity > 0 and line.price > 0:
                plan.add_purchase(line.number, (line.customer, line.code), line.time, line.quantity)
        plan.settle()
        return plan

    def _lines(self, rejected: Counter) -> Iterator[Line]:
        for number, row in enumerate(self._table):
            line = row and _line(number, row)
            if row is None:
                rejected[MALFORMED] += 1
            elif isinstance(line, str):
                rejected[line] += 1
            else:
                yield line


def _line(number: int, row: dict) -> Line | str:
    """The line, or the reason why it is none."""
    code = as_id(row["code"]).upper()
    if not _PRODUCT_CODE.fullmatch(code):
        return "not a product"
    quantity, price = as_whole(row["quantity"]), as_price(row["price"])
    time = as_time(row["time"], zone=_LONDON)
    if quantity is None:
        return "invalid quantity"
    if price is None:
        return "invalid price"
    if time is None:
        return "invalid time"
    title, customer = as_text(row["title"]), as_id(row["customer"])
    return Line(number, as_id(row["invoice"]).upper(), code, title, quantity, time, price, customer)


def _reason_of_cancellation(line: Line, plan: CancellationPlan) -> str:
    if not line.customer:
        return "cancellation without a customer"
    if plan.is_matched(line.number):
        return "cancellation of an earlier purchase"
    return "cancellation without an earlier purchase"


def _readable(title: str) -> str:
    """The file shouts; WHITE HANGING HEART becomes White Hanging Heart."""
    return capwords(title) if title.isupper() else title


def _median(prices: Counter) -> Decimal:
    """The lower median; wholesale lines are cheaper, so a mean would be nobody's price."""
    half, seen = prices.total() / 2, 0
    for price in sorted(prices):
        seen += prices[price]
        if seen >= half:
            return price
    raise ValueError("There are no prices.")
