"""The shop without its pages: the same services, called in this process. For many shoppers in simulated time."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4, uuid5

from config.errors import ApplicationError
from recommender.services import (
    Placement,
    Report,
    RequestVisitor,
    ServedSlate,
    SlateRequest,
    dismiss_product,
    receive,
    record_event,
    serve_slates,
)
from shop.cart.models import CartLine
from shop.cart.services import add_to_cart, set_quantity
from shop.catalog.views import BUNDLE_LENGTH, SHELF_LENGTH
from shop.demo.simulation.storefront import Place, SeenShelf
from shop.favorites.services import add_favorite, remove_favorite
from shop.home.shelves import home_slates
from shop.orders.details import CheckoutDetails
from shop.orders.services import place_order
from shop.shopper import Shopper

MAIL = "living-{number}@aisle.example"


class ServicesStore:
    """One visit. `move_clock` sets the time that all of the shop reads; `refresh` makes the visitor's list anew."""

    def __init__(
        self,
        *,
        number: int,
        visitor_id: UUID,
        device: str,
        source: str,
        at: datetime,
        families: Mapping[int, tuple[int, ...]],
        move_clock: Callable[[datetime], object],
        refresh: Callable[[datetime], object],
        is_fresh: bool = True,
    ):
        self.number, self.families = number, families
        self.move_clock, self.refresh = move_clock, refresh
        self.now = at
        self.shopper = Shopper(
            RequestVisitor(
                id=visitor_id,
                session_id=uuid5(visitor_id, at.isoformat()),
                seen_at=at,
                source=source,
                device=device,
                allows=True,
            ),
            account=None,
        )
        self.is_fresh = is_fresh
        """Nothing was done since the visitor's list was made."""

    @property
    def visitor(self) -> RequestVisitor:
        return self.shopper.visitor

    def arrive(self, at: datetime) -> None:
        self.now = at
        self.move_clock(at)

    def home(self) -> Sequence[SeenShelf]:
        if not self.is_fresh:
            self.refresh(self.now)
            self.is_fresh = True
        return _shelves(home_slates(self.visitor).page_order)

    def beside(self, product_id: int) -> Sequence[SeenShelf]:
        about = self.families.get(product_id, (product_id,))
        wanted = [
            SlateRequest(Placement.PRODUCT_BOUGHT_TOGETHER, k=BUNDLE_LENGTH, product_ids=about),
            SlateRequest(Placement.PRODUCT_SIMILAR, k=SHELF_LENGTH, product_ids=about),
        ]
        return _shelves(serve_slates(self.visitor, wanted))

    def view(self, product_id: int, *, clicked: Place | None = None) -> None:
        if clicked:
            self._record("click", product_id=product_id, slate_id=clicked.slate_id, position=clicked.position)
        self._record("view", product_id=product_id)

    def saw(self, shelf: SeenShelf, positions: Sequence[int]) -> None:
        reports = [
            Report(index, uuid4(), self.now, slate_id=shelf.slate_id, position=position)
            for index, position in enumerate(positions)
        ]
        receive(self.visitor, reports)

    def search(self, words: str) -> None:
        self._record("search", query=words)

    def favorite(self, product_id: int, *, on: bool) -> None:
        (add_favorite if on else remove_favorite)(shopper=self.shopper, product_id=product_id)
        self.is_fresh = False

    def dismiss(self, product_id: int) -> None:
        dismiss_product(self.visitor, product_id)
        self.is_fresh = False

    def put_in_cart(self, product_id: int, quantity: int) -> None:
        self.is_fresh = False
        try:
            add_to_cart(shopper=self.shopper, product_id=product_id, quantity=quantity)
        except ApplicationError:
            return  # sold out, or as many as one may have

    def take_out_of_cart(self, product_id: int) -> None:
        lines = CartLine.objects.of(self.shopper.owner).filter(product=product_id)
        if line := lines.first():
            set_quantity(shopper=self.shopper, line_id=line.pk, quantity=0)

    def buy(self) -> Decimal:
        details = CheckoutDetails(**WHO, email=MAIL.format(number=self.number))
        try:
            order = place_order(
                shopper=self.shopper,
                details=details,
                idempotency_key=str(self.visitor.session_id),
                site_url="http://localhost/",
                now=self.now,
            )
        except ApplicationError:
            return Decimal(0)  # the last one was sold to somebody else
        # What comes next in this visit is later than the order.
        self.arrive(self.now + timedelta(seconds=1))
        return order.goods_total

    def _record(self, kind: str, **facts) -> None:
        record_event(self.visitor, kind, **facts)
        self.is_fresh = False


WHO = {
    "full_name": "Simulated Shopper",
    "street": "1 Garden Lane",
    "postal_code": "10115",
    "city": "Altenau",
    "country": "DE",
    "delivery_method": "standard",
    "payment_token": "demo-accept",
}


def _shelves(slates: Sequence[ServedSlate]) -> list[SeenShelf]:
    return [
        SeenShelf(slate.placement, slate.id, tuple(item.product_id for item in slate.items))
        for slate in slates
        if slate.items
    ]
