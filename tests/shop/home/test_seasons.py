from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.utils import timezone

from shop.home.seasons import department_for, season_of
from tests.factories.catalog import CategoryFactory

YEAR = [date(2024, 1, 1) + timedelta(days=day) for day in range(366)]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 2, 28), "winter"),
        (date(2026, 3, 1), "spring"),
        (date(2026, 5, 31), "spring"),
        (date(2026, 6, 1), "summer"),
        (date(2026, 9, 1), "autumn"),
        (date(2026, 11, 30), "autumn"),
        (date(2026, 12, 1), "winter"),
    ],
)
def test_a_season_begins_with_its_month(day, name):
    assert season_of(day).name == name


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 15), "summer"),
        (date(2026, 2, 28), "summer"),
        (date(2026, 3, 1), "autumn"),
        (date(2026, 7, 15), "winter"),
        (date(2026, 9, 1), "spring"),
        (date(2026, 12, 1), "summer"),
    ],
)
def test_south_of_the_equator_it_comes_half_a_year_later(settings, day, name):
    settings.SHOP_IS_SOUTHERN = True
    assert season_of(day).name == name


def test_every_day_has_a_season_with_a_drawn_scene():
    for day in YEAR:
        scene = settings.BASE_DIR / "static" / "img" / "seasons" / f"{season_of(day).name}.svg"
        assert scene.exists()


@pytest.mark.django_db
def test_a_season_leads_to_the_first_department_that_fits():
    autumn = season_of(date(2026, 10, 1))
    assert department_for(autumn) is None
    CategoryFactory(slug="kitchen", name="Kitchen")
    assert department_for(autumn).slug == "kitchen"
    CategoryFactory(slug="living", name="Home & Living")
    assert department_for(autumn).slug == "living"


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "slug"), [(date(2026, 7, 14), "outdoor"), (date(2026, 1, 14), "play")])
def test_home_greets_with_the_season(client, monkeypatch, day, slug):
    monkeypatch.setattr(timezone, "localdate", lambda: day)
    category = CategoryFactory(slug=slug, name="Things")
    hero = BeautifulSoup(client.get("/").content, "html.parser").select_one(".hero")
    picture = hero.select_one("img")
    assert hero.h1.get_text() == season_of(day).head
    assert season_of(day).name in picture["src"]
    assert picture.get("loading") != "lazy"
    assert (picture["width"], picture["height"]) == ("900", "640")
    assert hero.select_one(".button--primary")["href"] == category.get_absolute_url()
