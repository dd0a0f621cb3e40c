"""A small shop with a planted pattern: products stand in a circle, and who looks at one looks at the next one then."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from recommender.algorithms.interface import Algorithm, FitOptions
from recommender.behavior.models import Event, EventKind, Visitor, VisitSession
from recommender.training.fitting import fitted
from shop.catalog.models import Category, Product
from tests.factories.sequences import make_dataset, make_split


@dataclass(frozen=True)
class PlantedShop:
    products: list[Product]
    visitors: list[Visitor]

    def after(self, product_id: int, *, steps: int = 1) -> int:
        """The product that follows in the circle."""
        ids = [product.pk for product in self.products]
        return ids[(ids.index(product_id) + steps) % len(ids)]


def make_products(count: int = 24, **fields) -> list[Product]:
    """Sellable products, four to a category."""
    categories = [
        Category.objects.get_or_create(slug=f"shelf-{number}", defaults={"name": f"Shelf {number}"})[0]
        for number in range(-(-count // 4))
    ]
    start = Product.objects.count()
    return Product.objects.bulk_create(
        Product(
            **{
                "category": categories[number // 4],
                "slug": f"thing-{start + number}",
                "title": f"Thing {start + number}",
                "price": 10 + number,
                "stock": 5,
            }
            | fields
        )
        for number in range(count)
    )


def plant(
    *, now: datetime, products: int = 24, visitors: int = 80, days: int = 30, seed: int = 0
) -> PlantedShop:
    """Each visitor comes a few times within the last `days`, and walks on from where the last visit ended."""
    rng = random.Random(seed)
    things = make_products(products)
    people = Visitor.objects.bulk_create(Visitor(is_simulated=True) for _ in range(visitors))
    events = []
    for person in people:
        place = rng.randrange(products)
        for start in sorted(now - timedelta(days=days * rng.random(), hours=1) for _ in range(3)):
            visit = VisitSession(visitor=person, started_at=start)
            visit.save()
            for step in range(rng.randint(2, 5)):
                at = start + timedelta(minutes=step)
                events.append(_event(visit, EventKind.VIEW, things[place].pk, at))
                if rng.random() < 0.2:
                    events.append(
                        _event(visit, EventKind.PURCHASE, things[place].pk, at + timedelta(seconds=30))
                    )
                place = (place + 1) % products if rng.random() < 0.9 else rng.randrange(products)
    Event.objects.bulk_create(events)
    return PlantedShop(things, people)


def walk_on(
    shop: PlantedShop,
    *,
    at: datetime,
    stride: int = 1,
    steps: int = 6,
    products: list[Product] | None = None,
    seed: int = 0,
) -> None:
    """Each visitor comes once more at about this moment, and walks on round these products in steps of `stride`.

    Who was not among them so far begins anywhere.
    """
    rng = random.Random(seed)
    things = [thing.pk for thing in products or shop.products]
    latest = Event.objects.order_by("visitor_id", "-occurred_at").distinct("visitor_id")
    last = dict(latest.values_list("visitor_id", "product_id"))
    events = []
    for number, person in enumerate(shop.visitors):
        start = at + timedelta(seconds=number)
        visit = VisitSession.objects.create(visitor=person, started_at=start)
        place = things.index(last[person.pk]) if last[person.pk] in things else rng.randrange(len(things))
        for step in range(steps):
            place = (place + stride) % len(things)
            events.append(_event(visit, EventKind.VIEW, things[place], start + timedelta(minutes=step)))
    Event.objects.bulk_create(events)


def view(visitor: Visitor, product_id: int, *, at: datetime, kind: str = EventKind.VIEW) -> Event:
    """One more event of this visitor."""
    visit = VisitSession.objects.create(visitor=visitor, started_at=at)
    event = _event(visit, kind, product_id, at)
    event.save()
    return event


def _event(visit: VisitSession, kind: str, product_id: int, at: datetime) -> Event:
    return Event(visitor_id=visit.visitor_id, session=visit, kind=kind, product_id=product_id, occurred_at=at)


def fitted_algorithm(name: str) -> Algorithm:
    """Any baseline, fitted on a little behavior."""
    dataset = make_dataset(rows=40, items=12, untouched=0)
    return fitted(name, dataset, make_split(dataset), FitOptions())
