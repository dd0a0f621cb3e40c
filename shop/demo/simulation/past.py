"""Shopping before the first model: visits without slates, written into the log in bulk."""

from collections.abc import Sequence
from random import Random
from uuid import UUID, uuid5

from recommender.services import BulkEvent, BulkSession, BulkVisitor, behavior_loader
from shop.demo.simulation.calendar import Appointment
from shop.demo.simulation.desire import Desire
from shop.demo.simulation.storefront import NoShelves
from shop.demo.simulation.trip import LongMemory, Trip
from shop.demo.simulation.world import LivingShopper


def write_past(
    visits: Sequence[Appointment],
    shoppers: dict[int, LivingShopper],
    memories: dict[int, LongMemory],
    desire: Desire,
    *,
    seed: int,
) -> int:
    """How many events. What shoppers will remember of it is in `memories`."""
    known: set[UUID] = set()
    with behavior_loader() as loader:
        for at, number in visits:
            shopper = shoppers[number].eras[0]
            visitor_id = shoppers[number].visitor_id
            trip = Trip(
                shopper, desire, memories[number], at, store=NoShelves(), rng=visit_rng(seed, number, at)
            )
            acts = trip.run()
            if not acts:
                continue
            if visitor_id not in known:
                known.add(visitor_id)
                loader.add(BulkVisitor(visitor_id, None, True, acts[0].at))
            session = uuid5(visitor_id, at.isoformat())
            loader.add(BulkSession(session, visitor_id, acts[0].at, shopper.device, shopper.source))
            for act in acts:
                product = act.offer.product_id if act.offer else None
                facts = (act.kind, product, act.query, act.quantity, act.amount, act.rating, act.at)
                loader.add(BulkEvent(visitor_id, session, *facts))
        loader.flush()
        return loader.events


def visit_rng(seed: int, number: int, at) -> Random:
    """A visit's chances depend on nothing that happened before it."""
    return Random(f"visit:{seed}:{number}:{at.isoformat()}")
