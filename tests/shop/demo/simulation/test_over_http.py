"""Three shoppers visit a server by its pages; what they saw was counted by the real beacon."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from recommender.models import Event, Impression, Visitor, VisitSession
from shop.demo.seeding import SeedPlan, seed_demo
from shop.demo.simulation import trip as trips
from shop.demo.simulation.over_http import visit_pages

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def small(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT, settings.LOCAL_DIR = tmp_path / "media", tmp_path
    seed_demo(SeedPlan(products=90, shoppers=0, days=1), now=timezone.now(), stage=lambda *_: lambda: None)
    monkeypatch.setattr(trips, "COMES_HOME", 1.0)


def test_they_come_as_people_do(live_server):
    counts = visit_pages(live_server.url, shoppers=3, seed=3, advance=lambda: None)
    assert counts["visits"] == 3
    assert counts["impressions"] == Impression.objects.count() > 0
    assert counts["views"] == Event.objects.filter(kind="view").count() > 0
    assert counts["clicks"] <= Event.objects.filter(kind="click", slate__isnull=False).count()
    assert set(counts["ids"]) == set(Visitor.objects.filter(is_simulated=True).values_list("pk", flat=True))
    assert not Visitor.objects.filter(is_simulated=False).exists()
    assert {session.device for session in VisitSession.objects.all()} <= {"mobile", "tablet", "desktop"}


def test_whoever_came_by_the_command_goes_by_the_command(live_server):
    out = StringIO()
    call_command("simulate_shoppers", http=live_server.url, visitors=2, verbosity=0, stdout=out)
    assert "2 visits" in out.getvalue()
    assert Visitor.objects.count() == 2
    call_command("simulate_shoppers", remove=True, stdout=out)
    assert not Visitor.objects.exists()


def test_they_buy_through_the_three_steps_of_the_checkout(live_server, monkeypatch):
    monkeypatch.setattr(trips.Trip, "consider", lambda self, offer: self.put_in_cart(offer))
    monkeypatch.setattr("shop.demo.visits.CHECKS_OUT", 1.0)
    monkeypatch.setattr("shop.demo.visits.REGRETS", 0.3)
    counts = visit_pages(live_server.url, shoppers=2, seed=3, advance=lambda: None)
    assert counts["orders"] >= 1
    assert Event.objects.filter(kind="purchase").exists()


def test_where_no_shop_answers_there_is_one_clear_sentence():
    with pytest.raises(CommandError, match="does not answer"):
        call_command("simulate_shoppers", http="http://127.0.0.1:1", visitors=1, verbosity=0)
    with pytest.raises(CommandError, match="begins with http"):
        call_command("simulate_shoppers", http="file:///etc", visitors=1, verbosity=0)
