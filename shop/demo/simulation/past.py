"""Shopping before the first model: visits without slates, written into the log in bulk."""

from collections.abc import Sequence
from random import Random
from uuid import uuid5

from psycopg import IntegrityError

from config.errors import Conflict
from recommender.services import BulkEvent, BulkSession, behavior_loader, welcome_simulated
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
    """How many events. What shoppers will remember of it is in `memories`.

    Raises Conflict where these very visits are in the log already.
    """
    if visits:
        welcome_simulated({shoppers[visit.number].visitor_id for visit in visits}, at=visits[0].at)
    try:
        with behavior_loader() as loader:
            for visit in visits:
                _write_visit(visit, shoppers[visit.number], memories[visit.number], desire, loader, seed=seed)
            loader.flush()
            return loader.events
    except IntegrityError as error:
        raise Conflict(
            "These shoppers have lived through these days already. Choose another --seed, or --remove them first."
        ) from error


def _write_visit(
    visit: Appointment, living: LivingShopper, memory: LongMemory, desire: Desire, loader, *, seed: int
) -> None:
    at, number = visit
    shopper = living.eras[0]
    trip = Trip(shopper, desire, memory, at, store=NoShelves(), rng=visit_rng(seed, number, at))
    acts = trip.run()
    if not acts:
        return
    session = uuid5(living.visitor_id, at.isoformat())
    loader.add(BulkSession(session, living.visitor_id, acts[0].at, shopper.device, shopper.source))
    for act in acts:
        product = act.offer.product_id if act.offer else None
        facts = (act.kind, product, act.query, act.quantity, act.amount, act.rating, act.at)
        loader.add(BulkEvent(living.visitor_id, session, *facts))


def visit_rng(seed: int, number: int, at) -> Random:
    """A visit's chances depend on nothing that happened before it."""
    return Random(f"visit:{seed}:{number}:{at.isoformat()}")
