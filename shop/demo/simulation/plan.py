"""What is to be simulated."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from config.errors import InvalidInput
from shop.catalog.models import Category, Product

LIVE = "live"


@dataclass(frozen=True)
class Promotion:
    """From its day on, all of a department is cheaper by so many percent."""

    day: int
    department: str
    percent: int

    @classmethod
    def of(cls, text: str) -> "Promotion":
        try:
            day, department, percent = text.split(":")
            promotion = cls(int(day), department, int(percent))
        except ValueError as error:
            raise InvalidInput(f"A promotion is DAY:DEPARTMENT:PERCENT, not “{text}”.") from error
        if not (promotion.day >= 1 and 1 <= promotion.percent <= 90):
            raise InvalidInput(
                f"A promotion begins on day 1 or later, with 1 to 90 percent, unlike “{text}”."
            )
        return promotion

    def begin(self) -> int:
        """What is reduced already stays as it is; how many products."""
        department = Category.objects.filter(slug=self.department, parent=None).first()
        if department is None:
            raise InvalidInput(f"There is no department “{self.department}”.")
        share = 1 - Decimal(self.percent) / 100
        products = Product.objects.filter(category__in=Category.objects.below(department), list_price=None)
        for product in products:
            product.list_price, product.price = (
                product.price,
                (product.price * share).quantize(Decimal("0.01")),
            )
        return Product.objects.bulk_update(
            [product for product in products if product.price < product.list_price], ["price", "list_price"]
        )


@dataclass(frozen=True)
class LivePlan:
    start: datetime
    """Midnight of day 1."""
    days: int = 7
    shoppers: int = 200
    seed: int = 1
    arms: tuple[str, ...] = (LIVE,)
    """[NAME=]ALGORITHM[+updates], or the shop's own live model."""
    past_days: int = 0
    """Of shopping without any model before day 1."""
    drift_day: int | None = None
    """Its first minute is the moment of the drift."""
    drift_share: float = 1.0
    """Of the shoppers whose own tastes change; what is in fashion changes for all."""
    promotions: tuple[Promotion, ...] = ()
    update_hours: tuple[int, ...] = (6, 12, 18)
    """Of the day, at which an arm with +updates learns; each is the beginning of a slot of the calendar."""

    def __post_init__(self):
        for what, value in (("days", self.days), ("shoppers", self.shoppers)):
            if value < 1:
                raise InvalidInput(f"There must be at least 1 of {what}, not {value}.")
        if self.drift_day is not None and not 1 <= self.drift_day <= self.days:
            raise InvalidInput(f"The drift begins on day 1 to {self.days}, not {self.drift_day}.")
        if not 0 <= self.drift_share <= 1:
            raise InvalidInput(f"The share of drifting shoppers is 0 to 1, not {self.drift_share}.")

    def midnight(self, day: int) -> datetime:
        """At which day 1, 2, … begins."""
        return self.start + timedelta(days=day - 1)

    @property
    def end(self) -> datetime:
        return self.midnight(self.days + 1)

    @property
    def drift_at(self) -> datetime | None:
        return None if self.drift_day is None else self.midnight(self.drift_day)

    def era(self, at: datetime) -> int:
        """1 from the drift on."""
        return int(self.drift_at is not None and at >= self.drift_at)
