"""The closed loop, proven: the experiment of docs/closed-loop.md, whole. Nothing in here was chosen by its result."""

from datetime import UTC, datetime

from django.conf import settings
from django.core.management import call_command

from config.errors import Conflict
from shop.catalog.models import Product
from shop.demo.seeding import SeedPlan, Stage, seed_demo
from shop.demo.simulation.plan import LivePlan

PRODUCTS = 400
PROCESSES = 4
PLAN = LivePlan(
    start=datetime(2026, 3, 2, tzinfo=UTC),
    days=30,
    shoppers=1_800,
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
    update_hours=(12, 18),
)
# Less than a shop would spend on a night, because thirty of them share one small machine with the shoppers.
NETWORK = {"samples_per_epoch": 24_000, "max_length": 12, "validation_samples": 1_000}
UPDATES = {"epochs": 1, "batch_size": 256, "exemplars": 1_000}
GATE_SAMPLES = 1_500


def prepare(stage: Stage) -> None:
    """Tables and goods, in a database of its own. Raises Conflict where other goods lie in it."""
    call_command("migrate", verbosity=0)
    settings.GATE_MAX_SAMPLES = GATE_SAMPLES  # of this process alone: it judges sixty versions and more
    there = Product.objects.count()
    if there == 0:
        seed_demo(SeedPlan(products=PRODUCTS, shoppers=0, days=1), now=PLAN.start, stage=stage)
    elif there != PRODUCTS:
        raise Conflict(
            f"This shop sells {there} products; the proof needs a database of its own. "
            "Set LOCAL_DIR to an empty folder, and leave DATABASE_URL empty."
        )
