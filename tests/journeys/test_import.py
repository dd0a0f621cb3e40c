"""A real shop's file becomes a live model: import, loop, shelf."""

import csv
import random
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from recommender.behavior.models import Placement
from recommender.loop import run_loop
from recommender.models import RecommendationList, Visitor
from shop.models import Product

pytestmark = pytest.mark.django_db

HEADER = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")


@pytest.fixture(autouse=True)
def own_model_store(settings, tmp_path):
    settings.MODEL_STORE = tmp_path / "models"
    settings.RECOMMENDER_ALGORITHM = "item_knn"


@pytest.fixture
def retail(tmp_path):
    """Sixty customers in 2011; who buys one product of a series of forty buys the next one with it."""
    rng = random.Random(1)
    lines = []
    for invoice in range(240):
        at = datetime(2011, 1, 1, 9) + timedelta(hours=invoice)  # noqa: DTZ001 (the file is in local time)
        first = rng.randrange(40)
        for step in range(4):
            number = (first + step) % 40
            row = (
                536_000 + invoice,
                20_000 + number,
                f"TEA TOWEL {number}",
                2,
                at,
                1.25,
                12_000 + invoice % 60,
            )
            lines.append(row)
    path = tmp_path / "retail.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([HEADER, *lines])
    return path


def test_a_file_of_2011_becomes_a_live_model_and_the_shelves_of_today(retail, client):
    call_command("import_behavior", retail, format="online-retail", verbosity=0)

    report = run_loop(now=timezone.now())

    assert report.decision.passed, report.decision.reasons
    assert report.reports["item_knn"].metrics["HR@10"] > 2 * report.reports["popularity"].metrics["HR@10"]
    lists = RecommendationList.objects.filter(placement=Placement.HOME_FOR_YOU)
    assert lists.count() == Visitor.objects.count() == 60
    assert set(lists[0].product_ids) <= set(Product.objects.values_list("pk", flat=True))
    assert "Tea Towel" in client.get("/").content.decode()
