"""A few days of a tiny shop: what comes of them lies in the log, and nothing of a taste does."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from config.errors import Conflict
from recommender.models import Event, Impression, Slate, Visitor
from recommender.services import open_arms
from shop.demo.seeding import SeedPlan, seed_demo
from shop.demo.simulation import clock
from shop.demo.simulation.kept import KeptDays
from shop.demo.simulation.living import LivingShop
from shop.demo.simulation.plan import LivePlan
from shop.demo.simulation.storefront import FOR_YOU
from shop.demo.simulation.world import World, read_goods
from shop.models import Order

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, tzinfo=UTC)
PLAN = LivePlan(
    start=START, days=2, shoppers=45, seed=4, arms=("a=popularity", "b=popularity"), past_days=20, drift_day=2
)


@pytest.fixture(autouse=True)
def small(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT, settings.MODEL_STORE, settings.LOCAL_DIR = (
        tmp_path / "media",
        tmp_path / "models",
        tmp_path,
    )
    monkeypatch.setattr(clock, "leave_workers_alone", lambda: None)


@pytest.fixture
def goods():
    seed_demo(SeedPlan(products=90, shoppers=0, days=1), now=START, stage=lambda *_: lambda: None)


def live(folder, plan=PLAN) -> list[dict]:
    return LivingShop(plan, open_arms(plan.arms, seed=plan.seed), KeptDays(folder)).run(lambda *_: None)


def test_what_the_simulation_counts_is_what_the_log_says(goods, tmp_path):
    rows = live(tmp_path / "days")
    for_you = Slate.objects.filter(placement=FOR_YOU)
    assert sum(row["impressions"] for row in rows) == Impression.objects.filter(slate__in=for_you).count() > 0
    assert sum(row["clicks"] for row in rows) == Event.objects.filter(kind="click", slate__in=for_you).count()
    assert sum(row["orders"] for row in rows) == Order.objects.count()
    assert sum(row["revenue"] for row in rows) == pytest.approx(
        sum(float(o.goods_total) for o in Order.objects.all())
    )
    assert {row["arm"] for row in rows} == {"a", "b"}
    assert not Visitor.objects.filter(is_simulated=False).exists()
    # Simulated time everywhere, in defaults of tables too.
    assert {at.date().month for at in for_you.values_list("served_at", flat=True)} == {3}
    assert Event.objects.filter(occurred_at__lt=START).exists()
    assert all(at >= START for at in Impression.objects.values_list("seen_at", flat=True))


def test_nobody_lives_through_the_same_days_twice(goods, tmp_path):
    plan = replace(PLAN, days=1, drift_day=None)
    live(tmp_path / "days", plan)
    events = Event.objects.count()
    with pytest.raises(Conflict, match="already"), transaction.atomic():
        live(tmp_path / "others", plan)
    assert Event.objects.count() == events


def test_the_same_seed_is_the_same_world(goods):
    first, again, other = (World(read_goods(), seed=seed) for seed in (4, 4, 5))
    assert list(first.shoppers(5)) == list(again.shoppers(5))
    assert list(first.shoppers(5)) != list(other.shoppers(5))
    changed = first.shopper(1)
    assert changed.eras[0].early != changed.eras[1].early
    kept = first.shopper(1, drift_share=0.0)
    assert kept.eras[0] == kept.eras[1] == changed.eras[0]
    fashions = [[kind.popularity for kind in market.kinds] for market in first.markets]
    assert fashions[0] != fashions[1]


def test_no_taste_is_ever_written_down(goods, tmp_path):
    """Neither a department that is liked, nor a purse, nor an eagerness, in whatever column of whatever table."""
    live(tmp_path / "days")
    world = World(read_goods(), seed=PLAN.seed)
    secrets = set()
    for living in world.shoppers(PLAN.shoppers):
        for shopper in living.eras:
            numbers = [shopper.purse, shopper.eagerness, *shopper.early.departments.values()]
            secrets |= {f"{number:.6f}" for number in numbers}
    for model in apps.get_models():
        for row in model.objects.values_list():
            assert not {f"{value:.6f}" for value in row if isinstance(value, float)} & secrets
            assert not any(secret in value for value in row if isinstance(value, str) for secret in secrets)


def test_a_simulation_that_was_killed_goes_on_with_the_day_that_it_lost(goods, tmp_path, monkeypatch):
    folder = tmp_path / "days"
    whole = LivingShop(PLAN, open_arms(PLAN.arms, seed=PLAN.seed), KeptDays(folder))
    visit, calls = LivingShop._visit, []

    def killed(self, day, coming):
        calls.append(day)
        if calls.count(2) == 3:
            raise KeyboardInterrupt
        return visit(self, day, coming)

    monkeypatch.setattr(LivingShop, "_visit", killed)
    with pytest.raises(KeyboardInterrupt):
        whole.run(lambda *_: None)
    assert KeptDays(folder).last == 1
    monkeypatch.setattr(LivingShop, "_visit", visit)
    rows = live(folder)
    assert {int(row["hour"] // 24) for row in rows} == {0, 1}
    for_you = Impression.objects.filter(slate__placement=FOR_YOU)
    assert sum(row["impressions"] for row in rows) == for_you.count()


def test_the_command_reports_and_takes_everybody_out_again(goods, tmp_path):
    out, file = StringIO(), tmp_path / "found.json"
    call_command(
        "simulate_shoppers", visitors=40, days=1, start="2026-03-02T00:00:00Z", experiment="a=popularity,b=popularity",
        past=15, seed=4, results=file, verbosity=0, stdout=out,
    )  # fmt: skip
    found = json.loads(file.read_text())
    assert set(found["arms"]) == {"a", "b"}
    assert found["plan"]["shoppers"] == 40
    assert "The shoppers have left" in out.getvalue()
    assert Visitor.objects.exists()
    call_command("simulate_shoppers", remove=True, dry_run=True, stdout=out)
    assert Visitor.objects.exists()
    call_command("simulate_shoppers", remove=True, stdout=out)
    assert not Visitor.objects.exists()
    assert not Event.objects.exists()
    assert not Order.objects.exists()


def test_a_dry_run_and_bad_input_do_nothing(goods):
    out = StringIO()
    call_command("simulate_shoppers", visitors=40, days=3, drift=2, dry_run=True, stdout=out)
    assert "40 shoppers would live for 3 days" in out.getvalue()
    for wrong in ({"days": 0}, {"drift": 9}, {"experiment": "alchemy"}, {"promotion": ["x"]}):
        with pytest.raises(CommandError):
            call_command("simulate_shoppers", **wrong, stdout=out)
    assert not Visitor.objects.exists()


def test_in_a_shop_with_other_goods_the_shoppers_know_nothing():
    with pytest.raises(CommandError, match="seed_demo"):
        call_command("simulate_shoppers", visitors=3, verbosity=0)
