"""The closed loop, proven: the experiment of docs/closed-loop.md, whole. Nothing in here was chosen by its result."""

from datetime import UTC, datetime

from django.core.management import call_command

from config.errors import Conflict
from shop.catalog.models import Product
from shop.demo.seeding import SeedPlan, Stage, seed_demo
from shop.demo.simulation.plan import LivePlan

PRODUCTS = 500
PLAN = LivePlan(
    start=datetime(2026, 3, 2, tzinfo=UTC),
    days=30,
    shoppers=2_000,
    seed=2026,
    arms=(
        "popularity",
        "item_knn",
        "pmca_bilstm",
        "pmca_bilstm_updates=pmca_bilstm+updates",
        "pmca_bilstm_twin=pmca_bilstm",
    ),
    past_days=30,
    drift_day=15,
)
# Over the preset of a shop: half as many samples, because thirty nights share one small machine.
NETWORK = {"samples_per_epoch": 30_000}


def prepare(stage: Stage) -> None:
    """Tables and goods, in a database of its own. Raises Conflict where other goods lie in it."""
    call_command("migrate", verbosity=0)
    there = Product.objects.count()
    if there == 0:
        seed_demo(SeedPlan(products=PRODUCTS, shoppers=0, days=1), now=PLAN.start, stage=stage)
    elif there != PRODUCTS:
        raise Conflict(
            f"This shop sells {there} products; the proof needs a database of its own. "
            "Set LOCAL_DIR to an empty folder, and leave DATABASE_URL empty."
        )
